//! Sets of tasks that are counted, observed, and ended together.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use tokio::sync::Notify;
use tokio::task::{AbortHandle, Id};

use crate::strings::{TextBook, speaking};
use crate::telegram::Activity;

/// Is a set of running tasks.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<Inner>);

#[derive(Default)]
struct Inner {
    running: Mutex<HashMap<u64, Task>>,
    next: AtomicU64,
    closed: AtomicBool,
    /// What ran in the set was ended from outside.
    aborted: AtomicBool,
    /// Steps that are made in place, without a task.
    entered: AtomicUsize,
    ended: Notify,
    activity: Activity,
    texts: Arc<TextBook>,
}

#[derive(Default)]
struct Task {
    /// Its id in the runtime, as soon as it is known.
    id: Option<Id>,
    /// Nothing while it is being started.
    abort: Option<AbortHandle>,
    /// Listens to the cancellation, so it may end by itself.
    listens: bool,
    /// Asked for the end of the set and waits for it: nobody waits for this task.
    leaves: bool,
}

impl Tasks {
    /// Makes an empty set whose tasks count in `activity` and speak with `texts`.
    pub(crate) fn new(activity: Activity, texts: Arc<TextBook>) -> Self {
        Self(Arc::new(Inner {
            activity,
            texts,
            ..Inner::default()
        }))
    }

    /// Starts a task; false when the set is closed and it was not started.
    ///
    /// A runtime that shuts down drops the future at once, in here: so no lock is held meanwhile,
    /// because what the future holds may come back when it is dropped.
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> bool {
        self.spawn_unless(&self.0.closed, future)
    }

    /// Makes steps in place, which count as a task of the set; `None` when the set is closed.
    pub(crate) fn enter(&self) -> Option<Entered> {
        self.0.entered.fetch_add(1, Ordering::SeqCst);
        let entered = Entered(self.clone());
        (!self.0.closed.load(Ordering::SeqCst)).then_some(entered)
    }

    fn spawn_unless(
        &self,
        shut: &AtomicBool,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> bool {
        let mut running = self.running();
        if shut.load(Ordering::Acquire) {
            drop(running);
            return false;
        }
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        running.insert(id, Task::default());
        drop(running);
        let ended = Ended {
            tasks: self.clone(),
            id,
        };
        let future = speaking(Arc::clone(&self.0.texts), future);
        let handle = self.0.activity.spawn(async move {
            ended.begins(tokio::task::id());
            future.await;
        });
        let mut running = self.running();
        // It may have ended already.
        if let Some(task) = running.get_mut(&id) {
            task.id = Some(handle.id());
            task.abort = Some(handle.abort_handle());
        }
        let aborted = self.0.aborted.load(Ordering::Acquire);
        drop(running);
        if aborted {
            handle.abort();
        }
        true
    }

    pub(crate) fn count(&self) -> usize {
        self.running().len() + self.entered()
    }

    fn entered(&self) -> usize {
        self.0.entered.load(Ordering::SeqCst)
    }

    /// Lets no task start any more.
    pub(crate) fn close(&self) {
        let running = self.running();
        self.0.closed.store(true, Ordering::SeqCst);
        drop(running);
    }

    /// Waits until no task runs.
    pub(crate) async fn ended(&self) {
        self.until(|running| running.is_empty() && self.entered() == 0)
            .await;
    }

    /// Waits until no task runs but those that asked for the end themselves.
    pub(crate) async fn others_ended(&self) {
        self.until(|running| running.values().all(|task| task.leaves) && self.entered() == 0)
            .await;
    }

    /// Waits until no task runs that listens to the cancellation.
    pub(crate) async fn listeners_ended(&self) {
        self.until(|running| running.values().all(|task| task.leaves || !task.listens))
            .await;
    }

    /// Notes that a task listens to the cancellation.
    pub(crate) fn listens(&self, id: Id) {
        self.note(id, |task| task.listens = true);
    }

    /// Notes that a task waits for the end of the others.
    pub(crate) fn leaves(&self, id: Id) {
        self.note(id, |task| task.leaves = true);
        self.0.ended.notify_waiters();
    }

    /// Ends every task.
    pub(crate) fn abort(&self) {
        let running = self.running();
        self.0.aborted.store(true, Ordering::Release);
        let tasks = running.values();
        // Who starts one at this moment aborts it himself.
        let handles: Vec<AbortHandle> = tasks.filter_map(|task| task.abort.clone()).collect();
        drop(running);
        for handle in handles {
            handle.abort();
        }
    }

    fn note(&self, id: Id, note: impl FnOnce(&mut Task)) {
        let mut running = self.running();
        if let Some(task) = running.values_mut().find(|task| task.id == Some(id)) {
            note(task);
        }
    }

    async fn until(&self, over: impl Fn(&HashMap<u64, Task>) -> bool) {
        loop {
            let ended = self.0.ended.notified();
            if over(&self.running()) {
                return;
            }
            ended.await;
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<u64, Task>> {
        self.0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tasks")
            .field("running", &self.count())
            .finish_non_exhaustive()
    }
}

/// Is steps that are made in place: they count until it is dropped.
#[derive(Debug)]
pub(crate) struct Entered(Tasks);

impl Entered {
    /// Goes on as a task, which a closed set takes too: it has begun already.
    pub(crate) fn go_on(self, future: impl Future<Output = ()> + Send + 'static) -> bool {
        self.0.spawn_unless(&self.0.0.aborted, future)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let inner = &self.0.0;
        inner.entered.fetch_sub(1, Ordering::SeqCst);
        if inner.closed.load(Ordering::SeqCst) {
            inner.ended.notify_waiters();
        }
    }
}

thread_local! {
    /// Whether this thread makes a step in place.
    static IN_PLACE: Cell<bool> = const { Cell::new(false) };
}

tokio::task_local! {
    /// The task for which something runs on another thread.
    static TASK: Id;
}

/// Makes steps in the place of the task that they get when they are not done at once: the waker is
/// nobody's, because a new task is polled at once.
pub(crate) fn in_place<T>(steps: impl FnOnce(&mut std::task::Context<'_>) -> T) -> T {
    /// Also after a panic.
    struct Reset(bool);

    impl Drop for Reset {
        fn drop(&mut self) {
            IN_PLACE.set(self.0);
        }
    }

    let _reset = Reset(IN_PLACE.replace(true));
    steps(&mut std::task::Context::from_waker(Waker::noop()))
}

/// Runs a future on another thread for a task.
pub(crate) fn of_task<F: Future>(task: Id, future: F) -> impl Future<Output = F::Output> {
    TASK.scope(task, future)
}

/// Returns the task that it runs in, if any; what runs in place gets a task of its own first.
pub(crate) async fn own_task() -> Option<Id> {
    poll_fn(|_| {
        if IN_PLACE.get() {
            Poll::Pending
        } else {
            let task = TASK.try_with(|task| *task).ok();
            Poll::Ready(task.or_else(tokio::task::try_id))
        }
    })
    .await
}

/// Takes a task off the list when it ends in any way.
struct Ended {
    tasks: Tasks,
    id: u64,
}

impl Ended {
    /// Notes which task it is, before that does anything.
    fn begins(&self, id: Id) {
        if let Some(task) = self.tasks.running().get_mut(&self.id) {
            task.id = Some(id);
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.tasks.running().remove(&self.id);
        self.tasks.0.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn counts_what_runs_and_bumps_activity() {
        let activity = Activity::new();
        let tasks = Tasks::new(activity.clone(), Arc::default());
        assert!(tasks.spawn(tokio::task::yield_now()));
        assert_eq!(tasks.count(), 1);
        tasks.ended().await;
        assert_eq!(tasks.count(), 0);
        assert!(activity.polls() >= 2);
    }

    #[tokio::test]
    async fn a_closed_set_starts_nothing() {
        let tasks = Tasks::default();
        tasks.spawn(std::future::pending());
        tasks.close();
        assert!(!tasks.spawn(async {}));
        tasks.abort();
        tasks.ended().await;
    }

    #[tokio::test]
    async fn waits_only_for_those_that_listen() {
        let tasks = Tasks::default();
        let own = tasks.clone();
        tasks.spawn(std::future::pending());
        tasks.spawn(async move {
            own.listens(tokio::task::id());
            tokio::task::yield_now().await;
        });
        tokio::task::yield_now().await;
        tasks.listeners_ended().await;
        assert_eq!(tasks.count(), 1);
    }

    #[tokio::test]
    async fn waits_for_nobody_who_waits_too() {
        let tasks = Tasks::default();
        let own = tasks.clone();
        tasks.spawn(async move {
            own.leaves(tokio::task::id());
            own.ended().await;
        });
        tasks.others_ended().await;
        assert_eq!(tasks.count(), 1);
    }

    #[test]
    fn what_a_stopping_runtime_refuses_comes_back_without_harm() {
        /// Starts one more task when it is dropped.
        struct Again(Tasks);

        impl Drop for Again {
            fn drop(&mut self) {
                let inner = self.0.clone();
                self.0.spawn(async move {
                    inner.count();
                });
            }
        }

        let tasks = Tasks::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let again = Again(tasks.clone());
        runtime.block_on(async {
            tasks.spawn(async move {
                let _again = again;
                std::future::pending::<()>().await;
            });
            tokio::task::yield_now().await;
            assert_eq!(tasks.count(), 1);
        });
        drop(runtime);
        assert_eq!(tasks.count(), 0);
    }

    #[tokio::test]
    async fn a_step_in_place_counts_and_may_go_on_after_the_set_is_closed() {
        let tasks = Tasks::default();
        let entered = tasks.enter().unwrap();
        assert_eq!(tasks.count(), 1);
        tasks.close();
        assert!(tasks.enter().is_none());
        let mut waits = std::pin::pin!(tasks.others_ended());
        assert!(futures_util::poll!(&mut waits).is_pending());
        assert!(entered.go_on(tokio::task::yield_now()));
        waits.await;
        assert_eq!(tasks.count(), 0);
    }

    #[tokio::test]
    async fn after_an_abort_nothing_goes_on() {
        let tasks = Tasks::default();
        let entered = tasks.enter().unwrap();
        tasks.close();
        tasks.abort();
        assert!(!entered.go_on(std::future::pending()));
        tasks.ended().await;
    }

    #[tokio::test]
    async fn what_runs_in_place_gets_a_task_before_it_asks_for_it() {
        let mut asks = Box::pin(own_task());
        assert!(in_place(|cx| asks.as_mut().poll(cx)).is_pending());
        let task = tokio::spawn(async move { (asks.await, tokio::task::id()) });
        let (asked, id) = task.await.unwrap();
        assert_eq!(asked, Some(id));
    }

    #[tokio::test]
    async fn a_panicking_task_is_taken_off_too() {
        let tasks = Tasks::default();
        tasks.spawn(async {
            let _ = super::super::panics::catch(async {}).await;
            std::panic::resume_unwind(Box::new("quiet"));
        });
        tasks.ended().await;
        assert_eq!(tasks.count(), 0);
    }
}
