//! Modules that need others are on only while those are.

use std::sync::Arc;

use super::end::{Off, end};
use super::load::load;
use super::ready::begin;
use crate::context::{Bot, Slot};
use crate::module::{ModuleState, ResolvedNeed};
use tokio::task::Id;

/// Returns the name of a module that is off, and without which this one cannot be on.
pub(super) fn lacking(bot: &Bot, module: usize) -> Option<&'static str> {
    let need = needs(bot, module)
        .iter()
        .find(|need| !need.providers.iter().any(|place| is_on(bot, *place)))?;
    let first = need.providers.first();
    Some(first.map_or(need.need.name(), |place| bot.module_name(Some(*place))))
}

/// Gives what a module that lacks another one is to become.
pub(super) fn waits(bot: &Bot, needed: &'static str) -> Off {
    Off::Waits(bot.text("module-waits", &[("module", needed.into())]))
}

/// Returns the modules that cannot be on without this one, those first that need others of them.
pub(super) fn dependents(bot: &Bot, module: usize) -> Vec<usize> {
    let mut ending = vec![module];
    // The catalogue is sorted: who needs something comes after it.
    for place in module + 1..bot.slots.len() {
        let there = |provider: &usize| is_on(bot, *provider) && !ending.contains(provider);
        let loses = needs(bot, place)
            .iter()
            .any(|need| !need.providers.iter().any(there));
        let alive = bot.slot(place).and_then(Slot::current).is_some();
        if loses && alive {
            ending.push(place);
        }
    }
    ending.remove(0);
    ending.reverse();
    ending
}

/// Ends the modules that need this one, then this one; returns the names of the others.
pub(super) async fn end_all(
    bot: &Arc<Bot>,
    module: usize,
    off: Off,
    asked: Option<Id>,
) -> Vec<&'static str> {
    let others = dependents(bot, module);
    let name = bot.module_name(Some(module));
    for other in &others {
        end(bot, *other, waits(bot, name), asked).await;
    }
    end(bot, module, off, asked).await;
    others
        .iter()
        .rev()
        .map(|other| bot.module_name(Some(*other)))
        .collect()
}

/// Starts the modules that waited only for something that is on now.
pub(super) async fn wake(bot: &Arc<Bot>) {
    for (module, slot) in bot.slots.iter().enumerate() {
        if !slot.is_waiting() || lacking(bot, module).is_some() {
            continue;
        }
        match load(bot, module).await {
            Ok(()) => begin(bot, module),
            Err(off) => off.enter(slot),
        }
    }
}

/// Waits until everything that a module needs has started.
pub(super) async fn ready(bot: &Bot, module: usize) {
    for need in needs(bot, module) {
        loop {
            let mut providers = need.providers.iter().filter_map(|place| bot.slot(*place));
            let Some(provider) = providers.find(|slot| slot.is_on()) else {
                // Whoever switched it off ends this module, too.
                return std::future::pending().await;
            };
            let state = provider
                .until(|state| *state == ModuleState::Active || !state.is_on())
                .await;
            if state == ModuleState::Active {
                break;
            }
        }
    }
}

fn needs(bot: &Bot, module: usize) -> &[ResolvedNeed] {
    bot.catalogue
        .modules()
        .get(module)
        .map_or(&[], |known| known.resolved_needs())
}

fn is_on(bot: &Bot, module: usize) -> bool {
    bot.slot(module).is_some_and(Slot::is_on)
}
