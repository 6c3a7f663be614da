//! The message is not a parameter of a command.

use userbot_sdk::prelude::*;

/// Keeps notes.
#[derive(Module, Default)]
struct Notes;

#[handlers]
impl Notes {
    /// Keeps one.
    #[command]
    async fn note(&self, ctx: &Context, message: &Message) -> Result<()> {
        ctx.answer(message.text()).await
    }
}

fn main() {}
