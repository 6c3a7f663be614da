//! With what a bot binary ends.

use std::process::{ExitCode, Termination};

use super::signals::Signal;
use crate::runtime::StartError;
use crate::telegram::login::LoginError;

/// Is how a bot binary ended; returned from `main` it becomes the exit code of the process.
///
/// A supervisor such as systemd can tell by the code whether a new start makes sense.
///
/// | Code | Meaning | Start again? |
/// |---|---|---|
/// | 0 | stopped as asked | |
/// | 1 | something else failed | yes |
/// | 2 | the command line is wrong | no |
/// | 3 | the modules do not fit together | no |
/// | 4 | nobody is logged in, or the login has ended | no: `login` first |
/// | 5 | the session is in use or damaged | no |
/// | 6 | the `api_id` or `api_hash` is missing or refused | no |
/// | 69 | Telegram cannot be reached | yes |
/// | 70 | the connection died again and again | yes |
/// | 130, 143 | ended at once by SIGINT or SIGTERM | |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exit {
    /// It did what it was asked to do.
    Success,
    /// Something failed that has no code of its own.
    Failure,
    /// The command line is wrong.
    Usage,
    /// The modules do not fit together.
    Problems,
    /// Nobody is logged in, or the login has ended.
    LoginEnded,
    /// The session or the settings are in use or damaged.
    Session,
    /// The `api_id` or `api_hash` is missing.
    Application,
    /// Telegram cannot be reached.
    Unreachable,
    /// The connection died more than 5 times within a minute.
    ConnectionFailed,
    /// A signal ended it before it could stop cleanly.
    Signal(Signal),
}

impl Exit {
    /// Returns the exit code.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(userbot_sdk::Exit::Problems.code(), 3);
    /// ```
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Problems => 3,
            Self::LoginEnded => 4,
            Self::Session => 5,
            Self::Application => 6,
            Self::Unreachable => 69,
            Self::ConnectionFailed => 70,
            Self::Signal(Signal::Interrupt) => 130,
            Self::Signal(Signal::Terminate) => 143,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.code().into()
    }
}

impl From<&StartError> for Exit {
    fn from(error: &StartError) -> Self {
        match error {
            StartError::Problems(_) => Self::Problems,
            StartError::NoApplication => Self::Application,
            StartError::NoSession
            | StartError::AccountTwice(_)
            | StartError::TimeZone(_)
            | StartError::Language(_) => Self::Usage,
            StartError::Session(_) | StartError::Settings(_) | StartError::Config(_) => {
                Self::Session
            }
            StartError::NotLoggedIn | StartError::LoginEnded(_) => Self::LoginEnded,
            StartError::Login(error) => Self::from(error),
            StartError::ConnectionFailed => Self::ConnectionFailed,
            StartError::Call(_) => Self::Unreachable,
        }
    }
}

impl From<&LoginError> for Exit {
    fn from(error: &LoginError) -> Self {
        match error {
            LoginError::WrongApi => Self::Application,
            LoginError::Call(_) => Self::Unreachable,
            _ => Self::LoginEnded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_failed_has_its_own_code() {
        assert_eq!(Exit::from(&StartError::NotLoggedIn).code(), 4);
        assert_eq!(Exit::from(&StartError::NoApplication).code(), 6);
        let problems = crate::module::Registry::new()
            .expect(["x"])
            .validate()
            .unwrap_err();
        assert_eq!(Exit::from(&StartError::Problems(problems)).code(), 3);
        assert_eq!(Exit::Signal(Signal::Terminate).code(), 143);
    }
}
