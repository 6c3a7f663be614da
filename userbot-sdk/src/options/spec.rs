//! Options as plain data: for `help`, for editors in a chat or on a web page.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::erased::ErasedConfig;
use super::{ConfigError, Description, Editor, Environment, Invalid, OptionRowSpec};
use crate::module::{Docs, Documentation, SourceLocation};
use crate::strings::{Language, Strings, builtin};

/// Is the options of a module, as the catalogue lists them.
///
/// [`CatalogueModule::config`](crate::module::CatalogueModule::config) gives it; it says nothing
/// about present values, which [`Configs::view`](super::Configs::view) adds.
#[derive(Debug, Clone, Serialize)]
pub struct ConfigSpec {
    /// The options, in the order of the source.
    pub options: Vec<OptionSpec>,
}

/// Is one option of a module.
///
/// Serialised, docs and what is accepted are maps from a language to its text.
#[derive(Debug, Clone, Serialize)]
pub struct OptionSpec {
    /// The name that people type.
    pub name: &'static str,
    /// What it is for, as the attribute and the doc comment say it.
    #[serde(skip)]
    pub docs: Docs,
    /// What it is for, by language: from the attribute, the doc comment and the module's texts.
    #[serde(rename = "docs")]
    pub described: BTreeMap<String, String>,
    /// What it accepts.
    #[serde(serialize_with = "description")]
    pub accepts: Description,
    /// How it is edited.
    pub editor: Editor,
    /// True when values must not be shown.
    pub secret: bool,
    /// The value until another one is set.
    pub default: Shown,
    /// The name of its environment variable.
    pub environment: String,
    /// Where the field stands.
    #[serde(skip)]
    pub location: SourceLocation,
}

/// Is a value as people may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The text that [`Configs::set`](super::Configs::set) takes.
    Text(String),
    /// Something that is not shown.
    Secret {
        /// True when there is one.
        set: bool,
    },
}

/// Is the options of a module with their present values.
#[derive(Debug, Clone, Serialize)]
pub struct ConfigView {
    /// The module's name.
    pub module: &'static str,
    /// The options, in the order of the source.
    pub options: Vec<OptionView>,
    /// The names of options that the module had once and whose values are still kept.
    pub removed: Vec<String>,
}

/// Is one option with its present value.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    /// What it is.
    #[serde(flatten)]
    pub spec: OptionSpec,
    /// The present value.
    pub current: Shown,
    /// Where that comes from.
    pub source: ValueSource,
    /// A value that is kept but not used.
    pub aside: Option<Aside>,
}

/// Is where the value of an option comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ValueSource {
    /// The module's author.
    Default,
    /// An environment variable.
    Environment,
    /// The owner, or the module itself.
    Stored,
}

/// Says that a value is kept but not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// Where the value comes from.
    pub source: ValueSource,
    /// Why it is not used.
    pub reason: AsideReason,
}

/// Is why a value is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AsideReason {
    /// The validator refuses it.
    Invalid(Invalid),
    /// The module refused the values when it started, with this text.
    Refused(String),
}

impl AsideReason {
    /// Says it as HTML.
    pub fn to_html(&self, languages: &[Language]) -> String {
        match self {
            Self::Invalid(reason) => reason.to_html(languages),
            Self::Refused(text) => crate::text::escape(text),
        }
    }
}

impl fmt::Display for AsideReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(reason) => reason.fmt(f),
            Self::Refused(text) => f.write_str(text),
        }
    }
}

impl Serialize for AsideReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        in_languages(serializer, |language| match self {
            Self::Invalid(reason) => reason.to_text(std::slice::from_ref(language)),
            Self::Refused(text) => text.clone(),
        })
    }
}

impl ConfigSpec {
    /// Describes a config whose defaults have been checked.
    pub(crate) fn of(
        config: &dyn ErasedConfig,
        module: &str,
        documentation: &Documentation,
        strings: &Strings,
    ) -> Self {
        let described = |row: &OptionRowSpec| {
            let written = row.docs.0.iter();
            let written = written.filter_map(|doc| Language::new(doc.language).ok());
            let key = format!("doc-config-{}", row.name);
            written
                .chain(strings.languages().cloned())
                .filter_map(|language| {
                    let text = documentation.in_language(&key, row.docs, &language)?;
                    Some((language.to_string(), text.text().to_owned()))
                })
                .collect()
        };
        let options = config.options().iter().enumerate();
        Self {
            options: options
                .map(|(index, row)| {
                    let secret = config.is_secret(index);
                    let default = config.default_text(index).unwrap_or_default();
                    OptionSpec {
                        name: row.name,
                        docs: row.docs,
                        described: described(row),
                        accepts: config.description(index),
                        editor: config.editor(index),
                        secret,
                        default: Shown::of(&default, secret),
                        environment: Environment::name(module, row.name),
                        location: row.location,
                    }
                })
                .collect(),
        }
    }
}

impl ConfigView {
    /// Returns the option with this name, in any case.
    ///
    /// # Errors
    ///
    /// The module has no such option.
    pub fn find(&self, option: &str) -> Result<&OptionView, ConfigError> {
        let folded = fold(option);
        let found = self
            .options
            .iter()
            .find(|known| fold(known.spec.name) == folded);
        found.ok_or_else(|| {
            let names = self.options.iter().map(|known| known.spec.name);
            ConfigError::unknown_option(self.module, option, names)
        })
    }
}

impl Shown {
    /// Shows a value in the form in which it is kept.
    pub(super) fn of(text: &str, secret: bool) -> Self {
        if secret {
            Self::Secret {
                set: !text.is_empty(),
            }
        } else {
            Self::Text(text.to_owned())
        }
    }
}

/// Compares names that people type: in any case, and `-` is `_`.
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

fn description<S: Serializer>(description: &Description, serializer: S) -> Result<S::Ok, S::Error> {
    in_languages(serializer, |language| {
        description.to_text(std::slice::from_ref(language))
    })
}

/// Writes a text in every language of the SDK.
fn in_languages<S: Serializer>(
    serializer: S,
    text: impl Fn(&Language) -> String,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for language in builtin().languages() {
        map.serialize_entry(&language.to_string(), &text(language))?;
    }
    map.end()
}
