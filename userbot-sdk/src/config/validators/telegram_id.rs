//! Ids of people and chats.

use crate::config::reason::{AcceptedPeers, quoted, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};
use crate::peer_id::PeerId;

/// Accepts the id of a person or a chat, in the form of Telegram's bot API.
///
/// People are positive, basic groups negative, channels and supergroups start with `-100`.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{TelegramId, Validator};
/// use userbot_sdk::telegram::PeerId;
///
/// let id = TelegramId::new();
/// assert_eq!(id.parse("777000"), Ok(PeerId::User(777_000)));
/// assert_eq!(id.parse("-5"), Ok(PeerId::Group(5)));
/// assert_eq!(id.parse("-1001234567890"), Ok(PeerId::Channel(1_234_567_890)));
/// assert_eq!(TelegramId::chats().parse("777000").unwrap_err().to_string(),
///     "It must be the id of a group or a channel.");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TelegramId {
    accepted: AcceptedPeers,
}

impl TelegramId {
    /// Accepts people and chats.
    pub const fn new() -> Self {
        Self {
            accepted: AcceptedPeers::All,
        }
    }

    /// Accepts people and bots.
    pub const fn people() -> Self {
        Self {
            accepted: AcceptedPeers::People,
        }
    }

    /// Accepts groups, supergroups and channels.
    pub const fn chats() -> Self {
        Self {
            accepted: AcceptedPeers::Chats,
        }
    }
}

impl Validator for TelegramId {
    type Value = PeerId;

    fn parse(&self, text: &str) -> Result<PeerId, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        let not_id = || {
            Invalid::from(Reason::NotId {
                text: Some(quoted(text)),
            })
        };
        // No id is longer.
        if text.len() > 32 {
            return Err(not_id());
        }
        let id = text.replace('−', "-").parse().map_err(|_| not_id())?;
        self.check(&id)?;
        Ok(id)
    }

    fn render(&self, value: &PeerId) -> String {
        value.to_string()
    }

    fn check(&self, value: &PeerId) -> Result<(), Invalid> {
        // A number that is outside of Telegram's ranges can be put into the type by hand.
        if PeerId::from_bot_api(value.to_bot_api()) != Ok(*value) {
            return Err(Reason::NotId {
                text: Some(quoted(&value.bare().to_string())),
            }
            .into());
        }
        let fits = match self.accepted {
            AcceptedPeers::All => true,
            AcceptedPeers::People => matches!(value, PeerId::User(_)),
            AcceptedPeers::Chats => !matches!(value, PeerId::User(_)),
        };
        if fits {
            Ok(())
        } else {
            Err(Reason::WrongKindOfId {
                accepted: self.accepted,
            }
            .into())
        }
    }

    fn description(&self) -> Description {
        self.accepted.description()
    }

    fn editor(&self) -> Editor {
        Editor::number()
    }

    fn wipe(value: &mut PeerId) {
        *value = PeerId::User(0);
    }
}

impl DefaultValidator for PeerId {
    type Validator = TelegramId;

    fn validator() -> TelegramId {
        TelegramId::new()
    }
}
