//! What a place for values has to offer.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use futures_util::future::BoxFuture;

/// Is a place that keeps small texts under names.
///
/// It is made for values that are read once at start and written rarely; everything is read at
/// once, and readers work on their own copy.
pub trait KeyValue: Send + Sync + fmt::Debug {
    /// Reads everything.
    fn read(&self) -> BoxFuture<'_, Result<BTreeMap<String, String>, StoreError>>;

    /// Writes one value, or removes it. When the future is done, the change survives a crash.
    fn write(&self, key: String, value: Option<String>) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// Is why values cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the file open.
    #[error("{} is in use by another process: stop the other bot, or use another session", .0.display())]
    InUse(PathBuf),
    /// The file is not a store, or it is damaged. It is left as it is.
    #[error("{} cannot be read as a store and was left untouched: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system refused.
    #[error("{} cannot be used: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The write did not happen.
    #[error("the value was not saved: {0}")]
    Write(String),
}
