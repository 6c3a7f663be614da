//! Messages that are sent later.

use crate::world::data::State;
use crate::world::data::message::Msg;
use crate::world::data::place::Place;
use crate::world::data::schedule::{Scheduled, WHEN_ONLINE};
use crate::world::ops::edit::Change;
use crate::world::ops::post::Draft;
use crate::world::ops::text::tidy;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::view::Peers;
use grammers_tl_types::types;

/// What is due sooner than this is sent at once.
const SOON: i32 = 10;

/// How far ahead a message can be scheduled.
const YEAR: i32 = 366 * 24 * 3600;

/// How many messages one user can have scheduled in one chat.
const LIMIT: usize = 100;

impl State {
    /// Sends a message now, or puts it into the queue if it has a date.
    pub(crate) fn send_at(
        &mut self,
        from: i64,
        place: Place,
        draft: Draft,
        date: Option<i32>,
    ) -> Outcome<i32> {
        let date = match date {
            Some(date) => self.later(from, place, date)?,
            None => None,
        };
        let Some(date) = date else {
            return self.send(from, place, draft);
        };
        let mut draft = self.prepare(from, place, draft)?;
        let random = draft.random_id.take();
        let queue = self.schedule.entry((from, place)).or_default();
        if queue.waiting.len() >= LIMIT {
            return bad("SCHEDULE_TOO_MUCH");
        }
        queue.last_id += 1;
        let id = queue.last_id;
        let scheduled = Scheduled {
            date,
            edit_date: None,
            draft,
        };
        queue.waiting.insert(id, scheduled);
        if let Some(random) = random {
            self.random_ids.insert((from, random), id);
        }
        self.tell_scheduled(from, place, id);
        Ok(id)
    }

    /// Checks a date; `None` means that it is so near that there is nothing to wait for.
    fn later(&mut self, from: i64, place: Place, date: i32) -> Outcome<Option<i32>> {
        if self.users.get(&from).is_some_and(|user| user.bot.is_some()) {
            return bad("SCHEDULE_BOT_NOT_ALLOWED");
        }
        if date == WHEN_ONLINE {
            let person = place.partner(from).filter(|other| *other != from);
            let person = person.and_then(|other| self.users.get(&other));
            return if person.is_some_and(|other| other.bot.is_none()) {
                Ok(Some(date))
            } else {
                bad("SCHEDULE_STATUS_INVALID")
            };
        }
        let now = self.now();
        if date <= 0 {
            return bad("SCHEDULE_DATE_INVALID");
        }
        if date > now.saturating_add(YEAR) {
            return bad("SCHEDULE_DATE_TOO_LATE");
        }
        Ok((date >= now.saturating_add(SOON)).then_some(date))
    }

    fn tell_scheduled(&mut self, from: i64, place: Place, id: i32) {
        let mut peers = Peers::default();
        if let Some(message) = self.scheduled(from, place, id) {
            let message = self.view_message(from, &message, &mut peers);
            self.tell(from, types::UpdateNewScheduledMessage { message }, peers);
        }
    }

    fn tell_unscheduled(
        &mut self,
        from: i64,
        place: Place,
        messages: Vec<i32>,
        sent: Option<Vec<i32>>,
    ) {
        let mut peers = Peers::default();
        peers.place(place);
        let update = types::UpdateDeleteScheduledMessages {
            peer: place.peer(from),
            messages,
            sent_messages: sent,
        };
        self.tell(from, update, peers);
    }

    /// A message in the queue as its sender sees it.
    pub(crate) fn scheduled(&self, from: i64, place: Place, id: i32) -> Option<Msg> {
        let scheduled = self.schedule.get(&(from, place))?.waiting.get(&id)?;
        let draft = scheduled.draft.clone();
        let mut message = self.as_message(from, place, id, scheduled.date, draft);
        message.audience.insert(from);
        message.edit_date = scheduled.edit_date;
        Some(message)
    }

    /// What a user has scheduled in a chat, the last to be sent first.
    pub(crate) fn scheduled_ids(&self, from: i64, place: Place) -> Vec<i32> {
        let queue = self.schedule.get(&(from, place));
        let mut all: Vec<(i32, i32)> = queue
            .into_iter()
            .flat_map(|queue| &queue.waiting)
            .map(|(id, scheduled)| (scheduled.date, *id))
            .collect();
        all.sort_unstable_by(|one, other| other.cmp(one));
        all.into_iter().map(|(_, id)| id).collect()
    }

    /// Changes a message in the queue, and when it is sent.
    pub(crate) fn edit_scheduled(
        &mut self,
        me: i64,
        place: Place,
        id: i32,
        change: Change,
        date: i32,
    ) -> Outcome<()> {
        let missing = || Refusal::bad("MESSAGE_ID_INVALID");
        let old = self.schedule.get(&(me, place));
        let old = old.and_then(|queue| queue.waiting.get(&id));
        let mut new = old.cloned().ok_or_else(missing)?;
        // A date that is nearly there stays one to wait for: the message is in the queue.
        new.date = self.later(me, place, date)?.unwrap_or(date);
        let now = self.now();
        let draft = &mut new.draft;
        if let Some(text) = &change.text {
            let entities = self.known_mentions(me, change.entities)?;
            (draft.text, draft.entities) = tidy(text, &entities);
            draft.invert_media = change.invert_media;
        }
        draft.media = change.media.or_else(|| draft.media.take());
        if draft.text.is_empty() && draft.media.is_none() {
            return bad("MESSAGE_EMPTY");
        }
        self.check_length(me, &draft.text, draft.media.is_some())?;
        new.edit_date = Some(now);
        let queue = self.schedule.entry((me, place)).or_default();
        queue.waiting.insert(id, new);
        self.tell_scheduled(me, place, id);
        Ok(())
    }

    /// Takes messages out of the queue. What is not there is gone already.
    pub(crate) fn delete_scheduled(&mut self, me: i64, place: Place, ids: &[i32]) {
        let Some(queue) = self.schedule.get_mut(&(me, place)) else {
            return;
        };
        let mut gone = ids.to_vec();
        gone.retain(|id| queue.waiting.remove(id).is_some());
        if !gone.is_empty() {
            self.tell_unscheduled(me, place, gone, None);
        }
    }

    /// Sends messages of the queue without waiting for their date.
    pub(crate) fn send_scheduled(&mut self, me: i64, place: Place, ids: &[i32]) -> Outcome<()> {
        let queue = self.schedule.get(&(me, place));
        let known = |id| queue.is_some_and(|queue| queue.waiting.contains_key(id));
        if ids.is_empty() || !ids.iter().all(known) {
            return bad("MESSAGE_ID_INVALID");
        }
        let now = self.now();
        for id in ids {
            self.release(me, place, *id, now)?;
        }
        Ok(())
    }

    /// Sends one message of the queue; if that is refused it stays there.
    fn release(&mut self, me: i64, place: Place, id: i32, date: i32) -> Outcome<()> {
        let queue = self.schedule.get(&(me, place));
        // Named twice in one request: it is sent by now.
        let Some(scheduled) = queue.and_then(|queue| queue.waiting.get(&id)) else {
            return Ok(());
        };
        let mut draft = scheduled.draft.clone();
        draft.scheduled = Some(date);
        let new = self.send(me, place, draft)?;
        if let Some(queue) = self.schedule.get_mut(&(me, place)) {
            queue.waiting.remove(&id);
        }
        self.tell_unscheduled(me, place, vec![id], Some(vec![new]));
        Ok(())
    }

    /// The messages whose time has come, in the order in which they are sent.
    fn due(&mut self) -> Vec<(i32, i64, Place, i32)> {
        let now = self.now();
        let mut due = Vec::new();
        for ((from, place), queue) in &self.schedule {
            let other = place
                .partner(*from)
                .and_then(|other| self.users.get(&other));
            let online = other.is_some_and(|other| other.online);
            for (id, scheduled) in &queue.waiting {
                if scheduled.date == WHEN_ONLINE && online {
                    due.push((now, *from, *place, *id));
                } else if scheduled.date <= now {
                    due.push((scheduled.date, *from, *place, *id));
                }
            }
        }
        due.sort_unstable();
        due
    }

    /// Must something be sent now?
    pub(crate) fn something_is_due(&mut self) -> bool {
        !self.schedule.is_empty() && !self.due().is_empty()
    }

    /// The date of the next message that is sent by the clock.
    pub(crate) fn next_due(&self) -> Option<i32> {
        let all = self
            .schedule
            .values()
            .flat_map(|queue| queue.waiting.values());
        all.map(|scheduled| scheduled.date)
            .filter(|date| *date != WHEN_ONLINE)
            .min()
    }

    /// Sends what is due. What may not be sent any more leaves the queue all the same.
    pub(crate) fn send_due(&mut self) {
        for (date, from, place, id) in self.due() {
            if self.release(from, place, id, date).is_err() {
                self.delete_scheduled(from, place, &[id]);
            }
        }
    }
}
