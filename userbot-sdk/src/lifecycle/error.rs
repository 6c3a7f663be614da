//! Why a module stays as it is.

use crate::store::SettingsError;

/// Is why a module was not switched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModulesError {
    /// There is no module with this name.
    #[error("there is no module `{name}`")]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The module cannot be switched off or restarted: the owner needs it to switch others on.
    #[error("`{module}` stays on: it is what switches modules on and off")]
    Locked {
        /// The module.
        module: &'static str,
    },
    /// The module is switched off, and is to be enabled instead of restarted.
    #[error("`{module}` is switched off: enable it")]
    Disabled {
        /// The module.
        module: &'static str,
    },
    /// The module needs another one, which is off.
    #[error("`{module}` needs `{needed}`, which is off: enable that first")]
    Needs {
        /// The module.
        module: &'static str,
        /// The other one.
        needed: &'static str,
    },
    /// The module did not start.
    #[error("`{module}` did not start: {reason}")]
    NotStarted {
        /// The module.
        module: &'static str,
        /// Why, in the words of its author or in the owner's language.
        reason: String,
    },
    /// The choice could not be kept, so nothing was changed.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// `load` or `on_unload` of a module asks for another change, which waits for this one.
    #[error("`load` and `on_unload` cannot switch modules: do it in `on_ready`")]
    Nested,
    /// The bot is stopping.
    #[error("the bot is stopping")]
    Stopping,
}
