//! Pacing: calls are spaced so that Telegram has no reason to order a wait.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::family::CallFamily;
use crate::telegram::PeerId;

/// When this many chats are noted, those that are free again are forgotten.
const SWEEP_AT: usize = 1_024;

/// Says how often something may happen: so many at once, then one in a time.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use userbot_sdk::telegram::Rate;
///
/// // Twenty at once; after that one in three seconds, which is twenty in a minute.
/// let rate = Rate::new(20, Duration::from_secs(3));
/// assert_eq!(rate.burst(), 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    burst: u32,
    every: Duration,
}

impl Rate {
    /// Makes a rate of `burst` at once (at least one), then one in each `every`.
    pub fn new(burst: u32, every: Duration) -> Self {
        Self {
            burst: burst.max(1),
            every,
        }
    }

    /// Returns how many may happen at once.
    pub fn burst(self) -> u32 {
        self.burst
    }

    /// Returns after what time one more may happen.
    pub fn every(self) -> Duration {
        self.every
    }
}

/// Says how calls are spaced, by family and by chat.
///
/// Telegram publishes no limits for accounts of people; it orders waits, and watches accounts that
/// provoke them. The defaults stay below what is known of bots (30 messages a second, 20 a minute
/// in one group) and let through what a person could do by hand. A call that has to wait does so
/// without using up its deadline.
///
/// | what | at once | then |
/// |---|---|---|
/// | messages in one private chat | 20 | one a second |
/// | messages in one group or channel | 20 | one in 3 seconds |
/// | [`Sending`](CallFamily::Sending), all chats together | 30 | one a second |
/// | [`Editing`](CallFamily::Editing) | 30 | two a second |
/// | [`Deleting`](CallFamily::Deleting) | 20 | two a second |
/// | [`Reading`](CallFamily::Reading) | 60 | three a second |
/// | [`Resolving`](CallFamily::Resolving) | 20 | one in 5 seconds |
/// | [`Joining`](CallFamily::Joining) | 5 | one in 30 seconds |
/// | [`Managing`](CallFamily::Managing) | 20 | one a second |
/// | [`Other`](CallFamily::Other) | 60 | ten a second |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use userbot_sdk::telegram::{CallFamily, CallLimits, Rate};
///
/// let careful = CallLimits::default().set(CallFamily::Sending, Rate::new(5, Duration::from_secs(4)));
/// assert_eq!(careful.rate(CallFamily::Sending).unwrap().burst(), 5);
/// assert_eq!(CallLimits::off().rate(CallFamily::Sending), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLimits {
    families: BTreeMap<CallFamily, Rate>,
    private_chat: Option<Rate>,
    group: Option<Rate>,
}

impl Default for CallLimits {
    fn default() -> Self {
        let millis = Duration::from_millis;
        let families = [
            (CallFamily::Sending, Rate::new(30, millis(1_000))),
            (CallFamily::Editing, Rate::new(30, millis(500))),
            (CallFamily::Deleting, Rate::new(20, millis(500))),
            (CallFamily::Reading, Rate::new(60, millis(333))),
            (CallFamily::Resolving, Rate::new(20, millis(5_000))),
            (CallFamily::Joining, Rate::new(5, millis(30_000))),
            (CallFamily::Managing, Rate::new(20, millis(1_000))),
            (CallFamily::Other, Rate::new(60, millis(100))),
        ];
        Self {
            families: families.into(),
            private_chat: Some(Rate::new(20, millis(1_000))),
            group: Some(Rate::new(20, millis(3_000))),
        }
    }
}

impl CallLimits {
    /// Makes limits that let everything through at once.
    pub fn off() -> Self {
        Self {
            families: BTreeMap::new(),
            private_chat: None,
            group: None,
        }
    }

    /// Sets the rate of a family. [`CallFamily::Unlimited`] keeps having none.
    pub fn set(mut self, family: CallFamily, rate: Rate) -> Self {
        if family != CallFamily::Unlimited {
            self.families.insert(family, rate);
        }
        self
    }

    /// Sets the rate of messages in one private chat; `None` is no limit.
    pub fn private_chat(mut self, rate: Option<Rate>) -> Self {
        self.private_chat = rate;
        self
    }

    /// Sets the rate of messages in one group or channel; `None` is no limit.
    pub fn group(mut self, rate: Option<Rate>) -> Self {
        self.group = rate;
        self
    }

    /// Returns the rate of a family, when it has one.
    pub fn rate(&self, family: CallFamily) -> Option<Rate> {
        self.families.get(&family).copied()
    }

    /// Returns the rate of messages in a chat, when it has one.
    fn chat_rate(&self, chat: PeerId) -> Option<Rate> {
        match chat {
            PeerId::User(_) => self.private_chat,
            _ => self.group,
        }
    }
}

/// Names what has a limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Family(CallFamily),
    Chat(PeerId),
}

/// Gives calls their turns.
///
/// For each key it holds the time at which all turns that were given out would be used up at the
/// steady rate (the generic cell rate algorithm).
pub(super) struct Pace {
    limits: CallLimits,
    used_up: Mutex<HashMap<Key, Instant>>,
}

impl Pace {
    pub(super) fn new(limits: CallLimits) -> Self {
        Self {
            limits,
            used_up: Mutex::default(),
        }
    }

    /// Takes the next turn of a family, and of a chat for what is sent there. The turn is given
    /// back when it is dropped unused.
    pub(super) fn turn(&self, family: CallFamily, chat: Option<PeerId>) -> Turn<'_> {
        let of_family = self
            .limits
            .rate(family)
            .map(|rate| (Key::Family(family), rate));
        let of_chat = chat
            .filter(|_| family == CallFamily::Sending)
            .and_then(|chat| Some((Key::Chat(chat), self.limits.chat_rate(chat)?)));
        let keys = [of_family, of_chat];
        let now = Instant::now();
        let mut wait = Duration::ZERO;
        if keys.iter().any(Option::is_some) {
            let mut used_up = self.used_up();
            if used_up.len() >= SWEEP_AT {
                used_up.retain(|_, until| *until > now);
            }
            for (key, rate) in keys.iter().flatten() {
                let until = used_up.entry(*key).or_insert(now);
                *until = (*until).max(now) + rate.every;
                let free = *until - now;
                wait = wait.max(free.saturating_sub(rate.every * rate.burst));
            }
        }
        Turn {
            pace: self,
            keys,
            wait,
            used: false,
        }
    }

    fn used_up(&self) -> MutexGuard<'_, HashMap<Key, Instant>> {
        self.used_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Is the turn of one call.
pub(super) struct Turn<'a> {
    pace: &'a Pace,
    keys: [Option<(Key, Rate)>; 2],
    /// How long it is until then.
    pub(super) wait: Duration,
    used: bool,
}

impl Turn<'_> {
    /// Says that the call is made.
    pub(super) fn take(mut self) {
        self.used = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.used {
            return;
        }
        let mut used_up = self.pace.used_up();
        for (key, rate) in self.keys.iter().flatten() {
            if let Some(until) = used_up.get_mut(key) {
                *until = until.checked_sub(rate.every).unwrap_or(*until);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: PeerId = PeerId::User(1);
    const BOB: PeerId = PeerId::User(2);

    fn pace(burst: u32) -> Pace {
        let rate = Rate::new(burst, Duration::from_secs(2));
        let limits = CallLimits::off().private_chat(Some(rate));
        Pace::new(limits.set(CallFamily::Joining, rate))
    }

    fn wait(pace: &Pace, chat: PeerId) -> u64 {
        let turn = pace.turn(CallFamily::Sending, Some(chat));
        let wait = turn.wait.as_secs();
        turn.take();
        wait
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_the_rest_is_spaced() {
        let pace = pace(3);
        let waits: Vec<u64> = (0..6).map(|_| wait(&pace, ANN)).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 6]);
        assert_eq!(wait(&pace, BOB), 0);
        tokio::time::advance(Duration::from_secs(8)).await;
        assert_eq!(wait(&pace, ANN), 0);
        assert_eq!(wait(&pace, ANN), 2);
        tokio::time::advance(Duration::from_secs(600)).await;
        let waits: Vec<u64> = (0..4).map(|_| wait(&pace, ANN)).collect();
        assert_eq!(waits, [0, 0, 0, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_is_not_used_is_given_back() {
        let pace = pace(1);
        assert_eq!(wait(&pace, ANN), 0);
        for _ in 0..10 {
            assert_eq!(pace.turn(CallFamily::Sending, Some(ANN)).wait.as_secs(), 2);
        }
        assert_eq!(wait(&pace, ANN), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn chats_that_are_free_are_forgotten() {
        let pace = pace(1);
        for id in 0..10_000 {
            wait(&pace, PeerId::User(id));
            tokio::time::advance(Duration::from_secs(3)).await;
        }
        assert!(pace.used_up().len() <= SWEEP_AT);
    }

    #[test]
    fn what_must_not_wait_has_no_limit() {
        let limits =
            CallLimits::default().set(CallFamily::Unlimited, Rate::new(1, Duration::from_secs(60)));
        for family in CallFamily::ALL {
            let unlimited = *family == CallFamily::Unlimited;
            assert_eq!(limits.rate(*family).is_none(), unlimited, "{family:?}");
        }
    }
}
