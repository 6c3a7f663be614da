//! One of several things.

use std::collections::BTreeMap;

use crate::config::reason::{quoted, trimmed};
use crate::config::{Choices, Description, Editor, EditorOption, Invalid, Reason, Validator};

/// Accepts one of several words, or one variant of an enum with `#[derive(Choice)]`.
///
/// A word is read as it is written in the list, or else in upper or lower case when only one of
/// them fits. A word that looks like a number is a word like all others.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Choice, Validator};
///
/// const LEVEL: Choice = Choice::new(&["1", "2", "off"]);
/// assert_eq!(LEVEL.parse("1"), Ok("1".to_owned()));
/// assert_eq!(LEVEL.parse("OFF"), Ok("off".to_owned()));
/// assert!(LEVEL.parse("3").is_err());
/// ```
///
/// An enum says more than a text, and the compiler checks every use of it:
///
/// ```
/// use userbot_sdk::config::{Choice, DefaultValidator, Validator};
///
/// #[derive(Choice, Debug, PartialEq)]
/// enum Mode {
///     /// Answers at once.
///     Fast,
///     /// Waits a little.
///     #[choice(name = "slow", doc(ru = "Немного ждёт."))]
///     Patient,
/// }
///
/// assert_eq!(Mode::validator().parse("slow"), Ok(Mode::Patient));
/// assert_eq!(Mode::validator().render(&Mode::Fast), "fast");
/// ```
pub struct Choice<T = String> {
    offered: Offered,
    make: fn(usize, &'static str) -> Option<T>,
    name: fn(&T) -> &str,
}

/// What there is to choose from.
#[derive(Debug, Clone, Copy)]
enum Offered {
    Words(&'static [&'static str]),
    Variants(&'static [ChoiceOption]),
}

/// Is one of the things to choose from: what is typed for it, and what people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChoiceOption {
    /// What is typed and stored.
    pub name: &'static str,
    /// What people see, in several languages: code and text.
    pub labels: &'static [(&'static str, &'static str)],
}

impl Choice {
    /// Accepts one of these words.
    pub const fn new(words: &'static [&'static str]) -> Self {
        Self {
            offered: Offered::Words(words),
            make: |_, word| Some(word.to_owned()),
            name: |word| word.as_str(),
        }
    }
}

impl<T: Choices> Choice<T> {
    /// Accepts the variants of an enum with `#[derive(Choice)]`.
    pub const fn variants() -> Self {
        Self {
            offered: Offered::Variants(T::OPTIONS),
            make: |index, _| T::from_index(index),
            name: |value| {
                T::OPTIONS
                    .get(value.index())
                    .map_or("", |option| option.name)
            },
        }
    }
}

impl<T> Choice<T> {
    /// Lists the words.
    fn names(&self) -> Vec<&'static str> {
        match self.offered {
            Offered::Words(words) => words.to_vec(),
            Offered::Variants(options) => options.iter().map(|option| option.name).collect(),
        }
    }

    /// Finds the word that was typed.
    fn find(&self, text: &str) -> Option<usize> {
        let names = self.names();
        let word = trimmed(text);
        let exact = |text: &str| names.iter().position(|name| *name == text);
        if let Some(index) = exact(text).or_else(|| exact(word)) {
            return Some(index);
        }
        // Longer than any word: not worth folding.
        if names.iter().all(|name| word.len() > 4 * name.len() + 4) {
            return None;
        }
        let folded = word.to_lowercase();
        let mut found = names
            .iter()
            .enumerate()
            .filter(|(_, name)| name.to_lowercase() == folded);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        }
    }

    /// Lists the words with what people see.
    pub(super) fn options(&self) -> Vec<EditorOption> {
        let option = |name: &str, labels: &[(&str, &str)]| EditorOption {
            value: name.to_owned(),
            labels: labels
                .iter()
                .map(|(language, text)| ((*language).to_owned(), label(text)))
                .collect::<BTreeMap<_, _>>(),
        };
        match self.offered {
            Offered::Words(words) => words.iter().map(|word| option(word, &[])).collect(),
            Offered::Variants(options) => options
                .iter()
                .map(|one| option(one.name, one.labels))
                .collect(),
        }
    }

    /// Lists the words for a description.
    pub(super) fn codes(&self) -> Vec<String> {
        self.names().into_iter().map(str::to_owned).collect()
    }

    /// Says that a text is none of the words.
    fn refuse(&self, text: &str) -> Invalid {
        let word = trimmed(text);
        if word.is_empty() {
            return Reason::Empty.into();
        }
        Reason::NotAChoice {
            text: Some(quoted(word)),
            choices: self.codes(),
            nearest: nearest(word, &self.names()),
        }
        .into()
    }
}

/// Makes what people see of a doc comment: its first paragraph, without the final full stop.
fn label(doc: &str) -> String {
    let first = doc.split("\n\n").next().unwrap_or_default();
    let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
    line.strip_suffix('.').unwrap_or(&line).to_owned()
}

/// Finds the name that was meant, if a typing mistake explains the difference.
pub(super) fn nearest(word: &str, names: &[&str]) -> Option<String> {
    let length = word.chars().take(65).count();
    if length > 64 {
        return None;
    }
    let word = word.to_lowercase();
    let most = (length / 3).max(1);
    let distance = |name: &str| strsim::damerau_levenshtein(&word, &name.to_lowercase());
    let near = names
        .iter()
        .filter(|name| name.chars().count().abs_diff(length) <= most)
        .map(|name| (distance(name), *name))
        .filter(|(distance, name)| {
            *distance <= most && *distance < length.min(name.chars().count())
        })
        .min_by_key(|(distance, _)| *distance);
    near.map(|(_, name)| name.to_owned())
}

impl<T: Send + Sync + 'static> Validator for Choice<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, Invalid> {
        let names = self.names();
        self.find(text)
            .and_then(|index| (self.make)(index, names.get(index)?))
            .ok_or_else(|| self.refuse(text))
    }

    fn render(&self, value: &T) -> String {
        (self.name)(value).to_owned()
    }

    fn check(&self, value: &T) -> Result<(), Invalid> {
        let name = (self.name)(value);
        if self.names().contains(&name) {
            Ok(())
        } else {
            Err(self.refuse(name))
        }
    }

    fn description(&self) -> Description {
        Description::builtin("value-choice").codes("choices", self.codes())
    }

    fn editor(&self) -> Editor {
        Editor::Choice {
            options: self.options(),
        }
    }

    fn problem(&self) -> Option<String> {
        let names = self.names();
        if names.is_empty() {
            return Some(String::from("there is nothing to choose from"));
        }
        names.iter().enumerate().find_map(|(index, name)| {
            if names.iter().take(index).any(|other| other == name) {
                Some(format!("`{name}` can be chosen twice"))
            } else if name.is_empty() || trimmed(name) != *name {
                Some(format!(
                    "`{name}` cannot be typed: it is empty or has white space at an end"
                ))
            } else {
                None
            }
        })
    }
}

impl<T> Clone for Choice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Choice<T> {}

impl<T> std::fmt::Debug for Choice<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("Choice")
            .field(&self.names())
            .finish()
    }
}
