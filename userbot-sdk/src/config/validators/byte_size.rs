//! Sizes of files.

use crate::config::reason::{quoted, range, trimmed};
use crate::config::{Description, Editor, Invalid, Reason, Validator};

/// Accepts a size in bytes, such as `10 MB`, `1.5 GiB` or `512К`.
///
/// | Unit | Bytes | | Unit | Bytes |
/// |---|---|---|---|---|
/// | nothing, `B`, `Б` | 1 | | | |
/// | `k` `kB` `К` `КБ` | 1 000 | | `KiB` `КиБ` | 1 024 |
/// | `M` `MB` `М` `МБ` | 1 000² | | `MiB` `МиБ` | 1 024² |
/// | `G` `GB` `Г` `ГБ` | 1 000³ | | `GiB` `ГиБ` | 1 024³ |
/// | `T` `TB` `Т` `ТБ` | 1 000⁴ | | `TiB` `ТиБ` | 1 024⁴ |
///
/// Upper and lower case are the same. A part of a byte is dropped.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{ByteSize, Validator};
///
/// const LIMIT: ByteSize = ByteSize::at_most(2_000_000_000);
/// assert_eq!(LIMIT.parse("1.5 GB"), Ok(1_500_000_000));
/// assert_eq!(LIMIT.parse("64 КиБ"), Ok(65_536));
/// assert_eq!(LIMIT.render(&65_536), "64 KiB");
/// assert_eq!(LIMIT.parse("2 GiB").unwrap_err().to_string(), "It must be at most 2 GB.");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByteSize {
    low: Option<u64>,
    high: Option<u64>,
}

/// The units that sizes are written in, and what they are called.
const UNITS: [(&str, u64, &[&str]); 9] = [
    ("B", 1, &["", "b", "byte", "bytes", "б", "байт", "байта"]),
    ("kB", 1000, &["k", "kb", "к", "кб"]),
    ("MB", 1_000_000, &["m", "mb", "м", "мб"]),
    ("GB", 1_000_000_000, &["g", "gb", "г", "гб"]),
    ("TB", 1_000_000_000_000, &["t", "tb", "т", "тб"]),
    ("KiB", 1 << 10, &["ki", "kib", "ки", "киб"]),
    ("MiB", 1 << 20, &["mi", "mib", "ми", "миб"]),
    ("GiB", 1 << 30, &["gi", "gib", "ги", "гиб"]),
    ("TiB", 1 << 40, &["ti", "tib", "ти", "тиб"]),
];

impl ByteSize {
    /// Accepts every size.
    pub const fn new() -> Self {
        Self {
            low: None,
            high: None,
        }
    }

    /// Accepts the sizes from `low` to `high` bytes, both included.
    pub const fn between(low: u64, high: u64) -> Self {
        Self::new().min(low).max(high)
    }

    /// Accepts the sizes from `low` bytes on.
    pub const fn at_least(low: u64) -> Self {
        Self::new().min(low)
    }

    /// Accepts the sizes up to `high` bytes.
    pub const fn at_most(high: u64) -> Self {
        Self::new().max(high)
    }

    /// Sets the least number of bytes.
    pub const fn min(mut self, low: u64) -> Self {
        self.low = Some(low);
        self
    }

    /// Sets the greatest number of bytes.
    pub const fn max(mut self, high: u64) -> Self {
        self.high = Some(high);
        self
    }

    fn out_of_range(&self) -> Invalid {
        let (low, high) = match (self.low, self.high) {
            (None, None) => (None, Some(u64::MAX)),
            limits => limits,
        };
        Reason::OutOfRange {
            low: low.map(written),
            high: high.map(written),
        }
        .into()
    }
}

/// Writes a size in the unit that needs the fewest digits and is exact.
fn written(bytes: u64) -> String {
    let exact = UNITS
        .iter()
        .filter(|(_, size, _)| bytes >= *size && bytes.is_multiple_of(*size))
        .min_by_key(|(_, size, _)| bytes / size);
    match exact {
        Some((name, size, _)) => format!("{} {name}", bytes / size),
        None => format!("{bytes} B"),
    }
}

/// Multiplies a decimal number by a unit, without rounding errors.
///
/// `None` when it is no number; a number that is too large is more than any `u64`.
fn multiply(number: &str, unit: u64) -> Option<u128> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: u64 = match whole {
        "" => 0,
        _ => match whole.parse() {
            Ok(whole) => whole,
            Err(_) => return Some(u128::MAX),
        },
    };
    // More digits than these are less than a byte of any unit.
    let fraction = fraction.get(..fraction.len().min(15)).unwrap_or_default();
    let scale = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let part: u128 = fraction.parse().unwrap_or(0);
    Some(u128::from(whole) * u128::from(unit) + part * u128::from(unit) / scale)
}

impl Validator for ByteSize {
    type Value = u64;

    fn parse(&self, text: &str) -> Result<u64, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        let not_size = || {
            Invalid::from(Reason::NotSize {
                text: Some(quoted(text)),
            })
        };
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
            .unwrap_or(text.len());
        let (number, name) = text.split_at(end);
        let name = name.trim();
        if name.len() > 32 {
            return Err(not_size());
        }
        let name = name.to_lowercase();
        let (_, unit, _) = UNITS
            .iter()
            .find(|(_, _, names)| names.contains(&name.as_str()))
            .ok_or_else(not_size)?;
        let value = multiply(number, *unit).ok_or_else(not_size)?;
        let value = u64::try_from(value).map_err(|_| self.out_of_range())?;
        self.check(&value)?;
        Ok(value)
    }

    fn render(&self, value: &u64) -> String {
        written(*value)
    }

    fn check(&self, value: &u64) -> Result<(), Invalid> {
        if self.low.is_some_and(|low| *value < low) || self.high.is_some_and(|high| *value > high) {
            return Err(self.out_of_range());
        }
        Ok(())
    }

    fn description(&self) -> Description {
        let low = self.low.map(written);
        let high = self.high.map(written);
        match range(low.as_deref(), high.as_deref()) {
            Some(range) => Description::builtin("value-size-range").part("range", range),
            None => Description::builtin("value-size"),
        }
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }

    fn problem(&self) -> Option<String> {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low > high => Some(format!(
                "no size is at least {low} and at most {high}: the minimum is above the maximum"
            )),
            _ => None,
        }
    }

    fn wipe(value: &mut u64) {
        *value = 0;
    }
}
