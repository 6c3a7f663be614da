hello = Привет!
