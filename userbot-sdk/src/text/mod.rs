//! Texts of messages: formatting, HTML, lengths and splitting.
//!
//! Telegram stores a message as plain text plus a list of entities, each of which says "from here
//! on, so many UTF-16 code units are bold". [`FormattedText`] is that pair as a value.
//! [`FormattedText::from_html`] reads the HTML that bots write, [`FormattedText::to_html`] writes
//! it back; [`FormattedText::from_markdown`] and [`FormattedText::to_markdown`] do the same for
//! Markdown. [`FormattedText::split`] cuts a long text into messages that Telegram accepts, and
//! [`utf16`] converts between Telegram's offsets and Rust's.
//!
//! Nothing here panics, whatever the text or the offsets are: other people write both.

mod entity;
mod formatted;
pub mod html;
pub mod markdown;
mod normalise;
mod shorten;
mod split;
mod tl;
pub mod utf16;

pub use entity::{Entity, EntityKind};
pub use formatted::FormattedText;
pub use html::{HtmlError, HtmlErrorKind, escape};
pub use markdown::{MarkdownError, MarkdownErrorKind};
pub(crate) use shorten::{cut, is_invisible, quoted, shorten};
pub use split::SplitLimits;
