//! Why a login fails.

use std::fmt;
use std::time::Duration;

use super::Language;
use crate::telegram::CallError;

/// Is the reason for which a login failed.
///
/// `Display` is in English; [`LoginError::text`] speaks other languages too.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// Too many wrong answers.
    #[error("too many wrong answers; start the login again")]
    TooManyTries,
    /// Nobody scanned the QR code.
    #[error("nobody scanned the QR code; start the login again")]
    NotScanned,
    /// Nobody answers.
    #[error("the login was cancelled")]
    Cancelled,
    /// The `api_id` and the `api_hash` do not belong together, or everybody uses them.
    #[error(
        "Telegram does not accept this api_id and api_hash; take your own from my.telegram.org"
    )]
    WrongApi,
    /// The bot token is wrong.
    #[error("Telegram does not accept this bot token; ask @BotFather for a new one")]
    WrongToken,
    /// There is no account with this phone number.
    #[error("there is no account with this phone number; sign up with an official app first")]
    NoAccount,
    /// Telegram does not let the account log in here.
    #[error("{0}")]
    Refused(Refusal),
    /// A call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Is why Telegram does not let somebody log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The phone number is banned.
    Banned,
    /// There were too many logins with this number or this password.
    TooOften,
    /// Another login may be tried after this time.
    Wait(Duration),
    /// The password was lost, and the account can only be reset.
    PasswordLost,
    /// The code would cost money.
    Payment,
    /// The password is kept in a way that this version does not know.
    PasswordKind,
    /// Telegram wants a newer program.
    Outdated,
}

impl LoginError {
    /// Returns the reason in a language.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::login::{Language, LoginError};
    ///
    /// assert_eq!(LoginError::Cancelled.text(Language::Russian), "вход отменён");
    /// ```
    pub fn text(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        match self {
            Self::TooManyTries => "слишком много неверных ответов; начните вход заново".to_owned(),
            Self::NotScanned => "QR-код никто не отсканировал; начните вход заново".to_owned(),
            Self::Cancelled => "вход отменён".to_owned(),
            Self::WrongApi => {
                "Telegram не принимает эти api_id и api_hash; получите свои на my.telegram.org"
                    .to_owned()
            }
            Self::WrongToken => {
                "Telegram не принимает этот токен бота; получите новый у @BotFather".to_owned()
            }
            Self::NoAccount => {
                "с этим номером нет аккаунта; сначала зарегистрируйтесь в официальном приложении"
                    .to_owned()
            }
            Self::Refused(refusal) => refusal.text(language),
            Self::Call(error) => format!("Telegram не ответил как нужно: {error}"),
        }
    }
}

impl Refusal {
    /// Returns the reason in a language.
    pub fn text(&self, language: Language) -> String {
        let russian = language == Language::Russian;
        let (english, other) = match self {
            Self::Banned => (
                "Telegram has banned this phone number",
                "Telegram заблокировал этот номер",
            ),
            Self::TooOften => (
                "there were too many logins; try again tomorrow",
                "было слишком много попыток входа; попробуйте завтра",
            ),
            Self::Wait(wait) => {
                let wait = duration(*wait, russian);
                return if russian {
                    format!("Telegram просит подождать {wait}, прежде чем пробовать снова")
                } else {
                    format!("Telegram asks you to wait {wait} before you try again")
                };
            }
            Self::PasswordLost => (
                "this account is protected by a password; log in with an official app first",
                "аккаунт защищён паролем; сначала войдите в официальном приложении",
            ),
            Self::Payment => (
                "Telegram wants money for the code; log in with an official app first",
                "Telegram хочет денег за код; сначала войдите в официальном приложении",
            ),
            Self::PasswordKind => (
                "the password is protected in a way that this version does not know; update it",
                "пароль защищён способом, которого эта версия не знает; обновите программу",
            ),
            Self::Outdated => (
                "Telegram wants a newer program for this login; update it",
                "для входа Telegram требует более новую программу; обновите её",
            ),
        };
        (if russian { other } else { english }).to_owned()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

fn duration(wait: Duration, russian: bool) -> String {
    let seconds = wait.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds.div_ceil(60) % 60);
    let (hour, minute, second) = if russian {
        ("ч", "мин", "с")
    } else {
        ("h", "min", "s")
    };
    match (hours, minutes) {
        _ if seconds < 60 => format!("{seconds} {second}"),
        (0, minutes) => format!("{minutes} {minute}"),
        (hours, 0) => format!("{hours} {hour}"),
        (hours, minutes) => format!("{hours} {hour} {minutes} {minute}"),
    }
}
