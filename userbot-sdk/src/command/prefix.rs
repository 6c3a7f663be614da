//! Finding a command in a message.

use thiserror::Error;

/// Says why a text cannot be the prefix of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PrefixError {
    /// It is empty.
    #[error("the prefix is empty")]
    Empty,
    /// It holds a blank or a control character.
    #[error("the prefix holds a space, a line break or a control character")]
    Blank,
}

/// Checks that a text can be the prefix of commands: not empty and without blanks.
///
/// # Errors
///
/// It is empty, or holds whitespace or control characters.
pub fn validate_prefix(prefix: &str) -> Result<(), PrefixError> {
    if prefix.is_empty() {
        return Err(PrefixError::Empty);
    }
    if prefix.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(PrefixError::Blank);
    }
    Ok(())
}

/// Says what [`find_command`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prefixed<'a> {
    /// Not a command.
    None,
    /// A text whose doubled prefix says that it is not a command.
    Escaped {
        /// The text with one prefix, which is what the message should say.
        text: &'a str,
    },
    /// A command, which need not exist.
    Command {
        /// The name as it was typed, see [`fold_name`].
        name: &'a str,
        /// The byte of the text where the name and the mention end.
        rest_offset: usize,
        /// The username in `.ping@username`.
        mention: Option<&'a str>,
    },
}

/// Finds the command with which a text begins.
///
/// | Text | Prefix | Found |
/// |---|---|---|
/// | `.ping a` | `.` | command `ping` |
/// | `.ping@ann a` | `.` | command `ping` for `ann` |
/// | `..ping` | `.` | escaped: `.ping` |
/// | `. ping`, `.`, `...`, `...well` | `.` | nothing |
/// | `ub!ping` | `ub!` | command `ping` |
///
/// The name goes up to the first blank or line break. Only a doubled prefix is an escape: an
/// ellipsis stays what it is.
///
/// ```
/// use userbot_sdk::command::{Prefixed, find_command};
/// let text = ".Ping@ann  a b";
/// let Prefixed::Command { name, rest_offset, mention } = find_command(text, ".") else {
///     panic!("not found");
/// };
/// assert_eq!((name, mention, &text[rest_offset..]), ("Ping", Some("ann"), "  a b"));
/// ```
pub fn find_command<'a>(text: &'a str, prefix: &str) -> Prefixed<'a> {
    if prefix.is_empty() {
        return Prefixed::None;
    }
    let Some(after) = text.strip_prefix(prefix) else {
        return Prefixed::None;
    };
    if let Some(twice) = after.strip_prefix(prefix) {
        let escaped = !twice.starts_with(prefix) && !word(twice).is_empty();
        return if escaped {
            Prefixed::Escaped { text: after }
        } else {
            Prefixed::None
        };
    }
    let word = word(after);
    let (name, mention) = match word.split_once('@') {
        Some((name, mention)) if !mention.is_empty() => (name, Some(mention)),
        _ => (word, None),
    };
    if name.is_empty() {
        return Prefixed::None;
    }
    Prefixed::Command {
        name,
        rest_offset: prefix.len() + word.len(),
        mention,
    }
}

/// Gives what stands before the first blank.
fn word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

/// Brings a name to the form in which names are compared: lower case.
///
/// ```
/// assert_eq!(userbot_sdk::command::fold_name("Пинг"), "пинг");
/// ```
pub fn fold_name(name: &str) -> String {
    name.to_lowercase()
}
