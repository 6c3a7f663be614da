//! What is checked before somebody's texts take the place of an author's.

use std::collections::BTreeSet;

use thiserror::Error;

use super::builtin::builtin;
use super::catalogue::{Strings, StringsError};
use super::language::Language;
use super::outline;
use super::value::Value;

/// Says why a file of texts is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TranslationMistake {
    /// There is no such module.
    #[error("there is no module `{name}`")]
    Module {
        /// The name that was given.
        name: String,
    },
    /// The file is not Fluent.
    #[error(transparent)]
    Source(StringsError),
    /// There is no text in it.
    #[error("there is no text in the file")]
    Empty,
    /// The module has no such text.
    #[error("there is no text `{key}` in the module")]
    Unknown {
        /// The key.
        key: String,
        /// The nearest key that exists.
        nearest: Option<String>,
    },
    /// The module never fills this place.
    #[error("`{key}` has a place for `{argument}`, which the module does not fill")]
    Argument {
        /// The key.
        key: String,
        /// The name of the argument.
        argument: String,
        /// The arguments that the text is given.
        known: Vec<String>,
    },
    /// A text refers to one that does not exist.
    #[error("`{key}` refers to `{reference}`, which does not exist")]
    Reference {
        /// The key.
        key: String,
        /// The text or term that is missing.
        reference: String,
    },
}

impl TranslationMistake {
    /// Says it to a person, as HTML.
    pub fn to_html(&self, languages: &[Language]) -> String {
        let say = |key: &str, args: &[(&str, Value<'_>)]| builtin().get(languages, key, args);
        match self {
            Self::Module { name } => say("translation-no-module", &[("name", name.into())]),
            Self::Source(StringsError::Syntax { line, reason, .. }) => say(
                "translation-syntax",
                &[("line", (*line).into()), ("reason", reason.into())],
            ),
            Self::Source(StringsError::Duplicate { key, .. }) => {
                say("translation-twice", &[("key", key.into())])
            }
            Self::Source(StringsError::Language(error)) => {
                say("language-wrong", &[("code", (&error.text).into())])
            }
            Self::Empty => say("translation-empty", &[]),
            Self::Unknown { key, nearest } => {
                let text = say("translation-unknown", &[("key", key.into())]);
                match nearest {
                    None => text,
                    Some(nearest) => {
                        let names = format!("<code>{nearest}</code>");
                        let hint = [("names", Value::html(names))];
                        format!("{text} {}", say("argument-did-you-mean", &hint))
                    }
                }
            }
            Self::Argument {
                key,
                argument,
                known,
            } => say(
                "translation-argument",
                &[
                    ("key", key.into()),
                    ("argument", format!("${argument}").into()),
                    ("count", known.len().into()),
                    (
                        "known",
                        known
                            .iter()
                            .map(|name| format!("${name}"))
                            .collect::<Vec<_>>()
                            .join(", ")
                            .into(),
                    ),
                ],
            ),
            Self::Reference { key, reference } => say(
                "translation-reference",
                &[("key", key.into()), ("reference", reference.into())],
            ),
        }
    }
}

/// Puts texts in the place of those of a catalogue; nothing changes when there is a mistake.
///
/// `docs` are the keys of descriptions, which need not be in the catalogue.
pub(super) fn replaced(
    own: &Strings,
    docs: &BTreeSet<String>,
    language: &Language,
    source: &str,
) -> Result<Strings, Vec<TranslationMistake>> {
    let mut alone = Strings::with_default(language.clone());
    alone
        .add(language, source)
        .map_err(|error| vec![TranslationMistake::Source(error)])?;
    let new = own
        .replaced(language, source)
        .map_err(|error| vec![TranslationMistake::Source(error)])?;
    let empty = outline::Outline::new();
    let given = alone.outline_of(language).unwrap_or(&empty);
    let result = new.outline_of(language).unwrap_or(&empty);
    let mut mistakes = Vec::new();
    if given.keys().all(|key| key.starts_with('-')) {
        mistakes.push(TranslationMistake::Empty);
    }
    for (key, part) in given {
        for reference in &part.references {
            if !result.contains_key(reference) {
                mistakes.push(TranslationMistake::Reference {
                    key: key.clone(),
                    reference: reference.clone(),
                });
            }
        }
        if key.starts_with('-') {
            continue;
        }
        let exists = own.outlines().any(|(_, outline)| outline.contains_key(key));
        if !exists && !docs.contains(key) {
            mistakes.push(TranslationMistake::Unknown {
                key: key.clone(),
                nearest: nearest(own, docs, key),
            });
            continue;
        }
        let known: BTreeSet<String> = own
            .outlines()
            .flat_map(|(_, outline)| outline::arguments(outline, key))
            .collect();
        for argument in outline::arguments(result, key) {
            if !known.contains(&argument) {
                mistakes.push(TranslationMistake::Argument {
                    key: key.clone(),
                    argument,
                    known: known.iter().cloned().collect(),
                });
            }
        }
    }
    if mistakes.is_empty() {
        Ok(new)
    } else {
        Err(mistakes)
    }
}

/// Gives the key that was probably meant.
fn nearest(own: &Strings, docs: &BTreeSet<String>, key: &str) -> Option<String> {
    let known = own.outlines().flat_map(|(_, outline)| outline.keys());
    known
        .chain(docs)
        .filter(|known| !known.starts_with('-'))
        .map(|known| (strsim::osa_distance(key, known), known))
        .filter(|(distance, _)| *distance <= 3.min(key.chars().count() / 2))
        .min()
        .map(|(_, known)| known.clone())
}
