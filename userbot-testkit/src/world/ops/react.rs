//! Reactions and votes.

use crate::world::data::State;
use crate::world::data::message::Reacted;
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, bad, forbidden};
use crate::world::view::Peers;
use crate::world::view::message::view_poll_results;
use grammers_tl_types::{enums, types};

impl State {
    /// Replaces the reactions of `me` on a message.
    pub(crate) fn react(
        &mut self,
        me: i64,
        place: Place,
        id: i32,
        reactions: &[enums::Reaction],
        big: bool,
    ) -> Outcome<()> {
        let date = self.now();
        let premium = self.users.get(&me).is_some_and(|user| user.premium);
        let limit = if premium { 3 } else { 1 };
        if reactions.len() > limit {
            return bad("REACTIONS_TOO_MANY");
        }
        let sound = |reaction: &enums::Reaction| match reaction {
            enums::Reaction::Emoji(emoji) => {
                !emoji.emoticon.is_empty() && !emoji.emoticon.is_ascii()
            }
            enums::Reaction::CustomEmoji(_) => premium,
            enums::Reaction::Empty | enums::Reaction::Paid => false,
        };
        if !reactions.iter().all(sound) {
            return bad("REACTION_INVALID");
        }
        if let Some(chat) = place.chat() {
            let chat = self.chat(chat)?;
            if !chat.members.contains_key(&me) || chat.forbids(me, |rights| rights.send_reactions) {
                return forbidden("CHAT_WRITE_FORBIDDEN");
            }
        }
        let message = self.message_mut(me, place, id)?;
        let before: Vec<_> = message
            .reactions
            .iter()
            .filter(|reacted| reacted.user == me)
            .map(|reacted| reacted.reaction.clone())
            .collect();
        if before == reactions {
            return bad("MESSAGE_NOT_MODIFIED");
        }
        message.reactions.retain(|reacted| reacted.user != me);
        for reaction in reactions {
            message.reactions.push(Reacted {
                user: me,
                reaction: reaction.clone(),
                date,
                big,
            });
        }
        self.tell_reactions(place, id);
        Ok(())
    }

    fn tell_reactions(&mut self, place: Place, id: i32) {
        for user in self.present(place) {
            let mut peers = Peers::default();
            peers.place(place);
            let Some(message) = self
                .messages
                .get(&place)
                .and_then(|messages| messages.get(&id))
            else {
                return;
            };
            if message.visible_to(user) && self.connected(user) {
                let reactions = self.view_reactions_always(user, message, &mut peers);
                let update = types::UpdateMessageReactions {
                    peer: place.peer(user),
                    msg_id: id,
                    top_msg_id: message.topic.filter(|topic| *topic != 1),
                    saved_peer_id: None,
                    reactions,
                };
                self.tell(user, update, peers);
            }
        }
    }

    /// Everybody who is in a chat.
    pub(crate) fn present(&self, place: Place) -> Vec<i64> {
        match place {
            Place::Private(a, b) if a == b => vec![a],
            Place::Private(a, b) => vec![a, b],
            Place::Group(id) | Place::Channel(id) => self
                .chats
                .get(&id)
                .map(|chat| chat.members.keys().copied().collect())
                .unwrap_or_default(),
        }
    }

    /// Votes in a poll; no options take the vote back.
    pub(crate) fn vote(
        &mut self,
        me: i64,
        place: Place,
        id: i32,
        options: &[Vec<u8>],
    ) -> Outcome<()> {
        let Some(poll_id) = self.message(me, place, id)?.poll() else {
            return bad("MESSAGE_ID_INVALID");
        };
        let Some(data) = self.polls.get_mut(&poll_id) else {
            return bad("MESSAGE_ID_INVALID");
        };
        if data.poll.closed {
            return bad("MESSAGE_POLL_CLOSED");
        }
        if options.len() > 1 && !data.poll.multiple_choice {
            return bad("OPTIONS_TOO_MUCH");
        }
        let known = |option: &Vec<u8>| {
            data.poll.answers.iter().any(|answer| matches!(answer, enums::PollAnswer::Answer(answer) if answer.option == *option))
        };
        if !options.iter().all(known) {
            return bad("OPTION_INVALID");
        }
        let voted = data.votes.contains_key(&me);
        if voted && (data.poll.quiz || data.poll.revoting_disabled) {
            return bad("REVOTE_NOT_ALLOWED");
        }
        if options.is_empty() {
            data.votes.remove(&me);
        } else {
            data.votes.insert(me, options.to_vec());
        }
        self.tell_poll(place, id, poll_id);
        Ok(())
    }

    /// Tells everybody in the chat how a poll stands, as far as they may know it.
    pub(crate) fn tell_poll(&mut self, place: Place, id: i32, poll_id: i64) {
        for user in self.present(place) {
            let Some(data) = self.polls.get(&poll_id) else {
                return;
            };
            let update = types::UpdateMessagePoll {
                peer: Some(place.peer(user)),
                msg_id: Some(id),
                top_msg_id: None,
                poll_id,
                poll: Some(data.poll.clone().into()),
                results: view_poll_results(user, data),
            };
            let mut peers = Peers::default();
            peers.place(place);
            self.tell(user, update, peers);
        }
    }
}
