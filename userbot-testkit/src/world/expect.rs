//! Expectations about messages, and what a failed one says.

use super::{Chat, Message, User};

/// Ends the test with what was expected, what is there, and the chat.
#[track_caller]
#[expect(clippy::panic, reason = "a failed expectation fails the test")]
pub(crate) fn fail(chat: &Chat, expected: &str, found: &str) -> ! {
    let transcript = chat.transcript();
    let transcript = if transcript.is_empty() {
        "(empty)\n".to_owned()
    } else {
        transcript
    };
    let lines = transcript.trim_end().replace('\n', "\n    ");
    panic!(
        "expected {expected}\n   found {found}\n\n  {}:\n    {lines}\n",
        chat.title()
    );
}

/// Expectations. Each returns the message, so that they chain.
///
/// # Panics
///
/// Every method of this block panics at the line of its caller when what it expects is not so, and says what was
/// expected, what is there, and what was said in the chat.
impl Message {
    #[track_caller]
    fn check(
        &self,
        holds: bool,
        expected: impl FnOnce() -> String,
        found: impl FnOnce() -> String,
    ) -> Self {
        if !holds {
            fail(self.chat(), &expected(), &found());
        }
        self.clone()
    }

    /// Expects exactly this text.
    #[track_caller]
    pub fn expect_text(&self, text: &str) -> Self {
        let now = self.text();
        self.check(
            now == text && !self.is_deleted(),
            || format!("the text {text:?}"),
            || self.described(),
        )
    }

    /// Expects this somewhere in the text.
    #[track_caller]
    pub fn expect_contains(&self, part: &str) -> Self {
        self.check(
            self.text().contains(part) && !self.is_deleted(),
            || format!("a text with {part:?} in it"),
            || self.described(),
        )
    }

    /// Expects that the message was edited, and has this text now.
    #[track_caller]
    pub fn expect_edited(&self, text: &str) -> Self {
        let holds = self.is_edited() && self.text() == text && !self.is_deleted();
        self.check(
            holds,
            || format!("an edit to {text:?}"),
            || self.described(),
        )
    }

    /// Expects that the message was never edited.
    #[track_caller]
    pub fn expect_not_edited(&self) -> Self {
        self.check(
            !self.is_edited(),
            || "no edit".to_owned(),
            || self.described(),
        )
    }

    /// Expects that it answers another message.
    #[track_caller]
    pub fn expect_reply_to(&self, other: &Self) -> Self {
        let reply = self.reply_to();
        self.check(
            reply.as_ref() == Some(other),
            || format!("an answer to {:?}", other.text()),
            || {
                reply.as_ref().map_or_else(
                    || "no answer to anything".to_owned(),
                    |reply| format!("an answer to {:?}", reply.text()),
                )
            },
        )
    }

    /// Expects that it answers nothing.
    #[track_caller]
    pub fn expect_no_reply(&self) -> Self {
        let reply = self.reply_to();
        self.check(
            reply.is_none(),
            || "a message that answers nothing".to_owned(),
            || {
                format!(
                    "an answer to {:?}",
                    reply.as_ref().map(Self::text).unwrap_or_default()
                )
            },
        )
    }

    /// Expects that nobody has answered it.
    #[track_caller]
    pub fn expect_unanswered(&self) -> Self {
        let answer = self
            .chat()
            .messages()
            .into_iter()
            .find(|message| message.reply_to().as_ref() == Some(self));
        self.check(
            answer.is_none(),
            || "no answer".to_owned(),
            || {
                format!(
                    "the answer {:?}",
                    answer.as_ref().map(Self::text).unwrap_or_default()
                )
            },
        )
    }

    /// Expects this sender.
    #[track_caller]
    pub fn expect_from(&self, user: &User) -> Self {
        let sender = self.sender();
        self.check(
            sender == *user,
            || format!("a message from {}", user.name()),
            || format!("one from {}: {:?}", sender.name(), self.text()),
        )
    }

    /// Expects that the account under test sent it.
    #[track_caller]
    pub fn expect_from_owner(&self) -> Self {
        self.expect_from(&self.chat().world().owner())
    }

    /// Expects that it is gone for everybody.
    #[track_caller]
    pub fn expect_deleted(&self) -> Self {
        self.check(
            self.is_deleted(),
            || "a deleted message".to_owned(),
            || self.described(),
        )
    }

    /// Expects that it is still there.
    #[track_caller]
    pub fn expect_not_deleted(&self) -> Self {
        self.check(
            !self.is_deleted(),
            || "a message that is there".to_owned(),
            || self.described(),
        )
    }

    /// Expects this reaction of anybody.
    #[track_caller]
    pub fn expect_reaction(&self, emoji: &str) -> Self {
        let reactions: Vec<String> = self
            .reactions()
            .into_iter()
            .map(|(_, emoji)| emoji)
            .collect();
        self.check(
            reactions.iter().any(|reaction| reaction == emoji),
            || format!("the reaction {emoji}"),
            || {
                if reactions.is_empty() {
                    "no reaction".to_owned()
                } else {
                    reactions.join(" ")
                }
            },
        )
    }

    /// Expects that nobody reacted.
    #[track_caller]
    pub fn expect_no_reaction(&self) -> Self {
        let reactions: Vec<String> = self
            .reactions()
            .into_iter()
            .map(|(_, emoji)| emoji)
            .collect();
        self.check(
            reactions.is_empty(),
            || "no reaction".to_owned(),
            || reactions.join(" "),
        )
    }

    /// Expects that it is pinned.
    #[track_caller]
    pub fn expect_pinned(&self) -> Self {
        self.check(
            self.is_pinned(),
            || "a pinned message".to_owned(),
            || self.described(),
        )
    }

    /// Expects a button with this label.
    #[track_caller]
    pub fn expect_button(&self, label: &str) -> Self {
        let labels: Vec<String> = self.buttons().concat();
        self.check(
            labels.iter().any(|other| other == label),
            || format!("the button [{label}]"),
            || {
                if labels.is_empty() {
                    "no buttons".to_owned()
                } else {
                    format!("[{}]", labels.join("] ["))
                }
            },
        )
    }

    /// Expects that it was forwarded.
    #[track_caller]
    pub fn expect_forwarded(&self) -> Self {
        self.check(
            self.is_forwarded(),
            || "a forwarded message".to_owned(),
            || self.described(),
        )
    }

    /// Expects a file, a picture or other media.
    #[track_caller]
    pub fn expect_media(&self) -> Self {
        self.check(
            self.media().is_some(),
            || "media".to_owned(),
            || self.described(),
        )
    }

    /// Expects that it stands in this topic of a forum.
    #[track_caller]
    pub fn expect_topic(&self, title: &str) -> Self {
        let wanted = self.chat().topic(title);
        let topic = self.topic();
        self.check(
            topic == Some(wanted),
            || format!("a message in the topic {title:?}"),
            || format!("topic {topic:?}"),
        )
    }

    /// Expects a part of the text with this formatting: `expect_formatted("bold", "Done")`.
    #[track_caller]
    pub fn expect_formatted(&self, kind: &str, part: &str) -> Self {
        let parts = self.formatted(kind);
        self.check(
            parts.iter().any(|other| other == part),
            || format!("{part:?} in {kind}"),
            || {
                if parts.is_empty() {
                    format!("nothing in {kind} in {:?}", self.text())
                } else {
                    format!("{parts:?} in {kind}")
                }
            },
        )
    }

    fn described(&self) -> String {
        if self.is_deleted() {
            return "a deleted message".to_owned();
        }
        let edited = if self.is_edited() { ", edited" } else { "" };
        format!("{:?} from {}{edited}", self.text(), self.sender().name())
    }
}
