//! Whole numbers.

use std::fmt;

use crate::config::reason::{quoted, range, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts a whole number of any of Rust's types up to 64 bits.
///
/// Read are `42`, `-5`, `+7`, `−5` with a minus sign, and digits in groups: `1 000 000`,
/// `1_000_000`. `5.0` is 5; any other fraction is refused, and so is `1,000`, which is a thousand
/// for some people and one for others.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Integer, Validator};
///
/// const LIMIT: Integer<i64> = Integer::between(1, 100);
/// assert_eq!(LIMIT.parse("42"), Ok(42));
/// assert_eq!(LIMIT.parse("0").unwrap_err().to_string(), "It must be from 1 to 100.");
///
/// let pin = Integer::<u32>::new().digits(4);
/// assert!(pin.parse("12345").is_err());
/// assert!(Integer::<i64>::new().digits(3).parse("-123").is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer<T = i64> {
    low: Option<T>,
    high: Option<T>,
    digits: Option<u32>,
}

/// Is one of Rust's types of whole numbers.
pub trait WholeNumber:
    Copy
    + Ord
    + fmt::Display
    + TryFrom<i128>
    + Into<WholeNumberValue>
    + Send
    + Sync
    + 'static
    + sealed::Sealed
{
    /// The least of the type.
    const LEAST: Self;
    /// The most of the type.
    const MOST: Self;
}

/// Is any whole number of up to 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WholeNumberValue(i128);

mod sealed {
    /// Keeps the trait to the types of this file.
    pub trait Sealed {}
}

impl<T: WholeNumber> Integer<T> {
    /// Accepts every number of the type.
    pub const fn new() -> Self {
        Self {
            low: None,
            high: None,
            digits: None,
        }
    }

    /// Accepts the numbers from `low` to `high`, both included.
    pub const fn between(low: T, high: T) -> Self {
        Self::new().min(low).max(high)
    }

    /// Accepts the numbers from `low` on.
    pub const fn at_least(low: T) -> Self {
        Self::new().min(low)
    }

    /// Accepts the numbers up to `high`.
    pub const fn at_most(high: T) -> Self {
        Self::new().max(high)
    }

    /// Sets the least.
    pub const fn min(mut self, low: T) -> Self {
        self.low = Some(low);
        self
    }

    /// Sets the most.
    pub const fn max(mut self, high: T) -> Self {
        self.high = Some(high);
        self
    }

    /// Accepts the numbers with exactly so many digits; the sign is none.
    ///
    /// A code that may start with a zero is a [`Text`](super::Text), not a number.
    pub const fn digits(mut self, digits: u32) -> Self {
        self.digits = Some(digits);
        self
    }

    fn out_of_range(&self) -> Invalid {
        let low = self.low.unwrap_or(T::LEAST);
        let high = self.high.unwrap_or(T::MOST);
        // The limits of the type are told only where the author gave none.
        let (low, high) = match (self.low, self.high) {
            (Some(_), None) if high == T::MOST => (Some(low), None),
            (None, Some(_)) if low == T::LEAST => (None, Some(high)),
            _ => (Some(low), Some(high)),
        };
        Reason::OutOfRange {
            low: low.map(|low| low.to_string()),
            high: high.map(|high| high.to_string()),
        }
        .into()
    }
}

impl<T: WholeNumber> Default for Integer<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads the sign and takes the marks between groups of digits away.
///
/// `None` when it is no whole number.
fn plain(text: &str) -> Option<(bool, String)> {
    let (negative, rest) = match text.chars().next()? {
        '-' | '−' => (true, text.trim_start_matches(['-', '−'])),
        '+' => (false, text.trim_start_matches('+')),
        _ => (false, text),
    };
    let signs = text.chars().count() - rest.chars().count();
    if signs > 1 {
        return None;
    }
    let rest = rest.trim_start();
    let rest = rest.strip_suffix(".0").unwrap_or(rest);
    let mut digits = String::new();
    let mut after_digit = false;
    for c in rest.chars() {
        match c {
            '0'..='9' => {
                digits.push(c);
                after_digit = true;
            }
            ' ' | '_' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' if after_digit => {
                after_digit = false;
            }
            _ => return None,
        }
    }
    after_digit.then_some((negative, digits))
}

impl<T: WholeNumber> Validator for Integer<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        let not_integer = || {
            Invalid::from(Reason::NotInteger {
                text: Some(quoted(text)),
            })
        };
        let (negative, digits) = plain(text).ok_or_else(not_integer)?;
        let significant = digits.trim_start_matches('0');
        // More digits than any number of 64 bits has.
        if significant.len() > 30 {
            return Err(self.out_of_range());
        }
        let mut number: i128 = match significant {
            "" => 0,
            digits => digits.parse().map_err(|_| not_integer())?,
        };
        if negative {
            number = -number;
        }
        let value = T::try_from(number).map_err(|_| self.out_of_range())?;
        self.check(&value)?;
        Ok(value)
    }

    fn render(&self, value: &T) -> String {
        value.to_string()
    }

    fn check(&self, value: &T) -> Result<(), Invalid> {
        if self.low.is_some_and(|low| *value < low) || self.high.is_some_and(|high| *value > high) {
            return Err(self.out_of_range());
        }
        if let Some(expected) = self.digits {
            let WholeNumberValue(number) = (*value).into();
            let found = number.unsigned_abs().to_string().len();
            let expected = usize::try_from(expected).unwrap_or(usize::MAX);
            if found != expected {
                return Err(Reason::DigitCount {
                    expected,
                    found: Some(found),
                }
                .into());
            }
        }
        Ok(())
    }

    fn description(&self) -> Description {
        let low = self.low.map(|low| low.to_string());
        let high = self.high.map(|high| high.to_string());
        let mut description = match range(low.as_deref(), high.as_deref()) {
            Some(range) => Description::builtin("value-integer-range").part("range", range),
            None => Description::builtin("value-integer"),
        };
        if let Some(digits) = self.digits {
            description = Description::builtin("value-digits")
                .part("number", description)
                .count("count", usize::try_from(digits).unwrap_or(usize::MAX));
        }
        description
    }

    fn editor(&self) -> Editor {
        Editor::number()
    }

    fn problem(&self) -> Option<String> {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low > high => Some(format!(
                "no number is at least {low} and at most {high}: the minimum is above the maximum"
            )),
            _ if self.digits == Some(0) => Some(String::from("no number has 0 digits")),
            _ => None,
        }
    }

    fn wipe(value: &mut T) {
        *value = T::MOST;
    }
}

/// Makes the types whole numbers.
macro_rules! whole_numbers {
    ($($number:ident),*) => {$(
        impl sealed::Sealed for $number {}

        impl WholeNumber for $number {
            const LEAST: Self = $number::MIN;
            const MOST: Self = $number::MAX;
        }

        impl DefaultValidator for $number {
            type Validator = Integer<$number>;

            fn validator() -> Integer<$number> {
                Integer::new()
            }
        }
    )*};
}
whole_numbers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// Widens the types that always fit.
macro_rules! widen {
    ($($number:ident),*) => {$(
        impl From<$number> for WholeNumberValue {
            fn from(number: $number) -> Self {
                Self(number.into())
            }
        }
    )*};
}
widen!(i8, i16, i32, i64, u8, u16, u32, u64);

impl From<isize> for WholeNumberValue {
    fn from(number: isize) -> Self {
        // Rust's widest pointers have 64 bits.
        Self(i128::try_from(number).unwrap_or(i128::MAX))
    }
}

impl From<usize> for WholeNumberValue {
    fn from(number: usize) -> Self {
        Self(i128::try_from(number).unwrap_or(i128::MAX))
    }
}
