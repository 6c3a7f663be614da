# The help of the command line. English stands in the definitions of its commands.

line-usage = Вызов
line-options = Ключи
line-arguments = Аргументы
line-commands = Команды
line-command = КОМАНДА
line = Юзербот Telegram
line-after = Переменные окружения:
    { "  " }TELEGRAM_API_ID, TELEGRAM_API_HASH  приложение с my.telegram.org (иначе будет вопрос)
    { "  " }TELEGRAM_BOT_TOKEN                  войти этим ботом, а не человеком
    { "  " }USERBOT_BACKUP_PASSPHRASE           шифрует и открывает резервные копии
    { "  " }USERBOT_STORE                       сервер Redis для значений, redis://:password@host/0
    { "  " }USERBOT_PROXY                       прокси, как --proxy, но так его не видят другие
    { "  " }USERBOT_PASSPHRASE                  пароль зашифрованной сессии, или
    { "  " }USERBOT_PASSPHRASE_FILE             файл с паролем, или
    { "  " }USERBOT_PASSPHRASE_COMMAND          команда, которая его печатает, например связка ключей
    { "  " }RUST_LOG                            что писать в журнал, например info или userbot_sdk=debug
line-run = Запускает бота, пока его не остановят (так и без команды)
line-login = Вход: номер телефона, код, пароль двухэтапной проверки; QR-код; токен бота
line-login-arg-qr = Показать QR-код для Telegram на телефоне, а не спрашивать номер
line-accounts = Перечисляет аккаунты, у которых здесь есть папка
line-session = Берёт вход у другой программы, отдаёт его или шифрует
line-session-import = Берёт вход у Telethon или Pyrogram: спросит строку сессии
line-session-export = Печатает вход строкой сессии, после предупреждения
line-session-export-arg-format = Для какой программы: telethon, pyrogram, pyrogram-1.4 или pyrogram-1.2
line-session-export-arg-yes = Не спрашивать: вы знаете, что эта строка — весь аккаунт
line-session-encrypt = Шифрует файл сессии или меняет его пароль
line-session-decrypt = Снимает шифрование
line-check = Проверяет модули и завершается
line-backup = Пишет всё, что хранит бот, в новый файл; шифрует, если задан USERBOT_BACKUP_PASSPHRASE
line-backup-arg-file = Файл
line-restore = Заменяет всё, что хранит бот, резервной копией; прежнее остаётся в файле
line-restore-arg-file = Резервная копия
line-import-hikka = Берёт базу данных бота Hikka, Heroku или Friendly-Telegram
line-import-hikka-arg-file = База данных, например config-12345.json
line-import-hikka-arg-dry-run = Только сказать, что было бы взято
line-arg-session = Файл со входом; обычно ИМЯ.userbot/session.redb в этой папке
line-arg-account = Аккаунт со своей папкой ИМЯ.userbot/АККАУНТ; для run можно несколько
line-arg-all = Запустить все аккаунты, у которых здесь есть папка
line-arg-proxy = Прокси: socks5://user:password@host:port или ссылка на MTProxy или SOCKS5
line-arg-log = Что писать в журнал, например info или userbot_sdk=debug
line-arg-language = Языки ответов, предпочтительный первым, например ru,en
line-arg-suggest = На неизвестную команду отвечать похожими
line-arg-help = Показать эту справку
line-arg-version = Показать версию
line-wrong-command = нет команды { $name }
line-wrong-argument = аргумент { $name } лишний: такого нет
line-wrong-value = { $name }: значение «{ $value }» не подходит
line-no-value = { $name }: нужно значение
line-missing = не хватает: { $name }
line-conflict = { $name } нельзя вместе с { $other }
line-try-help = Справка: --help
