//! Telling of changes.

use std::sync::{Arc, OnceLock};

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::Write;

/// So many changes are kept for a listener that is slow; then it is told that it missed some.
const KEPT: usize = 4_096;

/// Is something that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The value under this key.
    Key(Vec<u8>),
    /// Everything whose key starts so.
    Prefix(Vec<u8>),
    /// Perhaps everything: changes were missed, because there were too many or the connection was
    /// lost.
    Unknown,
}

impl Change {
    /// Tells whether a value under this key may be another one now.
    pub(super) fn touches(&self, key: &[u8]) -> bool {
        match self {
            Self::Key(changed) => changed == key,
            Self::Prefix(prefix) => key.starts_with(prefix),
            Self::Unknown => true,
        }
    }
}

/// Listens to changes; [`Store::changes`](super::Store::changes) gives one.
#[derive(Debug)]
pub struct Changes(Receiver<Change>);

impl Changes {
    /// Waits for the next change; `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(RecvError::Lagged(_)) => Some(Change::Unknown),
            Err(RecvError::Closed) => None,
        }
    }
}

/// Tells listeners of changes: a backend has one.
///
/// # Examples
///
/// ```
/// use userbot_sdk::store::{Change, ChangeSender};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let sender = ChangeSender::new();
/// let mut changes = sender.subscribe();
/// sender.send(Change::Key(b"key".to_vec()));
/// assert_eq!(changes.next().await, Some(Change::Key(b"key".to_vec())));
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct ChangeSender(
    /// Made when somebody first listens: it has room for all that is kept from the beginning.
    Arc<OnceLock<Sender<Change>>>,
);

impl ChangeSender {
    /// Makes one without listeners.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins to listen.
    pub fn subscribe(&self) -> Changes {
        let sender = self.0.get_or_init(|| broadcast::channel(KEPT).0);
        Changes(sender.subscribe())
    }

    /// Tells everybody who listens.
    pub fn send(&self, change: Change) {
        if let Some(sender) = self.0.get() {
            // An error means that nobody listens.
            let _ = sender.send(change);
        }
    }

    /// Tells everybody of what a commit wrote.
    pub fn committed(&self, writes: &[Write]) {
        if self
            .0
            .get()
            .is_none_or(|sender| sender.receiver_count() == 0)
        {
            return;
        }
        for write in writes {
            self.send(match write {
                Write::Put { key, .. } | Write::Remove { key } | Write::Add { key, .. } => {
                    Change::Key(key.clone())
                }
                Write::RemovePrefix { prefix } => Change::Prefix(prefix.clone()),
            });
        }
    }
}
