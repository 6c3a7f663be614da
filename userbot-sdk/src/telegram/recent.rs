//! The latest messages, for those who want to know what was deleted.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Message, PeerId};

/// So many messages are kept.
const KEPT: usize = 5_000;

/// Outside channels the numbers are unique in the account.
type Key = (Option<i64>, i32);

/// Keeps the latest messages; the oldest go first.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    messages: HashMap<Key, Message>,
    order: VecDeque<Key>,
}

impl Recent {
    /// Keeps a message, in the place of an earlier state of it.
    pub(crate) fn keep(&self, message: &Message) {
        let key = key(message.chat().id(), message.id());
        let message = message.packed();
        let mut kept = self.lock();
        if kept.messages.insert(key, message).is_some() {
            return;
        }
        kept.order.push_back(key);
        // What was deleted is gone from the map alone; its place goes when its turn comes.
        while kept.order.len() > KEPT {
            if let Some(oldest) = kept.order.pop_front() {
                kept.messages.remove(&oldest);
            }
        }
    }

    /// Takes the messages that are known among those that were deleted.
    pub(crate) fn take(&self, channel: Option<i64>, ids: &[i32]) -> Vec<Message> {
        let mut kept = self.lock();
        let known = ids.iter().map(|id| kept.messages.remove(&(channel, *id)));
        known.flatten().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(chat: PeerId, message: i32) -> Key {
    match chat {
        PeerId::Channel(id) => (Some(id), message),
        PeerId::User(_) | PeerId::Group(_) => (None, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::{Client, PeerMap, blank_message};

    fn message(chat: PeerId, id: i32, text: &str) -> Message {
        let client = Client::offline();
        let peers = PeerMap::new(client.session(), &[], &[]);
        let raw = blank_message(id, chat.to_tl(), 0, text);
        Message::from_tl(&client, raw.into(), &peers).unwrap()
    }

    #[test]
    fn the_oldest_go_and_a_number_is_of_its_channel() {
        let recent = Recent::default();
        let many = i32::try_from(KEPT).unwrap();
        for id in 1..=many + 1 {
            recent.keep(&message(PeerId::Channel(7), id, "x"));
        }
        recent.keep(&message(PeerId::User(5), 3, "private"));
        recent.keep(&message(PeerId::User(5), 3, "edited"));
        // Two more came than are kept.
        assert!(recent.take(Some(7), &[1, 2]).is_empty());
        assert_eq!(recent.take(Some(7), &[3]).len(), 1);
        assert!(recent.take(Some(7), &[3]).is_empty(), "told once");
        assert_eq!(recent.take(None, &[3, 4])[0].text(), "edited");
        assert!(recent.lock().order.len() <= KEPT);
    }
}
