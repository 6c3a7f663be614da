## Durations

duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
duration-milliseconds = { $count ->
    [one] { $count } millisecond
   *[other] { $count } milliseconds
}

duration-error-empty = a duration is needed, such as 10m or 2h30m
duration-error-not-a-number = <code>{ $text }</code> is not a number; write something like 10m or 2h30m
duration-error-unknown-unit = <code>{ $unit }</code> is not a unit of time; use s, m, h, d or w
duration-error-missing-unit = <code>{ $number }</code> lacks its unit: s, m, h, d or w
duration-error-negative = a duration cannot be negative
duration-error-too-long = that is too long

## Mistakes in the arguments of a command

argument-unknown-option = Unknown option <code>{ $option }</code>.
argument-unknown-option-hint = To write it as plain text, put <code>--</code> before it.
argument-unexpected-value = <code>{ $value }</code> is too much: this command takes no more arguments.
argument-missing = { $count ->
    [one] An argument is missing: { $arguments }
   *[other] Arguments are missing: { $arguments }
}
argument-missing-value = <code>{ $argument }</code> needs a value.
argument-not-possible = <code>{ $value }</code> cannot be given for <code>{ $argument }</code>.
argument-possible-values = Possible: { $values }
argument-invalid = <code>{ $value }</code> cannot be given for <code>{ $argument }</code>: { $reason }
argument-too-many-values = <code>{ $value }</code> is one value too many for <code>{ $argument }</code>.
argument-too-few-values = { $minimum ->
    [one] <code>{ $argument }</code> needs at least { $minimum } value, and got { $actual }.
   *[other] <code>{ $argument }</code> needs at least { $minimum } values, and got { $actual }.
}
argument-wrong-number-of-values = { $expected ->
    [one] <code>{ $argument }</code> needs { $expected } value, and got { $actual }.
   *[other] <code>{ $argument }</code> needs { $expected } values, and got { $actual }.
}
argument-conflict = <code>{ $argument }</code> cannot be used together with { $others }.
argument-conflict-unnamed = <code>{ $argument }</code> cannot be used together with the other arguments.
argument-repeated = <code>{ $argument }</code> can be given only once.
argument-needs-equals = Write the value of <code>{ $argument }</code> after an equals sign, without spaces.
argument-missing-subcommand = Say what to do: { $choices }
argument-unknown-subcommand = There is no <code>{ $name }</code> here.
argument-invalid-text = The text holds characters that cannot be read.
argument-other = The arguments do not fit together.
argument-did-you-mean = Did you mean { $names }?

argument-reason-whole-number = a whole number is needed
argument-reason-number = a number is needed
argument-reason-too-large = the number is too large
argument-reason-too-small = the number is too small
argument-reason-range = it must be from { $low } to { $high }
argument-reason-at-least = it must be at least { $low }
argument-reason-at-most = it must be at most { $high }
argument-reason-boolean = <code>true</code> or <code>false</code> is needed
argument-reason-character = one single character is needed

## The help of a command

help-usage = Usage: <code>{ $usage }</code>
help-arguments = Arguments
help-options = Options
help-subcommands = Subcommands
help-default = default: { $values }
help-possible = possible: { $values }
help-subcommand-placeholder = COMMAND

## Suggestions

suggest-command = There is no command <code>{ $name }</code>.

## The built-in help

help-overview = { $modules ->
    [one] <b>{ $modules } module</b>
   *[other] <b>{ $modules } modules</b>
}, { $commands ->
    [one] <b>{ $commands } command</b>
   *[other] <b>{ $commands } commands</b>
}
help-more = More: <code>{ $prefix }help MODULE</code> or <code>{ $prefix }help COMMAND</code>
help-unknown = There is no module or command { $name }.
help-watchers = Watches
help-schedules = Does regularly
help-aliases = Also: { $names }
help-scope = Works in: { $chats }
help-only = Meant for: { $roles }
help-cooldown = Once in { $time }
help-module = Module: { $name }
scope-private = private chats
scope-groups = groups
scope-channels = channels
scope-saved = Saved Messages
role-owner = the owner
role-admins = administrators
role-members = members
role-everyone = everyone

## The built-in settings

prefix-is = Commands start with <code>{ $prefix }</code>
prefix-set = From now on commands start with <code>{ $prefix }</code>
prefix-wrong = A prefix is one or more characters without white space.
language-is = Languages: { $codes }
language-wrong = { $code } is not a language code. Write, for example, en or ru.

## Commands that do not run, or fail

refused-scope = This command does not work here, only in { $places }.
refused-cooldown = Not so fast: this works again in { $time }.
failed = Something went wrong (error { $id }). The log has the details.
failed-because = { $reason } (error { $id })
failed-deadline = This took longer than { $time } and was stopped (error { $id }).

## Reports to the owner

report-failed = <b>{ $module }</b>: { $handler } failed (error { $id }): { $text }
report-again = { $count ->
    [one] It happened { $count } more time since the last report.
   *[other] It happened { $count } more times since the last report.
}
report-streak = <b>{ $module }</b> failed 5 times in a row. The log has the details; <code>without("{ $module }")</code> leaves it out.
report-dropped = { $count ->
    [one] <b>{ $module }</b>: { $handler } does not keep up, { $count } event was dropped.
   *[other] <b>{ $module }</b>: { $handler } does not keep up, { $count } events were dropped.
}
report-load = <b>{ $module }</b> did not start: { $text }

## What commands need

reply-needed = Use this command as a reply to a message.
