//! Values that come from outside of the process.

use std::collections::BTreeMap;
use std::fmt;

/// Begins the names of all variables of options.
const START: &str = "USERBOT_";

/// Is the environment variables that set options: `USERBOT_REMINDER__LIMIT=5`.
///
/// The name is made of the module's and the option's, in capitals, with `_` for every other
/// character: the option `max-age` of the module `Reminder` is `USERBOT_REMINDER__MAX_AGE`.
/// A value that the owner set in a chat goes before the variable; the variable goes before the
/// default.
///
/// A bot reads the variables of its process once, when it starts. A test gives its own:
///
/// ```
/// use userbot_sdk::config::Environment;
///
/// let environment = Environment::empty().with("USERBOT_REMINDER__LIMIT", "5");
/// assert_eq!(environment.get("Reminder", "limit"), Some("5"));
/// assert_eq!(Environment::name("Quick Notes", "max-age"), "USERBOT_QUICK_NOTES__MAX_AGE");
/// ```
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Makes one without variables.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads the variables of the process.
    pub fn of_process() -> Self {
        let mut found = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            let Some(name) = name.to_str().filter(|name| name.starts_with(START)) else {
                continue;
            };
            if let Ok(value) = value.into_string() {
                found.insert(name.to_owned(), value);
            } else {
                tracing::warn!(name, "the variable is not UTF-8 and is not used");
            }
        }
        Self(found)
    }

    /// Adds a variable.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    /// Returns the name of the variable of an option.
    pub fn name(module: &str, option: &str) -> String {
        format!("{START}{}__{}", folded(module), folded(option))
    }

    /// Returns what the variable of an option holds.
    pub fn get(&self, module: &str, option: &str) -> Option<&str> {
        self.0.get(&Self::name(module, option)).map(String::as_str)
    }

    /// Lists the variables of a module that name none of its options.
    pub(super) fn unknown<'a>(
        &'a self,
        module: &str,
        options: &[&str],
    ) -> impl Iterator<Item = &'a str> {
        let start = format!("{START}{}__", folded(module));
        let known: Vec<String> = options
            .iter()
            .map(|option| Self::name(module, option))
            .collect();
        self.0
            .keys()
            .filter(move |name| name.starts_with(&start) && !known.contains(name))
            .map(String::as_str)
    }
}

impl fmt::Debug for Environment {
    /// Writes the names: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn folded(name: &str) -> String {
    let letter = |letter: char| {
        if letter.is_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    name.to_uppercase().chars().map(letter).collect()
}
