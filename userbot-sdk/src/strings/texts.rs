//! The texts of a module as the macros embed them.

use super::catalogue::{Strings, StringsError};
use super::language::Language;

/// Is the texts of a module, as constant data: `#[module(texts = "locales")]` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// The code of the language in which every text exists.
    pub default_language: &'static str,
    /// One file for each language, the default language first.
    pub files: &'static [TextFile],
    /// The keys that the source of the module looks up, when all of them are known.
    pub used: Option<&'static [&'static str]>,
}

/// Is the texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFile {
    /// The language code, such as `en` or `pt-br`.
    pub language: &'static str,
    /// The path in the source, for messages.
    pub path: &'static str,
    /// The content, in Fluent.
    pub source: &'static str,
}

impl Texts {
    /// No texts at all.
    pub const NONE: Self = Self {
        default_language: "en",
        files: &[],
        used: None,
    };

    /// Returns true when there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Reads the files.
    ///
    /// # Errors
    ///
    /// Says in which file something is wrong. What the macros embed was checked by them.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::strings::{TextFile, Texts};
    ///
    /// let texts = Texts {
    ///     files: &[TextFile { language: "en", path: "en.ftl", source: "hello = Hello!" }],
    ///     ..Texts::NONE
    /// };
    /// assert_eq!(texts.read()?.get(&[], "hello", &[]), "Hello!");
    /// # Ok::<(), userbot_sdk::strings::StringsError>(())
    /// ```
    pub fn read(&self) -> Result<Strings, StringsError> {
        let mut strings = Strings::with_default(language(self.default_language)?);
        for file in self.files {
            strings.add(&language(file.language)?, file.source)?;
        }
        Ok(strings)
    }
}

fn language(code: &str) -> Result<Language, StringsError> {
    Ok(Language::new(code)?)
}
