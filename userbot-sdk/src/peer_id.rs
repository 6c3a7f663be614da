//! Ids of people and chats, as plain data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What is added to the id of a channel in bot-API form.
pub(crate) const CHANNEL_OFFSET: i64 = 1_000_000_000_000;
/// The largest id of a person.
pub(crate) const MAX_USER: i64 = 0xff_ffff_ffff;
/// The largest id of a basic group.
pub(crate) const MAX_GROUP: i64 = 999_999_999_999;
/// The largest id of a channel or supergroup, monoforums included.
pub(crate) const MAX_CHANNEL: i64 = 3_000_000_000_000;

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
