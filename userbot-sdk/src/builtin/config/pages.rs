//! What `.config` shows.

use std::fmt::Write as _;

use crate::config::{AsideReason, ConfigView, Editor, OptionView, Shown, ValueSource};
use crate::context::Context;
use crate::module::DocText;
use crate::strings::Value;
use crate::text::escape;

use super::text;

/// A longer value is cut where it is not the only thing that is shown.
const SHORT: usize = 60;
/// A longer value is cut everywhere.
const LONG: usize = 1000;

/// Lists the modules.
pub(super) fn modules(ctx: &Context) -> String {
    let mut lines = Vec::new();
    for module in ctx.configs().modules() {
        let Ok(view) = ctx.configs().view(module) else {
            continue;
        };
        let count = [("count", view.options.len().into())];
        lines.push(format!(
            "▪️ <b>{}</b>: {}",
            escape(module),
            text(ctx, "config-modules-count", &count)
        ));
    }
    if lines.is_empty() {
        return text(ctx, "config-modules-none", &[]);
    }
    let head = text(ctx, "config-modules", &[]);
    let foot = text(
        ctx,
        "config-modules-help",
        &[("prefix", (&*ctx.prefix()).into())],
    );
    format!("{head}\n{}\n\n{foot}", lines.join("\n"))
}

/// Lists the options of a module.
pub(super) fn module(ctx: &Context, view: &ConfigView) -> String {
    let mut html = format!("<b>{}</b>", escape(view.module));
    for option in &view.options {
        let spec = &option.spec;
        let _ = write!(
            html,
            "\n\n▫️ <code>{}</code> = {}",
            escape(spec.name),
            shown(ctx, &option.current, SHORT)
        );
        if let Some(source) = source(ctx, option) {
            let _ = write!(html, " ({source})");
        }
        let summary = escape(described(ctx, view, option).summary());
        if !summary.is_empty() {
            let _ = write!(html, "\n{summary}");
        }
        html += &aside(ctx, option);
    }
    html += "\n\n";
    html += &text(
        ctx,
        "config-module-help",
        &[
            ("prefix", (&*ctx.prefix()).into()),
            ("module", view.module.into()),
        ],
    );
    html + &removed(ctx, view)
}

/// Explains one option.
pub(super) fn option(ctx: &Context, view: &ConfigView, option: &OptionView) -> String {
    let spec = &option.spec;
    let prefix = ctx.prefix();
    let languages = ctx.languages();
    let mut lines = vec![format!(
        "<b>{}</b>: <code>{}</code>",
        escape(view.module),
        escape(spec.name)
    )];
    let about = described(ctx, view, option);
    if !about.text().is_empty() {
        lines.push(escape(about.text()));
    }
    lines.push(String::new());
    let mut now = shown(ctx, &option.current, LONG);
    if let Some(source) = source(ctx, option) {
        let _ = write!(now, " ({source})");
    }
    lines.push(text(ctx, "config-now", &[("value", Value::html(now))]));
    let default = shown(ctx, &spec.default, LONG);
    lines.push(text(
        ctx,
        "config-by-default",
        &[("value", Value::html(default))],
    ));
    let accepts = spec.accepts.to_html(&languages);
    lines.push(text(
        ctx,
        "config-accepts",
        &[("what", Value::html(accepts))],
    ));
    lines.push(text(
        ctx,
        "config-variable",
        &[("variable", spec.environment.as_str().into())],
    ));
    let aside = aside(ctx, option);
    if !aside.is_empty() {
        lines.push(aside.trim_start().to_owned());
    }
    lines.push(String::new());
    let command = format!("{prefix}config {} {}", view.module, spec.name);
    lines.push(text(ctx, "config-how-set", &[("command", command.into())]));
    let names = [
        ("prefix", (&*prefix).into()),
        ("module", view.module.into()),
        ("option", spec.name.into()),
    ];
    if is_list(&spec.editor) {
        lines.push(text(ctx, "config-how-list", &names));
    }
    if option.source == ValueSource::Stored || option.aside.is_some() {
        lines.push(text(ctx, "config-how-reset", &names));
    }
    lines.join("\n")
}

/// Shows a value in a sentence.
pub(super) fn value(ctx: &Context, value: &Shown) -> String {
    shown(ctx, value, SHORT)
}

/// Shows names in a sentence.
pub(super) fn codes(names: &[String]) -> String {
    let names = names
        .iter()
        .map(|name| format!("<code>{}</code>", escape(name)));
    names.collect::<Vec<_>>().join(", ")
}

fn shown(ctx: &Context, value: &Shown, limit: usize) -> String {
    match value {
        Shown::Secret { set: true } => text(ctx, "config-set", &[]),
        Shown::Secret { set: false } => text(ctx, "config-not-set", &[]),
        Shown::Text(value) if value.trim().is_empty() => text(ctx, "config-empty", &[]),
        Shown::Text(value) => format!("<code>{}</code>", escape(crate::text::cut(value, limit))),
    }
}

fn source(ctx: &Context, option: &OptionView) -> Option<String> {
    match option.source {
        ValueSource::Default => Some(text(ctx, "config-default", &[])),
        ValueSource::Environment => Some(text(
            ctx,
            "config-environment",
            &[("variable", option.spec.environment.as_str().into())],
        )),
        ValueSource::Stored => None,
    }
}

/// Says that a value is kept but not used, on a line of its own.
fn aside(ctx: &Context, option: &OptionView) -> String {
    let Some(aside) = &option.aside else {
        return String::new();
    };
    let reason = match &aside.reason {
        AsideReason::Invalid(reason) => reason.to_html(&ctx.languages()),
        AsideReason::Refused(text) => escape(text),
    };
    let key = match aside.source {
        ValueSource::Environment => "config-kept-aside-variable",
        _ => "config-kept-aside",
    };
    let arguments = [
        ("variable", option.spec.environment.as_str().into()),
        ("reason", Value::html(reason)),
    ];
    format!("\n⚠️ {}", text(ctx, key, &arguments))
}

fn removed(ctx: &Context, view: &ConfigView) -> String {
    if view.removed.is_empty() {
        return String::new();
    }
    let prefix = ctx.prefix();
    let arguments = [
        ("options", Value::html(codes(&view.removed))),
        ("module", view.module.into()),
        ("prefix", (&*prefix).into()),
    ];
    format!("\n\n{}", text(ctx, "config-removed", &arguments))
}

fn is_list(editor: &Editor) -> bool {
    match editor {
        Editor::List { .. } | Editor::MultiChoice { .. } => true,
        Editor::Secret { inner } | Editor::Optional { inner } => is_list(inner),
        _ => false,
    }
}

/// Says what an option is for.
fn described(ctx: &Context, view: &ConfigView, option: &OptionView) -> DocText {
    let module = ctx.modules().module(view.module);
    module.map_or_else(DocText::default, |module| {
        let documentation = ctx.documentation(module);
        documentation.config(option.spec.name, option.spec.docs)
    })
}
