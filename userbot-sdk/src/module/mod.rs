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
pub(crate) use entry::FreeModule;
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
use crate::options::Config;
use crate::store::Migrations;

/// Tells what a module is called and how it is made; `#[derive(Module)]` writes it.
pub trait Describe: Sized {
    /// The name, the docs and the place in the source.
    const INFO: ModuleInfo;

    /// The modules and services without which it cannot be on.
    const NEEDS: &'static [Need] = &[];

    /// The services that it offers.
    const OFFERS: &'static [Service] = &[];
    /// The options that its owner can set; `()` for a module without any.
    type Config: Config;

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
/// Order of the hooks: `migrations`, `load`, then `on_config_change` when options have other values
/// than their defaults, then handlers become active, then `on_ready`, and at the end `on_unload`. A
/// module that is switched off and on again goes through all of them anew, as a fresh value. State
/// that changes lives behind a lock: handlers get `&self`, many at a time.
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

    /// Hears that options are about to change, and can refuse.
    ///
    /// It runs before a change is kept, with the values before and after it: take over what the
    /// module holds elsewhere, or check what one option alone cannot know.
    /// [`Context::config`] still gives the old values. It also runs once after `load`, with the
    /// defaults as the old values, when other values are set, so that there is one place that takes
    /// them over. It has 30 seconds, and it may not change the module's own options. When the
    /// change could not be kept, it is called again with the two values exchanged.
    ///
    /// # Errors
    ///
    /// An error refuses the change: the old values stay, in the store too, and whoever made it is
    /// told the text of the error. After `load`, the defaults hold and the owner is told; what is
    /// stored stays, until the owner sets something else.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// #[derive(Config)]
    /// struct NightConfig {
    ///     /// First hour of the night.
    ///     #[config(default = 23)]
    ///     from: i64,
    ///     /// First hour of the day.
    ///     #[config(default = 7)]
    ///     to: i64,
    /// }
    ///
    /// /// Is silent at night.
    /// #[derive(Module, Default)]
    /// #[module(hooks, no_handlers, config = NightConfig)]
    /// struct Night;
    ///
    /// #[async_trait]
    /// impl Module for Night {
    ///     async fn on_config_change(
    ///         &self,
    ///         _ctx: &Context,
    ///         _old: &NightConfig,
    ///         new: &NightConfig,
    ///     ) -> Result<()> {
    ///         if new.from == new.to {
    ///             return Err(Error::user("A night without an hour is none."));
    ///         }
    ///         Ok(())
    ///     }
    /// }
    /// ```
    async fn on_config_change(
        &self,
        ctx: &Context,
        old: &Self::Config,
        new: &Self::Config,
    ) -> Result<()> {
        let _ = (ctx, old, new);
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
