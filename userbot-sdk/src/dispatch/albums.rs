//! Albums: Telegram sends their parts as messages, and nothing says which is the last.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::telegram::{Message, PeerId, Receipt};

/// An album is complete when no part came for this long.
pub(crate) const SETTLE: Duration = Duration::from_millis(500);
/// Telegram's own limit is 10 parts; a server that sends more does not fill the memory.
const PARTS: usize = 20;
/// So many chats can have an unfinished album at once.
const CHATS: usize = 1_000;

/// Collects the parts of albums, one album for each chat.
#[derive(Debug, Default)]
pub(crate) struct Albums {
    open: Mutex<HashMap<PeerId, Open>>,
}

/// The messages of an album, and what holds back the saved position until it is handled.
pub(crate) type Parts = (Vec<Message>, Vec<Receipt>);

#[derive(Debug)]
struct Open {
    group: i64,
    parts: Vec<Message>,
    receipts: Vec<Receipt>,
    /// Grows with each part, so that a timer knows whether it is the last one.
    version: u64,
}

/// Is what a message means for the albums of its chat.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    /// An album that this message ended.
    pub(crate) complete: Option<Parts>,
    /// The album that this message is part of: ask for it with this version after [`SETTLE`].
    pub(crate) waiting: Option<(PeerId, u64)>,
}

impl Albums {
    /// Takes in a message.
    pub(crate) fn add(&self, message: &Message, receipt: &Receipt) -> Collected {
        let chat = message.chat().id();
        let mut open = self.open();
        let Some(group) = message.grouped_id() else {
            let complete = open
                .remove(&chat)
                .map(|album| (album.parts, album.receipts));
            return Collected {
                complete,
                waiting: None,
            };
        };
        let mut collected = Collected::default();
        if let Some(other) = open.remove(&chat) {
            if other.group == group && other.parts.len() < PARTS {
                let mut album = other;
                // A part that was sent twice counts once.
                if !album.parts.iter().any(|part| part.id() == message.id()) {
                    album.parts.push(message.clone());
                    album.receipts.push(receipt.clone());
                }
                album.version += 1;
                collected.waiting = Some((chat, album.version));
                open.insert(chat, album);
                return collected;
            }
            collected.complete = Some((other.parts, other.receipts));
        }
        if open.len() < CHATS {
            open.insert(
                chat,
                Open {
                    group,
                    parts: vec![message.clone()],
                    receipts: vec![receipt.clone()],
                    version: 0,
                },
            );
            collected.waiting = Some((chat, 0));
        } else {
            tracing::warn!(%chat, "too many unfinished albums: this one is not delivered");
        }
        collected
    }

    /// Gives an album when no part came since the timer with this version was set.
    pub(crate) fn settled(&self, chat: PeerId, version: u64) -> Option<Parts> {
        let mut open = self.open();
        (open.get(&chat)?.version == version)
            .then(|| open.remove(&chat))?
            .map(|album| (album.parts, album.receipts))
    }

    /// Returns true when no album is unfinished.
    pub(crate) fn is_empty(&self) -> bool {
        self.open().is_empty()
    }

    fn open(&self) -> MutexGuard<'_, HashMap<PeerId, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
