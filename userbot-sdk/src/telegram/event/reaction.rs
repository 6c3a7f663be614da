//! Reactions.

use grammers_tl_types as tl;

use crate::telegram::Peer;

/// Is a reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReactionKind {
    /// An emoji.
    Emoji(String),
    /// A custom emoji, by the id of its document.
    Custom(i64),
    /// A paid star.
    Paid,
}

impl ReactionKind {
    pub(crate) fn from_tl(reaction: &tl::enums::Reaction) -> Option<Self> {
        match reaction {
            tl::enums::Reaction::Emoji(emoji) => Some(Self::Emoji(emoji.emoticon.clone())),
            tl::enums::Reaction::CustomEmoji(emoji) => Some(Self::Custom(emoji.document_id)),
            tl::enums::Reaction::Paid => Some(Self::Paid),
            tl::enums::Reaction::Empty => None,
        }
    }

    /// Returns the emoji, when it is an ordinary one.
    pub fn emoji(&self) -> Option<&str> {
        match self {
            Self::Emoji(emoji) => Some(emoji),
            _ => None,
        }
    }
}

/// Says that the reactions of a message changed.
///
/// A bot is told who reacted and how; a person is told how many there are now of each kind, and
/// who the latest ones came from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reaction {
    /// The chat.
    pub chat: Peer,
    /// The message.
    pub message_id: i32,
    /// Who reacted, where Telegram says it.
    pub actor: Option<Peer>,
    /// The reactions that are on the message now, with their numbers; for a bot, those of
    /// [`actor`](Reaction::actor).
    pub reactions: Vec<(ReactionKind, u32)>,
    /// The forum topic.
    pub topic_id: Option<i32>,
}

impl Reaction {
    /// Tells whether this emoji is on the message.
    pub fn has(&self, emoji: &str) -> bool {
        self.reactions
            .iter()
            .any(|(kind, _)| kind.emoji() == Some(emoji))
    }
}
