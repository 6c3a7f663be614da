//! The life of each module while the bot runs: load, handlers, `on_ready`, end.
//!
//! A module has a slot, which is empty or holds one life of it with its scope. Whatever a module
//! starts belongs to that scope: runs of its handlers, tasks, schedules. Its end is always the
//! same: no event enters any more, the scope is cancelled and given a moment, the rest is aborted,
//! and when nothing is left `on_unload` runs. A restart is an end and a fresh life. One change
//! happens at a time, and in a task of its own, so that whoever asked for it may be part of what
//! ends.

mod breaker;
mod change;
pub(crate) mod configs;
mod end;
mod error;
mod load;
mod needs;
mod ready;
mod schedule;

pub(crate) use breaker::suspend_after;
pub(crate) use end::unload_all;
pub use error::ModulesError;
pub(crate) use load::load_all;
pub(crate) use ready::{begin, give_up_on};
