//! The texts of a module.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use thiserror::Error;

use super::language::Language;
use super::outline::outline;
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
    /// A key exists already in that language.
    #[error("{language}: `{key}` is defined twice")]
    Duplicate {
        /// The language of the source.
        language: Language,
        /// The key.
        key: String,
    },
}

/// Names something that differs between the languages of a [`Strings`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[non_exhaustive]
pub enum StringsProblem {
    /// A text is missing in a language.
    #[error("`{key}` is missing in {language}")]
    Missing {
        /// The language that lacks it.
        language: Language,
        /// The key.
        key: String,
    },
    /// A text takes other arguments than in another language.
    #[error("`{key}` takes other arguments in {language}: {found:?}, elsewhere {expected:?}")]
    Arguments {
        /// The language that differs.
        language: Language,
        /// The key.
        key: String,
        /// The arguments in the first language that has the key.
        expected: Vec<String>,
        /// The arguments in this language.
        found: Vec<String>,
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
#[derive(Default)]
pub struct Strings {
    languages: BTreeMap<Language, Translation>,
}

/// The texts in one language.
struct Translation {
    bundle: FluentBundle<FluentResource>,
    keys: BTreeMap<String, BTreeSet<String>>,
}

impl Strings {
    /// Makes an empty catalogue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the texts of a Fluent source; nothing is added when it has a mistake.
    ///
    /// # Errors
    ///
    /// The source is not Fluent, or a key is there already.
    pub fn add(&mut self, language: &Language, source: &str) -> Result<(), StringsError> {
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
        let keys = outline(source);
        let old = self
            .languages
            .get(language)
            .map(|translation| &translation.keys);
        let duplicate = |key: &String| StringsError::Duplicate {
            language: language.clone(),
            key: key.clone(),
        };
        if let Some(key) = keys
            .keys()
            .find(|key| old.is_some_and(|old| old.contains_key(*key)))
        {
            return Err(duplicate(key));
        }
        // The same key twice in one source: a bundle of its own finds it before anything changes.
        let mut trial = bundle(language);
        let twice = FluentResource::try_new(source.to_owned())
            .ok()
            .and_then(|resource| {
                trial
                    .add_resource(resource)
                    .err()?
                    .into_iter()
                    .find_map(|error| match error {
                        FluentError::Overriding { id, .. } => Some(id),
                        _ => None,
                    })
            });
        if let Some(key) = twice {
            return Err(duplicate(&key));
        }
        let translation = self
            .languages
            .entry(language.clone())
            .or_insert_with(|| Translation {
                bundle: bundle(language),
                keys: BTreeMap::new(),
            });
        translation.bundle.add_resource_overriding(resource);
        translation.keys.extend(keys);
        Ok(())
    }

    /// Gives a text as HTML in the first language that has it.
    ///
    /// The languages are tried in their order, each also without its region, then English. When
    /// no language has the text, its key is given. `message.attribute` looks up an attribute. An
    /// argument that the text names and `args` lacks stays visible as `{$name}`.
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
        let english = Language::english();
        languages
            .iter()
            .flat_map(|language| [language.clone(), language.base()])
            .chain([english])
            .find_map(|language| self.languages.get(&language)?.format(&language, key, args))
    }

    /// Lists the languages that have texts.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.keys()
    }

    /// Tells whether a language has a text, without the fallbacks of [`get`](Self::get).
    pub fn has(&self, language: &Language, key: &str) -> bool {
        self.languages
            .get(language)
            .is_some_and(|one| one.keys.contains_key(key))
    }

    /// Compares the languages with each other: the same keys, and the same arguments for each.
    pub fn problems(&self) -> Vec<StringsProblem> {
        let mut expected: BTreeMap<&String, &BTreeSet<String>> = BTreeMap::new();
        for translation in self.languages.values() {
            for (key, arguments) in &translation.keys {
                expected.entry(key).or_insert(arguments);
            }
        }
        let mut problems = Vec::new();
        for (language, translation) in &self.languages {
            for (key, arguments) in &expected {
                match translation.keys.get(*key) {
                    None => problems.push(StringsProblem::Missing {
                        language: language.clone(),
                        key: (*key).clone(),
                    }),
                    Some(found) if found != *arguments => {
                        problems.push(StringsProblem::Arguments {
                            language: language.clone(),
                            key: (*key).clone(),
                            expected: arguments.iter().cloned().collect(),
                            found: found.iter().cloned().collect(),
                        });
                    }
                    Some(_) => {}
                }
            }
        }
        problems
    }
}

impl Translation {
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

/// Makes an empty bundle.
fn bundle(language: &Language) -> FluentBundle<FluentResource> {
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
            .map(|(language, one)| (language, one.keys.len()));
        formatter.debug_map().entries(counts).finish()
    }
}
