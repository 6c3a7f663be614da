everybody = 📣 Everybody!
name = { $who }
done = { $count ->
    [0] There is nobody to call.
    [one] 📣 { $count } member was called.
   *[other] 📣 { $count } members were called.
}
stopped = 📣 Stopped.
already = I am calling here already; untag stops it.
idle = Nobody is being called here.
