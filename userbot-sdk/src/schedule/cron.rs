//! Cron expressions, and when they come next.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::syntax::{self, Fields, has};

/// Is a cron expression: the minutes at which something happens.
///
/// Five fields with white space between them: minute (0 to 59), hour (0 to 23), day of the month
/// (1 to 31), month (1 to 12, or `jan` to `dec`), day of the week (0 to 7, both of which are
/// Sunday, or `sun` to `sat`). A field is `*`, a number, a range `1-5`, a step `*/15` or `9-17/2`,
/// or several of them with commas. `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` stand
/// for the usual ones. When the day of the month and the day of the week are both restricted, one
/// of them is enough, as in every cron.
///
/// # When the clock changes
///
/// A time that a day does not have, because the clock is put forward over it, is taken at the end
/// of the gap, and several of them are one. A time that a day has twice is taken the first time
/// only, unless the hour is `*`: then it is about the minutes, and both count.
///
/// # Examples
///
/// ```
/// use userbot_sdk::schedule::Cron;
/// # use userbot_sdk::Timestamp;
///
/// let mornings: Cron = "30 8 * * mon-fri".parse()?;
/// let berlin = jiff::tz::TimeZone::get("Europe/Berlin")?;
/// let saturday: Timestamp = "2026-03-28T12:00:00Z".parse()?;
/// let next = mornings.next_after(saturday, &berlin).unwrap();
/// assert_eq!(next.to_string(), "2026-03-30T06:30:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    text: String,
    fields: Fields,
}

/// Is why a text is no cron expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {reason}")]
pub struct CronError {
    text: String,
    reason: String,
}

/// No expression waits longer: with a step in both, 29 February on one weekday comes every 40
/// years at the latest.
const YEARS: i32 = 41;
/// No change of a clock is greater than a day.
const LARGEST_CHANGE: SignedDuration = SignedDuration::from_hours(25);

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, CronError> {
        match syntax::parse(text) {
            Ok(fields) => Ok(Self {
                text: text.trim().to_owned(),
                fields,
            }),
            Err(reason) => Err(CronError {
                text: text.to_owned(),
                reason,
            }),
        }
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Cron {
    /// Returns the first time after this one, as the clocks of a time zone show it; `None` only
    /// beyond the last year that there is.
    pub fn next_after(&self, time: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut here = first_candidate(time, zone);
        let limit = here.date().checked_add(YEARS.years()).unwrap_or(Date::MAX);
        let mut best: Option<Timestamp> = None;
        while let Some(candidate) = self.next_civil(here, limit) {
            let (first, second) = self.instants(candidate, zone)?;
            let found = [Some(first), second]
                .into_iter()
                .flatten()
                .filter(|instant| *instant > time)
                .min();
            if best.is_some_and(|best| first >= best) {
                break;
            }
            best = match (best, found) {
                (Some(best), Some(found)) => Some(best.min(found)),
                (best, found) => best.or(found),
            };
            here = candidate.checked_add(1.minute()).ok()?;
        }
        best
    }

    /// Returns when a time on the clock is; twice where the clock is put back and that counts.
    fn instants(&self, civil: DateTime, zone: &TimeZone) -> Option<(Timestamp, Option<Timestamp>)> {
        match zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                Some((offset.to_timestamp(civil).ok()?, None))
            }
            AmbiguousOffset::Gap { after, .. } => {
                let before_the_gap = after.to_timestamp(civil).ok()?;
                let change = zone.following(before_the_gap).next()?;
                Some((change.timestamp(), None))
            }
            AmbiguousOffset::Fold { before, after } => {
                let every_hour = self.fields.hours == (1 << 24) - 1;
                let second = every_hour.then(|| after.to_timestamp(civil).ok()).flatten();
                Some((before.to_timestamp(civil).ok()?, second))
            }
        }
    }

    /// Returns the first matching minute on the clock, from this one on.
    fn next_civil(&self, from: DateTime, limit: Date) -> Option<DateTime> {
        let mut date = from.date();
        let (mut hour, mut minute) = (from.hour(), from.minute());
        while date <= limit {
            if !has(self.fields.months, unsigned(date.month())) {
                date = date.first_of_month().checked_add(1.month()).ok()?;
            } else if let (true, Some((hour, minute))) =
                (self.has_day(date), self.next_minute(hour, minute))
            {
                return Some(date.at(hour, minute, 0, 0));
            } else {
                date = date.tomorrow().ok()?;
            }
            (hour, minute) = (0, 0);
        }
        None
    }

    fn has_day(&self, date: Date) -> bool {
        let day = has(self.fields.days, unsigned(date.day()));
        let weekday = unsigned(date.weekday().to_sunday_zero_offset());
        let weekday = has(self.fields.weekdays, weekday);
        if self.fields.either_day {
            day || weekday
        } else {
            day && weekday
        }
    }

    /// Returns the first matching hour and minute of a day, from these on.
    fn next_minute(&self, hour: i8, minute: i8) -> Option<(i8, i8)> {
        let minute_of =
            |from| (from..60).find(|minute| has(self.fields.minutes, unsigned(*minute)));
        if has(self.fields.hours, unsigned(hour))
            && let Some(minute) = minute_of(minute)
        {
            return Some((hour, minute));
        }
        let hour = (hour + 1..24).find(|hour| has(self.fields.hours, unsigned(*hour)))?;
        Some((hour, minute_of(0)?))
    }
}

/// Returns where to begin: at the time itself, or well before it where the clock changes.
fn first_candidate(time: Timestamp, zone: &TimeZone) -> DateTime {
    let here = zone.to_datetime(time);
    let here = here
        .with()
        .second(0)
        .subsec_nanosecond(0)
        .build()
        .unwrap_or(here);
    let before = time
        .saturating_sub(LARGEST_CHANGE)
        .unwrap_or(Timestamp::MIN);
    let after = time
        .saturating_add(LARGEST_CHANGE)
        .unwrap_or(Timestamp::MAX);
    let changes = zone
        .following(before)
        .next()
        .is_some_and(|change| change.timestamp() <= after);
    if changes {
        here.saturating_sub(LARGEST_CHANGE)
    } else {
        here
    }
}

/// Turns a part of a date, which is never negative.
fn unsigned(part: i8) -> u64 {
    u64::from(part.unsigned_abs())
}
