//! The connection to Telegram.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use grammers_mtsender::{ConnectionParams, NoRetries};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::warn;

use super::client::Client;
use super::clock::MachineClock;
use super::observed::Activity;
use super::policy::{CallLimits, watch, watch_clock};
use super::proxy::{Bridge, ProxyError, ProxySettings};
use super::pump::UpdatePump;
use super::session::Session;
use super::supervisor::{Links, supervise};
use super::{CallError, Gap, RpcError};

/// How many updates the client library may hold back for the pump; more are dropped by it, and
/// come again with the next difference.
const UPDATES_CAPACITY: usize = 16_384;

/// How long the end of the network part is waited for.
const END_DEADLINE: Duration = Duration::from_secs(3);

/// Is told what happens to the connection. All methods do nothing by default.
pub trait ConnectionObserver: Send + Sync + fmt::Debug {
    /// The network part ended unexpectedly and is built anew.
    fn rebuilt(&self, _reason: &str) {}

    /// The clock of this machine is ahead of Telegram's by so many seconds, or behind it when they are negative, and the
    /// bot makes up for it from now on; 0 when it is right again.
    fn clock(&self, _ahead: i64) {}

    /// Telegram ordered a wait for a method.
    fn flood_wait(&self, _method: &'static str, _wait: Duration) {}

    /// The network part died so often that it is given up; the client is stopped.
    fn gave_up(&self, _reason: &str) {}

    /// The login is no longer valid.
    fn logged_out(&self, _error: &RpcError) {}

    /// Updates are lost.
    fn gap(&self, _gap: &Gap) {}
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
    /// How calls are spaced.
    pub limits: CallLimits,
    /// Is told what happens to the connection.
    pub observer: Option<Arc<dyn ConnectionObserver>>,
    /// Counts what the tasks do.
    pub activity: Activity,
    /// The proxy through which Telegram is reached; none when it is `None`.
    pub proxy: Option<ProxySettings>,
    /// The way through the proxy, or around a wrong clock, once there is a connection.
    pub(super) bridge: Option<Arc<Bridge>>,
    pub(super) clock: Arc<MachineClock>,
}

impl ConnectOptions {
    /// Makes options with the defaults.
    pub fn new(api_id: i32, session: Arc<Session>) -> Self {
        Self {
            api_id,
            session,
            device: Device::default(),
            ipv6: false,
            limits: CallLimits::default(),
            observer: None,
            activity: Activity::new(),
            proxy: None,
            bridge: None,
            clock: Arc::default(),
        }
    }

    /// Sets the proxy through which Telegram is reached.
    pub fn proxy(mut self, proxy: ProxySettings) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Sets how the client introduces itself.
    pub fn device(mut self, device: Device) -> Self {
        self.device = device;
        self
    }

    /// Sets how calls are spaced.
    pub fn limits(mut self, limits: CallLimits) -> Self {
        self.limits = limits;
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

    pub(super) fn params(&self, bridged: bool) -> ConnectionParams {
        ConnectionParams {
            device_model: self.device.model.clone(),
            system_version: self.device.system_version.clone(),
            app_version: self.device.app_version.clone(),
            system_lang_code: self.device.language.clone(),
            lang_code: self.device.language.clone(),
            // The bridge listens on 127.0.0.1.
            use_ipv6: self.ipv6 && !bridged,
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
    /// built anew within 5 seconds, and the client goes on; when it dies more than 5 times within
    /// a minute, it is given up and the client is stopped. A connection that is open and dead is
    /// noticed within 90 seconds; a clock of this machine that is ahead, within some seconds. [`Client::disconnect`] ends everything.
    ///
    /// Must be called inside a tokio runtime.
    pub fn open(mut options: ConnectOptions) -> (Client, UpdatePump) {
        options.clock = Arc::new(MachineClock::new(options.observer.clone()));
        options.bridge = Some(Arc::new(Bridge::new(
            options.proxy.clone(),
            Arc::clone(&options.clock),
            Arc::clone(&options.session),
            &options.activity,
        )));
        let links = Links::new();
        options.session.observe(&options.activity);
        let (receivers_in, receivers) = mpsc::unbounded_channel();
        let client = Client::new(&options, links.clone());
        let pump = UpdatePump::new(client.clone(), receivers, options.observer.clone());
        let activity = options.activity.clone();
        activity.spawn(watch(Arc::clone(client.policy())));
        activity.spawn(watch_clock(Arc::clone(client.policy()), options.clone()));
        activity.spawn(supervise(options, links, receivers_in));
        (client, pump)
    }
}

impl Client {
    /// Returns the proxy through which Telegram is reached, for modules that ask other servers
    /// the same way: see [`ProxySettings::http_url`].
    pub fn proxy(&self) -> Option<&ProxySettings> {
        self.bridge().and_then(|bridge| bridge.proxy())
    }

    /// Returns why the last connection through the proxy failed; `None` when it did not.
    pub fn proxy_problem(&self) -> Option<ProxyError> {
        self.bridge().and_then(|bridge| bridge.problem())
    }

    /// Returns by how many seconds the clock of this machine is ahead of Telegram's, when it is so wrong that the bot makes
    /// up for it; negative when it is behind.
    ///
    /// Telegram refuses what comes from the future by more than 30 seconds. The bot notices within some seconds, when calls
    /// go unanswered, and goes on; set the clock right all the same (NTP). `None` when the clock is right, as far as is
    /// known. The rule is that of <https://core.telegram.org/mtproto/description#message-identifier-msg-id>.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn report(client: &userbot_sdk::telegram::Client) -> Option<String> {
    /// let seconds = client.clock_ahead()?;
    /// Some(format!("this machine's clock is {seconds} s ahead"))
    /// # }
    /// # assert_eq!(report(&userbot_sdk::telegram::Client::offline()), None);
    /// ```
    pub fn clock_ahead(&self) -> Option<i64> {
        let ahead = self.policy().clock().ahead();
        (ahead != 0).then_some(ahead)
    }

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
        if timeout(END_DEADLINE, self.links().ended()).await.is_err() {
            warn!("the network part does not end");
        }
        let saved = self.session().flush().await;
        // The pump may have been ended while it saved.
        if timeout(END_DEADLINE, self.session().written())
            .await
            .is_err()
        {
            warn!("the session is still being written");
        }
        self.session().close();
        Ok(saved?)
    }
}
