//! What a bot has done so far.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Is the numbers of one bot since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Events that came from Telegram.
    pub events: u64,
    /// Runs of handlers that were started.
    pub runs: u64,
    /// Runs that returned an error.
    pub errors: u64,
    /// Runs that panicked.
    pub panics: u64,
    /// Runs that were stopped at their deadline.
    pub deadlines: u64,
    /// Events that were thrown away because a handler did not keep up.
    pub dropped: u64,
    /// Runs that blocked their thread for more than 50 milliseconds.
    pub blocked: u64,
    /// Events that wait for a handler now.
    pub waiting: usize,
    /// Handlers that run now.
    pub running: usize,
    /// Tasks of the bot that exist now, those that handlers have started among them.
    pub tasks: usize,
}

/// Is what one handler has done since the start of the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerStats {
    /// The module's name.
    pub module: &'static str,
    /// The handler's name.
    pub handler: &'static str,
    /// How often it ran.
    pub calls: u64,
    /// For how long it kept a thread, without the time in which it waited. Of runs that are done
    /// at once every 64th is measured and counts for all of them.
    pub time: Duration,
    /// Events that were thrown away because it did not keep up.
    pub dropped: u64,
    /// Runs that blocked their thread for more than 50 milliseconds.
    pub blocked: u64,
    /// Events that wait for it now, in all chats.
    pub waiting: usize,
}

/// Knows what each handler has done.
pub(crate) trait HandlerReport: Send + Sync {
    /// Gives the numbers of every command and watcher.
    fn handlers(&self) -> Vec<HandlerStats>;
}

/// Counts.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) events: AtomicU64,
    pub(crate) runs: AtomicU64,
    pub(crate) errors: AtomicU64,
    pub(crate) panics: AtomicU64,
    pub(crate) deadlines: AtomicU64,
    pub(crate) dropped: AtomicU64,
    pub(crate) blocked: AtomicU64,
}

impl Counters {
    pub(crate) fn read(&self) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            events: read(&self.events),
            runs: read(&self.runs),
            errors: read(&self.errors),
            panics: read(&self.panics),
            deadlines: read(&self.deadlines),
            dropped: read(&self.dropped),
            blocked: read(&self.blocked),
            ..Stats::default()
        }
    }
}

/// Adds to a counter.
pub(crate) fn add(counter: &AtomicU64, count: usize) {
    counter.fetch_add(count as u64, Ordering::Relaxed);
}
