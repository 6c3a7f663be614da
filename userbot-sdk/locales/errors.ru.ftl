## Что значат ошибки Telegram и что делать

### По классам

error-class-flood-wait = Telegram требует паузы: таких запросов было слишком много.
    .advice = Подождать. Короткую паузу бот выдержит сам; если это случается часто, делайте то же самое реже.
error-class-slow-mode = В этом чате медленный режим: одно сообщение за столько-то секунд.
    .advice = Подождать и написать снова; другие чаты это не затрагивает. Администраторы от него свободны.
error-class-too-early = Telegram разрешит это позже, часто через несколько дней.
    .advice = Повторить, когда время пройдёт; ускорить это нельзя.
error-class-not-modified = Новое содержимое совпадает со старым, ничего не изменилось.
    .advice = Это не беда. Чтобы не делать лишний запрос, сравнивайте перед изменением.
error-class-duplicate = Это сообщение уже отправлено.
    .advice = Ничего: оно дошло с первого раза.
error-class-peer-invalid = Такого чата или человека нет, или аккаунт с ними никогда не встречался.
    .advice = Проверить написание, указать @username или сначала дать аккаунту увидеть сообщение оттуда.
error-class-message-invalid = Такого сообщения нет, или его уже нельзя изменить.
    .advice = Проверить, не удалено ли оно, своё ли и не слишком ли старое; отправить новое.
error-class-forbidden = У аккаунта нет права делать это здесь.
    .advice = Попросить право у администратора или делать это там, где оно есть.
error-class-payment = Это стоит Telegram Premium, звёзд или денег.
    .advice = Купить нужное или обойтись. Сам бот никогда не платит.
error-class-limit-reached = Достигнуто ограничение Telegram.
    .advice = Освободить место (выйти, удалить, открепить) или просить меньше за один раз.
error-class-account-limited = Telegram ограничил сам аккаунт: за спам, заморозкой или блокировкой.
    .advice = Остановить то, что делает бот, и спросить у @SpamBot в Telegram, почему и до какого срока.
error-class-file-reference = Пропуск к этому файлу истёк; он живёт несколько часов.
    .advice = Запросить сообщение с файлом заново и взять файл из него.
error-class-migrate = За это отвечает другой дата-центр.
    .advice = Ничего: бот перейдёт туда сам. Если вы это видите, «сырой» вызов указал не тот центр.
error-class-session-dead = Вход больше не действует; до нового входа ничего не работает.
    .advice = Войти снова командой <code>login</code>. Настройки и данные остаются.
error-class-login = Войти не удалось.
    .advice = Проверить введённое: номер, код, пароль, токен; если код старый, запросить новый.
error-class-server = Неполадки у самого Telegram.
    .advice = Попробовать позже. Бот уже пробовал несколько раз.
error-class-invalid-input = Telegram не принимает такой запрос.
    .advice = Имя ошибки говорит, что в нём не так. Если модуль писали не вы, сообщите автору.
error-class-other = Telegram отклонил запрос.
    .advice = Причину называет имя ошибки; её можно найти в документации Telegram.

### По именам

error-name-AUTH_KEY_DUPLICATED = Одну сессию использовали сразу из двух мест, и Telegram её завершил.
    .advice = Остановить вторую копию бота и войти здесь заново. Не запускайте одну сессию в двух местах: у каждого места должен быть свой вход.
error-name-AUTH_KEY_UNREGISTERED = Telegram больше не знает этот вход: его завершили, или никто ещё не входил.
    .advice = Войти командой <code>login</code>.
error-name-AUTH_KEY_INVALID = Ключ этого входа недействителен.
    .advice = Войти снова командой <code>login</code>; если файл сессии повреждён, восстановить его из копии.
error-name-AUTH_KEY_PERM_EMPTY = Ключ этого входа неполон.
    .advice = Войти снова командой <code>login</code>.
error-name-SESSION_REVOKED = Этот вход завершили в списке устройств.
    .advice = Если это были вы, войти снова. Если нет, сначала сменить пароль.
error-name-SESSION_EXPIRED = Срок этого входа истёк.
    .advice = Войти снова командой <code>login</code>. Если входом пользоваться, он живёт дольше.
error-name-USER_DEACTIVATED = Аккаунт удалён.
    .advice = Удалённым аккаунтом пользоваться нельзя. Войти с другим.
error-name-USER_DEACTIVATED_BAN = Telegram заблокировал аккаунт.
    .advice = Написать на recover@telegram.org с экрана входа в приложении. Бота пока не запускать.
error-name-FLOOD_PREMIUM_WAIT = Без Telegram Premium файлы передаются медленнее, и Telegram требует паузы.
    .advice = Подождать; бот делает это сам.
error-name-PEER_FLOOD = Аккаунт ограничен за спам: писать незнакомым сейчас нельзя.
    .advice = Перестать писать людям, у которых этого аккаунта нет в контактах, и спросить у @SpamBot.
error-name-FROZEN_METHOD_INVALID = Аккаунт заморожен: он может читать и почти ничего больше.
    .advice = Открыть Telegram и подать обращение там, где говорится о заморозке.
error-name-PHONE_NUMBER_BANNED = Этот номер заблокирован в Telegram.
    .advice = Написать на recover@telegram.org с экрана входа в приложении.
error-name-PHONE_NUMBER_FLOOD = Для этого номера запросили слишком много кодов.
    .advice = Подождать сутки до следующего входа.
error-name-PHONE_PASSWORD_FLOOD = Слишком много неверных паролей.
    .advice = Подождать сутки и ввести пароль внимательно.
error-name-API_ID_PUBLISHED_FLOOD = Этот api_id общеизвестен, и Telegram не пускает с ним.
    .advice = Получить свой на my.telegram.org и никому его не давать.
error-name-2FA_CONFIRM_WAIT = Аккаунт будет сброшен через это время, потому что пароль неизвестен.
    .advice = Подождать или ввести пароль.
error-name-TAKEOUT_INIT_DELAY = Выгрузка данных начнётся только через это время, ради безопасности.
    .advice = Подтвердить её в официальном приложении или подождать.
error-name-PASSWORD_TOO_FRESH = Пароль сменили недавно.
    .advice = Подождать, пока пройдёт это время.
error-name-SESSION_TOO_FRESH = Этот вход ещё слишком новый.
    .advice = Подождать, пока пройдёт это время, или сделать это со старого устройства.
error-name-API_ID_INVALID = api_id и api_hash не подходят друг к другу.
    .advice = Скопировать оба заново с my.telegram.org.
error-name-PHONE_NUMBER_INVALID = Это не номер телефона.
    .advice = Написать его с кодом страны, например +7 999 123-45-67.
error-name-PHONE_NUMBER_UNOCCUPIED = С этим номером никто не пользуется Telegram.
    .advice = Сначала создать аккаунт в официальном приложении.
error-name-PHONE_CODE_INVALID = Код неверен.
    .advice = Ввести его ещё раз так, как его прислал Telegram.
error-name-PHONE_CODE_EXPIRED = Код слишком старый, или его показали кому-то в чате.
    .advice = Запросить новый. Никогда не пересылайте код сообщением: он сразу перестаёт действовать.
error-name-SESSION_PASSWORD_NEEDED = У аккаунта кроме кода есть пароль.
    .advice = Ввести его; <code>login</code> его спросит.
error-name-PASSWORD_HASH_INVALID = Пароль неверен.
    .advice = Ввести его ещё раз; сбросить пароль можно в официальном приложении.
error-name-ACCESS_TOKEN_INVALID = Токен бота неверен.
    .advice = Скопировать его заново у @BotFather.
error-name-ACCESS_TOKEN_EXPIRED = Токен бота заменён новым.
    .advice = Скопировать новый у @BotFather.
error-name-MESSAGE_NOT_MODIFIED = В сообщении уже написано ровно это.
    .advice = Это не беда: <code>edit</code> в SDK считает это успехом. В «сыром» вызове сравнивайте тексты заранее.
error-name-MESSAGE_ID_INVALID = Сообщения с таким номером здесь нет.
    .advice = Его удалили, или номер из другого чата.
error-name-MESSAGE_EDIT_TIME_EXPIRED = Сообщения можно править 48 часов, а это старше.
    .advice = Отправить новое. В «Избранном» такого срока нет.
error-name-MESSAGE_AUTHOR_REQUIRED = Править это сообщение может только автор.
    .advice = Ответить на него.
error-name-MESSAGE_DELETE_FORBIDDEN = Аккаунт не может удалить это сообщение.
    .advice = Нужно право удалять сообщения; некоторые чужие сообщения не удалить вовсе.
error-name-MESSAGE_TOO_LONG = В сообщении не больше 4096 знаков.
    .advice = Разделить его; <code>answer</code> и <code>send</code> в SDK делают это сами.
error-name-MEDIA_CAPTION_TOO_LONG = В подписи без Telegram Premium не больше 1024 знаков.
    .advice = Сократить её или отправить текст отдельным сообщением.
error-name-MESSAGE_EMPTY = В сообщении должен быть текст.
    .advice = Проверить, что текст не пуст и состоит не из одних пробелов.
error-name-ENTITIES_TOO_LONG = В одном сообщении слишком много оформления.
    .advice = Убавить оформление или разделить сообщение.
error-name-ENTITY_BOUNDS_INVALID = Оформление выходит за пределы текста.
    .advice = Считать позиции в единицах UTF-16 или писать HTML: тогда считает SDK.
error-name-BUTTON_DATA_INVALID = Данные кнопки занимают от 1 до 64 байт.
    .advice = Хранить данные у себя, а в кнопку положить короткий ключ.
error-name-QUERY_ID_INVALID = Нажатие кнопки или inline-запрос слишком старые, ответить нельзя.
    .advice = Отвечать сразу, секунд за десять, а работать после этого.
error-name-BOT_RESPONSE_TIMEOUT = Другой бот не ответил вовремя.
    .advice = Повторить; тот бот медлит или не работает.
error-name-BOT_METHOD_INVALID = Ботам нельзя вызывать этот метод.
    .advice = Использовать аккаунт человека.
error-name-REACTION_INVALID = В этом чате такая реакция не разрешена.
    .advice = Выбрать из тех, что предлагает чат.
error-name-CHANNEL_PRIVATE = Чат закрыт, и аккаунта в нём нет, или его оттуда удалили.
    .advice = Вступить по ссылке-приглашению. Одного id мало.
error-name-CHANNEL_INVALID = Такого канала или супергруппы нет, или аккаунт с ними не встречался.
    .advice = Указать @username или ссылку либо открыть его один раз с этого аккаунта.
error-name-CHAT_ADMIN_REQUIRED = Это могут только администраторы с таким правом.
    .advice = Попросить администратора дать аккаунту это право.
error-name-CHAT_WRITE_FORBIDDEN = Аккаунту нельзя писать сюда.
    .advice = Сначала вступить или попросить администратора; в каналах пишут только администраторы.
error-name-CHAT_FORWARDS_RESTRICTED = Из этого чата нельзя пересылать и сохранять.
    .advice = Дать ссылку на сообщение.
error-name-CHAT_RESTRICTED = В этом чате аккаунт ограничен.
    .advice = Обратиться к администратору.
error-name-CHAT_SEND_MEDIA_FORBIDDEN = В этом чате нельзя отправлять медиа.
    .advice = Отправить текст или обратиться к администратору.
error-name-VOICE_MESSAGES_FORBIDDEN = Этот человек не принимает голосовые и видеосообщения.
    .advice = Отправить текст или файл.
error-name-TOPIC_CLOSED = Тема закрыта.
    .advice = Написать в другую или попросить администратора открыть эту.
error-name-USER_BANNED_IN_CHANNEL = Аккаунт здесь забанен или ограничен во всех публичных группах.
    .advice = Спросить администраторов, а если так везде — @SpamBot.
error-name-USER_NOT_PARTICIPANT = Этого человека или самого аккаунта в чате нет.
    .advice = Сначала вступить или пригласить.
error-name-USER_ALREADY_PARTICIPANT = Участником уже является.
    .advice = Ничего.
error-name-USER_PRIVACY_RESTRICTED = Настройки приватности человека этого не позволяют.
    .advice = Отправить ему ссылку-приглашение, пусть решит сам.
error-name-USER_IS_BLOCKED = Этот человек заблокировал аккаунт.
    .advice = Уважать это.
error-name-YOU_BLOCKED_USER = Аккаунт заблокировал этого человека.
    .advice = Сначала разблокировать.
error-name-USER_NOT_MUTUAL_CONTACT = Это возможно только со взаимными контактами.
    .advice = Отправить ссылку-приглашение.
error-name-CHANNELS_TOO_MUCH = Аккаунт состоит в наибольшем разрешённом числе каналов и групп.
    .advice = Выйти из некоторых; Telegram Premium удваивает это число.
error-name-USER_CHANNELS_TOO_MUCH = Человек состоит в наибольшем разрешённом числе каналов и групп.
    .advice = Ему нужно выйти из некоторых.
error-name-INVITE_HASH_EXPIRED = Ссылка-приглашение больше не действует.
    .advice = Попросить новую.
error-name-INVITE_REQUEST_SENT = Заявка на вступление отправлена, решает администратор.
    .advice = Подождать.
error-name-PEER_ID_INVALID = Этот id не указывает ни на кого, с кем аккаунт встречался.
    .advice = Указать @username или сначала дать аккаунту увидеть сообщение оттуда.
error-name-USERNAME_NOT_OCCUPIED = Такого имени пользователя ни у кого нет.
    .advice = Проверить написание; от имени могли отказаться.
error-name-USERNAME_INVALID = Это не может быть именем пользователя.
    .advice = В нём от 4 до 32 знаков: буквы a–z, цифры и подчёркивания.
error-name-USERNAME_OCCUPIED = Это имя пользователя уже занято.
    .advice = Выбрать другое.
error-name-INPUT_USER_DEACTIVATED = Аккаунт этого человека удалён.
    .advice = Отправить туда ничего нельзя.
error-name-FILE_REFERENCE_EXPIRED = Пропуск к этому файлу истёк; он живёт несколько часов.
    .advice = Запросить сообщение с файлом заново; SDK один раз делает это сам, если знает сообщение.
error-name-FILE_PART_MISSING = Часть файла не дошла или хранилась слишком долго.
    .advice = Загрузить файл ещё раз.
error-name-FILE_PARTS_INVALID = Файл слишком велик, или его части не сходятся.
    .advice = Файл может занимать 2 ГБ, с Telegram Premium — 4 ГБ.
error-name-MEDIA_EMPTY = Это медиа нельзя использовать или отправить таким образом.
    .advice = Загрузить заново или отправить файлом.
error-name-PHOTO_INVALID_DIMENSIONS = Стороны фото в сумме не больше 10000 и относятся не больше чем 20 к 1.
    .advice = Уменьшить или отправить файлом.
error-name-WEBPAGE_CURL_FAILED = Telegram не смог загрузить ссылку.
    .advice = Скачать самому и загрузить.
error-name-WEBPAGE_MEDIA_EMPTY = По этой ссылке нет медиа.
    .advice = Дать прямую ссылку на файл.
error-name-STICKERSET_INVALID = Такого набора стикеров нет.
    .advice = Проверить имя в ссылке.
error-name-PREMIUM_ACCOUNT_REQUIRED = Для этого нужен Telegram Premium.
    .advice = Обойтись без этого или подписаться.
error-name-PRIVACY_PREMIUM_REQUIRED = Этот человек принимает сообщения только от контактов и от Telegram Premium.
    .advice = Попросить его написать первым.
error-name-ALLOW_PAYMENT_REQUIRED = Этот человек или чат берёт звёзды за каждое сообщение.
    .advice = Заплатить в официальном приложении; сам бот никогда не платит.

### Без ответа Telegram

error-call-deadline = Telegram не ответил вовремя. Выполнил ли он просьбу, неизвестно.
    .advice = Посмотреть и повторить.
error-call-connection = Нет соединения с Telegram.
    .advice = Проверить сеть; бот соединится снова сам.
error-call-clock-ahead = Часы этого компьютера спешат на { $seconds ->
        [one] { $seconds } секунду
        [few] { $seconds } секунды
       *[other] { $seconds } секунд
    }, а Telegram не принимает то, что приходит из будущего.
    .advice = Поставить часы правильно, лучше всего по NTP; дальше бот справится сам.
error-call-clock-behind = Часы этого компьютера отстают на { $seconds ->
        [one] { $seconds } секунду
        [few] { $seconds } секунды
       *[other] { $seconds } секунд
    }, а Telegram не принимает такое старое.
    .advice = Поставить часы правильно, лучше всего по NTP; дальше бот справится сам.
error-call-clock = Telegram не принимает время этого компьютера, хотя его часы идут верно.
    .advice = Попробовать позже.
error-call-proxy-unreachable = До прокси { $what } не достучаться.
    .advice = Проверить его адрес и порт или взять другой прокси.
error-call-proxy-credentials = Прокси { $what } не принимает имя пользователя и пароль.
    .advice = Проверить их в настройках прокси.
error-call-proxy-refused = Прокси { $what } не соединяет с Telegram.
    .advice = Взять другой прокси или спросить его владельца.
error-call-proxy-secret = Прокси { $what } не знает этого секрета или считает часы этого компьютера неверными.
    .advice = Взять ссылку на прокси заново и проверить часы; возможно, это вовсе не MTProxy.
error-call-proxy-broken = Прокси { $what } принимает соединения, но ничего не пропускает.
    .advice = Проверить секрет или взять другой прокси.
error-call-username-unknown = Имени { $what } в Telegram нет.
    .advice = Проверить написание; от имени могли отказаться.
error-call-peer-unknown = { $what } неизвестно этому аккаунту.
    .advice = Проверить написание, указать @username или сначала дать аккаунту увидеть сообщение оттуда.
error-call-answer = Ответ Telegram не удалось понять.
    .advice = Повторить; если не поможет, нужно обновить SDK.
error-call-file = { $what } не читается.
    .advice = Проверить, что файл есть и его можно читать.
error-call-file-write = { $what } не записывается.
    .advice = Проверить, что папка есть, в неё можно писать и на диске есть место.
error-call-web = Веб-сервис не ответил как надо.
    .advice = Проверить адрес и попробовать позже; подробности есть в журнале.
error-call-too-large = Файл больше, чем здесь разрешено.
    .advice = Разрешить больше или выбрать файл поменьше.
error-call-paced = Таких запросов в очереди уже слишком много.
    .advice = Делать меньше за раз; бот делает паузы между запросами, чтобы беречь аккаунт.
error-call-stopped = Бот останавливается.
    .advice = Запустить его снова.
error-call-session = С файлом входа что-то не так.
    .advice = Подробности в журнале.

## Встроенные объяснения и счёт запросов

explain-error = <code>{ $name }</code> — { $meaning }
    { $advice }
explain-number = Число: { $value }.
explain-unknown = Ошибки { $name } нет.

calls-none = Запросов к Telegram ещё не было.
calls-head = <b>Запросы к Telegram</b> с запуска: { $calls }
calls-row = <b>{ $module }</b>: { $calls }
calls-method = <code>{ $method }</code>: { $calls }
calls-failed = не удалось: { $count }
calls-repeated = повторено: { $count }
calls-flood = ждали из-за ограничений: { $time }
calls-paced = ждали своей очереди: { $time }
calls-outside = вне обработчиков
calls-running = Telegram требует паузы для <code>{ $method }</code>: осталось { $time }
calls-unknown = Модуль { $name } не обращался к Telegram.

doctor-clock-ahead = ⚠️ Часы этого компьютера спешат на { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[other] { $seconds } секунд
}. С Telegram бот это выравнивает, но лучше поставить их правильно, например по NTP.
doctor-clock-behind = ⚠️ Часы этого компьютера отстают на { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[other] { $seconds } секунд
}. С Telegram бот это выравнивает, но лучше поставить их правильно, например по NTP.
doctor-head = <b>Обработчики с запуска</b>, по времени, на которое они занимали поток
doctor-row = <b>{ $module }</b> { $handler }: { $calls ->
    [one] { $calls } вызов
    [few] { $calls } вызова
   *[many] { $calls } вызовов
}, { $time }
doctor-dropped = потеряно: { $count }
doctor-waiting = ждут: { $count }
doctor-blocked = занимал поток без ожидания: { $count }
doctor-more = и ещё { $count }
