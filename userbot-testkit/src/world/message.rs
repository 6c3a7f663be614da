//! The handle of a message.

use super::content::Content;
use super::data::State;
use super::data::file::{CdnCopy, FileData};
use super::data::message::Msg;
use super::expect::fail;
use super::ops::text::slice;
use super::seed::Seed;
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
        self.content().map(|content| content.to_vec())
    }

    /// Returns what its file holds, which may be more than fits into memory.
    pub fn content(&self) -> Option<Content> {
        let id = self.file_id()?;
        let state = self.chat.world().lock();
        state.files.get(&id).map(|file| file.content.clone())
    }

    /// Moves its file to another data centre, without a word: the message still names the old one.
    ///
    /// # Panics
    ///
    /// Panics when the message has no file.
    #[track_caller]
    pub fn move_file_to(&self, dc: i32) -> &Self {
        self.change_file(|file, _| file.dc = dc);
        self
    }

    /// Lets its file be served by a data centre of the delivery network, which has to fetch it first.
    ///
    /// # Panics
    ///
    /// Panics when the message has no file.
    #[track_caller]
    pub fn put_on_cdn(&self, dc: i32) -> &Self {
        self.change_file(|file, seed| {
            file.cdn = Some(CdnCopy {
                dc,
                token: seed.bytes(24),
                key: seed.bytes(32),
                // The last four bytes count the blocks.
                iv: [seed.bytes(12), vec![0; 4]].concat(),
                there: false,
                request: seed.bytes(16),
                corrupt: false,
            });
        });
        self
    }

    /// Changes a bit of every piece that the delivery network serves of its file, as a liar would.
    ///
    /// # Panics
    ///
    /// Panics when the message has no file.
    #[track_caller]
    pub fn corrupt_cdn(&self) -> &Self {
        self.change_file(|file, _| {
            if let Some(copy) = &mut file.cdn {
                copy.corrupt = true;
            }
        });
        self
    }

    #[track_caller]
    fn change_file(&self, change: impl FnOnce(&mut FileData, &mut Seed)) {
        let Some(id) = self.file_id() else {
            fail(&self.chat, "a message with a file", &format!("{self:?}"));
        };
        let mut state = self.chat.world().lock();
        let State { files, seed, .. } = &mut *state;
        if let Some(file) = files.get_mut(&id) {
            change(file, seed);
        }
    }

    fn file_id(&self) -> Option<i64> {
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
        Some(id)
    }

    /// Returns the animation that plays when it arrives.
    pub fn effect(&self) -> Option<i64> {
        self.read(|message| message.effect)
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
