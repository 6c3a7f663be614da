//! Pressing buttons under messages.

use std::time::Duration;

use grammers_tl_types as tl;
use secrecy::SecretString;

use super::Client;
use crate::telegram::policy::CallOptions;
use crate::telegram::second_password::{Unprovable, prove};
use crate::telegram::{Button, ButtonKind, CallError, IntoTarget, Message};

/// Bots may take a while to answer a press.
const PRESS_DEADLINE: Duration = Duration::from_secs(30);

/// Is what a bot answered when its button was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BotAnswer {
    /// The text to show.
    pub text: Option<String>,
    /// Show it in a window, not in passing.
    pub alert: bool,
    /// A link to open.
    pub url: Option<String>,
}

impl Client {
    /// Presses a button under a message, by its label; the first one, when several have it.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no such button, when it does not speak to a bot,
    /// or when it wants the password of the two-step verification: see
    /// [`press_protected`](Client::press_protected). `BOT_RESPONSE_TIMEOUT` when the bot says nothing.
    pub async fn press(&self, message: &Message, label: &str) -> Result<BotAnswer, CallError> {
        let button = labelled(message, label)?;
        self.press_button(message, &button).await
    }

    /// Presses a button under a message, by its row and its place in the row, both from 0.
    ///
    /// Labels change with the language of the bot; places mostly do not.
    ///
    /// # Errors
    ///
    /// See [`press`](Client::press).
    pub async fn press_at(
        &self,
        message: &Message,
        row: usize,
        place: usize,
    ) -> Result<BotAnswer, CallError> {
        let button = placed(message, row, place)?;
        self.press_button(message, &button).await
    }

    /// Presses a button that wants the password of the two-step verification, by its label.
    ///
    /// Bots protect with it what is dear, such as giving a bot to somebody else
    /// ([`ButtonKind::ProtectedCallback`]). Neither the bot nor Telegram gets the password: the call carries a proof
    /// that it is known, <https://core.telegram.org/api/srp>. A proof is good for one press, so an answer that was lost does
    /// not lead to a second press; then the error is `SRP_ID_INVALID`, and the bot has to be asked what became of it.
    ///
    /// Do not keep the password in the text of a module. An option of the type [`Secret`](crate::config::Secret) is never
    /// shown.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Gives a bot away.
    /// #[derive(Module, Default)]
    /// #[module(config = GiveConfig)]
    /// struct Give;
    ///
    /// /// Its settings.
    /// #[derive(Config)]
    /// struct GiveConfig {
    ///     /// Password of the two-step verification.
    ///     password: Option<Secret>,
    /// }
    ///
    /// #[handlers]
    /// impl Give {
    ///     /// Says yes under the message that is replied to.
    ///     #[command]
    ///     async fn yes(&self, ctx: &Context) -> Result<()> {
    ///         let menu = ctx.replied().await?;
    ///         let Some(password) = ctx.config::<GiveConfig>().password.clone() else {
    ///             return Err(Error::user("Set the password first."));
    ///         };
    ///         let answer = menu.press_protected("Yes", password.expose().as_str()).await?;
    ///         ctx.answer(answer.text.unwrap_or_default()).await
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no such button, or it wants no password. `PASSWORD_MISSING` when the
    /// account has no password, `PASSWORD_HASH_INVALID` when it is another one, `PASSWORD_TOO_FRESH` and
    /// `SESSION_TOO_FRESH` when the password or the login is too young.
    pub async fn press_protected(
        &self,
        message: &Message,
        label: &str,
        password: impl Into<SecretString> + Send,
    ) -> Result<BotAnswer, CallError> {
        let button = labelled(message, label)?;
        self.press_with(message, &button, password.into()).await
    }

    /// Presses a button that wants the password of the two-step verification, by its row and its place in the row,
    /// both from 0.
    ///
    /// # Errors
    ///
    /// See [`press_protected`](Client::press_protected).
    pub async fn press_protected_at(
        &self,
        message: &Message,
        row: usize,
        place: usize,
        password: impl Into<SecretString> + Send,
    ) -> Result<BotAnswer, CallError> {
        let button = placed(message, row, place)?;
        self.press_with(message, &button, password.into()).await
    }

    /// Presses the button with these bytes.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn press_data(&self, message: &Message, data: &[u8]) -> Result<BotAnswer, CallError> {
        self.callback_answer(message, Some(data.to_vec()), None, false)
            .await
    }

    async fn press_button(
        &self,
        message: &Message,
        button: &Button,
    ) -> Result<BotAnswer, CallError> {
        let label = button.label();
        match button.kind() {
            ButtonKind::Callback(data) => self.press_data(message, data).await,
            ButtonKind::Game => self.callback_answer(message, None, None, true).await,
            ButtonKind::Url(url) => Ok(BotAnswer {
                text: None,
                alert: false,
                url: Some(url.clone()),
            }),
            ButtonKind::ProtectedCallback(_) => Err(CallError::InvalidInput(format!(
                "the button {label:?} wants the password of the two-step verification: use press_protected, or press it in an app"
            ))),
            _ => Err(CallError::InvalidInput(format!(
                "the button {label:?} does not speak to a bot"
            ))),
        }
    }

    async fn press_with(
        &self,
        message: &Message,
        button: &Button,
        password: SecretString,
    ) -> Result<BotAnswer, CallError> {
        let ButtonKind::ProtectedCallback(data) = button.kind() else {
            return Err(CallError::InvalidInput(format!(
                "the button {:?} wants no password: use press",
                button.label()
            )));
        };
        // New numbers make older ones void: one press at a time.
        let _turn = self.0.proving.lock().await;
        let tl::enums::account::Password::Password(account) =
            self.invoke(&tl::functions::account::GetPassword {}).await?;
        let proof = if account.has_password {
            prove(self, account, password)
                .await
                .map_err(Unprovable::into_call_error)?
        } else {
            // Telegram says what is missing.
            tl::enums::InputCheckPasswordSrp::InputCheckPasswordEmpty
        };
        self.callback_answer(message, Some(data.clone()), Some(proof), false)
            .await
    }

    async fn callback_answer(
        &self,
        message: &Message,
        data: Option<Vec<u8>>,
        password: Option<tl::enums::InputCheckPasswordSrp>,
        game: bool,
    ) -> Result<BotAnswer, CallError> {
        let (_, peer) = self.resolve_place(message.into_target()).await?;
        let request = tl::functions::messages::GetBotCallbackAnswer {
            game,
            peer,
            msg_id: message.id(),
            data,
            password,
        };
        let options = CallOptions::default().deadline(PRESS_DEADLINE);
        let tl::enums::messages::BotCallbackAnswer::Answer(answer) =
            self.invoke_with(&request, options).await?;
        Ok(BotAnswer {
            text: answer.message,
            alert: answer.alert,
            url: answer.url,
        })
    }
}

fn labelled(message: &Message, label: &str) -> Result<Button, CallError> {
    let rows = message.buttons();
    let found = rows.iter().flatten().find(|button| button.label() == label);
    found.cloned().ok_or_else(|| {
        let labels: Vec<&str> = rows.iter().flatten().map(Button::label).collect();
        CallError::InvalidInput(format!(
            "the message has no button {label:?}; it has: {}",
            labels.join(", ")
        ))
    })
}

fn placed(message: &Message, row: usize, place: usize) -> Result<Button, CallError> {
    let rows = message.buttons();
    let found = rows.get(row).and_then(|row| row.get(place));
    found.cloned().ok_or_else(|| {
        let lengths: Vec<String> = rows.iter().map(|row| row.len().to_string()).collect();
        CallError::InvalidInput(format!(
            "the message has no button {place} in row {row}; its rows have so many buttons: [{}]",
            lengths.join(", ")
        ))
    })
}
