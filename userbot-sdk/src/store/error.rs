//! What goes wrong with stored values.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Is why values cannot be read or written. Nothing was changed when an operation gives one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the file open.
    #[error("{} is in use by another process: stop the other bot, or use another session", .0.display())]
    InUse(PathBuf),
    /// The file is something else than a store. It is left as it is.
    #[error("{} is not a store of this program and was left untouched: {reason}", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        reason: String,
    },
    /// The file is a store and is damaged. It is left as it is.
    #[error("{} is damaged and was left untouched: {reason}; put a backup in its place", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer version of the SDK wrote the file. It is left as it is.
    #[error("{} was written by a newer version (format {found}, known is {known}): update this program", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its format.
        found: u32,
        /// The newest version that this SDK can read.
        known: u32,
    },
    /// No space is left on the disk.
    #[error("the disk with {} is full: free some space; nothing was changed", .0.display())]
    Full(PathBuf),
    /// The file or its disk may only be read.
    #[error("{} may not be written: give this user the right to write it and its folder", .0.display())]
    ReadOnly(PathBuf),
    /// The system refused.
    #[error("{} cannot be used: {reason}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The place of the values cannot be reached at the moment, such as a server on the network.
    #[error("the store cannot be reached: {0}")]
    Unavailable(String),
    /// Another process runs this account already.
    #[error(
        "the account is run by another process ({holder}): stop that one, or wait {seconds} s if \
         it was killed"
    )]
    Claimed {
        /// Which process, as far as it is known.
        holder: String,
        /// How long its right lasts if it is not there any more.
        seconds: u64,
    },
    /// Another process has taken over: this one may not write any more.
    #[error("another process has taken over the account {0}: this one may not write any more")]
    TakenOver(String),
    /// The store was closed.
    #[error("the store is closed: the bot is stopping")]
    Closed,
    /// The write did not happen.
    #[error("the value was not saved: {0}")]
    Write(String),
    /// The value under this key is of another type. It is left as it is.
    #[error(
        "`{key}` of `{namespace}` holds a value of type {stored}, which cannot be read as {wanted}: {reason}"
    )]
    Type {
        /// The namespace.
        namespace: String,
        /// The key.
        key: String,
        /// The type that wrote it.
        stored: String,
        /// The type that was asked for.
        wanted: String,
        /// Why the one does not fit the other.
        reason: String,
    },
    /// A value cannot be stored.
    #[error("a value of type {ty} cannot be stored under `{key}` of `{namespace}`: {reason}")]
    Unstorable {
        /// The namespace.
        namespace: String,
        /// The key.
        key: String,
        /// The type of the value.
        ty: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Others changed the same values again and again, so that a change never got its turn.
    #[error("`{0}` is changed by so many at once that this change did not get its turn")]
    Contended(String),
    /// A transaction was used after its end.
    #[error("the transaction is over: use it only inside of its function")]
    TransactionOver,
    /// What is stored of a list does not fit together. It is left as it is.
    #[error("the list `{0}` is damaged: restore a backup, or clear the list")]
    BrokenList(String),
    /// A list has no element at this place.
    #[error("the list `{list}` has {len} elements, so there is none at {index}")]
    NoElement {
        /// The list.
        list: String,
        /// The place that was asked for, counted from 0.
        index: u64,
        /// How many there are.
        len: u64,
    },
}

impl StoreError {
    /// Sorts an error of the system.
    pub(super) fn of_io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Full(path)
            }
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly(path),
            _ => Self::Io {
                path,
                reason: error.to_string(),
            },
        }
    }
}
