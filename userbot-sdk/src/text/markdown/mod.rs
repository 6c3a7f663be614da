//! Markdown, as Telegram's apps understand it while one types.
//!
//! | Written | Meaning |
//! |---|---|
//! | `**bold**` | bold |
//! | `__italic__` | italic |
//! | `--underline--` | underline |
//! | `~~strike~~` | strike |
//! | `\|\|spoiler\|\|` | spoiler |
//! | `` `code` `` | code in a line |
//! | ```` ```rust ```` … ```` ``` ```` | block of code; the language, if any, ends with the line |
//! | `[text](https://…)` | link |
//! | `[Ann](tg://user?id=42)` | mention of a user |
//! | `![👍](tg://emoji?id=5368324170671202286)` | custom emoji |
//! | `> quote` at the beginning of lines | quotation |
//! | `**> quote` | quotation that is folded |
//! | `\*` | the character itself; so for any punctuation |
//!
//! A single `*`, `_` or `-` means nothing, so `2 * 3` and `snake_case` need no care. Marks of different kinds may
//! overlap. Whitespace stays as it is.

mod error;
mod read;
mod write;

pub use error::{MarkdownError, MarkdownErrorKind};

pub(super) use read::{parse, parse_lossy};
pub(super) use write::render;

use super::EntityKind;

/// The marks of styles, which begin and end them.
const STYLES: [(&str, EntityKind); 5] = [
    ("**", EntityKind::Bold),
    ("__", EntityKind::Italic),
    ("--", EntityKind::Underline),
    ("~~", EntityKind::Strike),
    ("||", EntityKind::Spoiler),
];

/// The mark of a block of code.
const FENCE: &str = "```";
/// How the address of a custom emoji begins.
const EMOJI: &str = "tg://emoji?id=";
