//! Where the memory of the process goes.

use std::fmt;

/// What is read before this part of the time is not looked at: caches fill, and the first long silence is caught up with.
const WARM_UP: f64 = 0.25;
/// A run that is shorter than this, in seconds, says nothing about memory.
const SHORTEST: f64 = 480.0;
/// What memory may grow by in an hour, in megabytes…
const PER_HOUR: f64 = 1.0;
/// …and what one figure may differ from another one by chance: the client library keeps two buffers of a megabyte for
/// each connection, and how much of them was ever touched depends on the largest packet.
const NOISE: f64 = 2.5;

/// Returns the memory that the process has taken for its data, in megabytes; 0 where the system does not tell.
///
/// Parts of the program and its files that happen to be in memory are not counted: they grow with what has run so far.
pub(super) fn data_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}

/// How memory went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trend {
    first: f64,
    last: f64,
    seconds: f64,
    slope: f64,
    long_enough: bool,
}

/// Looks at samples: seconds since the start, and megabytes.
pub(super) fn trend(samples: &[(f64, f64)]) -> Trend {
    let total = samples.last().map_or(0.0, |(time, _)| *time);
    let warm: Vec<_> = samples
        .iter()
        .copied()
        .filter(|(time, _)| *time >= total * WARM_UP)
        .collect();
    let part = (warm.len() / 3).max(1);
    let mean = |samples: &[(f64, f64)], pick: fn(&(f64, f64)) -> f64| {
        let count = samples.len().max(1);
        samples.iter().map(pick).sum::<f64>() / f64::from(u32::try_from(count).unwrap_or(u32::MAX))
    };
    // One burst at the end is no trend.
    let median = |samples: &[(f64, f64)]| {
        let mut all: Vec<f64> = samples.iter().map(|sample| sample.1).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let ends = (
        &warm[..part.min(warm.len())],
        &warm[warm.len().saturating_sub(part)..],
    );
    let (time, memory) = (mean(&warm, |s| s.0), mean(&warm, |s| s.1));
    let spread: f64 = warm.iter().map(|s| (s.0 - time).powi(2)).sum();
    let along: f64 = warm.iter().map(|s| (s.0 - time) * (s.1 - memory)).sum();
    Trend {
        first: median(ends.0),
        last: median(ends.1),
        seconds: mean(ends.1, |s| s.0) - mean(ends.0, |s| s.0),
        long_enough: total >= SHORTEST,
        slope: if spread > 0.0 {
            along / spread * 3_600.0
        } else {
            0.0
        },
    }
}

impl Trend {
    pub(super) fn is_flat(self) -> bool {
        !self.long_enough || self.last - self.first <= NOISE + PER_HOUR * self.seconds / 3_600.0
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.2} MB in the first third after the warm-up, {:.2} MB in the last one, {:.0} s later (medians); the line \
             through all figures rises by {:.2} MB in an hour",
            self.first, self.last, self.seconds, self.slope
        )?;
        if !self.long_enough {
            write!(f, " (not judged: less than {:.0} minutes)", SHORTEST / 60.0)?;
        }
        Ok(())
    }
}
