//! The store: a map whose elements are read and written one by one, searched, and listed in pages.

use serde::{Deserialize, Serialize};
use userbot_sdk::prelude::*;

const NOTES: MapKey<String, Note> = MapKey::new("notes");
/// As many notes are listed at once.
const PAGE: usize = 50;

/// Keeps notes, and finds them again.
#[derive(Module, Debug, Default)]
#[module(texts = "locales")]
pub struct Notes;

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    html: String,
    written: Timestamp,
}

/// What `.save` takes.
#[derive(Args, Debug)]
pub struct SaveArgs {
    /// The name of the note, one word.
    name: String,
    /// Its text; without one, the message that you reply to is kept.
    text: Vec<String>,
}

/// What `.note` and `.forget` take.
#[derive(Args, Debug)]
pub struct NameArgs {
    /// The name of a note.
    name: String,
}

/// What `.notes` takes.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Show only notes with this word in their name or text.
    word: Option<String>,
    /// Begin after the note with this name.
    #[arg(short, long)]
    after: Option<String>,
}

#[handlers]
impl Notes {
    /// Keeps a note under a name; a note of that name is replaced.
    #[command]
    async fn save(&self, ctx: &Context, args: SaveArgs) -> Result<()> {
        let html = if args.text.is_empty() {
            ctx.replied().await?.html()
        } else {
            escape(args.text.join(" "))
        };
        if html.is_empty() {
            return Err(Error::user(ctx.t("no-text", &[])));
        }
        let written = ctx.now();
        let name = key(&args.name);
        let new = ctx
            .db()
            .map(NOTES)
            .insert(&*name, &Note { html, written })
            .await?;
        let said = if new { "kept" } else { "replaced" };
        ctx.answer(ctx.t(said, &[("name", &name)])).await
    }

    /// Shows a note.
    #[command(alias = "n")]
    async fn note(&self, ctx: &Context, args: NameArgs) -> Result<()> {
        let name = key(&args.name);
        match ctx.db().map(NOTES).get(&*name).await? {
            Some(note) => ctx.answer(note.html).await,
            None => ctx.answer(ctx.t("unknown", &[("name", &name)])).await,
        }
    }

    /// Lists the notes, or those in which a word stands.
    #[command]
    async fn notes(&self, ctx: &Context, args: ListArgs) -> Result<()> {
        let notes = ctx.db().map(NOTES);
        let word = args.word.map(|word| word.to_lowercase());
        let fits = |name: &str, note: &Note| {
            word.as_deref()
                .is_none_or(|word| name.contains(word) || note.html.to_lowercase().contains(word))
        };
        let mut after = args.after.map(|name| key(&name));
        let mut lines = Vec::new();
        // A page at a time: there may be more notes than fit into memory.
        while lines.len() < PAGE {
            let page = notes.page(after.as_deref(), PAGE).await?;
            let last = page.len() < PAGE;
            after = page.last().map(|(name, _)| name.clone());
            for (name, note) in page {
                if lines.len() < PAGE && fits(&name, &note) {
                    let age = ctx.since(note.written);
                    lines.push(ctx.t("line", &[("name", &name), ("age", &age)]));
                }
            }
            if last {
                break;
            }
        }
        if lines.is_empty() {
            return ctx.answer(ctx.t("none", &[])).await;
        }
        let header = ctx.t("list", &[("count", &lines.len())]);
        ctx.answer(format!("{header}\n{}", lines.join("\n"))).await
    }

    /// Removes a note.
    #[command]
    async fn forget(&self, ctx: &Context, args: NameArgs) -> Result<()> {
        let name = key(&args.name);
        let said = if ctx.db().map(NOTES).remove(&*name).await? {
            "forgotten"
        } else {
            "unknown"
        };
        ctx.answer(ctx.t(said, &[("name", &name)])).await
    }
}

/// Gives the name as it is kept: people write it with or without capitals.
fn key(name: &str) -> String {
    name.to_lowercase()
}
