//! How modules find each other.

use std::any::TypeId;
use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;

use super::{Context, Scope, Slot};
use crate::error::{Error, Result};
use crate::module::{CatalogueModule, Handlers, Module, Offered};
use crate::strings::builtin;

/// Is another module, on loan.
///
/// It is the module as its type. Take it anew for each use: after a restart of that module it is
/// another value, and the old one does nothing any more.
pub struct ModuleRef<M> {
    module: Arc<M>,
    scope: Arc<Scope>,
}

impl<M> ModuleRef<M> {
    /// Returns true until the module begins to end.
    pub fn is_on(&self) -> bool {
        !self.scope.is_cancelled()
    }
}

impl<M> Deref for ModuleRef<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.module
    }
}

impl<M> fmt::Debug for ModuleRef<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModuleRef")
            .field("is_on", &self.is_on())
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Returns another module by its type, from its `load` until its `on_unload`.
    ///
    /// A module that cannot do without it says `#[module(needs(Weather))]`: then it is never on
    /// without it, and its absence is found when the bot starts.
    ///
    /// # Errors
    ///
    /// The module is off or not part of this bot: an error that tells the person so, in the
    /// owner's language.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Knows the weather.
    /// #[derive(Module, Default)]
    /// #[module(no_handlers)]
    /// struct Weather;
    ///
    /// impl Weather {
    ///     fn will_rain(&self) -> bool {
    ///         true
    ///     }
    /// }
    ///
    /// /// Says whether to take an umbrella.
    /// #[derive(Module, Default)]
    /// #[module(needs(Weather))]
    /// struct Umbrella;
    ///
    /// #[handlers]
    /// impl Umbrella {
    ///     /// Says whether to take an umbrella.
    ///     #[command]
    ///     async fn umbrella(&self, ctx: &Context) -> Result<()> {
    ///         let rain = ctx.module::<Weather>()?.will_rain();
    ///         ctx.answer(if rain { "Take it." } else { "Leave it." }).await
    ///     }
    /// }
    /// ```
    #[track_caller]
    pub fn module<M: Module + Handlers>(&self) -> Result<ModuleRef<M>> {
        let location = Location::caller();
        let modules = self.bot().catalogue.modules();
        let place = modules
            .iter()
            .position(|module| module.is(TypeId::of::<M>()));
        let slot = place.and_then(|place| self.bot().slot(place));
        let found = slot.and_then(Slot::current).and_then(|held| {
            Some(ModuleRef {
                module: held.module?.any().downcast::<M>().ok()?,
                scope: held.scope,
            })
        });
        found.ok_or_else(|| self.lacks(M::INFO.name).at(location))
    }

    /// Returns a service that some module offers, by its trait. When several do, it is the one of
    /// the module that starts first.
    ///
    /// A module offers a service with `#[module(offers(dyn Forecast))]`, or in `load` with
    /// [`offer`](Context::offer). Take it anew for each use: it belongs to the life of its module.
    ///
    /// # Errors
    ///
    /// No module that is on offers it: an error that tells the person which one is off.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// trait Forecast: Send + Sync {
    ///     fn will_rain(&self) -> bool;
    /// }
    ///
    /// /// Knows the weather.
    /// #[derive(Module, Default)]
    /// #[module(no_handlers, offers(dyn Forecast))]
    /// struct Weather;
    ///
    /// impl Forecast for Weather {
    ///     fn will_rain(&self) -> bool {
    ///         true
    ///     }
    /// }
    ///
    /// /// Says whether to take an umbrella.
    /// #[command]
    /// async fn umbrella(ctx: &Context) -> Result<()> {
    ///     let rain = ctx.service::<dyn Forecast>()?.will_rain();
    ///     ctx.answer(if rain { "Take it." } else { "Leave it." }).await
    /// }
    /// ```
    #[track_caller]
    pub fn service<T: ?Sized + Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        if let Some(service) = self.services().next() {
            return Ok(service);
        }
        let offers = |module: &&CatalogueModule| {
            let mut offers = module.offers().iter();
            offers.any(|offer| (offer.id)() == TypeId::of::<T>())
        };
        let error = match self.bot().catalogue.modules().iter().find(offers) {
            Some(module) => self.lacks(module.info().name),
            None => Error::msg(format!(
                "no module that is on offers `{}`",
                std::any::type_name::<T>()
            )),
        };
        Err(error.at(Location::caller()))
    }

    /// Returns a service of every module that is on and offers it, in the order in which they
    /// start.
    pub fn services<T: ?Sized + Send + Sync + 'static>(&self) -> impl Iterator<Item = Arc<T>> {
        let loaded = self.bot().slots.iter().filter_map(Slot::current);
        loaded
            .filter(|held| held.module.is_some())
            .filter_map(|held| held.scope.offered())
    }

    /// Offers a service to other modules until this one ends: for one that is made in `load`.
    ///
    /// When the module itself is the service, `#[module(offers(dyn Forecast))]` does it, and is
    /// what `needs(dyn Forecast)` of other modules is checked against.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use userbot_sdk::prelude::*;
    ///
    /// trait Forecast: Send + Sync {
    ///     fn will_rain(&self) -> bool;
    /// }
    ///
    /// struct Always;
    ///
    /// impl Forecast for Always {
    ///     fn will_rain(&self) -> bool {
    ///         true
    ///     }
    /// }
    ///
    /// /// Knows the weather.
    /// #[derive(Module, Default)]
    /// #[module(hooks, no_handlers)]
    /// struct Weather;
    ///
    /// #[async_trait]
    /// impl Module for Weather {
    ///     async fn load(self, ctx: &Context) -> Result<Self> {
    ///         ctx.offer::<dyn Forecast>(Arc::new(Always));
    ///         Ok(self)
    ///     }
    /// }
    /// ```
    pub fn offer<T: ?Sized + Send + Sync + 'static>(&self, service: Arc<T>) {
        self.scope.offer([Offered::of(service)]);
    }

    fn lacks(&self, module: &'static str) -> Error {
        let html = builtin().get(
            &self.languages(),
            "module-needed",
            &[("module", module.into())],
        );
        Error::user(crate::text::FormattedText::from_html_lossy(&html).text)
    }
}
