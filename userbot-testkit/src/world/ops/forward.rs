//! Forwarding.

use crate::world::data::State;
use crate::world::data::chat::Kind;
use crate::world::data::message::{Author, Msg};
use crate::world::data::place::Place;
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::{channel_peer, user_peer};
use crate::world::view::message::forward_header;
use grammers_tl_types::types;
use std::collections::BTreeMap;

/// How messages are forwarded.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of Telegram's own"
)]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    pub(crate) silent: bool,
    pub(crate) noforwards: bool,
    /// As a copy that does not say where it comes from.
    pub(crate) drop_author: bool,
    pub(crate) drop_captions: bool,
    pub(crate) topic: Option<i32>,
    pub(crate) anonymous: bool,
    /// In the name of a channel.
    pub(crate) channel: Option<i64>,
    pub(crate) effect: Option<i64>,
    /// When, if not now.
    pub(crate) schedule: Option<i32>,
}

impl State {
    /// Forwards messages; returns the new ids, in order.
    pub(crate) fn forward(
        &mut self,
        me: i64,
        from: Place,
        ids: &[i32],
        to: Place,
        random_ids: &[i64],
        manner: Manner,
    ) -> Outcome<Vec<i32>> {
        if ids.is_empty() {
            return bad("MESSAGE_IDS_EMPTY");
        }
        if !random_ids.is_empty() && random_ids.len() != ids.len() {
            return bad("RANDOM_ID_INVALID");
        }
        let protected = from
            .chat()
            .and_then(|id| self.chats.get(&id))
            .is_some_and(|chat| chat.noforwards);
        let mut drafts = Vec::new();
        let mut groups: BTreeMap<i64, i64> = BTreeMap::new();
        for (at, id) in ids.iter().enumerate() {
            let message = self.message(me, from, *id)?.clone();
            if message.action.is_some() {
                return bad("MESSAGE_ID_INVALID");
            }
            if protected || message.noforwards {
                return bad("CHAT_FORWARDS_RESTRICTED");
            }
            let mut draft = self.copy_of(me, &message, from, to, manner);
            draft.random_id = random_ids.get(at).copied();
            draft.grouped_id = message
                .grouped_id
                .map(|old| *groups.entry(old).or_insert_with(|| self.seed.id()));
            drafts.push(draft);
        }
        let mut new = Vec::new();
        for draft in drafts {
            new.push(self.send_at(me, to, draft, manner.schedule)?);
        }
        if !manner.drop_author {
            for id in ids {
                if let Ok(message) = self.message_mut(me, from, *id) {
                    message.forwards += 1;
                }
            }
        }
        Ok(new)
    }

    fn copy_of(&self, me: i64, message: &Msg, from: Place, to: Place, manner: Manner) -> Draft {
        let mut draft = Draft {
            text: message.text.clone(),
            entities: message.entities.clone(),
            media: message.media.clone(),
            via_bot: message.via_bot,
            silent: manner.silent,
            noforwards: manner.noforwards,
            topic: manner.topic,
            anonymous: manner.anonymous,
            channel: manner.channel,
            effect: manner.effect,
            ..Draft::default()
        };
        if manner.drop_captions && draft.media.is_some() {
            draft.text.clear();
            draft.entities.clear();
        }
        if manner.drop_author {
            return draft;
        }
        let mut header = match &message.forward {
            // A forward of a forward names the first author.
            Some(first) => types::MessageFwdHeader {
                saved_from_peer: None,
                saved_from_msg_id: None,
                ..first.clone()
            },
            None => self.first_forward(message),
        };
        if to.is_saved() {
            header.saved_from_peer = Some(from.peer(me));
            header.saved_from_msg_id = Some(message.id);
        }
        draft.forward = Some(header);
        draft
    }

    fn first_forward(&self, message: &Msg) -> types::MessageFwdHeader {
        let broadcast = message
            .place
            .chat()
            .and_then(|id| self.chats.get(&id))
            .filter(|chat| chat.kind == Kind::Channel);
        match message.author {
            Author::Chat => {
                let mut header =
                    forward_header(message.date, Some(message.place.peer(message.sender)));
                if broadcast.is_some() {
                    header.channel_post = Some(message.id);
                    header.post_author.clone_from(&message.post_author);
                }
                header
            }
            Author::Channel(id) => forward_header(message.date, Some(channel_peer(id))),
            Author::User(id) => forward_header(message.date, Some(user_peer(id))),
        }
    }
}
