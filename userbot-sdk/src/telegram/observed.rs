//! Tasks whose activity can be seen from outside.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use futures_util::TryFutureExt;
use tokio::task::{JoinError, JoinHandle};
use tracing::Span;

use super::policy::{as_caller, caller};

/// Counts what the tasks of the SDK do, so that a test can tell when they are all idle.
///
/// Clones share their counters.
#[derive(Debug, Clone, Default)]
pub struct Activity {
    polls: Arc<AtomicU64>,
    blocking: Arc<AtomicU64>,
    /// In which the tasks run.
    span: Option<Span>,
}

impl Activity {
    /// Makes counters that stand at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the same counters, whose tasks run in a span: their log lines tell whose they are.
    pub fn in_span(&self, span: &Span) -> Self {
        Self {
            span: Some(span.clone()),
            ..self.clone()
        }
    }

    /// Returns the span in which the tasks run.
    pub(crate) fn span(&self) -> Span {
        self.span.clone().unwrap_or_else(Span::none)
    }

    /// Returns how often a task was polled so far; it grows while anything happens.
    pub fn polls(&self) -> u64 {
        self.polls.load(Ordering::Acquire)
    }

    /// Returns how many blocking jobs (the disk, mostly) are under way.
    pub fn blocking(&self) -> u64 {
        self.blocking.load(Ordering::Acquire)
    }

    /// Counts one step of work that is done outside a task of [`spawn`](Activity::spawn).
    pub fn touch(&self) {
        self.polls.fetch_add(1, Ordering::AcqRel);
    }

    /// Starts a task whose polls are counted. It makes its calls in the name of the module that
    /// starts it.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match caller() {
            Some(module) => tokio::spawn(self.observe(as_caller(module, future))),
            None => tokio::spawn(self.observe(future)),
        }
    }

    /// Wraps a future so that its polls are counted.
    pub fn observe<F: Future>(&self, future: F) -> Observed<F> {
        Observed {
            future: Box::pin(future),
            polls: Arc::clone(&self.polls),
            span: self.span(),
        }
    }

    /// Counts work that runs elsewhere as a blocking job, until the guard is dropped.
    pub(crate) fn busy(&self) -> Running {
        Running::start(self)
    }

    /// Starts a job that may block its thread, and counts it until what it gave is taken over: so
    /// nothing seems to rest between the end of the job and the waking of who waits for it.
    pub fn spawn_blocking<F, T>(
        &self,
        job: F,
    ) -> impl Future<Output = Result<T, JoinError>> + Send + Unpin + use<F, T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let running = Running::start(self);
        let span = self.span();
        let job = tokio::task::spawn_blocking(move || (span.in_scope(job), running));
        job.map_ok(|(given, _running)| given)
    }
}

/// Counts a blocking job for as long as it lives.
#[derive(Debug)]
pub(crate) struct Running(Activity);

impl Running {
    fn start(activity: &Activity) -> Self {
        activity.blocking.fetch_add(1, Ordering::AcqRel);
        Self(activity.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.touch();
        self.0.blocking.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Is a future whose polls are counted.
pub struct Observed<F> {
    future: Pin<Box<F>>,
    polls: Arc<AtomicU64>,
    span: Span,
}

impl<F: Future> Future for Observed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.polls.fetch_add(1, Ordering::AcqRel);
        let _entered = this.span.enter();
        this.future.as_mut().poll(context)
    }
}

impl<F> fmt::Debug for Observed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observed").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn counts_polls_and_blocking_jobs() {
        let activity = Activity::new();
        activity
            .spawn(async { tokio::task::yield_now().await })
            .await
            .unwrap();
        assert_eq!(activity.polls(), 2);
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let job = activity.spawn_blocking(move || wait.recv());
        assert_eq!(activity.blocking(), 1);
        release.send(()).unwrap();
        job.await.unwrap().unwrap();
        assert_eq!(activity.blocking(), 0);
    }

    #[test]
    fn a_job_counts_until_its_end_is_seen() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        runtime.block_on(async {
            let activity = Activity::new();
            let job = activity.spawn_blocking(|| ());
            // There is one thread: when this one is done, the other is too.
            tokio::task::spawn_blocking(|| ()).await.unwrap();
            assert_eq!(activity.blocking(), 1);
            job.await.unwrap();
            assert_eq!(activity.blocking(), 0);
        });
    }
}
