//! Votes.

use grammers_tl_types as tl;

use super::Client;
use crate::telegram::{CallError, IntoTarget as _, Message};

impl Client {
    /// Votes in a poll, for the answers at these places, counted from 0; none takes the vote back.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when the message has no poll or no such answer.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(message: userbot_sdk::telegram::Message) -> userbot_sdk::Result<()> {
    /// message.client().vote(&message, &[0]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn vote(&self, message: &Message, answers: &[usize]) -> Result<(), CallError> {
        let poll = poll_of(message)?;
        let mut options = Vec::with_capacity(answers.len());
        for at in answers {
            match poll.answers.get(*at) {
                Some(tl::enums::PollAnswer::Answer(answer)) => options.push(answer.option.clone()),
                _ => {
                    return Err(CallError::InvalidInput(format!(
                        "the poll has no answer {at}; it has {}",
                        poll.answers.len()
                    )));
                }
            }
        }
        let (_, peer) = self.resolve_place(message.into_target()).await?;
        let request = tl::functions::messages::SendVote {
            peer,
            msg_id: message.id(),
            options,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Closes an own poll: nobody votes any more.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::InvalidInput`] when the message has no poll.
    pub async fn close_poll(&self, message: &Message) -> Result<(), CallError> {
        let mut poll = poll_of(message)?.clone();
        poll.closed = true;
        let (_, peer) = self.resolve_place(message.into_target()).await?;
        let media = tl::types::InputMediaPoll {
            poll: poll.into(),
            correct_answers: None,
            attached_media: None,
            solution: None,
            solution_entities: None,
            solution_media: None,
        };
        let request = tl::functions::messages::EditMessage {
            no_webpage: false,
            invert_media: false,
            peer,
            id: message.id(),
            message: None,
            media: Some(media.into()),
            reply_markup: None,
            entities: None,
            schedule_date: None,
            schedule_repeat_period: None,
            quick_reply_shortcut_id: None,
            rich_message: None,
        };
        self.invoke(&request).await?;
        Ok(())
    }
}

/// Returns the poll of a message as Telegram has it.
fn poll_of(message: &Message) -> Result<&tl::types::Poll, CallError> {
    if let tl::enums::Message::Message(raw) = message.raw()
        && let Some(tl::enums::MessageMedia::Poll(media)) = &raw.media
    {
        let tl::enums::Poll::Poll(poll) = &media.poll;
        return Ok(poll);
    }
    Err(CallError::InvalidInput(
        "the message has no poll".to_owned(),
    ))
}
