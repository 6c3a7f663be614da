//! Values in a file.
//!
//! Commits that come at the same time are written together and share one wait for the disk. When
//! a write fails, the file is opened anew: what it then holds is the truth, and a number that
//! every transaction writes tells whether the failed one is in it.

mod file;
#[cfg(test)]
mod tests;
mod writer;

use std::fmt;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;
use redb::{ReadableDatabase, TableDefinition};
use tokio::sync::oneshot;

use self::file::{OpenFile, Opened};
use self::writer::Queue;
use super::backend::Pair;
use super::memory::{bounds, is_empty};
use super::{ChangeSender, Changes, Commit, Outcome, Scan, Store, StoreError};

const ENTRIES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("entries");
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("store");
/// The name in [`META`] of the version of the layout.
const FORMAT: &str = "format";
/// The name in [`META`] of the number of the last transaction.
const SEQUENCE: &str = "sequence";

/// Is a [`Store`] in a file that only its owner can read and only one process can open.
///
/// Once a commit returned, it survives a crash of the process, of the system and of the power, as
/// far as the disk keeps its word. A full disk or one that has become read-only is an error for
/// each write until it is gone; nothing is lost, and no restart is needed.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use userbot_sdk::store::{RedbStore, Storage};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), userbot_sdk::store::StoreError> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("store.redb");
/// let storage = Storage::new(Arc::new(RedbStore::open(&path)?));
/// storage.db("visits").set("count", &5_u32).await?;
/// storage.close().await?;
///
/// let storage = Storage::new(Arc::new(RedbStore::open(&path)?));
/// assert_eq!(storage.db("visits").get::<u32>("count").await?, Some(5));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedbStore(Arc<Inner>);

struct Inner {
    path: PathBuf,
    file: Box<dyn OpenFile>,
    opened: RwLock<Opened>,
    /// The number of the last transaction.
    sequence: AtomicU64,
    queue: Mutex<Queue>,
    changes: ChangeSender,
}

impl RedbStore {
    /// Opens the file, or makes it with mode 0600 in a folder with mode 0700.
    ///
    /// It does small blocking reads: call it at start, or from `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// The file is in use, damaged, of another kind or of a newer version, or it cannot be made.
    /// It is left as it is.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        Self::with_file(path, Box::new(file::OnDisk::new(path)))
    }

    fn with_file(path: &Path, file: Box<dyn OpenFile>) -> Result<Self, StoreError> {
        let (opened, sequence) = Opened::first(path, &*file)?;
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            file,
            opened: RwLock::new(opened),
            sequence: AtomicU64::new(sequence),
            queue: Mutex::default(),
            changes: ChangeSender::new(),
        })))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Runs a job that reads, on a thread that may wait for the disk.
    async fn blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Inner) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.0);
        match tokio::task::spawn_blocking(move || job(&inner)).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::Closed),
        }
    }
}

#[async_trait]
impl Store for RedbStore {
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let key = key.to_vec();
        let read = move |inner: &Inner| {
            inner.reading(|database| {
                let table = database.begin_read()?.open_table(ENTRIES)?;
                Ok(table
                    .get(key.as_slice())?
                    .map(|value| value.value().to_vec()))
            })
        };
        self.blocking(read).await
    }

    async fn get_many(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let keys = keys.to_vec();
        let read = move |inner: &Inner| {
            inner.reading(|database| {
                let table = database.begin_read()?.open_table(ENTRIES)?;
                let mut values = Vec::with_capacity(keys.len());
                for key in &keys {
                    let value = table.get(key.as_slice())?;
                    values.push(value.map(|value| value.value().to_vec()));
                }
                Ok(values)
            })
        };
        self.blocking(read).await
    }

    async fn scan(&self, scan: Scan) -> Result<Vec<Pair>, StoreError> {
        let (from, to) = bounds(&scan);
        if is_empty(&from, &to) {
            return Ok(Vec::new());
        }
        let read = move |inner: &Inner| {
            inner.reading(|database| {
                let table = database.begin_read()?.open_table(ENTRIES)?;
                let mut range = table.range::<&[u8]>((borrowed(&from), borrowed(&to)))?;
                let mut pairs = Vec::new();
                while pairs.len() < scan.limit {
                    let next = if scan.reverse {
                        range.next_back()
                    } else {
                        range.next()
                    };
                    let Some(pair) = next else { break };
                    let (key, value) = pair?;
                    pairs.push((key.value().to_vec(), value.value().to_vec()));
                }
                Ok(pairs)
            })
        };
        self.blocking(read).await
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        let (answer, answered) = oneshot::channel();
        let start = {
            let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.push(commit, answer)
        };
        if start {
            let inner = Arc::clone(&self.0);
            tokio::task::spawn_blocking(move || inner.write_queue());
        }
        match answered.await {
            Ok(outcome) => outcome,
            // The runtime ended before the writer came to it.
            Err(_) => Err(StoreError::Closed),
        }
    }

    fn changes(&self) -> Changes {
        self.0.changes.subscribe()
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.blocking(|inner| {
            inner.close();
            Ok(())
        })
        .await
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbStore")
            .field("path", &self.0.path)
            .finish_non_exhaustive()
    }
}

fn borrowed(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    match bound {
        Bound::Included(key) => Bound::Included(key.as_slice()),
        Bound::Excluded(key) => Bound::Excluded(key.as_slice()),
        Bound::Unbounded => Bound::Unbounded,
    }
}
