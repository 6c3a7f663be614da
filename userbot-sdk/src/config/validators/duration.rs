//! Lengths of time.

use crate::config::reason::{range, trimmed};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};
use crate::duration::{Duration, DurationError};

/// Accepts a length of time, such as `10m`, `2h30m` or `1 час 5 минут`.
///
/// The syntax is that of [`Duration`], as in the arguments of commands.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{DurationRange, Validator};
/// use userbot_sdk::prelude::Duration;
///
/// const DELAY: DurationRange =
///     DurationRange::between(Duration::from_secs(60), Duration::from_secs(3600));
/// assert_eq!(DELAY.parse("5 мин"), Ok(Duration::from_secs(300)));
/// assert_eq!(DELAY.parse("2h").unwrap_err().to_string(), "It must be from 1m to 1h.");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DurationRange {
    low: Option<Duration>,
    high: Option<Duration>,
}

impl DurationRange {
    /// Accepts every length of time, zero too.
    pub const fn new() -> Self {
        Self {
            low: None,
            high: None,
        }
    }

    /// Accepts the lengths from `low` to `high`, both included.
    pub const fn between(low: Duration, high: Duration) -> Self {
        Self::new().min(low).max(high)
    }

    /// Accepts the lengths from `low` on.
    pub const fn at_least(low: Duration) -> Self {
        Self::new().min(low)
    }

    /// Accepts the lengths up to `high`.
    pub const fn at_most(high: Duration) -> Self {
        Self::new().max(high)
    }

    /// Sets the least.
    pub const fn min(mut self, low: Duration) -> Self {
        self.low = Some(low);
        self
    }

    /// Sets the most.
    pub const fn max(mut self, high: Duration) -> Self {
        self.high = Some(high);
        self
    }
}

impl Validator for DurationRange {
    type Value = Duration;

    fn parse(&self, text: &str) -> Result<Duration, Invalid> {
        let value = trimmed(text)
            .parse()
            .map_err(|error: DurationError| Reason::NotDuration {
                error: Some(error.shortened()),
            })?;
        self.check(&value)?;
        Ok(value)
    }

    fn render(&self, value: &Duration) -> String {
        value.to_string()
    }

    fn check(&self, value: &Duration) -> Result<(), Invalid> {
        if self.low.is_some_and(|low| *value < low) || self.high.is_some_and(|high| *value > high) {
            return Err(Reason::OutOfRange {
                low: self.low.map(|low| low.to_string()),
                high: self.high.map(|high| high.to_string()),
            }
            .into());
        }
        Ok(())
    }

    fn description(&self) -> Description {
        let low = self.low.map(|low| low.to_string());
        let high = self.high.map(|high| high.to_string());
        match range(low.as_deref(), high.as_deref()) {
            Some(range) => Description::builtin("value-duration-range").part("range", range),
            None => Description::builtin("value-duration"),
        }
    }

    fn editor(&self) -> Editor {
        Editor::text()
    }

    fn problem(&self) -> Option<String> {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low > high => Some(format!(
                "no duration is at least {low} and at most {high}: the minimum is above the maximum"
            )),
            _ => None,
        }
    }

    fn wipe(value: &mut Duration) {
        *value = Duration::default();
    }
}

impl DefaultValidator for Duration {
    type Validator = DurationRange;

    fn validator() -> DurationRange {
        DurationRange::new()
    }
}
