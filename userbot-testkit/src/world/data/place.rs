//! Where a message stands.

use crate::world::tl::{channel_peer, chat_peer, user_peer};
use grammers_tl_types::enums;

/// A conversation, named the same for all who are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// Two users, the smaller id first; a user with itself is Saved Messages.
    Private(i64, i64),
    /// A basic group.
    Group(i64),
    /// A supergroup or a broadcast channel.
    Channel(i64),
}

impl Place {
    pub(crate) fn private(one: i64, other: i64) -> Self {
        Self::Private(one.min(other), one.max(other))
    }

    /// The other one of a private chat.
    pub(crate) fn partner(self, viewer: i64) -> Option<i64> {
        match self {
            Self::Private(a, b) if a == viewer => Some(b),
            Self::Private(a, _) => Some(a),
            _ => None,
        }
    }

    /// The peer that this is for one of its members.
    pub(crate) fn peer(self, viewer: i64) -> enums::Peer {
        match self {
            Self::Private(a, b) => user_peer(if a == viewer { b } else { a }),
            Self::Group(id) => chat_peer(id),
            Self::Channel(id) => channel_peer(id),
        }
    }

    /// The id of the group or channel.
    pub(crate) fn chat(self) -> Option<i64> {
        match self {
            Self::Private(..) => None,
            Self::Group(id) | Self::Channel(id) => Some(id),
        }
    }

    pub(crate) fn is_saved(self) -> bool {
        matches!(self, Self::Private(a, b) if a == b)
    }

    pub(crate) fn is_channel(self) -> bool {
        matches!(self, Self::Channel(_))
    }
}
