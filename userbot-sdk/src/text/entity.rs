//! One piece of formatting.

use std::ops::Range;

/// Says what a stretch of a text is.
///
/// The first group is formatting that a sender chooses; the second group is found by the server in
/// the text itself and need not be sent, see [`EntityKind::is_automatic`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntityKind {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Underlined.
    Underline,
    /// Struck through.
    Strike,
    /// Hidden until it is tapped.
    Spoiler,
    /// Monospaced, inside a line.
    Code,
    /// A block of code.
    Pre {
        /// The programming language, or an empty string.
        language: String,
    },
    /// A link with a text of its own.
    TextLink {
        /// Where it leads.
        url: String,
    },
    /// A mention of a user who need not have a username.
    MentionName {
        /// The id of the user.
        user_id: i64,
    },
    /// A custom emoji; the text below it is the emoji for those who cannot see it.
    CustomEmoji {
        /// The id of the emoji's document.
        document_id: i64,
    },
    /// A quotation.
    Blockquote {
        /// Whether it is folded until it is tapped.
        collapsed: bool,
    },
    /// `@username`.
    Mention,
    /// `#hashtag`.
    Hashtag,
    /// `$USD`.
    Cashtag,
    /// `/start`.
    BotCommand,
    /// A link that stands in the text.
    Url,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// The number of a bank card.
    BankCard,
    /// Something that this version does not know.
    Unknown,
}

impl EntityKind {
    /// Tells whether the server finds this kind in the text by itself.
    ///
    /// Such entities arrive with messages, are not written as HTML and are not sent.
    pub fn is_automatic(&self) -> bool {
        matches!(
            self,
            Self::Mention
                | Self::Hashtag
                | Self::Cashtag
                | Self::BotCommand
                | Self::Url
                | Self::Email
                | Self::Phone
                | Self::BankCard
                | Self::Unknown
        )
    }

    /// Tells whether two neighbours of this kind look the same as one.
    ///
    /// This is so for bold, italic, underline, strike and spoiler. Two blocks of code or two links
    /// are two things, even when nothing stands between them.
    pub fn is_style(&self) -> bool {
        matches!(
            self,
            Self::Bold | Self::Italic | Self::Underline | Self::Strike | Self::Spoiler
        )
    }

    /// Gives the order of entities that cover the same text: outer first.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Blockquote { .. } => 0,
            Self::Pre { .. } => 1,
            Self::TextLink { .. } => 2,
            Self::MentionName { .. } => 3,
            Self::Bold => 4,
            Self::Italic => 5,
            Self::Underline => 6,
            Self::Strike => 7,
            Self::Spoiler => 8,
            Self::Code => 9,
            Self::CustomEmoji { .. } => 10,
            Self::Mention => 11,
            Self::Hashtag => 12,
            Self::Cashtag => 13,
            Self::BotCommand => 14,
            Self::Url => 15,
            Self::Email => 16,
            Self::Phone => 17,
            Self::BankCard => 18,
            Self::Unknown => 19,
        }
    }
}

/// Marks a stretch of a text.
///
/// Offsets and lengths count UTF-16 code units, as Telegram does; [`utf16`](super::utf16) converts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entity {
    /// What the stretch is.
    pub kind: EntityKind,
    /// Where it begins, in UTF-16 code units.
    pub offset: u32,
    /// How long it is, in UTF-16 code units.
    pub length: u32,
}

impl Entity {
    /// Marks `length` units from `offset` on.
    pub fn new(kind: EntityKind, offset: u32, length: u32) -> Self {
        Self {
            kind,
            offset,
            length,
        }
    }

    /// Gives the offset after the last unit.
    pub fn end(&self) -> u32 {
        self.offset.saturating_add(self.length)
    }

    /// Gives the marked units as a range.
    pub fn range(&self) -> Range<u32> {
        self.offset..self.end()
    }
}
