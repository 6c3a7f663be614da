//! Presses of buttons.

use grammers_tl_types as tl;

use crate::telegram::{CallError, Client, Peer};

/// Says that a button of one of the account's messages was pressed; the account is a bot then.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CallbackPress {
    /// The number by which the press is answered.
    pub query_id: i64,
    /// Who pressed.
    pub user: Peer,
    /// The chat; unknown for a message that was sent through the inline mode.
    pub chat: Option<Peer>,
    /// The message.
    pub message_id: Option<i32>,
    /// The bytes of the button.
    pub data: Vec<u8>,
    pub(crate) client: Client,
}

impl CallbackPress {
    /// Answers the press: shows a short text, or nothing, and stops the button's spinner.
    ///
    /// # Errors
    ///
    /// Telegram refused, mostly because the press is too old.
    pub async fn answer(&self, text: Option<&str>, alert: bool) -> Result<(), CallError> {
        self.client
            .invoke(&tl::functions::messages::SetBotCallbackAnswer {
                alert,
                query_id: self.query_id,
                message: text.map(str::to_owned),
                url: None,
                cache_time: 0,
            })
            .await?;
        Ok(())
    }
}
