//! The clock of a bot.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// Tells the time: the system's, or one that moves on from a given start as the timers see it, so
/// that a test that advances the timers moves the date with them.
///
/// Timers stand still while a computer sleeps, which is why a bot that serves somebody asks the
/// system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    started: Instant,
    started_at: Timestamp,
    of_system: bool,
}

impl Clock {
    pub(crate) fn starting_at(started_at: Timestamp) -> Self {
        Self {
            started: Instant::now(),
            started_at,
            of_system: false,
        }
    }

    pub(crate) fn of_system() -> Self {
        Self {
            of_system: true,
            ..Self::starting_at(Timestamp::now())
        }
    }

    /// Tells whether it is the system's, which goes on while the timers stand still.
    pub(crate) fn is_of_system(&self) -> bool {
        self.of_system
    }

    pub(crate) fn started_at(&self) -> Timestamp {
        self.started_at
    }

    pub(crate) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn now(&self) -> Timestamp {
        if self.of_system {
            return Timestamp::now();
        }
        self.started_at
            .saturating_add(self.uptime())
            .unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn moves_with_the_timers() {
        let start: Timestamp = "2026-01-31T23:59:59Z".parse().unwrap();
        let clock = Clock::starting_at(start);
        assert_eq!(clock.now(), start);
        tokio::time::advance(Duration::from_secs(86_401)).await;
        assert_eq!(clock.now().to_string(), "2026-02-02T00:00:00Z");
        assert_eq!(clock.uptime(), Duration::from_secs(86_401));
        assert_eq!(clock.started_at(), start);
    }
}
