//! Server salts: numbers that each packet must carry, and that change with time.

use std::sync::atomic::{AtomicU64, Ordering};

use grammers_tl_types::RawVec;
use grammers_tl_types::types::{FutureSalt, FutureSalts};

use super::random::mix;

/// How long a salt is the newest one, in seconds.
const PERIOD: i32 = 3600;
/// How long a salt is accepted after the next one came, in seconds.
const OVERLAP: i32 = 1800;
/// The most salts that a client gets at once.
const MOST: i32 = 64;

/// The salts of all keys: a function of the seed, the key and the hour since the server started.
#[derive(Debug)]
pub(crate) struct Salts {
    seed: u64,
    start: i32,
    /// Counts the changes that a test made.
    generation: AtomicU64,
}

impl Salts {
    pub(crate) fn new(seed: u64, start: i32) -> Self {
        Self {
            seed,
            start,
            generation: AtomicU64::new(0),
        }
    }

    /// Makes all salts that were given out invalid.
    pub(crate) fn change(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn current(&self, key_id: i64, now: i32) -> i64 {
        self.salt(key_id, self.period(now))
    }

    pub(crate) fn accepts(&self, key_id: i64, now: i32, salt: i64) -> bool {
        salt == self.current(key_id, now)
            || salt == self.salt(key_id, self.period(now.saturating_sub(OVERLAP)))
    }

    /// The answer to `get_future_salts`.
    pub(crate) fn future(&self, key_id: i64, now: i32, request: i64, count: i32) -> FutureSalts {
        let first = self.period(now);
        let salts = (0..count.clamp(2, MOST))
            .map(|n| {
                let valid_since = self
                    .start
                    .saturating_add((first + n).saturating_mul(PERIOD));
                FutureSalt {
                    valid_since,
                    valid_until: valid_since.saturating_add(PERIOD + OVERLAP),
                    salt: self.salt(key_id, first + n),
                }
            })
            .collect();
        FutureSalts {
            req_msg_id: request,
            now,
            salts: RawVec(salts),
        }
    }

    fn period(&self, now: i32) -> i32 {
        (now.saturating_sub(self.start)).max(0) / PERIOD
    }

    fn salt(&self, key_id: i64, period: i32) -> i64 {
        let generation = self.generation.load(Ordering::Relaxed);
        let hour = mix(u64::from(period.unsigned_abs()) ^ (generation << 32));
        // Never 0, which is what a client sends that knows no salt.
        (mix(self.seed ^ key_id.cast_unsigned() ^ hour) | 1).cast_signed()
    }
}
