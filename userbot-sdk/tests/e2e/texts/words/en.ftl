word = A word for { $who }
doc-command-word = Says a word in English.
