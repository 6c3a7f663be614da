//! What a bot is made of.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use tracing::Instrument;

use super::error::StartError;
use super::running::Running;
use crate::context::Observer;
use crate::dispatch::DispatchOptions;
use crate::module::Registry;
use crate::options::Environment;
use crate::store::{DailyBackups, MemoryStore, RedbStore, Store, StoreError};
use crate::telegram::{Activity, CallLimits, ConnectOptions, ProxySettings, Session};

/// Is a bot that can be started.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::module::Registry;
/// use userbot_sdk::runtime::Userbot;
///
/// # async fn run() -> Result<(), userbot_sdk::runtime::StartError> {
/// let running = Userbot::builder()
///     .registry(Registry::new().discover())
///     .session("mybot.userbot/session.redb")
///     .api(12345, "0123456789abcdef0123456789abcdef")
///     .languages(["ru", "en"])
///     .start()
///     .await?;
/// running.wait().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Userbot;

impl Userbot {
    /// Begins a bot.
    pub fn builder() -> UserbotBuilder {
        UserbotBuilder::default()
    }
}

/// Is where the login is kept.
#[derive(Clone)]
pub enum SessionSource {
    /// In a file.
    File(PathBuf),
    /// In a session that is open already.
    Open(Arc<Session>),
}

impl From<&str> for SessionSource {
    fn from(path: &str) -> Self {
        Self::File(path.into())
    }
}

impl From<PathBuf> for SessionSource {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<Arc<Session>> for SessionSource {
    fn from(session: Arc<Session>) -> Self {
        Self::Open(session)
    }
}

impl fmt::Debug for SessionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Open(_) => f.write_str("Open"),
        }
    }
}

/// Says where the daily backups are kept.
pub(super) enum Daily {
    /// Beside the session, when the values are there.
    Default,
    /// Where somebody has said, or nowhere.
    Chosen(Option<DailyBackups>),
}

/// Collects what a bot is made of. [`UserbotBuilder::start`] starts it.
#[must_use]
pub struct UserbotBuilder {
    pub(super) registry: Registry,
    pub(super) session: Option<SessionSource>,
    pub(super) api: Option<(i32, SecretString)>,
    pub(super) bot_token: Option<SecretString>,
    pub(super) prefix: String,
    pub(super) languages: Vec<String>,
    pub(super) time_zone: Option<String>,
    pub(super) translations: Option<PathBuf>,
    pub(super) store: Option<Arc<dyn Store>>,
    pub(super) environment: Option<Environment>,
    pub(super) config_values: Vec<(String, String, String)>,
    pub(super) daily_backups: Daily,
    pub(super) observer: Option<Arc<dyn Observer>>,
    pub(super) activity: Activity,
    pub(super) started_at: Option<Timestamp>,
    pub(super) dispatch: DispatchOptions,
    pub(super) handler_deadline: Duration,
    pub(super) suspend_after: Option<NonZeroUsize>,
    pub(super) limits: CallLimits,
    pub(super) connect: Option<ConnectOptions>,
    pub(super) name: Option<String>,
    pub(super) passphrase: Option<SecretString>,
    pub(super) proxy: Option<ProxySettings>,
}

impl Default for UserbotBuilder {
    fn default() -> Self {
        Self {
            registry: Registry::new(),
            session: None,
            api: None,
            bot_token: None,
            prefix: ".".to_owned(),
            languages: vec!["en".to_owned()],
            time_zone: None,
            translations: None,
            store: None,
            environment: None,
            config_values: Vec::new(),
            daily_backups: Daily::Default,
            observer: None,
            activity: Activity::default(),
            started_at: None,
            dispatch: DispatchOptions::default(),
            handler_deadline: Duration::from_secs(300),
            suspend_after: None,
            limits: CallLimits::default(),
            connect: None,
            name: None,
            passphrase: None,
            proxy: None,
        }
    }
}

impl UserbotBuilder {
    /// Sets the modules.
    pub fn registry(mut self, registry: Registry) -> Self {
        self.registry = registry;
        self
    }

    /// Sets where the login is kept: a path, or a session that is open already.
    pub fn session(mut self, session: impl Into<SessionSource>) -> Self {
        self.session = Some(session.into());
        self
    }

    /// Sets the application, as my.telegram.org gave it to you.
    pub fn api(mut self, id: i32, hash: impl Into<String>) -> Self {
        self.api = Some((id, SecretString::from(hash.into())));
        self
    }

    /// Logs in as this bot when nobody is logged in yet.
    pub fn bot_token(mut self, token: impl Into<String>) -> Self {
        self.bot_token = Some(SecretString::from(token.into()));
        self
    }

    /// Sets the prefix of commands that holds until the owner chooses another; it is `.` here.
    pub fn prefix_default(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the languages that hold until the owner chooses others, the preferred one first;
    /// English when this is not called.
    pub fn languages<S: Into<String>>(mut self, languages: impl IntoIterator<Item = S>) -> Self {
        self.languages = languages.into_iter().map(Into::into).collect();
        self
    }

    /// Sets a folder of translations, which is read at the start: its files put texts in the place
    /// of those of a module.
    ///
    /// A file is called `Greeter.ru.ftl` after the module and the language, or `sdk.ru.ftl` for what
    /// the bot itself says. One with a mistake is not used, and the owner is told why. A folder that
    /// does not exist is as good as an empty one. What the owner sent with `.translate` wins.
    pub fn translations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.translations = Some(folder.into());
        self
    }

    /// Sets the time zone by whose clocks `#[cron(…)]` runs, such as `Europe/Berlin`; that of the
    /// system when this is not called.
    pub fn time_zone(mut self, name: impl Into<String>) -> Self {
        self.time_zone = Some(name.into());
        self
    }

    /// Chooses whether an unknown command is answered with the nearest names; off by default,
    /// because other programs on the account may use the same prefix.
    pub fn suggest_unknown(mut self, suggest: bool) -> Self {
        self.dispatch.suggest_unknown = suggest;
        self
    }

    /// Suspends a module after so many failures of its handlers in a row; by default none is, and the owner is told after
    /// five.
    ///
    /// A suspended module gets no events: what comes meanwhile is not delivered to it later, so this is for bots for
    /// which a broken module is worse than a silent one. The owner is told, and `.restart NAME` or `.enable NAME`
    /// starts it again. Commands and modules that are built in are never suspended.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    /// use userbot_sdk::runtime::Userbot;
    ///
    /// let bot = Userbot::builder().suspend_after(NonZeroUsize::new(5));
    /// # let _ = bot;
    /// ```
    pub fn suspend_after(mut self, failures: impl Into<Option<NonZeroUsize>>) -> Self {
        self.suspend_after = failures.into();
        self
    }

    /// Sets how long one run of a handler may take; 5 minutes by default.
    pub fn handler_deadline(mut self, deadline: Duration) -> Self {
        self.handler_deadline = deadline;
        self
    }

    /// Sets how many events wait for one handler in one chat before some are dropped; 1000 by
    /// default. All queues together hold 50 times as much.
    pub fn queue_limit(mut self, limit: usize) -> Self {
        self.dispatch.queue_limit = limit;
        self
    }

    /// Sets how calls to Telegram are spaced; see [`CallLimits`] for what holds by default.
    pub fn call_limits(mut self, limits: CallLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets where values are kept: those of the modules and the owner's settings. By default it is
    /// the file `store.redb` beside the session, or the memory when the session is not in a file.
    ///
    /// A stop writes everything and leaves this store open; a file that the bot opened itself is
    /// closed.
    pub fn store(mut self, store: Arc<dyn Store>) -> Self {
        self.store = Some(store);
        self
    }

    /// Sets the environment variables that set options of modules; by default those of the process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Sets an option of a module to a text before the modules load, as if the owner had: for bots
    /// that have a file of options of their own, and for tests. It is kept.
    pub fn config_value(
        mut self,
        module: impl Into<String>,
        option: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        self.config_values
            .push((module.into(), option.into(), text.into()));
        self
    }

    /// Sets where a backup of each day is kept, or that none is. By default it is 7 days in the
    /// folder `backups` beside the session, when the bot keeps its values in the file there.
    pub fn daily_backups(mut self, backups: impl Into<Option<DailyBackups>>) -> Self {
        self.daily_backups = Daily::Chosen(backups.into());
        self
    }

    /// Sets who sees failures and drops.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Sets the counters of what the bot's tasks do: a test waits on them until nothing moves.
    pub fn activity(mut self, activity: Activity) -> Self {
        self.activity = activity;
        self
    }

    /// Sets the date of the start instead of reading the system's clock; time passes from there.
    pub fn started_at(mut self, date: Timestamp) -> Self {
        self.started_at = Some(date);
        self
    }

    /// Sets everything about the connection, instead of [`session`](UserbotBuilder::session): how
    /// the client introduces itself, who observes it, its login and its counters.
    pub fn connection(mut self, options: ConnectOptions) -> Self {
        self.activity = options.activity.clone();
        self.connect = Some(options);
        self
    }

    /// Names the account: its log lines stand in the span `account` with this name. It is for
    /// programs with several; [`Accounts`](super::Accounts) does it by itself.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the passphrase of the session file; a new file is encrypted with it.
    pub fn passphrase(mut self, passphrase: impl Into<SecretString>) -> Self {
        self.passphrase = Some(passphrase.into());
        self
    }

    /// Sets the proxy through which Telegram is reached.
    pub fn proxy(mut self, proxy: ProxySettings) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Checks the modules, connects and starts.
    ///
    /// It returns when the handlers are active. `on_ready` of the modules runs after that, each in
    /// a task of its own, and the schedules of a module begin when its `on_ready` is done. A module
    /// whose `load` or `on_ready` fails stays off: the others start, and the owner is told.
    ///
    /// # Errors
    ///
    /// See [`StartError`]. The modules are checked first, before anything is opened.
    pub async fn start(self) -> Result<Running, StartError> {
        let mut builder = self;
        let span = super::accounts::named(&mut builder);
        Box::pin(super::running::start(builder).instrument(span)).await
    }

    /// Takes where the daily backups are kept.
    pub(super) fn take_daily_backups(&mut self) -> Option<DailyBackups> {
        let chosen = std::mem::replace(&mut self.daily_backups, Daily::Default);
        match (chosen, &self.store, &self.session) {
            (Daily::Chosen(chosen), _, _) => chosen,
            (Daily::Default, None, Some(SessionSource::File(path))) => {
                Some(DailyBackups::new(path.with_file_name("backups")))
            }
            _ => None,
        }
    }

    /// Opens the place of the values.
    pub(super) async fn open_store(&self) -> Result<Arc<dyn Store>, StartError> {
        if let Some(store) = &self.store {
            return Ok(Arc::clone(store));
        }
        let Some(SessionSource::File(path)) = &self.session else {
            return Ok(Arc::new(MemoryStore::new()));
        };
        let path = path.with_file_name("store.redb");
        let opened = tokio::task::spawn_blocking(move || RedbStore::open(path)).await;
        match opened {
            Ok(store) => Ok(Arc::new(store?)),
            Err(error) => Err(StoreError::Write(error.to_string()).into()),
        }
    }
}

impl fmt::Debug for UserbotBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserbotBuilder")
            .field("registry", &self.registry)
            .field("session", &self.session)
            .field("api_id", &self.api.as_ref().map(|(id, _)| id))
            .field("prefix", &self.prefix)
            .field("languages", &self.languages)
            .field("dispatch", &self.dispatch)
            .finish_non_exhaustive()
    }
}
