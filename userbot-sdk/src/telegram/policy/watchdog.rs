//! Noticing a connection that is open and dead.
//!
//! When the other side is gone without a word (a cable, a router that forgot), the operating
//! system believes in the connection for a quarter of an hour, and the client library does not
//! look at the answers to its own pings. So somebody else asks when nothing was heard for a
//! minute, and has the network part built anew when no answer comes.

use std::sync::Arc;
use std::time::Duration;

use grammers_tl_types::{self as tl, Serializable};
use tokio::time::{Instant, sleep_until};
use tracing::{debug, warn};

use super::Policy;
use super::patience::within;

/// After so long without a word the data centre is asked.
const QUIET: Duration = Duration::from_secs(60);
/// So long it may take to answer. Together that is less than the 90 seconds that are promised.
const ANSWER: Duration = Duration::from_secs(20);

/// Watches the connection to the account's data centre until the client stops.
pub(in crate::telegram) async fn watch(policy: Arc<Policy>) {
    let stopped = policy.links.stopped();
    tokio::select! {
        biased;
        () = stopped => {}
        () = look(&policy) => {}
    }
}

async fn look(policy: &Policy) {
    // Before the first answer there is nothing to watch: the call that waits for it has a
    // deadline.
    let mut asked = Instant::now();
    loop {
        let dc = policy.session.home_dc();
        let heard = policy.last_heard(dc);
        let next = heard.map_or(asked, |heard| heard.max(asked)) + QUIET;
        let suspected = tokio::select! {
            biased;
            () = sleep_until(next) => false,
            () = policy.suspect.notified() => true,
        };
        let heard = policy.last_heard(dc);
        let quiet = heard.is_some_and(|heard| suspected || heard.elapsed() >= QUIET);
        if quiet && !answers(policy, dc).await {
            warn!(dc, "the connection is dead; connecting anew");
            if let Some(link) = policy.links.current() {
                link.reset(dc);
            }
        }
        // Something was heard meanwhile: the minute counts from there, not from now.
        if quiet || heard.is_none() {
            asked = Instant::now();
        }
    }
}

/// Asks a data centre for a sign of life; false when none came.
async fn answers(policy: &Policy, dc: i32) -> bool {
    let begun = Instant::now();
    let ping = tl::functions::Ping {
        ping_id: super::super::client::random_id(),
    };
    let ask = async {
        let link = policy.links.link().await;
        link.handle(dc).raw_invoke_in_dc(dc, ping.to_bytes()).await
    };
    match within(ANSWER, ask).await {
        Some(Ok(_)) => {
            policy.answered_by(dc);
            true
        }
        // The connection is known to be broken: the next call makes a new one.
        Some(Err(error)) => {
            debug!(%error, "no sign of life");
            true
        }
        None => policy.last_heard(dc).is_some_and(|heard| heard >= begun),
    }
}
