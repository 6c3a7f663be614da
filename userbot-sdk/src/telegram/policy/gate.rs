//! Waits that Telegram has ordered and that still run.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::telegram::RpcError;

/// When this many gates are noted, those that are over are forgotten.
const SWEEP_AT: usize = 256;

/// Holds, for each key, until when calls must wait, and the error that said so.
#[derive(Debug)]
pub(super) struct Gates<K>(Mutex<HashMap<K, Gate>>);

#[derive(Debug, Clone)]
struct Gate {
    until: Instant,
    error: RpcError,
}

impl<K> Default for Gates<K> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash> Gates<K> {
    /// Closes the gate for a time; a longer wait that already runs stays.
    pub(super) fn close(&self, key: K, wait: Duration, error: &RpcError) {
        let now = Instant::now();
        // A wait of years does not fit into the clock; a month is as good.
        let until = now + wait.min(Duration::from_secs(30 * 24 * 3600));
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if gates.len() >= SWEEP_AT {
            gates.retain(|_, gate| gate.until > now);
        }
        let gate = gates.entry(key).or_insert_with(|| Gate {
            until,
            error: error.clone(),
        });
        if gate.until < until {
            *gate = Gate {
                until,
                error: error.clone(),
            };
        }
    }

    /// Returns the gates that are closed and for how long.
    pub(super) fn all_closed(&self) -> Vec<(K, Duration)>
    where
        K: Copy,
    {
        let now = Instant::now();
        let gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gates
            .iter()
            .map(|(key, gate)| (*key, gate.until.saturating_duration_since(now)))
            .filter(|(_, left)| !left.is_zero())
            .collect()
    }

    /// Returns how long the gate stays closed, with the error and the seconds that are left.
    pub(super) fn closed(&self, key: &K) -> Option<(Duration, RpcError)> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates.get(key)?;
        let left = gate.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            gates.remove(key);
            return None;
        }
        let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        Some((left, gate.error.clone().with_value(seconds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_gate_opens_when_its_time_is_over() {
        let gates = Gates::default();
        let error = RpcError::decode(420, "FLOOD_WAIT_30");
        gates.close("a", Duration::from_secs(30), &error);
        gates.close("a", Duration::from_secs(5), &error);
        tokio::time::advance(Duration::from_millis(10_500)).await;
        let (left, error) = gates.closed(&"a").unwrap();
        assert_eq!(left, Duration::from_millis(19_500));
        assert_eq!(error.value(), Some(20));
        assert!(gates.closed(&"b").is_none());
        tokio::time::advance(left).await;
        assert!(gates.closed(&"a").is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn endless_waits_do_no_harm_and_old_ones_are_forgotten() {
        let gates = Gates::default();
        let error = RpcError::decode(420, "FLOOD_WAIT_99999999999999999999");
        gates.close(u64::MAX, Duration::from_secs(u64::MAX), &error);
        for key in 0..1000 {
            gates.close(key, Duration::from_secs(1), &error);
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        assert!(gates.closed(&u64::MAX).is_some());
        assert!(gates.0.lock().unwrap().len() <= SWEEP_AT + 1);
    }
}
