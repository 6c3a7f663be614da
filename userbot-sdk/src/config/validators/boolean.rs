//! Yes or no.

use crate::config::reason::{quoted, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts yes or no.
///
/// In upper and lower case: `true` `yes` `y` `on` `1` `+` `enabled` `да` `д` `вкл` `включено`, and
/// `false` `no` `n` `off` `0` `-` `disabled` `нет` `н` `выкл` `выключено`.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Boolean, Validator};
///
/// assert_eq!(Boolean.parse("YES"), Ok(true));
/// assert_eq!(Boolean.parse("выкл"), Ok(false));
/// assert_eq!(Boolean.render(&true), "true");
/// assert!(Boolean.parse("maybe").is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Boolean;

impl Boolean {
    /// Makes the validator.
    pub const fn new() -> Self {
        Self
    }
}

impl Validator for Boolean {
    type Value = bool;

    fn parse(&self, text: &str) -> Result<bool, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        // The longest word is shorter than this: a long text is not folded.
        let word = if text.len() <= 32 {
            text.to_lowercase()
        } else {
            String::new()
        };
        match word.as_str() {
            "true" | "t" | "yes" | "y" | "on" | "1" | "+" | "enable" | "enabled" | "да" | "д"
            | "вкл" | "включить" | "включено" | "включен" | "включён" | "истина" => {
                Ok(true)
            }
            "false" | "f" | "no" | "n" | "off" | "0" | "-" | "disable" | "disabled" | "нет"
            | "н" | "выкл" | "выключить" | "выключено" | "выключен" | "ложь" => {
                Ok(false)
            }
            _ => Err(Reason::NotBoolean {
                text: Some(quoted(text)),
            }
            .into()),
        }
    }

    fn render(&self, value: &bool) -> String {
        value.to_string()
    }

    fn check(&self, _value: &bool) -> Result<(), Invalid> {
        Ok(())
    }

    fn description(&self) -> Description {
        Description::builtin("value-boolean")
    }

    fn editor(&self) -> Editor {
        Editor::Toggle
    }

    fn wipe(value: &mut bool) {
        *value = false;
    }
}

impl DefaultValidator for bool {
    type Validator = Boolean;

    fn validator() -> Boolean {
        Boolean
    }
}
