//! Positions in the updates, and gaps between them.

use std::collections::HashSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use grammers_session::types::UpdatesState;
use grammers_session::updates::{MessageBoxes, PrematureEndReason, UpdateAndPeers, UpdatesLike};
use grammers_tl_types as tl;
use tokio::time::Instant;
use tracing::error;

/// A deadline nearer than this is that of a gap; all others are minutes away.
const GAP: Duration = Duration::from_secs(1);

/// Wraps the library's bookkeeping.
///
/// The library measures time with the system's clock. This type follows tokio's, which a test
/// can stop and move: when tokio says that a deadline is over and the library does not know it
/// yet, the difference is asked for all the same.
pub(super) struct Boxes {
    inner: MessageBoxes,
    /// The library's deadline, and when it is over on tokio's clock.
    deadline: Option<(std::time::Instant, Instant, bool)>,
    /// Channels that sent something since the last moment without a gap.
    channels: HashSet<i64>,
    /// Updates were processed since the position was loaded.
    live: bool,
}

impl Boxes {
    /// Starts at a saved position; everything since then will be asked for.
    pub(super) fn new(state: UpdatesState) -> Self {
        // The library cannot ask for anything without the main position.
        let boxes = if state.pts == 0 {
            MessageBoxes::new()
        } else {
            MessageBoxes::load(state)
        };
        Self {
            inner: boxes,
            deadline: None,
            channels: HashSet::new(),
            live: false,
        }
    }

    /// Starts at the present position.
    pub(super) fn at(state: tl::types::updates::State) -> Self {
        let mut boxes = MessageBoxes::new();
        boxes.set_state(state);
        Self {
            inner: boxes,
            deadline: None,
            channels: HashSet::new(),
            live: true,
        }
    }

    /// Returns the position after everything that was taken out, when there is one.
    pub(super) fn position(&self) -> Option<UpdatesState> {
        let state = self.inner.session_state();
        (state.pts != 0).then_some(state)
    }

    pub(super) fn has_state(&self) -> bool {
        !self.inner.is_empty()
    }

    /// Tells whether the position was confirmed or moved since it was loaded.
    pub(super) fn was_live(&self) -> bool {
        self.live
    }

    pub(super) fn difference(&self) -> Option<tl::functions::updates::GetDifference> {
        self.inner.get_difference()
    }

    pub(super) fn channel_difference(
        &self,
    ) -> Option<tl::functions::updates::GetChannelDifference> {
        self.inner.get_channel_difference()
    }

    /// Takes in updates; `None` when they show a gap.
    pub(super) fn process(&mut self, updates: UpdatesLike) -> Option<UpdateAndPeers> {
        self.live = true;
        note_channels(&updates, &mut self.channels);
        let updates = self.keep_positions_like(updates);
        let batch = self
            .guarded(|boxes| boxes.process_updates(updates).ok())
            .flatten();
        let (_, is_gap) = self.anchor();
        if !is_gap {
            self.channels.clear();
        }
        batch
    }

    /// Takes in the answer to [`difference`](Boxes::difference); `None` when it does not fit.
    pub(super) fn apply(
        &mut self,
        mut difference: tl::enums::updates::Difference,
    ) -> Option<UpdateAndPeers> {
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
        self.guarded(|boxes| boxes.apply_difference(difference))
    }

    /// Takes Telegram's position out of updates that say that a channel is ahead of ours.
    ///
    /// The library would take it over before it asks for what is missing, and miss just that. Of a channel that it
    /// does not know it has to begin somewhere.
    fn keep_positions(&self, updates: &mut [tl::enums::Update]) {
        let mut known = None;
        for update in updates {
            if let tl::enums::Update::ChannelTooLong(long) = update
                && long.pts.is_some()
                && known
                    .get_or_insert_with(|| self.inner.session_state().channels)
                    .iter()
                    .any(|channel| channel.id == long.channel_id)
            {
                long.pts = None;
            }
        }
    }

    /// Does that for a difference, and leaves out the channels of which nothing is known: what they say while the
    /// bot starts comes by itself, and would seem old beside the position that is told here.
    fn keep_known(&self, updates: &mut Vec<tl::enums::Update>) {
        self.keep_positions(updates);
        updates.retain(|update| {
            !matches!(update, tl::enums::Update::ChannelTooLong(long) if long.pts.is_some())
        });
    }

    fn keep_positions_like(&self, mut updates: UpdatesLike) -> UpdatesLike {
        match &mut updates {
            UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => {
                self.keep_positions(&mut all.updates);
            }
            UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => {
                self.keep_positions(&mut all.updates);
            }
            UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) => {
                self.keep_positions(std::slice::from_mut(&mut short.update));
            }
            _ => {}
        }
        updates
    }

    /// Takes in the answer to [`channel_difference`](Boxes::channel_difference).
    pub(super) fn apply_channel(
        &mut self,
        difference: tl::enums::updates::ChannelDifference,
    ) -> Option<UpdateAndPeers> {
        if let tl::enums::updates::ChannelDifference::TooLong(long) = &difference
            && !matches!(&long.dialog, tl::enums::Dialog::Dialog(dialog) if dialog.pts.is_some())
        {
            self.end_channel(false);
            return None;
        }
        let batch = self.guarded(|boxes| boxes.apply_channel_difference(difference));
        if batch.is_none() {
            self.end_channel(false);
        }
        batch
    }

    /// Gives up on the channel whose difference was to be asked, for now or for good.
    pub(super) fn end_channel(&mut self, keep: bool) {
        if self.inner.get_channel_difference().is_some() {
            self.inner.end_channel_difference(if keep {
                PrematureEndReason::TemporaryServerIssues
            } else {
                PrematureEndReason::Banned
            });
        }
    }

    /// Returns when [`expire`](Boxes::expire) is to be called, on tokio's clock.
    pub(super) fn deadline(&mut self) -> Instant {
        self.anchor().0
    }

    /// Starts the positions of channels that have sent nothing so far.
    ///
    /// Without one, what a channel sends while the bot is off could not be asked for.
    pub(super) fn start_channels(&mut self, channels: impl IntoIterator<Item = (i64, i32)>) {
        for (id, pts) in channels {
            self.inner.try_set_channel_state(id, pts);
        }
    }

    /// Acts on a deadline that is over: asks for what is missing.
    pub(super) fn expire(&mut self) {
        let gap = self.deadline.take().is_some_and(|(_, _, gap)| gap);
        self.inner.check_deadlines();
        if self.inner.get_difference().is_some() || self.inner.get_channel_difference().is_some() {
            return;
        }
        // Tokio's clock is ahead of the system's.
        let mut channels = std::mem::take(&mut self.channels);
        if self.has_state() {
            self.guarded(|boxes| boxes.process_updates(UpdatesLike::ConnectionClosed).is_ok());
        }
        if !gap {
            // After a long silence the library asks for every channel.
            channels.extend(
                self.inner
                    .session_state()
                    .channels
                    .iter()
                    .map(|channel| channel.id),
            );
        }
        for channel_id in channels {
            let update = tl::types::UpdateChannelTooLong {
                channel_id,
                pts: None,
            }
            .into();
            let short = tl::types::UpdateShort { update, date: 0 }.into();
            self.guarded(|boxes| boxes.process_updates(UpdatesLike::Updates(short)).is_ok());
        }
    }

    /// Translates the library's deadline; also tells whether it is that of a gap.
    fn anchor(&mut self) -> (Instant, bool) {
        let theirs = self.inner.check_deadlines();
        match self.deadline {
            Some((known, ours, gap)) if known == theirs => (ours, gap),
            _ => {
                let left = theirs.saturating_duration_since(std::time::Instant::now());
                let ours = Instant::now() + left;
                let gap = left <= GAP;
                self.deadline = Some((theirs, ours, gap));
                (ours, gap)
            }
        }
    }

    /// Runs library code that panics when Telegram's answers contradict each other.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut MessageBoxes) -> T) -> Option<T> {
        let boxes = &mut self.inner;
        let done = catch_unwind(AssertUnwindSafe(|| work(boxes))).ok();
        if done.is_none() {
            error!("updates contradict each other");
        }
        done
    }
}

impl fmt::Debug for Boxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boxes")
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}

/// Notes the channels whose position the updates move.
fn note_channels(updates: &UpdatesLike, channels: &mut HashSet<i64>) {
    let list = match updates {
        UpdatesLike::Updates(tl::enums::Updates::Updates(all)) => &all.updates[..],
        UpdatesLike::Updates(tl::enums::Updates::Combined(all)) => &all.updates[..],
        UpdatesLike::Updates(tl::enums::Updates::UpdateShort(short)) => {
            std::slice::from_ref(&short.update)
        }
        UpdatesLike::AffectedChannelMessages { channel_id, .. } => {
            channels.insert(*channel_id);
            return;
        }
        _ => &[],
    };
    channels.extend(list.iter().filter_map(channel_of));
}

fn channel_of(update: &tl::enums::Update) -> Option<i64> {
    use tl::enums::Update;
    let of_message = |message: &tl::enums::Message| {
        let peer = match message {
            tl::enums::Message::Message(message) => &message.peer_id,
            tl::enums::Message::Service(message) => &message.peer_id,
            tl::enums::Message::Empty(message) => message.peer_id.as_ref()?,
        };
        match peer {
            tl::enums::Peer::Channel(channel) => Some(channel.channel_id),
            _ => None,
        }
    };
    match update {
        Update::NewChannelMessage(update) => of_message(&update.message),
        Update::EditChannelMessage(update) => of_message(&update.message),
        Update::DeleteChannelMessages(update) => Some(update.channel_id),
        Update::PinnedChannelMessages(update) => Some(update.channel_id),
        Update::ChannelWebPage(update) => Some(update.channel_id),
        Update::ReadChannelInbox(update) => Some(update.channel_id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::{PeerId, blank_message};

    fn state(pts: i32) -> tl::types::updates::State {
        tl::types::updates::State {
            pts,
            qts: 1,
            date: 1,
            seq: 1,
            unread_count: 0,
        }
    }

    fn message(pts: i32, peer: PeerId) -> UpdatesLike {
        let message = blank_message(pts, peer.to_tl(), 1, "x").into();
        let update = match peer {
            PeerId::Channel(_) => tl::types::UpdateNewChannelMessage {
                message,
                pts,
                pts_count: 1,
            }
            .into(),
            _ => tl::types::UpdateNewMessage {
                message,
                pts,
                pts_count: 1,
            }
            .into(),
        };
        UpdatesLike::Updates(tl::types::UpdateShort { update, date: 1 }.into())
    }

    #[tokio::test(start_paused = true)]
    async fn a_gap_is_asked_for_when_tokio_says_so() {
        let mut boxes = Boxes::at(state(10));
        let ann = PeerId::User(5);
        assert_eq!(boxes.process(message(11, ann)).unwrap().0.len(), 1);
        assert!(boxes.process(message(13, ann)).unwrap().0.is_empty());
        let deadline = boxes.deadline();
        assert!(deadline - Instant::now() <= Duration::from_millis(500));
        assert!(boxes.difference().is_none());
        tokio::time::sleep_until(deadline).await;
        boxes.expire();
        assert_eq!(boxes.difference().unwrap().pts, 11);
    }

    #[tokio::test(start_paused = true)]
    async fn a_gap_in_a_channel_too() {
        let mut boxes = Boxes::at(state(10));
        let club = PeerId::Channel(7);
        assert_eq!(boxes.process(message(3, club)).unwrap().0.len(), 1);
        assert!(boxes.process(message(5, club)).unwrap().0.is_empty());
        let deadline = boxes.deadline();
        tokio::time::sleep_until(deadline).await;
        boxes.expire();
        assert_eq!(boxes.channel_difference().unwrap().pts, 3);
        boxes.end_channel(true);
        assert!(boxes.channel_difference().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_channel_that_is_ahead_is_asked_for_from_where_it_was() {
        let ahead = |channel_id| -> tl::enums::Update {
            let pts = Some(9);
            tl::types::UpdateChannelTooLong { channel_id, pts }.into()
        };
        let mut boxes = Boxes::at(state(10));
        boxes.process(message(3, PeerId::Channel(7)));
        let short = tl::types::UpdateShort {
            update: ahead(7),
            date: 1,
        };
        boxes.process(UpdatesLike::Updates(short.into()));
        assert_eq!(boxes.channel_difference().unwrap().pts, 3);

        let mut boxes = Boxes::new(UpdatesState {
            pts: 10,
            qts: 1,
            date: 1,
            seq: 1,
            channels: vec![],
        });
        boxes.start_channels([(7, 3)]);
        let difference = tl::types::updates::Difference {
            new_messages: Vec::new(),
            new_encrypted_messages: Vec::new(),
            other_updates: vec![ahead(7), ahead(8)],
            chats: Vec::new(),
            users: Vec::new(),
            state: state(10).into(),
        };
        boxes.apply(difference.into());
        assert_eq!(boxes.channel_difference().unwrap().pts, 3);
        boxes.end_channel(true);
        // Of the other one nothing is known: it begins with what it says next.
        assert!(boxes.channel_difference().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_checked_after_a_quarter_of_an_hour() {
        let mut boxes = Boxes::at(state(10));
        let deadline = boxes.deadline();
        let wait = deadline - Instant::now();
        assert!(
            wait > Duration::from_mins(14) && wait <= Duration::from_mins(15),
            "{wait:?}"
        );
        tokio::time::sleep_until(deadline).await;
        boxes.expire();
        assert_eq!(boxes.difference().unwrap().pts, 10);
    }

    #[tokio::test]
    async fn a_saved_position_is_caught_up_with() {
        let saved = UpdatesState {
            pts: 10,
            qts: 1,
            date: 1,
            seq: 1,
            channels: vec![],
        };
        assert!(Boxes::new(saved.clone()).difference().is_some());
        let broken = UpdatesState {
            pts: 0,
            qts: 5,
            ..saved
        };
        assert!(Boxes::new(broken).difference().is_none());
    }
}
