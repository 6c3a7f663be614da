//! A call that the client has no method for: marks a chat as unread.
//!
//! The schema of Telegram's API says `messages.markDialogUnread#8c5006f8 flags:# unread:flags.0?true
//! … peer:InputDialogPeer = Bool;`: a function with a flag and the chat as it wants to be named.

use userbot_sdk::prelude::*;
use userbot_sdk::tl;

/// Marks chats as unread.
#[derive(Module, Debug, Default)]
#[module(texts = "locales")]
pub struct Unread;

/// What `.unread` takes.
#[derive(Args, Debug)]
pub struct UnreadArgs {
    /// The chat; this one when none is named.
    chat: Option<String>,
    /// Takes the mark away.
    #[arg(short, long)]
    remove: bool,
}

#[handlers]
impl Unread {
    /// Marks a chat as unread, as the apps do with a long press.
    #[command]
    async fn unread(&self, ctx: &Context, args: UnreadArgs) -> Result<()> {
        let client = ctx.client();
        let message = ctx.message()?;
        let peer = match &args.chat {
            Some(name) => client.input_peer(name.as_str()).await?,
            None => client.input_peer(message).await?,
        };
        let request = tl::functions::messages::MarkDialogUnread {
            unread: !args.remove,
            parent_peer: None,
            peer: tl::types::InputDialogPeer { peer }.into(),
        };
        client.invoke(&request).await?;
        // The command goes: an answer in the chat would be one more message to read.
        message.delete().await?;
        Ok(())
    }

    /// Counts the chats that are marked as unread.
    #[command]
    async fn marked(&self, ctx: &Context) -> Result<()> {
        let request = tl::functions::messages::GetDialogUnreadMarks { parent_peer: None };
        let count = ctx.client().invoke(&request).await?.len();
        ctx.answer(ctx.t("marked", &[("count", &count)])).await
    }
}
