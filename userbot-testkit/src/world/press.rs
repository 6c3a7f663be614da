//! What users do with buttons.

use super::expect::fail;
use super::message::labels;
use super::ops::bots::{Asked, callbacks};
use super::refusal::Refusal;
use super::{Chat, Message, User};
use grammers_tl_types::{enums, types};

/// Is a press of a button, answered or not.
#[derive(Clone, Debug)]
pub struct Press {
    chat: Chat,
    label: String,
    asked: Result<enums::messages::BotCallbackAnswer, i64>,
}

impl Press {
    /// Returns the bot's answer, if there is one yet.
    pub fn answer(&self) -> Option<types::messages::BotCallbackAnswer> {
        let answer = match &self.asked {
            Ok(answer) => Some(answer.clone()),
            Err(query) => self
                .chat
                .world()
                .lock()
                .waiting
                .get(query)
                .and_then(|waiting| waiting.answer.clone()),
        };
        answer.map(|enums::messages::BotCallbackAnswer::Answer(answer)| answer)
    }

    /// Expects that the bot answered with this notice, as a toast or in a window.
    ///
    /// # Panics
    ///
    /// If it did not.
    #[track_caller]
    pub fn expect_toast(&self, text: &str) -> &Self {
        let answer = self.answer();
        if answer.as_ref().and_then(|answer| answer.message.as_deref()) != Some(text) {
            let found = match answer {
                None => "no answer yet".to_owned(),
                Some(answer) => format!("{:?}", answer.message.unwrap_or_default()),
            };
            fail(
                &self.chat,
                &format!("the notice {text:?} after a press of [{}]", self.label),
                &found,
            );
        }
        self
    }

    /// Expects that the bot answered, with or without a notice.
    ///
    /// # Panics
    ///
    /// If it did not.
    #[track_caller]
    pub fn expect_answered(&self) -> &Self {
        if self.answer().is_none() {
            fail(
                &self.chat,
                &format!("an answer to the press of [{}]", self.label),
                "none",
            );
        }
        self
    }
}

/// Presses.
///
/// # Panics
///
/// Every method of this block panics at the line of its caller when Telegram would refuse the press, and names the error.
impl User {
    /// Presses a button by its label.
    #[track_caller]
    pub fn press(&self, message: &Message, label: &str) -> Press {
        self.press_as(message, label, None)
    }

    /// Presses a button by its label, and types the password of the two-step verification when the button wants it.
    #[track_caller]
    pub fn press_with_password(&self, message: &Message, label: &str, password: &str) -> Press {
        self.press_as(message, label, Some(password))
    }

    #[track_caller]
    fn press_as(&self, message: &Message, label: &str, password: Option<&str>) -> Press {
        let markup = message.read(|message| message.markup.clone());
        let data = callbacks(markup.as_ref())
            .find(|(text, _)| *text == label)
            .map(|(_, button)| button.data.clone());
        let Some(data) = data else {
            let found = labels(markup.as_ref()).concat();
            let found = if found.is_empty() {
                "no buttons".to_owned()
            } else {
                format!("[{}]", found.join("] ["))
            };
            fail(message.chat(), &format!("the button [{label}]"), &found)
        };
        let asked = self.act(
            message.chat(),
            &format!("press [{label}]"),
            |state, me, place| {
                if state.wants_password(me, place, message.id(), &data)? {
                    let kept = state.users.get(&me).and_then(|me| me.password.as_ref());
                    let kept = kept.ok_or_else(|| Refusal::bad("PASSWORD_MISSING"))?;
                    if password.is_none_or(|password| !kept.is(password)) {
                        return Err(Refusal::bad("PASSWORD_HASH_INVALID"));
                    }
                }
                state.press(me, place, message.id(), &data, None)
            },
        );
        let asked = match asked {
            Asked::Answered(answer) => Ok(answer),
            Asked::Waiting(query) => Err(query),
        };
        Press {
            chat: message.chat().clone(),
            label: label.to_owned(),
            asked,
        }
    }
}
