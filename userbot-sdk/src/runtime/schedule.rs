//! What follows the start: `on_ready`, then the schedules.

use std::sync::Arc;

use tokio::time::sleep;

use crate::context::{Bot, Context};
use crate::dispatch::Dispatcher;
use crate::module::ErasedModule;

/// Starts `on_ready` of a module as a task of its own; its schedules follow when that is done.
pub(super) fn begin(
    bot: &Arc<Bot>,
    dispatcher: &Dispatcher,
    index: usize,
    module: &Arc<dyn ErasedModule>,
) {
    let ctx = Context::of_hook(bot, index, "on_ready");
    let module = Arc::clone(module);
    let dispatcher = dispatcher.clone();
    bot.runs.spawn(Some(index), async move {
        dispatcher
            .run_hook(index, "on_ready", module.on_ready(&ctx))
            .await;
        let bot = ctx.bot();
        let Some(known) = bot.catalogue.modules().get(index) else {
            return;
        };
        for place in 0..known.schedules().len() {
            repeat(bot, dispatcher.clone(), index, place);
        }
    });
}

/// Runs a schedule again and again: its first run is at once, and the pause is counted from the
/// end of a run.
fn repeat(bot: &Arc<Bot>, dispatcher: Dispatcher, module: usize, place: usize) {
    let Some(schedule) = bot
        .catalogue
        .modules()
        .get(module)
        .and_then(|known| known.schedules().get(place))
        .copied()
    else {
        return;
    };
    let ctx = Context::of_hook(bot, module, schedule.spec().name);
    bot.background.spawn(Some(module), async move {
        loop {
            dispatcher.run_schedule(module, place).await;
            tokio::select! {
                () = sleep(schedule.spec().every) => {}
                () = ctx.cancelled() => return,
            }
        }
    });
}
