//! Texts.

use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::Zeroize as _;

use crate::config::reason::{Unit, check_size, size};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts a text, exactly as it is: nothing in it is a number, a list or code, and nothing is
/// trimmed.
///
/// Lengths count characters as people see them (extended grapheme clusters): `й` and `👩‍👩‍👧` are
/// one each, however many code points they have.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Text, Validator};
///
/// const GREETING: Text = Text::new().max_length(5);
/// assert_eq!(GREETING.parse("[1,2]"), Ok("[1,2]".to_owned()));
/// assert!(GREETING.parse("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧").is_ok());
/// assert_eq!(
///     GREETING.parse("Welcome").unwrap_err().to_string(),
///     "It must have at most 5 characters, and has 7.",
/// );
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Text {
    low: Option<usize>,
    high: Option<usize>,
    single_line: bool,
}

impl Text {
    /// Accepts every text, an empty one too.
    pub const fn new() -> Self {
        Self {
            low: None,
            high: None,
            single_line: false,
        }
    }

    /// Sets the least number of characters.
    pub const fn min_length(mut self, characters: usize) -> Self {
        self.low = Some(characters);
        self
    }

    /// Sets the greatest number of characters.
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.high = Some(characters);
        self
    }

    /// Sets the number of characters.
    pub const fn exact_length(self, characters: usize) -> Self {
        self.min_length(characters).max_length(characters)
    }

    /// Refuses an empty text.
    pub const fn not_empty(self) -> Self {
        self.min_length(1)
    }

    /// Refuses line breaks.
    pub const fn single_line(mut self) -> Self {
        self.single_line = true;
        self
    }
}

impl Validator for Text {
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
        if self.single_line && value.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
            return Err(Reason::LineBreak.into());
        }
        if self.low.is_some() || self.high.is_some() {
            // Without an upper limit, only the first characters matter.
            let most = match self.high {
                Some(_) => usize::MAX,
                None => self.low.unwrap_or(0),
            };
            let found = value.graphemes(true).take(most).count();
            if found == 0 && self.low == Some(1) {
                return Err(Reason::Empty.into());
            }
            check_size(Unit::Characters, self.low, self.high, found)?;
        }
        Ok(())
    }

    fn description(&self) -> Description {
        let mut description = match size(Unit::Characters, self.low, self.high) {
            Some(size) => Description::builtin("value-text-size").part("size", size),
            None => Description::builtin("value-text"),
        };
        if self.single_line {
            description = Description::builtin("value-single-line").part("text", description);
        }
        description
    }

    fn editor(&self) -> Editor {
        Editor::Text {
            numeric: false,
            multiline: !self.single_line,
            maximum: self.high,
        }
    }

    fn problem(&self) -> Option<String> {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low > high => Some(format!(
                "no text has at least {low} and at most {high} characters"
            )),
            _ => None,
        }
    }

    fn wipe(value: &mut String) {
        value.zeroize();
    }
}

impl DefaultValidator for String {
    type Validator = Text;

    fn validator() -> Text {
        Text::new()
    }
}
