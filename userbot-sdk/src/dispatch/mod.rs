//! From an event to the handlers that want it.
//!
//! The [`Dispatcher`] is compiled once from the catalogue of modules. For each event it looks up
//! the few handlers that can want it and asks the cheap part of their filters. Watchers that are
//! done without waiting run in place (`in_place`). Every other run is a task of its own behind a
//! queue for its chat, or, where a handler was found to keep its thread (`watchdog`), has a thread
//! of its own (`places`), so that
//!
//! - messages of one chat reach one handler in their order,
//! - a slow, stuck or panicking handler delays nobody else,
//! - what waits is bounded, and what is dropped is counted, logged and told to the owner.

mod albums;
mod commands;
mod cooldown;
mod edits;
mod in_place;
mod index;
mod places;
#[cfg(test)]
mod proof;
mod queue;
mod refuse;
mod run;
#[cfg(test)]
mod tests;
mod watchdog;

use self::albums::{Albums, Parts};
use self::commands::Found;
use self::cooldown::Cooldowns;
use self::edits::Edits;
use self::in_place::{Delivered, Delivery};
use self::index::Index;
use self::places::{Place, Places};
use self::queue::{Overflow, Pushed, QueueKey, Queues};
use self::run::Job;
use self::watchdog::{Watch, Watched};
use crate::context::{
    Blocked, Bot, CommandCall, Dropped, HandlerReport, HandlerStats, Instance, Slot, Stats, add,
};
use crate::telegram::{Album, Event, EventKind, EventSink, Message, Peer, PeerId, Receipt, tl};
use crate::watcher::Subject;
use std::cell::OnceCell;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

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
    places: Places,
    watch: Arc<Watch>,
    /// Held by whoever delivers an event: one at a time, or a handler could see two messages of a
    /// chat in the wrong order.
    delivery: Mutex<Delivery>,
    /// An event is being delivered.
    delivering: AtomicBool,
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
        let index = Index::new(&bot.catalogue);
        let inner = Arc::new_cyclic(|inner: &Weak<Inner>| Inner {
            places: Places::new(index.len()),
            watch: Watch::new(inner.clone()),
            delivery: Mutex::default(),
            delivering: AtomicBool::new(false),
            index,
            bot,
            options,
            queues,
            cooldowns: Cooldowns::default(),
            edits: Edits::default(),
            albums: Albums::default(),
            updates: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        });
        let report: Weak<Inner> = Arc::downgrade(&inner);
        // There is one dispatcher for each bot.
        let _ = inner.bot.handlers.set(report);
        Self(inner)
    }

    /// Lets nothing in any more. What waits is still run.
    pub(crate) fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
    }

    /// Tells whether everything that came in has been handled.
    pub(crate) fn idle(&self) -> bool {
        !self.0.delivering.load(Ordering::Acquire)
            && self.0.queues.running() == 0
            && self.0.albums.is_empty()
    }

    /// Returns the numbers so far.
    pub(crate) fn stats(&self) -> Stats {
        Stats {
            waiting: self.0.queues.waiting(),
            running: self.0.queues.running()
                + usize::from(self.0.delivering.load(Ordering::Acquire)),
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
        self.0.deliver(&event, &receipt);
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
    /// Brings an event to the handlers that want it: watchers in place where they may.
    fn deliver(self: &Arc<Self>, event: &Event, receipt: &Receipt) {
        let mut delivery = self.delivery.lock().unwrap_or_else(PoisonError::into_inner);
        self.delivering.store(true, Ordering::Release);
        self.route(event, receipt, &mut delivery, true);
        self.delivering.store(false, Ordering::Release);
    }

    fn route(
        self: &Arc<Self>,
        event: &Event,
        receipt: &Receipt,
        delivery: &mut Delivery,
        in_place: bool,
    ) {
        let update = self.updates.fetch_add(1, Ordering::Relaxed);
        // Nothing is made for an event that nobody wants.
        let shared = OnceCell::new();
        let share = || shared.get_or_init(|| Arc::new(event.clone()));
        let mut subject = Subject::of_event(event);
        let arrival = Arrival {
            chat: subject.chat.map(Peer::id),
            update,
            receipt,
            packed: OnceCell::new(),
        };
        match self.find_command(event) {
            Found::Command {
                module,
                place,
                call,
            } => {
                subject.command = true;
                if self.edits.is_news(event)
                    && let Some(handler) = self.index.command(module, place)
                    && let Some(slot) = self.bot.slot(module)
                    && let Some(instance) = slot.active().as_ref()
                {
                    self.push(handler, share(), &arrival, Some(call), false, instance);
                }
            }
            found => {
                self.edits.forget(event);
                match found {
                    Found::Escaped(message, text) => self.unescape(message, text),
                    Found::Unknown(message, name) => self.suggest(message, name),
                    Found::None | Found::Command { .. } => {}
                }
            }
        }
        let found = &mut delivery.found;
        self.index.candidates(event.kind(), &subject, found);
        let delivered = Delivered {
            event,
            subject: &subject,
            arrival: &arrival,
            shared: &shared,
        };
        if in_place {
            self.run_in_place(found, &delivered);
        } else {
            self.queue(found, &delivered);
        }
    }

    /// Puts an event into the queues of the watchers that want it, of these who may.
    fn queue(self: &Arc<Self>, found: &[usize], delivered: &Delivered<'_>) {
        for &number in found {
            if let Some(brief) = self.index.brief(number)
                && let Some(decide) = self.wants(number, brief, delivered.subject)
            {
                self.push_watcher(number, decide, delivered);
            }
        }
    }

    /// Puts an event into the queue of a watcher.
    fn push_watcher(self: &Arc<Self>, number: usize, decide: bool, delivered: &Delivered<'_>) {
        let Some(handler) = self.index.handler(number) else {
            return;
        };
        // Who is switched off between the question and the answer gets nothing.
        if let Some(slot) = self.bot.slot(handler.module)
            && let Some(instance) = slot.active().as_ref()
        {
            let (event, arrival) = (delivered.share(), delivered.arrival);
            self.push(number, event, arrival, None, decide, instance);
        }
    }

    /// Tells whether a module is on.
    fn is_on(&self, module: usize) -> bool {
        self.bot.slot(module).is_some_and(Slot::is_on)
    }

    fn push(
        self: &Arc<Self>,
        handler: usize,
        event: &Arc<Event>,
        arrival: &Arrival<'_>,
        command: Option<CommandCall>,
        decide: bool,
        instance: &Arc<Instance>,
    ) {
        let Some(about) = self.index.handler(handler) else {
            return;
        };
        let key = QueueKey {
            handler,
            chat: arrival.chat,
        };
        let overflow = if is_query(event) {
            Overflow::Reserved
        } else {
            about.overflow
        };
        let job = |waits| Job {
            handler,
            instance: Arc::clone(instance),
            event: if waits {
                let packed = arrival.packed.get_or_init(|| Arc::new(event.packed()));
                Arc::clone(packed)
            } else {
                Arc::clone(event)
            },
            command,
            decide,
            update: arrival.update,
            receipt: arrival.receipt.clone(),
        };
        match self.queues.push(key, overflow, job) {
            Pushed::Waiting => {}
            Pushed::Start(job) => {
                self.places.occupied(handler);
                self.start(key, job);
            }
            Pushed::Dropped(_) => self.dropped(key),
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
            Arc::clone(&turn.inner).run(key, job).await;
            turn.stage = Stage::Over;
        });
    }

    /// Counts an event that is dropped, and tells of it when it is time.
    fn dropped(&self, key: QueueKey) {
        add(&self.bot.counters.dropped, 1);
        if let Some(place) = self.places.get(key.handler)
            && let Some(count) = place.dropped()
        {
            let chat = key.chat.filter(|_| count == 1);
            self.tell_dropped(key.handler, chat, count);
        }
    }

    /// Tells of what was dropped, now that a handler has kept up or ends.
    fn tell_of_all_dropped(&self, handler: usize) {
        let untold = self.places.get(handler).map_or(0, Place::untold);
        if untold > 0 {
            self.tell_dropped(handler, None, untold);
        }
    }

    fn tell_dropped(&self, handler: usize, chat: Option<PeerId>, count: usize) {
        if let Some(handler) = self.index.handler(handler) {
            self.bot.dropped(&Dropped {
                module: handler.module_name,
                handler: handler.name,
                chat,
                count,
            });
        }
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
        // Not in place: the timer of an album runs beside the one who delivers.
        let album = Event::Album(Album::new(parts));
        self.route(
            &album,
            &Receipt::all(receipts),
            &mut Delivery::default(),
            false,
        );
    }
}

impl HandlerReport for Inner {
    fn handlers(&self) -> Vec<HandlerStats> {
        let of = |number| {
            let handler = self.index.handler(number)?;
            let waiting = self.queues.waiting_for(number);
            self.places.stats(number, handler, waiting)
        };
        (0..self.index.len()).filter_map(of).collect()
    }
}

impl Watched for Inner {
    fn slow(&self, handler: usize) {
        self.places.keeps_thread(handler);
    }

    fn blocked(&self, handler: usize, elapsed: Duration) {
        self.places.keeps_thread(handler);
        if let Some(place) = self.places.get(handler) {
            place.blocked();
        }
        if let Some(handler) = self.index.handler(handler) {
            self.bot.blocked(&Blocked {
                module: handler.module_name,
                handler: handler.name,
                elapsed,
            });
        }
    }
}

/// Is what is known of an event on its way to its handlers.
struct Arrival<'a> {
    chat: Option<PeerId>,
    update: u64,
    receipt: &'a Receipt,
    /// The event in the form in which it waits.
    packed: OnceCell<Arc<Event>>,
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
            } else {
                self.inner.places.freed(self.key.handler);
                self.inner.tell_of_all_dropped(self.key.handler);
            }
        } else {
            // The bot, its runtime or the module is ending: what waits would never run.
            let waited = self.inner.queues.purge(self.key);
            self.inner.places.freed(self.key.handler);
            self.inner.tell_of_all_dropped(self.key.handler);
            if waited > 0 {
                add(&self.inner.bot.counters.dropped, waited);
                tracing::warn!(count = waited, "events were not handled before the end");
            }
        }
    }
}
