//! How often something is expected to happen.

use std::fmt;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// How often a call is expected: a number or any range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallCount {
    least: usize,
    most: usize,
}

impl CallCount {
    /// Tells whether a number of calls is as expected.
    pub fn contains(self, count: usize) -> bool {
        (self.least..=self.most).contains(&count)
    }
}

impl fmt::Display for CallCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = |count: usize| match count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        match (self.least, self.most) {
            (0, 0) => f.write_str("never"),
            (least, most) if least == most => f.write_str(&times(least)),
            (least, most) if least > most => f.write_str("an impossible number of times"),
            (0, usize::MAX) => f.write_str("any number of times"),
            (least, usize::MAX) => write!(f, "at least {}", times(least)),
            (0, most) => write!(f, "at most {}", times(most)),
            (least, most) => write!(f, "{least} to {most} times"),
        }
    }
}

impl From<usize> for CallCount {
    fn from(count: usize) -> Self {
        Self {
            least: count,
            most: count,
        }
    }
}

impl From<RangeInclusive<usize>> for CallCount {
    fn from(range: RangeInclusive<usize>) -> Self {
        Self {
            least: *range.start(),
            most: *range.end(),
        }
    }
}

impl From<Range<usize>> for CallCount {
    fn from(range: Range<usize>) -> Self {
        match range.end.checked_sub(1) {
            Some(most) => Self {
                least: range.start,
                most,
            },
            None => Self { least: 1, most: 0 },
        }
    }
}

impl From<RangeFrom<usize>> for CallCount {
    fn from(range: RangeFrom<usize>) -> Self {
        Self {
            least: range.start,
            most: usize::MAX,
        }
    }
}

impl From<RangeTo<usize>> for CallCount {
    fn from(range: RangeTo<usize>) -> Self {
        Self::from(0..range.end)
    }
}

impl From<RangeToInclusive<usize>> for CallCount {
    fn from(range: RangeToInclusive<usize>) -> Self {
        Self {
            least: 0,
            most: range.end,
        }
    }
}

impl From<RangeFull> for CallCount {
    fn from(_: RangeFull) -> Self {
        Self {
            least: 0,
            most: usize::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CallCount;

    #[test]
    fn ranges_hold_what_they_say() {
        for (count, inside, outside, text) in [
            (CallCount::from(2), vec![2], vec![0, 1, 3], "2 times"),
            (CallCount::from(0), vec![0], vec![1], "never"),
            (
                CallCount::from(1..3),
                vec![1, 2],
                vec![0, 3],
                "1 to 2 times",
            ),
            (
                CallCount::from(1..=3),
                vec![1, 3],
                vec![0, 4],
                "1 to 3 times",
            ),
            (CallCount::from(1..), vec![1, 99], vec![0], "at least once"),
            (CallCount::from(..2), vec![0, 1], vec![2], "at most once"),
            (
                CallCount::from(..=2),
                vec![0, 2],
                vec![3],
                "at most 2 times",
            ),
            (
                CallCount::from(..),
                vec![0, 99],
                vec![],
                "any number of times",
            ),
            (
                CallCount::from(0..0),
                vec![],
                vec![0, 1],
                "an impossible number of times",
            ),
        ] {
            assert_eq!(count.to_string(), text);
            assert!(inside.into_iter().all(|n| count.contains(n)), "{text}");
            assert!(!outside.into_iter().any(|n| count.contains(n)), "{text}");
        }
    }
}
