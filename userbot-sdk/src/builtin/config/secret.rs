//! Secrets that are typed in a chat: they do not stay there.

use crate::context::Context;
use crate::error::Result;
use crate::telegram::{Edit, Message};

use super::text;

/// Returns true when an option holds a secret.
pub(super) fn is_secret(ctx: &Context, module: &str, option: &str) -> bool {
    let view = ctx.configs().view(module);
    view.and_then(|view| Ok(view.find(option)?.spec.secret))
        .unwrap_or(false)
}

/// Takes messages with secrets out of the chat, at once, and knows what is to be said about it.
pub(super) struct Guard<'a> {
    ctx: &'a Context,
    secret: bool,
    left: bool,
}

impl<'a> Guard<'a> {
    /// Takes the text of the command away when it holds a secret.
    pub(super) async fn new(ctx: &'a Context, secret: bool) -> Result<Self> {
        let mut left = false;
        if secret {
            let message = ctx.message()?;
            let hidden = text(ctx, "config-hidden", &[]);
            let edited =
                message.is_editable() && matches!(message.edit(hidden).await, Ok(Edit::Changed(_)));
            left = !edited && message.delete().await.is_err();
        }
        Ok(Self { ctx, secret, left })
    }

    /// Takes another message that holds the secret away.
    pub(super) async fn take(&mut self, message: &Message) {
        if self.secret && message.delete().await.is_err() {
            self.left = true;
        }
    }

    /// Says what the owner has to know beside the answer.
    pub(super) fn notes(&self) -> String {
        let mut notes = String::new();
        if !self.secret {
            return notes;
        }
        let saved = self.ctx.message().is_ok_and(Message::is_saved);
        let keys = [(self.left, "config-still-there"), (!saved, "config-seen")];
        for (_, key) in keys.iter().filter(|(holds, _)| *holds) {
            notes.push('\n');
            notes.push_str(&text(self.ctx, key, &[]));
        }
        notes
    }
}
