//! Why a login fails.

use crate::telegram::CallError;

/// Is the reason for which a login failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// Too many wrong answers.
    #[error("too many wrong answers; start the login again")]
    TooManyTries,
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
    Refused(String),
    /// A call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}
