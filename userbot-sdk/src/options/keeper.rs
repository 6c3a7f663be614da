//! Where the values of options are kept.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::store::{Db, Storage, StoreError};

/// Is the values of one module that are kept, by the names of the options.
pub(crate) type Kept = BTreeMap<String, Zeroizing<String>>;

/// Is what to write, or to remove.
pub(crate) type Edits = BTreeMap<String, Option<Zeroizing<String>>>;

/// Keeps the values of options: for each module in a namespace that is not the module's own, so
/// that a module which clears what it keeps does not lose what its owner chose.
#[derive(Debug, Clone)]
pub(crate) struct Keeper(Storage);

impl Keeper {
    pub(crate) fn new(storage: Storage) -> Self {
        Self(storage)
    }

    /// Reads what is kept of a module. A value that cannot be read is left as it is, and reported.
    pub(super) async fn read(&self, module: &str) -> Result<Kept, StoreError> {
        let db = self.db(module);
        let mut kept = Kept::new();
        for name in db.keys().await? {
            match db.get::<String>(name.as_str()).await {
                Ok(Some(text)) => {
                    kept.insert(name, Zeroizing::new(text));
                }
                Ok(None) => {}
                Err(error @ StoreError::Type { .. }) => {
                    tracing::error!(module, option = name, %error, "a stored value is not used");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(kept)
    }

    /// Makes the edits of one module, all of them or none. When it returned, they survive a crash.
    pub(super) async fn write(&self, module: &str, edits: &Edits) -> Result<(), StoreError> {
        let written = self
            .db(module)
            .transaction(|transaction| async move {
                for (name, text) in edits {
                    match text {
                        Some(text) => transaction.set(name.as_str(), text.as_str())?,
                        None => transaction.remove(name.as_str())?,
                    }
                }
                Ok(())
            })
            .await;
        written.map_err(|error| match error.downcast_ref::<StoreError>() {
            Some(error) => error.clone(),
            // Nothing else fails in there.
            None => StoreError::Write(error.to_string()),
        })
    }

    fn db(&self, module: &str) -> Db {
        // No module has a name with a space in it.
        self.0.db(&format!("config {}", module.to_lowercase()))
    }
}
