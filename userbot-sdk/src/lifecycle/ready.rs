//! What follows the load: `on_ready`, then the schedules.

use std::sync::Arc;

use super::end::Off;
use super::{change, needs, schedule};
use crate::context::{Bot, Context, Held, Outcome, Scope};

/// Starts `on_ready` of a loaded module as a task of its own; its schedules follow when that is
/// done.
pub(crate) fn begin(bot: &Arc<Bot>, module: usize) {
    let Some(Held {
        scope,
        module: Some(loaded),
    }) = bot.slot(module).and_then(crate::context::Slot::current)
    else {
        return;
    };
    let (bot, own) = (Arc::clone(bot), Arc::clone(&scope));
    scope.runs.spawn(async move {
        const HOOK: &str = "on_ready";
        tokio::select! {
            biased;
            () = own.cancelled() => return,
            () = needs::ready(&bot, module) => {}
        }
        let ctx = Context::of_hook(&bot, &own, HOOK);
        let hook = loaded.on_ready(&ctx);
        let (outcome, failure) = bot.hook(module, HOOK, bot.handler_deadline, hook).await;
        if give_up_on(&bot, &own, &outcome) {
            return;
        }
        if let Some(failure) = failure {
            bot.reporter.failed(&failure);
            give_up(&bot, &own, Off::Failed(failure.text));
            return;
        }
        if bot.slot(module).is_some_and(crate::context::Slot::started) {
            schedule::begin(&bot, &own);
        }
    });
}

/// Ends a module when a run of it asked for that; tells whether it did.
pub(crate) fn give_up_on(bot: &Arc<Bot>, scope: &Arc<Scope>, outcome: &Outcome) -> bool {
    let Some(off) = outcome.error().and_then(Off::asked_for) else {
        return false;
    };
    give_up(bot, scope, off);
    true
}

/// Ends a module of its own accord: no handler starts any more, and the rest follows as soon as no
/// other change is under way.
pub(super) fn give_up(bot: &Arc<Bot>, scope: &Arc<Scope>, off: Off) {
    let Some(module) = scope.module else {
        return;
    };
    let lives = {
        let scope = Arc::clone(scope);
        move |bot: &Bot| {
            let held = bot.slot(module).and_then(crate::context::Slot::current);
            held.is_some_and(|held| Arc::ptr_eq(&held.scope, &scope))
        }
    };
    if !lives(bot) || scope.is_cancelled() {
        return;
    }
    if let Some(slot) = bot.slot(module) {
        slot.deactivate();
    }
    scope.close();
    let own = Arc::clone(bot);
    bot.scope.background.spawn(async move {
        let _change = change::lock(&own).await;
        // Somebody else may have ended it meanwhile.
        if lives(&own) {
            let told = off.clone();
            let others = needs::end_all(&own, module, off, None).await;
            told.tell(&own, module, &others);
        }
    });
}
