//! Which chats have a conversation, and how it hears of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use super::ConversationError;
use crate::telegram::{Event, Message, PeerId};

/// So much waits for a conversation that does not listen.
const WAITING: usize = 1_000;

/// Is something that happened in a chat.
#[derive(Debug)]
pub(crate) enum Heard {
    Message(Message),
    Edited(Message),
    /// Others have read all messages up to this one.
    Read(i32),
}

/// Is the chats of a bot that have a conversation.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// How many there are, to find out without the lock that there is none.
    open: AtomicUsize,
    lines: Mutex<HashMap<PeerId, Feed>>,
}

#[derive(Debug)]
struct Feed {
    sender: mpsc::Sender<Heard>,
    missed: Arc<AtomicBool>,
}

/// Is the listening end of a chat; the chat is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Line {
    lines: Arc<Lines>,
    chat: PeerId,
    receiver: mpsc::Receiver<Heard>,
    missed: Arc<AtomicBool>,
}

impl Lines {
    /// Begins to listen to a chat.
    pub(super) fn open(self: &Arc<Self>, chat: PeerId) -> Result<Line, ConversationError> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let missed = Arc::new(AtomicBool::new(false));
        let feed = Feed {
            sender,
            missed: Arc::clone(&missed),
        };
        match self.lines().entry(chat) {
            Entry::Occupied(_) => return Err(ConversationError::Busy { chat }),
            Entry::Vacant(place) => place.insert(feed),
        };
        self.open.fetch_add(1, Ordering::Release);
        Ok(Line {
            lines: Arc::clone(self),
            chat,
            receiver,
            missed,
        })
    }

    /// Tells whether somebody listens.
    pub(crate) fn any(&self) -> bool {
        self.open.load(Ordering::Acquire) > 0
    }

    /// Tells the conversation of its chat about an event. It never waits.
    pub(crate) fn tell(&self, event: &Event) {
        if !self.any() {
            return;
        }
        let (chat, heard) = match event {
            Event::Message(message) => (message.chat().id(), Heard::Message(message.clone())),
            Event::Edited(edited) => {
                let message = &edited.message;
                (message.chat().id(), Heard::Edited(message.clone()))
            }
            Event::ReadReceipt(read) if read.outgoing => (read.chat.id(), Heard::Read(read.max_id)),
            _ => return,
        };
        if let Some(feed) = self.lines().get(&chat)
            && feed.sender.try_send(heard).is_err()
        {
            feed.missed.store(true, Ordering::Release);
        }
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<PeerId, Feed>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Waits for what happens next.
    pub(super) async fn hear(&mut self) -> Option<Heard> {
        self.receiver.recv().await
    }

    /// Tells whether something was lost and everything before it was heard.
    pub(super) fn has_missed(&self) -> bool {
        self.receiver.is_empty() && self.missed.load(Ordering::Acquire)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.lines.lines().remove(&self.chat);
        self.lines.open.fetch_sub(1, Ordering::Release);
    }
}
