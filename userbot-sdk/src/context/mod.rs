//! What a handler is given.
//!
//! [`Context`] is the only thing that a handler needs: the client, the message and the command
//! that started it, the settings, the list of modules, the clock, and tasks that end with the
//! bot. There is no map of values by type: everything has a method with a type.

mod blocking;
mod bot;
mod care;
mod clock;
mod config;
mod conversation;
mod failure;
mod lookup;
mod modules;
mod panics;
mod replied;
mod report;
mod schedule;
mod scope;
mod slots;
mod stats;
mod tasks;
mod texts;
mod time;

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(crate) use bot::{Bot, BotParts, Breaker, Voice};
pub(crate) use care::{Outcome, limited};
pub(crate) use clock::Clock;
pub use conversation::{Conversation, ConversationError};
pub use failure::{Blocked, Dropped, Failure, FailureKind, Observer};
pub use lookup::ModuleRef;
pub use modules::Modules;
pub(crate) use panics::{Panicked, catch, catch_now};
pub(crate) use schedule::{Begin, Cell, Tick};
pub use schedule::{Schedule, ScheduleState};
pub(crate) use scope::Scope;
pub(crate) use slots::{Held, Instance, Slot};
pub(crate) use stats::{HandlerReport, add};
pub use stats::{HandlerStats, Stats};
pub(crate) use tasks::{Entered, in_place, of_task, own_task};
pub use time::sleep;

use crate::command::CommandSpec;
use crate::error::{Error, Result};
use crate::module::CatalogueModule;
use crate::store::{self, Db, Settings};
use crate::telegram::{Client, Event, Message, Outgoing};
use crate::watcher::Subject;

/// Is the future of one run of a handler.
pub type HandlerFuture<'a> = BoxFuture<'a, Result<()>>;

/// Gives a handler everything that it needs.
///
/// A clone is cheap and can be moved into a task.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Says how long the bot has been running.
/// #[command]
/// async fn uptime(ctx: &Context) -> Result<()> {
///     ctx.answer(format!("{} s", ctx.uptime().as_secs())).await
/// }
/// ```
#[derive(Clone)]
pub struct Context {
    modules: Modules,
    /// What it starts ends with this.
    scope: Arc<Scope>,
    /// The name of the handler or hook.
    handler: &'static str,
    run: Arc<Run>,
}

/// Is what one run of a handler is about.
#[derive(Debug)]
struct Run {
    event: Option<Arc<Event>>,
    command: Option<CommandCall>,
    /// The answer so far, when it is another message than the one that is answered.
    answered: Mutex<Option<Message>>,
    /// Something was put into `answered`: to find out without its lock that nothing was.
    has_answered: AtomicBool,
}

impl Run {
    fn new(event: Option<Arc<Event>>, command: Option<CommandCall>) -> Arc<Self> {
        Arc::new(Self {
            event,
            command,
            answered: Mutex::default(),
            has_answered: AtomicBool::new(false),
        })
    }

    fn answered(&self) -> MutexGuard<'_, Option<Message>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_answered(&self, answer: Message) {
        *self.answered() = Some(answer);
        self.has_answered.store(true, Ordering::Release);
    }
}

/// Is a command as it was used.
#[derive(Clone)]
pub struct CommandCall {
    pub(crate) spec: &'static CommandSpec,
    pub(crate) name: String,
    pub(crate) arguments: String,
}

impl fmt::Debug for CommandCall {
    /// Leaves out what was typed: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandCall")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl CommandCall {
    /// Returns what the command's author declared.
    pub fn spec(&self) -> &'static CommandSpec {
        self.spec
    }

    /// Returns the name or alias as it was typed, without the prefix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text after the name as it was typed.
    pub fn arguments(&self) -> &str {
        &self.arguments
    }
}

impl Context {
    /// Makes the context of one run of a handler.
    pub(crate) fn new(
        bot: Arc<Bot>,
        scope: Arc<Scope>,
        handler: &'static str,
        event: Option<Arc<Event>>,
        command: Option<CommandCall>,
    ) -> Self {
        Self {
            modules: Modules::new(bot),
            scope,
            handler,
            run: Run::new(event, command),
        }
    }

    /// Makes it that of the next handler which sees the same event. Clones that the handler before
    /// has kept stay as they are.
    #[inline]
    pub(crate) fn hand_on(&mut self, scope: &Arc<Scope>, handler: &'static str) {
        self.handler = handler;
        if !Arc::ptr_eq(&self.scope, scope) {
            self.scope = Arc::clone(scope);
        }
        // Only who has one could make another one: with none left, nobody else can answer any more.
        let kept = Arc::strong_count(&self.run) > 1;
        fence(Ordering::Acquire);
        if kept || self.run.has_answered.load(Ordering::Relaxed) {
            self.run = Run::new(self.run.event.clone(), None);
        }
    }

    /// Makes the context of a hook.
    pub(crate) fn of_hook(bot: &Arc<Bot>, scope: &Arc<Scope>, handler: &'static str) -> Self {
        Self::new(Arc::clone(bot), Arc::clone(scope), handler, None, None)
    }

    /// Returns the client of the account.
    pub fn client(&self) -> &Client {
        &self.bot().client
    }

    /// Returns the message that started the handler: a command's own, or the one that a watcher
    /// sees.
    ///
    /// # Errors
    ///
    /// A schedule, a hook, and a watcher of events without a message have none.
    #[track_caller]
    pub fn message(&self) -> Result<&Message> {
        match self
            .event()
            .and_then(|event| Subject::of_event(event).message)
        {
            Some(message) => Ok(message),
            None => Err(Error::msg(format!(
                "`{}` was not started by a message",
                self.handler
            ))),
        }
    }

    /// Returns the event that started the handler; a schedule or a hook has none.
    #[inline]
    pub fn event(&self) -> Option<&Event> {
        self.run.event.as_deref()
    }

    /// Returns the command as it was used; only a command has one.
    pub fn command(&self) -> Option<&CommandCall> {
        self.run.command.as_ref()
    }

    /// Answers the message that started the handler: edits it when it is the account's own and
    /// can be edited, else replies to it. Called again, it edits its own earlier answer, so that
    /// a command can show how it gets on.
    ///
    /// This is what nearly every command ends with. To go on working with the answer, use
    /// [`Message::answer`] on [`Context::message`].
    ///
    /// # Errors
    ///
    /// There is no message, or Telegram refuses.
    #[track_caller]
    pub fn answer(
        &self,
        what: impl Into<Outgoing> + Send,
    ) -> impl Future<Output = Result<()>> + Send {
        let location = Location::caller();
        let earlier = self.run.answered().clone();
        let message = earlier.map_or_else(|| self.message().cloned(), Ok);
        let (run, what) = (Arc::clone(&self.run), what.into());
        async move {
            let answer = message?.answer(what).await;
            let answer = answer.map_err(|error| Error::from(error).at(location))?;
            run.set_answered(answer);
            Ok(())
        }
    }

    /// Replies to the message that started the handler.
    ///
    /// # Errors
    ///
    /// There is no message, or Telegram refuses.
    #[track_caller]
    pub fn reply(
        &self,
        what: impl Into<Outgoing> + Send,
    ) -> impl Future<Output = Result<Message>> + Send {
        let location = Location::caller();
        let message = self.message().cloned();
        let what = what.into();
        async move {
            message?
                .reply(what)
                .await
                .map_err(|error| Error::from(error).at(location))
        }
    }

    /// Sends a message to the chat of the message that started the handler.
    ///
    /// # Errors
    ///
    /// There is no message, or Telegram refuses.
    #[track_caller]
    pub fn respond(
        &self,
        what: impl Into<Outgoing> + Send,
    ) -> impl Future<Output = Result<Message>> + Send {
        let location = Location::caller();
        let message = self.message().cloned();
        let what = what.into();
        async move {
            message?
                .respond(what)
                .await
                .map_err(|error| Error::from(error).at(location))
        }
    }

    /// Edits the message that started the handler, which has to be the account's own.
    ///
    /// # Errors
    ///
    /// There is no message, or Telegram refuses.
    #[track_caller]
    pub fn edit(
        &self,
        what: impl Into<Outgoing> + Send,
    ) -> impl Future<Output = Result<()>> + Send {
        let location = Location::caller();
        let message = self.message().cloned();
        let what = what.into();
        async move {
            message?
                .edit(what)
                .await
                .map_err(|error| Error::from(error).at(location))?;
            Ok(())
        }
    }

    /// Returns every module of the bot: what there is, what it is doing, and how to switch it on
    /// and off.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }

    /// Returns what is known about the module that the handler is part of.
    pub fn this_module(&self) -> Option<&CatalogueModule> {
        self.bot().catalogue.modules().get(self.scope.module?)
    }

    /// Returns what the module keeps: its own part of the store, under its name.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// const VISITS: Key<u32> = Key::new("visits");
    ///
    /// /// Counts how often it was asked.
    /// #[command]
    /// async fn visit(ctx: &Context) -> Result<()> {
    ///     let visits = ctx.db().update(VISITS, |visits| visits.unwrap_or(0) + 1).await?;
    ///     ctx.answer(format!("This was visit {visits}.")).await
    /// }
    /// ```
    pub fn db(&self) -> Db {
        let module = self.bot().module_name(self.scope.module);
        self.bot().storage.db(&store::namespace_of_module(module))
    }

    /// Returns the settings that the owner chose for the whole bot.
    pub fn settings(&self) -> &Settings {
        &self.bot().settings
    }

    /// Returns what each command and watcher of the bot has done, in the order of the modules.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Names the handler that ran most often.
    /// #[command]
    /// async fn busiest(ctx: &Context) -> Result<()> {
    ///     let stats = ctx.handler_stats();
    ///     let busiest = stats.iter().max_by_key(|one| one.calls);
    ///     let name = busiest.map_or("nobody", |one| one.handler);
    ///     ctx.answer(name).await
    /// }
    /// ```
    pub fn handler_stats(&self) -> Vec<HandlerStats> {
        let report = self.bot().handlers.get().and_then(Weak::upgrade);
        report.map_or_else(Vec::new, |report| report.handlers())
    }

    /// Returns the prefix of commands. [`Settings::set_prefix`] changes it.
    pub fn prefix(&self) -> Arc<str> {
        self.bot().settings.prefix()
    }

    /// Returns the present time.
    ///
    /// It passes as timers do: in a test it stands still until the test moves it.
    pub fn now(&self) -> Timestamp {
        self.bot().clock.now()
    }

    /// Returns the time zone of the bot: that of the system unless another was chosen.
    pub fn time_zone(&self) -> &TimeZone {
        &self.bot().zone
    }

    /// Returns when the bot was started.
    pub fn started_at(&self) -> Timestamp {
        self.bot().clock.started_at()
    }

    /// Returns for how long the bot has been running.
    pub fn uptime(&self) -> Duration {
        self.bot().clock.uptime()
    }

    /// Starts a task that goes on after the handler has returned; false when the module is ending.
    ///
    /// It belongs to the module and ends with it: when the module is switched off or restarted,
    /// and when the bot stops. A task that waits for [`cancelled`](Context::cancelled) is given
    /// 5 seconds to end by itself then, any other is ended at its next `.await`. Its error or
    /// panic is reported as one of this handler. A run of a handler has a deadline, such a task
    /// has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Says "tea is ready" three minutes later.
    /// #[command]
    /// async fn tea(ctx: &Context) -> Result<()> {
    ///     let later = ctx.clone();
    ///     ctx.spawn(async move {
    ///         tokio::time::sleep(std::time::Duration::from_secs(180)).await;
    ///         later.reply("tea is ready").await?;
    ///         Ok(())
    ///     });
    ///     ctx.answer("the water boils").await
    /// }
    /// ```
    pub fn spawn(&self, future: impl Future<Output = Result<()>> + Send + 'static) -> bool {
        self.bot().spawn(&self.scope, self.handler, future)
    }

    /// Waits until the module is about to end: it is switched off or restarted, or the bot stops.
    /// A long loop selects on it to end cleanly, and has a few seconds for that.
    pub async fn cancelled(&self) {
        self.scope.cancelled().await;
    }

    /// Returns true when the module is about to end: for work that cannot wait for
    /// [`cancelled`](Context::cancelled), such as a loop on another thread.
    pub fn is_cancelled(&self) -> bool {
        self.scope.is_cancelled()
    }

    pub(crate) fn bot(&self) -> &Arc<Bot> {
        self.modules.bot()
    }

    pub(crate) fn scope(&self) -> &Arc<Scope> {
        &self.scope
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("module", &self.bot().module_name(self.scope.module))
            .field("handler", &self.handler)
            .field("command", &self.run.command)
            .finish_non_exhaustive()
    }
}
