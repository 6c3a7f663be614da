//! Values that may be missing.

use crate::config::list::{quote, unquote};
use crate::config::reason::trimmed;
use crate::config::{DefaultValidator, Description, Editor, Invalid, Validator};

/// Accepts what another validator accepts, or nothing.
///
/// Nothing is written as an empty text, or as `none`, `null` or `нет` where the other validator
/// does not accept that word. An empty text that is there, for a validator that accepts one, is
/// written as `""`.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Integer, Optional, Text, Validator};
///
/// let limit = Optional(Integer::between(1, 9));
/// assert_eq!(limit.parse("5"), Ok(Some(5)));
/// assert_eq!(limit.parse(""), Ok(None));
/// assert_eq!(limit.parse("none"), Ok(None));
///
/// let name = Optional(Text::new());
/// assert_eq!(name.parse("none"), Ok(Some("none".to_owned())));
/// assert_eq!(name.parse("\"\""), Ok(Some(String::new())));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Optional<V>(
    /// What is there when something is there.
    pub V,
);

/// Reads an empty text in quotation marks, such as `""`, or such a text in quotation marks again.
///
/// These are the texts that mean something else than themselves here, so that every text can be
/// written.
fn quoted_blank(text: &str) -> Option<String> {
    let (inside, after) = unquote(text.strip_prefix('"')?)?;
    let special = after.is_empty() && is_special(&inside);
    special.then_some(inside)
}

/// Tells whether a text needs quotation marks.
fn is_special(text: &str) -> bool {
    trimmed(text).is_empty() || quoted_blank(text.trim()).is_some()
}

impl<V: Validator> Validator for Optional<V> {
    type Value = Option<V::Value>;

    fn parse(&self, text: &str) -> Result<Self::Value, Invalid> {
        if trimmed(text).is_empty() {
            return Ok(None);
        }
        if let Some(inside) = quoted_blank(text.trim()) {
            return self.0.parse(&inside).map(Some);
        }
        match self.0.parse(text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let word = trimmed(text);
                let none = ["none", "null"]
                    .iter()
                    .any(|none| word.eq_ignore_ascii_case(none))
                    || ["нет", "Нет", "НЕТ"].contains(&word);
                if none { Ok(None) } else { Err(error) }
            }
        }
    }

    fn render(&self, value: &Self::Value) -> String {
        match value {
            None => String::new(),
            Some(value) => {
                let text = self.0.render(value);
                if is_special(&text) {
                    quote(&text)
                } else {
                    text
                }
            }
        }
    }

    fn check(&self, value: &Self::Value) -> Result<(), Invalid> {
        value.as_ref().map_or(Ok(()), |value| self.0.check(value))
    }

    fn description(&self) -> Description {
        Description::builtin("value-optional").part("what", self.0.description())
    }

    fn editor(&self) -> Editor {
        Editor::Optional {
            inner: Box::new(self.0.editor()),
        }
    }

    fn is_secret(&self) -> bool {
        self.0.is_secret()
    }

    fn show(&self, value: &Self::Value) -> String {
        match value {
            Some(value) if self.is_secret() => self.0.show(value),
            _ => self.render(value),
        }
    }

    fn problem(&self) -> Option<String> {
        self.0.problem()
    }

    fn wipe(value: &mut Self::Value) {
        if let Some(value) = value {
            V::wipe(value);
        }
    }
}

impl<T: DefaultValidator> DefaultValidator for Option<T> {
    type Validator = Optional<T::Validator>;

    fn validator() -> Self::Validator {
        Optional(T::validator())
    }
}
