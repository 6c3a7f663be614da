## Длительности

duration-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
}
duration-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[other] { $count } часов
}
duration-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[other] { $count } минут
}
duration-seconds = { $count ->
    [one] { $count } секунда
    [few] { $count } секунды
   *[other] { $count } секунд
}
duration-milliseconds = { $count ->
    [one] { $count } миллисекунда
    [few] { $count } миллисекунды
   *[other] { $count } миллисекунд
}

duration-error-empty = нужна длительность, например 10м или 2ч30м
duration-error-not-a-number = <code>{ $text }</code> — не число; напишите, например, 10м или 2ч30м
duration-error-unknown-unit = <code>{ $unit }</code> — не единица времени; есть с, м, ч, д и н
duration-error-missing-unit = у <code>{ $number }</code> нет единицы: с, м, ч, д или н
duration-error-negative = длительность не может быть отрицательной
duration-error-too-long = это слишком долго

## Ошибки в аргументах команды

argument-unknown-option = Неизвестный параметр <code>{ $option }</code>.
argument-unknown-option-hint = Если это просто текст, поставьте перед ним <code>--</code>.
argument-unexpected-value = <code>{ $value }</code> лишнее: больше аргументов у этой команды нет.
argument-missing = { $count ->
    [one] Не хватает аргумента: { $arguments }
    [few] Не хватает аргументов: { $arguments }
   *[other] Не хватает аргументов: { $arguments }
}
argument-missing-value = Для <code>{ $argument }</code> нужно значение.
argument-not-possible = <code>{ $value }</code> не подходит для <code>{ $argument }</code>.
argument-possible-values = Можно: { $values }
argument-invalid = <code>{ $value }</code> не подходит для <code>{ $argument }</code>: { $reason }
argument-too-many-values = <code>{ $value }</code> — лишнее значение для <code>{ $argument }</code>.
argument-too-few-values = { $minimum ->
    [one] Для <code>{ $argument }</code> нужно не меньше { $minimum } значения, а дано { $actual }.
    [few] Для <code>{ $argument }</code> нужно не меньше { $minimum } значений, а дано { $actual }.
   *[other] Для <code>{ $argument }</code> нужно не меньше { $minimum } значений, а дано { $actual }.
}
argument-wrong-number-of-values = { $expected ->
    [one] Для <code>{ $argument }</code> нужно { $expected } значение, а дано { $actual }.
    [few] Для <code>{ $argument }</code> нужно { $expected } значения, а дано { $actual }.
   *[other] Для <code>{ $argument }</code> нужно { $expected } значений, а дано { $actual }.
}
argument-conflict = <code>{ $argument }</code> нельзя указывать вместе с { $others }.
argument-conflict-unnamed = <code>{ $argument }</code> нельзя указывать вместе с другими аргументами.
argument-repeated = <code>{ $argument }</code> можно указать только один раз.
argument-needs-equals = Значение <code>{ $argument }</code> пишется после знака равенства, без пробелов.
argument-missing-subcommand = Укажите, что сделать: { $choices }
argument-unknown-subcommand = Здесь нет <code>{ $name }</code>.
argument-invalid-text = В тексте есть символы, которые нельзя прочитать.
argument-other = Эти аргументы не подходят друг к другу.
argument-did-you-mean = Может быть, { $names }?

argument-reason-whole-number = нужно целое число
argument-reason-number = нужно число
argument-reason-too-large = число слишком большое
argument-reason-too-small = число слишком маленькое
argument-reason-range = нужно от { $low } до { $high }
argument-reason-at-least = нужно не меньше { $low }
argument-reason-at-most = нужно не больше { $high }
argument-reason-boolean = нужно <code>true</code> или <code>false</code>
argument-reason-character = нужен ровно один символ

## Справка по команде

help-usage = Использование: <code>{ $usage }</code>
help-arguments = Аргументы
help-options = Параметры
help-subcommands = Подкоманды
help-default = по умолчанию: { $values }
help-possible = можно: { $values }
help-subcommand-placeholder = КОМАНДА

## Подсказки

suggest-command = Команды <code>{ $name }</code> нет.

## Встроенная справка

help-overview = { $modules ->
    [one] <b>{ $modules } модуль</b>
    [few] <b>{ $modules } модуля</b>
   *[other] <b>{ $modules } модулей</b>
}, { $commands ->
    [one] <b>{ $commands } команда</b>
    [few] <b>{ $commands } команды</b>
   *[other] <b>{ $commands } команд</b>
}
help-more = Подробнее: <code>{ $prefix }help МОДУЛЬ</code> или <code>{ $prefix }help КОМАНДА</code>
help-unknown = Нет ни модуля, ни команды { $name }.
help-watchers = Следит
help-schedules = Делает регулярно
help-config = { $count ->
    [one] { $count } параметр
    [few] { $count } параметра
   *[many] { $count } параметров
}: <code>{ $prefix }config { $module }</code>
help-aliases = Иначе: { $names }
help-scope = Где работает: { $chats }
help-only = Для кого: { $roles }
help-cooldown = Пауза между вызовами: { $time }
help-module = Модуль: { $name }
scope-private = личные чаты
scope-groups = группы
scope-channels = каналы
scope-saved = «Избранное»
role-owner = владелец
role-admins = администраторы
role-members = участники
role-everyone = все

## Встроенные настройки

prefix-is = Команды начинаются с <code>{ $prefix }</code>
prefix-set = Теперь команды начинаются с <code>{ $prefix }</code>
prefix-wrong = Префикс — это один или несколько знаков без пробелов.
language-is = Языки: { $codes }
language-wrong = { $code } — не код языка. Напишите, например, en или ru.
language-here = Языки в этом чате: { $codes }
language-there = Есть: { $codes }
language-lacking = Здесь ничего нет на языках: { $codes }. Вместо них будут другие.

## Включение модулей

modules-overview = { $modules ->
    [one] <b>{ $modules } модуль</b>
    [few] <b>{ $modules } модуля</b>
   *[many] <b>{ $modules } модулей</b>
}, включено: { $on }
module-starting = запускается
module-ending = завершается
module-disabled = выключен
module-failed = сбой
module-suspended = приостановлен
module-removed = ему нечего делать
module-is-on = <b>{ $module }</b> включён.
module-is-off = <b>{ $module }</b> выключен.
module-restarted = <b>{ $module }</b> запущен заново.
modules-also = Выключены и те, кому он нужен: { $modules }
module-waits = ему нужен { $module }, а он выключен
module-needed = Для этого нужен модуль { $module }, а он выключен.
module-unknown = Модуля { $name } нет.
module-locked = { $module } не выключается: с ним вы включаете остальные.
module-restart-disabled = { $module } выключен. { $prefix }enable { $module } включит его.
module-needs = Модулю { $module } нужен { $other }, а он выключен. Сначала включите его.
module-not-started = { $module } не запустился: { $other }

## Команды, которые не выполнились

refused-scope = Эта команда здесь не работает. Где она работает: { $places }.
refused-cooldown = Не так быстро: команда снова сработает, когда пройдёт { $time }.
failed = Что-то пошло не так (ошибка { $id }). Подробности в журнале.
failed-because = { $reason } (ошибка { $id })
failed-deadline = Команда остановлена: она шла дольше, чем можно ({ $time }; ошибка { $id }).

## Сообщения владельцу

report-failed = <b>{ $module }</b>: сбой в { $handler } (ошибка { $id }): { $text }
report-again = { $count ->
    [one] С прошлого сообщения это случилось ещё { $count } раз.
    [few] С прошлого сообщения это случилось ещё { $count } раза.
   *[many] С прошлого сообщения это случилось ещё { $count } раз.
}
report-streak = <b>{ $module }</b>: 5 сбоев подряд. Подробности в журнале; <code>{ $prefix }disable { $module }</code> выключит модуль.
report-dropped = { $count ->
    [one] <b>{ $module }</b>: { $handler } не успевает, потеряно { $count } событие.
    [few] <b>{ $module }</b>: { $handler } не успевает, потеряно { $count } события.
   *[many] <b>{ $module }</b>: { $handler } не успевает, потеряно { $count } событий.
}
report-blocked = <b>{ $module }</b>: { $handler } занимает свой поток (уже { $milliseconds } мс) и не ждёт. Теперь обработчик работает в отдельном потоке и больше никого не задерживает. Автор модуля может перенести эту работу в <code>ctx.blocking</code>.
report-load = <b>{ $module }</b> не запустился: { $text }
migration-failed = Данные не удалось привести к новому виду, они остались как были: { $reason }
migration-newer = Данные записаны более новой версией. Обновите модуль; данные остались как были.
module-failures = { $count ->
    [one] { $count } сбой подряд
    [few] { $count } сбоя подряд
    [many] { $count } сбоев подряд
   *[other] { $count } сбоя подряд
}
report-suspended = <b>{ $module }</b> выключил себя: { $text }
    <code>{ $prefix }restart { $module }</code> запустит его снова.

## Что нужно командам

reply-needed = Отправьте эту команду ответом на сообщение.

## Что принимают настройки

value-boolean = да или нет
value-integer = целое число
value-integer-range = целое число { $range }
value-digits = { $number }, { $count ->
    [one] { $count } цифра
    [few] { $count } цифры
   *[other] { $count } цифр
}
value-float = число
value-float-range = число { $range }
value-range = от { $low } до { $high }
value-range-min = не меньше { $low }
value-range-max = не больше { $high }
value-text = текст
value-text-size = текст, { $size }
value-single-line = { $text }, в одну строку
value-characters = от { $low } до { $high ->
    [one] { $high } символа
    [few] { $high } символов
   *[other] { $high } символов
}
value-characters-min = не меньше { $count ->
    [one] { $count } символа
    [few] { $count } символов
   *[other] { $count } символов
}
value-characters-max = не больше { $count ->
    [one] { $count } символа
    [few] { $count } символов
   *[other] { $count } символов
}
value-characters-exact = ровно { $count ->
    [one] { $count } символ
    [few] { $count } символа
   *[other] { $count } символов
}
value-items = от { $low } до { $high ->
    [one] { $high } элемента
    [few] { $high } элементов
   *[other] { $high } элементов
}
value-items-min = не меньше { $count ->
    [one] { $count } элемента
    [few] { $count } элементов
   *[other] { $count } элементов
}
value-items-max = не больше { $count ->
    [one] { $count } элемента
    [few] { $count } элементов
   *[other] { $count } элементов
}
value-items-exact = ровно { $count ->
    [one] { $count } элемент
    [few] { $count } элемента
   *[other] { $count } элементов
}
value-emoji = от { $low } до { $high } эмодзи
value-emoji-min = не меньше { $count } эмодзи
value-emoji-max = не больше { $count } эмодзи
value-emoji-exact = ровно { $count } эмодзи
value-emojis = эмодзи
value-link = ссылка, например <code>https://example.com</code>
value-link-schemes = ссылка, которая начинается с { $schemes }
value-choice = одно из: { $choices }
value-choices = выбор из { $choices } через запятую
value-choices-size = выбор из { $choices } через запятую, { $size }
value-list = список
value-list-size = список, { $size },
value-series = { $list } через { $separator }; каждый элемент — { $item }
value-separator-comma = запятую
value-separator-semicolon = точку с запятой
value-separator-space = пробел
value-separator-line = перевод строки
value-separator-other = { $character }
value-hidden = секрет: { $what }
value-group = ({ $what })
value-pattern = текст, который подходит под { $pattern }
value-duration = промежуток времени, например <code>10м</code> или <code>2ч30м</code>
value-duration-range = промежуток времени { $range }, например <code>10м</code> или <code>2ч30м</code>
value-size = размер, например <code>10 МБ</code> или <code>512 КиБ</code>
value-size-range = размер { $range }
value-time-zone = часовой пояс, например <code>Europe/Moscow</code> или <code>+03:00</code>
value-id = id человека или чата
value-id-person = id человека
value-id-chat = id группы или канала
value-entity = человек или чат: <code>@имя</code>, ссылка на t.me или id
value-optional = { $what }; можно оставить пустым
value-union = { $first }; или { $second }
value-custom = текст особого вида
value-random-link = { $list }; каждый раз берётся случайная из них

## Почему значение настройки не подходит

invalid-text = { $text }
invalid-this = это значение
invalid-empty = здесь что-то нужно указать
invalid-boolean = { $what } — ни да, ни нет; напишите <code>да</code> или <code>нет</code>
invalid-integer = { $what } — не целое число
invalid-float = { $what } — не число
invalid-comma = { $what } можно прочитать двояко; перед дробной частью ставьте точку, а между тысячами — ничего
invalid-finite = число должно быть конечным
invalid-digits = в числе { $expected ->
    [one] должна быть { $expected } цифра
    [few] должно быть { $expected } цифры
   *[other] должно быть { $expected } цифр
}
invalid-length = нужно { $size }
invalid-and-has = { $needed }, а здесь { $found }
invalid-line-break = нужна одна строка
invalid-link = { $what } — не ссылка
invalid-link-suggestion = { $what } — не ссылка; напишите { $link }
invalid-link-space = в ссылке не бывает пробелов; вместо каждого пишите <code>%20</code>
invalid-link-scheme = ссылка должна начинаться с { $schemes }
invalid-choice = { $what } выбрать нельзя; можно: { $choices }
invalid-choice-nearest = { $what } выбрать нельзя; можно: { $choices }. Может быть, { $nearest }?
invalid-repeated = { $what } указано дважды
invalid-pattern = не подходит под { $pattern }
invalid-form = не подходит; нужно: { $form }
invalid-duration = это значение — не промежуток времени; напишите, например, 10м или 2ч30м
invalid-size = { $what } — не размер; напишите, например, 10 МБ или 512 КиБ
invalid-time-zone = { $what } — не часовой пояс; напишите, например, <code>Europe/Moscow</code> или <code>+03:00</code>
invalid-time-zone-nearest = { $what } — не часовой пояс. Может быть, { $nearest }?
invalid-id = { $what } — не id; у людей id положительные, у групп отрицательные, у каналов и супергрупп начинаются с -100
invalid-id-kind = нужен { $kind }
invalid-entity = { $what } никого не называет; напишите <code>@имя</code>, ссылку на t.me или id
invalid-emoji = { $what } — не эмодзи
invalid-open-quote = кавычка в элементе { $position } не закрыта
invalid-after-quote = элемент { $position } продолжается после закрывающей кавычки; возьмите его в кавычки целиком, а внутри пишите <code>\"</code>
invalid-item = элемент { $position }: { $reason }
invalid-none-of = { $first }; или: { $second }
invalid-unwritable = это значение нельзя записать текстом
invalid-broken = эта настройка сломана; сообщите автору модуля
invalid-hidden = это значение не подходит

## Тексты, которые заменяет владелец

translation-taken = { $count ->
    [one] <b>{ $module }</b>, { $language }: теперь { $count } текст ваш.
    [few] <b>{ $module }</b>, { $language }: теперь { $count } текста ваши.
   *[other] <b>{ $module }</b>, { $language }: теперь { $count } текстов ваши.
}
translation-removed = { $count ->
    [one] <b>{ $module }</b>: { $count } текст снова авторский.
    [few] <b>{ $module }</b>: { $count } текста снова авторские.
   *[other] <b>{ $module }</b>: { $count } текстов снова авторские.
}
translation-none = Среди текстов { $module } нет ваших.
translation-no-texts = У { $module } нет текстов, которые можно заменить.
translation-sent = Тексты <b>{ $module }</b> — в файле. Измените что хотите, остальное уберите и ответьте на новый файл командой <code>{ $prefix }translate</code>.
translation-nothing = Тексты не заменены.
translation-list = Заменённые тексты:
translation-line = { $count ->
    [one] <b>{ $module }</b>, { $language }: { $count } текст
    [few] <b>{ $module }</b>, { $language }: { $count } текста
   *[other] <b>{ $module }</b>, { $language }: { $count } текстов
}
translation-line-folder = { $count ->
    [one] <b>{ $module }</b>, { $language }: { $count } текст, из папки с переводами
    [few] <b>{ $module }</b>, { $language }: { $count } текста, из папки с переводами
   *[other] <b>{ $module }</b>, { $language }: { $count } текстов, из папки с переводами
}
translation-how = <code>{ $prefix }translate МОДУЛЬ</code> присылает тексты модуля файлом; <code>sdk</code> — это сам бот. На свой файл ответьте командой <code>{ $prefix }translate</code>.
translation-which = Скажите, для какого это модуля и языка: назовите файл, например, Greeter.ru.ftl или напишите и то и другое после команды.
translation-large = Файл слишком большой: тексты занимают не больше 256 КиБ.
translation-not-text = Файл — не текст в UTF-8.
translation-refused = { $count ->
    [one] Файл не принят, ничего не изменилось. { $count } ошибка:
    [few] Файл не принят, ничего не изменилось. { $count } ошибки:
   *[other] Файл не принят, ничего не изменилось. { $count } ошибок:
}
translation-no-module = Модуля { $name } нет.
translation-syntax = Строка { $line } — не Fluent: { $reason }
translation-twice = <code>{ $key }</code> встречается дважды.
translation-empty = В нём нет ни одного текста.
translation-unknown = Текста <code>{ $key }</code> нет.
translation-argument = <code>{ $key }</code>: вместо <code>{ $argument }</code> ничего не подставляется{ $count ->
    [0] {""}
   *[other] {""}; можно: { $known }
}.
translation-reference = <code>{ $key }</code> ссылается на <code>{ $reference }</code>, а его нет.
report-translation = Тексты <b>{ $name }</b> не используются:

## Параметры модулей

config-modules = Модули с параметрами:
config-modules-count = { $count ->
    [one] { $count } параметр
    [few] { $count } параметра
   *[many] { $count } параметров
}
config-modules-none = Ни у одного модуля этого бота нет параметров.
config-modules-help = Параметры модуля: <code>{ $prefix }config МОДУЛЬ</code>
config-module-help = Изменить: <code>{ $prefix }config { $module } ПАРАМЕТР ЗНАЧЕНИЕ</code>
config-default = по умолчанию
config-environment = из <code>{ $variable }</code>
config-empty = пусто
config-set = задано
config-not-set = не задано
config-now = Сейчас: { $value }
config-by-default = По умолчанию: { $value }
config-accepts = Что подходит: { $what }
config-variable = Переменная: <code>{ $variable }</code>
config-how-set = Изменить: <code>{ $command } ЗНАЧЕНИЕ</code> или <code>{ $command }</code> ответом на сообщение со значением
config-how-list = Изменить список: <code>{ $prefix }config add { $module } { $option } ЭЛЕМЕНТ</code>, <code>{ $prefix }config remove { $module } { $option } ЭЛЕМЕНТ</code>
config-how-reset = Вернуть как было: <code>{ $prefix }config reset { $module } { $option }</code>
config-removed = Хранятся значения параметров, которых у модуля больше нет: { $options }. Удалить их: <code>{ $prefix }config clear { $module }</code>
config-kept-aside = Сохранённое значение не используется: { $reason }
config-kept-aside-variable = Значение <code>{ $variable }</code> не используется: { $reason }
config-changed = <b>{ $module }</b>: <code>{ $option }</code> теперь { $new } (было { $old })
config-changed-secret = <b>{ $module }</b>: у <code>{ $option }</code> новое значение.
config-unchanged = <b>{ $module }</b>: ничего не изменилось.
config-cleared = <b>{ $module }</b>: удалено { $options }.
config-nothing-to-clear = <b>{ $module }</b>: удалять нечего.
config-hidden = Здесь был секрет. Он убран из чата.
config-seen = Его могли увидеть другие в этом чате: в следующий раз пишите его в «Избранное».
config-still-there = Сообщение с секретом не удаляется: удалите его сами.
config-value-needed = Напишите значение после имени параметра или ответьте на сообщение со значением.
config-item-needed = Напишите элемент после имени параметра.
config-option-needed = Напишите модуль и параметр: <code>{ $command }</code>
config-secrets-here = Секреты выгружаются только в «Избранное»: напишите <code>{ $command }</code> там.
config-import-needed = Ответьте на файл или текст с параметрами или напишите его после <code>{ $command }</code>.
config-import-large = Файл слишком велик: параметры помещаются в 1 МБ.
config-import-not-text = В файле не текст.
config-imported = <b>{ $module }</b>: { $count ->
    [0] ничего не изменилось
    [one] изменён { $count } параметр
    [few] изменено { $count } параметра
   *[many] изменено { $count } параметров
}.
config-import-nothing = Параметров в нём нет.
config-import-problems = Не принято; модуль с ошибкой сохраняет все прежние значения:
config-import-line = Строка { $line }: { $reason }
config-import-syntax = это не TOML: { $reason }
config-import-no-module = <code>{ $name }</code> стоит вне таблицы модуля, такой как <code>[Reminder]</code>
config-import-form = <code>{ $name }</code> не может быть списком или таблицей
config-export-head = Параметры модулей этого бота.
config-export-without-secrets = Секретов здесь нет.
config-export-with-secrets = Здесь есть секреты: никому не показывайте этот файл.

config-unknown-module = Нет модуля <code>{ $name }</code>.
config-no-options = У модуля <b>{ $module }</b> нет параметров.
config-unknown-option = У <b>{ $module }</b> нет параметра <code>{ $option }</code>.
config-invalid = <b>{ $module }</b>, <code>{ $option }</code>: { $reason }
config-refused = <b>{ $module }</b> не принимает изменение: { $reason }
config-in-use = У <b>{ $module }</b> есть параметр <code>{ $option }</code>: верните его командой reset.
config-not-a-list = <b>{ $module }</b>: <code>{ $option }</code> — не список.
config-no-such-item = <b>{ $module }</b>: в <code>{ $option }</code> нет такого элемента.
config-inside-hook = <b>{ $module }</b> не может менять свои параметры, пока узнаёт об их изменении.
config-not-kept = <b>{ $module }</b>: значение не сохранилось, осталось прежнее: { $reason }
config-stopping = Бот останавливается: больше ничего не меняется.

config-aside = <b>{ $module }</b>: заданные значения не подходят и не используются:
config-aside-stored = <code>{ $option }</code>: { $reason }
config-aside-environment = <code>{ $option }</code>, из <code>{ $variable }</code>: { $reason }
config-aside-help = Они хранятся, пока вы не зададите другие: <code>{ $prefix }config { $module }</code>
config-start-refused = <b>{ $module }</b> не принимает заданные значения и работает со значениями по умолчанию: { $reason } Заданные хранятся, пока вы не зададите другие: <code>{ $prefix }config { $module }</code>

## Резервные копии

backup-begins = Делаю резервную копию…
backup-done = Резервная копия в «Избранном»: { $values ->
    [one] { $values } значение
    [few] { $values } значения
   *[many] { $values } значений
} из { $modules ->
    [one] { $modules } модуля
    [few] { $modules } модулей
   *[many] { $modules } модулей
}.
backup-caption = Резервная копия от { $date }. Ответьте на неё <code>{ $prefix }restore</code>, чтобы вернуть.
restore-begins = Читаю резервную копию…
restore-ask = В копии от { $date } { $values ->
    [one] { $values } значение
    [few] { $values } значения
   *[many] { $values } значений
} из { $modules ->
    [one] { $modules } модуля
    [few] { $modules } модулей
   *[many] { $modules } модулей
}. Она заменит всё, что хранится сейчас. Чтобы заменить, ответьте на файл <code>{ $prefix }restore --yes</code>.
restore-before = Что хранилось до возврата резервной копии, от { $date }. Ответьте <code>{ $prefix }restore</code>, чтобы отменить возврат.
restore-done = Резервная копия от { $date } возвращена: { $values ->
    [one] { $values } значение
    [few] { $values } значения
   *[many] { $values } значений
} из { $modules ->
    [one] { $modules } модуля
    [few] { $modules } модулей
   *[many] { $modules } модулей
}.
restore-which = Ответьте на файл резервной копии.
restore-foreign = Этот файл — не резервная копия. Ничего не изменено.
restore-newer = Эту копию записала более новая версия. Обновите бота; ничего не изменено.
restore-damaged = Копия повреждена или неполна. Пришлите файл ещё раз; ничего не изменено.
restore-needs-passphrase = Копия зашифрована. Напишите пароль после команды; ничего не изменено.
restore-wrong-passphrase = Пароль неверный. Ничего не изменено.
report-backup = Ежедневную резервную копию сделать не удалось: { $reason }

## Командная строка

cli-checked = модулей: { $modules }, команд: { $commands }; всё в порядке
cli-signals = сигналы принимать не получается: { $error }
cli-taken-over = этот аккаунт теперь ведёт другой процесс
cli-connection = соединение с Telegram обрывалось снова и снова; почему — в журнале
cli-stopping = останавливаюсь; ещё один такой сигнал остановит сразу
cli-login-ended = Telegram завершил сеанс: войдите снова командой `login`
cli-login-invalid = вход больше не действует: войдите снова командой `login` ({ $reason })
cli-not-logged-in = никто не вошёл: сначала выполните `login`
cli-unreachable = до аккаунта не достучаться: { $reason }
cli-language = `{ $code }` — не код языка, такой как en, ru или pt-BR
cli-no-application = нет api_id и api_hash вашего приложения: получите их на my.telegram.org и задайте TELEGRAM_API_ID и TELEGRAM_API_HASH
cli-api-id = api_id — это число, например 12345: получите свой на my.telegram.org
cli-api-hash = api_hash — это 32 цифры и буквы от a до f: получите свой на my.telegram.org
cli-ask-api-id = api_id (с my.telegram.org):
cli-store = хранилище не открылось: { $error }
cli-redis = { $variable } называет сервер: соберите бота с возможностью `redis` из userbot-sdk
cli-process = это процесс { $id }
cli-not-saved = вход не сохранён: { $error }
cli-logged-in = вы вошли как { $name }
cli-log = фильтр журнала «{ $filter }» не используется: { $error }
cli-backup = копия от { $date }, значений: { $values }, модулей: { $modules }
cli-backup-ask = пароль резервной копии:
cli-backup-encrypted = копия зашифрована: задайте { $variable }
cli-backup-large = файл больше гигабайта
cli-restored = возвращено: { $what }
cli-damaged = повреждённое хранилище сохранено как { $path }
cli-kept-before = прежнее содержимое сохранено в { $path }
cli-hikka-setting = настройки бота: { $name }
cli-hikka-taken = { $module }: взято: { $keys }
cli-hikka-there = { $module }: уже есть, не тронуто: { $keys }
cli-hikka-config = { $owner }: значений настроек отложено: { $count }
cli-hikka-aside = { $owner }: такого модуля нет; значений отложено: { $count }
cli-hikka-options = { $module }: заданы параметры: { $options }
cli-hikka-refused = { $module }: параметр { $option } отложен: { $reason }
cli-hikka-set-already = он уже задан
cli-hikka-nothing = ничего не найдено
cli-hikka-dry-run = это был только просмотр; ничего не изменено

store-in-use = файл { $path } занят другим процессом: остановите другого бота или возьмите другую сессию
store-foreign = { $path } — не хранилище этой программы; файл не тронут ({ $reason })
store-damaged = файл { $path } повреждён и не тронут ({ $reason }); верните резервную копию командой <code>restore</code>
store-newer = файл { $path } записан более новой версией: обновите программу
store-full = Диск с файлом { $path } заполнен: освободите место. Ничего не изменено.
store-read-only = В файл { $path } нельзя писать: дайте этому пользователю право писать в него и в его папку. Ничего не изменено.
store-io = Файл { $path } не работает: { $reason }
store-unavailable = Хранилище недоступно: { $reason }. Ничего не изменено.
store-claimed = Этот аккаунт ведёт другой процесс ({ $holder }): остановите его или подождите { $seconds } с, если он был убит.
store-taken-over = Этот аккаунт теперь ведёт другой процесс: этот больше не может писать.
store-closed = Бот останавливается: больше ничего не сохраняется.
store-not-saved = Значение не сохранено: { $reason }. Ничего не изменено.

session-in-use = сессия { $path } занята другим процессом: сначала остановите его, иначе Telegram завершит вход, которым пользуются двое
session-in-use-by = сессия { $path } занята процессом { $process }: сначала остановите его, иначе Telegram завершит вход, которым пользуются двое
session-corrupt = { $path } — не сессия, или она повреждена ({ $reason }); верните её копию или уберите файл и войдите заново
session-newer = сессия { $path } записана более новой версией: обновите программу
session-encrypted = сессия { $path } зашифрована: задайте пароль через USERBOT_PASSPHRASE, USERBOT_PASSPHRASE_FILE или USERBOT_PASSPHRASE_COMMAND
session-wrong-passphrase = пароль сессии { $path } неверен
session-empty-passphrase = пароль сессии { $path } пуст
session-not-empty = в этой сессии уже есть вход: сначала выйдите или возьмите другую сессию
session-no-login = в этой сессии никто не вошёл
session-centre = дата-центр { $number } неизвестен
session-bridge = мост к прокси не может слушать 127.0.0.1: { $reason }
session-io = файл { $path } не работает: { $reason }
session-closed = сессия { $path } закрыта
session-failed = сессия { $path } не работает: { $reason }

talk-busy = В том чате уже идёт другой диалог; попробуйте, когда он закончится.
talk-timeout = Никто не ответил; ожидание длилось: { $time }.
talk-ended = Модуль завершился, и диалог вместе с ним.
talk-missed = Пришло больше сообщений, чем диалог мог запомнить.
