used = { $count ->
    [one] { $count } вещь
   *[other] { $count } вещей { $whose }
}
own = Только здесь
other = { missing }
