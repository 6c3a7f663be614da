doc-module = Хранит заметки и находит их снова.
doc-command-save = Сохраняет заметку под именем; заметка с этим именем заменяется.
doc-command-note = Показывает заметку.
doc-command-notes = Показывает список заметок или те, в которых есть слово.
doc-command-forget = Удаляет заметку.

kept = Сохранено под именем <b>{ $name }</b>.
replaced = Заметка <b>{ $name }</b> заменена.
forgotten = Заметка <b>{ $name }</b> удалена.
unknown = Заметки <b>{ $name }</b> нет.
no-text = В этом сообщении нет текста.
none = Заметок нет.
list = { $count ->
    [one] { $count } заметка
    [few] { $count } заметки
   *[many] { $count } заметок
}
line = ▫️ <code>{ $name }</code> ({ $age } назад)
