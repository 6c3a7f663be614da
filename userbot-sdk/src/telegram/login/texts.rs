//! What a person reads during a login, in English and Russian.

/// Is a language of the login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// Returns the language of a locale such as `ru_RU.UTF-8`; English when it is another one.
    pub fn of_locale(locale: &str) -> Self {
        if locale
            .get(..2)
            .is_some_and(|code| code.eq_ignore_ascii_case("ru"))
        {
            Self::Russian
        } else {
            Self::English
        }
    }
}

/// Is a question of the login.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// The phone number, with the country's code.
    Phone,
    /// The code that Telegram has sent.
    Code,
    /// The password of the two-step verification.
    Password {
        /// The hint that the owner left for themselves.
        hint: Option<String>,
    },
}

/// Says how the code travels.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeWay {
    /// To the owner's other devices.
    App,
    /// By text message.
    Sms,
    /// By phone call.
    Call,
    /// By e-mail, to an address like this.
    Email(String),
    /// Through fragment.com, at this address.
    Fragment(String),
}

/// Is something that a person is told during a login.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The code is on its way.
    CodeSent(CodeWay),
    /// The phone number is none.
    WrongPhone,
    /// The code is wrong.
    WrongCode,
    /// The code is too old; another one was sent.
    CodeExpired,
    /// The password is wrong.
    WrongPassword,
}

impl Question {
    /// Tells whether what is typed must stay hidden.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Password { .. })
    }

    /// Returns the question in a language.
    pub fn text(&self, language: Language) -> String {
        let russian = language == Language::Russian;
        match self {
            Self::Phone if russian => "Номер телефона с кодом страны: ".to_owned(),
            Self::Phone => "Phone number with the country's code: ".to_owned(),
            Self::Code if russian => "Код из Telegram: ".to_owned(),
            Self::Code => "Code from Telegram: ".to_owned(),
            Self::Password { hint: Some(hint) } if russian => {
                format!("Облачный пароль (подсказка: {hint}): ")
            }
            Self::Password { hint: Some(hint) } => {
                format!("Two-step verification password (hint: {hint}): ")
            }
            Self::Password { hint: None } if russian => "Облачный пароль: ".to_owned(),
            Self::Password { hint: None } => "Two-step verification password: ".to_owned(),
        }
    }
}

impl Notice {
    /// Returns the notice in a language.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Russian => self.russian(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::CodeSent(CodeWay::App) => {
                "Telegram has sent a code to your other devices.".to_owned()
            }
            Self::CodeSent(CodeWay::Sms) => "Telegram has sent a code by text message.".to_owned(),
            Self::CodeSent(CodeWay::Call) => "Telegram will call and tell a code.".to_owned(),
            Self::CodeSent(CodeWay::Email(to)) => format!("Telegram has sent a code to {to}."),
            Self::CodeSent(CodeWay::Fragment(url)) => format!("The code is at {url}."),
            Self::WrongPhone => "Telegram does not know such a number. Try again.".to_owned(),
            Self::WrongCode => "This code is wrong. Try again.".to_owned(),
            Self::CodeExpired => "This code is too old. Another one is on its way.".to_owned(),
            Self::WrongPassword => "This password is wrong. Try again.".to_owned(),
        }
    }

    fn russian(&self) -> String {
        match self {
            Self::CodeSent(CodeWay::App) => {
                "Telegram отправил код на другие ваши устройства.".to_owned()
            }
            Self::CodeSent(CodeWay::Sms) => "Telegram отправил код в SMS.".to_owned(),
            Self::CodeSent(CodeWay::Call) => "Telegram позвонит и назовёт код.".to_owned(),
            Self::CodeSent(CodeWay::Email(to)) => format!("Telegram отправил код на {to}."),
            Self::CodeSent(CodeWay::Fragment(url)) => format!("Код лежит на {url}."),
            Self::WrongPhone => "Telegram не знает такого номера. Попробуйте ещё раз.".to_owned(),
            Self::WrongCode => "Код неверный. Попробуйте ещё раз.".to_owned(),
            Self::CodeExpired => "Код устарел. Отправлен новый.".to_owned(),
            Self::WrongPassword => "Пароль неверный. Попробуйте ещё раз.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_locale() {
        assert_eq!(Language::of_locale("ru_RU.UTF-8"), Language::Russian);
        for other in ["en_US.UTF-8", "", "C", "ё"] {
            assert_eq!(Language::of_locale(other), Language::English);
        }
    }

    #[test]
    fn only_the_password_is_hidden() {
        assert!(Question::Password { hint: None }.is_secret());
        assert!(!Question::Phone.is_secret() && !Question::Code.is_secret());
    }
}
