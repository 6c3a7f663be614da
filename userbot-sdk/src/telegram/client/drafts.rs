//! Drafts: what a person has begun to write in a chat.

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::Client;
use crate::telegram::message::timestamp;
use crate::telegram::{CallError, IntoTarget, Outgoing, Peer, PeerId};
use crate::text::{Entity, FormattedText};

/// Is a message that was begun in a chat and not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Draft {
    /// The chat.
    pub chat: Peer,
    /// The text.
    pub text: FormattedText,
    /// The message that it answers.
    pub reply_to: Option<i32>,
    /// The topic of a forum that it is in.
    pub topic: Option<i32>,
    /// When it was last changed.
    pub date: Timestamp,
}

impl Client {
    /// Keeps a text as the draft of a chat: all apps of the account show it where a message is written.
    ///
    /// Of what is passed in, the text, what it answers, the quote, the topic and the preview count.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// client.save_draft("@friend", "Dear <b>Ann</b>, ").await?;
    /// for draft in client.drafts().await? {
    ///     println!("{}: {}", draft.chat.name(), draft.text);
    /// }
    /// client.clear_draft("@friend").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn save_draft(
        &self,
        target: impl IntoTarget,
        what: impl Into<Outgoing>,
    ) -> Result<(), CallError> {
        let what = what.into();
        let (_, peer) = self.resolve_input(target.into_target()).await?;
        let manner = self.manner(&what).await?;
        let request = tl::functions::messages::SaveDraft {
            no_webpage: what.no_preview,
            invert_media: what.preview.as_ref().is_some_and(|preview| preview.above),
            reply_to: manner.reply,
            peer,
            message: what.text.text.clone(),
            entities: what.tl_entities(self.session()),
            media: what
                .preview
                .as_ref()
                .map(crate::telegram::LinkPreview::to_tl),
            effect: what.effect,
            suggested_post: None,
            rich_message: None,
        };
        self.invoke(&request).await?;
        Ok(())
    }

    /// Takes the draft of a chat away.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn clear_draft(&self, target: impl IntoTarget) -> Result<(), CallError> {
        self.save_draft(target, Outgoing::default()).await
    }

    /// Takes the drafts of all chats away.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn clear_all_drafts(&self) -> Result<(), CallError> {
        self.invoke(&tl::functions::messages::ClearAllDrafts {})
            .await?;
        Ok(())
    }

    /// Returns the drafts of all chats.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, CallError> {
        let updates = self
            .invoke(&tl::functions::messages::GetAllDrafts {})
            .await?;
        let Some((updates, peers)) = self.parts(updates) else {
            return Ok(Vec::new());
        };
        Ok(updates
            .into_iter()
            .filter_map(|update| match update {
                tl::enums::Update::DraftMessage(update) => Some(update),
                _ => None,
            })
            .filter_map(|update| {
                let tl::enums::DraftMessage::Message(draft) = update.draft else {
                    return None;
                };
                let reply_to = match &draft.reply_to {
                    Some(tl::enums::InputReplyTo::Message(reply)) => Some(reply.reply_to_msg_id),
                    _ => None,
                };
                let entities = draft.entities.unwrap_or_default();
                let entities = entities.iter().map(Entity::from).collect();
                Some(Draft {
                    chat: peers.get(PeerId::from_tl(&update.peer)),
                    text: FormattedText::new(draft.message, entities),
                    reply_to: reply_to.filter(|id| Some(*id) != update.top_msg_id),
                    topic: update.top_msg_id,
                    date: timestamp(draft.date),
                })
            })
            .collect())
    }
}
