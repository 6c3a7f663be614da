//! Schedules: what a module does again and again.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::context::{Bot, Context, Scope, add};
use crate::module::{CatalogueSchedule, ErasedModule};

/// Starts the schedules of a module.
pub(super) fn begin(bot: &Arc<Bot>, scope: &Arc<Scope>, loaded: &Arc<dyn ErasedModule>) {
    let Some(known) = scope
        .module
        .and_then(|module| bot.catalogue.modules().get(module))
    else {
        return;
    };
    for schedule in known.schedules() {
        repeat(bot, scope, loaded, *schedule);
    }
}

/// Runs a schedule again and again: its first run is at once, and the pause is counted from the
/// end of a run.
fn repeat(
    bot: &Arc<Bot>,
    scope: &Arc<Scope>,
    loaded: &Arc<dyn ErasedModule>,
    schedule: CatalogueSchedule,
) {
    let (bot, own, loaded) = (Arc::clone(bot), Arc::clone(scope), Arc::clone(loaded));
    scope.background.spawn(async move {
        loop {
            run(&bot, &own, &loaded, schedule).await;
            sleep(schedule.spec().every).await;
        }
    });
}

/// Runs a schedule once, with the care that every handler gets, and returns when it has ended.
async fn run(
    bot: &Arc<Bot>,
    scope: &Arc<Scope>,
    loaded: &Arc<dyn ErasedModule>,
    schedule: CatalogueSchedule,
) {
    let (ended, wait) = oneshot::channel();
    let (bot, own, loaded) = (Arc::clone(bot), Arc::clone(scope), Arc::clone(loaded));
    scope.runs.spawn(async move {
        add(&bot.counters.runs, 1);
        let name = schedule.spec().name;
        let module = own.module.unwrap_or(usize::MAX);
        let ctx = Context::of_hook(&bot, &own, name);
        if let Some(run) = loaded.run_schedule(schedule.row(), &ctx) {
            let (outcome, failure) = bot.hook(module, name, bot.handler_deadline, run).await;
            super::give_up_on(&bot, &own, &outcome);
            if let Some(failure) = failure {
                bot.failed(module, &failure, false);
            }
        }
        // Nobody waits when the schedule itself was ended meanwhile.
        let _ = ended.send(());
    });
    // An error means that the run was ended from outside, which is an end as well.
    let _ = wait.await;
}
