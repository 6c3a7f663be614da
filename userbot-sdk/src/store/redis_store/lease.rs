//! The right of one process to run an account.
//!
//! A lease holds for a quarter of a minute and is renewed every five seconds. Each has a number
//! greater than those before it, and every commit names its own: a process that slept through the
//! end of its lease cannot write any more once another one has taken the account.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::{Ask, Inner};
use crate::store::StoreError;

const LASTS: Duration = Duration::from_secs(15);
const RENEWED: Duration = Duration::from_secs(5);
/// Stands for every account; none is called so.
const ALL: &str = "*";

/// Holds the lease of this store, if it has one.
#[derive(Debug, Default)]
pub(super) struct Leases {
    current: Mutex<Option<Lease>>,
    lost: watch::Sender<bool>,
}

#[derive(Debug)]
struct Lease {
    account: String,
    /// Its value on the server: its number and its holder.
    held: String,
    renewing: AbortHandle,
}

impl Leases {
    /// Returns the account and the lease on it; both empty when there is none.
    pub(super) fn held(&self) -> (String, String) {
        self.current().as_ref().map_or_else(
            || (String::new(), String::new()),
            |lease| (lease.account.clone(), lease.held.clone()),
        )
    }

    /// Notes that another process has it now.
    pub(super) fn lost(&self) {
        self.lost.send_replace(true);
        self.stop();
    }

    /// Waits until another process has it.
    pub(super) async fn taken_over(&self) {
        let mut lost = self.lost.subscribe();
        if lost.wait_for(|lost| *lost).await.is_err() {
            // The sender is part of this value.
            std::future::pending::<()>().await;
        }
    }

    /// Ends its renewal.
    pub(super) fn stop(&self) {
        if let Some(lease) = self.current().as_ref() {
            lease.renewing.abort();
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<Lease>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the lease on an account.
pub(super) async fn claim(inner: &Arc<Inner>, account: &str) -> Result<(), StoreError> {
    let holder = format!("process {} on {}", std::process::id(), host());
    let mut invocation = inner.scripts.claim.prepare_invoke();
    invocation
        .key(inner.keys.lease(account))
        .key(inner.keys.fence(account))
        .key(inner.keys.lease(ALL))
        .arg(holder)
        .arg(millis(LASTS));
    let (taken, held, left): (u8, String, i64) = inner.patiently(Ask::Script(&invocation)).await?;
    if taken == 0 {
        return Err(claimed(&held, left));
    }
    let renewing = tokio::spawn(renew(
        Arc::downgrade(inner),
        account.to_owned(),
        held.clone(),
    ));
    *inner.leases.current() = Some(Lease {
        account: account.to_owned(),
        held,
        renewing: renewing.abort_handle(),
    });
    Ok(())
}

/// Takes the lease on everything under the prefix, unless somebody has one on an account.
pub(super) async fn claim_all(inner: &Arc<Inner>) -> Result<(), StoreError> {
    // Nobody new comes from now on; then a look at who is there.
    claim(inner, ALL).await?;
    let other = other_lease(inner).await;
    if !matches!(other, Ok(None)) {
        release(inner).await?;
    }
    other?.map_or(Ok(()), Err)
}

/// Finds a lease on an account.
async fn other_lease(inner: &Arc<Inner>) -> Result<Option<StoreError>, StoreError> {
    let own = inner.keys.lease(ALL);
    let mut cursor = 0_u64;
    loop {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg(inner.keys.leases());
        scan.arg("COUNT").arg(1_000);
        let (next, keys): (u64, Vec<String>) = inner.patiently(Ask::Command(&scan)).await?;
        for key in keys.iter().filter(|key| **key != own) {
            let get = redis::cmd("GET").arg(key).to_owned();
            let left = redis::cmd("PTTL").arg(key).to_owned();
            let held: Option<String> = inner.patiently(Ask::Command(&get)).await?;
            if let Some(held) = held {
                let left: i64 = inner.patiently(Ask::Command(&left)).await?;
                return Ok(Some(claimed(&held, left)));
            }
        }
        if next == 0 {
            return Ok(None);
        }
        cursor = next;
    }
}

/// Says who has a lease, and for how many milliseconds.
fn claimed(held: &str, left: i64) -> StoreError {
    let holder = held.split_once(' ').map_or(held, |(_, holder)| holder);
    StoreError::Claimed {
        holder: holder.to_owned(),
        seconds: u64::try_from(left.max(0)).unwrap_or(0).div_ceil(1_000),
    }
}

/// Keeps the lease as long as the store is there.
async fn renew(inner: Weak<Inner>, account: String, held: String) {
    loop {
        sleep(RENEWED).await;
        let Some(inner) = inner.upgrade() else { return };
        let mut invocation = inner.scripts.renew.prepare_invoke();
        invocation
            .key(inner.keys.lease(&account))
            .key(inner.keys.fence(&account))
            .arg(&held)
            .arg(millis(LASTS));
        let renewed: Result<u8, _> = inner.patiently(Ask::Script(&invocation)).await;
        match renewed {
            Ok(0) => {
                tracing::error!("another process has taken over this account");
                inner.leases.lost();
                return;
            }
            Ok(_) => {}
            Err(StoreError::Closed) => return,
            // Every commit asks for the lease: nothing can be written that should not be.
            Err(error) => tracing::warn!(%error, "the lease on the account was not renewed"),
        }
    }
}

/// Gives the lease back, so that the next process need not wait for its end.
pub(super) async fn release(inner: &Arc<Inner>) -> Result<(), StoreError> {
    let Some(lease) = inner.leases.current().take() else {
        return Ok(());
    };
    lease.renewing.abort();
    let mut invocation = inner.scripts.release.prepare_invoke();
    invocation
        .key(inner.keys.lease(&lease.account))
        .arg(&lease.held);
    let _: u8 = inner.patiently(Ask::Script(&invocation)).await?;
    Ok(())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Returns the name of this computer, as far as it tells.
fn host() -> String {
    std::env::var("HOSTNAME")
        .ok()
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "another computer".to_owned())
}
