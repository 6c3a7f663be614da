//! `.prefix` and `.language`: what the owner chooses for the whole bot.

use std::collections::BTreeSet;

use userbot_macros::{Module, command, handlers};

use crate::command::Raw;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::store::SettingsError;
use crate::strings::{Language, Value, builtin};
use crate::text::FormattedText;

/// Keeps the owner's choices: the prefix, the languages and the texts.
#[derive(Module, Default, Debug)]
#[module(
    name = "Settings",
    texts = "locales/modules/settings",
    doc(ru = "Хранит выбор владельца: префикс, языки и тексты.")
)]
pub struct Owner;

/// What `.language` takes.
#[derive(clap::Args, Debug)]
struct LanguageArgs {
    /// Codes such as en or ru, the preferred one first.
    codes: Vec<String>,
    /// Only in this chat.
    #[arg(long)]
    here: bool,
    /// In this chat, your languages again.
    #[arg(long, conflicts_with = "codes")]
    reset: bool,
}

#[handlers(parts(translate), manual)]
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
        let chosen: Vec<Language> = args
            .codes
            .iter()
            .flat_map(|codes| codes.split(','))
            .filter(|code| !code.is_empty())
            .map(|code| language(ctx, code))
            .collect::<Result<_>>()?;
        let chat = ctx.message()?.chat().id().to_bot_api();
        if args.reset || (args.here && !chosen.is_empty()) {
            ctx.settings().set_languages_in(chat, &chosen).await?;
        } else if !chosen.is_empty() {
            ctx.settings().set_languages(&chosen).await?;
        }
        let here = args.here || args.reset;
        let (key, now) = if here {
            ("language-here", ctx.languages())
        } else {
            ("language-is", ctx.settings().languages())
        };
        let mut html = text(ctx, key, &[("codes", codes(now.iter()).into())]);
        let there = spoken(ctx);
        let lacking: Vec<&Language> = chosen
            .iter()
            .filter(|language| !there.contains(language) && !there.contains(&language.base()))
            .collect();
        if !lacking.is_empty() {
            html.push('\n');
            html += &text(
                ctx,
                "language-lacking",
                &[("codes", codes(lacking.into_iter()).into())],
            );
        }
        if chosen.is_empty() || html.contains('\n') {
            html.push('\n');
            let there = codes(there.iter());
            html += &text(ctx, "language-there", &[("codes", there.into())]);
        }
        ctx.answer(html).await
    }
}

/// Reads a language code; the error says what there is.
pub(super) fn language(ctx: &Context, code: &str) -> Result<Language> {
    Language::new(code).map_err(|error| {
        let wrong = text(ctx, "language-wrong", &[("code", (&error.text).into())]);
        let there = codes(spoken(ctx).iter());
        let there = text(ctx, "language-there", &[("codes", there.into())]);
        Error::user(plain(&format!("{wrong} {there}")))
    })
}

/// Lists the languages in which the bot or one of its modules has texts.
fn spoken(ctx: &Context) -> BTreeSet<Language> {
    let mut found: BTreeSet<Language> = builtin().languages().cloned().collect();
    for module in ctx.modules().modules() {
        let strings = ctx.texts().module(module.info().name);
        found.extend(
            strings
                .iter()
                .flat_map(|strings| strings.languages())
                .cloned(),
        );
        let docs = module.info().docs.0.iter();
        found.extend(docs.filter_map(|doc| Language::new(doc.language).ok()));
    }
    found
}

fn codes<'a>(languages: impl Iterator<Item = &'a Language>) -> String {
    let codes: Vec<String> = languages.map(ToString::to_string).collect();
    codes.join(", ")
}

fn text(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    builtin().get(&ctx.languages(), key, arguments)
}

pub(super) fn plain(html: &str) -> String {
    FormattedText::from_html_lossy(html).text
}
