//! Noticing that calls go unanswered because of this machine's clock.
//!
//! The look costs a short connection, or two, and happens only while calls wait: a machine whose clock is right, and whose
//! calls are answered, never has one.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use grammers_mtproto::transport::Full;
use grammers_mtsender::{ServerAddr, connect_with_auth};
use grammers_session::Session as _;
use grammers_tl_types as tl;
use tokio::time::{Instant, sleep};
use tracing::debug;

use super::patience::within;
use super::{Policy, SILENCE};
use crate::telegram::clock::{MachineClock, Suspicion, time_of};
use crate::telegram::connect::ConnectOptions;
use crate::telegram::proxy::Routed;

/// When no call was answered for so long, the clock is looked at.
const HESITATION: Duration = Duration::from_secs(4);
/// When no call was answered for so long, and the clock is right as far as is known, a message of our own is tried.
const DOUBT: Duration = Duration::from_secs(8);
/// So long a data centre may take to tell its time.
const ANSWER: Duration = Duration::from_secs(10);
/// So long nothing is looked at again. Meanwhile the new way is tried.
const PAUSE: Duration = Duration::from_secs(5);

impl Policy {
    /// Waits for an answer, and has the clock looked at each time that none came for a while.
    pub(super) async fn noticing<F: Future>(
        &self,
        dc: i32,
        since: Instant,
        answer: F,
    ) -> F::Output {
        let mut answer = pin!(answer);
        loop {
            if let Some(answer) = within(HESITATION, &mut answer).await {
                return answer;
            }
            if !self.answered_since(dc, since) {
                self.clock.suspect(dc, since);
            }
        }
    }

    /// Notes that a data centre answered a call.
    pub(super) fn answered_by(&self, dc: i32) {
        self.heard_from(dc);
        self.clock.answered(dc);
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.insert(dc, Instant::now());
    }

    /// Tells whether a data centre answered any call since then.
    pub(super) fn answered_since(&self, dc: i32, since: Instant) -> bool {
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.get(&dc).is_some_and(|last| *last > since)
    }

    /// Returns what is known of this machine's clock.
    pub(in crate::telegram) fn clock(&self) -> &MachineClock {
        &self.clock
    }
}

/// Watches the clock of this machine until the client stops.
pub(in crate::telegram) async fn watch_clock(policy: Arc<Policy>, options: ConnectOptions) {
    let stopped = policy.links.stopped();
    tokio::select! {
        biased;
        () = stopped => {}
        () = look(&policy, &options) => {}
    }
}

async fn look(policy: &Policy, options: &ConnectOptions) {
    loop {
        for suspicion in policy.clock.suspicions().await {
            consider(policy, options, suspicion).await;
        }
        sleep(PAUSE).await;
    }
}

/// Looks whether the clock is why a data centre does not answer.
async fn consider(policy: &Policy, options: &ConnectOptions, suspicion: Suspicion) {
    let Suspicion { dc, since } = suspicion;
    if policy.answered_since(dc, since) {
        return;
    }
    let Some(link) = policy.links.current() else {
        return;
    };
    let asked = async { time_of(address(options, dc)?).await };
    match within(ANSWER, asked).await {
        // Something came meanwhile.
        _ if policy.answered_since(dc, since) => return,
        Some(Ok(time)) if policy.clock.learn(dc, time) => return link.renew(),
        Some(Ok(_)) => debug!(dc, "calls are not answered, and the clock is right"),
        Some(Err(error)) => debug!(dc, %error, "the data centre does not tell its time"),
        None => debug!(dc, "the data centre does not tell its time"),
    }
    // The relay sees more, and one is enough.
    if since.elapsed() < DOUBT || policy.clock.is_relayed(dc) {
        return;
    }
    if refuses(&policy.clock, options, dc).await {
        return link.renew();
    }
    if since.elapsed() < SILENCE {
        return;
    }
    if policy.last_heard(dc).is_none() {
        link.reset(dc);
    } else if dc == options.session.home_dc() {
        policy.suspect.notify_one();
    }
}

/// Tells whether a data centre refuses the time of a message of our own, which the relay sees. Nothing of what is under way
/// is touched: it may only be slow.
async fn refuses(clock: &MachineClock, options: &ConnectOptions, dc: i32) -> bool {
    let key = match options.session.dc_option(dc) {
        Ok(Some(option)) => option.auth_key,
        _ => None,
    };
    let (Some(key), Ok(address)) = (key, address(options, dc)) else {
        return false;
    };
    clock.watch(dc);
    let ping = tl::functions::Ping {
        ping_id: super::super::client::random_id(),
    };
    let ask = async {
        let mut line = connect_with_auth(Full::new(), ServerAddr::Tcp { address }, key).await?;
        line.invoke(&ping).await
    };
    let answer = within(ANSWER, ask).await;
    if clock.trouble(dc).is_some() {
        return true;
    }
    debug!(
        dc,
        answered = matches!(answer, Some(Ok(_))),
        "the time of a message is not refused"
    );
    clock.answered(dc);
    false
}

/// Returns the address of a data centre, through the bridge: past it there may be no way.
fn address(options: &ConnectOptions, dc: i32) -> io::Result<SocketAddr> {
    let routed = Routed {
        session: Arc::clone(&options.session),
        bridge: options.bridge.clone(),
        ipv6: options.ipv6,
    };
    let option = routed.dc_option(dc).map_err(io::Error::other)?;
    let option = option.ok_or(io::ErrorKind::NotFound)?;
    Ok(SocketAddr::V4(option.ipv4))
}
