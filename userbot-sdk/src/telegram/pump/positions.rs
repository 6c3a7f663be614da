//! Where the account and each channel stand in the updates.
//!
//! Nearly every packet follows the one before without a gap. Such a packet is taken in here: its
//! updates are compared with the positions where they lie, and nothing is copied. Whatever does
//! not follow changes nothing here and is left to `boxes`.
//!
//! The rules are Telegram's: <https://core.telegram.org/api/updates#update-handling>.

use std::collections::HashMap;

use grammers_session::types::{ChannelState, UpdatesState};
use grammers_session::updates::{UpdateAndPeers, UpdatesLike};
use grammers_tl_types as tl;
use tokio::time::Instant;

use super::sequence::{Sequence, Step, sort_key, step_of};
use crate::hash::IdState;

/// Is what has one position of its own that is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Mailbox {
    Account,
    Channel(i64),
}

/// Is how far a mailbox has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Account(Account),
    /// `None` when the channel is not followed any more.
    Channel(Option<i32>),
}

/// Is how far the account has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Account {
    /// 0 when nothing is known.
    pub(super) pts: i32,
    pub(super) qts: i32,
    pub(super) date: i32,
    pub(super) seq: i32,
}

impl Account {
    pub(super) fn of(state: &UpdatesState) -> Self {
        Self {
            pts: state.pts,
            qts: state.qts,
            date: state.date,
            seq: state.seq,
        }
    }

    /// Tells whether another position is the same, but for the date, which counts no updates.
    fn is_at(self, other: Self) -> bool {
        let date = self.date;
        self == Self { date, ..other }
    }
}

/// Is updates that are in order, with the peers that came along.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) updates: Vec<tl::enums::Update>,
    pub(super) users: Vec<tl::enums::User>,
    pub(super) chats: Vec<tl::enums::Chat>,
}

impl From<UpdateAndPeers> for Batch {
    fn from((updates, users, chats): UpdateAndPeers) -> Self {
        Self {
            updates: updates.into_iter().map(|(update, _)| update).collect(),
            users,
            chats,
        }
    }
}

/// Is a position, and when it last moved.
#[derive(Debug, Clone, Copy)]
struct Known {
    pts: i32,
    heard: Instant,
}

/// Holds the positions up to which nothing is missing.
#[derive(Debug)]
pub(super) struct Positions {
    account: Account,
    /// When the account's position last moved.
    heard: Instant,
    channels: HashMap<i64, Known, IdState>,
    /// What has moved since somebody asked.
    moved: Vec<(Mailbox, Position)>,
    /// Brings back what a packet has moved that does not follow after all.
    undo: Vec<(Sequence, Option<Known>)>,
}

impl Positions {
    pub(super) fn new(state: &UpdatesState) -> Self {
        let heard = Instant::now();
        let channels = state.channels.iter().map(|channel| {
            let pts = channel.pts;
            (channel.id, Known { pts, heard })
        });
        Self {
            account: Account::of(state),
            heard,
            channels: channels.collect(),
            moved: Vec::new(),
            undo: Vec::new(),
        }
    }

    pub(super) fn account(&self) -> Account {
        self.account
    }

    pub(super) fn is_empty(&self) -> bool {
        self.account.pts == 0 && self.channels.is_empty()
    }

    /// Returns how far a sequence has come; `None` when nothing is known.
    pub(super) fn get(&self, sequence: Sequence) -> Option<i32> {
        match sequence {
            Sequence::Common => Some(self.account.pts).filter(|pts| *pts != 0),
            Sequence::Secondary => Some(self.account.qts),
            Sequence::Channel(id) => self.channels.get(&id).map(|channel| channel.pts),
        }
    }

    /// Gives the positions of all channels, in the order of their ids.
    pub(super) fn channels(&self) -> Vec<(i64, i32)> {
        let pts = |(id, channel): (&i64, &Known)| (*id, channel.pts);
        let mut channels: Vec<_> = self.channels.iter().map(pts).collect();
        channels.sort_unstable();
        channels
    }

    /// Gives what has moved since the last time.
    pub(super) fn moved(&mut self) -> std::vec::Drain<'_, (Mailbox, Position)> {
        self.moved.drain(..)
    }

    /// Takes in updates that follow what is known; `None` when they do not, and are left as they
    /// are.
    pub(super) fn follow(&mut self, updates: &mut UpdatesLike) -> Option<Batch> {
        let (list, date, seq_start, seq) = match updates {
            UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => {
                (&mut all.updates[..], all.date, all.seq, all.seq)
            }
            UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => {
                (&mut all.updates[..], all.date, all.seq_start, all.seq)
            }
            UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) => {
                (std::slice::from_mut(&mut short.update), short.date, 0, 0)
            }
            _ => return None,
        };
        // 0 is none.
        if seq_start != 0 && self.account.seq.checked_add(1) != Some(seq_start) {
            return None;
        }
        // Some come in the wrong order: that a message was read before that it is there.
        if !list.is_sorted_by_key(sort_key) {
            list.sort_by_key(sort_key);
        }
        let before = self.account;
        let was_moved = self.moved.len();
        let now = Instant::now();
        if !list.iter().all(|update| self.advance(update, now)) {
            self.take_back(before, was_moved);
            return None;
        }
        self.undo.clear();
        if !list.is_empty() {
            let newer = |new, old| if new == 0 { old } else { new };
            self.account.date = newer(date, self.account.date);
            self.account.seq = newer(seq, self.account.seq);
        }
        self.note_account(before);
        Some(take(updates))
    }

    /// Moves one position by one update; false when it does not follow.
    fn advance(&mut self, update: &tl::enums::Update, now: Instant) -> bool {
        let (sequence, pts, count) = match step_of(update) {
            Step::None => return true,
            Step::Unclear => return false,
            Step::To {
                sequence,
                pts,
                count,
            } => (sequence, pts, count),
        };
        let Some(base) = pts.checked_sub(count) else {
            return false;
        };
        match sequence {
            Sequence::Common => {
                if self.account.pts == 0 || self.account.pts != base {
                    return false;
                }
                self.account.pts = pts;
                self.undo.push((
                    sequence,
                    Some(Known {
                        pts: base,
                        heard: self.heard,
                    }),
                ));
                self.heard = now;
            }
            Sequence::Secondary => {
                if self.account.qts == 0 || self.account.qts != base {
                    return false;
                }
                self.account.qts = pts;
            }
            Sequence::Channel(id) => {
                let reached = Known { pts, heard: now };
                // Of a channel that is new the first update is the beginning.
                let known = self.channels.get_mut(&id);
                let old = match known {
                    Some(known) if known.pts != base => return false,
                    Some(known) => Some(std::mem::replace(known, reached)),
                    None => self.channels.insert(id, reached),
                };
                self.undo.push((sequence, old));
                self.moved
                    .push((Mailbox::Channel(id), Position::Channel(Some(pts))));
            }
        }
        true
    }

    #[cold]
    fn take_back(&mut self, account: Account, moved: usize) {
        self.account = account;
        self.moved.truncate(moved);
        for (sequence, known) in self.undo.drain(..).rev() {
            match (sequence, known) {
                (Sequence::Channel(id), Some(known)) => {
                    self.channels.insert(id, known);
                }
                (Sequence::Channel(id), None) => {
                    self.channels.remove(&id);
                }
                (_, Some(known)) => self.heard = known.heard,
                (_, None) => {}
            }
        }
    }

    fn note_account(&mut self, before: Account) {
        if !self.account.is_at(before) {
            self.moved
                .push((Mailbox::Account, Position::Account(self.account)));
        }
    }

    /// Takes over the positions that the library has come to.
    pub(super) fn take_over(&mut self, state: &UpdatesState) {
        let now = Instant::now();
        let before = self.account;
        self.account = Account::of(state);
        if self.account.pts != before.pts {
            self.heard = now;
        }
        self.note_account(before);
        for ChannelState { id, pts } in &state.channels {
            self.set_channel(*id, *pts, now);
        }
        if self.channels.len() > state.channels.len() {
            let followed = |id| state.channels.iter().any(|channel| channel.id == id);
            let gone = self.channels.keys().copied().filter(|id| !followed(*id));
            for id in gone.collect::<Vec<_>>() {
                self.forget(id);
            }
        }
    }

    fn set_channel(&mut self, id: i64, pts: i32, heard: Instant) {
        let reached = Known { pts, heard };
        match self.channels.get_mut(&id) {
            Some(known) if known.pts == pts => return,
            Some(known) => *known = reached,
            None => {
                self.channels.insert(id, reached);
            }
        }
        self.moved
            .push((Mailbox::Channel(id), Position::Channel(Some(pts))));
    }

    fn forget(&mut self, channel: i64) {
        self.channels.remove(&channel);
        self.moved
            .push((Mailbox::Channel(channel), Position::Channel(None)));
    }

    /// Starts a channel that has sent nothing so far.
    pub(super) fn start_channel(&mut self, id: i64, pts: i32) {
        if !self.channels.contains_key(&id) {
            self.set_channel(id, pts, Instant::now());
        }
    }

    /// Starts anew where the account stands now; nothing is known of channels.
    pub(super) fn restart(&mut self, account: Account) {
        let channels: Vec<i64> = self.channels.keys().copied().collect();
        for id in channels {
            self.forget(id);
        }
        self.account = account;
        self.heard = Instant::now();
        self.moved
            .push((Mailbox::Account, Position::Account(account)));
    }

    /// Gives who was silent since a moment, and counts the asking as a sign of life.
    pub(super) fn silent_since(&mut self, moment: Instant) -> Vec<Mailbox> {
        let now = Instant::now();
        let mut silent = Vec::new();
        if self.account.pts != 0 && self.heard <= moment {
            self.heard = now;
            silent.push(Mailbox::Account);
        }
        for (id, channel) in &mut self.channels {
            if channel.heard <= moment {
                channel.heard = now;
                silent.push(Mailbox::Channel(*id));
            }
        }
        silent
    }

    /// Returns when the one moved that is silent for longest.
    pub(super) fn quiet_since(&self) -> Option<Instant> {
        let account = (self.account.pts != 0).then_some(self.heard);
        let channels = self.channels.values().map(|channel| channel.heard);
        channels.chain(account).min()
    }
}

/// Takes the updates out of a packet that was found to be in order.
fn take(updates: &mut UpdatesLike) -> Batch {
    let (updates, users, chats) = match updates {
        UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => {
            (&mut all.updates, &mut all.users, &mut all.chats)
        }
        UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => {
            (&mut all.updates, &mut all.users, &mut all.chats)
        }
        UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) => {
            let update = std::mem::replace(&mut short.update, tl::enums::Update::PtsChanged);
            return Batch {
                updates: vec![update],
                ..Batch::default()
            };
        }
        _ => return Batch::default(),
    };
    Batch {
        updates: std::mem::take(updates),
        users: std::mem::take(users),
        chats: std::mem::take(chats),
    }
}
