//! A bot that runs, from its start to its stop.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

use super::backups;
use super::builder::{SessionSource, UserbotBuilder};
use super::counted::Counted;
use super::error::StartError;
use super::login_watch::LoginWatch;
use super::translations;
use crate::context::{Bot, BotParts, Clock, Modules, Stats};
use crate::dispatch::Dispatcher;
use crate::lifecycle::{begin, configs, load_all, suspend_after, unload_all};
use crate::module::ModuleState;
use crate::options::{Configs, Environment, Keeper};
use crate::store::{self, Db, Settings, SettingsDefaults, Storage, StoreError};
use crate::strings::{Language, Page, TextBook};
use crate::telegram::login::LoginError;
use crate::telegram::{
    CallError, Client, ConnectOptions, Connection, ErrorClass, PumpHandle, RpcError, Session, login,
};

/// So long a stop may take, whatever happens; what is not done a moment before is left out.
const STOP: Duration = Duration::from_millis(9_800);
/// So long handlers that run may go on after a stop was asked for.
const HANDLERS: Duration = Duration::from_secs(7);
/// So long what was aborted may take to be gone.
const ABORTED: Duration = Duration::from_millis(500);
/// So long all `on_unload` hooks together may take.
const UNLOAD: Duration = Duration::from_millis(1_500);
/// So long saving the state may take.
const SAVE: Duration = Duration::from_secs(1);
/// How long after a failed start it may turn out that the connection was given up.
const GIVE_UP: Duration = Duration::from_secs(1);

/// Is a bot that runs. Its clones are the same bot.
///
/// Dropping the last one ends the bot without saving; call [`Running::stop`] for a clean end.
#[derive(Clone)]
pub struct Running(Arc<Inner>);

struct Inner {
    modules: Modules,
    dispatcher: Dispatcher,
    /// Set to true when the bot is to stop.
    stopping: watch::Sender<bool>,
    /// Holds the reason when it has stopped.
    stopped: watch::Sender<Option<StopReason>>,
    pump: PumpHandle,
    login: Arc<LoginWatch>,
    /// True when the bot opened its store itself, and so closes it.
    closes_store: bool,
}

/// Is why a bot has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// Somebody called [`Running::stop`].
    Asked,
    /// Telegram ended the login. [`Running::login_end`] has the reason, and what to do.
    LoginEnded,
    /// The connection died more than 5 times within a minute. A new process may help.
    ConnectionFailed,
    /// Another process has taken over the account.
    TakenOver,
}

impl Running {
    /// Returns the client of the account.
    pub fn client(&self) -> &Client {
        &self.0.bot().client
    }

    /// Returns the modules: what there is, what each is doing, and how to switch it on and off.
    pub fn modules(&self) -> &Modules {
        &self.0.modules
    }

    /// Returns true when the module with this name is on.
    pub fn is_loaded(&self, module: &str) -> bool {
        let state = self.0.modules.state(module);
        state.is_some_and(|state| state.is_on())
    }

    /// Returns the settings that the owner chose.
    pub fn settings(&self) -> &Settings {
        &self.0.bot().settings
    }

    /// Returns what the bot keeps, of all modules.
    pub fn storage(&self) -> &Storage {
        &self.0.bot().storage
    }

    /// Returns what the module with this name keeps, in any case.
    pub fn db(&self, module: &str) -> Db {
        self.storage().db(&store::namespace_of_module(module))
    }

    /// Returns why Telegram has ended the login, once it has.
    ///
    /// Nothing is deleted then: after a new login the bot goes on with its settings and data.
    /// [`RpcError::explain`] says what happened and what to do in the owner's language.
    pub fn login_end(&self) -> Option<RpcError> {
        self.0.bot().client.login_end()
    }

    /// Returns the options of every module.
    pub fn configs(&self) -> &Configs {
        &self.0.bot().configs
    }

    /// Returns the numbers since the start.
    pub fn stats(&self) -> Stats {
        self.0.dispatcher.stats()
    }

    /// Returns true when no event waits and no handler runs. Tasks that handlers have started
    /// are not counted: they may run as long as the bot.
    pub fn idle(&self) -> bool {
        let scopes = self.0.bot().scopes();
        self.0.dispatcher.idle() && scopes.iter().all(|scope| scope.runs.count() == 0)
    }

    /// Stops the bot and returns when it has stopped, after at most 10 seconds.
    ///
    /// No further event is taken in. Handlers that run, and those whose events wait, have 7
    /// seconds; what still runs then is ended, as are the tasks that handlers have started. Then
    /// `on_unload` of each module runs, and the state is saved. A second call waits for the first.
    pub async fn stop(&self) {
        let span = self.client().activity().span();
        self.end(StopReason::Asked).instrument(span).await;
    }

    /// Returns why the bot has stopped; `None` while it runs.
    pub fn stop_reason(&self) -> Option<StopReason> {
        *self.0.stopped.borrow()
    }

    /// Waits until the bot has stopped, for whatever reason.
    pub async fn wait(&self) -> StopReason {
        let mut stopped = self.0.stopped.subscribe();
        match stopped.wait_for(Option::is_some).await {
            Ok(reason) => reason.unwrap_or(StopReason::Asked),
            // The sender lives as long as this value.
            Err(_) => StopReason::Asked,
        }
    }

    /// Stops the bot when Telegram ends the login, or the connection is given up.
    fn watch_login(&self) {
        let inner = Arc::downgrade(&self.0);
        let login = Arc::clone(&self.0.login);
        let activity = self.0.bot().client.activity().clone();
        activity.spawn(async move {
            let reason = login.ended().await;
            if let Some(inner) = inner.upgrade() {
                Self(inner).end(reason).await;
            }
        });
    }

    /// Stops the bot when another process has taken over its account.
    fn watch_claim(&self) {
        let inner = Arc::downgrade(&self.0);
        let store = Arc::clone(self.storage().store());
        let mut stopped = self.0.stopped.subscribe();
        let activity = self.0.bot().client.activity().clone();
        activity.spawn(async move {
            tokio::select! {
                () = store.taken_over() => {}
                // An error means that the bot is gone.
                _ = stopped.wait_for(Option::is_some) => return,
            }
            drop(store);
            if let Some(inner) = inner.upgrade() {
                Self(inner).end(StopReason::TakenOver).await;
            }
        });
    }

    async fn end(&self, reason: StopReason) {
        if self.0.stopping.send_replace(true) {
            self.wait().await;
            return;
        }
        tracing::info!(?reason, "stopping");
        let inner = &self.0;
        let begun = Instant::now();
        save(begun, "the update pump did not end", inner.pump.stop()).await;
        inner.dispatcher.close();
        let bot = inner.bot();
        for scope in bot.scopes() {
            scope.cancel();
        }
        let handled = timeout_at(begun + HANDLERS, quiet(bot)).await.is_ok();
        if !handled {
            tracing::warn!("handlers did not end in time");
        }
        // What is not handled by now comes again after the next start.
        save(
            begun,
            "the position in the updates was not saved",
            inner.pump.save(),
        )
        .await;
        inner.pump.freeze();
        // First what may change modules, then the modules.
        bot.scope.close();
        bot.scope.abort();
        let _ = timeout(ABORTED, gone(bot)).await;
        if timeout(UNLOAD, unload_all(bot)).await.is_err() {
            tracing::warn!("some on_unload did not end in time");
        }
        let saved = inner.bot().client.disconnect();
        save(begun, "the session was not saved", saved).await;
        save(begun, "values were not saved", inner.save_values()).await;
        inner.stopped.send_replace(Some(reason));
        tracing::info!("stopped");
    }
}

/// Waits until nothing runs that is given time: handlers, hooks, and tasks that listen to the
/// cancellation.
async fn quiet(bot: &Bot) {
    for scope in bot.scopes() {
        scope.runs.ended().await;
        scope.background.listeners_ended().await;
        scope.jobs_ended().await;
    }
    // The last thing that a module did may be news for the owner.
    bot.scope.runs.ended().await;
}

/// Ends everything that modules have started, and waits until it is gone.
async fn gone(bot: &Bot) {
    bot.scope.background.ended().await;
    let scopes = bot.scopes();
    for scope in &scopes {
        scope.close();
        scope.abort();
    }
    for scope in &scopes {
        scope.runs.ended().await;
        scope.background.ended().await;
    }
}

impl Inner {
    async fn save_values(&self) -> Result<(), StoreError> {
        let storage = &self.bot().storage;
        if self.closes_store {
            storage.close().await
        } else {
            let flushed = storage.flush().await;
            storage.store().release().await.and(flushed)
        }
    }

    fn bot(&self) -> &Arc<Bot> {
        self.modules.bot()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // What is ended here was not handled.
        self.pump.freeze();
        self.stopping.send_replace(true);
        self.dispatcher.close();
        let bot = self.bot();
        for scope in bot.scopes() {
            scope.close();
            scope.cancel();
            scope.abort();
        }
        // A module may hold what holds the bot.
        for slot in &bot.slots {
            slot.take();
            slot.set_state(ModuleState::Stopped);
        }
        bot.configs.detach(None);
        bot.client.links().stop();
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

/// Starts a bot, in the order that [`UserbotBuilder::start`] describes.
pub(super) async fn start(mut builder: UserbotBuilder) -> Result<Running, StartError> {
    let catalogue = Arc::new(builder.registry.validate()?);
    let languages = languages(&builder.languages)?;
    let zone = zone(builder.time_zone.as_deref())?;
    let closes_store = builder.store.is_none();
    let daily_backups = builder.take_daily_backups();
    let store = builder.open_store().await?;
    let defaults = SettingsDefaults {
        prefix: builder.prefix.clone(),
        languages,
    };
    let store = Arc::new(Counted::new(store, &builder.activity));
    let clock = builder
        .started_at
        .map_or_else(Clock::of_system, Clock::starting_at);
    let activity = builder.activity.clone();
    let spawn = move |task| drop(activity.spawn::<BoxFuture<'static, ()>>(task));
    let storage = Storage::with(store, Arc::new(move || clock.now()), Arc::new(spawn));
    storage.start();
    let settings = Arc::new(Settings::open(storage.db(store::OWN), defaults).await?);
    let environment = builder
        .environment
        .take()
        .unwrap_or_else(Environment::of_process);
    let keeper = Keeper::new(storage.clone());
    let configs = Configs::open(&catalogue, &keeper, &environment, &builder.activity).await?;

    for (module, option, text) in &builder.config_values {
        configs.set(module, option, text).await?;
    }

    let options = if let Some(options) = builder.connect.take() {
        options
    } else {
        let api_id = builder.api.as_ref().ok_or(StartError::NoApplication)?.0;
        let session = open_session(builder.session.take(), builder.passphrase.take()).await?;
        let mut options = ConnectOptions::new(api_id, session)
            .activity(&builder.activity)
            .limits(builder.limits.clone());
        options.proxy = builder.proxy.take();
        options
    };
    let (login, options) = LoginWatch::on(options);
    let (client, pump) = Connection::open(options);
    if let Err(error) = check_login(&client, &builder).await {
        let error = why_it_failed(error, &login).await;
        client.links().stop();
        return Err(error);
    }

    if let Err(error) = claim(&client, &storage).await {
        client.links().stop();
        return Err(error);
    }

    let pages = catalogue.modules().iter().map(|module| {
        let strings = Arc::clone(module.strings());
        Page::new(module.info().name, strings, module.doc_keys())
    });
    let texts = Arc::new(TextBook::new(pages));
    let refused = translations::read(&texts, builder.translations.as_deref(), &settings).await;
    let bot = Bot::new(BotParts {
        client,
        texts,
        catalogue,
        settings,
        storage,
        configs,
        clock,
        observer: builder.observer.take(),
        activity: builder.activity.clone(),
        handler_deadline: builder.handler_deadline,
        zone,
    });
    translations::report(&bot, &refused);
    configs::report(&bot);
    if let Some(failures) = builder.suspend_after {
        suspend_after(&bot, failures);
    }
    load_all(&bot).await;
    let dispatcher = Dispatcher::new(Arc::clone(&bot), builder.dispatch.clone());
    let pump = pump.spawn(Arc::new(dispatcher.clone()));
    for module in 0..bot.slots.len() {
        begin(&bot, module);
    }
    if let Some(backups) = daily_backups {
        backups::begin(&bot, backups);
    }
    let on = bot.slots.iter().filter(|slot| slot.is_on()).count();
    tracing::info!(modules = on, "started");
    let running = Running(Arc::new(Inner {
        modules: Modules::new(bot),
        dispatcher,
        stopping: watch::Sender::new(false),
        stopped: watch::Sender::new(None),
        pump,
        login,
        closes_store,
    }));
    running.watch_login();
    running.watch_claim();
    Ok(running)
}

/// Finds out whether a login could not be checked because the connection was given up.
async fn why_it_failed(error: StartError, login: &LoginWatch) -> StartError {
    let (StartError::Call(CallError::Connection(_) | CallError::Stopped)
    | StartError::Login(LoginError::Call(CallError::Connection(_) | CallError::Stopped))) = error
    else {
        return error;
    };
    // A call knows that the connection is gone before it is known why.
    match timeout(GIVE_UP, login.ended()).await {
        Ok(StopReason::ConnectionFailed) => StartError::ConnectionFailed,
        _ => error,
    }
}

/// Makes sure that somebody is logged in: logs in as a bot when there is a token and nobody is.
async fn check_login(client: &Client, builder: &UserbotBuilder) -> Result<(), StartError> {
    if client.session().is_logged_in() {
        return match client.get_me().await {
            Ok(_) => Ok(()),
            Err(error) if error.class() == ErrorClass::SessionDead => {
                Err(StartError::LoginEnded(error))
            }
            Err(error) => Err(error.into()),
        };
    }
    let token = builder.bot_token.as_ref().ok_or(StartError::NotLoggedIn)?;
    let (_, api_hash) = builder.api.as_ref().ok_or(StartError::NoApplication)?;
    login::with_bot_token(client, api_hash, token).await?;
    Ok(())
}

/// Takes the right to run this account, so that no other process does.
async fn claim(client: &Client, storage: &Storage) -> Result<(), StartError> {
    let Some(me) = client.me() else {
        return Err(StartError::NotLoggedIn);
    };
    storage.store().claim(&me.id().to_string()).await?;
    Ok(())
}

/// Waits for something that saves, as part of a stop that began then; that it fails or takes too
/// long is only logged.
async fn save<E: fmt::Display>(
    begun: Instant,
    what: &str,
    saving: impl Future<Output = Result<(), E>>,
) {
    let end = (Instant::now() + SAVE).min(begun + STOP);
    match timeout_at(end, saving).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "{what}"),
        Err(_) => tracing::error!("{what} in time"),
    }
}

fn zone(name: Option<&str>) -> Result<TimeZone, StartError> {
    let Some(name) = name else {
        return Ok(TimeZone::system());
    };
    TimeZone::get(name).map_err(|_| StartError::TimeZone(name.to_owned()))
}

fn languages(codes: &[String]) -> Result<Vec<Language>, StartError> {
    let mut languages = Vec::with_capacity(codes.len());
    for code in codes {
        languages.push(Language::new(code)?);
    }
    if languages.is_empty() {
        languages.push(Language::english());
    }
    Ok(languages)
}

async fn open_session(
    source: Option<SessionSource>,
    passphrase: Option<SecretString>,
) -> Result<Arc<Session>, StartError> {
    match source {
        None => Err(StartError::NoSession),
        Some(SessionSource::Open(session)) => Ok(session),
        Some(SessionSource::File(path)) => {
            let open = move || match passphrase {
                Some(passphrase) => Session::open_protected(path, &passphrase),
                None => Session::open(path),
            };
            match tokio::task::spawn_blocking(open).await {
                Ok(session) => Ok(session?),
                Err(error) => Err(StoreError::Write(error.to_string()).into()),
            }
        }
    }
}
