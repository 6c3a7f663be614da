//! A text with its formatting.

use std::fmt;
use std::ops::Range;

use super::entity::Entity;
use super::normalise::{normalise, order};
use super::split::{SplitLimits, split};
use super::utf16::{self, Offsets};
use super::{EntityKind, HtmlError, MarkdownError, html, markdown};

/// Holds a text and its formatting, as a message has them.
///
/// The fields are open: build one from any source. Entities that lie outside of the text or cut a
/// character in two are not an error; each operation takes the part that makes sense.
///
/// ```
/// use userbot_sdk::text::{EntityKind, FormattedText};
///
/// let text = FormattedText::from_html("Hello, <b>world</b>!")?;
/// assert_eq!(text.text, "Hello, world!");
/// assert_eq!(text.entities[0].kind, EntityKind::Bold);
/// assert_eq!(text.entities[0].range(), 7..12);
/// assert_eq!(text.slice(7..12).to_html(), "<b>world</b>");
/// # Ok::<(), userbot_sdk::text::HtmlError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FormattedText {
    /// The text.
    pub text: String,
    /// The formatting.
    pub entities: Vec<Entity>,
}

impl FormattedText {
    /// Makes a text from its two halves, as they are.
    pub fn new(text: impl Into<String>, entities: Vec<Entity>) -> Self {
        Self {
            text: text.into(),
            entities,
        }
    }

    /// Makes a text without formatting.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            entities: Vec::new(),
        }
    }

    /// Reads Telegram's HTML, strictly.
    ///
    /// Use it for texts that a developer wrote. [`html`] lists the tags.
    ///
    /// # Errors
    ///
    /// A tag that is unknown, not closed, closed in the wrong order or written wrongly, with its
    /// line and column.
    pub fn from_html(html: &str) -> Result<Self, HtmlError> {
        html::parse(html)
    }

    /// Reads Telegram's HTML and keeps what is not HTML as text.
    ///
    /// Use it for texts that a user typed: unknown tags, a lone `<` and closing tags without an
    /// opening one stay as they are, and what is left open ends with the text.
    ///
    /// ```
    /// use userbot_sdk::text::FormattedText;
    /// let text = FormattedText::from_html_lossy("<b>1 < 2</b> and <foo>");
    /// assert_eq!(text.to_html(), "<b>1 &lt; 2</b> and &lt;foo&gt;");
    /// ```
    pub fn from_html_lossy(html: &str) -> Self {
        html::parse_lossy(html)
    }

    /// Writes Telegram's HTML, which [`from_html`](Self::from_html) reads back.
    ///
    /// What is read back equals [`normalised`](Self::normalised) without the automatic entities:
    /// the server finds links, mentions and hashtags in the text again.
    pub fn to_html(&self) -> String {
        html::render(self)
    }

    /// Reads Markdown, strictly. [`markdown`] lists what it knows.
    ///
    /// # Errors
    ///
    /// A mark without its end, or an image that is no custom emoji, with line and column.
    ///
    /// ```
    /// use userbot_sdk::text::FormattedText;
    /// let text = FormattedText::from_markdown("**Bold**, ||hidden|| and `code`")?;
    /// assert_eq!(text.to_html(), "<b>Bold</b>, <tg-spoiler>hidden</tg-spoiler> and <code>code</code>");
    ///
    /// let error = FormattedText::from_markdown("fine\nbut **this").unwrap_err();
    /// assert_eq!((error.line, error.column), (2, 5));
    /// # Ok::<(), userbot_sdk::text::MarkdownError>(())
    /// ```
    pub fn from_markdown(markdown: &str) -> Result<Self, MarkdownError> {
        markdown::parse(markdown)
    }

    /// Reads Markdown and keeps what is not Markdown as text.
    ///
    /// ```
    /// use userbot_sdk::text::FormattedText;
    /// let text = FormattedText::from_markdown_lossy("**1** * 2, ** and [x]");
    /// assert_eq!(text.to_html(), "<b>1</b> * 2, ** and [x]");
    /// ```
    pub fn from_markdown_lossy(markdown: &str) -> Self {
        markdown::parse_lossy(markdown)
    }

    /// Writes Markdown, which [`from_markdown`](Self::from_markdown) reads back.
    ///
    /// Two things that HTML can say are lost: a quotation that does not consist of whole lines, and code with
    /// formatting inside becomes several pieces of code.
    pub fn to_markdown(&self) -> String {
        markdown::render(self)
    }

    /// Gives the length in UTF-16 code units, which is what Telegram limits.
    pub fn utf16_len(&self) -> usize {
        utf16::len(&self.text)
    }

    /// Tells whether there is nothing that Telegram would send: no text, or only blanks.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Cuts out the part between two UTF-16 offsets, with its formatting.
    ///
    /// Any range will do: it is cut to the text and moved to the beginnings of characters.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let offsets = Offsets::new(&self.text);
        let start = offsets.floor(range.start);
        let end = offsets.floor(range.end);
        if start >= end {
            return Self::default();
        }
        let text = self
            .text
            .get(offsets.to_byte(start)..offsets.to_byte(end))
            .unwrap_or_default();
        let entities = self
            .entities
            .iter()
            .filter_map(|entity| clip(entity, start, end))
            .collect();
        Self::new(text, entities)
    }

    /// Joins texts into one.
    ///
    /// An entity that ends one text and an equal one that begins the next become one again, so
    /// that joining the parts of [`split`](Self::split) gives the whole. Two custom emoji stay two.
    ///
    /// ```
    /// use userbot_sdk::text::FormattedText;
    /// let parts = ["<b>a</b>", "<b>b</b>c"].map(|part| FormattedText::from_html_lossy(part));
    /// assert_eq!(FormattedText::concat(parts).to_html(), "<b>ab</b>c");
    /// ```
    pub fn concat(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::default();
        let mut length = 0u32;
        // Indices of the entities that reach the end of what is joined so far.
        let mut open: Vec<usize> = Vec::new();
        for part in parts {
            if part.text.is_empty() {
                continue;
            }
            let added = u32::try_from(part.utf16_len()).unwrap_or(u32::MAX);
            let total = length.saturating_add(added);
            let mut continued = Vec::new();
            for entity in part.entities {
                if entity.offset >= added || entity.length == 0 {
                    continue;
                }
                let joins = (entity.offset == 0 && joinable(&entity.kind))
                    .then(|| {
                        open.iter().position(|index| {
                            whole
                                .entities
                                .get(*index)
                                .is_some_and(|old| old.kind == entity.kind)
                        })
                    })
                    .flatten()
                    .map(|position| open.swap_remove(position));
                let end = length.saturating_add(entity.end().min(added));
                let index = if let Some(index) = joins {
                    if let Some(old) = whole.entities.get_mut(index) {
                        old.length = end.saturating_sub(old.offset);
                    }
                    index
                } else {
                    let offset = length.saturating_add(entity.offset);
                    whole
                        .entities
                        .push(Entity::new(entity.kind, offset, end - offset));
                    whole.entities.len() - 1
                };
                if end == total {
                    continued.push(index);
                }
            }
            whole.text.push_str(&part.text);
            length = total;
            open = continued;
        }
        whole.entities.sort_by(order);
        whole
    }

    /// Appends another text.
    pub fn push(&mut self, other: Self) {
        let whole = std::mem::take(self);
        *self = Self::concat([whole, other]);
    }

    /// Cuts the text into parts that Telegram accepts as messages.
    ///
    /// A cut is made after a paragraph, else after a line, a sentence, a word, and at last between
    /// two characters as a reader sees them. A family emoji or a letter with its accents is never
    /// cut, unless it alone is longer than a message. Formatting goes on in the next part, and a
    /// block of code keeps its language. [`concat`](Self::concat) of the parts is the whole:
    /// nothing is trimmed, so a part may be blank when the text has thousands of blank lines.
    /// An empty text gives no parts.
    ///
    /// Where more entities than allowed cover one single character, the innermost ones above the
    /// limit are left out, as the server would do.
    ///
    /// ```
    /// use userbot_sdk::text::{FormattedText, SplitLimits};
    /// let text = FormattedText::from_html_lossy("<b>One two.\nThree four.</b>");
    /// let parts = text.split(SplitLimits { units: 12, entities: 100 });
    /// assert_eq!(parts[0].to_html(), "<b>One two.\n</b>");
    /// assert_eq!(parts[1].to_html(), "<b>Three four.</b>");
    /// ```
    pub fn split(&self, limits: SplitLimits) -> Vec<Self> {
        split(self, limits)
    }

    /// Brings the entities to their canonical form; two texts that look the same become equal.
    ///
    /// Entities are sorted, cut to the text and to whole characters; empty and doubled ones go.
    /// Neighbours of one style become one. Links, code, quotations and custom emoji that overlap
    /// only in part are cut so that they nest. A link to `tg://user?id=…` is a mention.
    pub fn normalised(&self) -> Self {
        Self::new(self.text.clone(), normalise(&self.text, &self.entities))
    }

    /// Removes blanks at both ends as the server does when it takes a message.
    ///
    /// At the end all whitespace goes, and with it the entities that cover nothing else. At the
    /// beginning spaces and line breaks go, but only up to the first entity.
    ///
    /// ```
    /// use userbot_sdk::text::FormattedText;
    /// let text = FormattedText::from_html_lossy("\n a <b>b \n</b>\n").trimmed();
    /// assert_eq!(text.to_html(), "a <b>b</b>");
    /// ```
    pub fn trimmed(&self) -> Self {
        let normalised = self.normalised();
        let end = utf16::len(normalised.text.trim_end());
        let first = normalised
            .entities
            .iter()
            .filter(|entity| !entity.kind.is_automatic())
            .map(|entity| entity.offset as usize)
            .min()
            .unwrap_or(usize::MAX);
        // Spaces and line breaks are one unit each.
        let blank = normalised
            .text
            .chars()
            .take_while(|character| matches!(character, ' ' | '\n'))
            .count();
        normalised.slice(blank.min(first)..end)
    }
}

/// Tells whether two neighbours of a kind may be the halves of one that was cut.
fn joinable(kind: &EntityKind) -> bool {
    !matches!(kind, EntityKind::CustomEmoji { .. })
}

/// Gives the part of an entity between two offsets, counted from the first.
pub(super) fn clip(entity: &Entity, start: usize, end: usize) -> Option<Entity> {
    let from = (entity.offset as usize).max(start);
    let to = (entity.end() as usize).min(end);
    if from >= to {
        return None;
    }
    Some(Entity {
        kind: entity.kind.clone(),
        offset: u32::try_from(from - start).ok()?,
        length: u32::try_from(to - from).ok()?,
    })
}

impl From<&str> for FormattedText {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for FormattedText {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

impl fmt::Display for FormattedText {
    /// Writes the text without its formatting.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
