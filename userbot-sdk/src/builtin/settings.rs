//! `.prefix` and `.language`: what the owner chooses for the whole bot.

use userbot_macros::{Module, command, handlers};

use crate::command::Raw;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::store::SettingsError;
use crate::strings::{Language, LanguageError, Value, builtin};
use crate::text::FormattedText;

/// Keeps the owner's choices: the prefix and the languages.
#[derive(Module, Default, Debug)]
#[module(
    name = "Settings",
    doc(ru = "Хранит выбор владельца: префикс и языки.")
)]
pub struct Owner;

/// What `.language` takes.
#[derive(clap::Args, Debug)]
struct LanguageArgs {
    /// Codes such as en or ru, the preferred one first.
    codes: Vec<String>,
}

#[handlers(manual)]
impl Owner {
    /// Shows the prefix of commands, or changes it.
    #[command(usage = "[PREFIX]", doc(ru = "Показывает или меняет префикс команд."))]
    async fn prefix(&self, ctx: &Context, new: Raw) -> Result<()> {
        if new.is_empty() {
            return ctx
                .answer(text(
                    ctx,
                    "prefix-is",
                    &[("prefix", (&*ctx.prefix()).into())],
                ))
                .await;
        }
        ctx.settings()
            .set_prefix(new.trim())
            .await
            .map_err(|error| match error {
                SettingsError::Prefix(_) => Error::user(plain(&text(ctx, "prefix-wrong", &[]))),
                other => other.into(),
            })?;
        ctx.answer(text(
            ctx,
            "prefix-set",
            &[("prefix", (&*ctx.prefix()).into())],
        ))
        .await
    }

    /// Shows the languages that the bot speaks to you, or changes them.
    #[command(doc(ru = "Показывает или меняет языки, на которых бот говорит с вами."))]
    async fn language(&self, ctx: &Context, args: LanguageArgs) -> Result<()> {
        if !args.codes.is_empty() {
            let languages: Vec<Language> = args
                .codes
                .iter()
                .flat_map(|codes| codes.split(','))
                .filter(|code| !code.is_empty())
                .map(Language::new)
                .collect::<std::result::Result<_, LanguageError>>()
                .map_err(|error| {
                    let code = error.text.as_str();
                    Error::user(plain(&text(
                        ctx,
                        "language-wrong",
                        &[("code", code.into())],
                    )))
                })?;
            ctx.settings().set_languages(&languages).await?;
        }
        let languages: Vec<String> = ctx.languages().iter().map(ToString::to_string).collect();
        ctx.answer(text(
            ctx,
            "language-is",
            &[("codes", languages.join(", ").into())],
        ))
        .await
    }
}

fn text(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    builtin().get(&ctx.languages(), key, arguments)
}

fn plain(html: &str) -> String {
    FormattedText::from_html_lossy(html).text
}
