//! The options of modules: a struct of the author's, values that the owner sets.
//!
//! `#[derive(Config)]` writes a [`ConfigTable`]: for each field a row that makes its validator and
//! its default. Without its type that is an [`ErasedConfig`], which reads, writes and puts values
//! together. Each module of a bot has a slot (`slot.rs`) with the values that hold and those that
//! are kept; every change goes through it, one after another: it is checked, the module has its
//! say, it is written, then everybody sees it. [`Configs`] are the slots of a bot, by name;
//! `export.rs` and `import.rs` turn them into a file and back.
//!
//! Authors find all of it in [`crate::config`], beside the validators.

mod configs;
mod environment;
mod erased;
mod error;
mod export;
pub(crate) mod field;
mod import;
mod keeper;
mod slot;
mod spec;
mod table;

pub use configs::Configs;
pub use environment::Environment;
pub(crate) use erased::{AnyConfig, ErasedConfig, defaults, erase};
pub use error::ConfigError;
pub use export::ExportOptions;
pub use import::{ImportProblem, ImportReason, ImportReport};
pub(crate) use keeper::Keeper;
pub use slot::Change;
pub use spec::{
    Aside, AsideReason, ConfigSpec, ConfigView, OptionSpec, OptionView, Shown, ValueSource,
};
pub use table::{Config, ConfigTable, ModuleConfig, OptionRow, OptionRowSpec, OptionValues};

use crate::config::{DefaultValidator, Description, Editor, Invalid, Optional, Validator, list};
