//! The events that watchers see.

use super::Message;

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

        impl Event {
            /// Returns the kind of the event.
            pub fn kind(&self) -> EventKind {
                match self { $(Self::$name(_) => EventKind::$name,)* }
            }
        }

        $(impl WatcherEvent for $name {
            const KIND: EventKind = EventKind::$name;
            fn from_event(event: &Event) -> Option<&Self> {
                match event { Event::$name(inner) => Some(inner), _ => None }
            }
        })*
    };
}

/// Is a type that a watcher can take: one kind of event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "a watcher takes a reference to an event",
    note = "take one of `&Message`, `&Edited`, `&Deleted`, `&Album`, `&Reaction`, `&Typing`, `&ReadReceipt`, `&Joined`, `&Left`, `&UserStatus`, `&CallbackPress`, `&RawUpdate`"
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
    /// Somebody came online or went away.
    UserStatus,
    /// A button of the account's own (bot) message was pressed.
    CallbackPress,
    /// Any update, as Telegram sent it.
    RawUpdate,
}

macro_rules! temporary { ($($name:ident),*) => { $(
    /// Is an event.
    #[derive(Debug, Clone)]
    pub struct $name;
)* } }
temporary!(Edited, Deleted, Album, Reaction, Typing, ReadReceipt, Joined, Left, UserStatus, CallbackPress, RawUpdate);
