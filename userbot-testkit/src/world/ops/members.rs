//! Making chats, and coming into and leaving them.

use crate::world::data::State;
use crate::world::data::chat::{ChatData, Kind, Member, Role, Topic};
use crate::world::data::log::Deed;
use crate::world::data::place::Place;
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, bad, forbidden};
use crate::world::view::Peers;
use grammers_tl_types::{enums, types};

/// Colour of a topic's icon when none is given.
const TOPIC_COLOR: i32 = 0x006f_b9f0;

/// How somebody comes into a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// By themselves, or by another member.
    Added,
    /// By an invite link.
    Link,
    /// By a request that was granted.
    Request,
}

impl State {
    /// Makes a chat with its first members and its first service message.
    pub(crate) fn create_chat(
        &mut self,
        creator: Option<i64>,
        kind: Kind,
        title: &str,
        members: &[i64],
    ) -> i64 {
        let date = self.now();
        let id = if kind == Kind::Group {
            self.next_group_id()
        } else {
            self.next_channel_id()
        };
        let mut chat = ChatData::new(id, kind, title, date);
        let first = creator.or_else(|| members.first().copied());
        for user in creator.iter().chain(members) {
            let role = if Some(*user) == first {
                Role::Creator
            } else {
                Role::Member
            };
            let member = Member {
                role,
                rank: None,
                inviter: first.unwrap_or(*user),
                date,
            };
            chat.members.entry(*user).or_insert(member);
        }
        let place = chat.place();
        let present: Vec<i64> = chat.members.keys().copied().collect();
        self.chats.insert(id, chat);
        for user in &present {
            if let Some(data) = self.users.get_mut(user) {
                data.dialogs.entry(place).or_default();
            }
        }
        if let Some(from) = first {
            let action: enums::MessageAction = match kind {
                Kind::Group => types::MessageActionChatCreate {
                    title: title.to_owned(),
                    users: present.clone(),
                }
                .into(),
                Kind::Supergroup | Kind::Channel => types::MessageActionChannelCreate {
                    title: title.to_owned(),
                }
                .into(),
            };
            for user in &present {
                self.tell_chat(*user, id);
            }
            self.post(from, place, Draft::service(action));
        }
        id
    }

    /// Tells a user that it should look at a chat again.
    pub(crate) fn tell_chat(&mut self, user: i64, id: i64) {
        let Some(chat) = self.chats.get(&id) else {
            return;
        };
        let mut peers = Peers::default();
        peers.chat(id);
        if chat.is_channel() {
            self.tell(user, types::UpdateChannel { channel_id: id }, peers);
        } else {
            let participants = self.view_participants(user, chat, &mut peers);
            self.tell(user, types::UpdateChatParticipants { participants }, peers);
        }
    }

    fn tell_chat_to_all(&mut self, id: i64) {
        let members: Vec<i64> = self
            .chats
            .get(&id)
            .map(|chat| chat.members.keys().copied().collect())
            .unwrap_or_default();
        for user in members {
            self.tell_chat(user, id);
        }
    }

    /// Lets a user in, with the service message that the others see.
    pub(crate) fn join(
        &mut self,
        user: i64,
        id: i64,
        inviter: Option<i64>,
        entry: Entry,
    ) -> Outcome<()> {
        let date = self.now();
        let chat = self.chat_mut(id)?;
        if chat.members.contains_key(&user) {
            return bad("USER_ALREADY_PARTICIPANT");
        }
        let ban = chat.banned.remove(&user);
        let role = match ban {
            Some(ban) if !ban.rights.view_messages => Role::Restricted {
                rights: Box::new(ban.rights),
                by: ban.by,
            },
            _ => Role::Member,
        };
        let by = inviter.unwrap_or(user);
        chat.members.insert(
            user,
            Member {
                role,
                rank: None,
                inviter: by,
                date,
            },
        );
        chat.version += 1;
        let (place, kind) = (chat.place(), chat.kind);
        let top = self.top_message_any(place);
        if let Some(data) = self.users.get_mut(&user) {
            let dialog = data.dialogs.entry(place).or_default();
            if kind != Kind::Group {
                // What was written before is not unread.
                dialog.read_inbox = dialog.read_inbox.max(top);
            }
        }
        self.tell_chat(user, id);
        self.log_entry(user, id, inviter.filter(|_| entry == Entry::Added));
        if kind == Kind::Channel {
            return Ok(());
        }
        if kind == Kind::Group {
            self.tell_chat_to_all(id);
        }
        let action: enums::MessageAction = match entry {
            Entry::Link => {
                let inviter_id = inviter
                    .or_else(|| self.chats.get(&id).and_then(ChatData::creator))
                    .unwrap_or(user);
                types::MessageActionChatJoinedByLink { inviter_id }.into()
            }
            Entry::Request => enums::MessageAction::ChatJoinedByRequest,
            Entry::Added => types::MessageActionChatAddUser { users: vec![user] }.into(),
        };
        let author = if entry == Entry::Added { by } else { user };
        self.post(author, place, Draft::service(action));
        Ok(())
    }

    /// Writes down that somebody is in now.
    fn log_entry(&mut self, user: i64, id: i64, inviter: Option<i64>) {
        let Some(inviter) = inviter else {
            return self.log(id, user, Deed::Join);
        };
        let mut peers = Peers::default();
        let participant = self.standing(inviter, id, user, &mut peers);
        self.log_with(id, inviter, Deed::Invite(participant), peers);
    }

    fn top_message_any(&self, place: Place) -> i32 {
        self.messages
            .get(&place)
            .and_then(|messages| messages.keys().next_back().copied())
            .unwrap_or(0)
    }

    /// Joins a public chat on one's own.
    pub(crate) fn join_public(&mut self, me: i64, id: i64) -> Outcome<()> {
        let chat = self.chat(id)?;
        if chat.members.contains_key(&me) {
            return bad("USER_ALREADY_PARTICIPANT");
        }
        if chat.kicked(me) || chat.username.is_none() {
            return bad("CHANNEL_PRIVATE");
        }
        self.join(me, id, None, Entry::Added)
    }

    /// Adds others.
    pub(crate) fn invite(&mut self, me: i64, id: i64, user: i64) -> Outcome<()> {
        let chat = self.chat(id)?;
        if !chat.members.contains_key(&me) {
            return if chat.is_channel() {
                bad("CHANNEL_PRIVATE")
            } else {
                bad("USER_NOT_PARTICIPANT")
            };
        }
        self.needs_right(
            me,
            id,
            |rights| rights.invite_users,
            |rights| rights.invite_users,
        )?;
        let chat = self.chat(id)?;
        if chat.members.contains_key(&user) {
            return bad("USER_ALREADY_PARTICIPANT");
        }
        if chat.kicked(user) && !chat.admin_may(me, |rights| rights.ban_users) {
            return bad("USER_KICKED");
        }
        let Some(data) = self.users.get(&user) else {
            return bad("USER_ID_INVALID");
        };
        if data.deleted {
            return bad("INPUT_USER_DEACTIVATED");
        }
        if data.blocked.contains_key(&me) {
            return forbidden("USER_PRIVACY_RESTRICTED");
        }
        if data.bot.is_some() && chat.kind == Kind::Channel {
            return bad("USER_BOT");
        }
        self.join(user, id, Some(me), Entry::Added)
    }

    /// Leaves a chat, or is taken out of it by `by`.
    pub(crate) fn leave(&mut self, by: i64, id: i64, user: i64) -> Outcome<()> {
        let chat = self.chat_mut(id)?;
        let is_channel = chat.is_channel();
        if chat.members.remove(&user).is_none() {
            return bad("USER_NOT_PARTICIPANT");
        }
        chat.version += 1;
        let (place, kind) = (chat.place(), chat.kind);
        if by == user {
            chat.left.insert(user);
            self.log(id, user, Deed::Leave);
        }
        if kind != Kind::Channel {
            let mut notice = Draft::service(types::MessageActionChatDeleteUser { user_id: user });
            if !is_channel {
                notice.also.push(user);
            }
            self.post(by, place, notice);
        }
        if is_channel {
            if let Some(data) = self.users.get_mut(&user) {
                data.dialogs.remove(&place);
            }
        } else {
            self.tell_chat_to_all(id);
        }
        self.tell_chat(user, id);
        Ok(())
    }

    /// Takes somebody out of a basic group.
    pub(crate) fn kick_from_group(&mut self, me: i64, id: i64, user: i64) -> Outcome<()> {
        let chat = self.group(me, id)?;
        let Some(member) = chat.members.get(&user) else {
            return bad("USER_NOT_PARTICIPANT");
        };
        if user != me {
            let invited = member.inviter == me && !member.is_admin();
            if !invited && !chat.is_admin(me) {
                return bad("CHAT_ADMIN_REQUIRED");
            }
            if member.role == Role::Creator {
                return bad("USER_ADMIN_INVALID");
            }
        }
        self.leave(me, id, user)
    }

    /// Names or dismisses an administrator.
    pub(crate) fn promote(
        &mut self,
        me: i64,
        id: i64,
        user: i64,
        rights: &types::ChatAdminRights,
        rank: Option<String>,
    ) -> Outcome<()> {
        self.needs_admin(me, id, |rights| rights.add_admins)?;
        if rank.as_ref().is_some_and(|rank| rank.chars().count() > 16) {
            return bad("ADMIN_RANK_INVALID");
        }
        let none = *rights == crate::world::tl::no_rights();
        let chat = self.chat(id)?;
        if chat.is_creator(user) && !(user == me && chat.is_creator(me)) {
            return bad("USER_CREATOR");
        }
        if !chat.members.contains_key(&user) {
            if none {
                return bad("USER_NOT_PARTICIPANT");
            }
            self.join(user, id, Some(me), Entry::Added)?;
        }
        let mut peers = Peers::default();
        let old = self.standing(me, id, user, &mut peers);
        let chat = self.chat_mut(id)?;
        chat.version += 1;
        if let Some(member) = chat.members.get_mut(&user) {
            if member.role != Role::Creator {
                member.role = if none {
                    Role::Member
                } else {
                    Role::Admin {
                        rights: Box::new(rights.clone()),
                        by: me,
                    }
                };
            }
            member.rank = rank.filter(|rank| !rank.is_empty());
        }
        let new = self.standing(me, id, user, &mut peers);
        if old != new {
            self.log_with(id, me, Deed::Promote { old, new }, peers);
        }
        self.tell_chat(user, id);
        if user != me {
            self.tell_chat(me, id);
        }
        Ok(())
    }

    /// Changes a title, with its service message.
    pub(crate) fn rename(&mut self, me: i64, id: i64, title: &str) -> Outcome<()> {
        self.needs_right(
            me,
            id,
            |rights| rights.change_info,
            |rights| rights.change_info,
        )?;
        let title = title.trim();
        if title.is_empty() {
            return bad("CHAT_TITLE_EMPTY");
        }
        let chat = self.chat_mut(id)?;
        if chat.title == title {
            return bad("CHAT_NOT_MODIFIED");
        }
        let old = std::mem::replace(&mut chat.title, title.to_owned());
        chat.version += 1;
        let place = chat.place();
        let new = title.to_owned();
        self.log(id, me, Deed::Title { old, new });
        self.post(
            me,
            place,
            Draft::service(types::MessageActionChatEditTitle {
                title: title.to_owned(),
            }),
        );
        Ok(())
    }

    /// Opens a topic; returns its id.
    pub(crate) fn create_topic(
        &mut self,
        me: i64,
        id: i64,
        title: &str,
        color: Option<i32>,
        emoji: Option<i64>,
    ) -> Outcome<i32> {
        let chat = self.chat(id)?;
        if !chat.forum {
            return bad("CHANNEL_FORUM_MISSING");
        }
        self.needs_right(
            me,
            id,
            |rights| rights.manage_topics,
            |rights| rights.manage_topics,
        )?;
        if title.trim().is_empty() {
            return bad("TOPIC_TITLE_EMPTY");
        }
        let date = self.now();
        let icon_color = color.unwrap_or(TOPIC_COLOR);
        let action = types::MessageActionTopicCreate {
            title_missing: false,
            title: title.to_owned(),
            icon_color,
            icon_emoji_id: emoji,
        };
        let place = Place::Channel(id);
        let topic = self.post(me, place, Draft::service(action));
        self.chat_mut(id)?.topics.insert(
            topic,
            Topic {
                id: topic,
                title: title.to_owned(),
                icon_color,
                icon_emoji: emoji,
                creator: me,
                date,
                closed: false,
            },
        );
        Ok(topic)
    }

    /// Makes a supergroup a forum, or the reverse.
    pub(crate) fn set_forum(&mut self, id: i64, forum: bool) -> Outcome<()> {
        let date = self.now();
        let chat = self.chat_mut(id)?;
        if chat.kind != Kind::Supergroup {
            return bad("CHANNEL_INVALID");
        }
        chat.forum = forum;
        let creator = chat.creator().unwrap_or(0);
        chat.topics.entry(1).or_insert_with(|| Topic {
            id: 1,
            title: "General".to_owned(),
            icon_color: TOPIC_COLOR,
            icon_emoji: None,
            creator,
            date,
            closed: false,
        });
        Ok(())
    }

    /// Turns a basic group into a supergroup.
    pub(crate) fn migrate(&mut self, me: i64, id: i64) -> Outcome<i64> {
        let chat = self.group(me, id)?;
        if chat.migrated_to.is_some() {
            return bad("CHAT_ID_INVALID");
        }
        if !chat.is_creator(me) {
            return bad("CHAT_ADMIN_REQUIRED");
        }
        let (title, members, last) = (
            chat.title.clone(),
            chat.members.clone(),
            self.top_message_any(Place::Group(id)),
        );
        let date = self.now();
        let new = self.next_channel_id();
        let mut channel = ChatData::new(new, Kind::Supergroup, &title, date);
        channel.members = members;
        channel.migrated_from = Some((id, last));
        for member in channel.members.values_mut() {
            if let Role::Admin { rights, .. } = &mut member.role {
                **rights = crate::world::tl::usual_rights();
            }
        }
        let present: Vec<i64> = channel.members.keys().copied().collect();
        self.chats.insert(new, channel);
        for user in &present {
            if let Some(data) = self.users.get_mut(user) {
                data.dialogs.entry(Place::Channel(new)).or_default();
            }
            self.tell_chat(*user, new);
        }
        self.post(
            me,
            Place::Group(id),
            Draft::service(types::MessageActionChatMigrateTo { channel_id: new }),
        );
        let chat = self.chat_mut(id)?;
        chat.migrated_to = Some(new);
        chat.version += 1;
        self.post(
            me,
            Place::Channel(new),
            Draft::service(types::MessageActionChannelMigrateFrom { title, chat_id: id }),
        );
        Ok(new)
    }
}
