//! The description of a module, as constant data that the macros write.

use std::fmt;

use crate::strings::{Language, Texts};

/// Is a text in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// The language code, such as `en` or `ru`.
    pub language: &'static str,
    /// The text. The first paragraph is the summary.
    pub text: &'static str,
}

/// Is a text in several languages; the doc comment comes first, as English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Docs(pub &'static [Doc]);

impl Docs {
    /// Returns the whole text in the first of these languages that it has, else the first text.
    pub fn text<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> &'static str {
        for language in languages {
            if let Some(doc) = self.0.iter().find(|doc| doc.language == language) {
                return doc.text;
            }
        }
        self.0.first().map_or("", |doc| doc.text)
    }

    /// Returns the first paragraph on one line, without its final period.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::module::{Doc, Docs};
    ///
    /// let docs = Docs(&[
    ///     Doc { language: "en", text: "Says\nhello.\n\nMore." },
    ///     Doc { language: "ru", text: "Здоровается." },
    /// ]);
    /// assert_eq!(docs.summary(["en"]), "Says hello");
    /// assert_eq!(docs.summary(["ru", "en"]), "Здоровается");
    /// assert_eq!(docs.summary(["de"]), "Says hello");
    /// ```
    pub fn summary<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> String {
        summary(self.text(languages))
    }

    /// Returns what follows the first paragraph, with its line breaks.
    pub fn details<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> &'static str {
        details(self.text(languages))
    }

    /// Returns the text in exactly this language.
    pub fn in_language(&self, language: &Language) -> Option<&'static str> {
        self.0
            .iter()
            .find(|doc| Language::new(doc.language).as_ref() == Ok(language))
            .map(|doc| doc.text)
    }

    /// Returns true when there is no text in any language.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|doc| doc.text.trim().is_empty())
    }
}

/// Gives the first paragraph on one line, without its final period.
pub(super) fn summary(text: &str) -> String {
    let first = text.trim().split("\n\n").next().unwrap_or_default();
    let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
    line.strip_suffix('.')
        .map_or_else(|| line.clone(), str::to_owned)
}

/// Gives what follows the first paragraph.
pub(super) fn details(text: &str) -> &str {
    text.trim()
        .split_once("\n\n")
        .map_or("", |(_, rest)| rest.trim())
}

/// Is a place in somebody's source code: what start-up problems point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLocation {
    /// The file, as the compiler names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Describes a module: its name, docs and origin.
#[derive(Debug, Clone, Copy)]
pub struct ModuleInfo {
    /// The name that people see and type, such as `Reminder`.
    pub name: &'static str,
    /// The version of the crate that the module is from.
    pub version: &'static str,
    /// The crate that the module is from.
    pub crate_name: &'static str,
    /// The SDK version that the module was compiled against.
    pub sdk_version: &'static str,
    /// What the module is for.
    pub docs: Docs,
    /// Its translated texts.
    pub texts: Texts,
    /// Where the struct stands.
    pub location: SourceLocation,
}
