//! The texts of a module.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use thiserror::Error;

use super::language::{Language, LanguageError};
use super::outline::{self, Outline};
use super::problem::StringsProblem;
use super::value::Value;

/// Says why texts cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StringsError {
    /// The source is not Fluent.
    #[error("{language}, line {line}: {reason}")]
    Syntax {
        /// The language of the source.
        language: Language,
        /// The line, counted from 1.
        line: usize,
        /// What Fluent says.
        reason: String,
    },
    /// The name of the language is none.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// A key exists already in that language.
    #[error("{language}: `{key}` is defined twice")]
    Duplicate {
        /// The language of the source.
        language: Language,
        /// The key.
        key: String,
    },
}

/// Holds texts in several languages.
///
/// ```
/// use userbot_sdk::strings::{Language, Strings, Value};
///
/// let mut strings = Strings::new();
/// strings.add(&Language::english(), "apples = { $count ->
///     [one] { $count } apple
///    *[other] { $count } apples
/// } for { $who }")?;
/// strings.add(&Language::russian(), "apples = { $count ->
///     [one] { $count } яблоко
///     [few] { $count } яблока
///    *[many] { $count } яблок
/// } для { $who }")?;
///
/// let args = [("count", Value::from(3)), ("who", Value::from("<Ann>"))];
/// assert_eq!(strings.get(&[Language::russian()], "apples", &args), "3 яблока для &lt;Ann&gt;");
/// assert_eq!(strings.get(&[], "apples", &args), "3 apples for &lt;Ann&gt;");
/// assert_eq!(strings.get(&[], "pears", &[]), "pears");
/// # Ok::<(), userbot_sdk::strings::StringsError>(())
/// ```
pub struct Strings {
    default: Language,
    languages: BTreeMap<Language, Shelf>,
}

/// The texts in one language, which are read when somebody first asks for them.
struct Shelf {
    language: Language,
    /// Sources that are known to be good.
    waiting: Vec<&'static str>,
    read: OnceLock<Translation>,
}

/// What was read of one language.
struct Translation {
    bundle: FluentBundle<Arc<FluentResource>>,
    /// What the bundle is made of.
    resources: Vec<Arc<FluentResource>>,
    outline: Outline,
    /// The keys that somebody replaced.
    replaced: BTreeSet<String>,
}

impl Default for Strings {
    fn default() -> Self {
        Self::with_default(Language::english())
    }
}

impl Strings {
    /// Makes an empty catalogue in which every text is to exist in English.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty catalogue in which every text is to exist in this language.
    pub fn with_default(language: Language) -> Self {
        Self {
            default: language,
            languages: BTreeMap::new(),
        }
    }

    /// Returns the language that is tried last.
    pub fn default_language(&self) -> &Language {
        &self.default
    }

    /// Adds the texts of a Fluent source; nothing is added when it has a mistake.
    ///
    /// # Errors
    ///
    /// The source is not Fluent, or a key is there already.
    pub fn add(&mut self, language: &Language, source: &str) -> Result<(), StringsError> {
        let resource = parse(language, source)?;
        let outline = outline::outline(&resource);
        let old = self.languages.get(language).map(|one| &one.outline);
        if let Some(key) = outline
            .keys()
            .find(|key| old.is_some_and(|old| old.contains_key(*key)))
        {
            return Err(StringsError::Duplicate {
                language: language.clone(),
                key: key.clone(),
            });
        }
        self.put(language, resource, outline);
        Ok(())
    }

    /// Adds the texts of a Fluent source that a test has read, and reads them when somebody first asks
    /// for a text in this language.
    pub(super) fn add_later(&mut self, language: &Language, source: &'static str) {
        let there = self
            .languages
            .entry(language.clone())
            .or_insert_with(|| Shelf::empty(language));
        match there.read.get_mut() {
            None => there.waiting.push(source),
            Some(translation) => translation.put_good(language, source),
        }
    }

    /// Gives a catalogue in which the texts of a source take the place of those with the same keys.
    ///
    /// # Errors
    ///
    /// The source is not Fluent.
    pub fn replaced(&self, language: &Language, source: &str) -> Result<Self, StringsError> {
        let resource = parse(language, source)?;
        let outline = outline::outline(&resource);
        let mut new = Self::with_default(self.default.clone());
        for (language, old) in &self.languages {
            let mut copy = Translation::new(language);
            for resource in &old.resources {
                copy.bundle.add_resource_overriding(Arc::clone(resource));
            }
            copy.resources.clone_from(&old.resources);
            copy.outline.clone_from(&old.outline);
            copy.replaced.clone_from(&old.replaced);
            new.languages
                .insert(language.clone(), Shelf::of(language, copy));
        }
        let keys: Vec<String> = outline.keys().cloned().collect();
        new.put(language, resource, outline).replaced.extend(keys);
        Ok(new)
    }

    /// Adds a source, over what is there.
    fn put(
        &mut self,
        language: &Language,
        resource: Arc<FluentResource>,
        outline: Outline,
    ) -> &mut Translation {
        let translation = self
            .languages
            .entry(language.clone())
            .or_insert_with(|| Shelf::empty(language))
            .translation_mut();
        translation.put(resource, outline);
        translation
    }

    /// Gives a text as HTML in the first language that has it.
    ///
    /// The languages are tried in their order, each also without its region, then the default
    /// one. When no language has the text, its key is given. `message.attribute` looks up an
    /// attribute. An argument that the text names and `args` lacks stays visible as `{$name}`.
    pub fn get(&self, languages: &[Language], key: &str, args: &[(&str, Value<'_>)]) -> String {
        self.find(languages, key, args)
            .unwrap_or_else(|| key.to_owned())
    }

    /// Gives a text like [`get`](Self::get), or `None` when no language has it.
    pub fn find(
        &self,
        languages: &[Language],
        key: &str,
        args: &[(&str, Value<'_>)],
    ) -> Option<String> {
        self.in_order(languages)
            .find_map(|(language, one)| one.format(language, key, args))
    }

    /// Gives the translations in the order in which they are tried.
    fn in_order<'s>(
        &'s self,
        languages: &'s [Language],
    ) -> impl Iterator<Item = (&'s Language, &'s Translation)> {
        let base = self.default.base();
        languages
            .iter()
            .flat_map(|language| [language.clone(), language.base()])
            .chain([self.default.clone(), base])
            .filter_map(|language| self.languages.get_key_value(&language))
            .map(|(language, shelf)| (language, shelf.translation()))
    }

    /// Lists the languages that have texts.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.keys()
    }

    /// Lists the keys of the texts in a language; attributes are keys of their own,
    /// `message.attribute`.
    pub fn keys(&self, language: &Language) -> impl Iterator<Item = &str> {
        self.languages
            .get(language)
            .into_iter()
            .flat_map(|one| one.outline.keys())
            .map(String::as_str)
            .filter(|key| !key.starts_with('-'))
    }

    /// Tells whether a language has a text, without the fallbacks of [`get`](Self::get).
    pub fn has(&self, language: &Language, key: &str) -> bool {
        self.languages
            .get(language)
            .is_some_and(|one| one.outline.contains_key(key))
    }

    /// Tells whether another text in this language refers to this one.
    pub fn is_referred(&self, language: &Language, key: &str) -> bool {
        self.languages.get(language).is_some_and(|one| {
            let mut parts = one.outline.values();
            parts.any(|part| part.references.contains(key))
        })
    }

    /// Tells whether a text in this language is one that somebody put in the place of the author's.
    pub fn is_replaced(&self, language: &Language, key: &str) -> bool {
        self.languages
            .get(language)
            .is_some_and(|one| one.replaced.contains(key))
    }

    pub(super) fn outlines(&self) -> impl Iterator<Item = (&Language, &Outline)> {
        self.languages
            .iter()
            .map(|(language, one)| (language, &one.outline))
    }

    pub(super) fn outline_of(&self, language: &Language) -> Option<&Outline> {
        self.languages.get(language).map(|one| &one.outline)
    }

    /// Compares the other languages with the default one: the same keys, the same arguments for
    /// each; and looks for the plural forms that each language has.
    pub fn problems(&self) -> Vec<StringsProblem> {
        super::problem::problems(self)
    }
}

impl Shelf {
    fn empty(language: &Language) -> Self {
        Self {
            language: language.clone(),
            waiting: Vec::new(),
            read: OnceLock::new(),
        }
    }

    fn of(language: &Language, translation: Translation) -> Self {
        Self {
            read: OnceLock::from(translation),
            ..Self::empty(language)
        }
    }

    fn translation(&self) -> &Translation {
        self.read.get_or_init(|| {
            let mut translation = Translation::new(&self.language);
            for source in &self.waiting {
                translation.put_good(&self.language, source);
            }
            translation
        })
    }

    fn translation_mut(&mut self) -> &mut Translation {
        self.translation();
        match self.read.get_mut() {
            Some(translation) => translation,
            None => unreachable!("it was read one line above"),
        }
    }
}

impl Deref for Shelf {
    type Target = Translation;

    fn deref(&self) -> &Translation {
        self.translation()
    }
}

impl Translation {
    fn new(language: &Language) -> Self {
        Self {
            bundle: bundle(language),
            resources: Vec::new(),
            outline: Outline::new(),
            replaced: BTreeSet::new(),
        }
    }

    fn put(&mut self, resource: Arc<FluentResource>, outline: Outline) {
        self.bundle.add_resource_overriding(Arc::clone(&resource));
        self.resources.push(resource);
        self.outline.extend(outline);
    }

    /// Adds a source that is known to be good; were it broken, its keys would be shown.
    fn put_good(&mut self, language: &Language, source: &str) {
        match parse(language, source) {
            Ok(resource) => {
                let outline = outline::outline(&resource);
                self.put(resource, outline);
            }
            Err(error) => tracing::error!(%error, "a text of the SDK is broken"),
        }
    }

    fn format(&self, language: &Language, key: &str, args: &[(&str, Value<'_>)]) -> Option<String> {
        let (message, attribute) = match key.split_once('.') {
            Some((message, attribute)) => (message, Some(attribute)),
            None => (key, None),
        };
        let message = self.bundle.get_message(message)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut arguments = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            arguments.set((*name).to_owned(), value.to_fluent(language));
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut errors);
        if let Some(error) = errors.first() {
            tracing::warn!(key, %error, "a translated text could not be filled in");
        }
        Some(text.into_owned())
    }
}

/// Reads a source.
fn parse(language: &Language, source: &str) -> Result<Arc<FluentResource>, StringsError> {
    let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
        // A failure has at least one error; the first one is where reading went wrong.
        let first = errors.first();
        let position = first.map_or(0, |error| error.pos.start);
        let before = source.get(..position).unwrap_or(source);
        StringsError::Syntax {
            language: language.clone(),
            line: before.matches('\n').count() + 1,
            reason: first.map(ToString::to_string).unwrap_or_default(),
        }
    })?;
    let mut seen = BTreeSet::new();
    let twice = outline::names(&resource).find(|name| !seen.insert(name.clone()));
    match twice {
        None => Ok(Arc::new(resource)),
        Some(key) => Err(StringsError::Duplicate {
            language: language.clone(),
            key,
        }),
    }
}

/// Makes an empty bundle.
fn bundle(language: &Language) -> FluentBundle<Arc<FluentResource>> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier().clone()]);
    // The marks around arguments that Fluent adds for mixed directions would break HTML
    // attributes and searches in answers.
    bundle.set_use_isolating(false);
    bundle
}

impl fmt::Debug for Strings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self
            .languages
            .iter()
            .map(|(language, one)| (language, one.outline.len()));
        formatter.debug_map().entries(counts).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_when_somebody_asks_for_it() {
        let (english, russian) = (Language::english(), Language::russian());
        let in_russian = std::slice::from_ref(&russian);
        let mut strings = Strings::new();
        strings.add_later(&english, "hello = Hello");
        strings.add_later(&russian, "hello = Привет");
        strings.add_later(&russian, "bye = Пока");
        let is_read = |strings: &Strings, language| {
            let shelf = strings.languages.get(language);
            shelf.is_some_and(|shelf| shelf.read.get().is_some())
        };

        assert_eq!(strings.get(&[], "hello", &[]), "Hello");
        assert!(!is_read(&strings, &russian));
        assert_eq!(strings.languages().count(), 2);
        assert!(!is_read(&strings, &russian));

        assert_eq!(strings.get(in_russian, "bye", &[]), "Пока");
        strings.add_later(&russian, "later = Позже");
        assert_eq!(strings.get(in_russian, "later", &[]), "Позже");
        assert!(strings.add(&russian, "later = Потом").is_err());
        let replaced = strings.replaced(&russian, "hello = Здравствуйте").unwrap();
        assert_eq!(replaced.get(in_russian, "hello", &[]), "Здравствуйте");
        assert_eq!(replaced.get(in_russian, "bye", &[]), "Пока");
    }
}
