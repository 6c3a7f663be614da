//! Runs that need no task: watchers are polled once where their event is delivered.
//!
//! Most watchers look at a message and are done. All of those that want an event are walked
//! through by one future, with one context that is handed on from each to the next. One that has
//! to wait takes the future with it and becomes a task, with its deadline and its queue; another
//! future goes on with the rest. A panic ends the walk at that watcher, and the next walk begins
//! behind it.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use tokio::time::Instant;
use tracing::Instrument;

use super::index::{Handler, Known};
use super::queue::QueueKey;
use super::watchdog::Beat;
use super::{Arrival, Inner, Stage, Turn};
use crate::context::{Context, Entered, Instance, Outcome, add, catch_now, limited, poll_in_place};
use crate::error::Result;
use crate::strings::speaking_now;
use crate::telegram::{Event, as_caller, hand_on_calls};
use crate::watcher::Subject;

/// One update in so many is measured, and counts for all of them.
const MEASURED: u32 = 64;

/// Is what a delivery works with. Whoever holds it is the only one who delivers.
#[derive(Default)]
pub(super) struct Delivery {
    /// The numbers of the watchers that may want the event.
    pub(super) found: Vec<usize>,
    /// Those that have to stand in their queues.
    pub(super) queued: Vec<Planned>,
    /// Those that run in place.
    plan: Arc<Vec<Planned>>,
    baton: Arc<Baton>,
}

/// Is a watcher that wants an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned {
    pub(super) number: usize,
    /// Whether its predicates have to be asked.
    pub(super) decide: bool,
}

/// Is what a walk and the one who polls it tell each other.
#[derive(Default)]
struct Baton {
    /// How far in the plan the walk is.
    at: AtomicUsize,
    /// The watcher has become a task: the walk ends with it.
    alone: AtomicBool,
    /// The module of the watcher.
    life: Mutex<Option<Life>>,
    /// How many watchers of modules that have ended were passed over.
    passed: AtomicUsize,
}

/// Is a life of a module that is stepped into.
struct Life {
    instance: Arc<Instance>,
    entered: Entered,
}

impl Baton {
    fn life(&self) -> MutexGuard<'_, Option<Life>> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Delivery {
    /// Begins the plan of an event.
    pub(super) fn begin(&mut self) {
        match Arc::get_mut(&mut self.plan) {
            Some(plan) => plan.clear(),
            // A walk that became a task still has it.
            None => self.plan = Arc::default(),
        }
    }

    /// Tells whether nobody runs in place.
    pub(super) fn is_empty(&self) -> bool {
        self.plan.is_empty()
    }

    /// Adds a watcher to the plan.
    pub(super) fn plan(&mut self, planned: Planned) {
        // Nobody walks yet.
        if let Some(plan) = Arc::get_mut(&mut self.plan) {
            plan.push(planned);
        }
    }
}

impl Inner {
    /// Runs the watchers of the plan in place, as far as they go without waiting.
    pub(super) fn run_in_place(
        self: &Arc<Self>,
        delivery: &mut Delivery,
        event: &Arc<Event>,
        arrival: &Arrival<'_>,
    ) {
        let plan = Arc::clone(&delivery.plan);
        if plan.is_empty() {
            return;
        }
        let beat = self.watch.beat();
        speaking_now(Arc::clone(&self.bot.texts), || {
            let mut from = 0;
            while from < plan.len() {
                from = self.walk_on(delivery, &plan, from, event, arrival, &beat);
            }
        });
    }

    /// Walks until one has to wait or panics; gives the place at which to go on.
    fn walk_on(
        self: &Arc<Self>,
        delivery: &mut Delivery,
        plan: &Arc<Vec<Planned>>,
        from: usize,
        event: &Arc<Event>,
        arrival: &Arrival<'_>,
        beat: &Arc<Beat>,
    ) -> usize {
        let Some(first) = plan
            .get(from)
            .and_then(|planned| self.index.handler(planned.number))
        else {
            return plan.len();
        };
        let baton = Arc::clone(&delivery.baton);
        let walk = Walk {
            inner: Arc::clone(self),
            plan: Arc::clone(plan),
            event: Arc::clone(event),
            baton: Arc::clone(&baton),
            update: arrival.update,
        };
        let mut walk: RunFuture = Box::pin(as_caller(
            first.module_name,
            walk.run(from, Arc::clone(beat)),
        ));
        let polled = catch_now(|| poll_in_place(&mut walk));
        beat.leave();
        let at = baton.at.load(Ordering::Relaxed);
        let life = baton.life().take();
        let passed = baton.passed.swap(0, Ordering::Relaxed);
        let next = match &polled {
            Ok(Poll::Ready(_)) => plan.len(),
            Ok(Poll::Pending) | Err(_) => at + 1,
        };
        add(
            &self.bot.counters.runs,
            (next - from).saturating_sub(passed),
        );
        let (Some(number), Some(life)) = (plan.get(at).map(|planned| planned.number), life) else {
            return next;
        };
        let Some(handler) = self.index.handler(number).copied() else {
            return next;
        };
        let key = QueueKey {
            handler: number,
            chat: arrival.chat,
        };
        match polled {
            Ok(Poll::Ready(_)) => {}
            Ok(Poll::Pending) => {
                baton.alone.store(true, Ordering::Relaxed);
                delivery.baton = Arc::default();
                self.go_on(life, handler, key, walk, arrival);
            }
            Err(panicked) => {
                let outcome = Outcome::Panicked(panicked);
                Self::span(&handler, key, arrival.update)
                    .in_scope(|| self.watcher_ended(&life.instance.scope, &handler, key, &outcome));
            }
        }
        next
    }

    /// Makes a task of a walk whose watcher waits for something.
    fn go_on(
        self: &Arc<Self>,
        life: Life,
        handler: Handler,
        key: QueueKey,
        walk: RunFuture,
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
            let run = inner.noted(key.handler, walk);
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

    /// Asks the predicates of a watcher, where its filter depends on them.
    async fn passes(&self, ctx: &Context, known: &Known, event: &Event) -> Result<bool> {
        let mut subject = Subject::of_event(event);
        subject.command = subject
            .message
            .is_some_and(|message| self.is_command(message));
        known.filter.decide(ctx, &subject).await
    }
}

/// Is one way through the watchers of an event.
struct Walk {
    inner: Arc<Inner>,
    plan: Arc<Vec<Planned>>,
    event: Arc<Event>,
    baton: Arc<Baton>,
    update: u64,
}

impl Walk {
    /// Runs one watcher after another; gives the result of the one that became a task.
    async fn run(self, from: usize, beat: Arc<Beat>) -> Result<()> {
        let Self {
            inner,
            plan,
            event,
            baton,
            update,
        } = self;
        let bot = &inner.bot;
        let chat = Subject::of_event(&event)
            .chat
            .map(crate::telegram::Peer::id);
        let mut ctx = Context::new(
            Arc::clone(bot),
            Arc::clone(&bot.scope),
            "",
            Some(Arc::clone(&event)),
            None,
        );
        let measured = update.is_multiple_of(MEASURED.into());
        let mut current: Option<(usize, Arc<Instance>)> = None;
        for (at, planned) in plan.iter().enumerate().skip(from) {
            let Some((handler, known)) = inner.index.watcher(planned.number) else {
                continue;
            };
            let same = |(module, _): &(usize, _)| *module == handler.module;
            if current.as_ref().is_none_or(|current| !same(current)) {
                current = step_into(&inner, handler, &baton);
            }
            let Some((_, instance)) = &current else {
                baton.passed.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            let Some(place) = inner.places.get(planned.number) else {
                continue;
            };
            baton.at.store(at, Ordering::Relaxed);
            beat.enter(planned.number);
            place.runs_in_place();
            let begun = measured.then(Instant::now);
            ctx.hand_on(&instance.scope, handler.name);
            let key = QueueKey {
                handler: planned.number,
                chat,
            };
            let passes = !planned.decide || {
                match inner.passes(&ctx, known, &event).await {
                    Ok(passes) => passes,
                    Err(error) if baton.alone.load(Ordering::Relaxed) => return Err(error),
                    Err(error) => {
                        let outcome = Outcome::Done(Err(error));
                        inner.watcher_ended(&instance.scope, handler, key, &outcome);
                        continue;
                    }
                }
            };
            let run = passes
                .then(|| instance.module.run_watcher(known.row, &ctx, &event))
                .flatten();
            let result = match run {
                Some(run) => {
                    let span = Inner::span(handler, key, update);
                    if span.is_disabled() {
                        run.await
                    } else {
                        run.instrument(span).await
                    }
                }
                None => Ok(()),
            };
            if baton.alone.load(Ordering::Relaxed) {
                return result;
            }
            if let Some(begun) = begun {
                place.took(begun.elapsed().saturating_mul(MEASURED));
            }
            match result {
                Ok(()) => {
                    bot.reporter.ended(handler.module, false);
                    inner.places.ended(planned.number, false);
                }
                error => {
                    inner.watcher_ended(&instance.scope, handler, key, &Outcome::Done(error));
                }
            }
        }
        Ok(())
    }
}

/// Steps into the present life of a module; `None` where it has ended.
fn step_into(inner: &Inner, handler: &Handler, baton: &Baton) -> Option<(usize, Arc<Instance>)> {
    // The module before is left first.
    baton.life().take();
    let instance = Arc::clone(inner.bot.slot(handler.module)?.active().as_ref()?);
    let entered = instance.scope.runs.enter()?;
    *baton.life() = Some(Life {
        instance: Arc::clone(&instance),
        entered,
    });
    hand_on_calls(handler.module_name);
    Some((handler.module, instance))
}

type RunFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;
