//! The one way to answer, whoever sent the message and however long the answer is.

use super::Message;
use crate::telegram::{
    Attachment, CallError, Edit, ErrorClass, Media, MediaKind, Outgoing, OutgoingFile,
};
use crate::text::{FormattedText, SplitLimits};

/// From so many messages on, a text is sent as a file.
const MAX_PARTS: usize = 10;

impl Message {
    /// Answers in the way that fits.
    ///
    /// An own message is edited, when Telegram allows that; any other one is replied to. A text
    /// longer than a message is split at a good place and continues in replies; one that would
    /// take more than ten messages becomes a text file. A file takes the place of an own text
    /// message, since Telegram cannot turn a text into a file. The topic stays the same, and that
    /// nothing changed is no error.
    ///
    /// Returns the message that now holds the answer, or its first part: answer that one to
    /// change the answer again.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(message: userbot_sdk::telegram::Message) -> userbot_sdk::Result<()> {
    /// let working = message.answer("Working…").await?;
    /// working.answer("<b>Done.</b>").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn answer(&self, what: impl Into<Outgoing>) -> Result<Message, CallError> {
        Box::pin(self.answer_outgoing(what.into())).await
    }

    async fn answer_outgoing(&self, what: Outgoing) -> Result<Message, CallError> {
        let what = self.in_topic(what);
        if what.attachment.is_none() && what.text.is_blank() {
            return Err(CallError::InvalidInput(
                "an answer needs a text or a file".to_owned(),
            ));
        }
        let plan = Plan::new(what, self.is_editable() && self.has_file());
        let first = self.answer_first(plan.first).await?;
        let mut last = first.clone();
        for part in plan.rest {
            last = last.reply(part).await?;
        }
        Ok(first)
    }

    async fn answer_first(&self, what: Outgoing) -> Result<Message, CallError> {
        if !self.is_editable() {
            return self.reply_or_respond(what).await;
        }
        if what.attachment.is_some() && !self.has_file() {
            return self.replace(what).await;
        }
        match self.edit(what.clone()).await {
            Ok(Edit::Changed(message)) => Ok(message),
            Ok(Edit::Unchanged) => Ok(self.clone()),
            Err(error) if error.class() == ErrorClass::MessageInvalid => {
                tracing::debug!(%error, "the own message cannot be edited; answers anew");
                self.reply_or_respond(what).await
            }
            Err(error) => Err(error),
        }
    }

    /// Replies, or just sends when the message is gone.
    async fn reply_or_respond(&self, what: Outgoing) -> Result<Message, CallError> {
        match self.reply(what.clone()).await {
            Err(error) if error.class() == ErrorClass::MessageInvalid => self.respond(what).await,
            result => result,
        }
    }

    /// Sends a new message in place of this one.
    async fn replace(&self, mut what: Outgoing) -> Result<Message, CallError> {
        what.reply_to = what
            .reply_to
            .or_else(|| self.reply_to().and_then(|reply| reply.message_id));
        let sent = self.respond(what).await?;
        if let Err(error) = self.delete().await {
            tracing::debug!(%error, "the replaced message cannot be deleted");
        }
        Ok(sent)
    }

    fn has_file(&self) -> bool {
        let file = |media: &Media| media.is_file() && media.kind() != MediaKind::WebPage;
        self.media().as_ref().is_some_and(file)
    }
}

/// Says what is sent first and what follows.
struct Plan {
    first: Outgoing,
    rest: Vec<Outgoing>,
}

impl Plan {
    /// Splits what is too long; `caption` tells that the first part stands under a file anyway.
    fn new(mut what: Outgoing, caption: bool) -> Self {
        let text = std::mem::take(&mut what.text);
        let limits = if caption || what.attachment.is_some() {
            SplitLimits::CAPTION
        } else {
            SplitLimits::MESSAGE
        };
        if text.utf16_len() <= limits.units && text.entities.len() <= limits.entities {
            what.text = text;
            return Self {
                first: what,
                rest: Vec::new(),
            };
        }
        let mut parts = text.split(limits).into_iter();
        let head = parts.next().unwrap_or_default();
        let tail = FormattedText::concat(parts);
        let parts = if tail.text.is_empty() {
            Vec::new()
        } else {
            tail.split(SplitLimits::MESSAGE)
        };
        if parts.len() + 1 > MAX_PARTS {
            return Self::as_file(what, &text);
        }
        let buttons = what.buttons.take();
        let part = |text| Outgoing {
            text,
            topic: what.topic,
            silent: what.silent,
            no_preview: what.no_preview,
            send_as: what.send_as.clone(),
            protected: what.protected,
            schedule: what.schedule,
            ..Outgoing::default()
        };
        let mut rest: Vec<Outgoing> = parts.into_iter().map(part).collect();
        if let Some(last) = rest.last_mut() {
            last.buttons = buttons;
        }
        what.text = head;
        Self { first: what, rest }
    }

    /// Puts a very long text into a file; a file that was to be sent anyway follows it.
    fn as_file(mut what: Outgoing, text: &FormattedText) -> Self {
        let bytes = text.text.clone().into_bytes();
        let file = OutgoingFile::document("answer.txt", bytes);
        let file = Attachment::File(Box::new(file));
        let given = what.attachment.replace(file);
        let rest = given
            .map(|attachment| Outgoing {
                attachment: Some(attachment),
                topic: what.topic,
                silent: what.silent,
                send_as: what.send_as.clone(),
                protected: what.protected,
                ..Outgoing::default()
            })
            .into_iter()
            .collect();
        Self { first: what, rest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(paragraphs: usize) -> Outgoing {
        Outgoing::text(vec!["x".repeat(3000); paragraphs].join("\n\n"))
    }

    #[test]
    fn a_short_text_stays_whole() {
        let plan = Plan::new(Outgoing::html("<b>a</b>"), false);
        assert_eq!(plan.first.text.text, "a");
        assert!(plan.rest.is_empty());
    }

    #[test]
    fn a_long_text_continues_in_replies() {
        let plan = Plan::new(long(3).silent().topic(7), false);
        assert_eq!(plan.rest.len(), 2);
        assert!(
            plan.rest
                .iter()
                .all(|part| part.silent && part.topic == Some(7))
        );
        let letters = |text: &str| text.matches('x').count();
        let rest: usize = plan.rest.iter().map(|part| letters(&part.text.text)).sum();
        assert_eq!(letters(&plan.first.text.text) + rest, 9000);
    }

    #[test]
    fn a_very_long_text_becomes_a_file() {
        let plan = Plan::new(long(12), false);
        assert!(plan.rest.is_empty() && plan.first.text.text.is_empty());
        let Some(Attachment::File(file)) = plan.first.attachment else {
            panic!("no file");
        };
        let crate::telegram::FileSource::Bytes(bytes) = &file.source else {
            panic!("not in memory");
        };
        assert_eq!(bytes.len(), 12 * 3000 + 11 * 2);
    }

    #[test]
    fn a_caption_is_shorter() {
        let plan = Plan::new(Outgoing::text("x ".repeat(1000)).document("a", b"1"), false);
        assert!(plan.first.has_attachment());
        assert!(plan.first.text.utf16_len() <= 1024);
        assert_eq!(plan.rest.len(), 1);
        assert_eq!(
            Plan::new(Outgoing::text("x ".repeat(1000)), true)
                .rest
                .len(),
            1
        );
    }
}
