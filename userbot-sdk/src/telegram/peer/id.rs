//! Ids of people and chats.

use std::fmt;
use std::str::FromStr;

use grammers_session::types as session;
use grammers_tl_types as tl;
use serde::{Deserialize, Serialize};

use crate::store::{MapId, WriteId};

/// What is added to the id of a channel in bot-API form.
const CHANNEL_OFFSET: i64 = 1_000_000_000_000;
/// The largest id of a person.
const MAX_USER: i64 = 0xff_ffff_ffff;
/// The largest id of a basic group.
const MAX_GROUP: i64 = 999_999_999_999;
/// The largest id of a channel or supergroup, monoforums included.
const MAX_CHANNEL: i64 = 3_000_000_000_000;

/// Is the id of a person, a basic group, or a channel (broadcast or supergroup).
///
/// The number inside is Telegram's own, always positive. Printed and parsed it takes the form
/// that Telegram's bot API uses: people are positive, basic groups negative, channels and
/// supergroups start with -100.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::PeerId;
///
/// assert_eq!("-1001234567890".parse(), Ok(PeerId::Channel(1_234_567_890)));
/// assert_eq!(PeerId::Group(5).to_string(), "-5");
/// assert!("0".parse::<PeerId>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PeerId {
    /// A person or a bot.
    User(i64),
    /// A basic group.
    Group(i64),
    /// A broadcast channel or a supergroup.
    Channel(i64),
}

impl WriteId for PeerId {
    fn write_id(&self, out: &mut Vec<u8>) {
        self.to_bot_api().write_id(out);
    }
}

impl MapId for PeerId {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Self::from_bot_api(i64::read_id(from)?).ok()
    }
}

/// Says that a number or a text is no id of a person or a chat.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the id of a person or a chat")]
pub struct InvalidPeerId(String);

impl PeerId {
    /// Makes an id from its bot-API form.
    ///
    /// # Errors
    ///
    /// The number is outside the ranges of Telegram's ids.
    pub fn from_bot_api(id: i64) -> Result<Self, InvalidPeerId> {
        let peer = match id {
            1..=MAX_USER => Self::User(id),
            _ if (-MAX_GROUP..=-1).contains(&id) => Self::Group(-id),
            _ if (-CHANNEL_OFFSET - MAX_CHANNEL..-CHANNEL_OFFSET).contains(&id) => {
                Self::Channel(-id - CHANNEL_OFFSET)
            }
            _ => return Err(InvalidPeerId(id.to_string())),
        };
        Ok(peer)
    }

    /// Returns the bot-API form.
    pub fn to_bot_api(self) -> i64 {
        match self {
            Self::User(id) => id,
            Self::Group(id) => -id,
            Self::Channel(id) => -(CHANNEL_OFFSET + id),
        }
    }

    /// Returns the number that Telegram itself uses, without the kind.
    pub fn bare(self) -> i64 {
        match self {
            Self::User(id) | Self::Group(id) | Self::Channel(id) => id,
        }
    }

    /// Takes over an id of Telegram's schema.
    pub fn from_tl(peer: &tl::enums::Peer) -> Self {
        match peer {
            tl::enums::Peer::User(peer) => Self::User(peer.user_id),
            tl::enums::Peer::Chat(peer) => Self::Group(peer.chat_id),
            tl::enums::Peer::Channel(peer) => Self::Channel(peer.channel_id),
        }
    }

    /// Returns the id as a value of Telegram's schema.
    pub fn to_tl(self) -> tl::enums::Peer {
        match self {
            Self::User(user_id) => tl::types::PeerUser { user_id }.into(),
            Self::Group(chat_id) => tl::types::PeerChat { chat_id }.into(),
            Self::Channel(channel_id) => tl::types::PeerChannel { channel_id }.into(),
        }
    }

    /// Takes over an id of the client library; `None` for "the account itself".
    pub fn from_library(id: session::PeerId) -> Option<Self> {
        Self::from_bot_api(id.bot_api_dialog_id()?).ok()
    }

    /// Returns the id as the client library wants it; `None` when it is outside its ranges.
    pub fn to_library(self) -> Option<session::PeerId> {
        match self {
            Self::User(id) => session::PeerId::user(id),
            Self::Group(id) => session::PeerId::chat(id),
            Self::Channel(id) => session::PeerId::channel(id),
        }
    }
}

impl fmt::Display for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_bot_api().fmt(f)
    }
}

impl FromStr for PeerId {
    type Err = InvalidPeerId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim()
            .parse::<i64>()
            .ok()
            .and_then(|id| Self::from_bot_api(id).ok())
            .ok_or_else(|| InvalidPeerId(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_go_both_ways() {
        for id in [
            PeerId::User(1),
            PeerId::User(MAX_USER),
            PeerId::Group(1),
            PeerId::Group(MAX_GROUP),
            PeerId::Channel(1),
            PeerId::Channel(1_234_567_890),
            PeerId::Channel(MAX_CHANNEL),
        ] {
            assert_eq!(PeerId::from_bot_api(id.to_bot_api()), Ok(id));
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(PeerId::from_tl(&id.to_tl()), id);
            assert_eq!(id.to_library().and_then(PeerId::from_library), Some(id));
        }
    }

    #[test]
    fn refuses_what_is_no_id() {
        for id in [0, i64::MIN, i64::MAX, MAX_USER + 1, -CHANNEL_OFFSET] {
            assert!(PeerId::from_bot_api(id).is_err(), "{id}");
        }
        for text in ["", "ann", "1.5", "99999999999999999999"] {
            assert!(text.parse::<PeerId>().is_err(), "{text}");
        }
        assert_eq!(PeerId::from_library(session::PeerId::self_user()), None);
    }
}
