//! The name of a language.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use unic_langid::LanguageIdentifier;

/// Says that a text is not the name of a language.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a language code such as en, ru or pt-BR")]
pub struct LanguageError {
    /// The text.
    pub text: String,
}

/// Names a language, such as `en`, `ru` or `pt-BR`.
///
/// ```
/// use userbot_sdk::strings::Language;
/// let language: Language = "pt_br".parse()?;
/// assert_eq!(language.to_string(), "pt-BR");
/// assert!("parrot language".parse::<Language>().is_err());
/// # Ok::<(), userbot_sdk::strings::LanguageError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(LanguageIdentifier);

impl Language {
    /// Reads a code of two or three letters, with script and region if need be (BCP 47).
    ///
    /// # Errors
    ///
    /// The text is something else.
    pub fn new(code: &str) -> Result<Self, LanguageError> {
        let error = || LanguageError {
            text: code.to_owned(),
        };
        let identifier: LanguageIdentifier = code.trim().parse().map_err(|_| error())?;
        if !matches!(identifier.language.as_str().len(), 2..=3) || identifier.language.is_empty() {
            return Err(error());
        }
        Ok(Self(identifier))
    }

    /// Gives English, in which every text exists.
    pub fn english() -> Self {
        Self(unic_langid_of("en"))
    }

    /// Gives Russian.
    pub fn russian() -> Self {
        Self(unic_langid_of("ru"))
    }

    /// Gives the language without script and region: `pt` for `pt-BR`.
    pub fn base(&self) -> Self {
        let mut base = LanguageIdentifier::default();
        base.language = self.0.language;
        Self(base)
    }

    /// Gives the identifier that Fluent works with.
    pub(super) fn identifier(&self) -> &LanguageIdentifier {
        &self.0
    }
}

/// Makes one of the identifiers that are known to be good; an unknown one would be `und`.
fn unic_langid_of(code: &'static str) -> LanguageIdentifier {
    code.parse().unwrap_or_default()
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(code: &str) -> Result<Self, LanguageError> {
        Self::new(code)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl serde::Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::new(&code).map_err(serde::de::Error::custom)
    }
}
