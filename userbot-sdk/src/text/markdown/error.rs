//! What can be wrong with Markdown.

use thiserror::Error;

/// Says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MarkdownErrorKind {
    /// A mark that begins something which never ends.
    #[error("`{mark}` is never closed; write `\\` before a character that is meant as such")]
    Unclosed {
        /// The mark.
        mark: String,
    },
    /// Two marks with nothing between them.
    #[error("there is nothing between `{mark}` and `{mark}`")]
    Empty {
        /// The mark.
        mark: String,
    },
    /// A link without an address.
    #[error("`[…]` needs an address, as in `[text](https://example.org)`")]
    NoAddress,
    /// An image that is no custom emoji.
    #[error(
        "`![…](…)` needs the number of a custom emoji, as in `![👍](tg://emoji?id=5368324170671202286)`"
    )]
    NoEmoji,
}

/// Says what is wrong with a Markdown text and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct MarkdownError {
    /// What is wrong.
    pub kind: MarkdownErrorKind,
    /// The byte where it begins.
    pub position: usize,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl MarkdownError {
    /// Finds line and column of a byte.
    pub(super) fn at(kind: MarkdownErrorKind, source: &str, position: usize) -> Self {
        let before = source.get(..position).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            kind,
            position,
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}
