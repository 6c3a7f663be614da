//! Messages that were handed out already.

use std::collections::{HashSet, VecDeque};

use grammers_tl_types as tl;

use crate::hash::IdState;
use crate::telegram::PeerId;

/// So many of the latest messages are remembered.
const REMEMBERED: usize = 4_096;

/// Remembers the latest new messages, so that one that Telegram tells of twice comes out once.
#[derive(Debug, Default)]
pub(super) struct Window {
    known: HashSet<(PeerId, i32), IdState>,
    order: VecDeque<(PeerId, i32)>,
}

impl Window {
    /// Tells whether an update is a new message that came out before, and remembers it.
    pub(super) fn is_repeated(&mut self, update: &tl::enums::Update) -> bool {
        let message = match update {
            tl::enums::Update::NewMessage(update) => &update.message,
            tl::enums::Update::NewChannelMessage(update) => &update.message,
            _ => return false,
        };
        let key = match message {
            tl::enums::Message::Message(message) => (&message.peer_id, message.id),
            tl::enums::Message::Service(message) => (&message.peer_id, message.id),
            tl::enums::Message::Empty(_) => return false,
        };
        let key = (PeerId::from_tl(key.0), key.1);
        if !self.known.insert(key) {
            return true;
        }
        self.order.push_back(key);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::blank_message;

    fn message(chat: PeerId, id: i32) -> tl::enums::Update {
        tl::types::UpdateNewMessage {
            message: blank_message(id, chat.to_tl(), 1, "x").into(),
            pts: id,
            pts_count: 1,
        }
        .into()
    }

    #[test]
    fn a_message_comes_out_once_and_memory_is_bounded() {
        let mut window = Window::default();
        let (ann, bob) = (PeerId::User(1), PeerId::User(2));
        assert!(!window.is_repeated(&message(ann, 1)));
        assert!(!window.is_repeated(&message(bob, 1)));
        assert!(window.is_repeated(&message(ann, 1)));
        for id in 2..20_000 {
            assert!(!window.is_repeated(&message(ann, id)));
        }
        assert_eq!(
            (window.known.len(), window.order.len()),
            (REMEMBERED, REMEMBERED)
        );
    }
}
