//! Why a conversation does not go on.

use std::time::Duration;

use crate::command::Duration as Spoken;
use crate::strings::{Language, Value, builtin};
use crate::telegram::{CallError, PeerId};

/// Is why a conversation does not go on. In a command it is said in the chat, in the owner's
/// language.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConversationError {
    /// There is another conversation in this chat. Try again when it is over.
    #[error("there is another conversation in {chat} already")]
    Busy {
        /// The chat.
        chat: PeerId,
    },
    /// Nobody answered in time.
    #[error("there was no answer within {after:?}")]
    Timeout {
        /// How long was waited.
        after: Duration,
    },
    /// The module ends, or the bot stops.
    #[error("the module ends, and the conversation with it")]
    Ended,
    /// So much came that not all of it was kept: more than 1 000 messages while nobody waited for
    /// one.
    #[error("more came than the conversation could keep: wait for answers more often")]
    Missed,
    /// Telegram refused, or it cannot be reached.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl ConversationError {
    /// Says it to a person, as HTML.
    pub(crate) fn to_html(&self, languages: &[Language]) -> String {
        let text = |key, arguments: &[(&str, Value<'_>)]| builtin().get(languages, key, arguments);
        match self {
            Self::Busy { .. } => text("talk-busy", &[]),
            Self::Timeout { after } => {
                let time = Spoken::from(*after).humanise(languages);
                text("talk-timeout", &[("time", Value::html(time))])
            }
            Self::Ended => text("talk-ended", &[]),
            Self::Missed => text("talk-missed", &[]),
            Self::Call(error) => error.explain(languages).html(),
        }
    }
}
