//! Watchers: handlers that see events, and the filters that choose which.

mod evaluate;
mod expression;
mod filter;
mod literal;
mod runner;
mod spec;
#[cfg(test)]
mod tests;

pub use evaluate::{Answer, Subject};
pub(crate) use filter::{ChatKind, Direction};
pub use filter::{Filter, FilterError};
pub use runner::{Runner, Turn};
pub use spec::{FilterSpec, PeerSpec, Predicate, RunWatcher, Verdict, WatcherRow, WatcherSpec};
