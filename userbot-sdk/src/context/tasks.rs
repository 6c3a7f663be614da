//! The tasks of one bot: counted, observed, and ended together.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::telegram::Activity;

/// Is the set of running tasks of one bot.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<Inner>);

#[derive(Default)]
struct Inner {
    running: Mutex<HashMap<u64, Task>>,
    next: AtomicU64,
    closed: AtomicBool,
    ended: Notify,
    activity: Activity,
}

struct Task {
    /// The place of the module in the catalogue, for tasks that end with their module.
    module: Option<usize>,
    abort: AbortHandle,
}

impl Tasks {
    /// Makes an empty set whose tasks count in `activity`.
    pub(crate) fn new(activity: Activity) -> Self {
        Self(Arc::new(Inner {
            activity,
            ..Inner::default()
        }))
    }

    /// Starts a task; false when the bot is stopping and it was not started.
    pub(crate) fn spawn(
        &self,
        module: Option<usize>,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> bool {
        let mut running = self.running();
        if self.0.closed.load(Ordering::Acquire) {
            return false;
        }
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let ended = Ended {
            tasks: self.clone(),
            id,
        };
        // The end of the task needs the lock that is held here, so that it cannot be missed.
        let handle = self.0.activity.spawn(async move {
            let _ended = ended;
            future.await;
        });
        running.insert(
            id,
            Task {
                module,
                abort: handle.abort_handle(),
            },
        );
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
        loop {
            let ended = self.0.ended.notified();
            if self.count() == 0 {
                return;
            }
            ended.await;
        }
    }

    /// Ends every task, or those of one module.
    pub(crate) fn abort(&self, module: Option<usize>) {
        let handles: Vec<AbortHandle> = self
            .running()
            .values()
            .filter(|task| module.is_none() || task.module == module)
            .map(|task| task.abort.clone())
            .collect();
        for handle in handles {
            handle.abort();
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
        let tasks = Tasks::new(activity.clone());
        assert!(tasks.spawn(None, tokio::task::yield_now()));
        assert_eq!(tasks.count(), 1);
        tasks.ended().await;
        assert_eq!(tasks.count(), 0);
        assert!(activity.polls() >= 2);
    }

    #[tokio::test]
    async fn ends_the_tasks_of_one_module() {
        let tasks = Tasks::default();
        tasks.spawn(Some(1), std::future::pending());
        tasks.spawn(Some(2), std::future::pending());
        tasks.abort(Some(1));
        while tasks.count() > 1 {
            tokio::task::yield_now().await;
        }
        tasks.close();
        assert!(!tasks.spawn(None, async {}));
        tasks.abort(None);
        tasks.ended().await;
    }

    #[tokio::test]
    async fn a_panicking_task_is_taken_off_too() {
        let tasks = Tasks::default();
        tasks.spawn(None, async {
            let _ = super::super::panics::catch(async {}).await;
            std::panic::resume_unwind(Box::new("quiet"));
        });
        tasks.ended().await;
        assert_eq!(tasks.count(), 0);
    }
}
