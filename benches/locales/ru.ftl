kept = Сохранено под именем <b>{ $name }</b>.
list = { $count ->
    [one] { $count } заметка
    [few] { $count } заметки
   *[many] { $count } заметок
}
