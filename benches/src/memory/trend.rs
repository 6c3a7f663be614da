//! A line through figures of memory: does it rise?

use std::fmt;

/// What is read before this part of the run is not looked at: caches fill, and the first long silence is caught up with.
const WARM_UP: f64 = 0.25;

/// Says when memory counts as flat.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How far a run has to go before anything is said: in the unit of the samples.
    pub(crate) shortest: f64,
    /// What memory may grow by in each `per`, in megabytes…
    pub(crate) growth: f64,
    /// …of the unit of the samples…
    pub(crate) per: f64,
    /// …which is called so…
    pub(crate) unit: &'static str,
    /// …and what one figure may differ from another one by chance, in megabytes.
    pub(crate) noise: f64,
}

/// How memory went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trend {
    limits: Limits,
    first: f64,
    last: f64,
    /// How far the last third is from the first one.
    apart: f64,
    /// Megabytes in each `per`.
    slope: f64,
    long_enough: bool,
}

/// Looks at samples: how far the run was, and megabytes.
pub(crate) fn trend(samples: &[(f64, f64)], limits: Limits) -> Trend {
    let total = samples.last().map_or(0.0, |(at, _)| *at);
    let warm: Vec<_> = samples
        .iter()
        .copied()
        .filter(|(at, _)| *at >= total * WARM_UP)
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
    let (at, memory) = (mean(&warm, |s| s.0), mean(&warm, |s| s.1));
    let spread: f64 = warm.iter().map(|s| (s.0 - at).powi(2)).sum();
    let along: f64 = warm.iter().map(|s| (s.0 - at) * (s.1 - memory)).sum();
    Trend {
        limits,
        first: median(ends.0),
        last: median(ends.1),
        apart: mean(ends.1, |s| s.0) - mean(ends.0, |s| s.0),
        long_enough: total >= limits.shortest,
        slope: if spread > 0.0 {
            along / spread * limits.per
        } else {
            0.0
        },
    }
}

impl Trend {
    pub(crate) fn is_flat(self) -> bool {
        let allowed = self.limits.noise + self.limits.growth * self.apart / self.limits.per;
        !self.long_enough || self.last - self.first <= allowed
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limits {
            shortest,
            per,
            unit,
            ..
        } = self.limits;
        write!(
            f,
            "{:.2} MB in the first third after the warm-up, {:.2} MB in the last one, {:.0} {unit} later (medians); the \
             line through all figures rises by {:.2} MB in {per:.0} {unit}",
            self.first, self.last, self.apart, self.slope
        )?;
        if !self.long_enough {
            write!(f, " (not judged: less than {shortest:.0} {unit})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        shortest: 100.0,
        growth: 1.0,
        per: 1_000.0,
        unit: "s",
        noise: 0.5,
    };

    fn samples(count: u32, memory: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..=count)
            .map(|at| (f64::from(at), memory(f64::from(at))))
            .collect()
    }

    #[test]
    fn what_grows_after_the_warm_up_is_not_flat() {
        let growing = trend(&samples(200, |at| 10.0 + at * 0.1), LIMITS);

        assert!(!growing.is_flat(), "{growing}");
    }

    #[test]
    fn what_grows_in_the_warm_up_only_is_flat() {
        let filled = trend(&samples(200, |at| 10.0 + at.min(50.0)), LIMITS);

        assert!(filled.is_flat(), "{filled}");
    }

    #[test]
    fn one_burst_is_no_trend() {
        let burst = |at: f64| if at > 195.0 { 100.0 } else { 10.0 };

        assert!(trend(&samples(200, burst), LIMITS).is_flat());
    }

    #[test]
    fn a_short_run_is_not_judged() {
        let short = trend(&samples(50, |at| at * 10.0), LIMITS);

        assert!(short.is_flat());
        assert!(short.to_string().contains("not judged"));
    }
}
