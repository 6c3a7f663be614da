//! What the account's owner sees at one moment, as plain data.

use std::collections::BTreeMap;

/// Names a chat from the owner's side: the id that a bot would show for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ChatKey(pub(super) i64);

/// All chats of the owner, in the order of the chat list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scene {
    pub(super) rooms: Vec<Room>,
}

impl Scene {
    pub(super) fn room(&self, key: ChatKey) -> Option<&Room> {
        self.rooms.iter().find(|room| room.key == key)
    }
}

/// One chat with its last messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) key: ChatKey,
    pub(super) title: String,
    pub(super) unread: usize,
    /// By their ids. No more than [`KEPT`](super::ledger::KEPT).
    pub(super) lines: BTreeMap<i32, Line>,
}

/// Somebody, as a chat names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    You,
    Named(String),
    Deleted,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) id: i32,
    /// Unix time.
    pub(super) date: i32,
    pub(super) author: Who,
    pub(super) body: Body,
    /// When it was edited last.
    pub(super) edited: Option<i32>,
    pub(super) reactions: Vec<(Who, String)>,
    pub(super) pinned: bool,
}

/// What a message consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Service(Service),
    Message(Content),
}

/// What people see of a message that somebody wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) media: Option<Media>,
    pub(super) reply: Option<Quote>,
    pub(super) forwarded: Option<String>,
    /// The username of an inline bot.
    pub(super) via: Option<String>,
    /// Rows of labels.
    pub(super) buttons: Vec<Vec<String>>,
}

/// The message that another one answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) author: Who,
    pub(super) text: String,
}

/// What is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// With its size in bytes, where that is known.
    Photo(Option<i64>),
    Sticker(String),
    /// A file's name and size.
    File(String, i64),
    Voice,
    Video,
    Audio,
    Animation,
    Poll(String),
    Location,
    Contact(String),
    /// Something else, by its name in Telegram's schema.
    Other(String),
}

/// What happened in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Created(String),
    Joined,
    JoinedByLink,
    Added(Vec<Who>),
    Left,
    Removed(Who),
    Renamed(String),
    Pinned,
    TopicCreated(String),
    /// Something else, by its name in Telegram's schema.
    Other(String),
}
