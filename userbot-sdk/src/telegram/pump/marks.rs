//! Which updates were handled, and up to where nothing is missing.
//!
//! Handlers end in any order, and a position in the updates says "everything before". So the
//! position that is saved is a low-water mark: for each box of updates (the account's own, each
//! channel's) it stands before the oldest update that is not handled yet. A handler that hangs in
//! one channel holds up the mark of that channel alone.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use grammers_session::types::{ChannelState, UpdatesState};
use tokio::sync::Notify;

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
    Unit { marks: Marks, unit: u64 },
    Many(#[allow(dead_code, reason = "what matters is when it is dropped")] Vec<Receipt>),
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Self::Unit { marks, unit } = self {
            marks.handled(*unit);
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
    /// The position after everything that was handed out.
    reached: UpdatesState,
    /// The position before the oldest that is not handled.
    mark: UpdatesState,
    /// For each box the positions that follow the mark, each with the unit that led there.
    ahead: HashMap<Mailbox, VecDeque<(u64, Position)>>,
    /// What is not handled, with the boxes that it moved.
    open: HashMap<u64, Vec<Mailbox>>,
    last: u64,
    frozen: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mailbox {
    Account,
    Channel(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Account {
        pts: i32,
        qts: i32,
        date: i32,
        seq: i32,
    },
    /// `None` when the channel is not followed any more.
    Channel(Option<i32>),
}

impl Marks {
    /// Starts at a position; everything before it is handled.
    pub(super) fn start(&self, position: UpdatesState) {
        let mut state = self.state();
        state.reached = position.clone();
        state.mark = position;
        state.ahead.clear();
        state.open.clear();
    }

    /// Notes that events were taken out that lead to a position. They are handled when all clones
    /// of the receipt are dropped.
    pub(super) fn open(&self, position: UpdatesState) -> Receipt {
        let mut state = self.state();
        let moves = moves(&state.reached, &position);
        if moves.is_empty() {
            return Receipt::none();
        }
        state.last += 1;
        let unit = state.last;
        let state = &mut *state;
        for (moved, position) in &moves {
            let ahead = state.ahead.entry(*moved).or_default();
            // Behind something that is open, of what is handled only the last position counts.
            if ahead.len() > 1
                && ahead
                    .back()
                    .is_some_and(|(unit, _)| !state.open.contains_key(unit))
            {
                ahead.pop_back();
            }
            ahead.push_back((unit, *position));
        }
        state
            .open
            .insert(unit, moves.into_iter().map(|(moved, _)| moved).collect());
        state.reached = position;
        Receipt(Some(Arc::new(Held::Unit {
            marks: self.clone(),
            unit,
        })))
    }

    fn handled(&self, unit: u64) {
        let mut state = self.state();
        if state.frozen {
            return;
        }
        let Some(boxes) = state.open.remove(&unit) else {
            return;
        };
        let mut moved = false;
        for name in boxes {
            moved |= state.advance(name);
        }
        drop(state);
        if moved {
            self.0.moved.notify_one();
        }
    }

    /// Returns the position before the oldest event that is not handled.
    pub(super) fn mark(&self) -> UpdatesState {
        self.state().mark.clone()
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

impl State {
    /// Moves the mark of one box as far as everything is handled.
    fn advance(&mut self, name: Mailbox) -> bool {
        let Some(ahead) = self.ahead.get_mut(&name) else {
            return false;
        };
        let mut last = None;
        while let Some((unit, position)) = ahead.front()
            && !self.open.contains_key(unit)
        {
            last = Some(*position);
            ahead.pop_front();
        }
        if ahead.is_empty() {
            self.ahead.remove(&name);
        }
        let Some(position) = last else {
            return false;
        };
        match (name, position) {
            (Mailbox::Channel(id), Position::Channel(pts)) => set_channel(&mut self.mark, id, pts),
            (
                _,
                Position::Account {
                    pts,
                    qts,
                    date,
                    seq,
                },
            ) => {
                self.mark.pts = pts;
                self.mark.qts = qts;
                self.mark.date = date;
                self.mark.seq = seq;
            }
            (Mailbox::Account, Position::Channel(_)) => {}
        }
        true
    }
}

fn set_channel(state: &mut UpdatesState, id: i64, pts: Option<i32>) {
    let known = state.channels.iter().position(|channel| channel.id == id);
    match (known, pts) {
        (Some(at), Some(pts)) => state.channels[at].pts = pts,
        (Some(at), None) => {
            state.channels.remove(at);
        }
        (None, Some(pts)) => state.channels.push(ChannelState { id, pts }),
        (None, None) => {}
    }
}

/// Lists the boxes that have moved between two positions.
fn moves(from: &UpdatesState, to: &UpdatesState) -> Vec<(Mailbox, Position)> {
    let mut moves = Vec::new();
    let account = |state: &UpdatesState| Position::Account {
        pts: state.pts,
        qts: state.qts,
        date: state.date,
        seq: state.seq,
    };
    if account(from) != account(to) {
        moves.push((Mailbox::Account, account(to)));
    }
    let same = from.channels.len() == to.channels.len()
        && from
            .channels
            .iter()
            .zip(&to.channels)
            .all(|(from, to)| from.id == to.id);
    if same {
        for (from, to) in from.channels.iter().zip(&to.channels) {
            if from.pts != to.pts {
                moves.push((Mailbox::Channel(to.id), Position::Channel(Some(to.pts))));
            }
        }
        return moves;
    }
    let mut old: HashMap<i64, i32> = from
        .channels
        .iter()
        .map(|channel| (channel.id, channel.pts))
        .collect();
    for channel in &to.channels {
        if old.remove(&channel.id) != Some(channel.pts) {
            moves.push((
                Mailbox::Channel(channel.id),
                Position::Channel(Some(channel.pts)),
            ));
        }
    }
    moves.extend(
        old.into_keys()
            .map(|id| (Mailbox::Channel(id), Position::Channel(None))),
    );
    moves
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

    #[test]
    fn the_mark_waits_for_the_oldest() {
        let marks = Marks::default();
        marks.start(at(10, &[(1, 5)]));
        let first = marks.open(at(11, &[(1, 5)]));
        let second = marks.open(at(12, &[(1, 5)]));
        let channel = marks.open(at(12, &[(1, 6)]));
        drop(second);
        assert_eq!(marks.mark(), at(10, &[(1, 5)]));
        drop(channel);
        assert_eq!(marks.mark(), at(10, &[(1, 6)]));
        let copy = first.clone();
        drop(first);
        assert_eq!(marks.mark().pts, 10);
        drop(copy);
        assert_eq!(marks.mark(), at(12, &[(1, 6)]));
        // Nothing moved: nothing to wait for.
        drop(marks.open(at(12, &[(1, 6)])));
        drop(marks.open(at(12, &[])));
        assert_eq!(marks.mark(), at(12, &[]));
    }

    #[test]
    fn after_the_freeze_what_is_dropped_was_not_handled() {
        let marks = Marks::default();
        marks.start(at(10, &[]));
        let receipt = Receipt::all([marks.open(at(11, &[])), Receipt::none()]);
        marks.freeze();
        drop(receipt);
        assert_eq!(marks.mark().pts, 10);
    }

    #[test]
    fn a_handler_that_hangs_does_not_fill_the_memory() {
        let marks = Marks::default();
        marks.start(at(1, &[]));
        let stuck = marks.open(at(2, &[]));
        for pts in 3..10_000 {
            drop(marks.open(at(pts, &[])));
        }
        assert!(marks.state().ahead[&Mailbox::Account].len() <= 3);
        assert_eq!(marks.state().open.len(), 1);
        drop(stuck);
        assert_eq!(marks.mark().pts, 9_999);
        assert!(marks.state().ahead.is_empty());
    }

    proptest! {
        /// In whatever order things are handled: the mark never passes what is open, and in the
        /// end it is where everything is handled.
        #[test]
        fn never_passes_what_is_open(acts in prop::collection::vec((0..4_usize, prop::bool::ANY), 1..200)) {
            let marks = Marks::default();
            marks.start(at(100, &[(1, 100), (2, 100), (3, 100)]));
            let mut reached = [100; 4];
            let mut open: Vec<(usize, i32, Receipt)> = Vec::new();
            for (number, (which, add)) in acts.into_iter().enumerate() {
                if add || open.is_empty() {
                    reached[which] += 1;
                    let position = at(reached[0], &[(1, reached[1]), (2, reached[2]), (3, reached[3])]);
                    open.push((which, reached[which], marks.open(position)));
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
