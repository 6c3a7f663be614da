marked = { $count ->
    [0] No chat is marked.
    [one] { $count } chat is marked.
   *[other] { $count } chats are marked.
}
