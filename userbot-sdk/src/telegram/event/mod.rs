//! The events that watchers see.

mod calls;
mod chats;
mod gap;
mod messages;
mod people;
mod polls;
mod press;
mod raw;
mod reaction;

pub use calls::{Call, CallEnd, CallState};
pub use chats::{ChatChange, ChatChanged, MemberRights, RightsChanged};
pub use gap::{Gap, GapReason};
pub use messages::{Album, Deleted, Edited, Pinned};
pub use people::{
    JoinRequested, Joined, Left, Presence, ReadReceipt, Typing, TypingAction, UserStatus,
};
pub use polls::{PollAnswer, PollChanged, PollVote};
pub use press::CallbackPress;
pub use raw::RawUpdate;
pub use reaction::{Reaction, ReactionKind};

use super::{Message, Peer};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Is something that happened on the account.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum Event { $($(#[$doc])* $name($name),)* }

        /// Is the kind of an [`Event`]; the type of a watcher's last parameter chooses it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        impl Event {
            /// Returns the kind of the event.
            pub fn kind(&self) -> EventKind {
                match self { $(Self::$name(_) => EventKind::$name,)* }
            }
        }

        $(impl WatcherEvent for $name {
            const KIND: EventKind = EventKind::$name;

            #[inline]
            fn from_event(event: &Event) -> Option<&Self> {
                match event { Event::$name(inner) => Some(inner), _ => None }
            }
        })*

        $(impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Self::$name(event)
            }
        })*
    };
}

impl Event {
    /// Gives it in a form that takes little memory, for where many wait.
    pub(crate) fn packed(&self) -> Self {
        match self {
            Self::Message(message) => message.packed().into(),
            Self::Edited(edited) => Edited {
                message: edited.message.packed(),
            }
            .into(),
            other => other.clone(),
        }
    }
}

/// Is a type that a watcher can take: one kind of event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "a watcher takes a reference to an event",
    note = "take one of `&Message`, `&Edited`, `&Deleted`, `&Album`, `&Reaction`, `&Typing`, `&ReadReceipt`, `&Joined`, `&Left`, `&JoinRequested`, `&Pinned`, `&ChatChanged`, `&RightsChanged`, `&PollChanged`, `&PollVote`, `&Call`, `&UserStatus`, `&CallbackPress`, `&Gap`, `&RawUpdate`"
)]
pub trait WatcherEvent: Sized {
    /// The kind.
    const KIND: EventKind;

    /// Returns the event as this type, when it is of this kind.
    fn from_event(event: &Event) -> Option<&Self>;
}

events! {
    /// A new message, own or of somebody else; service messages too.
    Message,
    /// A message was edited.
    Edited,
    /// Messages were deleted.
    Deleted,
    /// All messages of an album, once it is complete.
    Album,
    /// The reactions of a message changed.
    Reaction,
    /// Somebody is typing, recording or uploading.
    Typing,
    /// Messages were read.
    ReadReceipt,
    /// Somebody joined a chat or was added.
    Joined,
    /// Somebody left a chat or was removed.
    Left,
    /// People ask to be let into a chat.
    JoinRequested,
    /// Messages were pinned or unpinned.
    Pinned,
    /// The title, the photo or the rules of a chat changed.
    ChatChanged,
    /// Somebody may do more or less in a chat than before.
    RightsChanged,
    /// The votes of a poll changed.
    PollChanged,
    /// Somebody voted in a poll of the account, which is a bot.
    PollVote,
    /// A call rings, is taken, or has ended.
    Call,
    /// Somebody came online or went away.
    UserStatus,
    /// A button of the account's own (bot) message was pressed.
    CallbackPress,
    /// Telegram does not hand out some updates any more: they are lost.
    Gap,
    /// Any update, as Telegram sent it.
    RawUpdate,
}

impl Event {
    /// Returns the message that the event is about, when it carries one.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Edited(edited) => Some(&edited.message),
            Self::Album(album) => album.messages.first(),
            Self::Joined(joined) => joined.message.as_ref(),
            Self::Left(left) => left.message.as_ref(),
            Self::ChatChanged(event) => event.message.as_ref(),
            _ => None,
        }
    }

    /// Returns the chat that the event happened in, when it is known.
    ///
    /// Telegram does not say in which private chat or basic group messages were deleted; see
    /// [`Deleted`].
    pub fn chat(&self) -> Option<&Peer> {
        match self {
            Self::Message(message) => Some(message.chat()),
            Self::Edited(edited) => Some(edited.message.chat()),
            Self::Album(album) => album.messages.first().map(Message::chat),
            Self::Deleted(event) => event.chat.as_ref(),
            Self::Reaction(event) => Some(&event.chat),
            Self::Typing(event) => Some(&event.chat),
            Self::ReadReceipt(event) => Some(&event.chat),
            Self::Joined(event) => Some(&event.chat),
            Self::Left(event) => Some(&event.chat),
            Self::JoinRequested(event) => Some(&event.chat),
            Self::Pinned(event) => Some(&event.chat),
            Self::ChatChanged(event) => Some(&event.chat),
            Self::RightsChanged(event) => Some(&event.chat),
            Self::PollChanged(event) => event.chat.as_ref(),
            Self::Call(event) => event.peer.as_ref(),
            Self::UserStatus(event) => Some(&event.user),
            Self::CallbackPress(event) => event.chat.as_ref(),
            Self::Gap(event) => event.chat.as_ref(),
            Self::PollVote(_) | Self::RawUpdate(_) => None,
        }
    }

    /// Returns who did it, when it is known.
    pub fn sender(&self) -> Option<&Peer> {
        match self {
            Self::Typing(event) => Some(&event.user),
            Self::Reaction(event) => event.actor.as_ref(),
            Self::Joined(event) => event.added_by.as_ref().or(Some(&event.user)),
            Self::Left(event) => event.removed_by.as_ref().or(Some(&event.user)),
            Self::JoinRequested(event) => event.users.first(),
            Self::ChatChanged(event) => event.by.as_ref(),
            Self::RightsChanged(event) => event.by.as_ref(),
            Self::PollVote(event) => Some(&event.voter),
            Self::UserStatus(event) => Some(&event.user),
            Self::CallbackPress(event) => Some(&event.user),
            other => other.message().and_then(Message::sender),
        }
    }
}
