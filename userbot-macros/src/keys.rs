//! The keys of every attribute: the one table that drives the parser, its messages and the docs.

mod elsewhere;
mod nearest;
mod schedules;
mod tables;

pub(crate) use nearest::nearest;
#[cfg(test)]
use schedules::OVERLAPS;
pub(crate) use schedules::{CRON, EVERY};
pub(crate) use tables::{
    CHOICE, CHOICE_VARIANT, COMMAND, CONFIG, EXCLUSIVE, HANDLERS, MODULE, OPTION, TEST, TEXTS,
    WATCHER,
};
#[cfg(test)]
use tables::{ROLES, SCOPES};

/// Is one key of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// The word.
    pub(crate) name: &'static str,
    /// What may follow it.
    pub(crate) form: Form,
    /// True when it may stand several times in one list.
    pub(crate) repeat: bool,
    /// How it is written, for messages and the reference.
    pub(crate) example: &'static str,
    /// What it means, for the reference.
    pub(crate) meaning: &'static str,
    /// The variant of `FilterSpec`, `ChatScope` or `Role` that it becomes, if it becomes one.
    pub(crate) variant: &'static str,
}

/// Is what may follow a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Flag,
    /// `= "…"`, a literal.
    Text,
    /// `= "…"` or `= A_CONSTANT`.
    Pattern,
    /// `= "5m"`.
    Duration,
    /// `(ru = "…")`.
    Translations,
    /// `(word, word)` out of a table.
    Words(&'static Keys),
    /// `= 1`, `= "@name"`, `= me`, `(…, …)`.
    Peers,
    /// `= 1`, `(1, 2)`.
    Numbers,
    /// `= path`.
    Path,
    /// `= …`, any expression.
    Value,
    /// `(filter, filter)`.
    Filters,
    /// `(filter)`.
    Filter,
    /// `= name`.
    Name,
    /// `(name, name)`.
    Names,
    /// `(Type, dyn Trait)`.
    Types,
    /// `= word` out of a table.
    Word(&'static Keys),
    /// `= true` or `= false`.
    Bool,
}

/// Is the table of one attribute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    /// The attribute or key that takes these, as messages call it.
    pub(crate) owner: &'static str,
    /// The keys, in the order of the reference.
    pub(crate) all: &'static [Key],
    /// Words that have a message of their own.
    pub(crate) reserved: &'static [(&'static str, &'static str)],
}

impl Keys {
    /// Returns the key of this name.
    ///
    /// # Errors
    ///
    /// Gives the message to show when there is none.
    pub(crate) fn find(&'static self, name: &str) -> Result<&'static Key, String> {
        if let Some(key) = self.all.iter().find(|key| key.name == name) {
            return Ok(key);
        }
        if let Some((_, message)) = self.reserved.iter().find(|(word, _)| *word == name) {
            return Err((*message).to_owned());
        }
        if let Some(here) = elsewhere::elsewhere(self, name) {
            return Err(format!(
                "unknown key `{name}` in {}; here it is `{here}`",
                self.owner
            ));
        }
        let names: Vec<String> = self
            .all
            .iter()
            .map(|key| format!("`{}`", key.name))
            .collect();
        let hint = nearest(name, self.all.iter().map(|key| key.name))
            .map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
        Err(format!(
            "unknown key `{name}` in {};{hint} expected one of {}",
            self.owner,
            names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the table of a reference chapter.
    fn reference(keys: &Keys) -> String {
        let mut lines = vec![String::from("| Key | Meaning |"), String::from("|---|---|")];
        for key in keys.all {
            lines.push(format!("| `{}` | {} |", key.example, key.meaning));
            if let Form::Words(words) | Form::Word(words) = key.form {
                for word in words.all {
                    lines.push(format!("| – `{}` | {} |", word.name, word.meaning));
                }
            }
        }
        lines.join("\n") + "\n"
    }

    #[test]
    fn the_reference_in_the_docs_is_this_table() {
        for (file, keys) in [
            ("module", &MODULE),
            ("choice", &CHOICE),
            ("choice-variant", &CHOICE_VARIANT),
            ("handlers", &HANDLERS),
            ("command", &COMMAND),
            ("watcher", &WATCHER),
            ("every", &EVERY),
            ("cron", &CRON),
            ("test", &TEST),
            ("texts", &TEXTS),
            ("config", &CONFIG),
            ("option", &OPTION),
        ] {
            let path = format!("{}/docs/{file}-keys.md", env!("CARGO_MANIFEST_DIR"));
            let expected = reference(keys);
            if std::env::var_os("UPDATE_KEYS").is_some() {
                std::fs::write(&path, &expected).unwrap();
            }
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                found, expected,
                "run this test with UPDATE_KEYS=1 to write {path}"
            );
        }
    }

    #[test]
    fn no_key_stands_twice_and_examples_start_with_their_key() {
        for table in [
            &MODULE,
            &CHOICE,
            &CHOICE_VARIANT,
            &HANDLERS,
            &COMMAND,
            &SCOPES,
            &ROLES,
            &WATCHER,
            &EVERY,
            &CRON,
            &OVERLAPS,
            &TEST,
            &TEXTS,
            &CONFIG,
            &OPTION,
        ] {
            for (index, key) in table.all.iter().enumerate() {
                assert!(key.example.starts_with(key.name), "{}", key.name);
                assert!(
                    table.all[..index]
                        .iter()
                        .all(|other| other.name != key.name),
                    "{}",
                    key.name
                );
            }
        }
        for name in EXCLUSIVE.iter().flat_map(|set| set.iter()) {
            assert!(WATCHER.find(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_misspelt_key_gets_the_nearest_one() {
        let message = COMMAND.find("nmae").unwrap_err();
        assert!(message.contains("unknown key `nmae`") && message.contains("did you mean `name`"));
        assert!(
            COMMAND
                .find("aliases")
                .unwrap_err()
                .contains("here it is `alias = ")
        );
        assert!(
            !COMMAND
                .find("permissions")
                .unwrap_err()
                .contains("did you mean")
        );
        assert!(
            OPTION
                .find("on_change")
                .unwrap_err()
                .contains("`on_config_change` of `Module`")
        );
    }
}
