//! Where the runs of each handler take place: in place, in tasks, or on a thread of their own.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, sleep_until};

use super::index::Handler;
use crate::context::{HandlerStats, add, of_task};
use crate::telegram::Activity;

/// So many runs in a row have to be quick before a handler that kept its thread may share one.
const AWAY: u32 = 1_000;
/// A handler that panicked so often in a row begins no run, in whatever chat, before it has rested.
const MANY_PANICS: u32 = 100;
/// For so long: a panic costs the others some microseconds.
const REST: Duration = Duration::from_millis(1);

/// Is what is known about the runs of each handler, by its number.
#[derive(Debug)]
pub(super) struct Places {
    places: Vec<Place>,
    /// What every run in place touches, close together.
    brief: Vec<Brief>,
}

/// Is what every run in place touches.
#[derive(Debug, Default)]
struct Brief {
    /// Runs in place. Only one delivers, so that it needs no more than a read and a write.
    direct: AtomicU64,
    /// How many reasons there are not to run in place.
    hindered: AtomicU32,
    /// How many of its latest runs have panicked.
    panics: AtomicU32,
}

#[derive(Debug)]
pub(super) struct Place {
    /// In how many chats a run of it is under way, with a queue behind it.
    busy: AtomicUsize,
    /// How many more runs have a thread of their own.
    away: AtomicU32,
    /// Other runs.
    runs: AtomicU64,
    /// For how long it kept a thread, in nanoseconds.
    nanos: AtomicU64,
    dropped: AtomicU64,
    /// Of those, what nobody has been told yet.
    untold: AtomicUsize,
    /// So many are told next.
    tell_at: AtomicUsize,
    blocked: AtomicU64,
    /// They have one thread for all of them.
    thread: Semaphore,
    /// When its next run may begin, while it panics all the time.
    rested: Mutex<Option<Instant>>,
}

impl Places {
    pub(super) fn new(handlers: usize) -> Self {
        let place = || Place {
            busy: AtomicUsize::new(0),
            away: AtomicU32::new(0),
            runs: AtomicU64::new(0),
            nanos: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            untold: AtomicUsize::new(0),
            tell_at: AtomicUsize::new(1),
            blocked: AtomicU64::new(0),
            thread: Semaphore::new(1),
            rested: Mutex::default(),
        };
        Self {
            places: (0..handlers).map(|_| place()).collect(),
            brief: (0..handlers).map(|_| Brief::default()).collect(),
        }
    }

    /// Returns what is known about a handler.
    pub(super) fn get(&self, handler: usize) -> Option<&Place> {
        self.places.get(handler)
    }

    /// Notes that a queue of a handler is there.
    pub(super) fn occupied(&self, handler: usize) {
        if let Some(place) = self.get(handler)
            && place.busy.fetch_add(1, Ordering::AcqRel) == 0
        {
            self.hinder(handler);
        }
    }

    /// Notes that a queue of a handler is gone.
    pub(super) fn freed(&self, handler: usize) {
        if let Some(place) = self.get(handler)
            && place.busy.fetch_sub(1, Ordering::AcqRel) == 1
        {
            self.unhinder(handler);
        }
    }

    fn hinder(&self, handler: usize) {
        if let Some(brief) = self.brief.get(handler) {
            brief.hindered.fetch_add(1, Ordering::AcqRel);
        }
    }

    fn unhinder(&self, handler: usize) {
        if let Some(brief) = self.brief.get(handler) {
            brief.hindered.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// Tells whether a handler may run in place: none of its runs is under way, so that none is
    /// overtaken, it did not keep its thread lately, and it does not panic all the time.
    pub(super) fn is_free(&self, handler: usize) -> bool {
        let brief = self.brief.get(handler);
        brief.is_some_and(|brief| brief.hindered.load(Ordering::Acquire) == 0)
    }

    /// Notes a run in place, where the handler may run there; tells whether the latest ones have
    /// panicked.
    pub(super) fn begin_in_place(&self, handler: usize) -> Option<bool> {
        let brief = self.brief.get(handler)?;
        if brief.hindered.load(Ordering::Acquire) > 0 {
            return None;
        }
        let runs = brief.direct.load(Ordering::Relaxed);
        brief.direct.store(runs + 1, Ordering::Relaxed);
        Some(brief.panics.load(Ordering::Relaxed) > 0)
    }

    /// Notes how a run of a handler ended.
    pub(super) fn ended(&self, handler: usize, panicked: bool) {
        let Some(brief) = self.brief.get(handler) else {
            return;
        };
        if panicked {
            if brief.panics.fetch_add(1, Ordering::AcqRel) + 1 == MANY_PANICS {
                self.hinder(handler);
            }
        } else if brief.panics.load(Ordering::Relaxed) > 0
            && brief.panics.swap(0, Ordering::AcqRel) >= MANY_PANICS
        {
            self.unhinder(handler);
        }
    }

    /// Tells whether a handler panics so often that each run costs the others time.
    pub(super) fn panics_always(&self, handler: usize) -> bool {
        let brief = self.brief.get(handler);
        brief.is_some_and(|brief| brief.panics.load(Ordering::Relaxed) >= MANY_PANICS)
    }

    /// Notes that a handler keeps its thread.
    pub(super) fn keeps_thread(&self, handler: usize) {
        if let Some(place) = self.get(handler)
            && place.away.swap(AWAY, Ordering::AcqRel) == 0
        {
            self.hinder(handler);
        }
    }

    /// Tells whether the next run has a thread of its own; each is one less.
    pub(super) fn is_away(&self, handler: usize) -> bool {
        let Some(place) = self.get(handler) else {
            return false;
        };
        let left = |away: u32| away.checked_sub(1);
        let before = place
            .away
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, left);
        if before == Ok(1) {
            self.unhinder(handler);
        }
        before.is_ok()
    }

    /// Gives the numbers of a handler so far.
    pub(super) fn stats(
        &self,
        number: usize,
        handler: &Handler,
        waiting: usize,
    ) -> Option<HandlerStats> {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (place, brief) = (self.get(number)?, self.brief.get(number)?);
        Some(HandlerStats {
            module: handler.module_name,
            handler: handler.name,
            calls: read(&brief.direct) + read(&place.runs),
            time: Duration::from_nanos(read(&place.nanos)),
            dropped: read(&place.dropped),
            blocked: read(&place.blocked),
            waiting,
        })
    }
}

impl Place {
    /// Notes another run.
    pub(super) fn runs(&self) {
        add(&self.runs, 1);
    }

    /// Notes that it kept a thread for a while.
    pub(super) fn took(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Notes that an event for it was dropped; gives how many are to be told of now: with each
    /// time twice as many, because a handler that does not keep up may drop all that comes.
    pub(super) fn dropped(&self) -> Option<usize> {
        add(&self.dropped, 1);
        let untold = self.untold.fetch_add(1, Ordering::AcqRel) + 1;
        let tell_at = self.tell_at.load(Ordering::Relaxed);
        if untold < tell_at {
            return None;
        }
        self.tell_at
            .store(tell_at.saturating_mul(2), Ordering::Relaxed);
        Some(self.untold.swap(0, Ordering::AcqRel))
    }

    /// Gives how many were dropped that nobody was told of. What is dropped next is told at once.
    pub(super) fn untold(&self) -> usize {
        if self.tell_at.load(Ordering::Relaxed) == 1 {
            return 0;
        }
        self.tell_at.store(1, Ordering::Relaxed);
        self.untold.swap(0, Ordering::AcqRel)
    }

    /// Waits for its turn to begin a run, one after each rest.
    pub(super) async fn rest(&self) {
        let begins = {
            let mut rested = self.rested.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let begins = rested.map_or(now, |rested| rested.max(now));
            *rested = Some(begins + REST);
            begins
        };
        sleep_until(begins).await;
    }

    /// Notes that it blocks its thread.
    pub(super) fn blocked(&self) {
        add(&self.blocked, 1);
    }

    /// Runs a future on the thread of this handler, for the task that waits for it. When that is
    /// ended, the future ends where it waits next.
    pub(super) async fn on_own_thread(
        &self,
        activity: &Activity,
        future: impl Future<Output = ()> + Send + 'static,
    ) {
        // It is never closed.
        let Ok(_turn) = self.thread.acquire().await else {
            return;
        };
        let (here, gone) = oneshot::channel::<()>();
        let runtime = Handle::current();
        let task = tokio::task::id();
        let job = activity.spawn_blocking(move || {
            runtime.block_on(of_task(task, async move {
                tokio::select! {
                    biased;
                    _ = gone => {}
                    () = future => {}
                }
            }));
        });
        // The future catches the panics of handlers; what is left is the end of the runtime.
        if let Err(error) = job.await {
            tracing::error!(%error, "a thread of a handler broke off");
        }
        drop(here);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_kept_its_thread_does_not_start_in_place_for_a_while() {
        let places = Places::new(2);
        assert!(!places.is_away(0));
        places.keeps_thread(0);
        places.keeps_thread(0);
        assert!((0..AWAY).all(|_| !places.is_free(0) && places.is_away(0)));
        assert!(places.is_free(0));
        assert!(places.is_free(1));
    }

    #[test]
    fn whose_run_is_under_way_does_not_start_in_place() {
        let places = Places::new(1);
        places.occupied(0);
        assert!(!places.is_free(0));
        places.freed(0);
        assert!(places.is_free(0));
        assert!(!places.is_free(1), "nobody has this number");
    }

    #[test]
    fn who_panics_all_the_time_does_not_start_in_place_until_it_does_not() {
        let places = Places::new(1);
        for _ in 0..MANY_PANICS {
            assert!(places.is_free(0) && !places.panics_always(0));
            places.ended(0, true);
        }
        assert!(!places.is_free(0) && places.panics_always(0));
        places.ended(0, true);
        places.ended(0, false);
        assert!(places.is_free(0) && !places.panics_always(0));
    }

    #[test]
    fn what_is_dropped_is_told_of_at_once_and_then_ever_more_at_a_time() {
        let places = Places::new(1);
        let place = places.get(0).unwrap();
        let told: Vec<usize> = (0..40).filter_map(|_| place.dropped()).collect();
        assert_eq!(told, [1, 2, 4, 8, 16]);
        assert_eq!(place.untold(), 9);
        assert_eq!(place.untold(), 0);
        assert_eq!(place.dropped(), Some(1));
    }
}
