//! The message that a command answers.

use std::panic::Location;

use super::Context;
use crate::error::{Error, Result};
use crate::strings::builtin;
use crate::telegram::Message;

impl Context {
    /// Fetches the message to which the one that started the handler replies.
    ///
    /// Many commands work on the message that they are a reply to. For one that can do without,
    /// [`Message::reply_message`] gives `None`.
    ///
    /// # Errors
    ///
    /// When it replies to nothing, or that message is gone: an error that tells the person, in the
    /// owner's language, to use the command as a reply.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Repeats the message that you reply to.
    /// #[command]
    /// async fn repeat(ctx: &Context) -> Result<()> {
    ///     let replied = ctx.replied().await?;
    ///     ctx.answer(replied.html()).await
    /// }
    /// ```
    #[track_caller]
    pub fn replied(&self) -> impl Future<Output = Result<Message>> + Send {
        let location = Location::caller();
        let message = self.message().cloned();
        let languages = self.languages();
        async move {
            let replied = message?.reply_message().await;
            replied
                .map_err(|error| Error::from(error).at(location))?
                .ok_or_else(|| {
                    Error::user(builtin().get(&languages, "reply-needed", &[])).at(location)
                })
        }
    }
}
