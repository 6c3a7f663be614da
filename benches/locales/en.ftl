kept = Kept as <b>{ $name }</b>.
list = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
