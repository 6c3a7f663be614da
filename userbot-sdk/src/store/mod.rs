//! Values that outlive the process.
//!
//! A [`Store`] is a place for values: [`RedbStore`] in a file of its own, [`MemoryStore`] for
//! tests, and `RedisStore` (feature `redis`) on a server that several processes share. A [`Storage`] is what is built on top of it, and [`Db`] the part of one module, which
//! [`Context::db`](crate::context::Context::db) gives: values under a [`Key`] or under any text,
//! a [`Map`] or a [`List`] of many, changed alone or together in a [`Transaction`]. Once a method returned, the change survives a
//! crash. [`Settings`] are the values that the owner chooses for the whole bot.

mod backend;
mod backup;
mod changes;
mod db;
mod envelope;
mod error;
mod finite;
mod hikka;
mod housekeeping;
mod id;
mod key;
mod layout;
mod list;
mod map;
mod memory;
mod migrations;
mod redb_store;
#[cfg(feature = "redis")]
mod redis_store;
mod settings;
mod spoken;
mod storage;
mod transaction;
mod watch;

pub use backend::{Commit, Condition, Outcome, Pair, Scan, Store, Write};
pub use backup::{Backup, BackupError, DailyBackups};
pub use changes::{Change, ChangeSender, Changes};
pub use db::Db;
pub use error::StoreError;
pub use hikka::{HikkaDatabase, HikkaError, HikkaReport};
pub use id::{MapId, WriteId};
pub use key::{Accepts, AsKey, AsListKey, AsMapKey, At, Key, KeyName, ListKey, MapKey};
pub use list::{List, TransactionList};
pub use map::{Map, TransactionMap};
pub use memory::MemoryStore;
pub use migrations::{MigrationError, Migrations};
pub use redb_store::RedbStore;
#[cfg(feature = "redis")]
pub use redis_store::RedisStore;
pub use settings::{Settings, SettingsDefaults, SettingsError};
pub use storage::Storage;
pub use transaction::Transaction;
pub use watch::{MapChange, Watch};

/// The name of the namespace in which the SDK keeps what is its own.
pub(crate) const OWN: &str = "userbot";

/// Gives the namespace of a module: its name, in lower case as everywhere where names are compared.
pub(crate) fn namespace_of_module(name: &str) -> String {
    match name.to_lowercase() {
        own if own == OWN => format!("module {own}"),
        name => name,
    }
}
