//! The modules of a running bot: what there is, and what it is doing.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::bot::Bot;
use crate::module::{Catalogue, CatalogueModule, ModuleState};

/// Is the modules of a running bot.
///
/// It is the [`Catalogue`] of what there is, and knows what each module is doing. `enable`,
/// `disable` and `restart` change that while the bot runs.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Names the modules that work.
/// #[command]
/// async fn working(ctx: &Context) -> Result<()> {
///     let modules = ctx.modules().states().filter(|(_, state)| state.is_on());
///     let names: Vec<&str> = modules.map(|(module, _)| module.info().name).collect();
///     ctx.answer(names.join(", ")).await
/// }
/// ```
#[derive(Clone)]
pub struct Modules(Arc<Bot>);

impl Modules {
    pub(crate) fn new(bot: Arc<Bot>) -> Self {
        Self(bot)
    }

    pub(crate) fn bot(&self) -> &Arc<Bot> {
        &self.0
    }

    /// Returns what a module is doing; its name is found in any case.
    pub fn state(&self, name: &str) -> Option<ModuleState> {
        let place = self.position(name)?;
        self.0.slot(place).map(super::slots::Slot::state)
    }

    /// Returns every module with what it is doing, in the order in which they start.
    pub fn states(&self) -> impl Iterator<Item = (&CatalogueModule, ModuleState)> {
        let slots = self.0.slots.iter().map(super::slots::Slot::state);
        self.0.catalogue.modules().iter().zip(slots)
    }
}

impl Deref for Modules {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.0.catalogue
    }
}

impl fmt::Debug for Modules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = self
            .states()
            .map(|(module, state)| (module.info().name, state));
        f.debug_map().entries(states).finish()
    }
}
