//! Why a bot does not start.

use crate::module::Problems;
use crate::options::ConfigError;
use crate::store::{SettingsError, StoreError};
use crate::strings::LanguageError;
use crate::telegram::login::LoginError;
use crate::telegram::{CallError, SessionError};

/// Is why a bot does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The modules do not fit together.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// No application is named.
    #[error(
        "the api_id and api_hash of your application are missing: get them from my.telegram.org, \
         and set TELEGRAM_API_ID and TELEGRAM_API_HASH"
    )]
    NoApplication,
    /// No session is named.
    #[error("no session is given: call `.session(…)` on the builder")]
    NoSession,
    /// Two accounts have one name, or the account runs already.
    #[error("there are two accounts with the name {0}: give each a name of its own")]
    AccountTwice(String),
    /// A time zone is not one.
    #[error(
        "there is no time zone `{0}`: write a name of the IANA time zone database, such as \
         Europe/Berlin"
    )]
    TimeZone(String),
    /// A language is not one.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// The session cannot be opened.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The settings cannot be opened.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The options of the modules cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nobody is logged in.
    #[error("nobody is logged in: run `login` first")]
    NotLoggedIn,
    /// Telegram ended the login, for example because it was ended on another device.
    #[error("the login is no longer valid: run `login` again ({0})")]
    LoginEnded(CallError),
    /// The login with a bot token failed.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The connection died more than 5 times within a minute, before anything else happened.
    #[error("the connection to Telegram died again and again: start the bot again")]
    ConnectionFailed,
    /// Telegram cannot be reached, or it refuses.
    #[error("the account cannot be reached: {0}")]
    Call(#[from] CallError),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Settings(error.into())
    }
}
