//! Loading modules: each for itself, so that one that fails keeps off nobody else.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;

use super::end::Off;
use super::needs;
use crate::context::{Bot, Context, Failure, FailureKind, Scope, catch};
use crate::module::CatalogueModule;
use crate::telegram::as_caller;

/// So long a module may take to load.
const LOAD: Duration = Duration::from_secs(60);

/// Loads every module that is not switched off: first those that others need.
pub(crate) async fn load_all(bot: &Arc<Bot>) {
    let modules = bot.catalogue.modules();
    let levels = modules.iter().map(CatalogueModule::level).max();
    for level in 0..=levels.unwrap_or(0) {
        let here = (0..modules.len()).filter(|place| modules[*place].level() == level);
        join_all(here.map(|module| async move {
            if let Err(off) = first(bot, module).await
                && let Some(slot) = bot.slot(module)
            {
                off.enter(slot);
            }
        }))
        .await;
    }
}

/// Loads a module at the start of the bot.
async fn first(bot: &Arc<Bot>, module: usize) -> Result<(), Off> {
    let name = bot.module_name(Some(module));
    if !bot.settings.is_enabled(name) && !super::change::is_locked(&bot.catalogue, module) {
        return Err(Off::Disabled);
    }
    if let Some(needed) = needs::lacking(bot, module) {
        tracing::warn!(
            module = name,
            needed,
            "the module waits for one that is off"
        );
        return Err(needs::waits(bot, needed));
    }
    load(bot, module).await
}

/// Makes a module and runs its `load`. When that succeeds its handlers are active.
///
/// A failure is reported, and what `load` has started is ended; the state is the caller's to set.
pub(super) async fn load(bot: &Arc<Bot>, module: usize) -> Result<(), Off> {
    const HOOK: &str = "load";
    let (Some(known), Some(slot)) = (bot.catalogue.modules().get(module), bot.slot(module)) else {
        return Err(Off::Disabled);
    };
    let name = known.info().name;
    let scope = Scope::of_module(module, known, bot);
    slot.prepare(&scope);
    let ctx = Context::of_hook(bot, &scope, HOOK);
    let failure = match timeout(LOAD, catch(as_caller(name, known.load(&ctx)))).await {
        Ok(Ok(Ok(loaded))) => {
            super::configs::attach(bot, &scope, &loaded).await;
            slot.activate(&scope, loaded);
            // What a former life did wrong is not held against this one.
            bot.reporter.ended(module, false);
            return Ok(());
        }
        Ok(Ok(Err(error))) => {
            if let Some(off) = Off::asked_for(&error) {
                discard(bot, module, &scope).await;
                off.tell(bot, module, &[]);
                return Err(off);
            }
            Failure::of_error(name, HOOK, &error)
        }
        Ok(Err(panicked)) => Failure::of_panic(name, HOOK, panicked),
        Err(_) => Failure::new(
            FailureKind::Deadline,
            name,
            HOOK,
            format!("ran longer than {LOAD:?}"),
        ),
    };
    discard(bot, module, &scope).await;
    bot.reporter.failed(&failure);
    let off = Off::Failed(failure.text);
    off.tell(bot, module, &[]);
    Err(off)
}

/// Ends what a `load` that failed has started.
async fn discard(bot: &Bot, module: usize, scope: &Scope) {
    scope.end(Duration::ZERO, None).await;
    if let Some(slot) = bot.slot(module) {
        slot.take();
    }
}
