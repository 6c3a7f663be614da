//! What the command line says about sessions and accounts, in English and Russian.

use crate::telegram::StringSessionError;
use crate::telegram::login::Language;

/// Speaks to whoever uses the command line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts(pub(super) Language);

impl Texts {
    fn choose(self, english: &str, russian: &str) -> String {
        match self.0 {
            Language::English => english.to_owned(),
            Language::Russian => russian.to_owned(),
        }
    }

    pub(super) fn passphrase(self) -> String {
        self.choose("Passphrase of the session: ", "Пароль файла сессии: ")
    }

    pub(super) fn new_passphrase(self) -> String {
        self.choose("New passphrase: ", "Новый пароль: ")
    }

    pub(super) fn repeat(self) -> String {
        self.choose("The same once more: ", "Ещё раз то же самое: ")
    }

    pub(super) fn not_the_same(self) -> String {
        self.choose(
            "These two differ; nothing was changed.",
            "Они различаются; ничего не изменено.",
        )
    }

    pub(super) fn not_encrypted(self) -> String {
        self.choose(
            "There is a passphrase, but the session is not encrypted: `session encrypt` does it.",
            "Пароль задан, но файл сессии не зашифрован: это сделает `session encrypt`.",
        )
    }

    pub(super) fn encrypted(self) -> String {
        self.choose(
            "The session is encrypted. Without the passphrase nobody can open it, you included.",
            "Сессия зашифрована. Без пароля её не откроет никто, даже вы.",
        )
    }

    pub(super) fn decrypted(self) -> String {
        self.choose(
            "The session is not encrypted any more.",
            "Сессия больше не зашифрована.",
        )
    }

    pub(super) fn ask_string(self) -> String {
        self.choose(
            "String session of Telethon or Pyrogram (it is not shown): ",
            "Строка сессии Telethon или Pyrogram (не отображается): ",
        )
    }

    pub(super) fn imported(self, format: &str) -> String {
        match self.0 {
            Language::English => format!(
                "Imported from {format}. Stop the other program for good, or log it in anew: two \
                 programs with one login make Telegram end it."
            ),
            Language::Russian => format!(
                "Импортировано из {format}. Остановите другую программу насовсем или войдите в ней \
                 заново: если двое работают с одной сессией, Telegram её завершит."
            ),
        }
    }

    pub(super) fn import_refused(self) -> String {
        self.choose(
            "Telegram does not know this login any more. Log in with `login`.",
            "Telegram больше не знает эту сессию. Войдите командой `login`.",
        )
    }

    pub(super) fn export_warning(self) -> String {
        self.choose(
            "This prints the login as one line of text. Whoever has that line has the whole account: \
             reads every message, writes in your name, and needs no code and no password. Nobody \
             honest asks for it. It also stays in the scrollback of this terminal.\n\
             To take it back: Telegram, Settings, Devices, end this session.\n\
             Type yes to go on: ",
            "Будет напечатана строка, которая и есть вход в аккаунт. Тот, у кого она окажется, \
             прочтёт все сообщения и сможет писать от вашего имени — без кода и без пароля. Честный \
             человек её не попросит. Она останется и в истории терминала.\n\
             Отозвать её: Telegram, Настройки, Устройства, завершить этот сеанс.\n\
             Напишите yes (или да), чтобы продолжить: ",
        )
    }

    pub(super) fn not_exported(self) -> String {
        self.choose("Nothing was exported.", "Ничего не экспортировано.")
    }

    pub(super) fn export_needs_yes(self) -> String {
        self.choose(
            "Nobody can be asked here. `--yes` says that you know what you give away.",
            "Здесь некого спросить. `--yes` означает, что вы знаете, что отдаёте.",
        )
    }

    pub(super) fn exported(self) -> String {
        self.choose(
            "Stop this bot before the other program starts: two programs with one login make \
             Telegram end it.",
            "Остановите этого бота, прежде чем запускать другую программу: если двое работают с \
             одной сессией, Telegram её завершит.",
        )
    }

    pub(super) fn string_problem(self, error: StringSessionError) -> String {
        match (self.0, error) {
            (Language::Russian, StringSessionError::Unknown) => {
                "это не строка сессии Telethon или Pyrogram; скопируйте её целиком".to_owned()
            }
            (Language::Russian, StringSessionError::Damaged | StringSessionError::Field(_)) => {
                "строка сессии повреждена; скопируйте её ещё раз".to_owned()
            }
            (_, error) => error.to_string(),
        }
    }

    pub(super) fn no_accounts(self) -> String {
        self.choose(
            "There are no accounts yet: `login` makes the first, `login --account NAME` another.",
            "Аккаунтов пока нет: первый заведёт `login`, ещё один — `login --account ИМЯ`.",
        )
    }

    pub(super) fn one_account(self) -> String {
        self.choose(
            "One account at a time: name it with --account.",
            "По одному аккаунту за раз: назовите его с --account.",
        )
    }

    pub(super) fn account_state(self, state: State<'_>) -> String {
        match state {
            State::Me(name) => name.to_owned(),
            State::Nobody => self.choose("not logged in", "вход не выполнен"),
            State::Busy => self.choose("in use", "занят"),
            State::Sealed => self.choose("encrypted", "зашифрован"),
            State::Broken => self.choose("damaged", "повреждён"),
        }
    }

    pub(super) fn account_ended(self, name: &str) -> String {
        match self.0 {
            Language::English => format!(
                "{name}: Telegram has ended the login; `login --account {name}` starts a new one"
            ),
            Language::Russian => {
                format!("{name}: Telegram завершил сессию; новую начнёт `login --account {name}`")
            }
        }
    }
}

/// Is what is known of an account that does not run here.
#[derive(Debug, Clone, Copy)]
pub(super) enum State<'a> {
    Me(&'a str),
    Nobody,
    Busy,
    Sealed,
    Broken,
}
