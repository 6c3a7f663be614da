//! The server's clock, and the message identifiers that are made from it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use super::lock;

/// How far behind the server's clock a message may be.
const PAST: u64 = 300;
/// How far ahead of the server's clock a message may be.
const FUTURE: u64 = 30;

/// Real time at the start plus what passed on tokio's clock, so that a test that advances the clock moves the
/// server's time too.
#[derive(Debug)]
pub(crate) struct Clock {
    base: Duration,
    start: Instant,
    last_id: Mutex<i64>,
    /// By how many seconds the client's clock is wrong, seen from here.
    skew: AtomicI64,
    /// Each message is said to be from the future.
    lies: AtomicBool,
}

/// What is wrong with the time in a client's message identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeError {
    TooLow,
    TooHigh,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            base: wall(),
            start: Instant::now(),
            last_id: Mutex::new(0),
            skew: AtomicI64::new(0),
            lies: AtomicBool::new(false),
        }
    }

    /// Time since the server started.
    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Lets the clock run ahead of the client's, or behind it, from now on.
    pub(crate) fn set_skew(&self, seconds: i64) {
        self.skew.store(seconds, Ordering::Relaxed);
        // Identifiers grow only while the clock does.
        *lock(&self.last_id) = 0;
    }

    /// Lets each message be refused as one from the future.
    pub(crate) fn set_lies(&self, on: bool) {
        self.lies.store(on, Ordering::Relaxed);
    }

    fn now(&self) -> Duration {
        let now = self.base + self.elapsed();
        let skew = self.skew.load(Ordering::Relaxed);
        let by = Duration::from_secs(skew.unsigned_abs());
        if skew < 0 {
            now.saturating_sub(by)
        } else {
            now + by
        }
    }

    /// Unix time in seconds.
    pub(crate) fn unix(&self) -> i32 {
        i32::try_from(self.now().as_secs()).unwrap_or(i32::MAX)
    }

    /// The next identifier of a message; `response` if it answers a message of the client.
    pub(crate) fn message_id(&self, response: bool) -> i64 {
        let now = self.now();
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX >> 33);
        let id = (seconds << 32) | (i64::from(now.subsec_nanos()) << 2);
        let mut last = lock(&self.last_id);
        *last = id.max(*last + 4);
        *last | if response { 1 } else { 3 }
    }

    /// Checks the time in an identifier that a client made.
    ///
    /// A client reads the real clock, which a test does not advance: a time is refused only if it is wrong by
    /// both clocks.
    pub(crate) fn check(&self, message_id: i64) -> Result<(), TimeError> {
        if self.lies.load(Ordering::Relaxed) {
            return Err(TimeError::TooHigh);
        }
        let sent = u64::try_from(message_id >> 32).map_err(|_| TimeError::TooLow)?;
        let ours = self.now().as_secs();
        let real = match self.skew.load(Ordering::Relaxed) {
            0 => wall().as_secs(),
            _ => ours,
        };
        if sent + PAST < ours.min(real) {
            Err(TimeError::TooLow)
        } else if sent > ours.max(real) + FUTURE {
            Err(TimeError::TooHigh)
        } else {
            Ok(())
        }
    }
}

fn wall() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
