//! What came in while the pump waited for a difference.

use std::collections::VecDeque;

use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use tl::{Deserializable as _, Serializable as _};

/// How many packets are kept; what is more comes with the next difference, as far as it has a
/// position.
const LIMIT: usize = 16_384;

/// Keeps what came in, in its order.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    waiting: VecDeque<Waiting>,
    overflowed: bool,
}

/// Is what takes little memory. Spread out, a packet takes five kilobytes, whatever it says, and a
/// slow difference lets thousands wait.
#[derive(Debug)]
enum Waiting {
    Bytes(Box<[u8]>),
    /// What is none of Telegram's own lists of updates.
    Other(Box<UpdatesLike>),
}

impl Backlog {
    /// Keeps updates; false when they are the first for which there is no room.
    pub(super) fn push(&mut self, updates: UpdatesLike) -> bool {
        if self.waiting.len() < LIMIT {
            self.waiting.push_back(Waiting::new(updates));
            return true;
        }
        std::mem::replace(&mut self.overflowed, true)
    }

    /// Takes out what came first. Behind all that was kept, what was not has to be fetched: that
    /// is what the client library does after a broken connection.
    pub(super) fn pop(&mut self) -> Option<UpdatesLike> {
        let next = self.waiting.pop_front().map(Waiting::updates);
        if next.is_none() && std::mem::take(&mut self.overflowed) {
            return Some(UpdatesLike::ConnectionClosed);
        }
        next
    }
}

impl Waiting {
    fn new(updates: UpdatesLike) -> Self {
        match updates {
            UpdatesLike::Updates(updates) => Self::Bytes(updates.to_bytes().into()),
            other => Self::Other(Box::new(other)),
        }
    }

    fn updates(self) -> UpdatesLike {
        match self {
            // They were made of updates; were they none any more, all would be fetched.
            Self::Bytes(bytes) => tl::enums::Updates::from_bytes(&bytes)
                .map_or(UpdatesLike::MalformedUpdates, UpdatesLike::Updates),
            Self::Other(other) => *other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::{PeerId, blank_message};

    #[test]
    fn keeps_what_has_room_and_has_the_rest_fetched_once() {
        let mut backlog = Backlog::default();
        assert!(backlog.pop().is_none());
        assert!((0..LIMIT).all(|_| backlog.push(UpdatesLike::MalformedUpdates)));
        assert!(!backlog.push(UpdatesLike::MalformedUpdates), "said once");
        assert!(backlog.push(UpdatesLike::MalformedUpdates));
        for _ in 0..LIMIT {
            let next = backlog.pop().unwrap();
            assert!(matches!(next, UpdatesLike::MalformedUpdates), "{next:?}");
        }
        let last = backlog.pop().unwrap();
        assert!(matches!(last, UpdatesLike::ConnectionClosed), "{last:?}");
        assert!(backlog.pop().is_none());
    }

    #[test]
    fn what_waits_comes_out_as_it_was_and_takes_little_room() {
        let message = blank_message(7, PeerId::Channel(5).to_tl(), 9, "hello \u{1f980}");
        let update = tl::types::UpdateNewChannelMessage {
            message: message.into(),
            pts: 8,
            pts_count: 1,
        };
        let updates = tl::enums::Updates::from(tl::types::Updates {
            updates: vec![update.into()],
            users: vec![],
            chats: vec![],
            date: 9,
            seq: 0,
        });
        let mut backlog = Backlog::default();
        backlog.push(UpdatesLike::Updates(updates.clone()));
        backlog.push(UpdatesLike::ConnectionClosed);
        let room = |waiting: &Waiting| match waiting {
            Waiting::Bytes(bytes) => bytes.len(),
            Waiting::Other(other) => size_of_val(&**other),
        };
        assert!(room(&backlog.waiting[0]) < 200, "{:?}", backlog.waiting[0]);
        let next = backlog.pop().unwrap();
        assert!(matches!(&next, UpdatesLike::Updates(same) if *same == updates));
        let next = backlog.pop().unwrap();
        assert!(matches!(next, UpdatesLike::ConnectionClosed), "{next:?}");
    }
}
