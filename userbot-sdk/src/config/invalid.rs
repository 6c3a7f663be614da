//! Why a text or a value does not fit.

use std::borrow::Cow;
use std::fmt;

use super::Description;
use super::reason::Reason;
use crate::strings::{Language, Localised};
use crate::text::FormattedText;

/// Says why a text or a value does not fit, in the languages of the reader.
///
/// It may quote what was typed, shortened, but never a part of a secret: what comes out of
/// [`Hidden`](super::Hidden) is quoted nowhere, in [`Debug`](fmt::Debug) neither.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Integer, Reason, Series, Validator};
/// use userbot_sdk::strings::Language;
///
/// let error = Series::of(Integer::between(1, 9)).parse("3, x").unwrap_err();
/// assert_eq!(error.to_string(), "Item 2: x is not a whole number.");
/// assert_eq!(
///     error.to_html(&[Language::russian()]),
///     "Элемент 2: <code>x</code> — не целое число.",
/// );
/// assert!(matches!(error.reason(), Reason::Item { position: 2, .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid(Box<Reason>);

impl Invalid {
    /// Makes an error from an English text, a sentence or a part of one.
    ///
    /// A text that is made at run time may quote what was typed; under
    /// [`Hidden`](super::Hidden) it is replaced by one that says nothing. A text that stands in
    /// code is always shown.
    pub fn new(english: impl Into<Cow<'static, str>>) -> Self {
        Self::from(Reason::Own(Description::new(english)))
    }

    /// Adds the text in another language, named by its code.
    pub fn in_language(
        self,
        language: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        match *self.0 {
            Reason::Own(description) => {
                Self::from(Reason::Own(description.in_language(language, text)))
            }
            reason => Self::from(reason),
        }
    }

    /// Returns the reason.
    pub fn reason(&self) -> &Reason {
        &self.0
    }

    /// Says it as a sentence in HTML, in the first of these languages that has it, else English.
    pub fn to_html(&self, languages: &[Language]) -> String {
        sentence(&self.phrase().to_html(languages))
    }

    /// Says it as a sentence in plain text.
    pub fn to_text(&self, languages: &[Language]) -> String {
        let html = self.to_html(languages);
        FormattedText::from_html(&html).map_or(html, |text| text.text)
    }

    /// Returns the words, without a capital letter and a full stop.
    pub(super) fn phrase(&self) -> Description {
        self.0.phrase()
    }

    /// Takes everything away that was typed.
    pub(super) fn redacted(self) -> Self {
        Self::from(self.0.redacted())
    }

    /// Takes everything away that was typed when it may be a secret.
    pub(super) fn redacted_if(self, secret: bool) -> Self {
        if secret { self.redacted() } else { self }
    }
}

impl From<Reason> for Invalid {
    fn from(reason: Reason) -> Self {
        Self(Box::new(reason))
    }
}

/// Makes a sentence of a phrase: a capital letter, and a full stop when there is no mark.
fn sentence(html: &str) -> String {
    let mut characters = html.chars();
    let mut text: String = match characters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(characters).collect(),
        _ => html.to_owned(),
    };
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

impl fmt::Display for Invalid {
    /// Says it in English.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_text(&[]))
    }
}

impl std::error::Error for Invalid {}

impl Localised for Invalid {
    fn localised(&self, language: &Language) -> String {
        self.to_text(std::slice::from_ref(language))
    }
}
