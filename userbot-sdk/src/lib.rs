//! The SDK for Telegram userbots: automation on a person's own account, over `MTProto`.
//!
//! A bot is made of modules; a module is a type with commands, watchers and schedules:
//!
//! ```
//! use userbot_sdk::prelude::*;
//!
//! /// Answers.
//! #[derive(Module, Default)]
//! struct Pinger;
//!
//! #[handlers]
//! impl Pinger {
//!     /// Answers "pong".
//!     #[command(alias = "p", doc(ru = "Отвечает «pong»."))]
//!     async fn ping(&self, ctx: &Context) -> Result<()> {
//!         ctx.answer("pong").await
//!     }
//!
//!     /// Thanks for photos in private chats.
//!     #[watcher(incoming, private, photo)]
//!     async fn thank(&self, _ctx: &Context, message: &Message) -> Result<()> {
//!         message.reply("Nice!").await?;
//!         Ok(())
//!     }
//! }
//! ```
//!
//! The [`guide`] tells how to write, test, run and publish one. Tests run against a simulated
//! Telegram, with the crate `userbot-testkit`.
//!
//! # The parts
//!
//! | module | holds |
//! |---|---|
//! | [`prelude`] | what a module imports |
//! | [`context`] | what a handler is given |
//! | [`telegram`] | the client, messages, peers, events, what is sent, sessions, login |
//! | [`mod@command`], [`mod@watcher`], [`schedule`] | arguments, filters and times |
//! | [`config`] | options that the owner sets, and their validators |
//! | [`module`] | the `Module` trait, the registry and its checks |
//! | [`runtime`] | starting and stopping a bot in your own program |
//! | [`text`], [`strings`] | HTML, entities and splitting; translated texts |
//! | [`config`] | what settings accept |
//! | [`store`] | values that are kept |
//! | [`builtin`] | `help` and the settings commands |
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `cli` | yes | [`run`] and [`run_with`]: the command line of a bot binary, the login in the terminal, the log output |
//! | `redis` | no | [`RedisStore`](store::RedisStore): values on a Redis server that several processes share |
//! | `http` | no | files from the web ([`FileSource::url`](telegram::FileSource::url)) and a client for web services; its encryption needs a C compiler |
//!
//! Everything else is always there, and nothing in it or in the default features needs a C compiler.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    unused_extern_crates,
    reason = "the macros write `::userbot_sdk::…`, inside this crate too"
)]

// The macros write `::userbot_sdk::…`; this makes them work inside this crate too.
extern crate self as userbot_sdk;

#[doc(hidden)]
pub mod __private;
pub mod builtin;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
pub mod config;
pub mod context;
mod dispatch;
pub mod duration;
pub mod error;
pub mod guide;
mod hash;
mod lifecycle;
mod link;
mod macros;
pub mod module;
mod options;
mod peer_id;
pub mod prelude;
pub mod runtime;
#[cfg(test)]
mod samples;
pub mod schedule;
mod seal;
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
/// The crate of dates, times and time zones, such as that of a [`TimeZone`](config::TimeZone) option.
pub use jiff;
/// A point in time, of the crate `jiff`.
pub use jiff::Timestamp;
pub use macros::{Config, Module, command, cron, every, handlers, texts, watcher};

/// Compiles the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
