//! Runs that need no task: watchers are polled once where their event is delivered.
//!
//! Most watchers look at a message and are done. All of those that want an event are walked
//! through, with one context that is handed on from each to the next, and with futures that take
//! one event after another (`watcher/runner.rs`). One that has to wait goes away with the context
//! and becomes a task, with its deadline and its queue. A panic ends the walk at that watcher, and
//! the next walk begins behind it.

use std::cell::OnceCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use tokio::time::Instant;
use tracing::Instrument;

use super::index::{Brief, Handler};
use super::queue::QueueKey;
use super::watchdog::Beat;
use super::{Arrival, Inner, Stage, Turn};
use crate::context::{
    Context, Entered, Instance, Outcome, Panicked, Scope, add, catch_now, in_place, limited,
};
use crate::error::Result;
use crate::strings::speaking_now;
use crate::telegram::{Event, as_caller, as_callers, hand_on_calls};
use crate::watcher::{Answer, Runner, Subject};

/// One update in so many is measured, and counts for all of them.
const MEASURED: u32 = 64;

/// Is what a delivery works with. Whoever holds it is the only one who delivers.
#[derive(Default)]
pub(super) struct Delivery {
    /// The numbers of the watchers that may want the event.
    pub(super) found: Vec<usize>,
}

/// Is what is delivered.
pub(super) struct Delivered<'a> {
    pub(super) event: &'a Event,
    /// What filters look at.
    pub(super) subject: &'a Subject<'a>,
    pub(super) arrival: &'a Arrival<'a>,
    /// Made when the first handler wants it.
    pub(super) shared: &'a OnceCell<Arc<Event>>,
}

impl Delivered<'_> {
    pub(super) fn share(&self) -> &Arc<Event> {
        self.shared.get_or_init(|| Arc::new(self.event.clone()))
    }
}

/// Is how far the walk through the watchers that may want an event is.
struct Walk {
    at: usize,
    /// The module whose watchers run.
    life: Option<Life>,
    /// How many runs were begun.
    begun: usize,
}

/// Is a life of a module that is stepped into.
struct Life {
    module: usize,
    instance: Arc<Instance>,
    entered: Entered,
}

impl Inner {
    /// Runs the watchers that want an event, of these who may: in place, as far as they go without
    /// waiting.
    pub(super) fn run_in_place(self: &Arc<Self>, found: &[usize], delivered: &Delivered<'_>) {
        let mut walk = Walk {
            at: 0,
            life: None,
            begun: 0,
        };
        // Where nobody wants it, nothing is prepared.
        if !self.pass_over(&mut walk, found, delivered) {
            return;
        }
        let beat = self.watch.beat();
        let steps = |walk: &mut Walk| {
            in_place(|cx| as_callers(|| self.walk_on(walk, found, delivered, &beat, cx)))
        };
        speaking_now(Arc::clone(&self.bot.texts), || {
            while walk.at < found.len() {
                let walked = catch_now(|| steps(&mut walk));
                beat.leave();
                let Some(&number) = found.get(walk.at) else {
                    break;
                };
                walk.at += 1;
                self.left_walk(walk.life.take(), number, walked, delivered.arrival);
            }
        });
        add(&self.bot.counters.runs, walk.begun);
    }

    /// Goes on to the first watcher that wants the event and runs in place; false when there is
    /// none.
    fn pass_over(
        self: &Arc<Self>,
        walk: &mut Walk,
        found: &[usize],
        delivered: &Delivered<'_>,
    ) -> bool {
        while let Some(&number) = found.get(walk.at) {
            if let Some(brief) = self.index.brief(number)
                && self.is_on(brief.module)
                && let Some(decide) = self.wants(number, brief, delivered.subject)
            {
                if self.places.is_free(number) {
                    return true;
                }
                self.push_watcher(number, decide, delivered);
            }
            walk.at += 1;
        }
        false
    }

    /// Walks until one has to wait, which is given back, or panics.
    fn walk_on(
        self: &Arc<Self>,
        walk: &mut Walk,
        found: &[usize],
        delivered: &Delivered<'_>,
        beat: &Beat,
        cx: &mut task::Context<'_>,
    ) -> Option<RunFuture> {
        let arrival = delivered.arrival;
        let measured = arrival.update.is_multiple_of(MEASURED.into());
        let mut begun = measured.then(Instant::now);
        // Nobody listens to the spans of handlers where not even their level is wanted.
        let spans = tracing::level_filters::LevelFilter::current() >= tracing::Level::INFO;
        // What the watchers are given; nothing where one went away with it.
        let mut handed_on = None;
        while let Some(&first) = found.get(walk.at) {
            let module = self.index.brief(first)?.module;
            let Some(instance) = self.step_into(walk, module) else {
                walk.at += 1;
                continue;
            };
            let mut runners = instance.runners();
            let mut failing = self.bot.reporter.is_failing(module);
            while let Some(&number) = found.get(walk.at)
                && let Some(brief) = self.index.brief(number)
                && brief.module == module
            {
                let Some(decide) = self.wants(number, brief, delivered.subject) else {
                    walk.at += 1;
                    continue;
                };
                let Some(panicked) = self.places.begin_in_place(number) else {
                    self.push_watcher(number, decide, delivered);
                    walk.at += 1;
                    continue;
                };
                beat.enter(number);
                walk.begun += 1;
                let mut ctx = handed_on
                    .take()
                    .unwrap_or_else(|| Box::new(self.ctx_of(delivered.share())));
                ctx.hand_on(&instance.scope, brief.name);
                let result = if decide {
                    let run = Arc::clone(self).decided(Arc::clone(&instance), number, ctx);
                    let mut run: RunFuture = Box::pin(run);
                    let span = self.span_of(number, arrival, spans);
                    match span.in_scope(|| run.as_mut().poll(cx)) {
                        Poll::Ready(result) => result,
                        Poll::Pending => return Some(run),
                    }
                } else {
                    let runner = runner_of(&mut runners, &instance, brief.row)?;
                    let turns = runner.as_mut()?;
                    let polled = if spans {
                        let span = self.span_of(number, arrival, spans);
                        span.in_scope(|| turns.begin(ctx, cx))
                    } else {
                        turns.begin(ctx, cx)
                    };
                    match polled {
                        Poll::Ready((ctx, result)) => {
                            handed_on = Some(ctx);
                            result
                        }
                        Poll::Pending => {
                            return runner.take().map(|runner| Box::pin(runner.finish()) as _);
                        }
                    }
                };
                if let Some(begun) = &mut begun {
                    // The end of one is the beginning of the next.
                    let took = begun.elapsed();
                    *begun += took;
                    if let Some(place) = self.places.get(number) {
                        place.took(took.saturating_mul(MEASURED));
                    }
                }
                if result.is_err() || failing || panicked {
                    failing = result.is_err();
                    self.walked(&instance.scope, number, arrival, result);
                }
                walk.at += 1;
            }
        }
        None
    }

    /// Tells whether a watcher wants an event; if so, whether its predicates have to be asked.
    #[inline]
    pub(super) fn wants(
        &self,
        number: usize,
        brief: &Brief,
        subject: &Subject<'_>,
    ) -> Option<bool> {
        if brief.passes {
            return Some(false);
        }
        match self.index.filter(number)?.quick(subject) {
            Answer::Pass => Some(false),
            Answer::Unknown => Some(true),
            Answer::Fail | Answer::Absent => None,
        }
    }

    /// Steps into the present life of a module, out of that of another one; `None` where it has
    /// ended.
    fn step_into(&self, walk: &mut Walk, module: usize) -> Option<Arc<Instance>> {
        // The module before is left first.
        walk.life = None;
        let instance = Arc::clone(self.bot.slot(module)?.active().as_ref()?);
        let entered = instance.scope.runs.enter()?;
        walk.life = Some(Life {
            module,
            instance: Arc::clone(&instance),
            entered,
        });
        hand_on_calls(instance.module.info().name);
        Some(instance)
    }

    /// Makes the context that watchers of an event hand on.
    fn ctx_of(&self, event: &Arc<Event>) -> Context {
        let (bot, scope) = (Arc::clone(&self.bot), Arc::clone(&self.bot.scope));
        Context::new(bot, scope, "", Some(Arc::clone(event)), None)
    }

    /// Asks the predicates of a watcher, where its filter depends on them, and runs it.
    async fn decided(
        self: Arc<Self>,
        instance: Arc<Instance>,
        number: usize,
        ctx: Box<Context>,
    ) -> Result<()> {
        let (Some(filter), Some(brief)) = (self.index.filter(number), self.index.brief(number))
        else {
            return Ok(());
        };
        if let Some(event) = ctx.event() {
            let mut subject = Subject::of_event(event);
            subject.command = subject
                .message
                .is_some_and(|message| self.is_command(message));
            if !filter.decide(&ctx, &subject).await? {
                return Ok(());
            }
        }
        match instance.module.runner(brief.row) {
            Some(runner) => runner.run(ctx).await,
            None => Ok(()),
        }
    }

    /// Sees to a watcher at which the walk was left: it waits for something, or has panicked.
    fn left_walk(
        self: &Arc<Self>,
        life: Option<Life>,
        number: usize,
        walked: Result<Option<RunFuture>, Panicked>,
        arrival: &Arrival<'_>,
    ) {
        let Some(handler) = self.index.handler(number).copied() else {
            return;
        };
        let Some(life) = life.filter(|life| life.module == handler.module) else {
            return;
        };
        let key = QueueKey {
            handler: number,
            chat: arrival.chat,
        };
        match walked {
            Ok(Some(run)) => self.go_on(life, handler, key, run, arrival),
            Ok(None) => {}
            Err(panicked) => {
                // It may be in the middle of a run.
                if let Some(brief) = self.index.brief(number)
                    && let Some(runner) = life.instance.runners().get_mut(brief.row)
                {
                    *runner = None;
                }
                let outcome = Outcome::Panicked(panicked);
                Self::span(&handler, key, arrival.update)
                    .in_scope(|| self.watcher_ended(&life.instance.scope, &handler, key, &outcome));
            }
        }
    }

    /// Makes a task of a run that waits for something.
    fn go_on(
        self: &Arc<Self>,
        life: Life,
        handler: Handler,
        key: QueueKey,
        run: RunFuture,
        arrival: &Arrival<'_>,
    ) {
        self.queues.occupy(key);
        self.places.occupied(key.handler);
        let turn = Turn {
            inner: Arc::clone(self),
            key,
            stage: Stage::Waiting,
        };
        let (instance, receipt) = (life.instance, arrival.receipt.clone());
        let work = async move {
            // Whole: of a field alone a copy would be taken.
            let mut turn = turn;
            turn.stage = Stage::Running;
            let inner = Arc::clone(&turn.inner);
            let deadline = inner.bot.handler_deadline;
            let run = inner.noted(key.handler, run);
            let outcome = limited(deadline, handler.name, run).await;
            inner.watcher_ended(&instance.scope, &handler, key, &outcome);
            drop(receipt);
            turn.stage = Stage::Over;
        };
        let span = Self::span(&handler, key, arrival.update);
        life.entered
            .go_on(as_caller(handler.module_name, work.instrument(span)));
    }

    /// Makes the span in which a run logs.
    pub(super) fn span(handler: &Handler, key: QueueKey, update: u64) -> tracing::Span {
        tracing::info_span!(
            "handler",
            update,
            module = handler.module_name,
            handler = handler.name,
            chat = key.chat.map(tracing::field::display),
        )
    }

    /// Makes the span of a run in place, where anybody listens.
    fn span_of(&self, number: usize, arrival: &Arrival<'_>, spans: bool) -> tracing::Span {
        let key = QueueKey {
            handler: number,
            chat: arrival.chat,
        };
        let handler = self.index.handler(number).filter(|_| spans);
        handler.map_or_else(tracing::Span::none, |handler| {
            Self::span(handler, key, arrival.update)
        })
    }

    /// Notes the end of a run in place that failed, or of one after others that did.
    #[cold]
    fn walked(&self, scope: &Arc<Scope>, number: usize, arrival: &Arrival<'_>, result: Result<()>) {
        if let Some(handler) = self.index.handler(number) {
            let key = QueueKey {
                handler: number,
                chat: arrival.chat,
            };
            self.watcher_ended(scope, handler, key, &Outcome::Done(result));
        }
    }
}

/// Gives the place of what runs a watcher, with a new one in it when there was none.
fn runner_of<'a>(
    runners: &'a mut Vec<Option<Runner>>,
    instance: &Instance,
    row: usize,
) -> Option<&'a mut Option<Runner>> {
    if runners.len() <= row {
        runners.resize_with(row + 1, || None);
    }
    let runner = runners.get_mut(row)?;
    if runner.is_none() {
        *runner = instance.module.runner(row);
    }
    Some(runner)
}

type RunFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;
