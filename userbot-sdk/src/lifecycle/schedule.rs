//! Schedules: what a module does again and again.

use std::sync::Arc;

use jiff::Timestamp;

use crate::context::{Begin, Bot, Cell, Context, Schedule, Scope, Slot, Tick, add};
use crate::module::ErasedModule;
use crate::schedule::Timing;
use crate::store::Db;

/// Where the last runs are kept of schedules that make up for what they missed.
const LAST_RUNS: &str = "userbot.schedules";

impl Schedule {
    /// Lets it run now, beside its times, whether it is started or not. Where a run is under way,
    /// its overlap rule decides; false when this one does not come.
    pub fn trigger(&self) -> bool {
        fire(&self.bot, &self.scope, &self.cell)
    }
}

/// Starts the schedules of a module that is ready.
pub(super) fn begin(bot: &Arc<Bot>, scope: &Arc<Scope>) {
    for cell in scope.schedules() {
        let (bot, own, cell) = (Arc::clone(bot), Arc::clone(scope), Arc::clone(cell));
        scope.background.spawn(async move {
            if cell.spec().autostart {
                let begin = if missed(&bot, &own, &cell).await {
                    Begin::Missed
                } else {
                    Begin::Now
                };
                cell.start(&bot.clock, begin);
            }
            loop {
                cell.tick(&bot.clock).await;
                fire(&bot, &own, &cell);
            }
        });
    }
}

/// Begins a run unless another one keeps it from that; tells whether there is going to be one.
fn fire(bot: &Arc<Bot>, scope: &Arc<Scope>, cell: &Arc<Cell>) -> bool {
    let Some(loaded) = loaded(bot, scope) else {
        return false;
    };
    match cell.begin(&bot.clock) {
        Tick::Queued => return true,
        Tick::Skipped => {
            tracing::debug!(
                schedule = cell.spec().name,
                "the earlier run is not done: this one is left out"
            );
            return false;
        }
        Tick::Run => {}
    }
    let turn = Turn(Some(Arc::clone(cell)));
    let (bot, own) = (Arc::clone(bot), Arc::clone(scope));
    scope.runs.spawn(async move {
        let mut turn = turn;
        while let Some(cell) = turn.0.clone() {
            let failed = run(&bot, &own, &loaded, &cell).await;
            if !cell.end(&bot.clock, failed) {
                turn.0 = None;
            }
        }
    })
}

/// Runs a schedule once, with the care that every handler gets; tells whether it failed.
async fn run(
    bot: &Arc<Bot>,
    scope: &Arc<Scope>,
    loaded: &Arc<dyn ErasedModule>,
    cell: &Cell,
) -> bool {
    let name = cell.spec().name;
    let module = scope.module.unwrap_or(usize::MAX);
    if let Some((db, key)) = last_run(bot, scope, cell)
        && let Err(error) = db.set(key.as_str(), &bot.clock.now().as_second()).await
    {
        tracing::error!(schedule = name, %error, "the time of this run was not kept");
    }
    add(&bot.counters.runs, 1);
    let ctx = Context::of_hook(bot, scope, name);
    let Some(run) = loaded.run_schedule(cell.row(), &ctx) else {
        return false;
    };
    let (outcome, failure) = bot.hook(module, name, bot.handler_deadline, run).await;
    super::give_up_on(bot, scope, &outcome);
    if let Some(failure) = failure {
        bot.failed(module, &failure, false);
        return true;
    }
    bot.reporter.ended(module, false);
    false
}

/// Tells whether a run was missed while the bot was off, where that is made up.
async fn missed(bot: &Bot, scope: &Scope, cell: &Cell) -> bool {
    let Some((db, key)) = last_run(bot, scope, cell) else {
        return false;
    };
    let name = cell.spec().name;
    match db.get::<i64>(key.as_str()).await {
        Ok(Some(last)) => {
            Timestamp::from_second(last).is_ok_and(|last| cell.missed(last, &bot.clock))
        }
        Ok(None) => {
            // What comes from now on can be missed.
            let now = bot.clock.now().as_second();
            if let Err(error) = db.set(key.as_str(), &now).await {
                tracing::error!(schedule = name, %error, "the time of the start was not kept");
            }
            false
        }
        Err(error) => {
            tracing::error!(schedule = name, %error, "the time of the last run cannot be read");
            false
        }
    }
}

/// Returns where the last run is kept, when it is.
fn last_run(bot: &Bot, scope: &Scope, cell: &Cell) -> Option<(Db, String)> {
    let Timing::Cron { catch_up: true, .. } = cell.spec().timing else {
        return None;
    };
    let key = format!("{}.{}", bot.module_name(scope.module), cell.spec().name);
    Some((bot.storage.db(LAST_RUNS), key))
}

/// Returns the module of a scope.
fn loaded(bot: &Bot, scope: &Arc<Scope>) -> Option<Arc<dyn ErasedModule>> {
    let held = bot.slot(scope.module?).and_then(Slot::current)?;
    Arc::ptr_eq(&held.scope, scope)
        .then_some(held.module)
        .flatten()
}

/// Is the turn of one run; it is given back when the run is ended from outside.
struct Turn(Option<Arc<Cell>>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(cell) = self.0.take() {
            cell.aborted();
        }
    }
}
