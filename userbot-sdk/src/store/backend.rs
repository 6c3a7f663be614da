//! What a place for values has to offer.

use std::fmt;

use async_trait::async_trait;

use super::{Changes, StoreError};

/// Is a place that keeps bytes under keys, in the order of the keys.
///
/// It is all that a backend has to do: types, lists, maps, transactions, expiry and migrations
/// are built once on top of it, in [`Storage`](super::Storage), so that they behave alike
/// everywhere. [`RedbStore`](super::RedbStore) is the default, [`MemoryStore`](super::MemoryStore)
/// is for tests.
///
/// # What a backend promises
///
/// - [`commit`](Store::commit) checks its conditions and writes in one step that nobody can come
///   between, wholly or not at all, and returns when the change survives a crash.
/// - Later reads see what was committed, those of other processes on the same values too.
/// - A future that is dropped leaves either all or nothing of its commit.
/// - After an error nothing of the commit is there. Only where the connection to a server is lost
///   in the middle may it be unknown; then the error is [`StoreError::Unavailable`].
/// - A backend that several processes share keeps a lease for each account that one of them
///   runs, with a number that grows, and gives [`StoreError::TakenOver`] to a commit of a holder
///   whose lease has gone to another one.
///
/// # Examples
///
/// ```
/// use userbot_sdk::store::{Commit, Condition, MemoryStore, Outcome, Store, Write};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), userbot_sdk::store::StoreError> {
/// let store = MemoryStore::new();
/// let first = Commit {
///     conditions: vec![Condition::absent(*b"key")],
///     writes: vec![Write::put(*b"key", *b"value")],
/// };
/// assert_eq!(store.commit(first.clone()).await?, Outcome::Committed);
/// assert_eq!(store.commit(first).await?, Outcome::Conflict);
/// assert_eq!(store.get(b"key").await?.as_deref(), Some(&b"value"[..]));
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait Store: Send + Sync + fmt::Debug {
    /// Reads one value.
    ///
    /// # Errors
    ///
    /// The place cannot be read.
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads several values, in the order of the keys that are asked for.
    ///
    /// # Errors
    ///
    /// The place cannot be read.
    async fn get_many(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let mut values = Vec::with_capacity(keys.len());
        for key in keys {
            values.push(self.get(key).await?);
        }
        Ok(values)
    }

    /// Reads the values whose keys start alike, a page at a time and in the order of their keys. One
    /// page is read at one moment, however large it is: a backup is one page.
    ///
    /// # Errors
    ///
    /// The place cannot be read.
    async fn scan(&self, scan: Scan) -> Result<Vec<Pair>, StoreError>;

    /// Writes, if the conditions hold.
    ///
    /// # Errors
    ///
    /// The change could not be made safe; nothing of it is there.
    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError>;

    /// Returns what is changed from now on: by this process, and by others where the place can
    /// tell.
    fn changes(&self) -> Changes;

    /// Takes the right to run this account, for as long as the store is open.
    ///
    /// A bot calls it when it starts, before it changes anything. A place that only one process
    /// can open has nothing to do; one that several processes share lets one of them run an
    /// account at a time.
    ///
    /// # Errors
    ///
    /// Another process runs the account ([`StoreError::Claimed`]), or the place cannot be reached.
    async fn claim(&self, account: &str) -> Result<(), StoreError> {
        let _ = account;
        Ok(())
    }

    /// Takes the right to everything in the place, for as long as the store is open: what replaces all
    /// of it at once needs that.
    ///
    /// # Errors
    ///
    /// Another process runs an account on it ([`StoreError::Claimed`]), or the place cannot be reached.
    async fn claim_all(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Gives back what [`claim`](Store::claim) or [`claim_all`](Store::claim_all) took, so that another process need not wait.
    ///
    /// # Errors
    ///
    /// The place cannot be reached. The right ends by itself after a while.
    async fn release(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Waits until another process has taken over the account that was claimed: this one has to
    /// stop then. A place that only one process can open waits for ever.
    async fn taken_over(&self) {
        std::future::pending::<()>().await;
    }

    /// Returns when everything that was committed is on its final place. A backend whose commits
    /// are safe when they return has nothing to do.
    ///
    /// # Errors
    ///
    /// The values cannot be written.
    async fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Closes the place: locks and leases are given back, and nothing can be read any more.
    ///
    /// # Errors
    ///
    /// It could not be closed well. It is closed nevertheless.
    async fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Is a key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Says which page of values is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// How the keys start.
    pub prefix: Vec<u8>,
    /// The page begins after this key (before it, in reverse), which need not exist.
    pub after: Option<Vec<u8>>,
    /// How many values at most.
    pub limit: usize,
    /// From the last key to the first.
    pub reverse: bool,
}

impl Scan {
    /// Reads from the beginning.
    pub fn new(prefix: impl Into<Vec<u8>>, limit: usize) -> Self {
        Self {
            prefix: prefix.into(),
            after: None,
            limit,
            reverse: false,
        }
    }

    /// Goes on after this key.
    #[must_use]
    pub fn after(mut self, key: Option<Vec<u8>>) -> Self {
        self.after = key;
        self
    }

    /// Reads backwards.
    #[must_use]
    pub fn reverse(mut self) -> Self {
        self.reverse = true;
        self
    }
}

/// Is a change that happens wholly, if all of its conditions hold, or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commit {
    /// What has to be true.
    pub conditions: Vec<Condition>,
    /// What is written, one after the other.
    pub writes: Vec<Write>,
}

/// Says what has to stand under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The key.
    pub key: Vec<u8>,
    /// The value, to the byte; `None` when there must be none.
    pub value: Option<Vec<u8>>,
}

impl Condition {
    /// The key has this value.
    pub fn equals(key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self {
            key: key.into(),
            value: Some(value.into()),
        }
    }

    /// The key has no value.
    pub fn absent(key: impl Into<Vec<u8>>) -> Self {
        Self {
            key: key.into(),
            value: None,
        }
    }
}

/// Is one step of a [`Commit`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Write {
    /// Puts a value in the place of whatever was there.
    Put {
        /// The key.
        key: Vec<u8>,
        /// The value.
        value: Vec<u8>,
    },
    /// Removes a value, if there is one.
    Remove {
        /// The key.
        key: Vec<u8>,
    },
    /// Adds to a whole number that is stored as decimal text; where nothing is stored it counts as
    /// 0, and a sum of 0 is removed. It lets many count at once without standing in each other's
    /// way.
    Add {
        /// The key.
        key: Vec<u8>,
        /// What is added.
        by: i64,
    },
    /// Removes everything whose key starts so.
    RemovePrefix {
        /// The beginning; an empty one removes everything.
        prefix: Vec<u8>,
    },
}

impl Write {
    /// Makes a [`Write::Put`].
    pub fn put(key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self::Put {
            key: key.into(),
            value: value.into(),
        }
    }

    /// Makes a [`Write::Remove`].
    pub fn remove(key: impl Into<Vec<u8>>) -> Self {
        Self::Remove { key: key.into() }
    }
}

/// Is what became of a [`Commit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It happened, and it is safe.
    Committed,
    /// A condition did not hold, and nothing happened.
    Conflict,
}

/// Reads a number that [`Write::Add`] keeps; text that is none counts as 0.
pub(super) fn counter(value: Option<&[u8]>) -> i64 {
    value
        .and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse().ok())
        .unwrap_or(0)
}

/// Gives what [`Write::Add`] leaves behind.
pub(super) fn add(value: Option<&[u8]>, by: i64) -> Option<Vec<u8>> {
    match counter(value).saturating_add(by) {
        0 => None,
        sum => Some(sum.to_string().into_bytes()),
    }
}

/// Gives the first key that does not start with the prefix any more; `None` when all later keys do.
pub(super) fn prefix_end(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}
