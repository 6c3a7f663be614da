//! Sets of tasks that are counted, observed, and ended together.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
        let mut running = self.running();
        if self.0.closed.load(Ordering::Acquire) {
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
        self.running().len()
    }

    /// Lets no task start any more.
    pub(crate) fn close(&self) {
        let running = self.running();
        self.0.closed.store(true, Ordering::Release);
        drop(running);
    }

    /// Waits until no task runs.
    pub(crate) async fn ended(&self) {
        self.until(HashMap::is_empty).await;
    }

    /// Waits until no task runs but those that asked for the end themselves.
    pub(crate) async fn others_ended(&self) {
        self.until(|running| running.values().all(|task| task.leaves))
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
