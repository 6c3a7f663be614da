//! One run of a handler, from its checks to the report of its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tracing::Instrument;

use super::Inner;
use super::index::{Handler, HandlerKind};
use super::queue::QueueKey;
use super::refuse;
use crate::command::ArgumentInput;
use crate::context::{
    CommandCall, Context, ConversationError, FailureKind, Instance, Outcome, Scope, add, catch,
    limited,
};
use crate::error::{Error, Result};
use crate::lifecycle::give_up_on;
use crate::module::ErasedModule;
use crate::options::ConfigError;
use crate::security;
use crate::store::{SettingsError, StoreError};
use crate::strings::speaking;
use crate::telegram::{CallError, Event, Outgoing, Receipt, as_caller};
use crate::text::escape;
use crate::watcher::Subject;

/// Is one run that waits for its turn.
pub(super) struct Job {
    pub(super) handler: usize,
    /// The life of the module that it came to; it is for no other.
    pub(super) instance: Arc<Instance>,
    pub(super) event: Arc<Event>,
    /// For a command, how it was used.
    pub(super) command: Option<CommandCall>,
    /// True when a watcher's filter has to be asked again, with the predicates of its author.
    pub(super) decide: bool,
    /// The number of the update, for the log.
    pub(super) update: u64,
    /// Holds back the saved position in the updates until the run has ended.
    #[expect(dead_code, reason = "what matters is when it is dropped")]
    pub(super) receipt: Receipt,
}

impl Inner {
    /// Runs a job and reports how it ended.
    pub(super) async fn run(self: Arc<Self>, key: QueueKey, job: Job) {
        let Some(place) = self.places.get(key.handler) else {
            return;
        };
        place.runs();
        if self.places.panics_always(key.handler) {
            place.rest().await;
        }
        let run = self.noted(key.handler, Arc::clone(&self).work(key, job));
        if self.places.is_away(key.handler) {
            let run = speaking(Arc::clone(&self.bot.texts), run);
            place.on_own_thread(&self.bot.activity, run).await;
        } else {
            Box::pin(run).await;
        }
    }

    /// Runs a future of a handler with its polls noted and measured.
    pub(super) fn noted<F: Future>(
        self: &Arc<Self>,
        handler: usize,
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        let inner = Arc::clone(self);
        let took = move |time| {
            if let Some(place) = inner.places.get(handler) {
                place.took(time);
            }
        };
        Arc::clone(&self.watch).noted(handler, took, future)
    }

    async fn work(self: Arc<Self>, key: QueueKey, job: Job) {
        let Some(handler) = self.index.handler(job.handler).copied() else {
            return;
        };
        let module = &job.instance.module;
        let deadline = self.bot.handler_deadline;
        let span = Self::span(&handler, key, job.update);
        let ctx = Context::new(
            Arc::clone(&self.bot),
            Arc::clone(&job.instance.scope),
            handler.name,
            Some(Arc::clone(&job.event)),
            job.command.clone(),
        );
        let work = async {
            add(&self.bot.counters.runs, 1);
            match handler.what {
                HandlerKind::Command(_) => {
                    let run = self.command(&ctx, key, module, &handler);
                    let outcome = limited(deadline, handler.name, run).await;
                    self.command_ended(&ctx, &job.instance, &handler, key, outcome)
                        .await;
                }
                HandlerKind::Watcher(_) => {
                    let run = self.watcher(&ctx, module, &handler, &job);
                    let outcome = limited(deadline, handler.name, run).await;
                    self.watcher_ended(&job.instance.scope, &handler, key, &outcome);
                }
            }
        };
        let work = as_caller(handler.module_name, work.instrument(span));
        Box::pin(work).await;
    }

    /// Checks in the fixed order, then runs a command. A refusal is answered and is no error.
    async fn command(
        &self,
        ctx: &Context,
        key: QueueKey,
        module: &Arc<dyn ErasedModule>,
        handler: &Handler,
    ) -> Result<()> {
        let (Some(call), HandlerKind::Command(place)) = (ctx.command(), handler.what) else {
            return Ok(());
        };
        let spec = call.spec();
        let message = ctx.message()?;
        if !security::in_scope(spec.scope, message.chat()) {
            self.answer(ctx, refuse::scope(&ctx.voice(), spec.scope))
                .await;
            return Ok(());
        }
        if !security::may_run(spec, message) {
            return Ok(());
        }
        if let Some(left) = self.cooldowns.left(key) {
            self.answer(ctx, refuse::cooldown(&ctx.voice(), left)).await;
            return Ok(());
        }
        let known = &self.bot.catalogue.modules()[handler.module];
        let documentation = ctx.documentation(known);
        let input = ArgumentInput {
            text: call.arguments().to_owned(),
            prefix: ctx.prefix(),
            name: spec.name,
            usage: spec.usage,
            about: documentation.command(spec).summary(),
            languages: ctx.languages(),
            documentation: Some(documentation),
        };
        let row = known.commands()[place].row();
        match module.run_command(row, ctx, &input) {
            None => Ok(()),
            Some(Err(mistake)) => {
                self.answer(ctx, Outgoing::html(mistake.html())).await;
                Ok(())
            }
            Some(Ok(run)) => {
                if let Some(cooldown) = spec.cooldown {
                    self.cooldowns.start(key, cooldown);
                }
                run.await
            }
        }
    }

    /// Asks the predicates of a watcher where its filter depends on them, then runs it.
    async fn watcher(
        &self,
        ctx: &Context,
        module: &Arc<dyn ErasedModule>,
        handler: &Handler,
        job: &Job,
    ) -> Result<()> {
        let HandlerKind::Watcher(place) = handler.what else {
            return Ok(());
        };
        let watcher = &self.bot.catalogue.modules()[handler.module].watchers()[place];
        if job.decide {
            let mut subject = Subject::of_event(&job.event);
            subject.command = subject
                .message
                .is_some_and(|message| self.is_command(message));
            if !watcher.filter().decide(ctx, &subject).await? {
                return Ok(());
            }
        }
        match module.runner(watcher.row()) {
            Some(runner) => runner.run(Box::new(ctx.clone())).await,
            None => Ok(()),
        }
    }

    /// Tells whoever has to know how the run of a watcher ended: the owner, when it failed.
    pub(super) fn watcher_ended(
        &self,
        scope: &Arc<Scope>,
        handler: &Handler,
        key: QueueKey,
        outcome: &Outcome,
    ) {
        give_up_on(&self.bot, scope, outcome);
        let panicked = matches!(outcome, Outcome::Panicked(_));
        self.places.ended(key.handler, panicked);
        match self.bot.failure(handler.module_name, handler.name, outcome) {
            Some(failure) => {
                let failure = failure.in_chat(key.chat);
                self.bot.failed(handler.module, &failure, false);
            }
            None => {
                self.bot.reporter.ended(handler.module, false);
            }
        }
    }

    /// Tells whoever has to know how the run of a command ended: the chat, too.
    async fn command_ended(
        &self,
        ctx: &Context,
        instance: &Instance,
        handler: &Handler,
        key: QueueKey,
        outcome: Outcome,
    ) {
        give_up_on(&self.bot, &instance.scope, &outcome);
        if let Some(error) = outcome.error()
            && let Some(text) = error.user_text()
        {
            self.bot.reporter.ended(handler.module, false);
            self.answer(ctx, Outgoing::text(text)).await;
            return;
        }
        let reason = outcome.error().and_then(|error| self.reason(error));
        let failed = self
            .bot
            .failure(handler.module_name, handler.name, &outcome);
        let Some(failure) = failed else {
            self.bot.reporter.ended(handler.module, false);
            return;
        };
        let answer = match failure.kind {
            FailureKind::Deadline => {
                refuse::deadline(&ctx.voice(), &failure.id, self.bot.handler_deadline)
            }
            _ => refuse::failed(&ctx.voice(), &failure.id, reason),
        };
        self.bot
            .failed(handler.module, &failure.in_chat(key.chat), true);
        self.answer(ctx, answer).await;
    }

    /// Explains what Telegram, the connection or the disk refused, as HTML; other errors are for
    /// the log.
    fn reason(&self, error: &Error) -> Option<String> {
        let languages = self.bot.settings.languages();
        if let Some(error) = store_error(error) {
            return error.to_chat(&languages);
        }
        if let Some(error) = error.downcast_ref::<ConversationError>() {
            return Some(error.to_html(&languages));
        }
        let error = error.downcast_ref::<CallError>()?;
        let html = error.explain(&languages).html();
        Some(match error.rpc() {
            Some(rpc) => format!("{html} <code>{}</code>", escape(rpc.name())),
            None => html,
        })
    }

    /// Answers in the chat; that it does not work is only logged.
    async fn answer(&self, ctx: &Context, what: Outgoing) {
        match catch(timeout(ANSWER, ctx.answer(what))).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::warn!(%error, "the chat could not be told"),
            Ok(Err(_)) => tracing::warn!("the chat could not be told in time"),
            Err(panicked) => tracing::error!(%panicked, "telling the chat failed"),
        }
    }

    /// Waits until an album is complete and delivers it.
    pub(super) async fn album(self: Arc<Self>, chat: crate::telegram::PeerId, version: u64) {
        sleep(super::albums::SETTLE).await;
        if let Some(parts) = self.albums.settled(chat, version) {
            self.deliver_album(parts);
        }
    }
}

/// Gives the error of the store, if that is what stopped a handler.
fn store_error(error: &Error) -> Option<&StoreError> {
    if let Some(ConfigError::Store { source, .. }) = error.downcast_ref() {
        return Some(source);
    }
    if let Some(SettingsError::Store(error)) = error.downcast_ref() {
        return Some(error);
    }
    error.downcast_ref()
}

/// So long an answer to a failed command may take.
const ANSWER: Duration = Duration::from_secs(60);
