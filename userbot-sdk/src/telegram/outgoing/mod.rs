//! What is sent: a text, and what goes with it.

mod file;
mod place;
mod poll;
mod preview;

use std::fmt;
use std::sync::Arc;

use grammers_tl_types as tl;
use jiff::Timestamp;

pub use file::OutgoingFile;
pub(crate) use file::{FileKind, unpack as unpack_waveform};
pub use place::{OutgoingContact, OutgoingLocation, OutgoingVenue};
pub use poll::OutgoingPoll;
pub use preview::LinkPreview;

use super::files::{FileSource, Progress};
use super::message::markup;
use super::{Button, IntoTarget, Media, Message, PeerId, Session, Target};
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
pub struct Outgoing {
    pub(crate) text: FormattedText,
    pub(crate) reply_to: Option<i32>,
    /// The chat of the message that is answered, when it is another one.
    pub(crate) reply_chat: Option<Target>,
    pub(crate) quote: Option<Quote>,
    pub(crate) topic: Option<i32>,
    pub(crate) silent: bool,
    pub(crate) no_preview: bool,
    pub(crate) preview: Option<LinkPreview>,
    pub(crate) schedule: Option<Timestamp>,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) buttons: Option<Vec<Vec<Button>>>,
    pub(crate) send_as: Option<Target>,
    pub(crate) effect: Option<i64>,
    pub(crate) protected: bool,
    pub(crate) media_below: bool,
    pub(crate) clear_draft: bool,
    pub(crate) progress: Option<ProgressCallback>,
}

/// Is the part of a message that an answer quotes.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    text: FormattedText,
    offset: Option<i32>,
}

/// Is told how far an upload or a download is.
#[derive(Clone)]
pub(crate) struct ProgressCallback(Arc<dyn Fn(Progress) + Send + Sync>);

impl ProgressCallback {
    pub(crate) fn new(callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(callback))
    }

    pub(crate) fn tell(&self, progress: Progress) {
        (self.0)(progress);
    }
}

impl fmt::Debug for ProgressCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProgressCallback")
    }
}

/// Is what goes with a message.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Attachment {
    /// A file that is uploaded.
    File(Box<OutgoingFile>),
    /// A file that Telegram has already; nothing is uploaded.
    Existing(Box<Media>),
    /// A poll or a quiz.
    Poll(Box<OutgoingPoll>),
    /// A die or another emoji of chance; Telegram rolls it.
    Dice(String),
    /// A place on the map.
    Location(OutgoingLocation),
    /// A place with a name.
    Venue(OutgoingVenue),
    /// The card of a person.
    Contact(OutgoingContact),
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

    /// Makes a message of Markdown, read leniently; see [`text::markdown`](crate::text::markdown) for what is understood.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// let message = Outgoing::markdown("**Done**, see [the log](https://example.org) ||quickly||");
    /// assert_eq!(message.formatted_text().text, "Done, see the log quickly");
    /// ```
    pub fn markdown(markdown: impl AsRef<str>) -> Self {
        Self::formatted(FormattedText::from_markdown_lossy(markdown.as_ref()))
    }

    /// Makes an emoji of chance: 🎲, 🎯, 🏀, ⚽, 🎳 or 🎰. Telegram rolls it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// let sent = client.send("@friend", Outgoing::dice("🎯")).await?;
    /// let value = sent.media().and_then(|media| media.dice_value());
    /// # Ok(())
    /// # }
    /// ```
    pub fn dice(emoji: impl Into<String>) -> Self {
        Self::default().attach(Attachment::Dice(emoji.into()))
    }

    /// Makes it an answer to a message of the same chat.
    pub fn reply_to(mut self, message_id: i32) -> Self {
        self.reply_to = Some(message_id);
        self
    }

    /// Makes it an answer to a message of another chat.
    pub fn reply_to_other(mut self, chat: impl IntoTarget, message_id: i32) -> Self {
        self.reply_to = Some(message_id);
        self.reply_chat = Some(chat.into_target());
        self
    }

    /// Quotes a part of the message that it answers: a stretch of its text, with its formatting as HTML.
    ///
    /// Telegram refuses a text that does not stand there.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// let message = Outgoing::html("Exactly.").reply_to(15).quote("a <b>good</b> idea");
    /// # let _ = message;
    /// ```
    pub fn quote(mut self, html: impl AsRef<str>) -> Self {
        self.quote = Some(Quote {
            text: FormattedText::from_html_lossy(html.as_ref()),
            offset: None,
        });
        self
    }

    /// Quotes a part of the message that it answers, at this place: which one of several equal stretches is meant.
    ///
    /// The offset counts UTF-16 code units, as [`Entity`](crate::text::Entity) does.
    pub fn quote_at(mut self, text: FormattedText, offset: u32) -> Self {
        self.quote = Some(Quote {
            text,
            offset: i32::try_from(offset).ok(),
        });
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

    /// Says which link is previewed, and how.
    pub fn preview(mut self, preview: LinkPreview) -> Self {
        self.preview = Some(preview);
        self
    }

    /// Lets Telegram send it at this time.
    ///
    /// [`Client::scheduled`](super::Client::scheduled) lists what waits.
    pub fn schedule(mut self, time: Timestamp) -> Self {
        self.schedule = Some(time);
        self
    }

    /// Sends it in the name of a channel of the account, or of the group itself.
    ///
    /// [`Client::send_as_choices`](super::Client::send_as_choices) lists the names that a group allows.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
    /// client.send("@club", Outgoing::html("News!").send_as("@my_channel")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send_as(mut self, name: impl IntoTarget) -> Self {
        self.send_as = Some(name.into_target());
        self
    }

    /// Plays an animation when it arrives, in private chats only; `messages.getAvailableEffects` lists the ids.
    pub fn effect(mut self, effect_id: i64) -> Self {
        self.effect = Some(effect_id);
        self
    }

    /// Lets nobody forward or save it.
    pub fn protected(mut self) -> Self {
        self.protected = true;
        self
    }

    /// Shows the text above the file instead of below.
    pub fn caption_above(mut self) -> Self {
        self.media_below = true;
        self
    }

    /// Takes the draft of the chat away, as when a person sends what they have written.
    pub fn clear_draft(mut self) -> Self {
        self.clear_draft = true;
        self
    }

    /// Attaches a photo; the text becomes its caption.
    pub fn photo(self, photo: impl Into<FileSource>) -> Self {
        self.file(OutgoingFile::photo(photo))
    }

    /// Attaches a video; the text becomes its caption.
    pub fn video(self, video: impl Into<FileSource>) -> Self {
        self.file(OutgoingFile::video(video))
    }

    /// Attaches a voice note; the text becomes its caption.
    pub fn voice(self, voice: impl Into<FileSource>) -> Self {
        self.file(OutgoingFile::voice(voice))
    }

    /// Attaches a file; the text becomes its caption.
    pub fn document(self, name: impl Into<String>, file: impl Into<FileSource>) -> Self {
        self.file(OutgoingFile::document(name, file))
    }

    /// Attaches a file, with all that is told about it; the text becomes its caption.
    pub fn file(self, file: OutgoingFile) -> Self {
        self.attach(Attachment::File(Box::new(file)))
    }

    /// Attaches a file that Telegram has already, such as the one of another message.
    pub fn media(self, media: Media) -> Self {
        self.attach(Attachment::Existing(Box::new(media)))
    }

    /// Attaches anything.
    pub fn attach(mut self, attachment: Attachment) -> Self {
        self.attachment = Some(attachment);
        self
    }

    /// Is told how far the upload of the file is, after each part.
    ///
    /// The callback runs between two parts, so it must not take long.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::telegram::Outgoing;
    ///
    /// let message = Outgoing::default()
    ///     .document("film.mkv", "/films/film.mkv")
    ///     .progress(|progress| println!("{} bytes", progress.done));
    /// # let _ = message;
    /// ```
    pub fn progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(ProgressCallback::new(callback));
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
        entities_for(&self.text, session)
    }

    pub(crate) fn tl_markup(&self) -> Option<tl::enums::ReplyMarkup> {
        self.buttons.as_deref().and_then(markup)
    }

    /// Returns what it answers, as Telegram wants it; `chat` is that of a message of another chat.
    pub(crate) fn tl_reply(
        &self,
        chat: Option<tl::enums::InputPeer>,
        session: &Session,
    ) -> Option<tl::enums::InputReplyTo> {
        // The general topic is where messages without a topic go.
        let topic = self.topic.filter(|topic| *topic != 1);
        let reply_to_msg_id = self.reply_to.or(topic)?;
        // A quote is of the message that is answered; being in a topic is no answer.
        let quote = self.quote.as_ref().filter(|_| self.reply_to.is_some());
        Some(
            tl::types::InputReplyToMessage {
                reply_to_msg_id,
                top_msg_id: topic,
                reply_to_peer_id: chat,
                quote_text: quote.map(|quote| quote.text.text.clone()),
                quote_entities: quote.and_then(|quote| entities_for(&quote.text, session)),
                quote_offset: quote.and_then(|quote| quote.offset),
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

/// Returns the formatting of a text for a request.
fn entities_for(text: &FormattedText, session: &Session) -> Option<Vec<tl::enums::MessageEntity>> {
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
    let entities: Vec<_> = text
        .entities
        .iter()
        .filter_map(|entity| entity.to_tl(user))
        .collect();
    (!entities.is_empty()).then_some(entities)
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

impl From<OutgoingFile> for Outgoing {
    fn from(file: OutgoingFile) -> Self {
        Self::default().file(file)
    }
}

impl From<Media> for Outgoing {
    fn from(media: Media) -> Self {
        Self::default().media(media)
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
        let session = Session::in_memory(grammers_session::SessionData::default());
        match outgoing.tl_reply(None, &session)? {
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
