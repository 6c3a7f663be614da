//! The connection to Telegram.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use grammers_mtsender::{ConnectionParams, NoRetries, SenderPool, SenderPoolHandle};
use grammers_session::updates::UpdatesLike;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tracing::{error, info, warn};

use super::client::Client;
use super::observed::Activity;
use super::pump::UpdatePump;
use super::session::Session;
use super::{CallError, RpcError};

/// How many updates the client library may hold back for the pump; more are dropped by it, and
/// come again with the next difference.
const UPDATES_CAPACITY: usize = 16_384;
/// The longest pause before the connection is built anew.
const MAX_REBUILD_PAUSE: Duration = Duration::from_secs(60);

/// How long the end of the network part is waited for.
const END_DEADLINE: Duration = Duration::from_secs(3);

/// Is told what happens to the connection. All methods do nothing by default.
pub trait ConnectionObserver: Send + Sync + fmt::Debug {
    /// The network part ended unexpectedly and is built anew.
    fn rebuilt(&self, _reason: &str) {}

    /// Telegram ordered a wait for a method.
    fn flood_wait(&self, _method: &'static str, _wait: Duration) {}

    /// The login is no longer valid.
    fn logged_out(&self, _error: &RpcError) {}

    /// Updates may have been lost: Telegram skipped some that were too many.
    fn gap(&self, _what: &str) {}
}

/// Says how the client introduces itself to Telegram; it is shown in the list of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The name of the device.
    pub model: String,
    /// The version of the operating system.
    pub system_version: String,
    /// The version of the bot.
    pub app_version: String,
    /// The language, as a code such as `en`.
    pub language: String,
}

impl Default for Device {
    fn default() -> Self {
        Self {
            model: format!("userbot ({})", std::env::consts::OS),
            system_version: std::env::consts::ARCH.to_owned(),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            language: "en".to_owned(),
        }
    }
}

/// Says how to connect.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// The number of the application, from my.telegram.org.
    pub api_id: i32,
    /// The login.
    pub session: Arc<Session>,
    /// How the client introduces itself.
    pub device: Device,
    /// Connects over IPv6.
    pub ipv6: bool,
    /// Is told what happens to the connection.
    pub observer: Option<Arc<dyn ConnectionObserver>>,
    /// Counts what the tasks do.
    pub activity: Activity,
}

impl ConnectOptions {
    /// Makes options with the defaults.
    pub fn new(api_id: i32, session: Arc<Session>) -> Self {
        Self {
            api_id,
            session,
            device: Device::default(),
            ipv6: false,
            observer: None,
            activity: Activity::new(),
        }
    }

    /// Sets how the client introduces itself.
    pub fn device(mut self, device: Device) -> Self {
        self.device = device;
        self
    }

    /// Sets who is told what happens to the connection.
    pub fn observer(mut self, observer: Arc<dyn ConnectionObserver>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Sets where the work of the tasks is counted.
    pub fn activity(mut self, activity: &Activity) -> Self {
        self.activity = activity.clone();
        self
    }

    fn params(&self) -> ConnectionParams {
        ConnectionParams {
            device_model: self.device.model.clone(),
            system_version: self.device.system_version.clone(),
            app_version: self.device.app_version.clone(),
            system_lang_code: self.device.language.clone(),
            lang_code: self.device.language.clone(),
            use_ipv6: self.ipv6,
            retry_policy: Box::new(NoRetries),
            updates_channel_capacity: NonZeroUsize::new(UPDATES_CAPACITY)
                .unwrap_or(NonZeroUsize::MIN),
            ..ConnectionParams::default()
        }
    }
}

/// Builds the connection.
#[derive(Debug)]
pub struct Connection;

impl Connection {
    /// Starts the network part and returns the client and the pump of updates.
    ///
    /// Nothing is sent before the first call. The network part is supervised: when it dies, it is
    /// built anew, and the client goes on. [`Client::disconnect`] ends it.
    ///
    /// Must be called inside a tokio runtime.
    pub fn open(options: ConnectOptions) -> (Client, UpdatePump) {
        let links = Links::new();
        options.session.observe(&options.activity);
        let (receivers_in, receivers) = mpsc::unbounded_channel();
        let client = Client::new(&options, links.clone());
        let pump = UpdatePump::new(client.clone(), receivers, options.observer.clone());
        let activity = options.activity.clone();
        activity.spawn(supervise(options, links, receivers_in));
        (client, pump)
    }
}

/// Is one living network part.
pub(crate) struct Link {
    pub(crate) handle: SenderPoolHandle,
    pub(crate) client: grammers_client::Client,
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

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links")
            .field("connected", &self.link.borrow().is_some())
            .field("stopped", &self.is_stopped())
            .finish_non_exhaustive()
    }
}

/// Runs the network part, builds it anew when it dies, and drops it at the stop.
async fn supervise(
    options: ConnectOptions,
    links: Links,
    receivers: mpsc::UnboundedSender<mpsc::Receiver<UpdatesLike>>,
) {
    let mut failures = 0_u32;
    let _ended = Ended(links.clone());
    loop {
        let pool = SenderPool::with_configuration(
            Arc::clone(&options.session),
            options.api_id,
            options.params(),
        );
        let handle = pool.handle.thin.clone();
        let client = grammers_client::Client::new(pool.handle);
        if receivers.send(pool.updates).is_err() {
            info!("nobody reads updates");
        }
        // A task of its own, so that a panic inside ends it alone; dropping the future, not
        // asking it to quit, is what always ends it.
        let mut runner = options.activity.spawn(pool.runner.run());
        links
            .link
            .send_replace(Some(Arc::new(Link { handle, client })));
        let started = tokio::time::Instant::now();
        let ended = tokio::select! {
            biased;
            () = links.stopped() => None,
            ended = &mut runner => Some(ended),
        };
        links.link.send_replace(None);
        let Some(ended) = ended else {
            runner.abort();
            // The end of an aborted task is the news here, not its result.
            let _ = runner.await;
            return;
        };
        let reason = match ended {
            Ok(()) => "it ended by itself".to_owned(),
            Err(error) => error.to_string(),
        };
        error!(reason, "the network part died; building it anew");
        if let Some(observer) = &options.observer {
            observer.rebuilt(&reason);
        }
        failures = if started.elapsed() > MAX_REBUILD_PAUSE {
            0
        } else {
            failures + 1
        };
        let pause = Duration::from_millis(100)
            .saturating_mul(1 << failures.min(10))
            .min(MAX_REBUILD_PAUSE);
        tokio::select! {
            biased;
            () = links.stopped() => return,
            () = sleep(pause) => warn!("connecting again"),
        }
    }
}

impl Client {
    /// Ends the connection at once, saves the session and releases its file. Every call from
    /// then on gives [`CallError::Stopped`].
    ///
    /// Stop the pump by its own handle first.
    ///
    /// # Errors
    ///
    /// The session file cannot be written; everything is closed all the same.
    pub async fn disconnect(&self) -> Result<(), CallError> {
        self.links().stop();
        if timeout(END_DEADLINE, is_true(&self.links().ended))
            .await
            .is_err()
        {
            warn!("the network part does not end");
        }
        let saved = self.session().flush().await;
        self.session().close();
        Ok(saved?)
    }
}
