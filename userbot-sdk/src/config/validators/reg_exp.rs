//! Texts of a form.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use zeroize::Zeroize as _;

use crate::config::{Description, Editor, Invalid, Reason, Validator};

/// Accepts the texts that a regular expression matches from their first to their last character.
///
/// The syntax is that of the crate [`regex`](https://docs.rs/regex), whose time grows with the
/// length of the text and never explodes: there are no backreferences and no look-around.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{RegExp, Validator};
/// use userbot_sdk::strings::Language;
///
/// let plate = RegExp::new(r"[a-z]\d{3}[a-z]{2}")
///     .ignore_case()
///     .described(&[("en", "a number plate, such as a123bc"), ("ru", "номер машины")]);
/// assert!(plate.parse("A123BC").is_ok());
/// assert!(plate.parse("A123BC, and more").is_err());
/// assert_eq!(plate.description().to_html(&[Language::russian()]), "номер машины");
///
/// assert!(RegExp::new("a|ab").parse("ab").is_ok());
/// assert!(RegExp::new("a(b").problem().is_some());
/// ```
#[derive(Debug)]
pub struct RegExp {
    pattern: &'static str,
    ignore_case: bool,
    description: &'static [(&'static str, &'static str)],
    compiled: OnceLock<Result<Regex, String>>,
}

impl RegExp {
    /// Accepts what matches this regular expression.
    ///
    /// A mistake in it is found by [`problem`](Validator::problem); such a validator accepts
    /// nothing.
    pub const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            ignore_case: false,
            description: &[],
            compiled: OnceLock::new(),
        }
    }

    /// Makes upper and lower case the same.
    pub const fn ignore_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    /// Describes the form for people, in several languages: code and text.
    pub const fn described(mut self, texts: &'static [(&'static str, &'static str)]) -> Self {
        self.description = texts;
        self
    }

    fn compiled(&self) -> &Result<Regex, String> {
        self.compiled.get_or_init(|| {
            let compile = |pattern: &str| {
                RegexBuilder::new(pattern)
                    .case_insensitive(self.ignore_case)
                    .build()
            };
            let pattern = self.pattern;
            // Alone first: `a)(b` would be right inside of brackets.
            compile(pattern).map_err(|error| error.to_string())?;
            compile(&format!(r"\A(?:{pattern})\z"))
                // A comment at the end, after `(?x)`, would hide the bracket.
                .or_else(|_| compile(&format!("\\A(?:{pattern}\n)\\z")))
                .map_err(|error| error.to_string())
        })
    }
}

impl Clone for RegExp {
    fn clone(&self) -> Self {
        Self {
            pattern: self.pattern,
            ignore_case: self.ignore_case,
            description: self.description,
            compiled: self.compiled.clone(),
        }
    }
}

impl Validator for RegExp {
    type Value = String;

    fn parse(&self, text: &str) -> Result<String, Invalid> {
        let text = text.to_owned();
        self.check(&text)?;
        Ok(text)
    }

    fn render(&self, value: &String) -> String {
        value.clone()
    }

    fn check(&self, value: &String) -> Result<(), Invalid> {
        match self.compiled() {
            Err(_) => Err(Reason::BrokenValidator.into()),
            Ok(regex) if regex.is_match(value) => Ok(()),
            Ok(_) if self.description.is_empty() => Err(Reason::Pattern {
                pattern: self.pattern.to_owned(),
            }
            .into()),
            Ok(_) => Err(Reason::WrongForm {
                form: self.description(),
            }
            .into()),
        }
    }

    fn description(&self) -> Description {
        if self.description.is_empty() {
            Description::builtin("value-pattern").code("pattern", self.pattern)
        } else {
            Description::of_author(self.description)
        }
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }

    fn problem(&self) -> Option<String> {
        self.compiled().as_ref().err().cloned()
    }

    fn wipe(value: &mut String) {
        value.zeroize();
    }
}
