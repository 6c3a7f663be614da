//! Why an option keeps its value.

use std::fmt;

use super::Invalid;
use crate::store::StoreError;
use crate::strings::{Language, Value, builtin};
use crate::text::{FormattedText, escape};

/// Is why an option keeps its value.
///
/// No text of it holds a secret. In a handler, `?` reports it as an error for the log;
/// [`to_html`](Self::to_html) says it to people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no such module.
    UnknownModule {
        /// The name as it was given.
        name: String,
        /// The nearest names.
        near: Vec<String>,
    },
    /// The module has no options.
    NoOptions {
        /// The module.
        module: String,
    },
    /// The module has no such option.
    UnknownOption {
        /// The module.
        module: String,
        /// The name as it was given.
        option: String,
        /// The nearest names.
        near: Vec<String>,
    },
    /// The validator refuses the value.
    Invalid {
        /// The module.
        module: String,
        /// The option.
        option: String,
        /// Why.
        reason: Invalid,
    },
    /// The module refuses the change.
    Refused {
        /// The module.
        module: String,
        /// What its `on_config_change` says.
        text: String,
    },
    /// The module has the option, so that its value is not one that is left over.
    InUse {
        /// The module.
        module: String,
        /// The option.
        option: String,
    },
    /// The option is not a list.
    NotAList {
        /// The module.
        module: String,
        /// The option.
        option: String,
    },
    /// The list does not hold the item.
    NoSuchItem {
        /// The module.
        module: String,
        /// The option.
        option: String,
    },
    /// `on_config_change` of a module may not change the module's own options.
    InsideHook {
        /// The module.
        module: String,
    },
    /// The value could not be kept.
    Store {
        /// The module.
        module: String,
        /// Why.
        source: Box<StoreError>,
    },
    /// The bot is stopping.
    Stopping,
}

impl ConfigError {
    /// Makes the error of a name that no option has.
    pub(super) fn unknown_option<'a>(
        module: &str,
        option: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let near = crate::command::suggest::nearest(option, names);
        Self::UnknownOption {
            module: module.to_owned(),
            option: option.to_owned(),
            near: near.iter().map(ToString::to_string).collect(),
        }
    }

    /// Says it as HTML, in the first of these languages that has it.
    pub fn to_html(&self, languages: &[Language]) -> String {
        let text =
            |key: &str, arguments: &[(&str, Value<'_>)]| builtin().get(languages, key, arguments);
        let near = |names: &[String]| {
            if names.is_empty() {
                return String::new();
            }
            let names = names.join(", ");
            format!(
                " {}",
                text("argument-did-you-mean", &[("names", names.into())])
            )
        };
        match self {
            Self::UnknownModule { name, near: names } => {
                text("config-unknown-module", &[("name", name.into())]) + &near(names)
            }
            Self::NoOptions { module } => text("config-no-options", &[("module", module.into())]),
            Self::UnknownOption {
                module,
                option,
                near: names,
            } => {
                let arguments = [("module", module.into()), ("option", option.into())];
                text("config-unknown-option", &arguments) + &near(names)
            }
            Self::Invalid {
                module,
                option,
                reason,
            } => text(
                "config-invalid",
                &[
                    ("module", module.into()),
                    ("option", option.into()),
                    ("reason", Value::html(reason.to_html(languages))),
                ],
            ),
            Self::Refused { module, text: why } => text(
                "config-refused",
                &[
                    ("module", module.into()),
                    ("reason", Value::html(escape(why))),
                ],
            ),
            Self::InUse { module, option } => {
                let arguments = [("module", module.into()), ("option", option.into())];
                text("config-in-use", &arguments)
            }
            Self::NotAList { module, option } => {
                let arguments = [("module", module.into()), ("option", option.into())];
                text("config-not-a-list", &arguments)
            }
            Self::NoSuchItem { module, option } => {
                let arguments = [("module", module.into()), ("option", option.into())];
                text("config-no-such-item", &arguments)
            }
            Self::InsideHook { module } => text("config-inside-hook", &[("module", module.into())]),
            Self::Store { module, source } => text(
                "config-not-kept",
                &[
                    ("module", module.into()),
                    (
                        "reason",
                        source
                            .to_chat(languages)
                            .map_or_else(|| source.to_string().into(), Value::html),
                    ),
                ],
            ),
            Self::Stopping => text("config-stopping", &[]),
        }
    }
}

impl fmt::Display for ConfigError {
    /// Says it in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&FormattedText::from_html_lossy(&self.to_html(&[])).text)
    }
}
