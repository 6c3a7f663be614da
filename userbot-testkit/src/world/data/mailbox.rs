//! The numbered log of what happened in one box: an account's own, or a channel's.

use super::place::Place;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    New(Place, i32),
    Edit(Place, i32),
    Delete {
        channel: Option<i64>,
        ids: Vec<i32>,
    },
    ReadInbox {
        place: Place,
        max_id: i32,
        unread: i32,
    },
    ReadOutbox {
        place: Place,
        max_id: i32,
    },
    ReadContents(Vec<i32>),
    Folders(Vec<(Place, i32)>),
    Pinned {
        place: Place,
        ids: Vec<i32>,
        pinned: bool,
    },
}

/// One entry of the log. `pts` is the number after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) pts: i32,
    pub(crate) count: i32,
    pub(crate) what: What,
}

/// The log. Its number is always one more than the sum of the counts.
#[derive(Clone, Debug)]
pub(crate) struct Mailbox {
    pub(crate) pts: i32,
    /// When the last event happened.
    pub(crate) changed: i32,
    pub(crate) events: Vec<Event>,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self {
            pts: 1,
            changed: 0,
            events: Vec::new(),
        }
    }
}

impl Mailbox {
    /// Adds an event and returns it with its number.
    pub(crate) fn record(&mut self, what: What, count: i32, now: i32) -> Event {
        self.pts += count;
        self.changed = now;
        let event = Event {
            pts: self.pts,
            count,
            what,
        };
        self.events.push(event.clone());
        event
    }

    /// The events after a number, oldest first.
    pub(crate) fn since(&self, pts: i32) -> &[Event] {
        let from = self.events.partition_point(|event| event.pts <= pts);
        &self.events[from..]
    }
}
