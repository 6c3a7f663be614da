away = I am away since { $time } and will answer later.
gone = Have a good time: I answer for you until <code>back</code>.
back = Welcome back!
not-away = You are not away.
missed = { $count ->
    [one] ▫️ { $name }: { $count } message
   *[other] ▫️ { $name }: { $count } messages
}
