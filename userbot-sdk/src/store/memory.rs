//! Values that live as long as the process: for tests.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::backend::{Pair, add, prefix_end};
use super::{ChangeSender, Changes, Commit, Outcome, Scan, Store, StoreError, Write};

/// Is a [`Store`] in memory.
///
/// A clone of the [`Arc`](std::sync::Arc) around it can be given to a second start, which then
/// finds what the first one wrote.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use userbot_sdk::store::{MemoryStore, Storage};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), userbot_sdk::store::StoreError> {
/// let db = Storage::new(Arc::new(MemoryStore::new())).db("greeter");
/// db.set("greeting", "Hello").await?;
/// assert_eq!(db.get::<String>("greeting").await?.as_deref(), Some("Hello"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore {
    values: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
    changes: ChangeSender,
}

impl MemoryStore {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn values(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
        // Nothing that is done under the lock panics half-way.
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.values().get(key).cloned())
    }

    async fn scan(&self, scan: Scan) -> Result<Vec<Pair>, StoreError> {
        let values = self.values();
        let (from, to) = bounds(&scan);
        if is_empty(&from, &to) {
            return Ok(Vec::new());
        }
        let own = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        let range = values.range((from, to));
        Ok(if scan.reverse {
            range.rev().take(scan.limit).map(own).collect()
        } else {
            range.take(scan.limit).map(own).collect()
        })
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        let mut values = self.values();
        let holds = commit
            .conditions
            .iter()
            .all(|condition| values.get(&condition.key) == condition.value.as_ref());
        if !holds {
            return Ok(Outcome::Conflict);
        }
        for write in &commit.writes {
            match write {
                Write::Put { key, value } => {
                    values.insert(key.clone(), value.clone());
                }
                Write::Remove { key } => {
                    values.remove(key);
                }
                Write::Add { key, by } => {
                    match add(values.get(key).map(Vec::as_slice), *by) {
                        Some(sum) => values.insert(key.clone(), sum),
                        None => values.remove(key),
                    };
                }
                Write::RemovePrefix { prefix } => values.retain(|key, _| !key.starts_with(prefix)),
            }
        }
        // Under the lock, so that listeners hear of changes in the order in which they happened.
        self.changes.committed(&commit.writes);
        Ok(Outcome::Committed)
    }

    fn changes(&self) -> Changes {
        self.changes.subscribe()
    }
}

/// Gives the keys between which a page lies.
pub(super) fn bounds(scan: &Scan) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    let mut from = Bound::Included(scan.prefix.clone());
    let mut to = prefix_end(&scan.prefix).map_or(Bound::Unbounded, Bound::Excluded);
    if let Some(after) = &scan.after {
        if scan.reverse {
            // Past the end of the prefix it is no bound.
            let inside = match &to {
                Bound::Excluded(end) => after < end,
                _ => true,
            };
            if inside {
                to = Bound::Excluded(after.clone());
            }
        } else if *after >= scan.prefix {
            from = Bound::Excluded(after.clone());
        }
    }
    (from, to)
}

/// Tells whether nothing can lie between two keys; asking a map for that would panic.
pub(super) fn is_empty(from: &Bound<Vec<u8>>, to: &Bound<Vec<u8>>) -> bool {
    match (from, to) {
        (Bound::Included(from) | Bound::Excluded(from), Bound::Excluded(to)) => from >= to,
        _ => false,
    }
}
