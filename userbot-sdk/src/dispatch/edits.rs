//! Which edits of a command are news.
//!
//! Telegram tells of an edit when the text stays the same too: the preview of a link is ready,
//! somebody reacted, buttons changed. A command must not run again because of that.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use crate::telegram::{Event, Message, PeerId};

/// How many commands are remembered; the memory starts anew when it is full.
const CAPACITY: usize = 4_096;

/// Remembers what the account's latest commands say.
#[derive(Debug, Default)]
pub(crate) struct Edits(Mutex<HashMap<(PeerId, i32), u64>>);

impl Edits {
    /// Tells whether a command is to run: it is new, or an edit has changed its text.
    pub(crate) fn is_news(&self, event: &Event) -> bool {
        let Some((message, edited)) = subject(event) else { return false };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (message.chat().id(), message.id());
        let text = hash(message.text());
        if known.len() >= CAPACITY && !known.contains_key(&key) {
            known.clear();
        }
        let before = known.insert(key, text);
        match before {
            Some(before) if edited => before != text,
            // Of a command that was not seen, only the date of an edit tells.
            None if edited => message.edited_at().is_some(),
            // A new message that comes again after a restart or a gap is dispatch's to run.
            _ => true,
        }
    }

    /// Notes that a message is no command now, so that it can become the same one again.
    pub(crate) fn forget(&self, event: &Event) {
        if let Some((message, true)) = subject(event) {
            let key = (message.chat().id(), message.id());
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        }
    }
}

/// Gives the message of an event, and whether it was edited.
fn subject(event: &Event) -> Option<(&Message, bool)> {
    match event {
        Event::Message(message) => Some((message, false)),
        Event::Edited(edited) => Some((&edited.message, true)),
        _ => None,
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{client, own};
    use crate::telegram::Edited;

    #[tokio::test]
    async fn remembers_a_bounded_number() {
        let (edits, client) = (Edits::default(), client());
        for id in 0..=i32::try_from(CAPACITY).unwrap() {
            assert!(edits.is_news(&Event::Message(own(&client, id, ".ping"))));
        }
        assert_eq!(edits.0.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn an_edit_without_a_date_is_none() {
        let (edits, client) = (Edits::default(), client());
        let edited = |text| Event::Edited(Edited::new(own(&client, 1, text)));
        assert!(!edits.is_news(&edited(".ping")));
        assert!(edits.is_news(&edited(".ping 2")));
        assert!(!edits.is_news(&edited(".ping 2")));
        edits.forget(&edited("pong"));
        assert!(edits.is_news(&Event::Message(own(&client, 1, ".ping 2"))));
    }
}
