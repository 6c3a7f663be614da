//! Where the runs of each handler take place: in place, in tasks, or on a thread of their own.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};

use super::index::Handler;
use crate::context::{HandlerStats, add, of_task};
use crate::telegram::Activity;

/// So many runs in a row have to be quick before a handler that kept its thread may share one.
const AWAY: u32 = 1_000;
/// A handler that panicked so often in a row rests after each run.
const MANY_PANICS: u32 = 100;
/// For so long.
pub(super) const REST: Duration = Duration::from_millis(1);

/// Is what is known about the runs of each handler, by its number.
#[derive(Debug)]
pub(super) struct Places(Vec<Place>);

#[derive(Debug)]
pub(super) struct Place {
    /// In how many chats a run of it is under way, with a queue behind it.
    busy: AtomicUsize,
    /// How many more runs have a thread of their own.
    away: AtomicU32,
    /// How many of its latest runs have panicked.
    panics: AtomicU32,
    /// Runs in place. Only one delivers, so that it needs no more than a read and a write.
    direct: AtomicU64,
    /// Other runs.
    runs: AtomicU64,
    /// For how long it kept a thread, in nanoseconds.
    nanos: AtomicU64,
    dropped: AtomicU64,
    blocked: AtomicU64,
    /// They have one thread for all of them.
    thread: Semaphore,
}

impl Places {
    pub(super) fn new(handlers: usize) -> Self {
        let place = || Place {
            busy: AtomicUsize::new(0),
            away: AtomicU32::new(0),
            panics: AtomicU32::new(0),
            direct: AtomicU64::new(0),
            runs: AtomicU64::new(0),
            nanos: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            blocked: AtomicU64::new(0),
            thread: Semaphore::new(1),
        };
        Self((0..handlers).map(|_| place()).collect())
    }

    /// Returns what is known about a handler.
    pub(super) fn get(&self, handler: usize) -> Option<&Place> {
        self.0.get(handler)
    }

    /// Notes that a queue of a handler is there.
    pub(super) fn occupied(&self, handler: usize) {
        if let Some(place) = self.get(handler) {
            place.busy.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Notes that a queue of a handler is gone.
    pub(super) fn freed(&self, handler: usize) {
        if let Some(place) = self.get(handler) {
            place.busy.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// Tells whether a handler may run in place: none of its runs is under way, so that none is
    /// overtaken, it did not keep its thread lately, and it does not panic all the time.
    pub(super) fn is_free(&self, handler: usize) -> bool {
        self.get(handler).is_some_and(|place| {
            place.busy.load(Ordering::Acquire) == 0
                && place.away.load(Ordering::Relaxed) == 0
                && !place.panics_always()
        })
    }

    /// Notes how a run of a handler ended.
    pub(super) fn ended(&self, handler: usize, panicked: bool) {
        if let Some(place) = self.get(handler) {
            if panicked {
                place.panics.fetch_add(1, Ordering::Relaxed);
            } else if place.panics.load(Ordering::Relaxed) > 0 {
                place.panics.store(0, Ordering::Relaxed);
            }
        }
    }

    /// Notes that a handler keeps its thread.
    pub(super) fn keeps_thread(&self, handler: usize) {
        if let Some(place) = self.get(handler) {
            place.away.store(AWAY, Ordering::Relaxed);
        }
    }
}

impl Place {
    /// Notes a run in place.
    pub(super) fn runs_in_place(&self) {
        let runs = self.direct.load(Ordering::Relaxed);
        self.direct.store(runs + 1, Ordering::Relaxed);
    }

    /// Notes another run.
    pub(super) fn runs(&self) {
        add(&self.runs, 1);
    }

    /// Notes that it kept a thread for a while.
    pub(super) fn took(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Notes that events for it were dropped.
    pub(super) fn dropped(&self, count: usize) {
        add(&self.dropped, count);
    }

    /// Notes that it blocks its thread.
    pub(super) fn blocked(&self) {
        add(&self.blocked, 1);
    }

    /// Gives the numbers so far.
    pub(super) fn stats(&self, handler: &Handler, waiting: usize) -> HandlerStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        HandlerStats {
            module: handler.module_name,
            handler: handler.name,
            calls: read(&self.direct) + read(&self.runs),
            time: Duration::from_nanos(read(&self.nanos)),
            dropped: read(&self.dropped),
            blocked: read(&self.blocked),
            waiting,
        }
    }

    /// Tells whether it panics so often that each run costs the others time.
    pub(super) fn panics_always(&self) -> bool {
        self.panics.load(Ordering::Relaxed) >= MANY_PANICS
    }

    /// Tells whether the next run has a thread of its own; each is one less.
    pub(super) fn is_away(&self) -> bool {
        let left = |away: u32| away.checked_sub(1);
        let away = &self.away;
        away.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .is_ok()
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
        assert!(!places.get(0).unwrap().is_away());
        places.keeps_thread(0);
        assert!((0..AWAY).all(|_| !places.is_free(0) && places.get(0).unwrap().is_away()));
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
}
