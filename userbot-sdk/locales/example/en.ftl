# The texts of the examples in the documentation.

hello = Hello!
welcome = Welcome, <b>{ $name }</b>!
set = I will remind you in { $delay }.
