//! Loading modules: each for itself, so that one that fails keeps off nobody else.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::timeout;

use crate::context::{Bot, Context, Failure, FailureKind, catch};
use crate::module::ErasedModule;

/// So long a module may take to load.
const LOAD: Duration = Duration::from_secs(60);

/// Loads every module of the catalogue; in the place of one that failed stands nothing.
pub(super) async fn load_all(bot: &Arc<Bot>) -> Vec<Option<Arc<dyn ErasedModule>>> {
    join_all((0..bot.catalogue.modules().len()).map(|index| load(bot, index))).await
}

async fn load(bot: &Arc<Bot>, index: usize) -> Option<Arc<dyn ErasedModule>> {
    const HOOK: &str = "load";
    let module = bot.catalogue.modules().get(index)?;
    let name = module.info().name;
    let ctx = Context::of_hook(bot, index, HOOK);
    let failure = match timeout(LOAD, catch(module.load(&ctx))).await {
        Ok(Ok(Ok(loaded))) => return Some(loaded),
        Ok(Ok(Err(error))) => Failure::of_error(name, HOOK, &error),
        Ok(Err(panicked)) => Failure::of_panic(name, HOOK, panicked),
        Err(_) => Failure::new(
            FailureKind::Deadline,
            name,
            HOOK,
            format!("ran longer than {LOAD:?}"),
        ),
    };
    bot.reporter.failed(&failure);
    let text = failure.text.as_str();
    bot.tell_owner(bot.text(
        "report-load",
        &[("module", name.into()), ("text", text.into())],
    ));
    None
}
