//! Arguments as they were typed.

use std::fmt;
use std::ops::Deref;

/// Holds everything after the name of a command, with its spacing.
///
/// Take it in place of a `clap::Args` type where the text is not a list of words: a note, a piece
/// of code, a search. Quotes, dashes and backslashes mean themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Raw(String);

impl Raw {
    /// Takes what follows the name of a command.
    ///
    /// The blanks that part it from the name are left out: those of the same line and one line
    /// break. The indentation of a text that begins on the next line stays.
    ///
    /// ```
    /// use userbot_sdk::command::Raw;
    /// assert_eq!(&*Raw::after_name("  a  b\n c"), "a  b\n c");
    /// assert_eq!(&*Raw::after_name(" \n  indented"), "  indented");
    /// ```
    pub fn after_name(rest: &str) -> Self {
        let text =
            rest.trim_start_matches(|c: char| c.is_whitespace() && !matches!(c, '\n' | '\r'));
        let text = text
            .strip_prefix("\r\n")
            .or_else(|| text.strip_prefix(['\n', '\r']))
            .unwrap_or(text);
        Self(text.to_owned())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Deref for Raw {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Raw {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Raw> for String {
    fn from(raw: Raw) -> Self {
        raw.0
    }
}

impl From<&str> for Raw {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
