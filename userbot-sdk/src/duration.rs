//! A duration as people type it.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::time::Duration as StdDuration;

use thiserror::Error;

use crate::strings::{Language, Localised, ToValue, Value, builtin};
use crate::text::quoted;

/// Says why a text is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DurationError {
    /// Nothing was given.
    #[error("a duration is needed, such as 10m or 2h30m")]
    Empty,
    /// There is no number where one must be.
    #[error("`{text}` is not a number; write something like 10m or 2h30m")]
    NotANumber {
        /// What stands there.
        text: String,
    },
    /// The unit does not exist or has no fixed length, as a month.
    #[error("`{unit}` is not a unit of time; use s, m, h, d or w")]
    UnknownUnit {
        /// What was written.
        unit: String,
    },
    /// A number among others lacks its unit.
    #[error("`{number}` lacks its unit: s, m, h, d or w")]
    MissingUnit {
        /// The number.
        number: String,
    },
    /// It begins with a minus.
    #[error("a duration cannot be negative")]
    Negative,
    /// It does not fit.
    #[error("the duration is too long")]
    TooLong,
}

impl DurationError {
    /// Shortens what it quotes.
    pub(crate) fn shortened(self) -> Self {
        match self {
            Self::NotANumber { text } => Self::NotANumber {
                text: quoted(&text),
            },
            Self::UnknownUnit { unit } => Self::UnknownUnit {
                unit: quoted(&unit),
            },
            Self::MissingUnit { number } => Self::MissingUnit {
                number: quoted(&number),
            },
            other => other,
        }
    }

    /// Says it to a user, as HTML.
    pub fn to_html(&self, languages: &[Language]) -> String {
        let (key, name, value) = match self {
            Self::Empty => ("duration-error-empty", "", ""),
            Self::NotANumber { text } => ("duration-error-not-a-number", "text", text.as_str()),
            Self::UnknownUnit { unit } => ("duration-error-unknown-unit", "unit", unit.as_str()),
            Self::MissingUnit { number } => {
                ("duration-error-missing-unit", "number", number.as_str())
            }
            Self::Negative => ("duration-error-negative", "", ""),
            Self::TooLong => ("duration-error-too-long", "", ""),
        };
        builtin().get(languages, key, &[(name, Value::from(quoted(value)))])
    }
}

/// Holds a duration and reads what people type.
///
/// Numbers, whole or with a decimal point or comma, are followed by units, with or without spaces:
/// `10m`, `2h30m`, `1d 2h`, `1.5h`, `10м`, `1 час 5 минут`. A number alone counts seconds.
///
/// | Unit | English | Russian |
/// |---|---|---|
/// | week | `w` `week` | `н` `нед` `неделя` |
/// | day | `d` `day` | `д` `дн` `день` `сут` `сутки` |
/// | hour | `h` `hr` `hour` | `ч` `час` |
/// | minute | `m` `min` `minute` | `м` `мин` `минута` |
/// | second | `s` `sec` `second` | `с` `сек` `секунда` |
/// | shorter | `ms` `us` `ns` | `мс` `мкс` `нс` |
///
/// The plural and case forms of these words are read too, in upper and lower case. Months and
/// years are refused, because they have no fixed length.
///
/// ```
/// use userbot_sdk::command::Duration;
/// use userbot_sdk::strings::Language;
///
/// let duration: Duration = "1h 5мин".parse()?;
/// assert_eq!(duration.as_secs(), 3900);
/// assert_eq!(duration.to_string(), "1h5m");
/// assert_eq!(duration.humanise(&[Language::english()]), "1 hour 5 minutes");
/// assert_eq!(duration.humanise(&[Language::russian()]), "1 час 5 минут");
/// # Ok::<(), userbot_sdk::command::DurationError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(StdDuration);

const SECOND: u128 = 1_000_000_000;
const MINUTE: u128 = 60 * SECOND;
const HOUR: u128 = 60 * MINUTE;
const DAY: u128 = 24 * HOUR;
const WEEK: u128 = 7 * DAY;

impl Duration {
    /// Makes a duration of whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(StdDuration::from_secs(seconds))
    }

    /// Gives the standard library's duration.
    pub const fn into_std(self) -> StdDuration {
        self.0
    }

    /// Says the duration in words: "1 hour 5 minutes", «1 час 5 минут».
    ///
    /// Days, hours, minutes and seconds are named; milliseconds only below one second.
    pub fn humanise(&self, languages: &[Language]) -> String {
        let seconds = self.0.as_secs();
        let mut parts = vec![
            ("duration-days", seconds / 86_400),
            ("duration-hours", seconds / 3600 % 24),
            ("duration-minutes", seconds / 60 % 60),
            ("duration-seconds", seconds % 60),
        ];
        parts.retain(|(_, count)| *count > 0);
        if parts.is_empty() {
            let milliseconds = u64::from(self.0.subsec_millis());
            parts.push(match milliseconds {
                0 => ("duration-seconds", 0),
                _ => ("duration-milliseconds", milliseconds),
            });
        }
        let words: Vec<String> = parts
            .into_iter()
            .map(|(key, count)| builtin().get(languages, key, &[("count", count.into())]))
            .collect();
        words.join(" ")
    }
}

/// Gives the length of a unit in nanoseconds.
fn unit(name: &str) -> Option<u128> {
    Some(match name {
        "ns" | "nanosecond" | "nanoseconds" | "нс" => 1,
        "us" | "µs" | "μs" | "microsecond" | "microseconds" | "мкс" => 1000,
        "ms"
        | "msec"
        | "millisecond"
        | "milliseconds"
        | "мс"
        | "мсек"
        | "миллисекунда"
        | "миллисекунды"
        | "миллисекунд"
        | "миллисекунду" => 1_000_000,
        "s" | "sec" | "secs" | "second" | "seconds" | "с" | "сек" | "секунда" | "секунды"
        | "секунд" | "секунду" => SECOND,
        "m" | "min" | "mins" | "minute" | "minutes" | "м" | "мин" | "минута" | "минуты"
        | "минут" | "минуту" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" | "ч" | "час" | "часа" | "часов" => HOUR,
        "d" | "day" | "days" | "д" | "дн" | "день" | "дня" | "дней" | "сут" | "сутки" | "суток" => {
            DAY
        }
        "w" | "wk" | "wks" | "week" | "weeks" | "н" | "нед" | "неделя" | "недели" | "недель"
        | "неделю" => WEEK,
        _ => return None,
    })
}

/// Multiplies a decimal number by a unit, without rounding errors.
fn multiply(number: &str, unit: u128) -> Result<u128, DurationError> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return Err(DurationError::NotANumber {
            text: number.to_owned(),
        });
    }
    let whole: u64 = match whole {
        "" => 0,
        _ => whole.parse().map_err(|_| DurationError::TooLong)?,
    };
    // More digits than these are less than a nanosecond of a week.
    let fraction = fraction.get(..fraction.len().min(15)).unwrap_or_default();
    let scale = 10u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let part: u128 = match fraction {
        "" => 0,
        _ => fraction.parse().map_err(|_| DurationError::TooLong)?,
    };
    Ok(u128::from(whole) * unit + part * unit / scale)
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let lower = text.trim().to_lowercase();
        let mut rest = lower.strip_prefix('+').unwrap_or(&lower).trim_start();
        if rest.is_empty() {
            return Err(DurationError::Empty);
        }
        if rest.starts_with(['-', '−', '–', '—']) {
            return Err(DurationError::Negative);
        }
        let in_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let mut total: u128 = 0;
        let mut first = true;
        while !rest.is_empty() {
            let end = rest.find(|c| !in_number(c)).unwrap_or(rest.len());
            let (number, after) = rest.split_at(end);
            if number.is_empty() {
                let text = rest.split_whitespace().next().unwrap_or(rest);
                return Err(DurationError::NotANumber {
                    text: text.to_owned(),
                });
            }
            let after = after.trim_start();
            let end = after
                .find(|c: char| in_number(c) || c.is_whitespace())
                .unwrap_or(after.len());
            let (name, next) = after.split_at(end);
            let length = match name {
                "" if first && next.is_empty() => SECOND,
                "" => {
                    return Err(DurationError::MissingUnit {
                        number: number.to_owned(),
                    });
                }
                name => unit(name).ok_or_else(|| DurationError::UnknownUnit {
                    unit: name.to_owned(),
                })?,
            };
            total = total.saturating_add(multiply(number, length)?);
            // «5 мин. 3 с.», "2 h, 5 min": a mark between two parts, not a decimal point.
            let mark = next.strip_prefix(['.', ',']);
            rest = mark
                .filter(|after| !after.starts_with(|c: char| c.is_ascii_digit()))
                .unwrap_or(next)
                .trim_start();
            first = false;
        }
        let seconds = u64::try_from(total / SECOND).map_err(|_| DurationError::TooLong)?;
        let nanoseconds = u32::try_from(total % SECOND).map_err(|_| DurationError::TooLong)?;
        Ok(Self(StdDuration::new(seconds, nanoseconds)))
    }
}

impl fmt::Display for Duration {
    /// Writes the short form, such as `1d2h30m`, which reads back as the same duration.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let nanoseconds = self.0.subsec_nanos();
        let parts = [
            (seconds / 86_400, "d"),
            (seconds / 3600 % 24, "h"),
            (seconds / 60 % 60, "m"),
            (seconds % 60, "s"),
            (u64::from(nanoseconds / 1_000_000), "ms"),
            (u64::from(nanoseconds / 1000 % 1000), "us"),
            (u64::from(nanoseconds % 1000), "ns"),
        ];
        let mut text = String::new();
        for (count, unit) in parts.iter().filter(|(count, _)| *count > 0) {
            text.push_str(&count.to_string());
            text.push_str(unit);
        }
        formatter.pad(if text.is_empty() { "0s" } else { &text })
    }
}

impl Localised for Duration {
    fn localised(&self, language: &Language) -> String {
        self.humanise(std::slice::from_ref(language))
    }
}

impl ToValue for Duration {
    fn to_value(&self) -> Value<'_> {
        Value::Localised(self)
    }
}

impl Localised for StdDuration {
    fn localised(&self, language: &Language) -> String {
        Duration::from(*self).localised(language)
    }
}

/// Is said in words, like [`Duration`].
impl ToValue for StdDuration {
    fn to_value(&self) -> Value<'_> {
        Value::Localised(self)
    }
}

impl<'a> From<&'a Duration> for Value<'a> {
    fn from(duration: &'a Duration) -> Self {
        Self::Localised(duration)
    }
}

impl Deref for Duration {
    type Target = StdDuration;

    fn deref(&self) -> &StdDuration {
        &self.0
    }
}

impl From<StdDuration> for Duration {
    fn from(duration: StdDuration) -> Self {
        Self(duration)
    }
}

impl From<Duration> for StdDuration {
    fn from(duration: Duration) -> Self {
        duration.0
    }
}

impl serde::Serialize for Duration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Duration {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
