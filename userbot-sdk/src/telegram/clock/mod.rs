//! This machine's clock, and what is done when it is wrong.
//!
//! Each message to Telegram has a number with the time in it, and Telegram refuses what is more than 300 seconds old or
//! more than 30 seconds from the future (<https://core.telegram.org/mtproto/description#message-identifier-msg-id>). The
//! client library gets over the first and not over the second: its numbers only grow, so after a refusal it sends the same
//! again, from the future still, without end.
//!
//! So when calls go unanswered, `probe.rs` asks the data centre for its time. If this machine is ahead, the network part is
//! built anew, with a relay on 127.0.0.1 between the client library and Telegram (`shift.rs`): it decrypts each packet
//! (`seal.rs`), moves the numbers of our messages by the difference (`ids.rs`), and encrypts it again. Who watches is
//! `policy/clock.rs`. A machine whose clock is right has no relay.
//!
//! The same relay also sees when Telegram refuses a message for its time, and ends the connection then. So when the clock
//! seems right and still nothing is answered, a ping goes through the relay on a connection of its own; when it is refused,
//! everything else goes through the relay too. So nothing is sent again at the speed of the network for longer than about
//! ten seconds; where no new connection can be made, until the open one is given up, which takes most of a minute.

mod ids;
mod probe;
mod seal;
mod shift;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::{info, warn};

use super::connect::ConnectionObserver;

pub(super) use probe::time_of;
pub(super) use seal::Key;
pub(super) use shift::{ShiftError, run as shift};

/// So many seconds may lie between the two clocks. Telegram takes 30.
const TOLERANCE: i64 = 20;

/// Is what is known of this machine's clock.
#[derive(Debug, Default)]
pub(in crate::telegram) struct MachineClock {
    /// By so many seconds it is ahead, and the relay makes up for them; negative when it is behind.
    ahead: AtomicI64,
    /// The data centres that do not answer. New connections to them go through the relay even if it has nothing to make up
    /// for: it sees what is wrong. With each, the difference of the clocks when that is known to be why.
    silent: Mutex<HashMap<i32, Option<i64>>>,
    /// Whether there are any.
    strained: AtomicBool,
    suspicions: Mutex<Vec<Suspicion>>,
    suspected: Notify,
    observer: Option<Arc<dyn ConnectionObserver>>,
}

/// Is a data centre that does not answer, and since when a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::telegram) struct Suspicion {
    pub(in crate::telegram) dc: i32,
    pub(in crate::telegram) since: Instant,
}

impl MachineClock {
    pub(in crate::telegram) fn new(observer: Option<Arc<dyn ConnectionObserver>>) -> Self {
        Self {
            observer,
            ..Self::default()
        }
    }

    /// Returns by how many seconds the clock is ahead, as far as the relay makes up for it.
    pub(in crate::telegram) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Tells whether new connections to a data centre go through the relay.
    pub(in crate::telegram) fn is_relayed(&self, dc: i32) -> bool {
        self.ahead() != 0
            || self.strained.load(Ordering::Relaxed) && lock(&self.silent).contains_key(&dc)
    }

    /// Lets the next connections to a data centre go through the relay, until it answers a call.
    pub(in crate::telegram) fn watch(&self, dc: i32) {
        lock(&self.silent).entry(dc).or_default();
        self.strained.store(true, Ordering::Relaxed);
    }

    /// Asks for a look at the clock, because calls to a data centre wait since then.
    pub(in crate::telegram) fn suspect(&self, dc: i32, since: Instant) {
        let mut all = lock(&self.suspicions);
        match all.iter_mut().find(|known| known.dc == dc) {
            Some(known) => known.since = known.since.min(since),
            None => all.push(Suspicion { dc, since }),
        }
        self.suspected.notify_one();
    }

    /// Waits for suspicions, and takes them.
    pub(in crate::telegram) async fn suspicions(&self) -> Vec<Suspicion> {
        self.suspected.notified().await;
        std::mem::take(&mut lock(&self.suspicions))
    }

    /// Takes over what Telegram's clock said in the clear; true when the way to Telegram has to change.
    pub(in crate::telegram) fn learn(&self, dc: i32, telegram: i64) -> bool {
        let ahead = unix().saturating_sub(telegram);
        // The client library gets over a clock that is behind.
        if self.ahead() == 0 && ahead <= TOLERANCE {
            return false;
        }
        self.set(dc, ahead)
    }

    /// Notes that Telegram refused a message for its time, and what its clock said.
    fn refused(&self, dc: i32, telegram: i64) {
        let ahead = unix().saturating_sub(telegram);
        if !self.set(dc, ahead) {
            let right = ahead.abs() <= TOLERANCE;
            let ahead = if right { 0 } else { ahead };
            lock(&self.silent).insert(dc, Some(ahead));
            self.strained.store(true, Ordering::Relaxed);
        }
    }

    fn set(&self, dc: i32, ahead: i64) -> bool {
        if ahead.abs_diff(self.ahead()) <= TOLERANCE.unsigned_abs() {
            return false;
        }
        // The client library does not count further than that either.
        let Ok(seconds) = i32::try_from(ahead) else {
            return false;
        };
        let right = ahead.abs() <= TOLERANCE;
        self.ahead
            .store(if right { 0 } else { ahead }, Ordering::Relaxed);
        lock(&self.silent).insert(dc, (!right).then_some(ahead));
        self.strained.store(true, Ordering::Relaxed);
        if let Some(observer) = &self.observer {
            observer.clock(self.ahead());
        }
        if right {
            info!("the clock of this machine is right again");
        } else {
            warn!(
                seconds,
                "the clock of this machine is {}; the bot makes up for it, but set the clock right (NTP)",
                difference(ahead)
            );
        }
        true
    }

    /// Notes that a data centre answered a call.
    pub(in crate::telegram) fn answered(&self, dc: i32) {
        if self.strained.load(Ordering::Relaxed) {
            let mut silent = lock(&self.silent);
            silent.remove(&dc);
            self.strained.store(!silent.is_empty(), Ordering::Relaxed);
        }
    }

    /// Returns the difference of the clocks when that is why a data centre does not answer.
    pub(in crate::telegram) fn trouble(&self, dc: i32) -> Option<i64> {
        lock(&self.silent).get(&dc).copied().flatten()
    }
}

/// Says by how much the clock of this machine is wrong.
pub(in crate::telegram) fn difference(ahead: i64) -> String {
    let side = if ahead < 0 { "behind" } else { "ahead of" };
    format!("{} s {side} Telegram's", ahead.unsigned_abs())
}

fn unix() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(now.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_that_is_ahead_needs_the_relay() {
        let clock = MachineClock::default();
        assert!(!clock.learn(2, unix() + 10_000));
        assert!(!clock.learn(2, unix() - 10));
        assert!(!clock.is_relayed(2));
        assert!(clock.learn(2, unix() - 400));
        assert!(clock.is_relayed(2));
        assert!((399..=401).contains(&clock.ahead()));
        assert_eq!(clock.trouble(2), Some(clock.ahead()));
        // What is known is no news.
        assert!(!clock.learn(2, unix() - 405));
        clock.answered(2);
        assert_eq!(clock.trouble(2), None);
        assert!(clock.is_relayed(2));
        // Somebody set it right.
        assert!(clock.learn(2, unix()));
        clock.answered(2);
        assert!(!clock.is_relayed(2));
    }

    #[test]
    fn a_refusal_that_the_clock_does_not_explain_is_kept() {
        let clock = MachineClock::default();
        clock.watch(2);
        clock.refused(2, unix());
        assert_eq!(clock.ahead(), 0);
        assert_eq!(clock.trouble(2), Some(0));
        assert!(clock.is_relayed(2));
        clock.answered(2);
        assert_eq!(clock.trouble(2), None);
        assert!(!clock.is_relayed(2));
        // A server that is out of its mind changes nothing.
        clock.refused(2, i64::MIN);
        assert_eq!(clock.ahead(), 0);
    }

    #[test]
    fn data_centres_are_suspected_once_each() {
        let clock = MachineClock::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let since = Instant::now();
            for dc in [2, 4, 2] {
                clock.suspect(dc, since);
            }
            let all = clock.suspicions().await;
            let dcs: Vec<_> = all.iter().map(|one| one.dc).collect();
            assert_eq!(dcs, [2, 4]);
        });
    }
}
