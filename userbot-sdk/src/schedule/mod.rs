//! When schedules run: lengths of time, and cron expressions on the clocks of a time zone.
//!
//! `#[every("5m")]` and `#[cron("0 9 * * *")]` declare a schedule of a module. While the bot runs,
//! [`Context::schedule`](crate::context::Context::schedule) starts, stops and changes it.

mod cron;
mod spec;
mod syntax;
#[cfg(test)]
mod tests;

pub use cron::{Cron, CronError};
pub use spec::{Overlap, RunSchedule, ScheduleRow, ScheduleSpec, Timing};

pub use crate::context::{Schedule, ScheduleState};
