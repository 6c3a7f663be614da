-bot = Напоминалка

doc-module =
    Напоминает о делах.

    Обо всех, что есть.
doc-command-set = Напоминает.
    .count = Сколько раз.
doc-command-about = Не видно: перевод в атрибуте важнее.
doc-watcher-listen = Слушает.
doc-schedule-tidy = Убирает.

set = { $count ->
    [one] { $count } заметка
    [few] { $count } заметки
   *[many] { $count } заметок
} для { $who } через { $delay }.
    .loud = Точно!
about = { -bot } знает <b>{ $what }</b>, { $peer } и { $html }
