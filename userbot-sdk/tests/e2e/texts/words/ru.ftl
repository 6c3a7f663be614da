word = Слово для { $who }
doc-command-word = Говорит слово.
