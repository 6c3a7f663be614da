//! Waiting until nothing moves any more.

use std::time::{Duration, Instant};

use userbot_sdk::telegram::Activity;

use crate::server::Server;

/// How many times in a row the runtime must have nothing to do.
const QUIET_ROUNDS: u32 = 24;

/// How long, on the wall clock, nothing must move: the kernel hands bytes over the loopback in
/// microseconds, and nothing tells when it has not yet done so.
const QUIET_TIME: Duration = Duration::from_micros(150);

/// Waits until no task of the SDK and the servers has been polled for a while, no call waits for
/// its answer and no blocking job runs.
pub(crate) async fn settle(activity: &Activity, servers: &[Server]) {
    let moved = || {
        activity
            .polls()
            .wrapping_add(servers.iter().map(Server::activity).sum())
    };
    let busy = || activity.blocking() > 0 || servers.iter().any(|server| server.pending() > 0);
    let mut seen = moved();
    let mut rounds = 0;
    let mut since = Instant::now();
    while rounds < QUIET_ROUNDS || since.elapsed() < QUIET_TIME {
        tokio::task::yield_now().await;
        let now = moved();
        if now != seen || busy() {
            seen = now;
            rounds = 0;
            since = Instant::now();
        } else {
            rounds += 1;
        }
    }
}
