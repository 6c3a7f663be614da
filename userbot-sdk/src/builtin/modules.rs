//! `.modules`, `.enable`, `.disable` and `.restart`: which modules are on.

use std::fmt::Write as _;

use userbot_macros::{Module, command, handlers};

use crate::command::{fold_name, suggest};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::lifecycle::ModulesError;
use crate::module::ModuleState;
use crate::strings::{Value, builtin};
use crate::text::{FormattedText, escape};

/// Switches modules on and off.
#[derive(Module, Default, Debug)]
#[module(name = "Modules", doc(ru = "Включает и выключает модули."))]
pub struct Switches;

/// What `.enable`, `.disable` and `.restart` take.
#[derive(clap::Args, Debug)]
struct ModuleArgs {
    /// The name of the module.
    module: String,
}

#[handlers(manual)]
impl Switches {
    /// Lists the modules and says which are on, and why the others are off.
    #[command(doc(ru = "Показывает модули: какие включены и почему остальные выключены."))]
    async fn modules(&self, ctx: &Context) -> Result<()> {
        let mut all: Vec<_> = ctx.modules().states().collect();
        all.sort_by_key(|(module, _)| (module.builtin(), fold_name(module.info().name)));
        let on = all.iter().filter(|(_, state)| state.is_on()).count();
        let mut html = text(
            ctx,
            "modules-overview",
            &[("modules", all.len().into()), ("on", on.into())],
        );
        for (module, state) in all {
            let (mark, key) = shown(&state);
            let info = module.info();
            let _ = write!(
                html,
                "\n{mark} <b>{}</b> {}",
                escape(info.name),
                escape(info.version)
            );
            if let Some(key) = key {
                let _ = write!(html, " — {}", text(ctx, key, &[]));
            }
            if let Some(reason) = state.reason() {
                let _ = write!(html, ": {}", escape(glance(reason)));
            }
        }
        ctx.answer(html).await
    }

    /// Switches a module on.
    #[command(doc(ru = "Включает модуль."))]
    async fn enable(&self, ctx: &Context, args: ModuleArgs) -> Result<()> {
        let name = known(ctx, &args.module)?;
        let enabled = ctx.modules().enable(name).await;
        enabled.map_err(|error| refusal(ctx, error))?;
        ctx.answer(text(ctx, "module-is-on", &[("module", name.into())]))
            .await
    }

    /// Switches a module off. It stays off when the bot starts again.
    #[command(doc(ru = "Выключает модуль. Он останется выключенным и после перезапуска бота."))]
    async fn disable(&self, ctx: &Context, args: ModuleArgs) -> Result<()> {
        let name = known(ctx, &args.module)?;
        let disabled = ctx.modules().disable(name).await;
        let others = disabled.map_err(|error| refusal(ctx, error))?;
        let mut html = text(ctx, "module-is-off", &[("module", name.into())]);
        if !others.is_empty() {
            let others = others.join(", ");
            let _ = write!(
                html,
                "\n{}",
                text(ctx, "modules-also", &[("modules", others.into())])
            );
        }
        ctx.answer(html).await
    }

    /// Ends a module and starts it afresh.
    #[command(doc(ru = "Завершает модуль и запускает его заново."))]
    async fn restart(&self, ctx: &Context, args: ModuleArgs) -> Result<()> {
        let name = known(ctx, &args.module)?;
        let restarted = ctx.modules().restart(name).await;
        restarted.map_err(|error| refusal(ctx, error))?;
        ctx.answer(text(ctx, "module-restarted", &[("module", name.into())]))
            .await
    }
}

/// Gives a mark for a state, and the key of its name unless the module simply works.
pub(super) fn shown(state: &ModuleState) -> (&'static str, Option<&'static str>) {
    match state {
        ModuleState::Active => ("🟢", None),
        ModuleState::Loading | ModuleState::Starting => ("🟡", Some("module-starting")),
        ModuleState::Ending | ModuleState::Stopped => ("🟡", Some("module-ending")),
        ModuleState::Disabled => ("⚪️", Some("module-disabled")),
        ModuleState::Failed(_) => ("🔴", Some("module-failed")),
        ModuleState::Suspended(_) => ("🟠", Some("module-suspended")),
        ModuleState::Removed(_) => ("⚪️", Some("module-removed")),
    }
}

/// Cuts a reason to what fits into a list.
fn glance(reason: &str) -> String {
    const MOST: usize = 200;
    let line = reason.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Finds a module by its name in any case, and gives the name as its author writes it.
fn known(ctx: &Context, name: &str) -> Result<&'static str> {
    if let Some(module) = ctx.modules().module(name) {
        return Ok(module.info().name);
    }
    let names: Vec<String> = ctx
        .modules()
        .modules()
        .iter()
        .map(|module| fold_name(module.info().name))
        .collect();
    let mut message = text(ctx, "module-unknown", &[("name", name.into())]);
    let near = suggest::nearest(&fold_name(name), names.iter().map(String::as_str));
    if !near.is_empty() {
        let names = near.join(", ");
        message.push(' ');
        message += &text(ctx, "argument-did-you-mean", &[("names", names.into())]);
    }
    Err(Error::user(plain(&message)))
}

/// Says in the owner's language why a module was not switched.
fn refusal(ctx: &Context, error: ModulesError) -> Error {
    let prefix = ctx.prefix();
    let (key, module, other) = match &error {
        ModulesError::Locked { module } => ("module-locked", *module, ""),
        ModulesError::Disabled { module } => ("module-restart-disabled", *module, ""),
        ModulesError::Needs { module, needed } => ("module-needs", *module, *needed),
        ModulesError::NotStarted { module, reason } => {
            ("module-not-started", *module, reason.as_str())
        }
        _ => return error.into(),
    };
    let arguments = [
        ("module", module.into()),
        ("other", other.into()),
        ("prefix", (&*prefix).into()),
    ];
    Error::user(plain(&text(ctx, key, &arguments)))
}

fn text(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    builtin().get(&ctx.languages(), key, arguments)
}

fn plain(html: &str) -> String {
    FormattedText::from_html_lossy(html).text
}
