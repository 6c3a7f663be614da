//! What modules need of each other, and what they offer.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use super::entry::Handlers;
use super::{Module, SourceLocation};

/// Is something that a module cannot do without: another module, or a service that some module
/// offers. `#[module(needs(…))]` writes it.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    pub(crate) id: fn() -> TypeId,
    pub(crate) name: &'static str,
    pub(crate) service: bool,
    pub(crate) location: SourceLocation,
}

impl Need {
    /// Is the need of a module.
    pub const fn module<M: Module + Handlers>(
        name: &'static str,
        location: SourceLocation,
    ) -> Self {
        Self {
            id: TypeId::of::<M>,
            name,
            service: false,
            location,
        }
    }

    /// Is the need of a service.
    pub const fn service<T: ?Sized + Send + Sync + 'static>(
        name: &'static str,
        location: SourceLocation,
    ) -> Self {
        Self {
            id: TypeId::of::<T>,
            name,
            service: true,
            location,
        }
    }

    /// Returns what is needed, as the author wrote it: `Weather` or `dyn Forecast`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns true for a service, false for a module.
    pub fn is_service(&self) -> bool {
        self.service
    }
}

/// Is a service that a module offers: a trait that it implements. `#[module(offers(…))]` writes it.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    pub(crate) id: fn() -> TypeId,
    pub(crate) name: &'static str,
}

impl Service {
    /// Is the service with this trait.
    pub const fn of<T: ?Sized + Send + Sync + 'static>(name: &'static str) -> Self {
        Self {
            id: TypeId::of::<T>,
            name,
        }
    }

    /// Returns the service, as the author wrote it: `dyn Forecast`.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// Is a service of a module that has been loaded.
pub struct Offered {
    id: TypeId,
    /// Holds an `Arc<T>`.
    value: Box<dyn Any + Send + Sync>,
}

impl Offered {
    /// Offers a value by its trait.
    pub fn of<T: ?Sized + Send + Sync + 'static>(value: Arc<T>) -> Self {
        Self {
            id: TypeId::of::<T>(),
            value: Box::new(value),
        }
    }

    /// Returns the value when it is offered by this trait.
    pub(crate) fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        if self.id != TypeId::of::<T>() {
            return None;
        }
        self.value.downcast_ref::<Arc<T>>().map(Arc::clone)
    }

    /// Tells whether both are the same service.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Debug for Offered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offered").finish_non_exhaustive()
    }
}

/// Is a need with the modules that satisfy it; one of them is enough.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedNeed {
    pub(crate) need: Need,
    /// Their places in the catalogue.
    pub(crate) providers: Vec<usize>,
}
