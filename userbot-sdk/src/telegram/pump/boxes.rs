//! Positions in the updates, and gaps between them.

use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use grammers_session::types::UpdatesState;
use grammers_session::updates::{MessageBoxes, PrematureEndReason, UpdatesLike};
use grammers_tl_types as tl;
use tokio::time::Instant;
use tracing::error;

use super::positions::{Account, Batch, Mailbox, Position, Positions};
use super::sequence::{Sequence, Step, steps_of};
use super::short;
use crate::hash::IdState;

/// What is missing may still come by itself; it is asked for after this time.
///
/// Source: <https://core.telegram.org/api/updates#recovering-gaps>, like the next one.
const GAP: Duration = Duration::from_millis(500);
/// After so long a silence something may have been lost.
const SILENCE: Duration = Duration::from_secs(15 * 60);

/// Takes updates in, one after another, and finds out what is missing.
///
/// What follows is taken in by [`Positions`]. When something does not follow, the client library
/// is given the positions and takes over, until nothing is missing any more. All times are those
/// of tokio's clock, which a test can stop and move; the library's own clock is not asked.
pub(super) struct Boxes {
    known: Positions,
    /// Is there while something is missing.
    library: Option<MessageBoxes>,
    /// What has come too early, by its sequence: the highest position.
    early: HashMap<Sequence, i32, IdState>,
    /// When it is asked for.
    gap_ends: Option<Instant>,
    /// Nobody is silent for too long before this moment.
    silence_ends: Instant,
    /// Updates were processed since the position was loaded.
    live: bool,
}

impl Boxes {
    /// Starts at a saved position; everything since then will be asked for.
    pub(super) fn new(state: UpdatesState) -> Self {
        let known = Positions::new(&state);
        // The library cannot ask for anything without the main position.
        let library = (state.pts != 0).then(|| MessageBoxes::load(state));
        Self {
            known,
            library,
            early: HashMap::default(),
            gap_ends: None,
            silence_ends: Instant::now() + SILENCE,
            live: false,
        }
    }

    /// Starts anew at the present position.
    pub(super) fn restart(&mut self, state: &tl::types::updates::State) {
        self.known.restart(Account {
            pts: state.pts,
            qts: state.qts,
            date: state.date,
            seq: state.seq,
        });
        self.library = None;
        self.early.clear();
        self.gap_ends = None;
        self.silence_ends = Instant::now() + SILENCE;
        self.live = true;
    }

    /// Gives the positions that have moved since the last time.
    pub(super) fn moved(&mut self) -> std::vec::Drain<'_, (Mailbox, Position)> {
        self.known.moved()
    }

    pub(super) fn has_state(&self) -> bool {
        !self.known.is_empty()
    }

    /// Tells whether the position was confirmed or moved since it was loaded.
    pub(super) fn was_live(&self) -> bool {
        self.live
    }

    pub(super) fn difference(&self) -> Option<tl::functions::updates::GetDifference> {
        self.library.as_ref()?.get_difference()
    }

    pub(super) fn channel_difference(
        &self,
    ) -> Option<tl::functions::updates::GetChannelDifference> {
        self.library.as_ref()?.get_channel_difference()
    }

    /// Takes in updates; `None` when they show a gap.
    pub(super) fn process(&mut self, mut updates: UpdatesLike) -> Option<Batch> {
        self.process_in_place(&mut updates)
    }

    /// Takes in updates where they lie, and leaves a shell of them; `None` when they show a gap.
    pub(super) fn process_in_place(&mut self, updates: &mut UpdatesLike) -> Option<Batch> {
        self.live = true;
        short::complete(updates);
        if self.library.is_none()
            && let Some(batch) = self.known.follow(updates)
        {
            return Some(batch);
        }
        // It may hold as much as any update.
        let updates = std::mem::replace(updates, UpdatesLike::ConnectionClosed);
        self.process_slowly(updates)
    }

    #[cold]
    fn process_slowly(&mut self, mut updates: UpdatesLike) -> Option<Batch> {
        for update in list_of(&mut updates) {
            self.keep_position(update);
        }
        let steps = steps_of(&updates);
        let done = self.with_library(|boxes| boxes.process_updates(updates).ok());
        self.note_early(&steps);
        self.leave_library();
        done.flatten().map(Batch::from)
    }

    /// Takes in the answer to [`difference`](Boxes::difference); `None` when it does not fit.
    pub(super) fn apply(
        &mut self,
        mut difference: tl::enums::updates::Difference,
    ) -> Option<Batch> {
        self.live = true;
        match &mut difference {
            tl::enums::updates::Difference::Difference(all) => {
                self.keep_known(&mut all.other_updates);
            }
            tl::enums::updates::Difference::Slice(part) => {
                self.keep_known(&mut part.other_updates);
            }
            _ => {}
        }
        let batch = self.with_library(|boxes| boxes.apply_difference(difference));
        if self.difference().is_none() {
            self.early
                .retain(|sequence, _| matches!(sequence, Sequence::Channel(_)));
        }
        self.leave_library();
        batch.map(Batch::from)
    }

    /// Takes Telegram's position out of an update that says that a channel is ahead of ours.
    ///
    /// The library would take it over before it asks for what is missing, and miss just that. Of a
    /// channel that it does not know it has to begin somewhere.
    fn keep_position(&self, update: &mut tl::enums::Update) {
        if let tl::enums::Update::ChannelTooLong(long) = update
            && self.known.get(Sequence::Channel(long.channel_id)).is_some()
        {
            long.pts = None;
        }
    }

    /// Does that for a difference, and leaves out the channels of which nothing is known: what
    /// they say while the bot starts comes by itself, and would seem old beside the position that
    /// is told here.
    fn keep_known(&self, updates: &mut Vec<tl::enums::Update>) {
        for update in updates.iter_mut() {
            self.keep_position(update);
        }
        updates.retain(|update| {
            !matches!(update, tl::enums::Update::ChannelTooLong(long) if long.pts.is_some())
        });
    }

    /// Takes in the answer to [`channel_difference`](Boxes::channel_difference).
    pub(super) fn apply_channel(
        &mut self,
        difference: tl::enums::updates::ChannelDifference,
    ) -> Option<Batch> {
        if let tl::enums::updates::ChannelDifference::TooLong(long) = &difference
            && !matches!(&long.dialog, tl::enums::Dialog::Dialog(dialog) if dialog.pts.is_some())
        {
            self.end_channel(false);
            return None;
        }
        let asked = self.asked_channel();
        let batch = self.with_library(|boxes| boxes.apply_channel_difference(difference));
        if batch.is_none() {
            self.end_channel(false);
        } else if self.asked_channel() != asked {
            self.channel_ended(asked);
        }
        self.leave_library();
        batch.map(Batch::from)
    }

    /// Gives up on the channel whose difference was to be asked, for now or for good.
    pub(super) fn end_channel(&mut self, keep: bool) {
        let asked = self.asked_channel();
        if asked.is_none() {
            return;
        }
        self.with_library(|boxes| {
            boxes.end_channel_difference(if keep {
                PrematureEndReason::TemporaryServerIssues
            } else {
                PrematureEndReason::Banned
            });
        });
        self.channel_ended(asked);
        self.leave_library();
    }

    /// Returns the channel whose difference is to be asked for.
    fn asked_channel(&self) -> Option<i64> {
        let request = self.channel_difference()?;
        match request.channel {
            tl::enums::InputChannel::Channel(channel) => Some(channel.channel_id),
            _ => None,
        }
    }

    fn channel_ended(&mut self, channel: Option<i64>) {
        if let Some(id) = channel {
            self.early.remove(&Sequence::Channel(id));
        }
    }

    /// Returns when [`expire`](Boxes::expire) is to be called.
    pub(super) fn deadline(&self) -> Instant {
        self.gap_ends
            .map_or(self.silence_ends, |gap| gap.min(self.silence_ends))
    }

    /// Starts the positions of channels that have sent nothing so far.
    ///
    /// Without one, what a channel sends while the bot is off could not be asked for.
    pub(super) fn start_channels(&mut self, channels: impl IntoIterator<Item = (i64, i32)>) {
        for (id, pts) in channels {
            self.known.start_channel(id, pts);
            if let Some(library) = &mut self.library {
                library.try_set_channel_state(id, pts);
            }
        }
    }

    /// Acts on a deadline that is over: asks for what is missing.
    pub(super) fn expire(&mut self) {
        let now = Instant::now();
        let mut ask = Vec::new();
        if self.gap_ends.is_some_and(|gap| gap <= now) {
            self.gap_ends = None;
            ask.extend(self.early.drain().map(|(sequence, _)| match sequence {
                Sequence::Common | Sequence::Secondary => Mailbox::Account,
                Sequence::Channel(id) => Mailbox::Channel(id),
            }));
        }
        if self.silence_ends <= now {
            ask.extend(self.known.silent_since(now - SILENCE));
            let since = self.known.quiet_since().unwrap_or(now);
            self.silence_ends = since + SILENCE;
        }
        for mailbox in ask {
            let updates = match mailbox {
                Mailbox::Account => UpdatesLike::ConnectionClosed,
                Mailbox::Channel(channel_id) => too_long(channel_id),
            };
            self.with_library(|boxes| boxes.process_updates(updates).is_ok());
        }
        self.leave_library();
    }

    /// Notes what the library keeps because something before it is missing.
    fn note_early(&mut self, steps: &[Step]) {
        let asks = self.difference().is_some();
        for step in steps {
            let Step::To { sequence, pts, .. } = *step else {
                continue;
            };
            let account = !matches!(sequence, Sequence::Channel(_));
            if self.known.get(sequence).is_some_and(|known| known < pts) && !(account && asks) {
                let highest = self.early.entry(sequence).or_insert(pts);
                *highest = pts.max(*highest);
            }
        }
        let known = &self.known;
        self.early
            .retain(|sequence, pts| known.get(*sequence).is_some_and(|known| known < *pts));
        if self.early.is_empty() {
            self.gap_ends = None;
        } else {
            self.gap_ends.get_or_insert_with(|| Instant::now() + GAP);
        }
    }

    /// Runs library code, which panics when Telegram's answers contradict each other, and takes
    /// over the positions that it has come to.
    fn with_library<T>(&mut self, work: impl FnOnce(&mut MessageBoxes) -> T) -> Option<T> {
        let library = self.library.get_or_insert_with(|| taught(&self.known));
        let done = catch_unwind(AssertUnwindSafe(|| work(library))).ok();
        if done.is_none() {
            error!("updates contradict each other");
        }
        self.known.take_over(&library.session_state());
        done
    }

    /// Lets the library go when nothing is missing any more.
    fn leave_library(&mut self) {
        if self.early.is_empty() {
            self.gap_ends = None;
            if self.difference().is_none() && self.channel_difference().is_none() {
                self.library = None;
            }
        }
    }
}

/// Tells the library the positions.
fn taught(known: &Positions) -> MessageBoxes {
    let mut library = MessageBoxes::new();
    let account = known.account();
    if account.pts != 0 {
        library.set_state(tl::types::updates::State {
            pts: account.pts,
            qts: account.qts,
            date: account.date,
            seq: account.seq,
            unread_count: 0,
        });
    }
    for (id, pts) in known.channels() {
        library.try_set_channel_state(id, pts);
    }
    library
}

/// Makes an update that has the library ask for what a channel has said.
fn too_long(channel_id: i64) -> UpdatesLike {
    let update = tl::types::UpdateChannelTooLong {
        channel_id,
        pts: None,
    };
    let update = update.into();
    UpdatesLike::Updates(tl::types::UpdateShort { update, date: 0 }.into())
}

/// Gives the updates of a packet.
fn list_of(updates: &mut UpdatesLike) -> &mut [tl::enums::Update] {
    match updates {
        UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => &mut all.updates,
        UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => &mut all.updates,
        UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) => {
            std::slice::from_mut(&mut short.update)
        }
        _ => &mut [],
    }
}

impl fmt::Debug for Boxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boxes")
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
