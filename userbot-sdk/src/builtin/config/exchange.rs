//! `.config export` and `.config import`.

use crate::config::{ExportOptions, ImportReport};
use crate::context::Context;
use crate::error::Result;
use crate::telegram::{Media, Message, Outgoing};
use crate::text::escape;

use super::{name, refuse, secret, text};

/// A longer export is sent as a file.
const AS_TEXT: usize = 3000;
/// A larger file is no list of options.
const MOST: u64 = 1024 * 1024;

pub(super) async fn export(ctx: &Context, module: Option<&str>, secrets: bool) -> Result<()> {
    if secrets && !ctx.message()?.is_saved() {
        let module = module
            .map(|module| format!(" {module}"))
            .unwrap_or_default();
        let command = format!("{}config export{module} --secrets", ctx.prefix());
        let arguments = [("command", command.into())];
        return ctx
            .answer(text(ctx, "config-secrets-here", &arguments))
            .await;
    }
    let mut options = ExportOptions::new()
        .secrets(secrets)
        .languages(&ctx.languages());
    if let Some(module) = module {
        options = options.module(module);
    }
    let file = match ctx.configs().export(&options) {
        Ok(file) => file,
        Err(error) => return refuse(ctx, &error).await,
    };
    if file.len() <= AS_TEXT {
        return ctx.answer(format!("<pre>{}</pre>", escape(file))).await;
    }
    let title = module.map_or("config", |module| name(ctx, module));
    let document = Outgoing::text("").document(format!("{title}.toml"), file.into_bytes());
    ctx.answer(document).await
}

pub(super) async fn import(ctx: &Context, typed: &str) -> Result<()> {
    let replied;
    let (source, file) = if typed.is_empty() {
        let own = ctx.message()?;
        let source = if own.media().is_some() {
            Some(own.clone())
        } else {
            own.reply_message().await?
        };
        let file = match &source {
            Some(message) => read(ctx, message).await?,
            None => File::None,
        };
        match file {
            File::Text(file) => {
                replied = file;
                (source, replied.as_str())
            }
            File::None => {
                let command = format!("{}config import", ctx.prefix());
                let arguments = [("command", command.into())];
                return ctx
                    .answer(text(ctx, "config-import-needed", &arguments))
                    .await;
            }
            File::Wrong(key) => return ctx.answer(text(ctx, key, &[])).await,
        }
    } else {
        (None, typed)
    };
    let plan = ctx.configs().plan(file);
    let mut guard = secret::Guard::new(ctx, plan.secrets).await?;
    if let Some(source) = source {
        guard.take(&source).await;
    }
    let report = ctx.configs().apply(plan).await;
    ctx.answer(said(ctx, &report) + &guard.notes()).await
}

enum File {
    Text(String),
    None,
    /// The key of the text that says why not.
    Wrong(&'static str),
}

async fn read(ctx: &Context, message: &Message) -> Result<File> {
    let Some(media) = message.media().filter(Media::is_file) else {
        let text = message.text();
        return Ok(if text.is_empty() {
            File::None
        } else {
            File::Text(text.to_owned())
        });
    };
    if media.size().is_some_and(|size| size > MOST) {
        return Ok(File::Wrong("config-import-large"));
    }
    let bytes = ctx.client().download(&media, MOST).await?;
    Ok(String::from_utf8(bytes).map_or(File::Wrong("config-import-not-text"), File::Text))
}

fn said(ctx: &Context, report: &ImportReport) -> String {
    let mut lines = Vec::new();
    for (module, changes) in &report.modules {
        let arguments = [
            ("module", (*module).into()),
            ("count", changes.len().into()),
        ];
        lines.push(text(ctx, "config-imported", &arguments));
    }
    if !report.problems.is_empty() {
        lines.push(format!("⚠️ {}", text(ctx, "config-import-problems", &[])));
        let languages = ctx.languages();
        let problems = report.problems.iter();
        lines.extend(problems.map(|problem| problem.to_html(&languages)));
    }
    if lines.is_empty() {
        lines.push(text(ctx, "config-import-nothing", &[]));
    }
    lines.join("\n")
}
