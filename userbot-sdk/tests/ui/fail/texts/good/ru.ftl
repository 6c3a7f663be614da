hello = Привет!
welcome = Добро пожаловать, { $name }!
