//! What was called, by whom, and what had to wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// So many pairs of module and method are told apart; there are fewer, unless something is wrong.
const MOST: usize = 10_000;

/// Is the calls of one method by one module since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CallCount {
    /// The module whose handler, hook or schedule made the calls; `None` outside of them.
    ///
    /// A task that a handler starts with [`Context::spawn`](crate::context::Context::spawn)
    /// belongs to its module; one of `tokio::spawn` does not.
    pub module: Option<&'static str>,
    /// The method, such as `messages.sendMessage`.
    pub method: &'static str,
    /// How many calls were made.
    pub calls: u64,
    /// How many of them gave an error.
    pub failed: u64,
    /// How often a call was sent again, because of the network, the server or a wait.
    pub repeated: u64,
    /// How long calls waited because Telegram ordered it.
    pub flooded: Duration,
    /// How long calls waited for their turn.
    pub paced: Duration,
}

/// Is what the account asked of Telegram since the start, by module and method.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CallReport {
    /// The numbers, the most frequent calls first.
    pub counts: Vec<CallCount>,
    /// Methods of which Telegram wants a pause now, and how long it still lasts.
    pub waits: Vec<(&'static str, Duration)>,
}

impl CallReport {
    /// Returns how many calls were made.
    pub fn calls(&self) -> u64 {
        self.counts.iter().map(|count| count.calls).sum()
    }
}

/// Collects the numbers.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<HashMap<Account, CallCount>>);

/// Names a row.
pub(super) type Account = (Option<&'static str>, &'static str);

impl Ledger {
    /// Changes the numbers of a row.
    pub(super) fn note(&self, account: Account, change: impl FnOnce(&mut CallCount)) {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = rows.contains_key(&account);
        let account = if known || rows.len() < MOST {
            account
        } else {
            (account.0, "")
        };
        let row = rows.entry(account).or_insert(CallCount {
            module: account.0,
            method: account.1,
            ..CallCount::default()
        });
        change(row);
    }

    /// Returns all rows, the most frequent calls first.
    pub(super) fn counts(&self) -> Vec<CallCount> {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts: Vec<CallCount> = rows.values().copied().collect();
        counts.sort_unstable_by_key(|count| {
            (std::cmp::Reverse(count.calls), count.module, count.method)
        });
        counts
    }
}
