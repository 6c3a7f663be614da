set = I will remind you in { $delay }.
too-many = { $limit ->
    [one] There is { $limit } reminder in this chat already, and no more are kept.
   *[other] There are { $limit } reminders in this chat already, and no more are kept.
}
due = ⏰ { $text }
line = ▫️ in { $left }: { $text }
none = Nothing to be reminded of.
