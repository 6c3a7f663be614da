//! What the macros write about schedules: constant data and function pointers.

use std::fmt;
use std::time::Duration;

use crate::context::{Context, HandlerFuture};
use crate::module::{Docs, SourceLocation};

/// Describes a schedule: what `#[every(…)]` or `#[cron(…)]` and its doc comment say.
#[derive(Debug, Clone, Copy)]
pub struct ScheduleSpec {
    /// The name of the function.
    pub name: &'static str,
    /// What it does.
    pub docs: Docs,
    /// When it runs.
    pub timing: Timing,
    /// A random time, at most so long, by which each run comes later.
    pub jitter: Duration,
    /// What happens when it is time and an earlier run is not done.
    pub overlap: Overlap,
    /// Whether it begins by itself when the module is ready.
    pub autostart: bool,
    /// The longest pause after failures; without it they change nothing.
    pub backoff: Option<Duration>,
    /// Where the function stands.
    pub location: SourceLocation,
}

/// Is when a schedule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timing {
    /// Again and again, so far apart.
    Every {
        /// The time from the start of one run to the start of the next.
        interval: Duration,
        /// The time before the first run.
        delay: Duration,
    },
    /// At the times of a cron expression.
    Cron {
        /// The expression; see [`Cron`](super::Cron).
        expression: &'static str,
        /// The name of the time zone, such as `Europe/Berlin`; without it, that of the bot.
        zone: Option<&'static str>,
        /// Whether a run that was missed while the bot was off is made up at its start.
        catch_up: bool,
    },
}

/// Is what happens when it is time for a run and an earlier one is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Overlap {
    /// This time is left out.
    #[default]
    Skip,
    /// One run follows as soon as the earlier one is done.
    Queue,
    /// It runs beside the earlier one; at most 16 run at once.
    Allow,
}

/// Starts one run of a schedule.
pub type RunSchedule<M> = for<'a> fn(&'a M, &'a Context) -> HandlerFuture<'a>;

/// Is one row of a module's schedule table.
pub struct ScheduleRow<M> {
    /// What is known about the schedule.
    pub spec: ScheduleSpec,
    /// What runs it.
    pub run: RunSchedule<M>,
}

impl<M> fmt::Debug for ScheduleRow<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScheduleRow")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}
