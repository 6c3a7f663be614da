//! Switching off what fails again and again.

use std::num::NonZeroUsize;
use std::sync::Arc;

use super::end::Off;
use super::ready::give_up;
use crate::context::{Bot, Breaker};
use crate::strings::Value;

/// Lets modules be suspended after so many failures in a row. Built-in ones stay: the owner needs them.
pub(crate) fn suspend_after(bot: &Arc<Bot>, failures: NonZeroUsize) {
    let watched = Arc::downgrade(bot);
    let trip = move |module: usize, count: usize| {
        let Some(bot) = watched.upgrade() else { return };
        let known = bot.catalogue.modules().get(module);
        if known.is_none_or(crate::module::CatalogueModule::builtin) {
            return;
        }
        let Some(held) = bot.slot(module).and_then(crate::context::Slot::current) else {
            return;
        };
        // The next life begins without a record.
        bot.reporter.ended(module, false);
        let count = Value::from(u64::try_from(count).unwrap_or(u64::MAX));
        let reason = bot.text("module-failures", &[("count", count)]);
        give_up(&bot, &held.scope, Off::Suspended(reason));
    };
    let breaker = Breaker {
        after: failures.get(),
        trip: Box::new(trip),
    };
    if bot.breaker.set(breaker).is_err() {
        tracing::debug!("there is a breaker already");
    }
}
