//! The scope of one life of a module: what it starts ends with it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::Id;
use tokio::time::timeout;

use super::bot::Bot;
use super::schedule::Cell;
use super::tasks::{Tasks, own_task};
use crate::module::{CatalogueModule, Offered};
use crate::strings::TextBook;
use crate::telegram::Activity;

/// So long a task may take to be gone after it was aborted: one that blocks its thread cannot be
/// ended from outside.
const ABORTED: Duration = Duration::from_secs(2);

/// Is everything that one life of a module has started, or what the bot itself has started.
///
/// A module that is restarted gets a new one.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The place of the module in the catalogue; the bot's own scope has none.
    pub(crate) module: Option<usize>,
    /// Runs of handlers and hooks: whoever ends the scope gives them time.
    pub(crate) runs: Tasks,
    /// What goes on beside them, such as the tasks that handlers start.
    pub(crate) background: Tasks,
    /// Turns true when the scope is about to end.
    ending: watch::Sender<bool>,
    offers: Mutex<Vec<Offered>>,
    /// How many blocking jobs are under way.
    jobs: watch::Sender<usize>,
    /// The schedules of the module, by their place in the catalogue.
    schedules: Vec<Arc<Cell>>,
}

/// Counts a blocking job for as long as it lives.
#[derive(Debug)]
pub(crate) struct Job(Arc<Scope>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.jobs.send_modify(|jobs| *jobs -= 1);
    }
}

impl Scope {
    /// Makes the scope of the bot itself.
    pub(crate) fn of_bot(activity: &Activity, texts: &Arc<TextBook>) -> Arc<Self> {
        Self::new(None, activity, texts, Vec::new())
    }

    /// Makes a scope for one life of a module.
    pub(crate) fn of_module(module: usize, known: &CatalogueModule, bot: &Bot) -> Arc<Self> {
        let schedules = known.schedules().iter();
        let cells = schedules.map(|schedule| Arc::new(Cell::new(schedule.clone(), &bot.zone)));
        Self::new(Some(module), &bot.activity, &bot.texts, cells.collect())
    }

    fn new(
        module: Option<usize>,
        activity: &Activity,
        texts: &Arc<TextBook>,
        schedules: Vec<Arc<Cell>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            module,
            runs: Tasks::new(activity.clone(), Arc::clone(texts)),
            background: Tasks::new(activity.clone(), Arc::clone(texts)),
            ending: watch::Sender::new(false),
            offers: Mutex::default(),
            jobs: watch::Sender::new(0),
            schedules,
        })
    }

    /// Tells everything in it that it is about to end.
    pub(crate) fn cancel(&self) {
        self.ending.send_replace(true);
    }

    /// Tells whether it is about to end.
    pub(crate) fn is_cancelled(&self) -> bool {
        *self.ending.borrow()
    }

    /// Waits until it is about to end; the task that waits is given time to end by itself.
    pub(crate) async fn cancelled(&self) {
        if let Some(task) = own_task().await {
            self.background.listens(task);
        }
        self.ending().await;
    }

    /// Waits until it is about to end.
    pub(crate) async fn ending(&self) {
        let mut ending = self.ending.subscribe();
        // The sender is part of this value.
        let _ = ending.wait_for(|ending| *ending).await;
    }

    /// Returns the schedules of the module.
    pub(crate) fn schedules(&self) -> &[Arc<Cell>] {
        &self.schedules
    }

    /// Counts a blocking job until the guard is dropped.
    pub(crate) fn job(self: &Arc<Self>) -> Job {
        self.jobs.send_modify(|jobs| *jobs += 1);
        Job(Arc::clone(self))
    }

    /// Waits until no blocking job is under way.
    pub(crate) async fn jobs_ended(&self) {
        let mut jobs = self.jobs.subscribe();
        // The sender is part of this value.
        let _ = jobs.wait_for(|jobs| *jobs == 0).await;
    }

    /// Lets nothing start any more.
    pub(crate) fn close(&self) {
        self.runs.close();
        self.background.close();
    }

    /// Ends everything at once.
    pub(crate) fn abort(&self) {
        self.runs.abort();
        self.background.abort();
    }

    /// Offers services to other modules; one that is offered already is replaced.
    pub(crate) fn offer(&self, new: impl IntoIterator<Item = Offered>) {
        let mut offers = self.offers();
        for new in new {
            offers.retain(|old| !old.is_same(&new));
            offers.push(new);
        }
    }

    /// Returns a service that is offered here.
    pub(crate) fn offered<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.offers().iter().find_map(Offered::get)
    }

    fn offers(&self) -> MutexGuard<'_, Vec<Offered>> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of tasks.
    pub(crate) fn count(&self) -> usize {
        self.runs.count() + self.background.count()
    }

    /// Ends everything: nothing starts any more, runs and the tasks that listen to the
    /// cancellation have `grace` to end by themselves, the rest is aborted. The task that asked
    /// for it is not waited for.
    ///
    /// Returns false when something blocks its thread and is still there.
    pub(crate) async fn end(&self, grace: Duration, asked: Option<Id>) -> bool {
        self.close();
        if let Some(asked) = asked {
            self.runs.leaves(asked);
            self.background.leaves(asked);
        }
        self.cancel();
        let quiet = async {
            self.runs.others_ended().await;
            self.background.listeners_ended().await;
            self.jobs_ended().await;
        };
        let _ = timeout(grace, quiet).await;
        self.abort();
        let gone = async {
            self.runs.ended().await;
            self.background.ended().await;
            self.jobs_ended().await;
        };
        timeout(ABORTED, gone).await.is_ok()
    }
}
