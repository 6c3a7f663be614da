//! Everything that touches Telegram.

mod event;

pub use event::{
    Album, CallbackPress, Deleted, Edited, Event, EventKind, Joined, Left, RawUpdate, Reaction,
    ReadReceipt, Typing, UserStatus, WatcherEvent,
};

/// Is a handle to the account.
#[derive(Debug, Clone)]
pub struct Client;

/// Is a message.
#[derive(Debug, Clone)]
pub struct Message;
