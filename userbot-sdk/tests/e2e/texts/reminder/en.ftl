-bot = Reminder

set = { $count ->
    [one] { $count } note
   *[other] { $count } notes
} for { $who } in { $delay }.
    .loud = Really!
about = { -bot } knows <b>{ $what }</b>, { $peer } and { $html }
only-english = Only in English
