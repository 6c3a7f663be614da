//! Whether a module works, and why not.

/// Is what a module of a running bot is doing.
///
/// [`Modules::state`](crate::context::Modules::state) gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ModuleState {
    /// Its `load` runs, or waits for the modules that it needs.
    #[default]
    Loading,
    /// Its handlers are active, and its `on_ready` runs.
    Starting,
    /// It works.
    Active,
    /// It is about to end: what it has started has a moment to finish.
    Ending,
    /// The owner switched it off. It stays off when the bot starts again.
    Disabled,
    /// Its `load` or `on_ready` failed, for this reason.
    Failed(String),
    /// It is off until somebody enables it or the bot starts again, for this reason: it asked for
    /// that, or a module that it needs is off.
    Suspended(String),
    /// It took itself out, for this reason.
    Removed(String),
    /// The bot has stopped.
    Stopped,
}

impl ModuleState {
    /// Returns true when its handlers can run.
    pub fn is_on(&self) -> bool {
        matches!(self, Self::Starting | Self::Active)
    }

    /// Returns true while it is on its way to another state.
    pub fn is_changing(&self) -> bool {
        matches!(self, Self::Loading | Self::Starting | Self::Ending)
    }

    /// Returns why it is off, when there is a reason.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Failed(reason) | Self::Suspended(reason) | Self::Removed(reason) => Some(reason),
            _ => None,
        }
    }
}
