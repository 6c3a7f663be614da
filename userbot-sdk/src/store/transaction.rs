//! Several changes that happen together.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a key is a name: it is written where it is used, and a constant is copied"
)]

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backend::{Pair, add, counter};
use super::layout::RawKey;
use super::list::TransactionList;
use super::map::TransactionMap;
use super::{
    Accepts, AsKey, AsListKey, AsMapKey, Commit, Condition, Db, KeyName, Outcome, Scan, StoreError,
    Write, layout,
};

/// So often a change is tried that others come before.
const TRIES: usize = 512;
/// So many values are read at once when all are asked for.
const PAGE: usize = 256;

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
    pub(super) fn new(db: Db) -> Self {
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
    pub fn set<V: Serialize + ?Sized>(
        &self,
        key: impl Accepts<V>,
        value: &V,
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
    pub fn set_for<V: Serialize + ?Sized>(
        &self,
        key: impl Accepts<V>,
        value: &V,
        duration: impl Into<Duration>,
    ) -> Result<(), StoreError> {
        let expires = self.db.after(duration.into());
        let bytes = self.db.encode(key.name(), value, Some(expires))?;
        let raw = layout::value(self.db.namespace(), key.name());
        self.write_expiring(raw, bytes, expires)
    }

    /// Removes a value.
    ///
    /// # Errors
    ///
    /// The transaction is over.
    pub fn remove(&self, key: impl KeyName) -> Result<(), StoreError> {
        self.write(layout::value(self.db.namespace(), key.name()), None)
    }

    /// Returns the names of all values in order.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn keys(&self) -> Result<Vec<String>, StoreError> {
        let prefix = layout::values(self.db.namespace());
        let pairs = self.scan(&prefix).await?;
        Ok(self.db.names(&prefix, pairs))
    }

    /// Gives access to a map.
    pub fn map<K, V>(&self, key: impl AsMapKey<K, V>) -> TransactionMap<K, V> {
        TransactionMap::new(self.clone(), key.name())
    }

    /// Gives access to a list.
    pub fn list<T>(&self, key: impl AsListKey<T>) -> TransactionList<T> {
        TransactionList::new(self.clone(), key.name())
    }

    /// Gives the same transaction for another namespace.
    pub(super) fn in_namespace(&self, namespace: &str) -> Self {
        Self {
            db: self.db.storage().db(namespace),
            state: Arc::clone(&self.state),
        }
    }

    /// Tells whether there is a value of any type.
    pub(super) async fn has(&self, name: &str) -> Result<bool, StoreError> {
        let raw = layout::value(self.db.namespace(), name);
        let bytes = self.read(&raw).await?;
        Ok(self.db.is_alive(bytes.as_deref()))
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// Reads what stands under a key, with the changes of this transaction.
    pub(super) async fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(known) = self.known(key)? {
            return Ok(known);
        }
        self.db.storage().flush_if_batched(key).await?;
        let stored = self.db.storage().store().get(key).await?;
        self.note(key, stored)?;
        Ok(self.known(key)?.flatten())
    }

    /// Reads several keys at once.
    pub(super) async fn read_many(
        &self,
        keys: &[RawKey],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let mut unknown = Vec::new();
        for key in keys {
            if self.known(key)?.is_none() {
                unknown.push(key.clone());
            }
        }
        let stored = self.db.storage().store().get_many(&unknown).await?;
        for (key, stored) in unknown.iter().zip(stored) {
            self.note(key, stored)?;
        }
        let mut values = Vec::with_capacity(keys.len());
        for key in keys {
            values.push(self.known(key)?.flatten());
        }
        Ok(values)
    }

    /// Reads everything whose key starts so, with the changes of this transaction.
    pub(super) async fn scan(&self, prefix: &[u8]) -> Result<Vec<Pair>, StoreError> {
        let storage = self.db.storage();
        storage.flush_if_batched_in(prefix).await?;
        let mut found = BTreeMap::new();
        let mut after = None;
        loop {
            let page = storage
                .store()
                .scan(Scan::new(prefix, PAGE).after(after))
                .await?;
            let full = page.len() == PAGE;
            after = page.last().map(|(key, _)| key.clone());
            for (key, value) in page {
                self.note(&key, Some(value.clone()))?;
                found.insert(key, value);
            }
            if !full {
                break;
            }
        }
        let state = self.state()?;
        for (key, value) in state.writes.range(prefix.to_vec()..) {
            if !key.starts_with(prefix) {
                break;
            }
            match value {
                Some(value) => found.insert(key.clone(), value.clone()),
                None => found.remove(key),
            };
        }
        Ok(found.into_iter().collect())
    }

    /// Reads a number that others add to.
    pub(super) async fn count(&self, key: &[u8]) -> Result<u64, StoreError> {
        let stored = self.read(key).await?;
        Ok(u64::try_from(counter(stored.as_deref())).unwrap_or(0))
    }

    pub(super) fn write(&self, key: RawKey, value: Option<Vec<u8>>) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.adds.remove(&key);
        state.writes.insert(key, value);
        Ok(())
    }

    pub(super) fn write_expiring(
        &self,
        key: RawKey,
        value: Vec<u8>,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(layout::expiry(&key), Some(layout::time(expires)))?;
        self.write(key, Some(value))
    }

    pub(super) fn add(&self, key: RawKey, by: i64) -> Result<(), StoreError> {
        *self.state()?.adds.entry(key).or_default() += by;
        Ok(())
    }

    /// Gives what is known about a key without asking the store.
    #[allow(
        clippy::option_option,
        reason = "that there is no value may be known, too"
    )]
    fn known(&self, key: &[u8]) -> Result<Option<Option<Vec<u8>>>, StoreError> {
        let state = self.state()?;
        if let Some(written) = state.writes.get(key) {
            return Ok(Some(written.clone()));
        }
        Ok(state
            .reads
            .get(key)
            .map(|stored| match state.adds.get(key) {
                Some(&by) => add(stored.as_deref(), by),
                None => stored.clone(),
            }))
    }

    /// Notes what was read. Of two reads of one key the first counts; when they differ, the commit
    /// will notice.
    fn note(&self, key: &[u8], stored: Option<Vec<u8>>) -> Result<(), StoreError> {
        self.state()?.reads.entry(key.to_vec()).or_insert(stored);
        Ok(())
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.over {
            return Err(StoreError::TransactionOver);
        }
        Ok(state)
    }

    /// Ends it, and gives what it wants.
    pub(super) fn finish(&self) -> Commit {
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
    let nested = INSIDE.try_with(|()| ()).is_ok();
    let mut alone = None;
    for attempt in 0..TRIES {
        let transaction = Transaction::new(db.clone());
        let result = INSIDE.scope((), body(transaction.clone())).await;
        let commit = transaction.finish();
        let result = result?;
        // One value that was read and nothing that is written: there is nothing to compare.
        if commit.writes.is_empty() && commit.conditions.len() < 2 {
            return Ok(result);
        }
        match db.storage().commit(commit).await? {
            Outcome::Committed => return Ok(result),
            Outcome::Conflict => {}
        }
        if attempt > 0 && alone.is_none() && !nested {
            alone = Some(db.storage().contended().lock().await);
        } else {
            tokio::task::yield_now().await;
        }
    }
    Err(StoreError::Contended(name.to_owned()).into())
}
