//! Enabling, disabling and restarting modules while the bot runs.

use std::sync::{Arc, PoisonError};

use tokio::sync::{MutexGuard, oneshot};
use tokio::task::Id;

use super::end::Off;
use super::error::ModulesError;
use super::load::load;
use super::needs;
use super::ready::begin;
use crate::context::{Bot, Modules, own_task};
use crate::module::{Catalogue, ModuleState};

impl Modules {
    /// Switches a module on, now and whenever the bot starts, and returns when its `on_ready` is
    /// done. Events that came while it was off are not delivered to it.
    ///
    /// It is a fresh life: the module is created and loaded anew. One that is on stays as it is.
    /// Modules that were off only because they need this one start as well.
    ///
    /// # Errors
    ///
    /// See [`ModulesError`]. When the module does not start, the choice is kept all the same.
    pub async fn enable(&self, name: &str) -> Result<(), ModulesError> {
        let module = self.find(name)?;
        self.change(move |bot, _| async move {
            let name = bot.module_name(Some(module));
            if let Some(needed) = needs::lacking(&bot, module) {
                return Err(ModulesError::Needs {
                    module: name,
                    needed,
                });
            }
            bot.settings.set_enabled(name, true).await?;
            if !state(&bot, module).is_on() {
                start(&bot, module).await;
            }
            Ok(())
        })
        .await?;
        self.started(module).await
    }

    /// Switches a module off, now and whenever the bot starts, and returns when nothing of it is
    /// left.
    ///
    /// Modules that need it end first, and start again when it is switched on; their names are
    /// returned.
    ///
    /// No event reaches it from now on. Its handlers that run, and its tasks that wait for
    /// [`cancelled`](crate::context::Context::cancelled), have 5 seconds; what still runs then is
    /// ended, and `on_unload` is called.
    ///
    /// A handler may switch off its own module. The call does not return then: the handler ends
    /// there, with its module.
    ///
    /// # Errors
    ///
    /// See [`ModulesError`]. The module stays on when the choice cannot be kept.
    pub async fn disable(&self, name: &str) -> Result<Vec<&'static str>, ModulesError> {
        let module = self.find_unlocked(name)?;
        self.change(move |bot, asked| async move {
            bot.settings
                .set_enabled(bot.module_name(Some(module)), false)
                .await?;
            Ok(needs::end_all(&bot, module, Off::Disabled, asked).await)
        })
        .await
    }

    /// Ends a module and starts a fresh one in its place; returns when its `on_ready` is done.
    /// Modules that need it are restarted with it.
    ///
    /// It is the way out when a module failed or suspended itself. Events that come between the
    /// two lives are not delivered.
    ///
    /// # Errors
    ///
    /// See [`ModulesError`].
    pub async fn restart(&self, name: &str) -> Result<(), ModulesError> {
        let module = self.find_unlocked(name)?;
        self.change(move |bot, asked| async move {
            if state(&bot, module) == ModuleState::Disabled {
                return Err(ModulesError::Disabled {
                    module: bot.module_name(Some(module)),
                });
            }
            if let Some(needed) = needs::lacking(&bot, module) {
                return Err(ModulesError::Needs {
                    module: bot.module_name(Some(module)),
                    needed,
                });
            }
            needs::end_all(&bot, module, Off::Restarting, asked).await;
            start(&bot, module).await;
            Ok(())
        })
        .await?;
        self.started(module).await
    }

    /// Returns true when a module cannot be switched off: the one with which the owner switches
    /// modules.
    pub fn is_locked(&self, name: &str) -> bool {
        let place = self.position(name);
        place.is_some_and(|module| is_locked(self, module))
    }

    fn find(&self, name: &str) -> Result<usize, ModulesError> {
        self.position(name).ok_or_else(|| ModulesError::Unknown {
            name: name.to_owned(),
        })
    }

    fn find_unlocked(&self, name: &str) -> Result<usize, ModulesError> {
        let module = self.find(name)?;
        if is_locked(self, module) {
            let module = self.bot().module_name(Some(module));
            return Err(ModulesError::Locked { module });
        }
        Ok(module)
    }

    /// Makes a change in a task of its own: who asks for it may be part of what it ends.
    async fn change<F, T>(
        &self,
        work: impl FnOnce(Arc<Bot>, Option<Id>) -> F + Send + 'static,
    ) -> Result<T, ModulesError>
    where
        F: Future<Output = Result<T, ModulesError>> + Send,
        T: Send + 'static,
    {
        let asked = own_task().await;
        let bot = Arc::clone(self.bot());
        if asked.is_some() && asked == under_way(&bot) {
            return Err(ModulesError::Nested);
        }
        let (done, wait) = oneshot::channel();
        self.bot().scope.background.spawn(async move {
            let change = lock(&bot).await;
            let result = work(Arc::clone(&bot), asked).await;
            drop(change);
            // Who asked may be gone.
            let _ = done.send(result);
        });
        wait.await.unwrap_or(Err(ModulesError::Stopping))
    }

    /// Waits until a module has started.
    async fn started(&self, module: usize) -> Result<(), ModulesError> {
        let Some(slot) = self.bot().slot(module) else {
            return Ok(());
        };
        let state = slot.until(|state| !state.is_changing()).await;
        match state {
            ModuleState::Failed(reason)
            | ModuleState::Suspended(reason)
            | ModuleState::Removed(reason) => Err(ModulesError::NotStarted {
                module: self.bot().module_name(Some(module)),
                reason,
            }),
            ModuleState::Stopped => Err(ModulesError::Stopping),
            _ => Ok(()),
        }
    }
}

/// Tells whether the owner would be locked out without a module.
pub(super) fn is_locked(catalogue: &Catalogue, module: usize) -> bool {
    let known = catalogue.modules().get(module);
    known.is_some_and(|known| {
        known.builtin()
            && known
                .commands()
                .iter()
                .any(|command| command.spec().name == "enable")
    })
}

/// Loads a module and begins its work, and that of those who waited for it.
async fn start(bot: &Arc<Bot>, module: usize) {
    let Some(slot) = bot.slot(module) else {
        return;
    };
    match load(bot, module).await {
        Ok(()) => {
            begin(bot, module);
            needs::wake(bot).await;
        }
        Err(off) => off.enter(slot),
    }
}

fn state(bot: &Bot, module: usize) -> ModuleState {
    bot.slot(module)
        .map_or(ModuleState::Stopped, crate::context::Slot::state)
}

/// Waits until no change is under way, and holds off the next one.
pub(super) async fn lock(bot: &Arc<Bot>) -> Changing<'_> {
    let lock = bot.change.lock.lock().await;
    note(bot, tokio::task::try_id());
    Changing { bot, _lock: lock }
}

/// Is a change that is under way.
pub(super) struct Changing<'a> {
    bot: &'a Bot,
    _lock: MutexGuard<'a, ()>,
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        note(self.bot, None);
    }
}

fn note(bot: &Bot, task: Option<Id>) {
    *bot.change
        .task
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = task;
}

fn under_way(bot: &Bot) -> Option<Id> {
    *bot.change
        .task
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}
