//! The say of modules in their options, and what the owner is told about values that are not used.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::context::{Bot, Context, Scope, catch};
use crate::module::ErasedModule;
use crate::options::{AsideReason, ConfigView, ValueSource};
use crate::strings::Value;
use crate::telegram::as_caller;

/// So long `on_config_change` may take.
const HOOK: Duration = Duration::from_secs(30);

/// Gives a module that has been loaded its say, and shows it the values that it starts with.
pub(super) async fn attach(bot: &Arc<Bot>, scope: &Arc<Scope>, module: &Arc<dyn ErasedModule>) {
    let Some(index) = scope.module else { return };
    let own = Arc::clone(scope);
    let weak = Arc::downgrade(bot);
    let hooked = Arc::clone(module);
    let refused = bot.configs.attach(
        index,
        Arc::new(move |old, new| {
            let (bot, module, scope) = (weak.upgrade(), Arc::clone(&hooked), Arc::clone(&own));
            Box::pin(async move {
                let Some(bot) = bot else { return Ok(()) };
                let ctx = Context::of_hook(&bot, &scope, "on_config_change");
                let hook = module.on_config_change(&ctx, old, new);
                let hook = as_caller(module.info().name, hook);
                match timeout(HOOK, catch(hook)).await {
                    Ok(Ok(Ok(()))) => Ok(()),
                    Ok(Ok(Err(error))) => Err(error.to_string()),
                    Ok(Err(panicked)) => {
                        tracing::error!(module = module.info().name, %panicked, "on_config_change");
                        Err(panicked.message)
                    }
                    Err(_) => Err(format!("on_config_change ran longer than {HOOK:?}")),
                }
            })
        }),
    );
    if let Some(text) = refused.await {
        let name = module.info().name;
        tracing::error!(
            module = name,
            text,
            "the options are refused: the defaults are used"
        );
        bot.tell_owner(bot.text(
            "config-start-refused",
            &[
                ("module", name.into()),
                ("reason", text.into()),
                ("prefix", (&*bot.settings.prefix()).into()),
            ],
        ));
    }
}

/// Tells the owner which values are kept but not used, once for each module.
pub(crate) fn report(bot: &Bot) {
    for index in 0..bot.catalogue.modules().len() {
        if let Some(view) = bot.configs.view_at(index) {
            report_one(bot, &view);
        }
    }
}

fn report_one(bot: &Bot, view: &ConfigView) {
    let languages = bot.settings.languages();
    let mut lines = Vec::new();
    for option in &view.options {
        let Some(aside) = &option.aside else { continue };
        let AsideReason::Invalid(reason) = &aside.reason else {
            continue;
        };
        tracing::warn!(
            module = view.module,
            option = option.spec.name,
            source = ?aside.source,
            %reason,
            "a value is not used"
        );
        let key = match aside.source {
            ValueSource::Environment => "config-aside-environment",
            _ => "config-aside-stored",
        };
        lines.push(bot.text(
            key,
            &[
                ("option", option.spec.name.into()),
                ("variable", option.spec.environment.as_str().into()),
                ("reason", Value::html(reason.to_html(&languages))),
            ],
        ));
    }
    if lines.is_empty() {
        return;
    }
    let head = bot.text("config-aside", &[("module", view.module.into())]);
    let foot = bot.text(
        "config-aside-help",
        &[
            ("module", view.module.into()),
            ("prefix", (&*bot.settings.prefix()).into()),
        ],
    );
    bot.tell_owner(format!("{head}\n{}\n{foot}", lines.join("\n")));
}
