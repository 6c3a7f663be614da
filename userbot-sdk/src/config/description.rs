//! What a setting accepts, in words.

use std::borrow::Cow;
use std::fmt;

use crate::duration::DurationError;
use crate::strings::{Language, Localised, Value, builtin};
use crate::text::{FormattedText, cut, escape};

/// Says what a setting accepts, in the languages of the reader: "a whole number from 1 to 100".
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Description, Integer, Validator};
/// use userbot_sdk::strings::Language;
///
/// let description = Integer::<i64>::between(1, 100).description();
/// assert_eq!(description.to_html(&[]), "a whole number from 1 to 100");
/// assert_eq!(description.to_html(&[Language::russian()]), "целое число от 1 до 100");
///
/// let own = Description::new("a colour").in_language("ru", "цвет");
/// assert_eq!(own.to_text(&[Language::russian()]), "цвет");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A text of the SDK, with what it has places for.
    Builtin(&'static str, Vec<(&'static str, Argument)>),
    /// Texts of an author, as plain text.
    Own(Vec<(Cow<'static, str>, Cow<'static, str>)>),
    /// What is wrong with a duration.
    Duration(DurationError),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Argument {
    /// A number that chooses the plural form.
    Count(usize),
    /// Something that is or could be typed.
    Code(String),
    /// Several of those.
    Codes(Vec<String>),
    /// A number or a word inside of the sentence.
    Plain(String),
    /// A part of the sentence with a translation of its own.
    Part(Description),
}

/// How many choices are listed; more make a text that nobody reads.
const MOST_CODES: usize = 24;

impl Description {
    /// Makes a description from an English text.
    pub fn new(english: impl Into<Cow<'static, str>>) -> Self {
        Self(Kind::Own(vec![("en".into(), english.into())]))
    }

    /// Adds the text in another language, named by its code.
    ///
    /// A description that the SDK made is left as it is.
    pub fn in_language(
        mut self,
        language: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        if let Kind::Own(texts) = &mut self.0 {
            texts.push((language.into(), text.into()));
        }
        self
    }

    /// Takes over texts that stand in code.
    pub(super) fn of_author(texts: &[(&'static str, &'static str)]) -> Self {
        let texts = texts.iter();
        Self(Kind::Own(
            texts
                .map(|(language, text)| ((*language).into(), (*text).into()))
                .collect(),
        ))
    }

    /// Returns true when the texts stand in code, and so cannot hold what somebody typed.
    pub(super) fn is_constant(&self) -> bool {
        match &self.0 {
            Kind::Own(texts) => texts
                .iter()
                .all(|(_, text)| matches!(text, Cow::Borrowed(_))),
            Kind::Builtin(..) | Kind::Duration(_) => false,
        }
    }

    /// Makes a description from a text of the SDK.
    pub(super) fn builtin(key: &'static str) -> Self {
        Self(Kind::Builtin(key, Vec::new()))
    }

    /// Makes a description from what is wrong with a duration.
    pub(super) fn duration(error: &DurationError) -> Self {
        Self(Kind::Duration(error.clone()))
    }

    fn with(mut self, name: &'static str, argument: Argument) -> Self {
        if let Kind::Builtin(_, arguments) = &mut self.0 {
            arguments.push((name, argument));
        }
        self
    }

    /// Fills a place with a number that chooses the plural form.
    pub(super) fn count(self, name: &'static str, count: usize) -> Self {
        self.with(name, Argument::Count(count))
    }

    /// Fills a place with something that is typed.
    pub(super) fn code(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Argument::Code(text.into()))
    }

    /// Fills a place with several things that are typed.
    pub(super) fn codes(self, name: &'static str, texts: Vec<String>) -> Self {
        self.with(name, Argument::Codes(texts))
    }

    /// Fills a place with a number.
    pub(super) fn plain(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Argument::Plain(text.into()))
    }

    /// Fills a place with another description.
    pub(super) fn part(self, name: &'static str, part: Self) -> Self {
        self.with(name, Argument::Part(part))
    }

    /// Says it as HTML, for a message, in the first of these languages that has it, else English.
    pub fn to_html(&self, languages: &[Language]) -> String {
        match &self.0 {
            Kind::Own(texts) => escape(own(texts, languages)),
            Kind::Duration(error) => error.to_html(languages),
            Kind::Builtin(key, arguments) => {
                let values: Vec<(&str, Value<'_>)> = arguments
                    .iter()
                    .map(|(name, argument)| (*name, argument.value(languages)))
                    .collect();
                builtin().get(languages, key, &values)
            }
        }
    }

    /// Says it as plain text.
    pub fn to_text(&self, languages: &[Language]) -> String {
        let html = self.to_html(languages);
        FormattedText::from_html(&html).map_or(html, |text| text.text)
    }
}

impl Argument {
    fn value(&self, languages: &[Language]) -> Value<'static> {
        let code = |text: &str| format!("<code>{}</code>", escape(text));
        match self {
            Self::Count(count) => Value::from(*count),
            Self::Code(text) => Value::html(code(text)),
            Self::Codes(texts) => {
                let shown = texts
                    .iter()
                    .take(MOST_CODES)
                    .map(|text| code(&cut(text, 64)));
                let mut all: Vec<String> = shown.collect();
                if texts.len() > MOST_CODES {
                    all.push(String::from("…"));
                }
                Value::html(all.join(", "))
            }
            Self::Plain(text) => Value::from(text.clone()),
            Self::Part(part) => Value::html(part.to_html(languages)),
        }
    }
}

/// Finds an author's text in the first language that has it, else in English, else any.
fn own<'a>(texts: &'a [(Cow<'static, str>, Cow<'static, str>)], languages: &[Language]) -> &'a str {
    let find = |code: &str| {
        let mut texts = texts.iter();
        texts.find(|(language, _)| language.eq_ignore_ascii_case(code))
    };
    languages
        .iter()
        .flat_map(|language| [language.to_string(), language.base().to_string()])
        .chain([String::from("en")])
        .find_map(|code| find(&code))
        .or(texts.first())
        .map_or("", |(_, text)| text)
}

impl fmt::Display for Description {
    /// Says it in English.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_text(&[]))
    }
}

impl Localised for Description {
    fn localised(&self, language: &Language) -> String {
        self.to_text(std::slice::from_ref(language))
    }
}
