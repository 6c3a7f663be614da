//! Bringing the data of a module into a new shape.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Commit, Condition, Db, Outcome, StoreError, Transaction, Write, layout};

/// Is one step of a migration.
type Step = Arc<dyn Fn(Transaction) -> BoxFuture<'static, crate::Result<()>> + Send + Sync>;

/// Is the steps that bring the data of a module from any older version to the present one.
///
/// The version of the data is the number of steps that were taken. A module that has none is at
/// version 0. When a module starts, the steps that are missing are taken in their order and in one
/// transaction, before `load`; a new store takes all of them. When one fails, nothing has changed:
/// the module stays off and the owner is told. So it is with data that a newer version of the module
/// has left. Never change or remove a step that was published; add another one.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// const NOTES: MapKey<String, String> = MapKey::new("notes");
///
/// /// Keeps notes.
/// #[derive(Module, Default)]
/// #[module(hooks, no_handlers)]
/// struct Notes;
///
/// #[async_trait]
/// impl Module for Notes {
///     fn migrations() -> Migrations {
///         // Once all notes were one value.
///         Migrations::new().step(|tx| async move {
///             let old: Vec<(String, String)> = tx.get("all notes").await?.unwrap_or_default();
///             for (name, note) in &old {
///                 tx.map(NOTES).insert(name, note).await?;
///             }
///             tx.remove("all notes")?;
///             Ok(())
///         })
///     }
/// }
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Migrations {
    steps: Vec<Step>,
}

impl Migrations {
    /// Makes one without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next step.
    pub fn step<F>(mut self, step: impl Fn(Transaction) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = crate::Result<()>> + Send + 'static,
    {
        self.steps.push(Arc::new(move |tx| Box::pin(step(tx))));
        self
    }

    /// Returns the version to which the steps lead.
    pub fn version(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Takes the steps that are missing in a namespace.
    ///
    /// A module does not call it: its start does. It is for data that belongs to no module.
    ///
    /// # Errors
    ///
    /// See [`MigrationError`]. The data is as it was.
    pub async fn run(&self, db: &Db) -> Result<(), MigrationError> {
        let key = layout::version(db.namespace());
        let stored = db.storage().store().get(&key).await?;
        let found = version(stored.as_deref());
        let known = self.version();
        if found > known {
            return Err(MigrationError::Newer { found, known });
        }
        if found == known {
            return Ok(());
        }
        let transaction = Transaction::new(db.clone());
        let missing = self.steps.iter().zip(1_u32..).skip(found as usize);
        for (step, number) in missing {
            step(transaction.clone())
                .await
                .map_err(|error| MigrationError::Step {
                    step: number,
                    error,
                })?;
        }
        let mut commit = transaction.finish();
        commit.conditions.push(Condition {
            key: key.clone(),
            value: stored,
        });
        commit.writes.push(Write::put(key, known.to_string()));
        self.commit(db, commit).await
    }

    async fn commit(&self, db: &Db, commit: Commit) -> Result<(), MigrationError> {
        match db.storage().commit(commit).await? {
            Outcome::Committed => Ok(()),
            Outcome::Conflict => Err(MigrationError::Meanwhile),
        }
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrations")
            .field("version", &self.version())
            .finish()
    }
}

/// Is why the data of a module is not brought into its new shape. It is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// A newer version of the module has written the data.
    #[error("a newer version wrote the data (version {found}, known is {known})")]
    Newer {
        /// The version of the data.
        found: u32,
        /// The version that the module knows.
        known: u32,
    },
    /// A step failed.
    #[error("step {step} failed: {error}")]
    Step {
        /// Its number, counted from 1.
        step: u32,
        /// What it said.
        error: crate::Error,
    },
    /// Somebody else changed the data at the same time.
    #[error("the data was changed by another process meanwhile")]
    Meanwhile,
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn version(stored: Option<&[u8]>) -> u32 {
    stored
        .and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse().ok())
        .unwrap_or(0)
}
