//! Starting and stopping a bot.
//!
//! [`Userbot::builder`] collects what a bot is made of; [`UserbotBuilder::start`] checks the
//! modules, connects, loads and starts them, and gives a [`Running`]. Several bots can run in one
//! process: nothing here is global.

mod accounts;
mod backups;
mod builder;
mod counted;
mod error;
mod login_watch;
mod running;
pub(crate) mod translations;

pub use accounts::{Accounts, RunningAccounts};
pub use builder::{SessionSource, Userbot, UserbotBuilder};
pub use error::StartError;
pub use running::{Running, StopReason};

pub use crate::context::{
    Blocked, Dropped, Failure, FailureKind, HandlerStats, Modules, Observer, Stats,
};
pub use crate::lifecycle::ModulesError;
