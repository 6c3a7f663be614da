//! How a chat and its members look.

#![allow(
    clippy::unused_self,
    reason = "all views are methods of the state, also those that need only what they are given"
)]

use super::Peers;
use crate::world::data::State;
use crate::world::data::chat::{ChatData, Invite, Kind, Member, Role, Topic};
use crate::world::tl::{self, b, bare, int, no_settings, user_peer, z, zeroed};
use grammers_tl_types::{enums, types};

impl State {
    /// A chat as `viewer` sees it.
    pub(crate) fn view_chat(&self, viewer: i64, chat: &ChatData) -> enums::Chat {
        match chat.kind {
            Kind::Group => self.view_group(viewer, chat),
            Kind::Supergroup | Kind::Channel => self.view_channel(viewer, chat),
        }
    }

    fn view_group(&self, viewer: i64, chat: &ChatData) -> enums::Chat {
        if chat.kicked(viewer) {
            return types::ChatForbidden {
                id: chat.id,
                title: chat.title.clone(),
            }
            .into();
        }
        types::Chat {
            creator: chat.is_creator(viewer),
            left: !chat.members.contains_key(&viewer),
            deactivated: chat.migrated_to.is_some(),
            call_active: false,
            call_not_empty: false,
            noforwards: chat.noforwards,
            id: chat.id,
            title: chat.title.clone(),
            photo: chat_photo(chat, self.file_dc()),
            participants_count: int(chat.members.len()),
            date: chat.date,
            version: chat.version,
            migrated_to: chat.migrated_to.map(|id| {
                types::InputChannel {
                    channel_id: id,
                    access_hash: self.access_hash(viewer, id),
                }
                .into()
            }),
            admin_rights: (chat.is_admin(viewer) && !chat.is_creator(viewer))
                .then(|| tl::usual_rights().into()),
            default_banned_rights: Some(chat.default_banned.clone().into()),
        }
        .into()
    }

    fn view_channel(&self, viewer: i64, chat: &ChatData) -> enums::Chat {
        if !chat.readable_by(viewer) {
            let mut forbidden: types::ChannelForbidden = zeroed();
            forbidden.broadcast = chat.kind == Kind::Channel;
            forbidden.megagroup = chat.kind == Kind::Supergroup;
            forbidden.id = chat.id;
            forbidden.access_hash = self.access_hash(viewer, chat.id);
            forbidden.title.clone_from(&chat.title);
            forbidden.until_date = chat.banned.get(&viewer).map(|ban| ban.rights.until_date);
            return forbidden.into();
        }
        let mut channel = tl::channel(chat.id, &chat.title, chat.date);
        channel.creator = chat.is_creator(viewer);
        channel.left = !chat.members.contains_key(&viewer);
        channel.broadcast = chat.kind == Kind::Channel;
        channel.megagroup = chat.kind == Kind::Supergroup;
        channel.signatures = chat.signatures;
        channel.has_link = chat.username.is_some();
        channel.slowmode_enabled = chat.slow_mode > 0;
        channel.noforwards = chat.noforwards;
        channel.forum = chat.forum;
        channel.access_hash = Some(self.access_hash(viewer, chat.id));
        (channel.username, channel.usernames) =
            super::usernames(chat.username.as_ref(), &chat.more_usernames);
        channel.photo = chat_photo(chat, self.file_dc());
        channel.default_banned_rights =
            (chat.kind == Kind::Supergroup).then(|| chat.default_banned.clone().into());
        channel.participants_count = Some(int(chat.members.len()));
        match chat.members.get(&viewer).map(|member| &member.role) {
            Some(Role::Creator) => channel.admin_rights = Some(tl::all_rights().into()),
            Some(Role::Admin { rights, .. }) => {
                channel.admin_rights = Some((**rights).clone().into());
            }
            Some(Role::Restricted { rights, .. }) => {
                channel.banned_rights = Some((**rights).clone().into());
            }
            Some(Role::Member) | None => {}
        }
        channel.into()
    }

    /// A member of a basic group.
    pub(crate) fn view_participant(&self, user_id: i64, member: &Member) -> enums::ChatParticipant {
        let (inviter_id, date, rank) = (member.inviter, member.date, member.rank.clone());
        match member.role {
            Role::Creator => types::ChatParticipantCreator { user_id, rank }.into(),
            Role::Admin { .. } => types::ChatParticipantAdmin {
                user_id,
                inviter_id,
                date,
                rank,
            }
            .into(),
            Role::Member | Role::Restricted { .. } => types::ChatParticipant {
                user_id,
                inviter_id,
                date,
                rank,
            }
            .into(),
        }
    }

    /// The members of a basic group.
    pub(crate) fn view_participants(
        &self,
        viewer: i64,
        chat: &ChatData,
        peers: &mut Peers,
    ) -> enums::ChatParticipants {
        if !chat.members.contains_key(&viewer) {
            return types::ChatParticipantsForbidden {
                chat_id: chat.id,
                self_participant: None,
            }
            .into();
        }
        let participants = chat
            .members
            .iter()
            .map(|(id, member)| {
                peers.user(*id);
                self.view_participant(*id, member)
            })
            .collect();
        types::ChatParticipants {
            chat_id: chat.id,
            participants,
            version: chat.version,
        }
        .into()
    }

    /// Somebody's place in a channel; `None` if there is none.
    pub(crate) fn view_channel_participant(
        &self,
        viewer: i64,
        chat: &ChatData,
        user_id: i64,
        peers: &mut Peers,
    ) -> Option<enums::ChannelParticipant> {
        peers.user(user_id);
        let Some(member) = chat.members.get(&user_id) else {
            let ban = chat.banned.get(&user_id)?;
            peers.user(ban.by);
            return Some(
                types::ChannelParticipantBanned {
                    left: true,
                    peer: user_peer(user_id),
                    kicked_by: ban.by,
                    date: ban.date,
                    banned_rights: ban.rights.clone().into(),
                    rank: None,
                }
                .into(),
            );
        };
        let (date, rank) = (member.date, member.rank.clone());
        Some(match &member.role {
            Role::Creator => types::ChannelParticipantCreator {
                user_id,
                admin_rights: tl::all_rights().into(),
                rank,
            }
            .into(),
            Role::Admin { rights, by } => {
                peers.user(*by);
                let me = user_id == viewer;
                if me {
                    peers.user(member.inviter);
                }
                types::ChannelParticipantAdmin {
                    can_edit: *by == viewer || chat.is_creator(viewer),
                    is_self: me,
                    user_id,
                    inviter_id: me.then_some(member.inviter),
                    promoted_by: *by,
                    date,
                    admin_rights: (**rights).clone().into(),
                    rank,
                }
                .into()
            }
            Role::Restricted { rights, by } => {
                peers.user(*by);
                types::ChannelParticipantBanned {
                    left: false,
                    peer: user_peer(user_id),
                    kicked_by: *by,
                    date,
                    banned_rights: (**rights).clone().into(),
                    rank,
                }
                .into()
            }
            Role::Member if user_id == viewer => {
                peers.user(member.inviter);
                types::ChannelParticipantSelf {
                    via_request: false,
                    user_id,
                    inviter_id: member.inviter,
                    date,
                    subscription_until_date: None,
                    rank,
                }
                .into()
            }
            Role::Member => types::ChannelParticipant {
                user_id,
                date,
                subscription_until_date: None,
                rank,
            }
            .into(),
        })
    }

    /// A topic of a forum.
    pub(crate) fn view_topic(
        &self,
        viewer: i64,
        chat: &ChatData,
        topic: &Topic,
        peers: &mut Peers,
    ) -> enums::ForumTopic {
        peers.user(topic.creator);
        let place = chat.place();
        let read = self
            .users
            .get(&viewer)
            .and_then(|user| user.dialogs.get(&place))
            .map_or(0, |dialog| dialog.read_inbox);
        let of_topic = || {
            self.messages
                .get(&place)
                .into_iter()
                .flat_map(|all| all.values())
                .filter(|message| {
                    !message.deleted && (message.topic == Some(topic.id) || message.id == topic.id)
                })
        };
        types::ForumTopic {
            my: topic.creator == viewer,
            closed: topic.closed,
            pinned: false,
            short: false,
            hidden: false,
            title_missing: false,
            id: topic.id,
            date: topic.date,
            peer: place.peer(viewer),
            title: topic.title.clone(),
            icon_color: topic.icon_color,
            icon_emoji_id: topic.icon_emoji,
            top_message: of_topic()
                .map(|message| message.id)
                .max()
                .unwrap_or(topic.id),
            read_inbox_max_id: read,
            read_outbox_max_id: 0,
            unread_count: int(of_topic()
                .filter(|message| message.id > read && !message.is_from(viewer))
                .count()),
            unread_mentions_count: int(of_topic()
                .filter(|message| message.unread_mentions.contains(&viewer))
                .count()),
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            from_id: user_peer(topic.creator),
            notify_settings: no_settings(),
            draft: None,
        }
        .into()
    }

    /// An invite link.
    pub(crate) fn view_invite(&self, invite: &Invite) -> enums::ExportedChatInvite {
        let mut link: types::ChatInviteExported = zeroed();
        link.link = invite.link();
        link.admin_id = invite.admin;
        link.date = invite.date;
        link.revoked = invite.revoked;
        link.permanent = invite.permanent;
        link.request_needed = invite.request_needed;
        link.expire_date = invite.expires;
        link.usage_limit = invite.limit;
        link.usage = (invite.usage > 0).then_some(invite.usage);
        link.title.clone_from(&invite.title);
        link.into()
    }

    /// Everything about a basic group.
    pub(crate) fn view_full_group(
        &self,
        viewer: i64,
        chat: &ChatData,
        peers: &mut Peers,
    ) -> enums::ChatFull {
        let participants = self.view_participants(viewer, chat, peers);
        let mut full: types::ChatFull = bare(&[
            z(),
            b(&chat.id),
            b(&chat.about),
            b(&participants),
            b(&self.view_notify(viewer, chat.place())),
        ]);
        full.can_set_username = chat.is_creator(viewer);
        full.chat_photo = self.full_photo(chat);
        full.pinned_msg_id = self.last_pinned(chat.place());
        full.has_scheduled = !self.scheduled_ids(viewer, chat.place()).is_empty();
        full.exported_invite = self.own_invite(viewer, chat);
        full.available_reactions = Some(types::ChatReactionsAll { allow_custom: true }.into());
        full.into()
    }

    /// Everything about a supergroup or channel.
    pub(crate) fn view_full_channel(&self, viewer: i64, chat: &ChatData) -> enums::ChatFull {
        let place = chat.place();
        let dialog = self
            .users
            .get(&viewer)
            .and_then(|user| user.dialogs.get(&place))
            .cloned()
            .unwrap_or_default();
        let mut full: types::ChannelFull = bare(&[
            z(),
            z(),
            b(&chat.id),
            b(&chat.about),
            b(&dialog.read_inbox),
            b(&dialog.read_outbox),
            b(&self.unread_count(viewer, place)),
            b(&enums::Photo::Empty(types::PhotoEmpty { id: 0 })),
            b(&self.view_notify(viewer, place)),
            b(&Vec::<enums::BotInfo>::new()),
            b(&chat.mailbox.pts),
        ]);
        let admin = chat.is_admin(viewer);
        full.can_view_participants = chat.kind == Kind::Supergroup || admin;
        full.can_set_username = chat.is_creator(viewer);
        full.participants_count = Some(int(chat.members.len()));
        if admin {
            full.admins_count = Some(int(chat
                .members
                .values()
                .filter(|member| member.is_admin())
                .count()));
            let kicked = chat
                .banned
                .values()
                .filter(|ban| ban.rights.view_messages)
                .count();
            full.kicked_count = Some(int(kicked));
            full.banned_count = Some(int(chat
                .members
                .values()
                .filter(|member| matches!(member.role, Role::Restricted { .. }))
                .count()));
        }
        if let Some(photo) = self.full_photo(chat) {
            full.chat_photo = photo;
        }
        full.pinned_msg_id = self.last_pinned(place);
        full.has_scheduled = !self.scheduled_ids(viewer, place).is_empty();
        full.exported_invite = self.own_invite(viewer, chat);
        full.available_reactions = Some(types::ChatReactionsAll { allow_custom: true }.into());
        if let Some((from, max_id)) = chat.migrated_from {
            full.migrated_from_chat_id = Some(from);
            full.migrated_from_max_id = Some(max_id);
        }
        if chat.slow_mode > 0 {
            full.slowmode_seconds = Some(chat.slow_mode);
            full.slowmode_next_send_date = chat
                .last_sent
                .get(&viewer)
                .map(|sent| sent + chat.slow_mode);
        }
        full.into()
    }

    fn full_photo(&self, chat: &ChatData) -> Option<enums::Photo> {
        let file = self.files.get(&chat.photo?)?;
        Some(crate::world::ops::files::view_photo(file))
    }

    fn own_invite(&self, viewer: i64, chat: &ChatData) -> Option<enums::ExportedChatInvite> {
        chat.invites
            .iter()
            .find(|invite| invite.admin == viewer && invite.permanent && !invite.revoked)
            .map(|invite| self.view_invite(invite))
    }
}

fn chat_photo(chat: &ChatData, dc_id: i32) -> enums::ChatPhoto {
    match chat.photo {
        None => enums::ChatPhoto::Empty,
        Some(photo_id) => types::ChatPhoto {
            has_video: false,
            photo_id,
            stripped_thumb: None,
            dc_id,
        }
        .into(),
    }
}
