//! Values that outlive the process.
//!
//! A [`KeyValue`] is where they are kept: [`RedbFile`] in a file of its own, [`Memory`] for tests.
//! Once a write returned, the value survives a crash. [`Settings`] are the values that the
//! owner chooses for the whole bot.

mod key_value;
mod memory;
mod redb_file;
mod settings;

pub use key_value::{KeyValue, StoreError};
pub use memory::Memory;
pub use redb_file::RedbFile;
pub use settings::{Settings, SettingsDefaults, SettingsError};
