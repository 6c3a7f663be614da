//! Everything that a bot keeps, in one file.

mod daily;
mod format;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use secrecy::SecretString;

pub use self::daily::DailyBackups;
use super::backend::Pair;
use super::{Commit, Scan, Storage, StoreError, Write, layout};

/// Is everything that a bot kept at one moment: all values, maps and lists of all modules, and the
/// owner's settings. The login is not part of it.
///
/// [`Storage::backup`] takes one and [`Storage::restore`] puts it back. It holds whatever modules
/// keep, keys of other services among it: give it a passphrase when it leaves the machine.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use userbot_sdk::store::{Backup, MemoryStore, Storage};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let storage = Storage::new(Arc::new(MemoryStore::new()));
/// storage.db("visits").set("count", &5_u32).await?;
/// let file = storage.backup().await?.to_bytes(Some(&"correct horse".into()))?;
///
/// let other = Storage::new(Arc::new(MemoryStore::new()));
/// other.restore(&Backup::read(&file, Some(&"correct horse".into()))?).await?;
/// assert_eq!(other.db("visits").get::<u32>("count").await?, Some(5));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Backup {
    created: Timestamp,
    pairs: Vec<Pair>,
}

impl Backup {
    /// Returns when it was taken.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// Returns how many values of each namespace it has: of each module, under its name in lower
    /// case, and of the SDK itself, under `userbot`. An element of a map or a list is one value.
    pub fn namespaces(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for (key, _) in &self.pairs {
            if let Some(namespace) = layout::namespace_of_value(key) {
                *counts.entry(namespace).or_default() += 1;
            }
        }
        counts
    }

    /// Writes it as a file: a line that says what it is, a line that says when it was taken, the
    /// values, and a checksum of all that. With a passphrase the values are encrypted.
    ///
    /// With a passphrase it takes a tenth of a second of work and 64 MiB of memory for a moment: call
    /// it from `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// The system has no random numbers.
    pub fn to_bytes(&self, passphrase: Option<&SecretString>) -> Result<Vec<u8>, BackupError> {
        format::write(self, passphrase)
    }

    /// Reads a file, and checks all of it. Nothing is changed by it.
    ///
    /// # Errors
    ///
    /// See [`BackupError`].
    pub fn read(file: &[u8], passphrase: Option<&SecretString>) -> Result<Self, BackupError> {
        format::read(file, passphrase)
    }
}

impl fmt::Debug for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backup")
            .field("created", &self.created)
            .field("values", &self.pairs.len())
            .finish_non_exhaustive()
    }
}

/// Is why a backup cannot be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The file is something else.
    #[error("the file is not a backup")]
    Foreign,
    /// A newer version of the SDK wrote it.
    #[error(
        "a newer version wrote the backup (format {found}, known is {known}): update this program"
    )]
    Newer {
        /// The version of its format.
        found: u32,
        /// The newest version that this SDK can read.
        known: u32,
    },
    /// The file was changed, or it is not complete.
    #[error("the backup is damaged or not complete: get the file once more")]
    Damaged,
    /// The file is encrypted.
    #[error("the backup is encrypted: give its passphrase")]
    NeedsPassphrase,
    /// The passphrase is another one.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The system has no random numbers.
    #[error("the system has no random numbers, which encryption needs")]
    Random,
    /// A file cannot be written.
    #[error("{0}")]
    Io(String),
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Storage {
    /// Takes a backup of everything as it is at this moment. Nobody who writes has to wait.
    ///
    /// All values are in memory then.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn backup(&self) -> Result<Backup, StoreError> {
        self.flush_batch().await?;
        let pairs = self.store().scan(Scan::new("", usize::MAX)).await?;
        Ok(Backup {
            created: self.now(),
            pairs,
        })
    }

    /// Puts a backup in the place of everything that is kept now, in one step.
    ///
    /// Modules that run may have read values before; restart them.
    ///
    /// # Errors
    ///
    /// The store cannot be written; everything is as it was.
    pub async fn restore(&self, backup: &Backup) -> Result<(), StoreError> {
        let puts = backup.pairs.iter().map(|(key, value)| Write::Put {
            key: key.clone(),
            value: value.clone(),
        });
        let clear = Write::RemovePrefix { prefix: Vec::new() };
        let commit = Commit {
            conditions: Vec::new(),
            writes: std::iter::once(clear).chain(puts).collect(),
        };
        // Without conditions there is no conflict.
        self.commit(commit).await.map(|_| ())
    }
}
