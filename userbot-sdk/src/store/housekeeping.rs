//! What is done beside: removing what has expired, and writing what may be written later.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex as AsyncMutex;

use super::layout::{self, RawKey};
use super::storage::Storage;
use super::{Commit, Condition, Outcome, Scan, StoreError, Write, envelope};

/// So long what is set under a key that is [`batched`](super::Key::batched) may wait.
pub(super) const BATCH: SignedDuration = SignedDuration::from_secs(5);
/// So many batched values wait at most; then they are written at once.
const BATCHED: usize = 10_000;
/// So many expiries are looked at together.
const PAGE: usize = 512;
/// At least so long lies between two looks at what has expired.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// Is what waits to be done.
#[derive(Default)]
pub(super) struct Chores {
    due: Mutex<Due>,
    /// Values that are not written yet.
    batch: Mutex<HashMap<RawKey, Vec<u8>>>,
    /// Held while they are written.
    flushing: AsyncMutex<()>,
    /// Held while what has expired is removed.
    sweeping: AsyncMutex<()>,
}

/// Is when something has to be done.
#[derive(Debug, Clone, Copy)]
struct Due {
    sweep: Option<Timestamp>,
    flush: Option<Timestamp>,
}

impl Default for Due {
    fn default() -> Self {
        Self {
            // An earlier run may have left something that has expired since.
            sweep: Some(Timestamp::MIN),
            flush: None,
        }
    }
}

impl Chores {
    fn due(&self) -> MutexGuard<'_, Due> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn batch(&self) -> MutexGuard<'_, HashMap<RawKey, Vec<u8>>> {
        self.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage {
    /// Notes that something expires at this time.
    pub(super) fn expires(&self, at: Timestamp) {
        let earlier = {
            let mut due = self.chores().due();
            let earlier = due.sweep.is_none_or(|sweep| at < sweep);
            if earlier {
                due.sweep = Some(at);
            }
            earlier
        };
        if earlier || !self.is_awake() {
            self.wake();
        }
    }

    /// Returns a value that is not written yet.
    pub(super) fn batched(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.chores().batch().get(key).cloned()
    }

    /// Sets a value that is written later.
    pub(super) async fn set_batched(&self, key: RawKey, value: Vec<u8>) -> Result<(), StoreError> {
        let many = {
            let mut batch = self.chores().batch();
            batch.insert(key, value);
            batch.len() >= BATCHED
        };
        if many {
            return self.flush_batch().await;
        }
        let mut due = self.chores().due();
        if due.flush.is_none() {
            due.flush = Some(later(self.now(), BATCH));
            drop(due);
            self.wake();
        }
        Ok(())
    }

    /// Writes what waits, if this key is among it: for what needs it in its place.
    pub(super) async fn flush_if_batched(&self, key: &[u8]) -> Result<(), StoreError> {
        let waits = self.chores().batch().contains_key(key);
        if waits {
            self.flush_batch().await
        } else {
            Ok(())
        }
    }

    /// Writes what waits, if a key that starts so is among it.
    pub(super) async fn flush_if_batched_in(&self, prefix: &[u8]) -> Result<(), StoreError> {
        let waits = {
            let batch = self.chores().batch();
            batch.keys().any(|key| key.starts_with(prefix))
        };
        if waits {
            self.flush_batch().await
        } else {
            Ok(())
        }
    }

    /// Writes what waits. What cannot be written goes on waiting.
    pub(super) async fn flush_batch(&self) -> Result<(), StoreError> {
        let _alone = self.chores().flushing.lock().await;
        self.chores().due().flush = None;
        let taken = self.chores().batch().clone();
        if taken.is_empty() {
            return Ok(());
        }
        let writes = taken.iter();
        let commit = Commit {
            conditions: Vec::new(),
            writes: writes
                .map(|(key, value)| Write::put(key.clone(), value.clone()))
                .collect(),
        };
        if let Err(error) = self.store().commit(commit).await {
            self.chores().due().flush = Some(later(self.now(), BATCH));
            self.wake();
            return Err(error);
        }
        // What was set meanwhile is newer.
        self.chores()
            .batch()
            .retain(|key, value| taken.get(key) != Some(value));
        if !self.chores().batch().is_empty() {
            self.chores().due().flush = Some(later(self.now(), BATCH));
            self.wake();
        }
        Ok(())
    }

    /// Removes what has expired, if there may be something, and notes when the next one will.
    ///
    /// One sweep at a time: who needs to know that nothing expired is left waits for one that is
    /// under way and began too early to see it.
    pub(super) async fn sweep_due(&self) -> Result<(), StoreError> {
        let _turn = self.chores().sweeping.lock().await;
        let due = self.chores().due().sweep;
        if due.is_none_or(|due| due > self.now()) {
            return Ok(());
        }
        self.chores().due().sweep = None;
        let swept = self.try_sweep().await;
        if swept.is_err() {
            self.expires(later(self.now(), BATCH));
        }
        swept
    }

    async fn try_sweep(&self) -> Result<(), StoreError> {
        let now = self.now();
        let mut after = None;
        loop {
            let scan = Scan::new(layout::EXPIRIES, PAGE).after(after);
            let page = self.store().scan(scan).await?;
            let full = page.len() == PAGE;
            after = page.last().map(|(key, _)| key.clone());
            for (entry, noted) in page {
                let at = layout::read_time(&noted).unwrap_or(Timestamp::MIN);
                if at > now {
                    self.expires(at.max(later(now, PAUSE)));
                } else if let Some(key) = entry.strip_prefix(layout::EXPIRIES) {
                    self.remove_expired(&entry, noted, key, now).await?;
                }
            }
            if !full {
                return Ok(());
            }
        }
    }

    /// Removes a value that has expired and the note about it; when somebody changes it at the same
    /// time, it is theirs.
    async fn remove_expired(
        &self,
        entry: &[u8],
        noted: Vec<u8>,
        key: &[u8],
        now: Timestamp,
    ) -> Result<Outcome, StoreError> {
        let value = self.store().get(key).await?;
        let expired = value
            .as_deref()
            .and_then(envelope::open)
            .is_some_and(|value| !value.is_alive(now));
        let mut commit = Commit {
            conditions: vec![Condition::equals(entry, noted)],
            writes: vec![Write::remove(entry)],
        };
        if expired {
            commit.conditions.push(Condition {
                key: key.to_vec(),
                value,
            });
            commit.writes.push(Write::remove(key));
            if let Some(count) = layout::count_of_element(key) {
                commit.writes.push(Write::Add { key: count, by: -1 });
            }
        }
        self.store().commit(commit).await
    }

    /// Returns how long there is nothing to do; `None` when that is for ever.
    pub(super) fn rest(&self) -> Option<Duration> {
        let due = *self.chores().due();
        let next = [due.sweep, due.flush].into_iter().flatten().min()?;
        let rest = next.duration_since(self.now());
        Some(Duration::try_from(rest).unwrap_or_default())
    }

    /// Does what is due.
    pub(super) async fn do_chores(&self) {
        let (now, due) = (self.now(), *self.chores().due());
        if due.flush.is_some_and(|at| at <= now)
            && let Err(error) = self.flush_batch().await
        {
            tracing::error!(%error, "batched values could not be written; trying again");
        }
        if let Err(error) = self.sweep_due().await {
            tracing::error!(%error, "expired values could not be removed; trying again");
        }
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
