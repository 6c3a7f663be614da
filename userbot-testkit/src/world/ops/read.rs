//! Reading: histories, mentions, contents; and typing.

use crate::world::data::State;
use crate::world::data::mailbox::What;
use crate::world::data::place::Place;
use crate::world::refusal::Outcome;
use crate::world::tl::{int, user_peer};
use crate::world::view::Peers;
use grammers_tl_types::{enums, types};

impl State {
    /// Marks a chat as read up to a message (0: all of it).
    pub(crate) fn read(&mut self, me: i64, place: Place, max_id: i32) {
        let top = self.top_message(me, place).map_or(0, |(id, _)| id);
        let max_id = if max_id <= 0 { top } else { max_id.min(top) };
        let before = self.dialog(me, place).map_or(0, |dialog| dialog.read_inbox);
        let Some(dialog) = self
            .users
            .get_mut(&me)
            .and_then(|user| user.dialogs.get_mut(&place))
        else {
            return;
        };
        dialog.unread_mark = false;
        if max_id <= before {
            return;
        }
        dialog.read_inbox = max_id;
        let unread = self.unread_count(me, place);
        self.see(me, place, before, max_id);
        if let Place::Channel(channel_id) = place {
            let pts = self
                .chats
                .get(&channel_id)
                .map_or(1, |chat| chat.mailbox.pts);
            let mut peers = Peers::default();
            peers.chat(channel_id);
            let update = types::UpdateReadChannelInbox {
                folder_id: None,
                channel_id,
                max_id,
                still_unread_count: unread,
                pts,
            };
            self.tell(me, update, peers);
        } else {
            self.record(
                me,
                What::ReadInbox {
                    place,
                    max_id,
                    unread,
                },
                1,
            );
        }
        self.tell_authors(me, place, before, max_id);
    }

    /// Counts views of posts.
    fn see(&mut self, me: i64, place: Place, after: i32, max_id: i32) {
        let messages = self.messages.entry(place).or_default();
        for (_, message) in messages.range_mut(after + 1..=max_id) {
            message.views.insert(me);
        }
    }

    /// Those who wrote what was just read see their second check mark.
    fn tell_authors(&mut self, me: i64, place: Place, after: i32, max_id: i32) {
        let messages = self
            .messages
            .get(&place)
            .into_iter()
            .flat_map(|all| all.range(after + 1..=max_id));
        let mut authors: Vec<(i64, i32)> = Vec::new();
        for (id, message) in messages {
            if message.deleted || message.is_from(me) {
                continue;
            }
            match authors
                .iter_mut()
                .find(|(author, _)| *author == message.sender)
            {
                Some(entry) => entry.1 = *id,
                None => authors.push((message.sender, *id)),
            }
        }
        for (author, max_id) in authors {
            let Some(dialog) = self
                .users
                .get_mut(&author)
                .and_then(|user| user.dialogs.get_mut(&place))
            else {
                continue;
            };
            if dialog.read_outbox >= max_id {
                continue;
            }
            dialog.read_outbox = max_id;
            if let Place::Channel(channel_id) = place {
                let mut peers = Peers::default();
                peers.chat(channel_id);
                self.tell(
                    author,
                    types::UpdateReadChannelOutbox { channel_id, max_id },
                    peers,
                );
            } else {
                self.record(author, What::ReadOutbox { place, max_id }, 1);
            }
        }
    }

    /// Marks mentions as seen; returns how many there were.
    pub(crate) fn read_mentions(&mut self, me: i64, place: Place) -> i32 {
        let ids = self.unread_mentions(me, place);
        self.read_contents(me, place, &ids)
    }

    /// Marks voice messages as played and mentions as seen; returns how many that changed.
    pub(crate) fn read_contents(&mut self, me: i64, place: Place, ids: &[i32]) -> i32 {
        let mut changed = Vec::new();
        for id in ids {
            if let Ok(message) = self.message_mut(me, place, *id) {
                let mention = message.unread_mentions.remove(&me);
                let played = message.unplayed.remove(&me);
                if mention || played {
                    changed.push(*id);
                }
            }
        }
        if changed.is_empty() {
            return 0;
        }
        let count = int(changed.len());
        if let Place::Channel(channel_id) = place {
            let mut peers = Peers::default();
            peers.chat(channel_id);
            let update = types::UpdateChannelReadMessagesContents {
                channel_id,
                top_msg_id: None,
                saved_peer_id: None,
                messages: changed,
            };
            self.tell(me, update, peers);
        } else {
            self.record(me, What::ReadContents(changed), count);
        }
        count
    }

    /// Shows "typing…" or another action to the others.
    pub(crate) fn typing(
        &mut self,
        me: i64,
        place: Place,
        topic: Option<i32>,
        action: &enums::SendMessageAction,
    ) -> Outcome<()> {
        self.may_send(me, place, None)?;
        let mut peers = Peers::default();
        peers.user(me);
        peers.place(place);
        match place {
            Place::Private(..) => {
                let other = place.partner(me).unwrap_or(me);
                if other != me {
                    let update = types::UpdateUserTyping {
                        user_id: me,
                        top_msg_id: None,
                        action: action.clone(),
                    };
                    self.tell(other, update, peers);
                }
            }
            Place::Group(chat_id) | Place::Channel(chat_id) => {
                let members: Vec<i64> = self
                    .chat(chat_id)?
                    .members
                    .keys()
                    .copied()
                    .filter(|user| *user != me)
                    .collect();
                for user in members {
                    let (from_id, action) = (user_peer(me), action.clone());
                    let update: enums::Update = if place.is_channel() {
                        types::UpdateChannelUserTyping {
                            channel_id: chat_id,
                            top_msg_id: topic,
                            from_id,
                            action,
                        }
                        .into()
                    } else {
                        types::UpdateChatUserTyping {
                            chat_id,
                            from_id,
                            action,
                        }
                        .into()
                    };
                    self.tell(user, update, peers.clone());
                }
            }
        }
        Ok(())
    }
}
