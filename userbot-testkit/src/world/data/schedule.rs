//! Messages that wait for their date.

use super::place::Place;
use crate::world::ops::post::Draft;
use std::collections::BTreeMap;

/// The date of a message that is sent when the other one comes online.
pub(crate) const WHEN_ONLINE: i32 = 0x7fff_fffe;

/// One message that waits.
#[derive(Clone, Debug)]
pub(crate) struct Scheduled {
    pub(crate) date: i32,
    pub(crate) edit_date: Option<i32>,
    pub(crate) draft: Draft,
}

/// What one user has scheduled in one chat. The ids are counted apart from those of sent messages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    pub(crate) last_id: i32,
    pub(crate) waiting: BTreeMap<i32, Scheduled>,
}

/// All queues, by whose they are and where the messages go.
pub(crate) type Queues = BTreeMap<(i64, Place), Queue>;
