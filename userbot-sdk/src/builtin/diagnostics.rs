//! `.explain` and `.calls`: what Telegram's errors mean, and what is asked of Telegram; `.doctor`
//! is in a file of its own.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use userbot_macros::{Module, command, handlers};

use crate::command::{Duration as Spoken, fold_name, suggest};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::strings::{Value, builtin};
use crate::telegram::{CallCount, RpcError};
use crate::text::FormattedText;

/// Tells what the account asks of Telegram, what Telegram's errors mean, and which handlers are busy.
#[derive(Module, Default, Debug)]
#[module(doc(
    ru = "Рассказывает, что аккаунт просит у Telegram, что значат ошибки Telegram и какие обработчики заняты."
))]
pub struct Diagnostics;

/// So many methods of one module are shown, and so many modules.
const ROWS: usize = 12;

/// What `.calls` takes.
#[derive(clap::Args, Debug)]
struct CallsArgs {
    /// A module.
    module: Option<String>,
}

/// What `.explain` takes.
#[derive(clap::Args, Debug)]
struct ExplainArgs {
    /// The name, as Telegram writes it.
    name: String,
}

#[handlers(parts(doctor), manual)]
impl Diagnostics {
    /// Explains an error of Telegram by its name.
    #[command(doc(ru = "Объясняет ошибку Telegram по её имени."))]
    async fn explain(&self, ctx: &Context, args: ExplainArgs) -> Result<()> {
        let languages = ctx.languages();
        let name = args.name.trim_matches(['[', ']', '`']);
        let upper = name.to_uppercase();
        let error = [name.to_owned(), upper.clone()]
            .into_iter()
            .map(|name| RpcError::decode(400, &name))
            .find(RpcError::is_known);
        let Some(error) = error else {
            let mut message = text(ctx, "explain-unknown", &[("name", name.into())]);
            let near = suggest::nearest(&upper, RpcError::known_names());
            if !near.is_empty() {
                let names = near.join(", ");
                message.push(' ');
                message += &text(ctx, "argument-did-you-mean", &[("names", names.into())]);
            }
            return Err(Error::user(FormattedText::from_html_lossy(&message).text));
        };
        let explanation = error.explain(&languages);
        let mut html = text(
            ctx,
            "explain-error",
            &[
                ("name", error.name().into()),
                ("meaning", Value::html(explanation.meaning)),
                ("advice", Value::html(explanation.advice)),
            ],
        );
        if let (Some(value), None) = (error.value(), error.wait()) {
            html.push('\n');
            html += &text(
                ctx,
                "explain-number",
                &[("value", value.to_string().as_str().into())],
            );
        }
        ctx.answer(html).await
    }

    /// Shows what each module asked of Telegram, and what had to wait.
    #[command(doc(ru = "Показывает, что каждый модуль просил у Telegram и что пришлось ждать."))]
    async fn calls(&self, ctx: &Context, args: CallsArgs) -> Result<()> {
        let report = ctx.client().calls();
        if report.counts.is_empty() {
            return ctx.answer(text(ctx, "calls-none", &[])).await;
        }
        let mut lines = Vec::new();
        match args.module {
            None => {
                lines.push(text(ctx, "calls-head", &[("calls", count(report.calls()))]));
                let mut modules: BTreeMap<Option<&str>, CallCount> = BTreeMap::new();
                for row in &report.counts {
                    add(modules.entry(row.module).or_default(), row);
                }
                let mut modules: Vec<_> = modules.into_iter().collect();
                modules.sort_by_key(|(_, sum)| Reverse(sum.calls));
                for (module, sum) in modules.into_iter().take(ROWS) {
                    let outside = text(ctx, "calls-outside", &[]);
                    let name = module.map_or(Value::html(outside), Value::from);
                    let arguments = [("module", name), ("calls", count(sum.calls))];
                    lines.push(text(ctx, "calls-row", &arguments) + &details(ctx, &sum));
                }
            }
            Some(name) => {
                let wanted = fold_name(&name);
                let of_module =
                    |row: &&CallCount| row.module.is_some_and(|module| fold_name(module) == wanted);
                let rows: Vec<&CallCount> = report.counts.iter().filter(of_module).collect();
                let Some(module) = rows.first().and_then(|row| row.module) else {
                    let html = text(ctx, "calls-unknown", &[("name", (&name).into())]);
                    return Err(Error::user(FormattedText::from_html_lossy(&html).text));
                };
                let calls = count(rows.iter().map(|row| row.calls).sum());
                let arguments = [("module", module.into()), ("calls", calls)];
                lines.push(text(ctx, "calls-row", &arguments));
                for row in rows.into_iter().take(ROWS) {
                    let arguments = [("method", row.method.into()), ("calls", count(row.calls))];
                    lines.push(text(ctx, "calls-method", &arguments) + &details(ctx, row));
                }
            }
        }
        for (method, left) in report.waits.into_iter().take(ROWS) {
            let arguments = [("method", method.into()), ("time", time(ctx, left))];
            lines.push(text(ctx, "calls-running", &arguments));
        }
        ctx.answer(lines.join("\n")).await
    }
}

/// Adds the numbers of one row to a sum.
fn add(sum: &mut CallCount, row: &CallCount) {
    sum.calls += row.calls;
    sum.failed += row.failed;
    sum.repeated += row.repeated;
    sum.flooded += row.flooded;
    sum.paced += row.paced;
}

/// Says what was not plain sailing.
fn details(ctx: &Context, row: &CallCount) -> String {
    let mut parts = Vec::new();
    for (key, number) in [
        ("calls-failed", row.failed),
        ("calls-repeated", row.repeated),
    ] {
        if number > 0 {
            parts.push(text(ctx, key, &[("count", count(number))]));
        }
    }
    for (key, waited) in [("calls-flood", row.flooded), ("calls-paced", row.paced)] {
        if waited >= Duration::from_millis(1) {
            parts.push(text(ctx, key, &[("time", time(ctx, waited))]));
        }
    }
    if parts.is_empty() {
        return String::new();
    }
    format!(" ({})", parts.join("; "))
}

pub(super) fn count(number: u64) -> Value<'static> {
    Value::from(i64::try_from(number).unwrap_or(i64::MAX))
}

pub(super) fn time(ctx: &Context, time: Duration) -> Value<'static> {
    let shown = if time < Duration::from_secs(1) {
        time
    } else {
        Duration::from_secs(time.as_secs() + u64::from(time.subsec_nanos() > 0))
    };
    Value::html(Spoken::from(shown).humanise(&ctx.languages()))
}

pub(super) fn text(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    builtin().get(&ctx.languages(), key, arguments)
}
