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
help-config = { $count ->
    [one] { $count } option
   *[other] { $count } options
}: <code>{ $prefix }config { $module }</code>
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
language-here = Languages in this chat: { $codes }
language-there = There is: { $codes }
language-lacking = Nothing here speaks: { $codes }. Other languages are used instead.

## Switching modules

modules-overview = { $modules ->
    [one] <b>{ $modules } module</b>
   *[other] <b>{ $modules } modules</b>
}, { $on } on
module-starting = is starting
module-ending = is ending
module-disabled = switched off
module-failed = failed
module-suspended = suspended
module-removed = has nothing to do
module-is-on = <b>{ $module }</b> is on.
module-is-off = <b>{ $module }</b> is off.
module-restarted = <b>{ $module }</b> has started afresh.
modules-also = Off as well, because they need it: { $modules }
module-waits = it needs { $module }, which is off
module-needed = This needs the module { $module }, which is off.
module-unknown = There is no module { $name }.
module-locked = { $module } stays on: with it you switch the others.
module-restart-disabled = { $module } is switched off. { $prefix }enable { $module } switches it on.
module-needs = { $module } needs { $other }, which is off. Enable that first.
module-not-started = { $module } did not start: { $other }

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
report-streak = <b>{ $module }</b> failed 5 times in a row. The log has the details; <code>{ $prefix }disable { $module }</code> switches it off.
report-dropped = { $count ->
    [one] <b>{ $module }</b>: { $handler } does not keep up, { $count } event was dropped.
   *[other] <b>{ $module }</b>: { $handler } does not keep up, { $count } events were dropped.
}
report-blocked = <b>{ $module }</b>: { $handler } holds its thread ({ $milliseconds } ms so far) without waiting. From now on it runs on a thread of its own, where it delays nobody else. The author of the module can move the work into <code>ctx.blocking</code>.
report-load = <b>{ $module }</b> did not start: { $text }
migration-failed = Its data could not be brought into the new form and is as it was: { $reason }
migration-newer = A newer version has written its data. Update the module; the data is as it was.
module-failures = { $count ->
    [one] { $count } failure in a row
   *[other] { $count } failures in a row
}
report-suspended = <b>{ $module }</b> has switched itself off: { $text }
    <code>{ $prefix }restart { $module }</code> starts it again.

## What commands need

reply-needed = Use this command as a reply to a message.

## What settings accept

value-boolean = yes or no
value-integer = a whole number
value-integer-range = a whole number { $range }
value-digits = { $count ->
    [one] { $number }, { $count } digit long
   *[other] { $number }, { $count } digits long
}
value-float = a number
value-float-range = a number { $range }
value-range = from { $low } to { $high }
value-range-min = of at least { $low }
value-range-max = of at most { $high }
value-text = a text
value-text-size = a text of { $size }
value-single-line = { $text }, in one line
value-characters = { $low } to { $high ->
    [one] { $high } character
   *[other] { $high } characters
}
value-characters-min = at least { $count ->
    [one] { $count } character
   *[other] { $count } characters
}
value-characters-max = at most { $count ->
    [one] { $count } character
   *[other] { $count } characters
}
value-characters-exact = exactly { $count ->
    [one] { $count } character
   *[other] { $count } characters
}
value-items = { $low } to { $high ->
    [one] { $high } item
   *[other] { $high } items
}
value-items-min = at least { $count ->
    [one] { $count } item
   *[other] { $count } items
}
value-items-max = at most { $count ->
    [one] { $count } item
   *[other] { $count } items
}
value-items-exact = exactly { $count ->
    [one] { $count } item
   *[other] { $count } items
}
value-emoji = { $low } to { $high } emoji
value-emoji-min = at least { $count } emoji
value-emoji-max = at most { $count } emoji
value-emoji-exact = exactly { $count } emoji
value-emojis = emoji
value-link = a link, such as <code>https://example.com</code>
value-link-schemes = a link that starts with { $schemes }
value-choice = one of { $choices }
value-choices = a choice out of { $choices }, separated by commas
value-choices-size = a choice of { $size } out of { $choices }, separated by commas
value-list = a list
value-list-size = a list of { $size }
value-series = { $list } separated by { $separator }; each item is { $item }
value-separator-comma = commas
value-separator-semicolon = semicolons
value-separator-space = spaces
value-separator-line = line breaks
value-separator-other = { $character }
value-hidden = a secret: { $what }
value-group = ({ $what })
value-pattern = a text that matches { $pattern }
value-duration = a length of time, such as <code>10m</code> or <code>2h30m</code>
value-duration-range = a length of time { $range }, such as <code>10m</code> or <code>2h30m</code>
value-size = a size, such as <code>10 MB</code> or <code>512 KiB</code>
value-size-range = a size { $range }
value-time-zone = a time zone, such as <code>Europe/Moscow</code> or <code>+03:00</code>
value-id = the id of a person or a chat
value-id-person = the id of a person
value-id-chat = the id of a group or a channel
value-entity = a person or a chat: <code>@name</code>, a link to t.me or an id
value-optional = { $what }; may be left empty
value-union = { $first }; or { $second }
value-custom = a text of a special form
value-random-link = { $list }; one of them is taken at random each time

## Why a value of a setting does not fit

invalid-text = { $text }
invalid-this = this value
invalid-empty = something is needed here
invalid-boolean = { $what } is neither yes nor no; write <code>yes</code> or <code>no</code>
invalid-integer = { $what } is not a whole number
invalid-float = { $what } is not a number
invalid-comma = { $what } can be read in two ways; write a point before a fraction, and nothing between thousands
invalid-finite = the number must be finite
invalid-digits = { $expected ->
    [one] the number must have { $expected } digit
   *[other] the number must have { $expected } digits
}
invalid-length = it must have { $size }
invalid-and-has = { $needed }, and has { $found }
invalid-line-break = it must be in one line
invalid-link = { $what } is not a link
invalid-link-suggestion = { $what } is not a link; write { $link }
invalid-link-space = a link has no spaces; write <code>%20</code> for each
invalid-link-scheme = the link must start with { $schemes }
invalid-choice = { $what } cannot be chosen; possible: { $choices }
invalid-choice-nearest = { $what } cannot be chosen; possible: { $choices }. Did you mean { $nearest }?
invalid-repeated = { $what } stands there twice
invalid-pattern = it does not have the form { $pattern }
invalid-form = it does not fit; needed: { $form }
invalid-duration = this value is not a length of time; write something like 10m or 2h30m
invalid-size = { $what } is not a size; write something like 10 MB or 512 KiB
invalid-time-zone = { $what } is not a time zone; write something like <code>Europe/Moscow</code> or <code>+03:00</code>
invalid-time-zone-nearest = { $what } is not a time zone. Did you mean { $nearest }?
invalid-id = { $what } is not an id; the ids of people are positive, those of groups negative, those of channels and supergroups start with -100
invalid-id-kind = it must be { $kind }
invalid-entity = { $what } names nobody; write <code>@name</code>, a link to t.me or an id
invalid-emoji = { $what } is not an emoji
invalid-open-quote = the quotation mark at item { $position } is not closed
invalid-after-quote = item { $position } goes on after its closing quotation mark; put the whole item in quotation marks and write <code>\"</code> for those inside
invalid-item = item { $position }: { $reason }
invalid-none-of = { $first }; or: { $second }
invalid-unwritable = this value cannot be written as text
invalid-broken = this setting is broken; tell the author of the module
invalid-hidden = this value does not fit

## Texts that the owner replaces

translation-taken = { $count ->
    [one] <b>{ $module }</b>, { $language }: { $count } text is yours now.
   *[other] <b>{ $module }</b>, { $language }: { $count } texts are yours now.
}
translation-removed = { $count ->
    [one] <b>{ $module }</b>: { $count } text is the author’s again.
   *[other] <b>{ $module }</b>: { $count } texts are the author’s again.
}
translation-none = None of the texts of { $module } are yours.
translation-no-texts = { $module } has no texts that could be replaced.
translation-sent = The texts of <b>{ $module }</b> are in the file. Change what you like, leave out the rest, and answer the new file with <code>{ $prefix }translate</code>.
translation-nothing = No texts are replaced.
translation-list = Replaced texts:
translation-line = { $count ->
    [one] <b>{ $module }</b>, { $language }: { $count } text
   *[other] <b>{ $module }</b>, { $language }: { $count } texts
}
translation-line-folder = { $count ->
    [one] <b>{ $module }</b>, { $language }: { $count } text, from the folder of translations
   *[other] <b>{ $module }</b>, { $language }: { $count } texts, from the folder of translations
}
translation-how = <code>{ $prefix }translate MODULE</code> sends the texts of a module as a file; <code>sdk</code> is the bot itself. Answer your own file with <code>{ $prefix }translate</code>.
translation-which = Say for which module and language this is: name the file like Greeter.ru.ftl, or write both after the command.
translation-large = The file is too large: texts take at most 256 KiB.
translation-not-text = The file is not text in UTF-8.
translation-refused = { $count ->
    [one] The file was not taken; nothing has changed. { $count } mistake:
   *[other] The file was not taken; nothing has changed. { $count } mistakes:
}
translation-no-module = There is no module { $name }.
translation-syntax = Line { $line } is not Fluent: { $reason }
translation-twice = <code>{ $key }</code> is there twice.
translation-empty = There is no text in it.
translation-unknown = There is no text <code>{ $key }</code>.
translation-argument = <code>{ $key }</code>: nothing is put in for <code>{ $argument }</code>{ $count ->
    [0] {""}
   *[other] {""}; possible: { $known }
}.
translation-reference = <code>{ $key }</code> refers to <code>{ $reference }</code>, which does not exist.
report-translation = The texts of <b>{ $name }</b> are not used:

## The options of modules

config-modules = Modules with options:
config-modules-count = { $count ->
    [one] { $count } option
   *[other] { $count } options
}
config-modules-none = No module of this bot has options.
config-modules-help = Options of a module: <code>{ $prefix }config MODULE</code>
config-module-help = Change one: <code>{ $prefix }config { $module } OPTION VALUE</code>
config-default = default
config-environment = from <code>{ $variable }</code>
config-empty = empty
config-set = set
config-not-set = not set
config-now = Now: { $value }
config-by-default = Default: { $value }
config-accepts = Accepts: { $what }
config-variable = Variable: <code>{ $variable }</code>
config-how-set = Change it: <code>{ $command } VALUE</code>, or <code>{ $command }</code> as a reply to the value
config-how-list = Change the list: <code>{ $prefix }config add { $module } { $option } ITEM</code>, <code>{ $prefix }config remove { $module } { $option } ITEM</code>
config-how-reset = Back to the default: <code>{ $prefix }config reset { $module } { $option }</code>
config-removed = Kept for options that the module no longer has: { $options }. Remove them: <code>{ $prefix }config clear { $module }</code>
config-kept-aside = The stored value is not used: { $reason }
config-kept-aside-variable = The value of <code>{ $variable }</code> is not used: { $reason }
config-changed = <b>{ $module }</b>: <code>{ $option }</code> is now { $new } (was { $old })
config-changed-secret = <b>{ $module }</b>: <code>{ $option }</code> has a new value.
config-unchanged = <b>{ $module }</b>: nothing has changed.
config-cleared = <b>{ $module }</b>: removed { $options }.
config-nothing-to-clear = <b>{ $module }</b>: there is nothing to remove.
config-hidden = A secret stood here. It is taken out of the chat.
config-seen = Others in this chat may have seen it: next time, type it in Saved Messages.
config-still-there = The message with the secret cannot be deleted: delete it yourself.
config-value-needed = Write the value after the name of the option, or reply to a message with it.
config-item-needed = Write the item after the name of the option.
config-option-needed = Write the module and the option: <code>{ $command }</code>
config-secrets-here = Secrets are exported only in Saved Messages: write <code>{ $command }</code> there.
config-import-needed = Reply to the file or the text that is to be imported, or write it after <code>{ $command }</code>.
config-import-large = The file is too large: options fit into 1 MB.
config-import-not-text = The file is not a text.
config-imported = <b>{ $module }</b>: { $count ->
    [0] nothing has changed
    [one] { $count } option is changed
   *[other] { $count } options are changed
}.
config-import-nothing = There are no options in it.
config-import-problems = Not imported; a module with a mistake keeps all its values:
config-import-line = Line { $line }: { $reason }
config-import-syntax = this is not TOML: { $reason }
config-import-no-module = <code>{ $name }</code> stands outside of the table of a module, such as <code>[Reminder]</code>
config-import-form = <code>{ $name }</code> cannot be a list or a table
config-export-head = Options of the modules of this bot.
config-export-without-secrets = Secrets are left out.
config-export-with-secrets = Secrets are in here: keep this file to yourself.

config-unknown-module = There is no module <code>{ $name }</code>.
config-no-options = The module <b>{ $module }</b> has no options.
config-unknown-option = <b>{ $module }</b> has no option <code>{ $option }</code>.
config-invalid = <b>{ $module }</b>, <code>{ $option }</code>: { $reason }
config-refused = <b>{ $module }</b> refuses the change: { $reason }
config-in-use = <b>{ $module }</b> has the option <code>{ $option }</code>: reset it instead.
config-not-a-list = <b>{ $module }</b>: <code>{ $option }</code> is not a list.
config-no-such-item = <b>{ $module }</b>: <code>{ $option }</code> has no such item.
config-inside-hook = <b>{ $module }</b> cannot change its options while it is told of a change.
config-not-kept = <b>{ $module }</b>: the value could not be saved, the old one stays: { $reason }
config-stopping = The bot is stopping: nothing is changed any more.

config-aside = <b>{ $module }</b>: values that are set do not fit and are not used:
config-aside-stored = <code>{ $option }</code>: { $reason }
config-aside-environment = <code>{ $option }</code>, from <code>{ $variable }</code>: { $reason }
config-aside-help = They are kept until you set others: <code>{ $prefix }config { $module }</code>
config-start-refused = <b>{ $module }</b> refuses the values that are set, and starts with its defaults: { $reason } They are kept until you set others: <code>{ $prefix }config { $module }</code>

## Backups

backup-begins = Taking a backup…
backup-done = The backup is in Saved Messages: { $values ->
    [one] { $values } value
   *[other] { $values } values
} of { $modules ->
    [one] { $modules } module
   *[other] { $modules } modules
}.
backup-caption = Backup of { $date }. Reply to it with <code>{ $prefix }restore</code> to bring it back.
restore-begins = Reading the backup…
restore-ask = The backup of { $date } has { $values ->
    [one] { $values } value
   *[other] { $values } values
} of { $modules ->
    [one] { $modules } module
   *[other] { $modules } modules
}. It replaces everything that is kept now. Reply to the file with <code>{ $prefix }restore --yes</code> to do that.
restore-before = What was kept before a backup was brought back, of { $date }. Reply to it with <code>{ $prefix }restore</code> to undo that.
restore-done = The backup of { $date } is back: { $values ->
    [one] { $values } value
   *[other] { $values } values
} of { $modules ->
    [one] { $modules } module
   *[other] { $modules } modules
}.
restore-which = Reply to the file of a backup.
restore-foreign = This file is not a backup. Nothing was changed.
restore-newer = A newer version wrote this backup. Update the bot; nothing was changed.
restore-damaged = This backup is damaged or not complete. Send the file once more; nothing was changed.
restore-needs-passphrase = This backup is encrypted. Write its passphrase after the command; nothing was changed.
restore-wrong-passphrase = The passphrase is wrong. Nothing was changed.
report-backup = The daily backup could not be taken: { $reason }

## The command line

cli-checked = modules: { $modules }, commands: { $commands }; no problems
cli-signals = signals cannot be received: { $error }
cli-taken-over = another process runs this account now
cli-connection = the connection to Telegram died again and again; the log says why
cli-stopping = stopping; the same once more stops at once
cli-login-ended = Telegram has ended the login: run `login` again
cli-login-invalid = the login is no longer valid: run `login` again ({ $reason })
cli-not-logged-in = nobody is logged in: run `login` first
cli-unreachable = the account cannot be reached: { $reason }
cli-language = `{ $code }` is not a language code such as en, ru or pt-BR
cli-no-application = the api_id and api_hash of your application are missing: get them from my.telegram.org, and set TELEGRAM_API_ID and TELEGRAM_API_HASH
cli-api-id = the api_id is a number, such as 12345: take your own from my.telegram.org
cli-api-hash = the api_hash has 32 digits and letters from a to f: take your own from my.telegram.org
cli-ask-api-id = api_id (from my.telegram.org):
cli-store = the store was not opened: { $error }
cli-redis = { $variable } names a server: build the bot with the feature `redis` of userbot-sdk
cli-process = the process is { $id }
cli-not-saved = the login was not saved: { $error }
cli-logged-in = logged in as { $name }
cli-log = the log filter "{ $filter }" is not used: { $error }
cli-backup = backup of { $date }, values: { $values }, modules: { $modules }
cli-backup-ask = passphrase of the backup:
cli-backup-encrypted = the backup is encrypted: set { $variable }
cli-backup-large = the file is larger than a gigabyte
cli-restored = restored: { $what }
cli-damaged = the damaged store is kept as { $path }
cli-kept-before = what was kept before is in { $path }
cli-hikka-setting = settings of the bot: { $name }
cli-hikka-taken = { $module }: taken: { $keys }
cli-hikka-there = { $module }: there already, not touched: { $keys }
cli-hikka-config = { $owner }: config values kept aside: { $count }
cli-hikka-aside = { $owner }: no module of this name; values kept aside: { $count }
cli-hikka-options = { $module }: options set: { $options }
cli-hikka-refused = { $module }: option { $option } kept aside: { $reason }
cli-hikka-set-already = it is set already
cli-hikka-nothing = nothing was found
cli-hikka-dry-run = this was only a look; nothing was changed

store-in-use = { $path } is in use by another process: stop the other bot, or use another session
store-foreign = { $path } is not a store of this program and was left untouched ({ $reason })
store-damaged = { $path } is damaged and was left untouched ({ $reason }); put a backup in its place with <code>restore</code>
store-newer = { $path } was written by a newer version: update this program
store-full = The disk with { $path } is full: free some space. Nothing was changed.
store-read-only = { $path } may not be written: give this user the right to write it and its folder. Nothing was changed.
store-io = { $path } cannot be used: { $reason }
store-unavailable = The place where values are kept cannot be reached: { $reason }. Nothing was changed.
store-claimed = The account is run by another process ({ $holder }): stop that one, or wait { $seconds } s if it was killed.
store-taken-over = Another process has taken over this account: this one may not write any more.
store-closed = The bot is stopping: nothing is saved any more.
store-not-saved = The value was not saved: { $reason }. Nothing was changed.

session-in-use = the session { $path } is in use by another process: stop that one first, because two processes with one session make Telegram end the login
session-in-use-by = the session { $path } is in use by process { $process }: stop that one first, because two processes with one session make Telegram end the login
session-corrupt = { $path } is not a session or is damaged ({ $reason }); restore a copy of it, or move it away and log in again
session-newer = the session { $path } was written by a newer version: update this program
session-encrypted = the session { $path } is encrypted: give its passphrase with USERBOT_PASSPHRASE, USERBOT_PASSPHRASE_FILE or USERBOT_PASSPHRASE_COMMAND
session-wrong-passphrase = the passphrase of the session { $path } is wrong
session-empty-passphrase = the passphrase of the session { $path } is empty
session-not-empty = this session holds a login already: log out first, or take another session
session-no-login = this session holds no login
session-centre = data centre { $number } is not known
session-bridge = the bridge to the proxy cannot listen on 127.0.0.1: { $reason }
session-io = { $path } cannot be used: { $reason }
session-closed = the session { $path } is closed
session-failed = the session { $path } failed: { $reason }

talk-busy = There is another conversation in that chat; try again when it is over.
talk-timeout = There was no answer within { $time }.
talk-ended = The module ended, and the conversation with it.
talk-missed = More messages came than the conversation could keep.
