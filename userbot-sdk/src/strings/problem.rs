//! What differs between the languages of a catalogue.

use std::collections::BTreeSet;

use thiserror::Error;

use super::catalogue::Strings;
use super::language::Language;
use super::outline::{self, Outline};
use super::plural;

/// Names something that is wrong with one language of a [`Strings`].
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
    /// A text exists only in another language than the default one.
    #[error("`{key}` in {language} has no such text in the default language")]
    Unknown {
        /// The language that has it.
        language: Language,
        /// The key.
        key: String,
    },
    /// A text takes other arguments than in the default language.
    #[error("`{key}` takes other arguments in {language}: {found:?}, elsewhere {expected:?}")]
    Arguments {
        /// The language that differs.
        language: Language,
        /// The key.
        key: String,
        /// The arguments in the default language.
        expected: Vec<String>,
        /// The arguments in this language.
        found: Vec<String>,
    },
    /// A text lacks forms that its language has for numbers.
    #[error("`{key}` in {language} lacks plural forms for `{argument}`: {}", missing.join(", "))]
    Plurals {
        /// The language.
        language: Language,
        /// The key.
        key: String,
        /// The argument that chooses the form.
        argument: String,
        /// The names of the missing forms.
        missing: Vec<String>,
    },
    /// A text refers to another one that does not exist.
    #[error("`{key}` in {language} refers to `{reference}`, which does not exist in {language}")]
    Reference {
        /// The language.
        language: Language,
        /// The key.
        key: String,
        /// The text or term that is missing.
        reference: String,
    },
}

impl StringsProblem {
    /// Returns the language that the problem is in.
    pub fn language(&self) -> &Language {
        match self {
            Self::Missing { language, .. }
            | Self::Unknown { language, .. }
            | Self::Arguments { language, .. }
            | Self::Plurals { language, .. }
            | Self::Reference { language, .. } => language,
        }
    }
}

/// Lists every problem, language by language.
pub(super) fn problems(strings: &Strings) -> Vec<StringsProblem> {
    let empty = Outline::new();
    let default = strings.default_language();
    let expected = strings.outline_of(default).unwrap_or(&empty);
    let mut problems = Vec::new();
    for (language, found) in strings.outlines() {
        let mut keys: BTreeSet<&String> = found.keys().collect();
        keys.extend(expected.keys());
        // Descriptions may stand in attributes as well, for each language where its author likes.
        let compared = |key: &&String| !key.starts_with('-') && !key.starts_with("doc-");
        for key in keys.into_iter().filter(compared) {
            if !found.contains_key(key) {
                problems.push(StringsProblem::Missing {
                    language: language.clone(),
                    key: key.clone(),
                });
            } else if !expected.contains_key(key) {
                problems.push(StringsProblem::Unknown {
                    language: language.clone(),
                    key: key.clone(),
                });
            } else {
                let wanted = outline::arguments(expected, key);
                let given = outline::arguments(found, key);
                if wanted != given {
                    problems.push(StringsProblem::Arguments {
                        language: language.clone(),
                        key: key.clone(),
                        expected: wanted.into_iter().collect(),
                        found: given.into_iter().collect(),
                    });
                }
            }
        }
        for (key, part) in found {
            for plural in &part.plurals {
                let missing = plural::missing(language, &plural.forms);
                if !missing.is_empty() {
                    problems.push(StringsProblem::Plurals {
                        language: language.clone(),
                        key: key.clone(),
                        argument: plural.argument.clone(),
                        missing,
                    });
                }
            }
            for reference in &part.references {
                if !found.contains_key(reference) {
                    problems.push(StringsProblem::Reference {
                        language: language.clone(),
                        key: key.clone(),
                        reference: reference.clone(),
                    });
                }
            }
        }
    }
    problems
}
