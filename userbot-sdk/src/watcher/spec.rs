//! What the macros write about watchers: constant data and function pointers.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::Runner;
use crate::context::Context;
use crate::error::Result;
use crate::module::{Docs, SourceLocation};
use crate::telegram::{EventKind, Message};

/// Describes a watcher: what `#[watcher(…)]` and its doc comment say.
#[derive(Debug, Clone, Copy)]
pub struct WatcherSpec {
    /// The name of the function.
    pub name: &'static str,
    /// What it does.
    pub docs: Docs,
    /// Which events it wants, from the type of its last parameter.
    pub kind: EventKind,
    /// Which of those events pass.
    pub filter: FilterSpec,
    /// Where the function stands.
    pub location: SourceLocation,
}

/// Makes what runs a watcher of this module.
pub type RunWatcher<M> = fn(Arc<M>) -> Runner;

/// Is one row of a module's watcher table.
pub struct WatcherRow<M> {
    /// What is known about the watcher.
    pub spec: WatcherSpec,
    /// What runs it.
    pub run: RunWatcher<M>,
}

impl<M> fmt::Debug for WatcherRow<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatcherRow")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

/// Is the answer of a predicate: at once, or after some waiting.
pub enum Verdict<'a> {
    /// Known at once.
    Ready(bool),
    /// Known later; an error counts as "no" and is reported like a handler's.
    Later(BoxFuture<'a, Result<bool>>),
}

impl fmt::Debug for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(pass) => f.debug_tuple("Ready").field(pass).finish(),
            Self::Later(_) => f.write_str("Later"),
        }
    }
}

/// Is a predicate of `filter = path`, wrapped by the macro.
pub type Predicate = for<'a> fn(&'a Context, &'a Message) -> Verdict<'a>;

/// Is the filter of a watcher, as the macros write it.
///
/// The keys of one `#[watcher(…)]` are all required. `any(…)` passes when one of its filters
/// does, `not(…)` when its filter does not. Filters that ask about a message never pass for an
/// event without one, and neither does their `not(…)`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum FilterSpec {
    /// All of these.
    All(&'static [FilterSpec]),
    /// One of these at least.
    Any(&'static [FilterSpec]),
    /// Not this one.
    Not(&'static FilterSpec),
    /// `incoming`: from somebody else.
    Incoming,
    /// `outgoing`: from the account itself, on any of its devices.
    Outgoing,
    /// `private`: a chat with one person or bot, Saved Messages included.
    Private,
    /// `groups`: a basic group or a supergroup.
    Groups,
    /// `supergroups`: a supergroup.
    Supergroups,
    /// `channels`: a broadcast channel.
    Channels,
    /// `saved`: the account's Saved Messages.
    Saved,
    /// `bots`: the sender is a bot.
    Bots,
    /// `chat = …`: one of these chats, by id (also in bot-API form, -100…) or by @username.
    Chats(&'static [PeerSpec]),
    /// `from = …`: one of these senders.
    Senders(&'static [PeerSpec]),
    /// `topic = …`: one of these forum topics.
    Topics(&'static [i32]),
    /// `command`: a command of this bot that the sender may use.
    Command,
    /// `editable`: the account can edit it: an own message, not forwarded, no sticker, no via-bot.
    Editable,
    /// `text`: has a text or a caption.
    Text,
    /// `media`: has any media.
    Media,
    /// `photo`: a photo.
    Photo,
    /// `video`: a video, round video or video file.
    Video,
    /// `audio`: music or an audio file (not a voice note).
    Audio,
    /// `voice`: a voice note.
    Voice,
    /// `document`: a file that is not a photo, video, audio, voice note, sticker or animation.
    Document,
    /// `sticker`: a sticker.
    Sticker,
    /// `animation`: a GIF.
    Animation,
    /// `poll`: a poll.
    Poll,
    /// `location`: a place, live or not.
    Location,
    /// `contact`: a contact card.
    Contact,
    /// `dice`: a die or another animated emoji of chance.
    Dice,
    /// `service`: a service message ("Ann joined").
    Service,
    /// `inline`: sent through an inline bot.
    ViaBot,
    /// `reply`: answers a message (being in a topic alone does not count).
    Reply,
    /// `forward`: was forwarded.
    Forward,
    /// `mention`: mentions the account.
    Mention,
    /// `album`: is part of an album.
    Album,
    /// `edited`: was edited.
    Edited,
    /// `starts_with = "…"`, case-sensitive.
    StartsWith(&'static str),
    /// `ends_with = "…"`, case-sensitive.
    EndsWith(&'static str),
    /// `contains = "…"`, case-sensitive.
    Contains(&'static str),
    /// `regex = "…"`: found anywhere in the text.
    Regex(&'static str),
    /// `reaction = "…"`: this emoji was put on the message (for reaction events).
    ReactionEmoji(&'static str),
    /// `filter = path`.
    Custom(Predicate),
}

/// Names a chat or a person in a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeerSpec {
    /// By id: a plain one, or in bot-API form (`-100…` for channels and supergroups, negative for basic groups).
    Id(i64),
    /// By username, without the @.
    Username(&'static str),
    /// The account itself.
    Me,
}
