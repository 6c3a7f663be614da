//! What the bot itself has just written.
//!
//! Telegram tells an account about its own messages and edits, those of this program among them.
//! A text of the bot that happens to start with the prefix must not run as a command: an answer
//! that quotes a command would call itself for ever.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Message, PeerId};

/// How long after a call the update about it can come.
const REMEMBERED: Duration = Duration::from_secs(120);
/// How many texts are remembered.
const CAPACITY: usize = 1_024;

/// Remembers the texts that were written a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Written {
    texts: Mutex<VecDeque<Text>>,
}

#[derive(Debug)]
struct Text {
    chat: PeerId,
    /// `None` until the first update about a new message shows its number.
    message: Option<i32>,
    hash: u64,
    at: Instant,
}

impl Written {
    /// Notes a text before it goes out; `message` is the one that is edited.
    pub(crate) fn note(&self, chat: PeerId, message: Option<i32>, text: &str) {
        let now = Instant::now();
        let mut texts = self.texts();
        while texts.front().is_some_and(|first| {
            texts.len() >= CAPACITY || now.duration_since(first.at) > REMEMBERED
        }) {
            texts.pop_front();
        }
        texts.push_back(Text {
            chat,
            message,
            hash: hash(text),
            at: now,
        });
    }

    /// Forgets a text that was noted with the same arguments: Telegram has refused it.
    pub(crate) fn forget(&self, chat: PeerId, message: Option<i32>, text: &str) {
        let hash = hash(text);
        let mut texts = self.texts();
        let same = |known: &Text| known.chat == chat && known.message == message && known.hash == hash;
        if let Some(place) = texts.iter().rposition(same) {
            texts.remove(place);
        }
    }

    /// Tells whether a message says what was written, and not what a person typed.
    pub(crate) fn has(&self, message: &Message) -> bool {
        let (chat, id, hash) = (message.chat().id(), message.id(), hash(message.text()));
        let now = Instant::now();
        let mut texts = self.texts();
        let known = texts
            .iter_mut()
            .filter(|known| known.chat == chat && known.hash == hash)
            .filter(|known| now.duration_since(known.at) <= REMEMBERED)
            .find(|known| known.message.is_none_or(|message| message == id));
        match known {
            Some(known) => {
                known.message = Some(id);
                true
            }
            None => false,
        }
    }

    fn texts(&self) -> MutexGuard<'_, VecDeque<Text>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Telegram takes off the blanks at both ends.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.trim().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{ANN, client, own};

    const CHAT: PeerId = PeerId::User(ANN);

    #[tokio::test(start_paused = true)]
    async fn knows_what_was_written_and_nothing_else() {
        let client = client();
        let written = Written::default();
        written.note(CHAT, None, ".ping\n");
        assert!(!written.has(&own(&client, 5, ".pong")));
        assert!(written.has(&own(&client, 5, ".ping")));
        // The same update can come twice; the same text in another message is a person's.
        assert!(written.has(&own(&client, 5, ".ping")));
        assert!(!written.has(&own(&client, 6, ".ping")));
        written.note(CHAT, None, ".refused");
        written.forget(CHAT, None, ".refused");
        assert!(!written.has(&own(&client, 6, ".refused")));

        written.note(CHAT, Some(7), ".edited");
        assert!(!written.has(&own(&client, 8, ".edited")));
        assert!(written.has(&own(&client, 7, ".edited")));
        tokio::time::advance(REMEMBERED * 2).await;
        assert!(!written.has(&own(&client, 7, ".edited")));
    }

    #[tokio::test(start_paused = true)]
    async fn remembers_a_bounded_number() {
        let written = Written::default();
        for number in 0..3 * CAPACITY {
            written.note(CHAT, None, &number.to_string());
        }
        assert_eq!(written.texts().len(), CAPACITY);
        tokio::time::advance(REMEMBERED * 2).await;
        written.note(CHAT, None, "new");
        assert_eq!(written.texts().len(), 1);
    }
}
