//! SDK for Telegram userbots.

// The macros write `::userbot_sdk::…`; this makes them work inside this crate too.
extern crate self as userbot_sdk;

#[doc(hidden)]
pub mod __private;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
pub mod context;
pub mod error;
pub mod module;
pub mod prelude;
pub mod strings;
pub mod telegram;
pub mod text;
pub mod watcher;

pub use error::{Error, Result};
