//! What came in while the pump waited for a difference.

use std::collections::VecDeque;

use grammers_session::updates::UpdatesLike;

/// How many updates are kept; what is more comes with the next difference, as far as it has a
/// position.
const LIMIT: usize = 16_384;

/// Keeps what came in, in its order.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    /// Each in a place of its own, which is free again as soon as it is taken in: one takes five
    /// kilobytes, whatever it says, and a slow difference lets thousands wait.
    waiting: VecDeque<Box<UpdatesLike>>,
    overflowed: bool,
}

impl Backlog {
    /// Keeps updates; false when they are the first for which there is no room.
    pub(super) fn push(&mut self, updates: UpdatesLike) -> bool {
        if self.waiting.len() < LIMIT {
            self.waiting.push_back(Box::new(updates));
            return true;
        }
        std::mem::replace(&mut self.overflowed, true)
    }

    /// Takes out what came first. Behind all that was kept, what was not has to be fetched: that
    /// is what the client library does after a broken connection.
    pub(super) fn pop(&mut self) -> Option<Box<UpdatesLike>> {
        let next = self.waiting.pop_front();
        if next.is_none() && std::mem::take(&mut self.overflowed) {
            return Some(Box::new(UpdatesLike::ConnectionClosed));
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_malformed(updates: &UpdatesLike) -> bool {
        matches!(updates, UpdatesLike::MalformedUpdates)
    }

    #[test]
    fn keeps_what_has_room_and_has_the_rest_fetched_once() {
        let mut backlog = Backlog::default();
        assert!(backlog.pop().is_none());
        assert!((0..LIMIT).all(|_| backlog.push(UpdatesLike::MalformedUpdates)));
        assert!(!backlog.push(UpdatesLike::MalformedUpdates), "said once");
        assert!(backlog.push(UpdatesLike::MalformedUpdates));
        for _ in 0..LIMIT {
            assert!(is_malformed(&backlog.pop().unwrap()));
        }
        let last = backlog.pop().unwrap();
        assert!(matches!(*last, UpdatesLike::ConnectionClosed));
        assert!(backlog.pop().is_none());
    }

    #[test]
    fn what_is_taken_out_leaves_little_room_behind() {
        let mut backlog = Backlog::default();
        for _ in 0..LIMIT {
            backlog.push(UpdatesLike::MalformedUpdates);
        }
        while backlog.pop().is_some() {}
        let left = backlog.waiting.capacity() * size_of_val(&backlog.waiting.front());
        assert!(left < 512 * 1_024, "{left} bytes");
    }
}
