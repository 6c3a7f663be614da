# What the greeter says. `{ $name }` is filled in by the code.

welcome = Welcome, <b>{ $name }</b>!
morning = Good morning ☀️
