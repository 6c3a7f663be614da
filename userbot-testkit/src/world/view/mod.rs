//! What one viewer sees of the world, as TL.

pub(crate) mod chat;
pub(crate) mod dialog;
pub(crate) mod message;
pub(crate) mod updates;
pub(crate) mod user;

use super::data::State;
use super::data::place::Place;
use super::tl::zeroed;
use grammers_tl_types::{enums, types};
use std::collections::BTreeSet;

/// The users and chats that an answer names, so that it can carry them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peers {
    users: BTreeSet<i64>,
    chats: BTreeSet<i64>,
}

impl Peers {
    pub(crate) fn user(&mut self, id: i64) {
        self.users.insert(id);
    }

    pub(crate) fn chat(&mut self, id: i64) {
        self.chats.insert(id);
    }

    pub(crate) fn place(&mut self, place: Place) {
        match place {
            Place::Private(a, b) => {
                self.user(a);
                self.user(b);
            }
            Place::Group(id) | Place::Channel(id) => self.chat(id),
        }
    }

    pub(crate) fn peer(&mut self, peer: &enums::Peer) {
        match peer {
            enums::Peer::User(user) => self.user(user.user_id),
            enums::Peer::Chat(chat) => self.chat(chat.chat_id),
            enums::Peer::Channel(channel) => self.chat(channel.channel_id),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.users.extend(&other.users);
        self.chats.extend(&other.chats);
    }
}

/// How much of a stranger is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    Full,
    /// Min constructors where Telegram would send them, if the world has that switched on.
    Min,
}

impl State {
    /// The collected users, as `viewer` sees them.
    pub(crate) fn users_of(&self, viewer: i64, peers: &Peers, detail: Detail) -> Vec<enums::User> {
        peers
            .users
            .iter()
            .map(|id| self.view_user(viewer, *id, detail))
            .collect()
    }

    /// The collected chats, as `viewer` sees them.
    pub(crate) fn chats_of(&self, viewer: i64, peers: &Peers) -> Vec<enums::Chat> {
        peers
            .chats
            .iter()
            .filter_map(|id| self.chats.get(id))
            .map(|chat| self.view_chat(viewer, chat))
            .collect()
    }

    /// The plain list of messages that many calls answer with.
    pub(crate) fn view_messages(
        &self,
        viewer: i64,
        place: Option<Place>,
        ids: &[(Place, i32)],
        total: usize,
    ) -> enums::messages::Messages {
        let mut peers = Peers::default();
        peers.user(viewer);
        if let Some(place) = place {
            peers.place(place);
        }
        let messages: Vec<enums::Message> = ids
            .iter()
            .filter_map(|(place, id)| self.messages.get(place)?.get(id))
            .map(|message| self.view_message(viewer, message, &mut peers))
            .collect();
        self.message_list(viewer, place, messages, &peers, total)
    }

    /// Wraps rendered messages in the constructor that Telegram would use.
    pub(crate) fn message_list(
        &self,
        viewer: i64,
        place: Option<Place>,
        messages: Vec<enums::Message>,
        peers: &Peers,
        total: usize,
    ) -> enums::messages::Messages {
        let users = self.users_of(viewer, peers, Detail::Full);
        let chats = self.chats_of(viewer, peers);
        let count = super::tl::int(total);
        if let Some(Place::Channel(id)) = place {
            let pts = self.chats.get(&id).map_or(1, |chat| chat.mailbox.pts);
            return types::messages::ChannelMessages {
                inexact: false,
                pts,
                count,
                offset_id_offset: None,
                messages,
                topics: Vec::new(),
                chats,
                users,
            }
            .into();
        }
        if total > messages.len() {
            return types::messages::MessagesSlice {
                inexact: false,
                count,
                next_rate: None,
                offset_id_offset: None,
                search_flood: None,
                messages,
                topics: Vec::new(),
                chats,
                users,
            }
            .into();
        }
        types::messages::Messages {
            messages,
            topics: Vec::new(),
            chats,
            users,
        }
        .into()
    }
}

/// The usernames of a user or a chat: Telegram sends a single one by itself, several as a list.
fn usernames(
    main: Option<&String>,
    more: &[String],
) -> (Option<String>, Option<Vec<enums::Username>>) {
    if more.is_empty() {
        return (main.cloned(), None);
    }
    let all = main.into_iter().chain(more).enumerate();
    let all = all.map(|(index, username)| {
        types::Username {
            editable: index == 0,
            active: true,
            username: username.clone(),
            ..zeroed()
        }
        .into()
    });
    (None, Some(all.collect()))
}
