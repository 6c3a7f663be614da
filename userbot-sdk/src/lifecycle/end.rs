//! The end of a module: nothing of it is left when it is over.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::task::Id;

use crate::context::{Bot, Context, Held, Scope, Slot, catch};
use crate::error::{Error, Request};
use crate::module::{CatalogueModule, ErasedModule, ModuleState};
use crate::telegram::as_caller;

/// So long runs, and tasks that listen to the cancellation, may go on.
const GRACE: Duration = Duration::from_secs(5);
/// So long `on_unload` may take while the bot goes on.
const UNLOAD: Duration = Duration::from_secs(10);

/// Is why a module is off.
#[derive(Debug, Clone)]
pub(crate) enum Off {
    /// The owner wants it so.
    Disabled,
    /// A hook failed.
    Failed(String),
    /// It asked for it.
    Suspended(String),
    /// It took itself out.
    Removed(String),
    /// Something that it needs is off.
    Waits(String),
    /// It is to start anew.
    Restarting,
}

impl Off {
    /// Returns what an error asks for, if it asks for something.
    pub(crate) fn asked_for(error: &Error) -> Option<Self> {
        match error.request()? {
            Request::Suspend(reason) => Some(Self::Suspended(reason.to_owned())),
            Request::Remove(reason) => Some(Self::Removed(reason.to_owned())),
        }
    }

    /// Notes in the slot why the module is off.
    pub(super) fn enter(self, slot: &Slot) {
        slot.set_state(match self {
            Self::Disabled => ModuleState::Disabled,
            Self::Failed(reason) => ModuleState::Failed(reason),
            Self::Suspended(reason) => ModuleState::Suspended(reason),
            Self::Removed(reason) => ModuleState::Removed(reason),
            Self::Restarting => ModuleState::Loading,
            Self::Waits(reason) => return slot.set_waiting(reason),
        });
    }

    /// Tells the owner, when it is news to them.
    /// `others` are the modules that went with it.
    pub(super) fn tell(&self, bot: &Bot, module: usize, others: &[&str]) {
        let name = bot.module_name(Some(module));
        let (key, reason) = match self {
            Self::Failed(reason) => ("report-load", reason),
            Self::Suspended(reason) => ("report-suspended", reason),
            Self::Removed(reason) => {
                tracing::info!(module = name, reason, "the module took itself out");
                return;
            }
            Self::Disabled | Self::Waits(_) | Self::Restarting => return,
        };
        let prefix = bot.settings.prefix();
        let mut text = bot.text(
            key,
            &[
                ("module", name.into()),
                ("text", reason.as_str().into()),
                ("prefix", (&*prefix).into()),
            ],
        );
        if !others.is_empty() {
            text.push('\n');
            text += &bot.text("modules-also", &[("modules", others.join(", ").into())]);
        }
        bot.tell_owner(text);
    }
}

/// Ends a module, whatever it is doing; `asked` is the task that asked for it.
pub(super) async fn end(bot: &Arc<Bot>, module: usize, off: Off, asked: Option<Id>) {
    let Some(slot) = bot.slot(module) else {
        return;
    };
    if let Some(held) = slot.current() {
        slot.set_state(ModuleState::Ending);
        slot.deactivate();
        bot.configs.detach(Some(module));
        let name = bot.module_name(Some(module));
        if !held.scope.end(GRACE, asked).await {
            tracing::error!(
                module = name,
                tasks = held.scope.count(),
                "something of this module blocks its thread and cannot be ended"
            );
        }
        if let Some(Held {
            scope,
            module: Some(loaded),
        }) = slot.take()
        {
            unload(bot, &scope, loaded).await;
        }
    }
    off.enter(slot);
}

async fn unload(bot: &Arc<Bot>, scope: &Arc<Scope>, loaded: Arc<dyn ErasedModule>) {
    let module = scope.module.unwrap_or(usize::MAX);
    let ctx = Context::of_hook(bot, scope, "on_unload");
    let hook = loaded.on_unload(&ctx);
    if let (_, Some(failure)) = bot.hook(module, "on_unload", UNLOAD, hook).await {
        bot.failed(module, &failure, false);
    }
}

/// Runs `on_unload` of every module when the bot stops: first of those that need others.
pub(crate) async fn unload_all(bot: &Arc<Bot>) {
    bot.configs.detach(None);
    let modules = bot.catalogue.modules();
    let levels = modules.iter().map(CatalogueModule::level).max();
    for level in (0..=levels.unwrap_or(0)).rev() {
        let here = (0..modules.len()).filter(|place| modules[*place].level() == level);
        join_all(here.map(|module| unload_at_stop(bot, module))).await;
    }
}

async fn unload_at_stop(bot: &Arc<Bot>, module: usize) {
    let Some(slot) = bot.slot(module) else {
        return;
    };
    let held = slot.take();
    slot.set_state(ModuleState::Stopped);
    let Some(Held {
        scope,
        module: Some(loaded),
    }) = held
    else {
        return;
    };
    let ctx = Context::of_hook(bot, &scope, "on_unload");
    let hook = as_caller(loaded.info().name, loaded.on_unload(&ctx));
    match catch(hook).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(module = loaded.info().name, %error, "on_unload failed");
        }
        Err(panicked) => {
            tracing::error!(module = loaded.info().name, %panicked, "on_unload");
        }
    }
}
