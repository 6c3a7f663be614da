//! SDK for Telegram userbots.

#![allow(unused_extern_crates, reason = "the macros write `::userbot_sdk::…`, inside this crate too")]

// The macros write `::userbot_sdk::…`; this makes them work inside this crate too.
extern crate self as userbot_sdk;

#[doc(hidden)]
pub mod __private;
pub mod builtin;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
pub mod context;
mod dispatch;
pub mod error;
pub mod guide;
mod macros;
pub mod module;
pub mod prelude;
pub mod runtime;
#[cfg(test)]
mod samples;
mod security;
pub mod store;
pub mod strings;
pub mod telegram;
pub mod text;
pub mod watcher;

#[cfg(feature = "cli")]
pub use cli::{Exit, run, run_with};
pub use error::{Error, Result};
/// The functions and types of Telegram's API, for [`Client::invoke`](telegram::Client::invoke).
pub use grammers_tl_types as tl;
pub use macros::{Module, command, every, handlers, watcher};
