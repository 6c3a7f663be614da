//! Words that authors of other frameworks write by habit.

use userbot_sdk::prelude::*;

/// Keeps notes.
#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    /// Keeps one.
    #[command(ru_doc = "Запоминает.", aliases = ["n"], only(sudo), scope(pm))]
    async fn note(&self, ctx: &Context) -> Result<()> {
        ctx.answer("kept").await
    }

    #[watcher(in, only_pm, no_media, startswith = "#", from_id = 7)]
    async fn tag(&self, _ctx: &Context, _message: &Message) -> Result<()> {
        Ok(())
    }
}

fn main() {}
