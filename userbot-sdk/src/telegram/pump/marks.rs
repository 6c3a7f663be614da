//! Which updates were handled, and up to where nothing is missing.
//!
//! Handlers end in any order, and a position in the updates says "everything before". So the
//! position that is saved is a low-water mark: for each box of updates (the account's own, each
//! channel's) it stands before the oldest update that is not handled yet. A handler that hangs in
//! one channel holds up the mark of that channel alone.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use grammers_session::types::{ChannelState, UpdatesState};
use tokio::sync::Notify;

use super::positions::{Account, Mailbox, Position};
use crate::hash::IdState;

/// Says that an event is handled, by being dropped.
///
/// The pump hands one out with each event. Keep it, or a clone, for as long as the event is not
/// handled: the position in the updates that is saved does not pass it, so that after a crash
/// the event comes again.
#[derive(Clone)]
pub struct Receipt(
    #[allow(dead_code, reason = "what matters is when it is dropped")] Option<Arc<Held>>,
);

impl Receipt {
    /// Makes a receipt that stands for nothing, for events that do not come from a pump.
    pub fn none() -> Self {
        Self(None)
    }

    /// Makes one receipt of several.
    pub fn all(receipts: impl IntoIterator<Item = Self>) -> Self {
        Self(Some(Arc::new(Held::Many(receipts.into_iter().collect()))))
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt").finish_non_exhaustive()
    }
}

/// Is what a receipt holds on to.
enum Held {
    Unit {
        marks: Marks,
        unit: u64,
        /// What it moved.
        moved: Moved,
    },
    Many(#[allow(dead_code, reason = "what matters is when it is dropped")] Vec<Receipt>),
}

/// Is the mailboxes that a unit has moved: nearly always one.
enum Moved {
    One(Mailbox),
    Many(Vec<Mailbox>),
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Self::Unit { marks, unit, moved } = self {
            marks.handled(*unit, moved);
        }
    }
}

/// Holds the low-water marks.
#[derive(Clone, Default)]
pub(super) struct Marks(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    moved: Notify,
}

#[derive(Default)]
struct State {
    /// The positions before the oldest that is not handled.
    account: Account,
    channels: HashMap<i64, i32, IdState>,
    /// For each mailbox the positions that follow the mark.
    ahead: HashMap<Mailbox, Ahead, IdState>,
    /// What is not handled.
    open: HashSet<u64, IdState>,
    last: u64,
    frozen: bool,
}

/// Is positions of a mailbox, each with the unit that led there.
struct Ahead {
    first: (u64, Position),
    others: VecDeque<(u64, Position)>,
}

impl Marks {
    /// Starts at a position; everything before it is handled.
    pub(super) fn start(&self, position: &UpdatesState) {
        let mut state = self.state();
        state.account = Account::of(position);
        let channels = position.channels.iter();
        state.channels = channels.map(|channel| (channel.id, channel.pts)).collect();
        state.ahead.clear();
        state.open.clear();
    }

    /// Notes that events were taken out that lead to these positions. They are handled when all
    /// clones of the receipt are dropped.
    pub(super) fn open(&self, moved: impl IntoIterator<Item = (Mailbox, Position)>) -> Receipt {
        let mut moved = moved.into_iter();
        let Some((first, position)) = moved.next() else {
            return Receipt::none();
        };
        let mut state = self.state();
        state.last += 1;
        let unit = state.last;
        state.add(first, unit, position);
        let mut mailboxes = Moved::One(first);
        for (mailbox, position) in moved {
            state.add(mailbox, unit, position);
            mailboxes.add(mailbox);
        }
        state.open.insert(unit);
        drop(state);
        Receipt(Some(Arc::new(Held::Unit {
            marks: self.clone(),
            unit,
            moved: mailboxes,
        })))
    }

    fn handled(&self, unit: u64, mailboxes: &Moved) {
        let mut state = self.state();
        if state.frozen || !state.open.remove(&unit) {
            return;
        }
        let mut moved = false;
        for mailbox in mailboxes.as_slice() {
            moved |= state.advance(*mailbox);
        }
        drop(state);
        if moved {
            self.0.moved.notify_one();
        }
    }

    /// Returns the position before the oldest event that is not handled.
    pub(super) fn mark(&self) -> UpdatesState {
        let state = self.state();
        let channel = |(id, pts): (&i64, &i32)| ChannelState { id: *id, pts: *pts };
        let mut channels: Vec<_> = state.channels.iter().map(channel).collect();
        channels.sort_unstable_by_key(|channel| channel.id);
        UpdatesState {
            pts: state.account.pts,
            qts: state.account.qts,
            date: state.account.date,
            seq: state.account.seq,
            channels,
        }
    }

    /// Waits until the mark has moved.
    pub(super) async fn moved(&self) {
        self.0.moved.notified().await;
    }

    /// Keeps the mark where it is: what is dropped from now on was not handled.
    pub(super) fn freeze(&self) {
        self.state().frozen = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Moved {
    fn add(&mut self, mailbox: Mailbox) {
        match self {
            Self::One(one) if *one == mailbox => {}
            Self::One(one) => *self = Self::Many(vec![*one, mailbox]),
            Self::Many(many) if many.contains(&mailbox) => {}
            Self::Many(many) => many.push(mailbox),
        }
    }

    fn as_slice(&self) -> &[Mailbox] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl State {
    /// Adds a position to which a unit leads.
    fn add(&mut self, mailbox: Mailbox, unit: u64, position: Position) {
        match self.ahead.entry(mailbox) {
            Entry::Vacant(entry) => {
                entry.insert(Ahead {
                    first: (unit, position),
                    others: VecDeque::new(),
                });
            }
            Entry::Occupied(entry) => entry.into_mut().add(unit, position, &self.open),
        }
    }

    /// Moves the mark of one mailbox as far as everything is handled.
    fn advance(&mut self, mailbox: Mailbox) -> bool {
        let Entry::Occupied(mut entry) = self.ahead.entry(mailbox) else {
            return false;
        };
        let mut reached = None;
        loop {
            let ahead = entry.get_mut();
            let (unit, position) = ahead.first;
            if self.open.contains(&unit) {
                break;
            }
            reached = Some(position);
            let Some(next) = ahead.others.pop_front() else {
                entry.remove();
                break;
            };
            ahead.first = next;
        }
        match (mailbox, reached) {
            (Mailbox::Channel(id), Some(Position::Channel(Some(pts)))) => {
                self.channels.insert(id, pts);
            }
            (Mailbox::Channel(id), Some(Position::Channel(None))) => {
                self.channels.remove(&id);
            }
            (Mailbox::Account, Some(Position::Account(account))) => self.account = account,
            _ => return false,
        }
        true
    }
}

impl Ahead {
    fn add(&mut self, unit: u64, position: Position, open: &HashSet<u64, IdState>) {
        let last = self.others.back_mut().unwrap_or(&mut self.first);
        if last.0 == unit {
            last.1 = position;
            return;
        }
        // Behind something that is open, of what is handled only the last position counts.
        if self
            .others
            .back()
            .is_some_and(|(unit, _)| !open.contains(unit))
        {
            self.others.pop_back();
        }
        self.others.push_back((unit, position));
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Marks")
            .field("open", &state.open.len())
            .field("frozen", &state.frozen)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(pts: i32, channels: &[(i64, i32)]) -> UpdatesState {
        UpdatesState {
            pts,
            qts: 1,
            date: 1,
            seq: 1,
            channels: channels
                .iter()
                .map(|(id, pts)| ChannelState { id: *id, pts: *pts })
                .collect(),
        }
    }

    fn account(pts: i32) -> (Mailbox, Position) {
        let account = Account {
            pts,
            qts: 1,
            date: 1,
            seq: 1,
        };
        (Mailbox::Account, Position::Account(account))
    }

    fn channel(id: i64, pts: impl Into<Option<i32>>) -> (Mailbox, Position) {
        (Mailbox::Channel(id), Position::Channel(pts.into()))
    }

    #[test]
    fn the_mark_waits_for_the_oldest() {
        let marks = Marks::default();
        marks.start(&at(10, &[(1, 5)]));
        let first = marks.open([account(11)]);
        let second = marks.open([account(12)]);
        let of_channel = marks.open([channel(1, 6)]);
        drop(second);
        assert_eq!(marks.mark(), at(10, &[(1, 5)]));
        drop(of_channel);
        assert_eq!(marks.mark(), at(10, &[(1, 6)]));
        let copy = first.clone();
        drop(first);
        assert_eq!(marks.mark().pts, 10);
        drop(copy);
        assert_eq!(marks.mark(), at(12, &[(1, 6)]));
        // Nothing moved: nothing to wait for.
        drop(marks.open([]));
        drop(marks.open([channel(1, None)]));
        assert_eq!(marks.mark(), at(12, &[]));
    }

    #[test]
    fn after_the_freeze_what_is_dropped_was_not_handled() {
        let marks = Marks::default();
        marks.start(&at(10, &[]));
        let receipt = Receipt::all([marks.open([account(11)]), Receipt::none()]);
        marks.freeze();
        drop(receipt);
        assert_eq!(marks.mark().pts, 10);
    }

    #[test]
    fn a_handler_that_hangs_does_not_fill_the_memory() {
        let marks = Marks::default();
        marks.start(&at(1, &[]));
        let stuck = marks.open([account(2)]);
        for pts in 3..10_000 {
            drop(marks.open([account(pts)]));
        }
        assert!(marks.state().ahead[&Mailbox::Account].others.len() <= 2);
        assert_eq!(marks.state().open.len(), 1);
        drop(stuck);
        assert_eq!(marks.mark().pts, 9_999);
        assert!(marks.state().ahead.is_empty());
    }

    #[test]
    fn one_packet_moves_several() {
        let marks = Marks::default();
        marks.start(&at(1, &[(1, 1), (2, 1)]));
        let moved = [channel(1, 2), channel(2, 2), channel(1, 3), account(2)];
        let first = marks.open(moved);
        let second = marks.open([channel(2, 3)]);
        drop(second);
        assert_eq!(marks.mark(), at(1, &[(1, 1), (2, 1)]));
        drop(first);
        assert_eq!(marks.mark(), at(2, &[(1, 3), (2, 3)]));
        assert!(marks.state().ahead.is_empty());
    }

    proptest! {
        /// In whatever order things are handled: the mark never passes what is open, and in the
        /// end it is where everything is handled.
        #[test]
        fn never_passes_what_is_open(acts in prop::collection::vec((0..4_usize, prop::bool::ANY), 1..200)) {
            let marks = Marks::default();
            marks.start(&at(100, &[(1, 100), (2, 100), (3, 100)]));
            let mut reached = [100; 4];
            let mut open: Vec<(usize, i32, Receipt)> = Vec::new();
            for (number, (which, add)) in acts.into_iter().enumerate() {
                if add || open.is_empty() {
                    reached[which] += 1;
                    let position = match i64::try_from(which).unwrap() {
                        0 => account(reached[0]),
                        id => channel(id, reached[which]),
                    };
                    open.push((which, reached[which], marks.open([position])));
                } else {
                    open.swap_remove(number % open.len());
                }
                let mark = marks.mark();
                let marked = [mark.pts, mark.channels[0].pts, mark.channels[1].pts, mark.channels[2].pts];
                for (which, pts, _) in &open {
                    prop_assert!(marked[*which] < *pts);
                }
                for which in 0..4 {
                    if open.iter().all(|(other, ..)| *other != which) {
                        prop_assert_eq!(marked[which], reached[which]);
                    }
                }
            }
            open.clear();
            prop_assert_eq!(marks.mark(), at(reached[0], &[(1, reached[1]), (2, reached[2]), (3, reached[3])]));
        }
    }
}
