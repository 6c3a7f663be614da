//! What a person reads during a login, in English and Russian.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

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
    /// The code that Telegram has sent. An empty answer asks for it to be sent in another way.
    Code,
    /// A mail address for codes, which Telegram wants to know first.
    Email,
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
    /// A word by text message, which begins like this.
    SmsWord(Option<String>),
    /// A phrase by text message, which begins like this.
    SmsPhrase(Option<String>),
    /// By phone call, in which it is spoken.
    Call,
    /// By phone call: the code is the last digits of the number that calls, which begins so.
    CallFrom(String),
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
    /// The code cannot be sent in another way, or only after so many seconds.
    NoOtherWay(Option<u32>),
    /// The mail address is none, or Telegram does not take it.
    WrongEmail,
    /// This link has to be shown as a QR code, and is good for so many seconds.
    ScanQr {
        /// What the QR code holds.
        link: QrLink,
        /// How long it is good.
        seconds: u64,
    },
    /// The password is wrong.
    WrongPassword,
}

/// Is the link in a QR code of a login. Whoever scans it gives this program an account, so it is
/// not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct QrLink(String);

impl QrLink {
    pub(super) fn of_token(token: &[u8]) -> Self {
        Self(format!(
            "tg://login?token={}",
            URL_SAFE_NO_PAD.encode(token)
        ))
    }

    /// Returns the link: `tg://login?token=…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for QrLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QrLink(***)")
    }
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
            Self::Code if russian => {
                "Код из Telegram (только Enter — прислать другим способом): ".to_owned()
            }
            Self::Code => "Code from Telegram (Enter alone: send it another way): ".to_owned(),
            Self::Email if russian => "Telegram требует адрес почты для кодов. Адрес: ".to_owned(),
            Self::Email => "Telegram wants a mail address for codes. Address: ".to_owned(),
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
            Self::CodeSent(CodeWay::SmsWord(start)) => format!(
                "Telegram has sent a word by text message{}.",
                beginning(start.as_deref(), ", which begins with")
            ),
            Self::CodeSent(CodeWay::SmsPhrase(start)) => format!(
                "Telegram has sent a phrase by text message{}.",
                beginning(start.as_deref(), ", which begins with")
            ),
            Self::CodeSent(CodeWay::Call) => "Telegram will call and tell a code.".to_owned(),
            Self::CodeSent(CodeWay::CallFrom(number)) => format!(
                "Telegram will call from {number}…; the code is the last digits of that number."
            ),
            Self::CodeSent(CodeWay::Email(to)) => format!("Telegram has sent a code to {to}."),
            Self::CodeSent(CodeWay::Fragment(url)) => format!("The code is at {url}."),
            Self::WrongPhone => "Telegram does not know such a number. Try again.".to_owned(),
            Self::WrongCode => "This code is wrong. Try again.".to_owned(),
            Self::CodeExpired => "This code is too old. Another one is on its way.".to_owned(),
            Self::NoOtherWay(None) => "The code cannot be sent in another way.".to_owned(),
            Self::NoOtherWay(Some(seconds)) => {
                format!("The code cannot be sent again yet. Try again after {seconds} seconds.")
            }
            Self::WrongEmail => "Telegram does not take this address. Try again.".to_owned(),
            Self::ScanQr { seconds, .. } => format!(
                "On your phone, in Telegram: Settings, Devices, Link Desktop Device. Scan this \
                 code. It is good for {seconds} seconds, then there is another one."
            ),
            Self::WrongPassword => "This password is wrong. Try again.".to_owned(),
        }
    }

    fn russian(&self) -> String {
        match self {
            Self::CodeSent(CodeWay::App) => {
                "Telegram отправил код на другие ваши устройства.".to_owned()
            }
            Self::CodeSent(CodeWay::Sms) => "Telegram отправил код в SMS.".to_owned(),
            Self::CodeSent(CodeWay::SmsWord(start)) => format!(
                "Telegram отправил слово в SMS{}.",
                beginning(start.as_deref(), ", оно начинается с")
            ),
            Self::CodeSent(CodeWay::SmsPhrase(start)) => format!(
                "Telegram отправил фразу в SMS{}.",
                beginning(start.as_deref(), ", она начинается с")
            ),
            Self::CodeSent(CodeWay::Call) => "Telegram позвонит и назовёт код.".to_owned(),
            Self::CodeSent(CodeWay::CallFrom(number)) => {
                format!("Telegram позвонит с номера {number}…; код — последние цифры этого номера.")
            }
            Self::CodeSent(CodeWay::Email(to)) => format!("Telegram отправил код на {to}."),
            Self::CodeSent(CodeWay::Fragment(url)) => format!("Код лежит на {url}."),
            Self::WrongPhone => "Telegram не знает такого номера. Попробуйте ещё раз.".to_owned(),
            Self::WrongCode => "Код неверный. Попробуйте ещё раз.".to_owned(),
            Self::CodeExpired => "Код устарел. Отправлен новый.".to_owned(),
            Self::NoOtherWay(None) => "Другим способом код не отправить.".to_owned(),
            Self::NoOtherWay(Some(seconds)) => {
                format!("Пока код снова не отправить. Попробуйте через {seconds} с.")
            }
            Self::WrongEmail => "Telegram не принимает этот адрес. Попробуйте ещё раз.".to_owned(),
            Self::ScanQr { seconds, .. } => format!(
                "На телефоне, в Telegram: Настройки, Устройства, Подключить устройство. \
                 Отсканируйте этот код. Он действует {seconds} с, потом появится другой."
            ),
            Self::WrongPassword => "Пароль неверный. Попробуйте ещё раз.".to_owned(),
        }
    }
}

fn beginning(start: Option<&str>, words: &str) -> String {
    start
        .map(|start| format!("{words} “{start}”"))
        .unwrap_or_default()
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
