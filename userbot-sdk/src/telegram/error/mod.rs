//! What can go wrong when Telegram is asked for something.

mod explain;
mod rpc;
mod table;

use std::time::Duration;

pub use explain::Explanation;
pub use rpc::{ErrorClass, RpcError};

use super::clock::difference;
use super::peer::PeerWay;
use super::proxy::ProxyError;
use super::session::SessionError;

/// Is the error of a call to Telegram.
///
/// Match on the kind, or ask [`is`](CallError::is) for a name of Telegram and
/// [`class`](CallError::class) for what it means. The text says what happened and what to do.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::{CallError, ErrorClass, RpcError};
///
/// let error = CallError::from(RpcError::decode(400, "MESSAGE_NOT_MODIFIED"));
/// assert!(error.is("MESSAGE_NOT_MODIFIED"));
/// assert_eq!(error.class(), ErrorClass::NotModified);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// Telegram answered with an error.
    #[error(transparent)]
    Rpc(#[from] RpcError),
    /// No answer came in time. Whether Telegram did what was asked is not known.
    #[error("Telegram did not answer {method} within {} s; try again", .after.as_secs())]
    Deadline {
        /// The method that was called.
        method: &'static str,
        /// The time that it had.
        after: Duration,
    },
    /// So many calls of this kind wait for their turn already that this one would be too late; see
    /// [`CallLimits`](super::CallLimits).
    #[error(
        "calls like {method} wait already, and the turn of this one is {} s away; do less at once",
        .wait.as_secs()
    )]
    Paced {
        /// The method that was called.
        method: &'static str,
        /// How long it would have to wait.
        wait: Duration,
    },
    /// There is no connection to Telegram, or it broke.
    #[error("no connection to Telegram: {0}")]
    Connection(String),
    /// The proxy does not let the call through: what it refused, or that it is not there.
    #[error("no connection to Telegram: {0}")]
    Proxy(ProxyError),
    /// Telegram refuses what is sent, because of the time of this machine, and the bot could not make up for it.
    #[error("Telegram refuses what this machine sends, for its time; {}", clock_advice(*.ahead))]
    Clock {
        /// By how many seconds the clock is ahead of Telegram's; negative when it is behind, and 0 when it is right and
        /// Telegram refuses all the same.
        ahead: i64,
    },
    /// The chat or person is not known to the account.
    #[error("{what} is not known to this account (tried: {}); {}", listed(.tried), peer_advice(.what, .tried))]
    PeerUnknown {
        /// What was asked for.
        what: String,
        /// The ways that were tried, in their order.
        tried: Vec<PeerWay>,
    },
    /// What was passed in cannot be sent.
    #[error("{0}")]
    InvalidInput(String),
    /// Telegram's answer is not what the method answers.
    #[error("Telegram's answer to {method} could not be understood: {reason}")]
    Answer {
        /// The method that was called.
        method: &'static str,
        /// What is wrong with the answer.
        reason: String,
    },
    /// The file cannot be read.
    #[error("{what} cannot be read: {source}")]
    File {
        /// Which file.
        what: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("{what} cannot be written: {source}")]
    FileWrite {
        /// Which file.
        what: String,
        /// Why.
        source: std::io::Error,
    },
    /// A web service cannot be reached, or refuses.
    #[error("the web service did not answer as hoped: {0}")]
    Web(String),
    /// More bytes than the caller allows.
    #[error("the file has more than {limit} bytes, which is the limit here")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The bot is stopping.
    #[error("the bot is stopping")]
    Stopped,
    /// The session file has a problem.
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl CallError {
    /// Tells whether Telegram answered with this error name, such as `MESSAGE_NOT_MODIFIED`.
    ///
    /// One `*` at the end stands for any rest.
    pub fn is(&self, name: &str) -> bool {
        self.rpc().is_some_and(|error| error.is(name))
    }

    /// Returns what the error means; [`ErrorClass::Other`] when Telegram did not answer.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Rpc(error) => error.class(),
            Self::PeerUnknown { .. } => ErrorClass::PeerInvalid,
            Self::InvalidInput(_) => ErrorClass::InvalidInput,
            _ => ErrorClass::Other,
        }
    }

    /// Returns what Telegram answered, when it did.
    pub fn rpc(&self) -> Option<&RpcError> {
        match self {
            Self::Rpc(error) => Some(error),
            _ => None,
        }
    }

    pub(crate) fn answer(method: &'static str, reason: impl Into<String>) -> Self {
        Self::Answer {
            method,
            reason: reason.into(),
        }
    }
}

fn listed(ways: &[PeerWay]) -> String {
    let ways: Vec<String> = ways.iter().map(ToString::to_string).collect();
    ways.join(", ")
}

fn clock_advice(ahead: i64) -> String {
    if ahead == 0 {
        return "the clock is right, so try again later".to_owned();
    }
    let difference = difference(ahead);
    format!("the clock is {difference}: set it right (NTP), and the bot goes on by itself")
}

fn peer_advice(what: &str, tried: &[PeerWay]) -> &'static str {
    if tried == [PeerWay::Invite] {
        "join the chat by it first"
    } else if tried == [PeerWay::Token] {
        "such links end after some days; ask for a new one"
    } else if what.starts_with('@') {
        "check the spelling"
    } else {
        "use a @username, or let the account see a message from there first"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_do() {
        let unknown = CallError::PeerUnknown {
            what: "42".to_owned(),
            tried: vec![PeerWay::Book, PeerWay::Dialogs],
        };
        assert_eq!(
            unknown.to_string(),
            "42 is not known to this account (tried: the peer book, the list of chats); use a @username, or let the \
             account see a message from there first"
        );
        let flood = CallError::from(RpcError::decode(420, "FLOOD_WAIT_90"));
        assert_eq!(
            flood.to_string(),
            "too many calls; wait before the next one (90 s) [FLOOD_WAIT 90]"
        );
    }
}
