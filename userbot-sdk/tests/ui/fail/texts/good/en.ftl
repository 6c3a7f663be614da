hello = Hello!
welcome = Welcome, { $name }!
set = In { $delay }: { $what }
    .hint = Later
