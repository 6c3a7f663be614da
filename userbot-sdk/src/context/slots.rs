//! Where the modules of a bot are while it runs: each has a slot, which can be empty.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::{ArcSwapOption, Guard};
use tokio::sync::watch;

use super::scope::Scope;
use crate::module::{ErasedModule, ModuleState};
use crate::watcher::Runner;

/// Is one life of a module.
pub(crate) struct Instance {
    pub(crate) module: Arc<dyn ErasedModule>,
    pub(crate) scope: Arc<Scope>,
    /// What runs its watchers in place, by their place in its table.
    runners: Mutex<Vec<Option<Runner>>>,
}

impl Instance {
    /// Returns what runs its watchers in place; whoever delivers an event has it meanwhile.
    pub(crate) fn runners(&self) -> MutexGuard<'_, Vec<Option<Runner>>> {
        self.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Is the place of one module.
pub(crate) struct Slot {
    /// What dispatch gives events to: empty unless the module is on.
    active: ArcSwapOption<Instance>,
    /// What has to be ended: there from before `load` until `on_unload` begins.
    held: Mutex<Option<Held>>,
    state: watch::Sender<ModuleState>,
    /// It is off only because something that it needs is off.
    waits: AtomicBool,
}

/// Is a life of a module that has not ended yet.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) scope: Arc<Scope>,
    /// Nothing until it is loaded.
    pub(crate) module: Option<Arc<dyn ErasedModule>>,
}

impl Slot {
    /// Returns the module when it is on: one atomic read.
    pub(crate) fn active(&self) -> Guard<Option<Arc<Instance>>> {
        self.active.load()
    }

    /// Tells whether the module is on.
    pub(crate) fn is_on(&self) -> bool {
        self.active.load().is_some()
    }

    /// Takes in a scope in which the module is going to be loaded.
    pub(crate) fn prepare(&self, scope: &Arc<Scope>) {
        *self.held() = Some(Held {
            scope: Arc::clone(scope),
            module: None,
        });
        self.set_state(ModuleState::Loading);
    }

    /// Makes a loaded module active.
    pub(crate) fn activate(&self, scope: &Arc<Scope>, module: Arc<dyn ErasedModule>) {
        *self.held() = Some(Held {
            scope: Arc::clone(scope),
            module: Some(Arc::clone(&module)),
        });
        scope.offer(module.offers());
        let scope = Arc::clone(scope);
        self.active.store(Some(Arc::new(Instance {
            module,
            scope,
            runners: Mutex::default(),
        })));
        self.set_state(ModuleState::Starting);
    }

    /// Lets no event in any more.
    pub(crate) fn deactivate(&self) {
        self.active.store(None);
    }

    /// Returns what is there, whether it is on or not.
    pub(crate) fn current(&self) -> Option<Held> {
        self.held().clone()
    }

    /// Empties the slot.
    pub(crate) fn take(&self) -> Option<Held> {
        self.deactivate();
        self.held().take()
    }

    /// Returns what the module is doing.
    pub(crate) fn state(&self) -> ModuleState {
        self.state.borrow().clone()
    }

    pub(crate) fn set_state(&self, state: ModuleState) {
        self.waits.store(false, Ordering::Release);
        self.state.send_replace(state);
    }

    /// Notes that the module is off until what it needs is on.
    pub(crate) fn set_waiting(&self, reason: String) {
        self.set_state(ModuleState::Suspended(reason));
        self.waits.store(true, Ordering::Release);
    }

    /// Tells whether the module is off only because something that it needs is off.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waits.load(Ordering::Acquire)
    }

    /// Notes that `on_ready` is done; false when the module is ending already.
    pub(crate) fn started(&self) -> bool {
        self.state.send_if_modified(|state| {
            let starting = *state == ModuleState::Starting;
            if starting {
                *state = ModuleState::Active;
            }
            starting
        })
    }

    /// Waits for a state.
    pub(crate) async fn until(&self, wanted: impl FnMut(&ModuleState) -> bool) -> ModuleState {
        let mut state = self.state.subscribe();
        // The sender is part of this value, so that waiting ends only with the wanted state.
        state
            .wait_for(wanted)
            .await
            .map_or(ModuleState::Stopped, |state| state.clone())
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            active: ArcSwapOption::empty(),
            held: Mutex::default(),
            state: watch::Sender::new(ModuleState::Loading),
            waits: AtomicBool::new(false),
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
