//! The world's time: a fixed date plus what passed on tokio's clock.

use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::Instant;

/// 1 January 2026, 12:00 UTC: a fixed date, so that snapshots of dates stay the same.
const BASE: i64 = 1_767_268_800;

/// Tells the date inside the world.
#[derive(Debug)]
pub(crate) struct Clock {
    base: i64,
    start: Option<Instant>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        let mut clock = Self {
            base: BASE,
            start: None,
        };
        clock.now();
        clock
    }

    pub(crate) fn set(&mut self, unix: i64) {
        self.base = unix;
        self.start = None;
        self.now();
    }

    /// When a date comes on tokio's clock; `None` if that has not been asked for the time yet.
    pub(crate) fn instant(&self, unix: i32) -> Option<Instant> {
        let wait = u64::try_from(i64::from(unix) - self.base).unwrap_or(0);
        self.start?.checked_add(Duration::from_secs(wait))
    }

    /// Unix time in seconds. Outside a tokio runtime the time stands still.
    pub(crate) fn now(&mut self) -> i32 {
        let passed = if Handle::try_current().is_ok() {
            let now = Instant::now();
            let start = *self.start.get_or_insert(now);
            i64::try_from(now.duration_since(start).as_secs()).unwrap_or(0)
        } else {
            0
        };
        i32::try_from(self.base + passed).unwrap_or(i32::MAX)
    }
}
