//! What can be done with a message.

use secrecy::SecretString;

use super::Message;
use crate::telegram::{BotAnswer, CallError, Edit, IntoTarget, Outgoing};

impl Message {
    /// Answers it with a new message, in the same topic.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn reply(&self, what: impl Into<Outgoing>) -> Result<Message, CallError> {
        let mut what = self.in_topic(what.into());
        what.reply_to = what.reply_to.or(Some(self.id()));
        self.client().send(self, what).await
    }

    /// Sends a new message to the same chat and topic.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn respond(&self, what: impl Into<Outgoing>) -> Result<Message, CallError> {
        let what = self.in_topic(what.into());
        self.client().send(self, what).await
    }

    /// Changes it.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; that nothing changed is no error.
    pub async fn edit(&self, what: impl Into<Outgoing>) -> Result<Edit, CallError> {
        self.client().edit(self, self.id(), what).await
    }

    /// Deletes it, for everybody where that is allowed.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn delete(&self) -> Result<(), CallError> {
        self.client().delete(self, &[self.id()]).await?;
        Ok(())
    }

    /// Forwards it and returns the new message.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn forward_to(&self, target: impl IntoTarget) -> Result<Message, CallError> {
        let forwarded = self.client().forward(self, &[self.id()], target).await?;
        forwarded
            .into_iter()
            .next()
            .ok_or_else(|| CallError::answer("messages.forwardMessages", "no message in it"))
    }

    /// Pins it, without telling the members.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn pin(&self) -> Result<(), CallError> {
        self.client().pin(self, self.id()).await
    }

    /// Unpins it.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn unpin(&self) -> Result<(), CallError> {
        self.client().unpin(self, self.id()).await
    }

    /// Puts an emoji on it, in place of the account's earlier ones.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn react(&self, emoji: &str) -> Result<(), CallError> {
        self.client().react(self, self.id(), Some(emoji)).await
    }

    /// Takes the account's reactions off it.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn unreact(&self) -> Result<(), CallError> {
        self.client().react(self, self.id(), None).await
    }

    /// Marks it and everything before it as read.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn mark_read(&self) -> Result<(), CallError> {
        self.client().read_up_to(self, self.id()).await
    }

    /// Presses a button under it, by its label.
    ///
    /// # Errors
    ///
    /// See [`Client::press`](crate::telegram::Client::press).
    pub async fn press(&self, label: &str) -> Result<BotAnswer, CallError> {
        self.client().press(self, label).await
    }

    /// Presses a button under it, by its row and its place in the row, both from 0.
    ///
    /// # Errors
    ///
    /// See [`Client::press`](crate::telegram::Client::press).
    pub async fn press_at(&self, row: usize, place: usize) -> Result<BotAnswer, CallError> {
        self.client().press_at(self, row, place).await
    }

    /// Presses a button under it that wants the password of the two-step verification, by its label.
    ///
    /// # Errors
    ///
    /// See [`Client::press_protected`](crate::telegram::Client::press_protected).
    pub async fn press_protected(
        &self,
        label: &str,
        password: impl Into<SecretString> + Send,
    ) -> Result<BotAnswer, CallError> {
        self.client().press_protected(self, label, password).await
    }

    /// Presses a button under it that wants the password of the two-step verification, by its row and its place in
    /// the row, both from 0.
    ///
    /// # Errors
    ///
    /// See [`Client::press_protected`](crate::telegram::Client::press_protected).
    pub async fn press_protected_at(
        &self,
        row: usize,
        place: usize,
        password: impl Into<SecretString> + Send,
    ) -> Result<BotAnswer, CallError> {
        let client = self.client();
        client.press_protected_at(self, row, place, password).await
    }

    /// Fetches the message that it answers; `None` when it answers none, or that one is gone.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn reply_message(&self) -> Result<Option<Message>, CallError> {
        let Some(reply) = self.reply_to() else {
            return Ok(None);
        };
        let Some(id) = reply.message_id else {
            return Ok(None);
        };
        if let Some(chat) = reply.chat.filter(|chat| *chat != self.chat().id()) {
            return Ok(self
                .client()
                .messages(chat, &[id])
                .await?
                .into_iter()
                .next());
        }
        self.client().replied(self.chat(), self.id()).await
    }

    /// Fetches it anew; `None` when it was deleted.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn refresh(&self) -> Result<Option<Message>, CallError> {
        Ok(self
            .client()
            .messages(self, &[self.id()])
            .await?
            .into_iter()
            .next())
    }

    /// Puts what is sent into the topic of this message, unless it names another.
    pub(super) fn in_topic(&self, mut what: Outgoing) -> Outgoing {
        what.topic = what.topic.or_else(|| self.topic_id());
        what
    }
}
