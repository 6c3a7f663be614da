//! Watchers: handlers that see events, and the filters that choose which.

mod spec;

pub use spec::{
    FilterSpec, PeerSpec, Predicate, RunSchedule, RunWatcher, ScheduleRow, ScheduleSpec, Verdict, WatcherRow,
    WatcherSpec,
};
