//! Keeps the network part alive.
//!
//! The client library talks to all data centres from one task, which stands still while one of
//! them accepts a connection and says nothing. So each foreign data centre has a network part of
//! its own, and one that does not answer at all is thrown away and built anew.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_mtsender::{SenderPool, SenderPoolHandle};
use grammers_session::updates::UpdatesLike;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::{debug, error, info, warn};

use super::connect::ConnectOptions;
use super::proxy::Routed;

/// The longest pause before the network part is built anew.
const MAX_PAUSE: Duration = Duration::from_secs(3);
/// When the network part dies more often than this…
const MAX_DEATHS: usize = 5;
/// …within this time, something is wrong that a new one does not mend.
const DEATHS_WITHIN: Duration = Duration::from_secs(60);

/// Is one living network part: that of the account's data centre, and those of foreign ones.
pub(crate) struct Link {
    handle: SenderPoolHandle,
    pub(crate) client: grammers_client::Client,
    foreign: Mutex<HashMap<i32, Foreign>>,
    options: ConnectOptions,
    /// Tells the supervisor that nothing comes back.
    silent: watch::Sender<bool>,
}

struct Foreign {
    handle: SenderPoolHandle,
    task: JoinHandle<()>,
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Link {
    /// Returns the way to a data centre.
    pub(crate) fn handle(&self, dc: i32) -> SenderPoolHandle {
        if dc == self.options.session.home_dc() {
            return self.handle.clone();
        }
        let mut foreign = self.foreign();
        if let Some(known) = foreign.get(&dc)
            && !known.task.is_finished()
        {
            return known.handle.clone();
        }
        debug!(dc, "a network part for a foreign data centre");
        let pool = pool(&self.options, dc);
        let handle = pool.handle.thin.clone();
        let task = self.options.activity.spawn(pool.runner.run());
        foreign.insert(
            dc,
            Foreign {
                handle: handle.clone(),
                task,
            },
        );
        handle
    }

    /// Closes the connection to a data centre that the account has left.
    pub(crate) fn leave(&self, dc: i32) {
        self.handle.disconnect_from_dc(dc);
    }

    /// Throws away the way to a data centre that does not answer at all.
    pub(crate) fn reset(&self, dc: i32) {
        // Who does not answer may refuse the time of what is sent, which the relay sees.
        self.options.clock.watch(dc);
        if dc == self.options.session.home_dc() {
            self.silent.send_replace(true);
        } else {
            self.foreign().remove(&dc);
        }
    }

    /// Throws away the ways to all data centres, because they have to be others from now on.
    pub(crate) fn renew(&self) {
        // A call on its way keeps this link alive, and its foreign parts with it.
        self.foreign().clear();
        self.silent.send_replace(true);
    }

    fn foreign(&self) -> MutexGuard<'_, HashMap<i32, Foreign>> {
        self.foreign.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shares the present network part, which changes when it is built anew.
#[derive(Clone)]
pub(crate) struct Links {
    link: watch::Sender<Option<Arc<Link>>>,
    stop: watch::Sender<bool>,
    /// The supervisor has let go of everything.
    ended: watch::Sender<bool>,
}

impl Links {
    pub(crate) fn new() -> Self {
        Self {
            link: watch::Sender::new(None),
            stop: watch::Sender::new(false),
            ended: watch::Sender::new(false),
        }
    }

    /// Makes links that never connect.
    pub(crate) fn offline() -> Self {
        let links = Self::new();
        links.stop();
        links.ended.send_replace(true);
        links
    }

    pub(crate) fn current(&self) -> Option<Arc<Link>> {
        self.link.borrow().clone()
    }

    /// Returns the present network part, or waits for the next one.
    pub(crate) async fn link(&self) -> Arc<Link> {
        let mut receiver = self.link.subscribe();
        loop {
            if let Some(link) = receiver.borrow_and_update().clone() {
                return link;
            }
            // The sender lives in `self`, so a change is all that can come.
            if receiver.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Returns when the client is told to stop.
    pub(crate) async fn stopped(&self) {
        is_true(&self.stop).await;
    }

    /// Returns when the supervisor has let go of everything.
    pub(crate) async fn ended(&self) {
        is_true(&self.ended).await;
    }
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links")
            .field("connected", &self.link.borrow().is_some())
            .field("stopped", &self.is_stopped())
            .finish_non_exhaustive()
    }
}

/// Returns when a flag is set.
async fn is_true(flag: &watch::Sender<bool>) {
    let mut receiver = flag.subscribe();
    if receiver.wait_for(|flag| *flag).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Says that the supervisor has ended, whatever ended it.
struct Ended(Links);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.link.send_replace(None);
        self.0.ended.send_replace(true);
    }
}

/// Why a network part came to its end.
enum End {
    Stopped,
    Silent,
    Died(String),
}

/// Runs the network part, builds it anew when it dies or falls silent, and drops it at the stop.
pub(super) async fn supervise(
    options: ConnectOptions,
    links: Links,
    receivers: mpsc::UnboundedSender<mpsc::Receiver<UpdatesLike>>,
) {
    let mut deaths = VecDeque::new();
    let _ended = Ended(links.clone());
    loop {
        let reason = match run(&options, &links, &receivers).await {
            End::Stopped => return,
            End::Silent => {
                warn!("no answer at all; connects anew");
                continue;
            }
            End::Died(reason) => reason,
        };
        deaths.push_back(Instant::now());
        deaths.retain(|death| death.elapsed() < DEATHS_WITHIN);
        if deaths.len() > MAX_DEATHS {
            error!(
                reason,
                "the network part died {} times within a minute; giving up",
                deaths.len()
            );
            links.stop();
            if let Some(observer) = &options.observer {
                observer.gave_up(&reason);
            }
            return;
        }
        error!(reason, "the network part died; building it anew");
        if let Some(observer) = &options.observer {
            observer.rebuilt(&reason);
        }
        let pause = Duration::from_millis(100)
            .saturating_mul(1 << deaths.len())
            .min(MAX_PAUSE);
        tokio::select! {
            biased;
            () = links.stopped() => return,
            () = sleep(pause) => info!("connecting again"),
        }
    }
}

/// Runs one network part to its end.
async fn run(
    options: &ConnectOptions,
    links: &Links,
    receivers: &mpsc::UnboundedSender<mpsc::Receiver<UpdatesLike>>,
) -> End {
    let pool = pool(options, options.session.home_dc());
    let handle = pool.handle.thin.clone();
    let client = grammers_client::Client::new(pool.handle);
    if receivers.send(pool.updates).is_err() {
        debug!("nobody reads updates");
    }
    // A task of its own, so that a panic inside ends it alone; dropping the future, not asking
    // it to quit, is what always ends it.
    let mut runner = options.activity.spawn(pool.runner.run());
    let silent = watch::Sender::new(false);
    links.link.send_replace(Some(Arc::new(Link {
        handle,
        client,
        foreign: Mutex::default(),
        options: options.clone(),
        silent: silent.clone(),
    })));
    let end = tokio::select! {
        biased;
        () = links.stopped() => End::Stopped,
        () = is_true(&silent) => End::Silent,
        ended = &mut runner => End::Died(match ended {
            Ok(()) => "it ended by itself".to_owned(),
            Err(error) => error.to_string(),
        }),
    };
    links.link.send_replace(None);
    if !matches!(end, End::Died(_)) {
        runner.abort();
        // The end of an aborted task is the news here, not its result.
        let _ = runner.await;
    }
    end
}

fn pool(options: &ConnectOptions, dc: i32) -> SenderPool {
    let bridge = options.bridge.clone();
    let bridge = bridge.filter(|bridge| bridge.is_needed(dc));
    let params = options.params(bridge.is_some());
    let session = Routed {
        session: Arc::clone(&options.session),
        bridge,
        ipv6: options.ipv6,
    };
    SenderPool::with_configuration(Arc::new(session), options.api_id, params)
}
