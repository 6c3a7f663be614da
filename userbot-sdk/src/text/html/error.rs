//! What can be wrong with HTML.

use thiserror::Error;

/// Says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HtmlErrorKind {
    /// A `<` that does not begin a tag.
    #[error("`<` does not begin a tag here; write `&lt;` for the character")]
    StrayLessThan,
    /// A tag whose `>` is missing.
    #[error("the tag is never finished with `>`")]
    UnfinishedTag,
    /// A tag that Telegram does not have.
    #[error("Telegram has no tag `<{name}>`; write `&lt;` for the character `<`")]
    UnknownTag {
        /// Its name.
        name: String,
    },
    /// An attribute that a tag needs is missing or has a wrong value.
    #[error("`<{tag}>` needs {needed}")]
    WrongAttribute {
        /// The name of the tag.
        tag: String,
        /// What it needs.
        needed: &'static str,
    },
    /// A closing tag without an opening one.
    #[error("`</{name}>` closes nothing")]
    UnexpectedClose {
        /// Its name.
        name: String,
    },
    /// A closing tag in the wrong order.
    #[error("`</{found}>` stands where `</{expected}>` must come first")]
    WrongOrder {
        /// The tag that is open.
        expected: String,
        /// The tag that is closed.
        found: String,
    },
    /// A tag that is never closed.
    #[error("`<{name}>` is never closed")]
    Unclosed {
        /// Its name.
        name: String,
    },
    /// Too many tags inside each other.
    #[error("more than {limit} tags are open at once")]
    TooDeep {
        /// How many may be open.
        limit: usize,
    },
}

/// Says what is wrong with an HTML text and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct HtmlError {
    /// What is wrong.
    pub kind: HtmlErrorKind,
    /// The byte where it begins.
    pub position: usize,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl HtmlError {
    /// Finds line and column of a byte.
    pub(super) fn at(kind: HtmlErrorKind, source: &str, position: usize) -> Self {
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
