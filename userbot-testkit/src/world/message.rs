//! The handle of a message.

use super::data::message::Msg;
use super::ops::text::slice;
use super::{Chat, User};
use grammers_tl_types::enums;
use std::fmt;

/// Is a message of a [`World`](super::World).
///
/// The handle looks into the world each time that it is asked, so that it shows edits and deletion. The `expect_…`
/// methods check what a person would see.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    chat: Chat,
    id: i32,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} {:?})", self.id, self.text())
    }
}

impl Message {
    pub(crate) fn new(chat: Chat, id: i32) -> Self {
        Self { chat, id }
    }

    /// Returns the id.
    pub fn id(&self) -> i32 {
        self.id
    }

    /// Returns the chat.
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// Returns the text or caption as it is now.
    pub fn text(&self) -> String {
        self.read(|message| message.text.clone())
    }

    /// Returns the formatting of the text.
    pub fn entities(&self) -> Vec<enums::MessageEntity> {
        self.read(|message| message.entities.clone())
    }

    /// Returns who sent it.
    pub fn sender(&self) -> User {
        self.chat
            .world()
            .user_by_id(self.read(|message| message.sender))
    }

    /// Returns the date in seconds since 1970.
    pub fn date(&self) -> i32 {
        self.read(|message| message.date)
    }

    /// Has it been edited?
    pub fn is_edited(&self) -> bool {
        self.read(|message| message.edit_date.is_some())
    }

    /// Is it gone for everybody?
    pub fn is_deleted(&self) -> bool {
        self.read(|message| message.deleted)
    }

    /// Is it pinned?
    pub fn is_pinned(&self) -> bool {
        self.read(|message| message.pinned)
    }

    /// Is it forwarded from elsewhere?
    pub fn is_forwarded(&self) -> bool {
        self.read(|message| message.forward.is_some())
    }

    /// Returns the message that it answers, if that is in the same chat.
    pub fn reply_to(&self) -> Option<Self> {
        let reply = self.read(|message| {
            message
                .reply
                .as_ref()
                .filter(|reply| reply.place.is_none())
                .map(|reply| reply.id)
        })?;
        Some(Self::new(self.chat.clone(), reply))
    }

    /// Returns the text that the answer quotes.
    pub fn quote(&self) -> Option<String> {
        self.read(|message| message.reply.as_ref().and_then(|reply| reply.quote.clone()))
    }

    /// Returns the topic in a forum.
    pub fn topic(&self) -> Option<i32> {
        self.read(|message| message.topic)
    }

    /// Returns the media as TL.
    pub fn media(&self) -> Option<enums::MessageMedia> {
        self.read(|message| message.media.clone())
    }

    /// Returns the bytes of its file.
    pub fn file(&self) -> Option<Vec<u8>> {
        let id = match self.media()? {
            enums::MessageMedia::Photo(photo) => match photo.photo? {
                enums::Photo::Photo(photo) => photo.id,
                enums::Photo::Empty(_) => return None,
            },
            enums::MessageMedia::Document(document) => match document.document? {
                enums::Document::Document(document) => document.id,
                enums::Document::Empty(_) => return None,
            },
            _ => return None,
        };
        self.chat
            .world()
            .lock()
            .files
            .get(&id)
            .map(|file| file.bytes.to_vec())
    }

    /// Returns its buttons as TL.
    pub fn markup(&self) -> Option<enums::ReplyMarkup> {
        self.read(|message| message.markup.clone())
    }

    /// Returns the labels of its buttons, row after row.
    pub fn buttons(&self) -> Vec<Vec<String>> {
        self.read(|message| labels(message.markup.as_ref()))
    }

    /// Returns the reactions: who, and which emoji.
    pub fn reactions(&self) -> Vec<(User, String)> {
        let reactions = self.read(|message| message.reactions.clone());
        reactions
            .into_iter()
            .map(|reacted| {
                let emoji = match reacted.reaction {
                    enums::Reaction::Emoji(emoji) => emoji.emoticon,
                    enums::Reaction::CustomEmoji(custom) => {
                        format!("custom:{}", custom.document_id)
                    }
                    enums::Reaction::Empty | enums::Reaction::Paid => String::new(),
                };
                (self.chat.world().user_by_id(reacted.user), emoji)
            })
            .collect()
    }

    /// Returns the part of the text with this kind of formatting, such as `"bold"` or `"code"`.
    pub fn formatted(&self, kind: &str) -> Vec<String> {
        let text = self.text();
        let of_kind = |entity: &enums::MessageEntity| -> bool { entity_kind(entity) == kind };
        let entities = self.entities();
        entities
            .iter()
            .filter(|e| of_kind(e))
            .filter_map(|e| slice(&text, e.offset(), e.length()))
            .collect()
    }

    pub(crate) fn read<T: Default>(&self, look: impl FnOnce(&Msg) -> T) -> T {
        let state = self.chat.world().lock();
        state
            .messages
            .get(&self.chat.place())
            .and_then(|messages| messages.get(&self.id))
            .map(look)
            .unwrap_or_default()
    }
}

fn entity_kind(entity: &enums::MessageEntity) -> &'static str {
    use enums::MessageEntity as E;
    match entity {
        E::Bold(_) => "bold",
        E::Italic(_) => "italic",
        E::Code(_) => "code",
        E::Pre(_) => "pre",
        E::TextUrl(_) => "link",
        E::Url(_) => "url",
        E::Mention(_) | E::MentionName(_) => "mention",
        E::Hashtag(_) => "hashtag",
        E::BotCommand(_) => "command",
        E::Underline(_) => "underline",
        E::Strike(_) => "strike",
        E::Spoiler(_) => "spoiler",
        E::CustomEmoji(_) => "emoji",
        E::Blockquote(_) => "quote",
        _ => "other",
    }
}

/// The labels of a keyboard.
pub(crate) fn labels(markup: Option<&enums::ReplyMarkup>) -> Vec<Vec<String>> {
    match markup {
        Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) => markup
            .rows
            .iter()
            .map(|enums::KeyboardInlineButtonRow::Row(row)| {
                row.buttons
                    .iter()
                    .map(|enums::KeyboardInlineButton::Button(button)| button.text.clone())
                    .collect()
            })
            .collect(),
        Some(enums::ReplyMarkup::ReplyKeyboardMarkup(markup)) => markup
            .rows
            .iter()
            .map(|enums::KeyboardButtonRow::Row(row)| {
                row.buttons
                    .iter()
                    .map(|enums::KeyboardButton::Button(button)| button.text.clone())
                    .collect()
            })
            .collect(),
        _ => Vec::new(),
    }
}
