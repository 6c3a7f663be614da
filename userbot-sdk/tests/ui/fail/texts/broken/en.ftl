hello = Hello!

welcome Welcome, { $name }!
bye = Bye, { $name
hello = Hello again!
