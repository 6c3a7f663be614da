kept = Kept as <b>{ $name }</b>.
replaced = <b>{ $name }</b> was replaced.
forgotten = <b>{ $name }</b> is forgotten.
unknown = There is no note <b>{ $name }</b>.
no-text = That message has no text to keep.
none = No notes.
list = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
line = ▫️ <code>{ $name }</code> ({ $age } ago)
