//! What is sent.

use std::fmt;
use std::path::{Path, PathBuf};

use grammers_tl_types as tl;
use jiff::Timestamp;

use super::message::markup;
use super::{Button, Media, Message, PeerId, Session};
use crate::text::FormattedText;

/// Is a message to send, or the new content of one.
///
/// A text is read as HTML, leniently: unknown tags and a lone `<` stay as they are. So the texts
/// of other people must be [escaped](crate::text::escape), or sent with [`Outgoing::text`].
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::Outgoing;
///
/// let message = Outgoing::html("<b>Report</b> of today")
///     .document("report.txt", b"all is well".as_slice())
///     .silent()
///     .reply_to(15);
/// # let _ = message;
/// ```
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    pub(crate) text: FormattedText,
    pub(crate) reply_to: Option<i32>,
    pub(crate) topic: Option<i32>,
    pub(crate) silent: bool,
    pub(crate) no_preview: bool,
    pub(crate) schedule: Option<Timestamp>,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) buttons: Option<Vec<Vec<Button>>>,
}

/// Says where the bytes of a file come from.
#[derive(Clone)]
#[non_exhaustive]
pub enum FileSource {
    /// From memory.
    Bytes(Vec<u8>),
    /// From the disk, piece by piece.
    Path(PathBuf),
}

/// Is a file that goes with a message.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Attachment {
    /// A photo, which Telegram makes smaller.
    Photo(FileSource),
    /// A file, sent as it is.
    Document {
        /// Its name.
        name: String,
        /// Its MIME type; found by the name when it is `None`.
        mime: Option<String>,
        /// Its bytes.
        source: FileSource,
    },
    /// A file that Telegram has already; nothing is uploaded.
    Existing(Box<Media>),
    /// Any attachment of Telegram's schema.
    Raw(Box<tl::enums::InputMedia>),
}

impl Outgoing {
    /// Makes a message of HTML, read leniently.
    pub fn html(html: impl AsRef<str>) -> Self {
        Self::formatted(FormattedText::from_html_lossy(html.as_ref()))
    }

    /// Makes a message of a text that is sent letter by letter.
    pub fn text(text: impl Into<String>) -> Self {
        Self::formatted(FormattedText::plain(text))
    }

    /// Makes a message of a formatted text.
    pub fn formatted(text: FormattedText) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// Makes it an answer to a message of the same chat.
    pub fn reply_to(mut self, message_id: i32) -> Self {
        self.reply_to = Some(message_id);
        self
    }

    /// Sends it without a sound.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// Sends it into a topic of a forum.
    pub fn topic(mut self, topic_id: i32) -> Self {
        self.topic = Some(topic_id);
        self
    }

    /// Shows no preview of links.
    pub fn no_preview(mut self) -> Self {
        self.no_preview = true;
        self
    }

    /// Lets Telegram send it at this time.
    pub fn schedule(mut self, time: Timestamp) -> Self {
        self.schedule = Some(time);
        self
    }

    /// Attaches a photo; the text becomes its caption.
    pub fn photo(mut self, photo: impl Into<FileSource>) -> Self {
        self.attachment = Some(Attachment::Photo(photo.into()));
        self
    }

    /// Attaches a file; the text becomes its caption.
    pub fn document(mut self, name: impl Into<String>, file: impl Into<FileSource>) -> Self {
        let attachment = Attachment::Document {
            name: name.into(),
            mime: None,
            source: file.into(),
        };
        self.attachment = Some(attachment);
        self
    }

    /// Attaches a file that Telegram has already, such as the one of another message.
    pub fn media(mut self, media: Media) -> Self {
        self.attachment = Some(Attachment::Existing(Box::new(media)));
        self
    }

    /// Attaches anything.
    pub fn attach(mut self, attachment: Attachment) -> Self {
        self.attachment = Some(attachment);
        self
    }

    /// Puts rows of buttons under it. Only bots can; Telegram ignores them from people.
    pub fn buttons(mut self, rows: Vec<Vec<Button>>) -> Self {
        self.buttons = Some(rows);
        self
    }

    /// Returns the text.
    pub fn formatted_text(&self) -> &FormattedText {
        &self.text
    }

    /// Tells whether a file goes with it.
    pub fn has_attachment(&self) -> bool {
        self.attachment.is_some()
    }

    /// Returns the formatting for a request.
    pub(crate) fn tl_entities(&self, session: &Session) -> Option<Vec<tl::enums::MessageEntity>> {
        let user = |id: i64| {
            let hash = session
                .find(PeerId::User(id))
                .and_then(|peer| peer.data().access_hash);
            // The server also finds people without a hash when the account has met them.
            let access_hash = hash.unwrap_or(0);
            Some(
                tl::types::InputUser {
                    user_id: id,
                    access_hash,
                }
                .into(),
            )
        };
        let entities: Vec<_> = self
            .text
            .entities
            .iter()
            .filter_map(|entity| entity.to_tl(user))
            .collect();
        (!entities.is_empty()).then_some(entities)
    }

    pub(crate) fn tl_markup(&self) -> Option<tl::enums::ReplyMarkup> {
        self.buttons.as_deref().and_then(markup)
    }

    /// Returns what it answers, as Telegram wants it.
    pub(crate) fn tl_reply(&self) -> Option<tl::enums::InputReplyTo> {
        // The general topic is where messages without a topic go.
        let topic = self.topic.filter(|topic| *topic != 1);
        let reply_to_msg_id = self.reply_to.or(topic)?;
        Some(
            tl::types::InputReplyToMessage {
                reply_to_msg_id,
                top_msg_id: topic,
                reply_to_peer_id: None,
                quote_text: None,
                quote_entities: None,
                quote_offset: None,
                monoforum_peer_id: None,
                todo_item_id: None,
                poll_option: None,
            }
            .into(),
        )
    }

    pub(crate) fn tl_schedule(&self) -> Option<i32> {
        self.schedule
            .map(|time| i32::try_from(time.as_second()).unwrap_or(i32::MAX))
    }
}

impl FileSource {
    /// Returns the last part of the path.
    pub(crate) fn file_name(&self) -> Option<String> {
        match self {
            Self::Path(path) => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned()),
            Self::Bytes(_) => None,
        }
    }
}

impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => path.fmt(f),
        }
    }
}

impl From<Vec<u8>> for FileSource {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for FileSource {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for FileSource {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<PathBuf> for FileSource {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&Path> for FileSource {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }
}

impl From<&str> for FileSource {
    /// Takes the text as a path.
    fn from(path: &str) -> Self {
        Self::Path(path.into())
    }
}

impl From<&str> for Outgoing {
    fn from(html: &str) -> Self {
        Self::html(html)
    }
}

impl From<String> for Outgoing {
    fn from(html: String) -> Self {
        Self::html(html)
    }
}

impl From<&String> for Outgoing {
    fn from(html: &String) -> Self {
        Self::html(html)
    }
}

impl From<std::borrow::Cow<'_, str>> for Outgoing {
    fn from(html: std::borrow::Cow<'_, str>) -> Self {
        Self::html(html)
    }
}

impl From<FormattedText> for Outgoing {
    fn from(text: FormattedText) -> Self {
        Self::formatted(text)
    }
}

impl From<&Message> for Outgoing {
    /// Takes text, formatting and file of a message, for sending them again as an own one.
    fn from(message: &Message) -> Self {
        let mut outgoing = Self::formatted(message.formatted());
        outgoing.attachment = message
            .media()
            .filter(|media| media.is_file() && media.kind() != super::MediaKind::WebPage)
            .map(|media| Attachment::Existing(Box::new(media)));
        outgoing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(outgoing: &Outgoing) -> Option<(i32, Option<i32>)> {
        match outgoing.tl_reply()? {
            tl::enums::InputReplyTo::Message(reply) => {
                Some((reply.reply_to_msg_id, reply.top_msg_id))
            }
            _ => None,
        }
    }

    #[test]
    fn topics_and_replies() {
        let text = || Outgoing::text("x");
        assert_eq!(reply(&text()), None);
        assert_eq!(reply(&text().reply_to(5)), Some((5, None)));
        assert_eq!(reply(&text().topic(9)), Some((9, Some(9))));
        assert_eq!(reply(&text().topic(9).reply_to(5)), Some((5, Some(9))));
        assert_eq!(reply(&text().topic(1)), None);
        assert_eq!(reply(&text().topic(1).reply_to(5)), Some((5, None)));
    }

    #[test]
    fn texts_are_read_as_lenient_html() {
        let outgoing = Outgoing::from("a < b <b>c</b>");
        assert_eq!(outgoing.formatted_text().text, "a < b c");
        assert_eq!(outgoing.formatted_text().entities.len(), 1);
        assert_eq!(Outgoing::text("<b>").formatted_text().text, "<b>");
    }
}
