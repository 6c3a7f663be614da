//! `.config`: the options of modules, shown and changed in a chat.

mod exchange;
mod pages;
mod request;
mod secret;

use userbot_macros::{Module, command, handlers};

use crate::command::Raw;
use crate::config::{Change, ConfigError, Shown};
use crate::context::Context;
use crate::error::Result;
use crate::strings::{Value, builtin};

use request::Request;

/// Shows and changes the options of modules.
#[derive(Module, Default, Debug)]
#[module(doc(ru = "Показывает и меняет параметры модулей."))]
pub struct Config;

#[handlers(manual)]
impl Config {
    /// Shows the options of modules, or changes one.
    ///
    /// MODULE lists its options, MODULE OPTION explains one, MODULE OPTION VALUE sets it; as a
    /// reply, without a VALUE, the text of that message is set. Further: set, empty, add, remove,
    /// reset, clear, export and import, each before the MODULE. "export --secrets" works in Saved
    /// Messages only. "import" takes the file or text that you reply to.
    #[command(
        alias = "cfg",
        usage = "[MODULE [OPTION [VALUE]]]",
        doc(
            ru = "Показывает параметры модулей или меняет один.\n\nМОДУЛЬ показывает его параметры, МОДУЛЬ ПАРАМЕТР объясняет один, МОДУЛЬ ПАРАМЕТР ЗНАЧЕНИЕ задаёт его; ответом на сообщение, без ЗНАЧЕНИЯ, задаётся текст того сообщения. Ещё: set, empty, add, remove, reset, clear, export и import, каждое перед МОДУЛЕМ. «export --secrets» работает только в «Избранном». «import» берёт файл или текст, на который вы отвечаете."
        )
    )]
    async fn config(&self, ctx: &Context, typed: Raw) -> Result<()> {
        match Request::read(ctx, &typed) {
            Request::Modules => ctx.answer(pages::modules(ctx)).await,
            Request::Module(module) => match ctx.configs().view(module) {
                Ok(view) => ctx.answer(pages::module(ctx, &view)).await,
                Err(error) => refuse(ctx, &error).await,
            },
            Request::Option(module, option) => show_or_set(ctx, module, option).await,
            Request::Set(module, option, value) => set(ctx, module, option, value).await,
            Request::Add(module, option, items) => {
                edit_list(ctx, module, option, items, true).await
            }
            Request::Remove(module, option, items) => {
                edit_list(ctx, module, option, items, false).await
            }
            Request::Empty(module, option) => {
                let changed = ctx.configs().set(module, option, "").await;
                changed_or_refused(ctx, module, changed).await
            }
            Request::Reset(module, option) => {
                let changed = ctx.configs().reset(module, option).await;
                changed_or_refused(ctx, module, changed).await
            }
            Request::Clear(module, option) => clear(ctx, module, option).await,
            Request::Export { module, secrets } => exchange::export(ctx, module, secrets).await,
            Request::Import(typed) => exchange::import(ctx, typed).await,
            Request::Incomplete(example) => {
                let command = format!("{}config {example}", ctx.prefix());
                ctx.answer(text(
                    ctx,
                    "config-option-needed",
                    &[("command", command.into())],
                ))
                .await
            }
        }
    }
}

/// Shows an option, or sets it to the message that the command replies to.
async fn show_or_set(ctx: &Context, module: &str, option: &str) -> Result<()> {
    let view = match ctx.configs().view(module) {
        Ok(view) => view,
        Err(error) => return refuse(ctx, &error).await,
    };
    let found = match view.find(option) {
        Ok(found) => found,
        Err(error) => return refuse(ctx, &error).await,
    };
    if ctx.message()?.reply_to_id().is_some() {
        return set(ctx, module, option, "").await;
    }
    ctx.answer(pages::option(ctx, &view, found)).await
}

/// Sets an option to what was typed, or to the message that the command replies to.
async fn set(ctx: &Context, module: &str, option: &str, value: &str) -> Result<()> {
    let mut guard = secret::Guard::new(ctx, secret::is_secret(ctx, module, option)).await?;
    let replied;
    let value = if value.is_empty() {
        let message = ctx.message()?.reply_message().await?;
        let Some(message) = message.filter(|message| !message.text().is_empty()) else {
            return ctx.answer(text(ctx, "config-value-needed", &[])).await;
        };
        guard.take(&message).await;
        replied = message;
        replied.text()
    } else {
        value
    };
    let changed = ctx.configs().set(module, option, value).await;
    changed_or_refused_with(ctx, module, changed, &guard.notes()).await
}

async fn edit_list(
    ctx: &Context,
    module: &str,
    option: &str,
    items: &str,
    add: bool,
) -> Result<()> {
    let guard = secret::Guard::new(ctx, secret::is_secret(ctx, module, option)).await?;
    if items.is_empty() {
        return ctx.answer(text(ctx, "config-item-needed", &[])).await;
    }
    let changed = if add {
        ctx.configs().add(module, option, items).await
    } else {
        ctx.configs().remove(module, option, items).await
    };
    changed_or_refused_with(ctx, module, changed, &guard.notes()).await
}

async fn clear(ctx: &Context, module: &str, option: Option<&str>) -> Result<()> {
    match ctx.configs().clear(module, option).await {
        Ok(names) if names.is_empty() => {
            let arguments = [("module", module.into())];
            ctx.answer(text(ctx, "config-nothing-to-clear", &arguments))
                .await
        }
        Ok(names) => {
            let arguments = [
                ("module", module.into()),
                ("options", Value::html(pages::codes(&names))),
            ];
            ctx.answer(text(ctx, "config-cleared", &arguments)).await
        }
        Err(error) => refuse(ctx, &error).await,
    }
}

async fn changed_or_refused(
    ctx: &Context,
    module: &str,
    changed: std::result::Result<Vec<Change>, ConfigError>,
) -> Result<()> {
    changed_or_refused_with(ctx, module, changed, "").await
}

async fn changed_or_refused_with(
    ctx: &Context,
    module: &str,
    result: std::result::Result<Vec<Change>, ConfigError>,
    notes: &str,
) -> Result<()> {
    let html = match result {
        Err(error) => refusal(ctx, &error),
        Ok(changes) if changes.is_empty() => text(
            ctx,
            "config-unchanged",
            &[("module", name(ctx, module).into())],
        ),
        Ok(changes) => {
            let lines = changes
                .iter()
                .map(|change| changed_line(ctx, module, change));
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    ctx.answer(format!("{html}{notes}")).await
}

fn changed_line(ctx: &Context, module: &str, change: &Change) -> String {
    let module = name(ctx, module);
    let arguments = [
        ("module", module.into()),
        ("option", change.option.into()),
        ("old", Value::html(pages::value(ctx, &change.old))),
        ("new", Value::html(pages::value(ctx, &change.new))),
    ];
    match (&change.old, &change.new) {
        (Shown::Secret { set: true }, Shown::Secret { set: true }) => {
            text(ctx, "config-changed-secret", &arguments)
        }
        _ => text(ctx, "config-changed", &arguments),
    }
}

async fn refuse(ctx: &Context, error: &ConfigError) -> Result<()> {
    ctx.answer(refusal(ctx, error)).await
}

/// Says why something stays as it is; the log learns of what the owner cannot mend in the chat.
fn refusal(ctx: &Context, error: &ConfigError) -> String {
    if let ConfigError::Store { module, source } = error {
        tracing::error!(module, error = %source, "an option could not be kept");
    }
    format!("⚠️ {}", error.to_html(&ctx.languages()))
}

/// Gives a module's name as its author writes it.
fn name<'a>(ctx: &'a Context, typed: &'a str) -> &'a str {
    ctx.modules()
        .module(typed)
        .map_or(typed, |module| module.info().name)
}

fn text(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    builtin().get(&ctx.languages(), key, arguments)
}
