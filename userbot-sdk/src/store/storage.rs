//! The values of one bot, over whatever backend.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::Timestamp;
use tokio::sync::Mutex as AsyncMutex;

use super::layout::RawKey;
use super::{Db, Store, StoreError};

/// Tells the time at which values expire.
pub(crate) type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Is the values of one bot: a [`Store`] with everything that is built on top of it.
///
/// A running bot has one, and [`Context::db`](crate::context::Context::db) gives a module its part.
/// Make one yourself to look into a store without a bot. A clone is cheap and is the same one.
#[derive(Clone)]
pub struct Storage(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    now: Now,
    locks: Locks,
    /// Who met a conflict goes on alone.
    contended: AsyncMutex<()>,
}

impl Storage {
    /// Begins to work on a backend, by the clock of the system.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self::with_clock(store, Arc::new(Timestamp::now))
    }

    pub(crate) fn with_clock(store: Arc<dyn Store>, now: Now) -> Self {
        Self(Arc::new(Inner {
            store,
            now,
            locks: Locks::default(),
            contended: AsyncMutex::new(()),
        }))
    }

    /// Returns the values of one namespace.
    pub fn db(&self, namespace: &str) -> Db {
        Db::new(self.clone(), namespace)
    }

    /// Returns the backend.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub async fn flush(&self) -> Result<(), StoreError> {
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

    /// Returns the lock of those who change the value under this key step by step.
    pub(super) fn lock_of(&self, key: &[u8]) -> Arc<AsyncMutex<()>> {
        self.0.locks.of(key)
    }

    pub(super) fn contended(&self) -> &AsyncMutex<()> {
        &self.0.contended
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
