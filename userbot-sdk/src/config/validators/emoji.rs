//! Emoji.

use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::Zeroize as _;

use crate::config::reason::{Unit, check_size, quoted, size};
use crate::config::{Description, Editor, Invalid, Reason, Validator};

/// Accepts emoji, and nothing else.
///
/// What counts as one is what people see as one: `👩‍👩‍👧`, `👍🏽`, `🇺🇦` and `1️⃣` are one each. A
/// digit, a letter and white space are none; `❤` is one, with and without its variation selector.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Emoji, Validator};
///
/// const REACTION: Emoji = Emoji::new().exact_length(1);
/// assert_eq!(REACTION.parse("👩‍👩‍👧"), Ok("👩‍👩‍👧".to_owned()));
/// assert!(REACTION.parse("👍👍").is_err());
/// assert_eq!(REACTION.parse("1").unwrap_err().to_string(), "1 is not an emoji.");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Emoji {
    low: Option<usize>,
    high: Option<usize>,
}

/// One emoji, after Unicode Technical Standard 51, section 1.4.9: keycaps, flags, and pictures
/// with their skin tones, variation selectors, tags and joined parts.
static ONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r"(?x) \A (?:
        [0-9\#*] \x{FE0F}? \x{20E3}
      | \p{Regional_Indicator} {2}
      | [\p{Emoji}--[0-9\#*\p{Regional_Indicator}]] [\p{EMod}\x{FE0F}]? [\x{E0020}-\x{E007E}]* \x{E007F}?
        (?: \x{200D} [\p{Emoji}--[0-9\#*\p{Regional_Indicator}]] [\p{EMod}\x{FE0F}]? )*
    ) \z";
    Regex::new(pattern).ok()
});

fn is_emoji(grapheme: &str) -> bool {
    ONE.as_ref().is_some_and(|regex| regex.is_match(grapheme))
}

impl Emoji {
    /// Accepts one or more emoji.
    pub const fn new() -> Self {
        Self {
            low: None,
            high: None,
        }
    }

    /// Sets the least number of emoji; 0 accepts an empty text.
    pub const fn min_length(mut self, emoji: usize) -> Self {
        self.low = Some(emoji);
        self
    }

    /// Sets the greatest number of emoji.
    pub const fn max_length(mut self, emoji: usize) -> Self {
        self.high = Some(emoji);
        self
    }

    /// Sets the number of emoji.
    pub const fn exact_length(self, emoji: usize) -> Self {
        self.min_length(emoji).max_length(emoji)
    }
}

impl Validator for Emoji {
    type Value = String;

    fn parse(&self, text: &str) -> Result<String, Invalid> {
        let text = text.trim().to_owned();
        self.check(&text)?;
        Ok(text)
    }

    fn render(&self, value: &String) -> String {
        value.clone()
    }

    fn check(&self, value: &String) -> Result<(), Invalid> {
        let mut found = 0;
        for grapheme in value.graphemes(true) {
            if !is_emoji(grapheme) {
                return Err(Reason::NotEmoji {
                    text: Some(quoted(grapheme)),
                }
                .into());
            }
            found += 1;
        }
        if found == 0 && self.low != Some(0) {
            return Err(Reason::Empty.into());
        }
        check_size(Unit::Emoji, self.low, self.high, found)?;
        Ok(())
    }

    fn description(&self) -> Description {
        size(Unit::Emoji, self.low, self.high)
            .unwrap_or_else(|| Description::builtin("value-emojis"))
    }

    fn editor(&self) -> Editor {
        Editor::Text {
            numeric: false,
            multiline: false,
            maximum: self.high,
        }
    }

    fn problem(&self) -> Option<String> {
        match (self.low, self.high) {
            (_, Some(0)) => Some(String::from("no emoji is accepted at all")),
            (Some(low), Some(high)) if low > high => Some(format!(
                "no text has at least {low} and at most {high} emoji"
            )),
            _ => None,
        }
    }

    fn wipe(value: &mut String) {
        value.zeroize();
    }
}
