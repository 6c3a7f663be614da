//! Changing messages that were sent: their content, and whether they are pinned.

use crate::world::data::State;
use crate::world::data::chat::Kind;
use crate::world::data::log::Deed;
use crate::world::data::mailbox::What;
use crate::world::data::place::Place;
use crate::world::ops::post::Draft;
use crate::world::ops::text::tidy;
use crate::world::refusal::{Outcome, bad, forbidden};
use grammers_tl_types::enums;

/// How long an own message can be changed.
const EDIT_TIME: i32 = 48 * 3600;

/// What a message is changed to; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) text: Option<String>,
    pub(crate) entities: Vec<enums::MessageEntity>,
    pub(crate) media: Option<enums::MessageMedia>,
    pub(crate) markup: Option<enums::ReplyMarkup>,
    pub(crate) invert_media: bool,
}

impl State {
    /// Edits a message as `me`.
    pub(crate) fn edit(
        &mut self,
        me: i64,
        place: Place,
        id: i32,
        mut change: Change,
    ) -> Outcome<()> {
        let now = self.now();
        let message = self.message(me, place, id)?;
        if message.action.is_some() || message.forward.is_some() {
            return forbidden("MESSAGE_AUTHOR_REQUIRED");
        }
        self.may_edit(me, place, message.sender, message.via_bot)?;
        let bot = self.users.get(&me).is_some_and(|user| user.bot.is_some());
        if now - message.date > EDIT_TIME && !bot && !place.is_saved() && !message.pinned {
            return bad("MESSAGE_EDIT_TIME_EXPIRED");
        }
        change.entities = self.known_mentions(me, change.entities)?;
        let message = self.message(me, place, id)?;
        let (text, entities) = match &change.text {
            Some(text) => tidy(text, &change.entities),
            None => (message.text.clone(), message.entities.clone()),
        };
        let media = change.media.clone().or_else(|| message.media.clone());
        if text.is_empty() && media.is_none() {
            return bad("MESSAGE_EMPTY");
        }
        self.check_length(me, &text, media.is_some())?;
        let old = self.loggable(place, id);
        let message = self.message_mut(me, place, id)?;
        // An edit without a markup takes the buttons away.
        let same = message.text == text
            && message.entities == entities
            && message.media == media
            && message.markup == change.markup;
        if same {
            return bad("MESSAGE_NOT_MODIFIED");
        }
        message.text = text;
        message.entities = entities;
        message.media = media;
        message.markup = change.markup;
        message.invert_media = change.invert_media;
        message.edit_date = Some(now);
        self.record_edit(place, id);
        if let (Some(old), Some(new), Some(chat)) = (old, self.loggable(place, id), place.chat()) {
            self.log(chat, me, Deed::Edit { old, new });
        }
        Ok(())
    }

    /// Closes an own poll.
    pub(crate) fn close_poll(&mut self, me: i64, place: Place, id: i32) -> Outcome<()> {
        let message = self.message(me, place, id)?;
        self.may_edit(me, place, message.sender, message.via_bot)?;
        let poll = message.poll().and_then(|poll| self.polls.get_mut(&poll));
        let poll_id = match poll {
            None => return bad("MEDIA_INVALID"),
            Some(poll) if poll.poll.closed => return bad("MESSAGE_NOT_MODIFIED"),
            Some(poll) => {
                poll.poll.closed = true;
                poll.poll.id
            }
        };
        self.record_edit(place, id);
        self.tell_poll(place, id, poll_id);
        Ok(())
    }

    /// A bot edits a message that somebody sent through it.
    pub(crate) fn edit_inline(
        &mut self,
        bot: i64,
        place: Place,
        id: i32,
        change: Change,
    ) -> Outcome<()> {
        let message = self
            .messages
            .get(&place)
            .and_then(|messages| messages.get(&id));
        match message
            .filter(|message| !message.deleted && message.via_bot == Some(bot))
            .map(|message| message.sender)
        {
            Some(sender) => self.edit(sender, place, id, change),
            None => bad("MESSAGE_ID_INVALID"),
        }
    }

    fn may_edit(&self, me: i64, place: Place, sender: i64, via_bot: Option<i64>) -> Outcome<()> {
        if sender == me || via_bot == Some(me) {
            return Ok(());
        }
        if let Some(chat) = place.chat().and_then(|id| self.chats.get(&id))
            && chat.kind == Kind::Channel
        {
            let may = chat.admin_may(me, |rights| rights.edit_messages);
            return if may {
                Ok(())
            } else {
                bad("CHAT_ADMIN_REQUIRED")
            };
        }
        forbidden("MESSAGE_AUTHOR_REQUIRED")
    }

    /// Tells everybody who sees a message that it changed.
    pub(crate) fn record_edit(&mut self, place: Place, id: i32) {
        let what = What::Edit(place, id);
        match place {
            Place::Channel(channel) => self.record_channel(channel, what, 1),
            _ => {
                for user in self.audience(place, id) {
                    self.record(user, what.clone(), 1);
                }
            }
        }
    }

    /// Who has a copy of a message.
    pub(crate) fn audience(&self, place: Place, id: i32) -> Vec<i64> {
        let message = self
            .messages
            .get(&place)
            .and_then(|messages| messages.get(&id));
        message
            .map(|message| message.audience.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Pins or unpins one message.
    pub(crate) fn pin(
        &mut self,
        me: i64,
        place: Place,
        id: i32,
        pinned: bool,
        silent: bool,
    ) -> Outcome<()> {
        self.may_pin(me, place)?;
        let message = self.message_mut(me, place, id)?;
        if message.action.is_some() {
            return bad("MESSAGE_ID_INVALID");
        }
        if message.pinned == pinned {
            return bad("CHAT_NOT_MODIFIED");
        }
        message.pinned = pinned;
        self.record_pins(place, vec![id], pinned);
        if let Some((message, chat)) = self.loggable(place, id).zip(place.chat()) {
            self.log(chat, me, Deed::Pin(message));
        }
        let broadcast = place
            .chat()
            .and_then(|id| self.chats.get(&id))
            .is_some_and(|chat| chat.kind == Kind::Channel);
        if pinned && !place.is_saved() && !broadcast {
            let topic = self.message(me, place, id)?.topic;
            let mut notice = Draft::service(enums::MessageAction::PinMessage);
            notice.reply = Some(crate::world::data::message::ReplyTo {
                id,
                ..Default::default()
            });
            notice.topic = topic;
            notice.silent = silent;
            self.post(me, place, notice);
        }
        Ok(())
    }

    /// Unpins all messages; returns how many.
    pub(crate) fn unpin_all(
        &mut self,
        me: i64,
        place: Place,
        topic: Option<i32>,
    ) -> Outcome<usize> {
        self.may_pin(me, place)?;
        let messages = self.messages.entry(place).or_default();
        let mut ids = Vec::new();
        for message in messages.values_mut() {
            if message.pinned && !message.deleted && (topic.is_none() || message.topic == topic) {
                message.pinned = false;
                ids.push(message.id);
            }
        }
        let count = ids.len();
        if count > 0 {
            self.record_pins(place, ids.clone(), false);
            for id in ids {
                if let Some((message, chat)) = self.loggable(place, id).zip(place.chat()) {
                    self.log(chat, me, Deed::Pin(message));
                }
            }
        }
        Ok(count)
    }

    fn may_pin(&self, me: i64, place: Place) -> Outcome<()> {
        let Some(id) = place.chat() else {
            return Ok(());
        };
        let chat = self.chat(id)?;
        if chat.kind == Kind::Channel {
            return self.needs_admin(me, id, |rights| rights.edit_messages);
        }
        self.needs_right(
            me,
            id,
            |rights| rights.pin_messages,
            |rights| rights.pin_messages,
        )
    }

    fn record_pins(&mut self, place: Place, ids: Vec<i32>, pinned: bool) {
        let count = crate::world::tl::int(ids.len());
        let what = What::Pinned { place, ids, pinned };
        match place {
            Place::Channel(channel) => self.record_channel(channel, what, count),
            Place::Private(a, b) => {
                self.record(a, what.clone(), count);
                if a != b {
                    self.record(b, what, count);
                }
            }
            Place::Group(id) => {
                let members: Vec<i64> = self
                    .chats
                    .get(&id)
                    .map(|chat| chat.members.keys().copied().collect())
                    .unwrap_or_default();
                for user in members {
                    self.record(user, what.clone(), count);
                }
            }
        }
    }
}
