//! From the references that a client sends to users, chats and messages; access hashes are checked here.

use crate::world::data::State;
use crate::world::data::chat::ChatData;
use crate::world::data::message::Msg;
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, Refusal, bad};
use grammers_tl_types::enums;

impl State {
    /// Does this hash open the target for this user? Bots may use zero.
    fn hash_ok(&self, me: i64, target: i64, hash: i64) -> bool {
        hash == self.access_hash(me, target)
            || (hash == 0 && self.users.get(&me).is_some_and(|user| user.bot.is_some()))
    }

    /// The user that a reference names.
    pub(crate) fn input_user(&self, me: i64, user: &enums::InputUser) -> Outcome<i64> {
        match user {
            enums::InputUser::Empty => bad("USER_ID_INVALID"),
            enums::InputUser::UserSelf => Ok(me),
            enums::InputUser::User(user) if user.user_id == me => Ok(me),
            enums::InputUser::User(user) => {
                let known = self.users.contains_key(&user.user_id)
                    && self.hash_ok(me, user.user_id, user.access_hash);
                if known {
                    Ok(user.user_id)
                } else {
                    bad("USER_ID_INVALID")
                }
            }
            enums::InputUser::FromMessage(from) => {
                self.seen_in(me, &from.peer, from.msg_id, |message| {
                    message_names_user(message, from.user_id)
                })?;
                Ok(from.user_id)
            }
        }
    }

    /// The place that a reference names, if the caller may know it.
    pub(crate) fn input_peer(&self, me: i64, peer: &enums::InputPeer) -> Outcome<Place> {
        match peer {
            enums::InputPeer::Empty => bad("PEER_ID_INVALID"),
            enums::InputPeer::PeerSelf => Ok(Place::private(me, me)),
            enums::InputPeer::User(user) if user.user_id == me => Ok(Place::private(me, me)),
            enums::InputPeer::User(user) => {
                if self.users.contains_key(&user.user_id)
                    && self.hash_ok(me, user.user_id, user.access_hash)
                {
                    Ok(Place::private(me, user.user_id))
                } else {
                    bad("PEER_ID_INVALID")
                }
            }
            enums::InputPeer::Chat(chat) => {
                self.group(me, chat.chat_id)
                    .map_err(|_| Refusal::bad("PEER_ID_INVALID"))?;
                Ok(Place::Group(chat.chat_id))
            }
            enums::InputPeer::Channel(channel) => {
                self.channel_by(me, channel.channel_id, channel.access_hash)?;
                Ok(Place::Channel(channel.channel_id))
            }
            enums::InputPeer::UserFromMessage(from) => {
                self.seen_in(me, &from.peer, from.msg_id, |message| {
                    message_names_user(message, from.user_id)
                })?;
                Ok(Place::private(me, from.user_id))
            }
            enums::InputPeer::ChannelFromMessage(from) => {
                self.seen_in(me, &from.peer, from.msg_id, |message| {
                    message_names_channel(message, from.channel_id)
                })?;
                self.readable(me, from.channel_id)?;
                Ok(Place::Channel(from.channel_id))
            }
        }
    }

    /// The user of a peer reference that must be a user.
    pub(crate) fn input_peer_user(&self, me: i64, peer: &enums::InputPeer) -> Outcome<i64> {
        self.input_peer(me, peer)?
            .partner(me)
            .ok_or_else(|| Refusal::bad("USER_ID_INVALID"))
    }

    /// The channel that a reference names.
    pub(crate) fn input_channel(&self, me: i64, channel: &enums::InputChannel) -> Outcome<i64> {
        match channel {
            enums::InputChannel::Empty => bad("CHANNEL_INVALID"),
            enums::InputChannel::Channel(channel) => {
                self.channel_by(me, channel.channel_id, channel.access_hash)?;
                Ok(channel.channel_id)
            }
            enums::InputChannel::FromMessage(from) => {
                self.seen_in(me, &from.peer, from.msg_id, |message| {
                    message_names_channel(message, from.channel_id)
                })?;
                self.readable(me, from.channel_id)?;
                Ok(from.channel_id)
            }
        }
    }

    /// The same, though the caller is not in it: for joining.
    pub(crate) fn input_channel_outside(
        &self,
        me: i64,
        channel: &enums::InputChannel,
    ) -> Outcome<i64> {
        match channel {
            enums::InputChannel::Channel(channel) => {
                let exists = self
                    .chats
                    .get(&channel.channel_id)
                    .is_some_and(ChatData::is_channel);
                let known = exists && self.hash_ok(me, channel.channel_id, channel.access_hash);
                if known {
                    Ok(channel.channel_id)
                } else {
                    bad("CHANNEL_INVALID")
                }
            }
            other => self.input_channel(me, other),
        }
    }

    fn channel_by(&self, me: i64, id: i64, hash: i64) -> Outcome<()> {
        if !self.chats.get(&id).is_some_and(ChatData::is_channel) || !self.hash_ok(me, id, hash) {
            return bad("CHANNEL_INVALID");
        }
        self.readable(me, id)
    }

    fn readable(&self, me: i64, id: i64) -> Outcome<()> {
        if self.chats.get(&id).is_some_and(|chat| chat.readable_by(me)) {
            Ok(())
        } else {
            bad("CHANNEL_PRIVATE")
        }
    }

    /// A basic group that the caller is or was in.
    pub(crate) fn group(&self, me: i64, id: i64) -> Outcome<&ChatData> {
        let chat = self.chats.get(&id).filter(|chat| !chat.is_channel());
        let in_it = |chat: &&ChatData| {
            chat.members.contains_key(&me)
                || self
                    .users
                    .get(&me)
                    .is_some_and(|user| user.dialogs.contains_key(&Place::Group(id)))
        };
        chat.filter(in_it)
            .ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
    }

    /// A chat that is known to exist.
    pub(crate) fn chat(&self, id: i64) -> Outcome<&ChatData> {
        self.chats
            .get(&id)
            .ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
    }

    pub(crate) fn chat_mut(&mut self, id: i64) -> Outcome<&mut ChatData> {
        self.chats
            .get_mut(&id)
            .ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
    }

    /// A message of a chat that the caller can see.
    pub(crate) fn message(&self, me: i64, place: Place, id: i32) -> Outcome<&Msg> {
        let message = self
            .messages
            .get(&place)
            .and_then(|messages| messages.get(&id));
        message
            .filter(|message| message.visible_to(me))
            .ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))
    }

    pub(crate) fn message_mut(&mut self, me: i64, place: Place, id: i32) -> Outcome<&mut Msg> {
        let message = self
            .messages
            .get_mut(&place)
            .and_then(|messages| messages.get_mut(&id));
        message
            .filter(|message| message.visible_to(me))
            .ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))
    }

    fn seen_in(
        &self,
        me: i64,
        peer: &enums::InputPeer,
        id: i32,
        names: impl Fn(&Msg) -> bool,
    ) -> Outcome<()> {
        let place = self.input_peer(me, peer)?;
        let message = self
            .message(me, place, id)
            .map_err(|_| Refusal::bad("MSG_ID_INVALID"))?;
        if names(message) {
            Ok(())
        } else {
            bad("PEER_ID_INVALID")
        }
    }

    /// Who or what has a username.
    pub(crate) fn by_username(&self, name: &str) -> Option<Named> {
        let same = |main: &Option<String>, more: &[String]| {
            let mut all = main.iter().chain(more);
            all.any(|other| other.eq_ignore_ascii_case(name))
        };
        if let Some(user) = self
            .users
            .values()
            .find(|user| same(&user.username, &user.more_usernames) && !user.deleted)
        {
            return Some(Named::User(user.id));
        }
        self.chats
            .values()
            .find(|chat| same(&chat.username, &chat.more_usernames))
            .map(|chat| Named::Chat(chat.id))
    }
}

/// What a username stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    User(i64),
    Chat(i64),
}

fn message_names_user(message: &Msg, user: i64) -> bool {
    let forwarded = message
        .forward
        .as_ref()
        .and_then(crate::world::view::message::forward_user);
    let mentioned = message.entities.iter().any(|entity| match entity {
        enums::MessageEntity::MentionName(mention) => mention.user_id == user,
        _ => false,
    });
    message.sender == user
        || forwarded == Some(user)
        || message.via_bot == Some(user)
        || mentioned
        || message.mentions.contains(&user)
        || message.reactions.iter().any(|reacted| reacted.user == user)
        || message
            .action
            .as_ref()
            .is_some_and(|action| action_names(action, user))
}

fn action_names(action: &enums::MessageAction, user: i64) -> bool {
    match action {
        enums::MessageAction::ChatAddUser(action) => action.users.contains(&user),
        enums::MessageAction::ChatCreate(action) => action.users.contains(&user),
        enums::MessageAction::ChatDeleteUser(action) => action.user_id == user,
        enums::MessageAction::ChatJoinedByLink(action) => action.inviter_id == user,
        _ => false,
    }
}

fn message_names_channel(message: &Msg, channel: i64) -> bool {
    let forwarded = message
        .forward
        .as_ref()
        .and_then(|forward| forward.from_id.as_ref());
    matches!(forwarded, Some(enums::Peer::Channel(from)) if from.channel_id == channel)
        || message.place == Place::Channel(channel)
}
