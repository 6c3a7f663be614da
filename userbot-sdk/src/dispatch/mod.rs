//! From an event to the handlers that want it.
//!
//! The [`Dispatcher`] is compiled once from the catalogue of modules. For each event it looks up
//! the few handlers that can want it, asks the cheap part of their filters, and puts one job for
//! each into the queue of its chat. Each run is a task of its own, so that
//!
//! - messages of one chat reach one handler in their order,
//! - a slow, stuck or panicking handler delays nobody else,
//! - what waits is bounded, and what is dropped is counted, logged and told to the owner.

mod albums;
mod commands;
mod cooldown;
mod edits;
mod index;
#[cfg(test)]
mod proof;
mod queue;
mod refuse;
mod run;
#[cfg(test)]
mod tests;

use self::albums::{Albums, Parts};
use self::commands::Found;
use self::cooldown::Cooldowns;
use self::edits::Edits;
use self::index::{HandlerKind, Index};
use self::queue::{Overflow, Pushed, QueueKey, Queues};
use self::run::Job;
use crate::context::{Bot, CommandCall, Dropped, Slot, Stats, add};
use crate::telegram::{Album, Event, EventKind, EventSink, Message, PeerId, Receipt, tl};
use crate::watcher::{Answer, Subject};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Is what can be chosen about dispatching.
#[derive(Debug, Clone)]
pub(crate) struct DispatchOptions {
    /// How many events wait for one handler in one chat.
    pub(crate) queue_limit: usize,
    /// Whether an unknown command is answered with the nearest names.
    pub(crate) suggest_unknown: bool,
}

impl Default for DispatchOptions {
    fn default() -> Self {
        Self {
            queue_limit: 1_000,
            suggest_unknown: false,
        }
    }
}

/// All queues together hold as much as so many full ones.
const FULL_QUEUES: usize = 50;

/// Brings events to handlers.
#[derive(Clone)]
pub(crate) struct Dispatcher(Arc<Inner>);

struct Inner {
    bot: Arc<Bot>,
    index: Index,
    options: DispatchOptions,
    queues: Queues<Job>,
    cooldowns: Cooldowns,
    edits: Edits,
    albums: Albums,
    updates: AtomicU64,
    closed: AtomicBool,
}

impl Dispatcher {
    /// Makes a dispatcher for the modules of a bot, whether they are on or not.
    pub(crate) fn new(bot: Arc<Bot>, options: DispatchOptions) -> Self {
        let queues = Queues::new(
            options.queue_limit,
            options.queue_limit.saturating_mul(FULL_QUEUES),
        );
        Self(Arc::new(Inner {
            index: Index::new(&bot.catalogue),
            bot,
            options,
            queues,
            cooldowns: Cooldowns::default(),
            edits: Edits::default(),
            albums: Albums::default(),
            updates: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        }))
    }

    /// Lets nothing in any more. What waits is still run.
    pub(crate) fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
    }

    /// Tells whether everything that came in has been handled.
    pub(crate) fn idle(&self) -> bool {
        self.0.queues.running() == 0 && self.0.albums.is_empty()
    }

    /// Returns the numbers so far.
    pub(crate) fn stats(&self) -> Stats {
        Stats {
            waiting: self.0.queues.waiting(),
            running: self.0.queues.running(),
            tasks: self.0.bot.scopes().iter().map(|scope| scope.count()).sum(),
            ..self.0.bot.counters.read()
        }
    }
}

impl EventSink for Dispatcher {
    fn deliver(&self, event: Event, receipt: Receipt) {
        if self.0.closed.load(Ordering::Acquire) {
            return;
        }
        add(&self.0.bot.counters.events, 1);
        self.0.bot.lines.tell(&event);
        if let Event::Message(message) = &event
            && self.0.index.wants(EventKind::Album)
        {
            self.0.collect_album(message, &receipt);
        }
        self.0.route(event, &receipt);
    }

    fn wants(&self, kind: EventKind) -> bool {
        let carries_commands = matches!(kind, EventKind::Message | EventKind::Edited);
        let of_conversations = kind == EventKind::ReadReceipt && self.0.bot.lines.any();
        carries_commands || of_conversations || self.0.index.wants(kind)
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher")
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// Puts an event into the queues of the handlers that want it.
    fn route(self: &Arc<Self>, event: Event, receipt: &Receipt) {
        let event = Arc::new(event);
        let update = self.updates.fetch_add(1, Ordering::Relaxed);
        let mut subject = Subject::of_event(&event);
        let arrival = Arrival {
            event: &event,
            chat: subject.chat.map(crate::telegram::Peer::id),
            update,
            receipt,
        };
        let found = self.find_command(&event);
        if !matches!(found, Found::Command { .. }) {
            self.edits.forget(&event);
        }
        match found {
            Found::None => {}
            Found::Escaped(message, text) => self.unescape(message, text),
            Found::Unknown(message, name) => self.suggest(message, name),
            Found::Command {
                module,
                place,
                call,
            } => {
                subject.command = true;
                if self.edits.is_news(&event)
                    && let Some(handler) = self.index.command(module, place)
                {
                    self.push(handler, &arrival, Some(call), false);
                }
            }
        }
        for handler in self.index.candidates(event.kind(), &subject) {
            let Some(decide) = self.wanted(handler, &subject) else {
                continue;
            };
            self.push(handler, &arrival, None, decide);
        }
    }

    /// Tells whether a watcher wants an event, and if so whether its predicates have to be asked.
    fn wanted(&self, handler: usize, subject: &Subject<'_>) -> Option<bool> {
        let handler = self.index.handler(handler)?;
        let HandlerKind::Watcher(place) = handler.what else {
            return None;
        };
        if !self.is_on(handler.module) {
            return None;
        }
        let watcher = self.bot.catalogue.modules()[handler.module]
            .watchers()
            .get(place)?;
        match watcher.filter().quick(subject) {
            Answer::Pass => Some(false),
            Answer::Unknown => Some(true),
            Answer::Fail | Answer::Absent => None,
        }
    }

    /// Tells whether a module is on.
    fn is_on(&self, module: usize) -> bool {
        self.bot.slot(module).is_some_and(Slot::is_on)
    }

    fn push(
        self: &Arc<Self>,
        handler: usize,
        arrival: &Arrival<'_>,
        command: Option<CommandCall>,
        decide: bool,
    ) {
        let Some(about) = self.index.handler(handler) else {
            return;
        };
        let key = QueueKey {
            handler,
            chat: arrival.chat,
        };
        // Who is switched off between the question and the answer gets nothing.
        let Some(instance) = self
            .bot
            .slot(about.module)
            .and_then(|slot| slot.active().clone())
        else {
            return;
        };
        let job = Job {
            handler,
            instance,
            event: Arc::clone(arrival.event),
            command,
            decide,
            update: arrival.update,
            receipt: arrival.receipt.clone(),
        };
        let overflow = if is_query(arrival.event) {
            Overflow::Reserved
        } else {
            about.overflow
        };
        match self.queues.push(key, job, overflow) {
            Pushed::Waiting => {}
            Pushed::Start(job) => self.start(key, job),
            Pushed::Dropped(_) => self.count_dropped(key, 1),
        }
    }

    /// Starts the task of one run; its end starts the next one of the queue. Where the module has
    /// ended meanwhile nothing starts, and what waits is dropped.
    fn start(self: &Arc<Self>, key: QueueKey, job: Job) {
        let scope = Arc::clone(&job.instance.scope);
        let turn = Turn {
            inner: Arc::clone(self),
            key,
            stage: Stage::Waiting,
        };
        scope.runs.spawn(async move {
            let mut turn = turn;
            turn.stage = Stage::Running;
            let inner = Arc::clone(&turn.inner);
            inner.run(key, job).await;
            turn.stage = Stage::Over;
        });
    }

    fn count_dropped(&self, key: QueueKey, count: usize) {
        let Some(handler) = self.index.handler(key.handler) else {
            return;
        };
        add(&self.bot.counters.dropped, count);
        self.bot.dropped(&Dropped {
            module: handler.module_name,
            handler: handler.name,
            chat: key.chat,
            count,
        });
    }

    fn collect_album(self: &Arc<Self>, message: &Message, receipt: &Receipt) {
        let collected = self.albums.add(message, receipt);
        if let Some(parts) = collected.complete {
            self.deliver_album(parts);
        }
        if let Some((chat, version)) = collected.waiting {
            self.bot
                .scope
                .background
                .spawn(Arc::clone(self).album(chat, version));
        }
    }

    fn deliver_album(self: &Arc<Self>, (parts, receipts): Parts) {
        self.route(Event::Album(Album::new(parts)), &Receipt::all(receipts));
    }
}

/// Is an event on its way to its handlers.
struct Arrival<'a> {
    event: &'a Arc<Event>,
    chat: Option<PeerId>,
    update: u64,
    receipt: &'a Receipt,
}

/// Tells whether somebody waits for the answer to an event.
fn is_query(event: &Event) -> bool {
    use tl::enums::Update;
    match event {
        Event::CallbackPress(_) => true,
        Event::RawUpdate(update) => matches!(
            update.update(),
            Update::BotCallbackQuery(_)
                | Update::InlineBotCallbackQuery(_)
                | Update::BusinessBotCallbackQuery(_)
                | Update::BotInlineQuery(_)
                | Update::BotInlineSend(_)
        ),
        _ => false,
    }
}

/// Is the turn of one job: when it ends in any way, it is the next one's.
struct Turn {
    inner: Arc<Inner>,
    key: QueueKey,
    stage: Stage,
}

/// Is how far the task of a turn has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It has not done anything yet.
    Waiting,
    Running,
    Over,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let panicked = self.stage == Stage::Running && std::thread::panicking();
        if self.stage == Stage::Over || panicked {
            if let Some(job) = self.inner.queues.next(self.key) {
                self.inner.start(self.key, job);
            }
        } else {
            // The bot, its runtime or the module is ending: what waits would never run.
            let waited = self.inner.queues.purge(self.key);
            if waited > 0 {
                add(&self.inner.bot.counters.dropped, waited);
                tracing::warn!(count = waited, "events were not handled before the end");
            }
        }
    }
}
