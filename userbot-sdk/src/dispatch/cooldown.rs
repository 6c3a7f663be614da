//! The shortest time between two uses of a command in one chat.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::queue::QueueKey;

/// How many uses are remembered before those that are over are thrown away.
const SWEEP: usize = 1024;

/// Remembers when commands may be used again.
#[derive(Debug, Default)]
pub(crate) struct Cooldowns {
    until: Mutex<HashMap<QueueKey, Instant>>,
}

impl Cooldowns {
    /// Returns the time that is left.
    pub(crate) fn left(&self, key: QueueKey) -> Option<Duration> {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let left = until.get(&key)?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Notes a use.
    pub(crate) fn start(&self, key: QueueKey, cooldown: Duration) {
        let now = Instant::now();
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= SWEEP {
            until.retain(|_, until| *until > now);
        }
        until.insert(key, now + cooldown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::PeerId;

    #[tokio::test(start_paused = true)]
    async fn ends_after_its_time_and_in_its_chat_only() {
        let cooldowns = Cooldowns::default();
        let here = QueueKey {
            handler: 1,
            chat: Some(PeerId::User(1)),
        };
        let there = QueueKey {
            handler: 1,
            chat: Some(PeerId::User(2)),
        };
        assert_eq!(cooldowns.left(here), None);
        cooldowns.start(here, Duration::from_secs(3));
        assert_eq!(cooldowns.left(here), Some(Duration::from_secs(3)));
        assert_eq!(cooldowns.left(there), None);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(cooldowns.left(here), Some(Duration::from_secs(1)));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(cooldowns.left(here), None);
    }

    #[tokio::test(start_paused = true)]
    async fn forgets_what_is_over() {
        let cooldowns = Cooldowns::default();
        for chat in 1..=5_000 {
            let key = QueueKey {
                handler: 1,
                chat: Some(PeerId::User(chat)),
            };
            cooldowns.start(key, Duration::from_secs(1));
            if chat % 1_000 == 0 {
                tokio::time::advance(Duration::from_secs(1)).await;
            }
        }
        assert!(cooldowns.until.lock().unwrap().len() <= 2 * SWEEP);
    }
}
