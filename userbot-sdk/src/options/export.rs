//! Options as a TOML file, for people and for another bot.

use std::fmt::Write as _;

use super::configs::separator;
use super::slot::Slot;
use super::{ConfigError, ConfigView, Configs, Editor, OptionView, Shown, ValueSource, list};
use crate::strings::{Language, builtin};

/// Says what [`Configs::export`] writes.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::ExportOptions;
///
/// let all = ExportOptions::new();
/// let one = ExportOptions::new().module("Reminder").secrets(true);
/// # let _ = (all, one);
/// ```
#[derive(Debug, Clone, Default)]
pub struct ExportOptions {
    module: Option<String>,
    secrets: bool,
    languages: Vec<Language>,
}

impl ExportOptions {
    /// Exports every module, without secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Exports only this module.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = Some(name.into());
        self
    }

    /// Chooses whether secrets are written, too.
    pub fn secrets(mut self, secrets: bool) -> Self {
        self.secrets = secrets;
        self
    }

    /// Sets the languages of the comments; English without it.
    pub fn languages(mut self, languages: &[Language]) -> Self {
        self.languages = languages.to_vec();
        self
    }
}

impl Configs {
    /// Writes the options as TOML: a table for each module.
    ///
    /// What the owner set is a line; what holds without that is a comment, with what the option is
    /// for. Secrets are left out unless they are asked for, as are the values of options that a
    /// module no longer has. [`import`](Self::import) reads it.
    ///
    /// # Errors
    ///
    /// There is no such module, or it has no options.
    pub fn export(&self, options: &ExportOptions) -> Result<String, ConfigError> {
        let languages = &options.languages;
        let text = |key: &str| builtin().get(languages, key, &[]);
        let mut file = String::new();
        comment(&mut file, &text("config-export-head"));
        let secrets = if options.secrets {
            "config-export-with-secrets"
        } else {
            "config-export-without-secrets"
        };
        comment(&mut file, &text(secrets));
        let slots = match &options.module {
            Some(name) => std::slice::from_ref(self.slot(name)?),
            None => self.slots(),
        };
        for slot in slots {
            let view = slot.view();
            let _ = writeln!(file, "\n[{}]", key(slot.module));
            for (index, option) in view.options.iter().enumerate() {
                write_option(&mut file, slot, &view, (index, option), options);
            }
        }
        Ok(file)
    }
}

fn write_option(
    file: &mut String,
    slot: &Slot,
    view: &ConfigView,
    (index, option): (usize, &OptionView),
    options: &ExportOptions,
) {
    debug_assert_eq!(view.options.len(), slot.config.options().len());
    let spec = &option.spec;
    if index > 0 {
        file.push('\n');
    }
    let summary = slot.describe(spec, &options.languages);
    if !summary.is_empty() {
        comment(file, &summary);
    }
    comment(file, &spec.accepts.to_text(&options.languages));
    let name = key(spec.name);
    if spec.secret && !options.secrets {
        let text = if option.current == (Shown::Secret { set: true }) {
            "config-set"
        } else {
            "config-not-set"
        };
        let text = builtin().get(&options.languages, text, &[]);
        comment(file, &format!("{name}: {text}"));
        return;
    }
    let snapshot = slot.snapshot();
    let Some(value) = snapshot.options.get(index) else {
        return;
    };
    let line = format!("{name} = {}", toml(&value.text, &spec.editor));
    if value.source == ValueSource::Stored {
        let _ = writeln!(file, "{line}");
    } else {
        comment(file, &line);
    }
}

/// Writes a value as its editor suggests.
fn toml(text: &str, editor: &Editor) -> String {
    match editor {
        Editor::Toggle if matches!(text, "true" | "false") => text.to_owned(),
        Editor::Secret { inner } => toml(text, inner),
        _ => match separator(editor).map(|separator| list::split(text, separator)) {
            Some(Ok(items)) if !items.is_empty() => {
                let items: Vec<String> = items.iter().map(|item| quote(item)).collect();
                format!("[{}]", items.join(", "))
            }
            _ => quote(text),
        },
    }
}

fn comment(file: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(file, "# {line}");
    }
}

fn key(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        quote(name)
    }
}

/// Writes a basic string of TOML, on one line.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_quoted_text_is_read_as_itself(text in any::<String>()) {
            let file = format!("{} = {}", key(&text), quote(&text));
            let table = toml::de::DeTable::parse(&file).map_err(|error| {
                TestCaseError::fail(format!("{file}: {error}"))
            })?;
            let (name, value) = table.get_ref().iter().next().unwrap();
            prop_assert_eq!(&**name.get_ref(), &*text);
            prop_assert_eq!(value.get_ref().as_str(), Some(&*text));
            prop_assert_eq!(file.lines().count(), 1);
        }
    }
}
