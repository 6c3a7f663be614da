//! How a message looks to a viewer.

#![allow(
    clippy::unused_self,
    reason = "all views are methods of the state, also those that need only what they are given"
)]

use super::Peers;
use crate::world::data::State;
use crate::world::data::message::{Author, Msg, PollData, ReplyTo};
use crate::world::data::place::Place;
use crate::world::tl::{self, int, peer_user_id, user_peer, zeroed};
use grammers_tl_types::{enums, types};

impl State {
    /// A message as `viewer` sees it; the peers that it names are added to `peers`.
    pub(crate) fn view_message(
        &self,
        viewer: i64,
        message: &Msg,
        peers: &mut Peers,
    ) -> enums::Message {
        if message.deleted {
            return types::MessageEmpty {
                id: message.id,
                peer_id: None,
            }
            .into();
        }
        peers.place(message.place);
        let peer = message.place.peer(viewer);
        let saved = message.place.is_saved();
        let out = message.is_from(viewer) && !saved;
        let post = self.is_post(message);
        let from_id = match message.author {
            Author::Chat if post => None,
            Author::Chat => Some(message.place.peer(viewer)),
            Author::Channel(id) => {
                peers.place(Place::Channel(id));
                Some(tl::channel_peer(id))
            }
            // A private message that came in says who it is from by its chat alone.
            Author::User(_) if message.place.chat().is_none() && !out && !saved => None,
            Author::User(id) => Some(user_peer(id)),
        };
        if let Author::User(id) = message.author {
            peers.user(id);
        }
        let reply_to = self.view_reply(viewer, message, peers);
        let unplayed =
            message.unplayed.contains(&viewer) || message.unread_mentions.contains(&viewer);
        if let Some(action) = &message.action {
            name_action_users(action, peers);
            let mut service = tl::service(message.id, &peer, message.date, action);
            service.out = out;
            service.mentioned = message.mentions.contains(&viewer);
            service.media_unread = unplayed;
            service.silent = message.silent;
            service.post = post;
            service.from_id = from_id;
            service.reply_to = reply_to;
            service.reactions = self.view_reactions(viewer, message, peers);
            return service.into();
        }
        let mut tl = tl::message(message.id, &peer, message.date, &message.text);
        tl.out = out;
        tl.mentioned = message.mentions.contains(&viewer);
        tl.media_unread = unplayed;
        tl.silent = message.silent;
        tl.effect = message.effect;
        tl.post = post;
        tl.from_scheduled = message.from_scheduled && message.is_from(viewer);
        tl.pinned = message.pinned;
        tl.noforwards = message.noforwards;
        tl.invert_media = message.invert_media;
        tl.from_id = from_id;
        tl.saved_peer_id = saved.then(|| self.saved_peer(viewer, message));
        tl.fwd_from = message.forward.clone().map(|forward| {
            for peer in [&forward.from_id, &forward.saved_from_peer]
                .into_iter()
                .flatten()
            {
                peers.peer(peer);
            }
            forward.into()
        });
        tl.via_bot_id = message.via_bot.inspect(|id| peers.user(*id));
        tl.reply_to = reply_to;
        tl.media = message
            .media
            .as_ref()
            .map(|media| self.view_media(viewer, media));
        tl.reply_markup.clone_from(&message.markup);
        for entity in &message.entities {
            if let enums::MessageEntity::MentionName(mention) = entity {
                peers.user(mention.user_id);
            }
        }
        tl.entities = Some(message.entities.clone()).filter(|entities| !entities.is_empty());
        tl.edit_date = message.edit_date;
        tl.grouped_id = message.grouped_id;
        tl.post_author.clone_from(&message.post_author);
        tl.reactions = self.view_reactions(viewer, message, peers);
        if post {
            tl.views = Some(int(message.views.len()));
            tl.forwards = Some(message.forwards);
        }
        tl.into()
    }

    /// Is it a post of a broadcast channel?
    pub(crate) fn is_post(&self, message: &Msg) -> bool {
        message.place.is_channel()
            && message
                .place
                .chat()
                .and_then(|id| self.chats.get(&id))
                .is_some_and(|chat| chat.kind == crate::world::data::chat::Kind::Channel)
    }

    fn saved_peer(&self, viewer: i64, message: &Msg) -> enums::Peer {
        message
            .forward
            .as_ref()
            .and_then(|forward| forward.saved_from_peer.clone())
            .unwrap_or_else(|| user_peer(viewer))
    }

    fn view_reply(
        &self,
        viewer: i64,
        message: &Msg,
        peers: &mut Peers,
    ) -> Option<enums::MessageReplyHeader> {
        let mut header: types::MessageReplyHeader = zeroed();
        // "General" is the absence of a topic.
        let topic = message.topic.filter(|topic| *topic != 1);
        match (&message.reply, topic) {
            (None, None) => return None,
            (None, Some(topic)) => {
                header.forum_topic = true;
                header.reply_to_msg_id = Some(topic);
            }
            (Some(reply), topic) => {
                self.fill_reply(viewer, &mut header, reply, peers);
                if let Some(topic) = topic {
                    header.forum_topic = true;
                    header.reply_to_top_id = Some(topic).filter(|topic| *topic != reply.id);
                } else if message.place.is_channel() {
                    header.reply_to_top_id = self
                        .thread_of(message.place, reply.id)
                        .filter(|top| *top != reply.id);
                }
            }
        }
        Some(enums::MessageReplyHeader::Header(header))
    }

    fn fill_reply(
        &self,
        viewer: i64,
        header: &mut types::MessageReplyHeader,
        reply: &ReplyTo,
        peers: &mut Peers,
    ) {
        header.reply_to_msg_id = Some(reply.id);
        if let Some(place) = reply.place {
            peers.place(place);
            header.reply_to_peer_id = Some(place.peer(viewer));
        }
        if let Some(quote) = &reply.quote {
            header.quote = true;
            header.quote_text = Some(quote.clone());
            header.quote_entities =
                Some(reply.quote_entities.clone()).filter(|entities| !entities.is_empty());
            header.quote_offset = reply.quote_offset;
        }
    }

    /// The first message of the chain of replies that leads to a message.
    fn thread_of(&self, place: Place, id: i32) -> Option<i32> {
        let messages = self.messages.get(&place)?;
        let mut top = id;
        for _ in 0..1000 {
            match messages
                .get(&top)
                .and_then(|message| message.reply.as_ref())
            {
                Some(reply) if reply.place.is_none() && reply.id < top => top = reply.id,
                _ => break,
            }
        }
        Some(top)
    }

    /// The reactions on a message; `None` if there are none.
    pub(crate) fn view_reactions(
        &self,
        viewer: i64,
        message: &Msg,
        peers: &mut Peers,
    ) -> Option<enums::MessageReactions> {
        if message.reactions.is_empty() {
            return None;
        }
        Some(self.view_reactions_always(viewer, message, peers))
    }

    /// The reactions on a message, an empty list too.
    pub(crate) fn view_reactions_always(
        &self,
        viewer: i64,
        message: &Msg,
        peers: &mut Peers,
    ) -> enums::MessageReactions {
        let mut results: Vec<types::ReactionCount> = Vec::new();
        let mut chosen = 0;
        for reacted in &message.reactions {
            let mine = reacted.user == viewer;
            let order = mine.then(|| {
                chosen += 1;
                chosen - 1
            });
            if let Some(count) = results
                .iter_mut()
                .find(|count| count.reaction == reacted.reaction)
            {
                count.count += 1;
                count.chosen_order = count.chosen_order.or(order);
            } else {
                results.push(types::ReactionCount {
                    chosen_order: order,
                    reaction: reacted.reaction.clone(),
                    count: 1,
                });
            }
        }
        results.sort_by_key(|count| std::cmp::Reverse(count.count));
        let open = !self.is_post(message);
        let recent = open.then(|| {
            message
                .reactions
                .iter()
                .rev()
                .map(|reacted| {
                    peers.user(reacted.user);
                    types::MessagePeerReaction {
                        big: reacted.big,
                        unread: false,
                        my: reacted.user == viewer,
                        peer_id: user_peer(reacted.user),
                        date: reacted.date,
                        reaction: reacted.reaction.clone(),
                    }
                    .into()
                })
                .collect::<Vec<_>>()
        });
        types::MessageReactions {
            min: false,
            can_see_list: open,
            reactions_as_tags: false,
            results: results.into_iter().map(Into::into).collect(),
            recent_reactions: recent.filter(|recent| !recent.is_empty()),
            top_reactors: None,
        }
        .into()
    }

    /// Media, with the viewer's own votes in a poll.
    pub(crate) fn view_media(
        &self,
        viewer: i64,
        media: &enums::MessageMedia,
    ) -> enums::MessageMedia {
        let enums::MessageMedia::Poll(poll) = media else {
            return media.clone();
        };
        let enums::Poll::Poll(inner) = &poll.poll;
        let Some(data) = self.polls.get(&inner.id) else {
            return media.clone();
        };
        types::MessageMediaPoll {
            poll: data.poll.clone().into(),
            results: view_poll_results(viewer, data),
            attached_media: None,
        }
        .into()
    }
}

/// The count of votes, as far as a viewer may know it.
pub(crate) fn view_poll_results(viewer: i64, data: &PollData) -> enums::PollResults {
    let mut results: types::PollResults = zeroed();
    results.total_voters = Some(int(data.votes.len()));
    let mine = data.votes.get(&viewer);
    if mine.is_some() || data.poll.closed {
        let voters = data.poll.answers.iter().filter_map(|answer| {
            let enums::PollAnswer::Answer(answer) = answer else {
                return None;
            };
            let votes = data
                .votes
                .values()
                .filter(|options| options.contains(&answer.option))
                .count();
            Some(
                types::PollAnswerVoters {
                    chosen: mine.is_some_and(|options| options.contains(&answer.option)),
                    correct: data.correct.contains(&answer.option),
                    option: answer.option.clone(),
                    voters: Some(int(votes)),
                    recent_voters: Some(Vec::new()),
                }
                .into(),
            )
        });
        results.results = Some(voters.collect());
        if let Some(solution) = &data.solution {
            results.solution = Some(solution.clone());
            results.solution_entities = Some(Vec::new());
        }
    }
    results.into()
}

/// Adds the users that a service message is about.
fn name_action_users(action: &enums::MessageAction, peers: &mut Peers) {
    use enums::MessageAction as Action;
    match action {
        Action::ChatCreate(action) => action.users.iter().for_each(|id| peers.user(*id)),
        Action::ChatAddUser(action) => action.users.iter().for_each(|id| peers.user(*id)),
        Action::ChatDeleteUser(action) => peers.user(action.user_id),
        Action::ChatJoinedByLink(action) => peers.user(action.inviter_id),
        Action::ChatMigrateTo(action) => peers.chat(action.channel_id),
        Action::ChannelMigrateFrom(action) => peers.chat(action.chat_id),
        _ => {}
    }
}

/// The header of a forwarded message.
pub(crate) fn forward_header(date: i32, from: Option<enums::Peer>) -> types::MessageFwdHeader {
    let mut header: types::MessageFwdHeader = zeroed();
    header.date = date;
    header.from_id = from;
    header
}

/// Who a forwarded message is from, if that is a user.
pub(crate) fn forward_user(header: &types::MessageFwdHeader) -> Option<i64> {
    header.from_id.as_ref().and_then(peer_user_id)
}
