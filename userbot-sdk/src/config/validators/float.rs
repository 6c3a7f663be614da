//! Numbers with a fraction.

use crate::config::reason::{quoted, range, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts a number, with or without a fraction.
///
/// Read are `0.5`, `0,5`, `-3`, `1e-3` and digits in groups, `1 000.5`. `1,000` is refused: it is
/// a thousand for some people and one for others. There is no infinity and no "not a number".
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Float, Validator};
///
/// const VOLUME: Float = Float::between(0.0, 1.0);
/// assert_eq!(VOLUME.parse("0,5"), Ok(0.5));
/// assert!(VOLUME.parse("NaN").is_err());
/// assert!(VOLUME.check(&f64::NAN).is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Float {
    low: Option<f64>,
    high: Option<f64>,
}

impl Float {
    /// Accepts every number.
    pub const fn new() -> Self {
        Self {
            low: None,
            high: None,
        }
    }

    /// Accepts the numbers from `low` to `high`, both included.
    pub const fn between(low: f64, high: f64) -> Self {
        Self::new().min(low).max(high)
    }

    /// Accepts the numbers from `low` on.
    pub const fn at_least(low: f64) -> Self {
        Self::new().min(low)
    }

    /// Accepts the numbers up to `high`.
    pub const fn at_most(high: f64) -> Self {
        Self::new().max(high)
    }

    /// Sets the least.
    pub const fn min(mut self, low: f64) -> Self {
        self.low = Some(low);
        self
    }

    /// Sets the most.
    pub const fn max(mut self, high: f64) -> Self {
        self.high = Some(high);
        self
    }

    fn out_of_range(&self) -> Invalid {
        let (low, high) = match (self.low, self.high) {
            (None, None) => (Some(f64::MIN), Some(f64::MAX)),
            limits => limits,
        };
        Reason::OutOfRange {
            low: low.map(written),
            high: high.map(written),
        }
        .into()
    }
}

/// Writes a number so that it reads back as the same one, without hundreds of zeros.
fn written(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

/// Tells whether a text is `1,000` or the like: up to three digits, a comma, three digits.
fn ambiguous(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '-']);
    text.split_once(',').is_some_and(|(whole, rest)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (1..=3).contains(&whole.len())
            && rest.len() == 3
            && digits(whole)
            && digits(rest)
            && !whole.starts_with('0')
    })
}

impl Validator for Float {
    type Value = f64;

    fn parse(&self, text: &str) -> Result<f64, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        let not_float = || {
            Invalid::from(Reason::NotFloat {
                text: Some(quoted(text)),
            })
        };
        // No number that a person means is longer.
        if text.len() > 1024 {
            return Err(not_float());
        }
        let text = text.replace('−', "-");
        if ambiguous(&text) {
            return Err(Reason::AmbiguousComma {
                text: Some(quoted(&text)),
            }
            .into());
        }
        let mut plain = String::with_capacity(text.len());
        let mut previous = ' ';
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            match c {
                '0'..='9' | '.' | 'e' | 'E' | '+' | '-' => plain.push(c),
                ',' => plain.push('.'),
                ' ' | '_' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\''
                    if previous.is_ascii_digit()
                        && characters.peek().is_some_and(char::is_ascii_digit) => {}
                _ => return Err(not_float()),
            }
            previous = c;
        }
        let number: f64 = plain.parse().map_err(|_| not_float())?;
        if number.is_infinite() {
            return Err(self.out_of_range());
        }
        self.check(&number)?;
        Ok(number)
    }

    fn render(&self, value: &f64) -> String {
        written(*value)
    }

    fn check(&self, value: &f64) -> Result<(), Invalid> {
        if !value.is_finite() {
            return Err(Reason::NotFinite.into());
        }
        if self.low.is_some_and(|low| *value < low) || self.high.is_some_and(|high| *value > high) {
            return Err(self.out_of_range());
        }
        Ok(())
    }

    fn description(&self) -> Description {
        let low = self.low.map(written);
        let high = self.high.map(written);
        match range(low.as_deref(), high.as_deref()) {
            Some(range) => Description::builtin("value-float-range").part("range", range),
            None => Description::builtin("value-float"),
        }
    }

    fn editor(&self) -> Editor {
        Editor::number()
    }

    fn problem(&self) -> Option<String> {
        let limits = [self.low, self.high];
        if limits.iter().flatten().any(|limit| limit.is_nan()) {
            return Some(String::from("a limit is not a number"));
        }
        match limits {
            [Some(low), Some(high)] if low > high => Some(format!(
                "no number is at least {low} and at most {high}: the minimum is above the maximum"
            )),
            _ => None,
        }
    }

    fn wipe(value: &mut f64) {
        *value = 0.0;
    }
}

impl DefaultValidator for f64 {
    type Validator = Float;

    fn validator() -> Float {
        Float::new()
    }
}
