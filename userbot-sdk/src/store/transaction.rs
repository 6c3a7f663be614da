//! Several changes that happen together.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a key is a name: it is written where it is used, and a constant is copied"
)]

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backend::add;
use super::layout::RawKey;
use super::{AsKey, Commit, Condition, Db, KeyName, Outcome, StoreError, Write, layout};

/// So often a change is tried that others come before.
const TRIES: usize = 512;

tokio::task_local! {
    /// Is set inside of a transaction: another one inside of it must not wait for the outer one.
    static INSIDE: ();
}

/// Reads and changes several values of a namespace as if nobody else were there.
///
/// What it reads is noted, what it writes is collected; at the end everything is written in one
/// step, if nothing that was read has changed. Otherwise the function runs again from its
/// beginning, so it should do nothing but read and write. It sees its own writes.
///
/// [`Db::transaction`] gives one.
#[derive(Clone)]
pub struct Transaction {
    db: Db,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// What was read, as it was in the store.
    reads: BTreeMap<RawKey, Option<Vec<u8>>>,
    writes: BTreeMap<RawKey, Option<Vec<u8>>>,
    adds: BTreeMap<RawKey, i64>,
    over: bool,
}

impl Transaction {
    fn new(db: Db) -> Self {
        Self {
            db,
            state: Arc::default(),
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the value is of another type.
    pub async fn get<T: DeserializeOwned>(
        &self,
        key: impl AsKey<T>,
    ) -> Result<Option<T>, StoreError> {
        let raw = layout::value(self.db.namespace(), key.name());
        let bytes = self.read(&raw).await?;
        self.db.decode(key.name(), bytes.as_deref())
    }

    /// Sets a value.
    ///
    /// # Errors
    ///
    /// The value cannot be stored.
    pub fn set<T: Serialize + ?Sized>(
        &self,
        key: impl AsKey<T>,
        value: &T,
    ) -> Result<(), StoreError> {
        let bytes = self.db.encode(key.name(), value, None)?;
        let raw = layout::value(self.db.namespace(), key.name());
        self.write(raw, Some(bytes))
    }

    /// Sets a value that is gone after a while.
    ///
    /// # Errors
    ///
    /// The value cannot be stored.
    pub fn set_for<T: Serialize + ?Sized>(
        &self,
        key: impl AsKey<T>,
        value: &T,
        duration: impl Into<Duration>,
    ) -> Result<(), StoreError> {
        let expires = self.db.after(duration.into());
        let bytes = self.db.encode(key.name(), value, Some(expires))?;
        let raw = layout::value(self.db.namespace(), key.name());
        self.write_expiry(&raw, expires)?;
        self.write(raw, Some(bytes))
    }

    /// Removes a value.
    ///
    /// # Errors
    ///
    /// The transaction is over.
    pub fn remove(&self, key: impl KeyName) -> Result<(), StoreError> {
        self.write(layout::value(self.db.namespace(), key.name()), None)
    }

    /// Reads what stands under a key, with the changes of this transaction.
    pub(super) async fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let known = {
            let state = self.state()?;
            if let Some(written) = state.writes.get(key) {
                return Ok(written.clone());
            }
            state.reads.get(key).cloned()
        };
        let stored = if let Some(stored) = known {
            stored
        } else {
            let stored = self.db.storage().store().get(key).await?;
            // Two that read at once read the same, or the commit will see the difference.
            let mut state = self.state()?;
            state
                .reads
                .entry(key.to_vec())
                .or_insert_with(|| stored.clone());
            stored
        };
        Ok(match self.state()?.adds.get(key) {
            Some(&by) => add(stored.as_deref(), by),
            None => stored,
        })
    }

    pub(super) fn write(&self, key: RawKey, value: Option<Vec<u8>>) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.adds.remove(&key);
        state.writes.insert(key, value);
        Ok(())
    }

    pub(super) fn write_expiry(
        &self,
        key: &[u8],
        expires: jiff::Timestamp,
    ) -> Result<(), StoreError> {
        let millis = expires.as_millisecond().to_string().into_bytes();
        self.write(layout::expiry(key), Some(millis))
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.over {
            return Err(StoreError::TransactionOver);
        }
        Ok(state)
    }

    /// Ends it, and gives what it wants.
    fn finish(&self) -> Commit {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State {
            reads,
            writes,
            adds,
            ..
        } = std::mem::take(&mut *state);
        state.over = true;
        let conditions = reads.into_iter();
        let writes = writes.into_iter().map(|(key, value)| match value {
            Some(value) => Write::Put { key, value },
            None => Write::Remove { key },
        });
        let adds = adds.into_iter().filter(|&(_, by)| by != 0);
        Commit {
            conditions: conditions
                .map(|(key, value)| Condition { key, value })
                .collect(),
            writes: writes
                .chain(adds.map(|(key, by)| Write::Add { key, by }))
                .collect(),
        }
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("namespace", &self.db.namespace())
            .finish_non_exhaustive()
    }
}

/// Runs a function until its changes could be written.
pub(super) async fn atomically<R, E, F>(
    db: &Db,
    name: &str,
    mut body: impl FnMut(Transaction) -> F + Send,
) -> Result<R, E>
where
    E: From<StoreError>,
    F: Future<Output = Result<R, E>> + Send,
{
    let mut alone = None;
    for attempt in 0..TRIES {
        let transaction = Transaction::new(db.clone());
        let result = INSIDE.scope((), body(transaction.clone())).await;
        let commit = transaction.finish();
        let result = result?;
        if commit.writes.is_empty() && commit.conditions.len() < 2 {
            return Ok(result);
        }
        match db.storage().store().commit(commit).await? {
            Outcome::Committed => return Ok(result),
            Outcome::Conflict => {}
        }
        if attempt > 0 && alone.is_none() && INSIDE.try_with(|()| ()).is_err() {
            alone = Some(db.storage().contended().lock().await);
        } else {
            tokio::task::yield_now().await;
        }
    }
    Err(StoreError::Contended(name.to_owned()).into())
}
