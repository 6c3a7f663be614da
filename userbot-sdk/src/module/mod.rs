//! Modules: the unit that people write, publish, switch on and off.
//!
//! A module is a type with a [`Module`] implementation (usually from `#[derive(Module)]`) and a
//! table of handlers (from `#[handlers]`). A [`Registry`] collects modules, checks them all at
//! once and turns them into a [`Catalogue`], which the runtime starts and `help` reads.

mod catalogue;
mod documentation;
mod entry;
mod free;
mod info;
mod modules_macro;
mod needs;
mod order;
mod problem;
mod registry;
mod state;
#[cfg(test)]
mod tests;
mod validate;

pub use catalogue::{
    Catalogue, CatalogueCommand, CatalogueModule, CatalogueSchedule, CatalogueWatcher,
};
pub use documentation::{DocText, Documentation};
pub use entry::{
    ErasedModule, FreeHandler, FreeHandlerKind, FreeTexts, Handlers, ModuleEntry, ModuleTable,
    PartMark,
};
pub use info::{Doc, Docs, ModuleInfo, SourceLocation};
pub(crate) use needs::ResolvedNeed;
pub use needs::{Need, Offered, Service};
pub use problem::{Problem, ProblemKind, Problems};
pub use registry::Registry;
pub use state::ModuleState;

use std::sync::Arc;

use crate::context::Context;
use crate::error::Result;
use crate::store::Migrations;

/// Tells what a module is called and how it is made; `#[derive(Module)]` writes it.
pub trait Describe: Sized {
    /// The name, the docs and the place in the source.
    const INFO: ModuleInfo;

    /// The modules and services without which it cannot be on.
    const NEEDS: &'static [Need] = &[];

    /// The services that it offers.
    const OFFERS: &'static [Service] = &[];

    /// Makes the module, before [`Module::load`] sees it.
    fn create() -> Self;

    /// Gives each service of [`OFFERS`](Describe::OFFERS), once the module is loaded.
    fn offers(this: &Arc<Self>) -> Vec<Offered> {
        let _ = this;
        Vec::new()
    }
}

/// Is a unit of features: commands, watchers, schedules and the state that they share.
///
/// `#[derive(Module)]` implements it for a struct that is [`Default`]. To override a hook, add
/// `#[module(hooks)]` to the struct and write the implementation yourself; the derive then
/// writes only the description.
///
/// Order of the hooks: `migrations`, `load`, then handlers become active, then `on_ready`, and at the end
/// `on_unload`. A module that is switched off and on again goes through all of them anew, as a
/// fresh value. State that changes lives behind a lock: handlers get `&self`, many at a time.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Says hello when the bot starts.
/// #[derive(Module, Default)]
/// #[module(hooks)]
/// struct Hello;
///
/// #[async_trait]
/// impl Module for Hello {
///     async fn on_ready(&self, ctx: &Context) -> Result<()> {
///         ctx.client().send("me", "Hello!").await?;
///         Ok(())
///     }
/// }
/// ```
#[async_trait::async_trait]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "this type does not implement `Module`",
    note = "add `#[derive(Module, Default)]` to the struct; with `#[module(hooks)]`, write `impl Module` for it too"
)]
pub trait Module: Describe + Send + Sync + 'static {
    /// Says how data that older versions of the module have left is brought into its present
    /// shape. The steps that are missing are taken before [`load`](Module::load).
    fn migrations() -> Migrations {
        Migrations::new()
    }

    /// Prepares the module before any of its handlers can run.
    ///
    /// # Errors
    ///
    /// An error keeps this module off; the others start, and the owner is told. With
    /// [`Error::suspend`](crate::Error::suspend) and [`Error::remove`](crate::Error::remove) a
    /// module says what is to become of it.
    async fn load(self, ctx: &Context) -> Result<Self> {
        let _ = ctx;
        Ok(self)
    }

    /// Runs once the handlers are active and the account is connected.
    ///
    /// # Errors
    ///
    /// An error ends the module; the others go on, and the owner is told. With
    /// [`Error::suspend`](crate::Error::suspend) and [`Error::remove`](crate::Error::remove) a
    /// module says what is to become of it.
    async fn on_ready(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }

    /// Runs when the bot stops or the module is switched off or restarted. Nothing of it runs any
    /// more: no handler, no schedule, none of the tasks that it has started. It has 10 seconds, and
    /// when the bot stops 1.5 seconds together with those of all modules.
    ///
    /// # Errors
    ///
    /// An error is reported to the owner; when the bot stops, it is logged.
    async fn on_unload(&self, ctx: &Context) -> Result<()> {
        let _ = ctx;
        Ok(())
    }
}
