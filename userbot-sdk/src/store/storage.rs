//! The values of one bot, over whatever backend.

use std::collections::HashMap;
use std::fmt;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::{Mutex as AsyncMutex, Notify};

use super::housekeeping::Chores;
use super::layout::{self, RawKey};
use super::{Commit, Db, Outcome, Store, StoreError, Write};

/// Tells the time at which values expire.
pub(crate) type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// Starts a task.
pub(crate) type Spawn = Arc<dyn Fn(BoxFuture<'static, ()>) + Send + Sync>;

/// Is the values of one bot: a [`Store`] with everything that is built on top of it.
///
/// A running bot has one, and [`Context::db`](crate::context::Context::db) gives a module its part.
/// Make one yourself to look into a store without a bot. A clone is cheap and is the same one.
#[derive(Clone)]
pub struct Storage(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    now: Now,
    spawn: Spawn,
    locks: Locks,
    /// Who met a conflict goes on alone.
    contended: AsyncMutex<()>,
    chores: Chores,
    /// Wakes the task that does the chores.
    wake: Arc<Notify>,
    /// True while there is such a task.
    awake: AtomicBool,
}

impl Storage {
    /// Begins to work on a backend, by the clock of the system.
    ///
    /// What expires and what is batched needs tokio's runtime, with its timers.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self::with_clock(store, Timestamp::now)
    }

    /// Begins to work on a backend, by another clock than the system's: for tests of what expires.
    pub fn with_clock(
        store: Arc<dyn Store>,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let spawn: Spawn = Arc::new(|task| {
            tokio::spawn(task);
        });
        Self::with(store, Arc::new(now), spawn)
    }

    pub(crate) fn with(store: Arc<dyn Store>, now: Now, spawn: Spawn) -> Self {
        Self(Arc::new(Inner {
            store,
            now,
            spawn,
            locks: Locks::default(),
            contended: AsyncMutex::new(()),
            chores: Chores::default(),
            wake: Arc::default(),
            awake: AtomicBool::new(false),
        }))
    }

    /// Begins to remove what expires, also what an earlier run has left behind.
    pub(crate) fn start(&self) {
        self.wake();
    }

    /// Returns the values of one namespace.
    pub fn db(&self, namespace: &str) -> Db {
        Db::new(self.clone(), namespace)
    }

    /// Returns the backend.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    /// Writes what is not written yet: what is set under keys that are
    /// [`batched`](super::Key::batched).
    ///
    /// # Errors
    ///
    /// It cannot be written; it goes on waiting.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.flush_batch().await?;
        self.0.store.flush().await
    }

    /// Writes what is not written yet, and closes the backend.
    ///
    /// # Errors
    ///
    /// Something cannot be written. The backend is closed nevertheless.
    pub async fn close(&self) -> Result<(), StoreError> {
        let flushed = self.flush().await;
        self.0.store.close().await.and(flushed)
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.0.now)()
    }

    /// Writes a change; what is batched under the same keys is written before.
    pub(super) async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        for write in &commit.writes {
            match write {
                Write::Put { key, .. } | Write::Remove { key } | Write::Add { key, .. } => {
                    self.flush_if_batched(key).await?;
                }
                Write::RemovePrefix { prefix } => self.flush_if_batched_in(prefix).await?,
            }
        }
        let expires: Vec<Timestamp> = commit
            .writes
            .iter()
            .filter_map(layout::noted_time)
            .collect();
        let outcome = self.0.store.commit(commit).await?;
        if outcome == Outcome::Committed
            && let Some(first) = expires.into_iter().min()
        {
            self.expires(first);
        }
        Ok(outcome)
    }

    /// Returns the lock of those who change the value under this key step by step.
    pub(super) fn lock_of(&self, key: &[u8]) -> Arc<AsyncMutex<()>> {
        self.0.locks.of(key)
    }

    pub(super) fn contended(&self) -> &AsyncMutex<()> {
        &self.0.contended
    }

    pub(super) fn chores(&self) -> &Chores {
        &self.0.chores
    }

    /// Tells whether there is a task that does the chores.
    pub(super) fn is_awake(&self) -> bool {
        self.0.awake.load(Ordering::Acquire)
    }

    /// Lets the chores be looked at anew.
    pub(super) fn wake(&self) {
        self.0.wake.notify_one();
        if !self.0.awake.swap(true, Ordering::AcqRel) {
            (self.0.spawn)(Box::pin(keep_house(
                Arc::downgrade(&self.0),
                Arc::clone(&self.0.wake),
            )));
        }
    }
}

/// Does the chores when they are due, for as long as there is a storage.
async fn keep_house(storage: Weak<Inner>, wake: Arc<Notify>) {
    loop {
        let Some(inner) = storage.upgrade() else {
            return;
        };
        let rest = Storage(inner).rest();
        let sleep = async {
            match rest {
                Some(rest) => tokio::time::sleep(rest).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = sleep => {}
            // The storage is gone, or there is something new.
            () = wake.notified() => continue,
        }
        let Some(inner) = storage.upgrade() else {
            return;
        };
        Storage(inner).do_chores().await;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Storage").field(&self.0.store).finish()
    }
}

/// Is a lock for each key that somebody is changing.
///
/// Nothing depends on it: a commit has conditions. It saves those of one process the conflicts.
#[derive(Default)]
struct Locks(Mutex<HashMap<RawKey, Weak<AsyncMutex<()>>>>);

impl Locks {
    fn of(&self, key: &[u8]) -> Arc<AsyncMutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(key).and_then(Weak::upgrade) {
            return lock;
        }
        if locks.len() >= 256 {
            locks.retain(|_, lock| lock.strong_count() > 0);
        }
        let lock = Arc::new(AsyncMutex::new(()));
        locks.insert(key.to_vec(), Arc::downgrade(&lock));
        lock
    }
}
