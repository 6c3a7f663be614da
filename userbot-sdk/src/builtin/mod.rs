//! The modules that come with the SDK, made only with its public API.
//!
//! They give way: a bot that brings a module or a command of the same name uses its own.

mod backup;
mod config;
mod diagnostics;
mod doctor;
mod help;
mod modules;
mod settings;
mod translate;

pub use backup::Backups;
pub use config::Config;
pub use diagnostics::Diagnostics;
pub use help::Help;
pub use modules::Switches;
pub use settings::Owner;

use crate::module::Registry;

/// Adds the built-in modules to a registry.
pub fn add(registry: Registry) -> Registry {
    registry
        .fallback::<Config>()
        .fallback::<Help>()
        .fallback::<Owner>()
        .fallback::<Diagnostics>()
        .fallback::<Switches>()
        .fallback::<Backups>()
}
