//! Time zones.

use jiff::tz::{self, Offset};

use super::choice::nearest;
use crate::config::reason::{quoted, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts a time zone: a name of the IANA database, such as `Europe/Moscow`, or a distance from
/// UTC, such as `+3`, `+05:30` or `UTC-4`.
///
/// Upper and lower case are the same. Abbreviations such as `MSK` are refused where they are no
/// names of the database, because several zones share them. A name is better than a distance
/// where clocks are changed in summer. The value is a [`jiff::tz::TimeZone`].
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{TimeZone, Validator};
///
/// let zone = TimeZone.parse("europe/moscow")?;
/// assert_eq!(TimeZone.render(&zone), "Europe/Moscow");
/// assert_eq!(TimeZone.render(&TimeZone.parse("utc+3")?), "+03:00");
/// assert_eq!(
///     TimeZone.parse("Moskow").unwrap_err().to_string(),
///     "Moskow is not a time zone. Did you mean Europe/Moscow?",
/// );
/// # Ok::<(), userbot_sdk::config::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeZone;

impl TimeZone {
    /// Makes the validator.
    pub const fn new() -> Self {
        Self
    }
}

/// No place on Earth is farther from UTC than 14 hours.
const MOST: i32 = 14 * 3600;

/// Reads `+3`, `-03:30`, `+0530`, `UTC+3`.
fn offset(text: &str) -> Option<Offset> {
    let prefix = text
        .get(..3)
        .filter(|prefix| prefix.eq_ignore_ascii_case("utc") || prefix.eq_ignore_ascii_case("gmt"));
    let rest = match prefix {
        Some(prefix) => text.get(prefix.len()..)?.trim_start(),
        None => text,
    };
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let rest = rest.trim_start_matches(['+', '-', '−']);
    if text.matches(['+', '-', '−']).count() != 1 {
        return None;
    }
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if rest.len() == 4 => rest.split_at_checked(2)?,
        None => (rest, "0"),
    };
    let number = |text: &str| {
        let digits =
            (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<i32>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let seconds = sign * (hours * 3600 + minutes * 60);
    if minutes > 59 || seconds.abs() > MOST {
        return None;
    }
    Offset::from_seconds(seconds).ok()
}

/// Finds the name that was meant, by the whole of it or by the city alone.
fn suggestion(text: &str) -> Option<String> {
    let word = text.replace(' ', "_");
    let names: Vec<String> = tz::db().available().map(|name| name.to_string()).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let city = |name: &&str| name.rsplit('/').next().map(str::to_owned);
    nearest(&word, &all).or_else(|| {
        let cities: Vec<String> = all.iter().filter_map(city).collect();
        let cities: Vec<&str> = cities.iter().map(String::as_str).collect();
        let found = nearest(&word, &cities)?;
        let mut all = all.iter();
        all.find(|name| city(name).as_deref() == Some(&found))
            .map(|name| (*name).to_owned())
    })
}

impl Validator for TimeZone {
    type Value = tz::TimeZone;

    fn parse(&self, text: &str) -> Result<tz::TimeZone, Invalid> {
        let text = trimmed(text);
        if text.is_empty() {
            return Err(Reason::Empty.into());
        }
        // No name is longer.
        if text.len() <= 64 {
            let plain = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
            if text.chars().all(plain)
                && let Ok(zone) = tz::TimeZone::get(text)
                && zone != tz::TimeZone::unknown()
            {
                return Ok(zone);
            }
            // After the names: `GMT+0` is one.
            if let Some(offset) = offset(text) {
                return Ok(tz::TimeZone::fixed(offset));
            }
        }
        Err(Reason::NotTimeZone {
            text: Some(quoted(text)),
            nearest: suggestion(text),
        }
        .into())
    }

    fn render(&self, value: &tz::TimeZone) -> String {
        if let Some(name) = value.iana_name() {
            return name.to_owned();
        }
        value.to_fixed_offset().map_or_else(
            |_| String::new(),
            |offset| {
                let seconds = offset.seconds();
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            },
        )
    }

    fn check(&self, value: &tz::TimeZone) -> Result<(), Invalid> {
        match self.parse(&self.render(value)) {
            Ok(same) if same == *value => Ok(()),
            _ => Err(Reason::Unwritable.into()),
        }
    }

    fn description(&self) -> Description {
        Description::builtin("value-time-zone")
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }

    fn wipe(value: &mut tz::TimeZone) {
        *value = tz::TimeZone::UTC;
    }
}

impl DefaultValidator for tz::TimeZone {
    type Validator = TimeZone;

    fn validator() -> TimeZone {
        TimeZone
    }
}
