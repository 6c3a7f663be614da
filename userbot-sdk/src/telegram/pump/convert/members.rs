//! Who comes, goes, asks, and may do more or less than before.

use grammers_tl_types as tl;

use crate::telegram::{
    AdminRights, ChatChange, ChatChanged, Event, JoinRequested, Joined, Left, MemberRights,
    Message, Peer, PeerId, PeerMap, Permissions, RightsChanged, ServiceAction,
};

/// Makes the events of a service message about members.
pub(super) fn told(
    message: &Message,
    action: &ServiceAction,
    peers: &PeerMap,
    events: &mut Vec<Event>,
) {
    let sender = message.sender().cloned();
    let chat = message.chat().clone();
    let by_other = |id: PeerId| sender.clone().filter(|sender| sender.id() != id);
    match action {
        ServiceAction::MembersAdded(members) => {
            events.extend(members.iter().map(|id| {
                Event::from(Joined {
                    chat: chat.clone(),
                    user: peers.get(*id),
                    added_by: by_other(*id),
                    by_invite: false,
                    message: Some(message.clone()),
                })
            }));
        }
        ServiceAction::GroupCreated { members, .. } => {
            events.extend(members.iter().filter_map(|id| {
                let added_by = by_other(*id)?;
                Some(Event::from(Joined {
                    chat: chat.clone(),
                    user: peers.get(*id),
                    added_by: Some(added_by),
                    by_invite: false,
                    message: Some(message.clone()),
                }))
            }));
        }
        ServiceAction::JoinedByLink { .. } | ServiceAction::JoinedByRequest => {
            if let Some(user) = sender {
                let joined = Joined {
                    chat,
                    user,
                    added_by: None,
                    by_invite: true,
                    message: Some(message.clone()),
                };
                events.push(joined.into());
            }
        }
        ServiceAction::MemberRemoved(id) => {
            let left = Left {
                chat,
                user: peers.get(*id),
                removed_by: by_other(*id),
                message: Some(message.clone()),
            };
            events.push(left.into());
        }
        _ => {}
    }
}

/// Makes the events of an update about members; false when it is none.
pub(super) fn of_update(
    update: &tl::enums::Update,
    peers: &PeerMap,
    events: &mut Vec<Event>,
) -> bool {
    use tl::enums::Update;
    match update {
        Update::ChannelParticipant(update) => {
            let (before, now) = (&update.prev_participant, &update.new_participant);
            let change = Change {
                chat: peers.get(PeerId::Channel(update.channel_id)),
                user: peers.get(PeerId::User(update.user_id)),
                by: actor(update.actor_id, update.user_id, peers),
                member: (
                    before.as_ref().is_some_and(is_member),
                    now.as_ref().is_some_and(is_member),
                ),
                rights: (
                    before.as_ref().and_then(rights_in_channel),
                    now.as_ref().and_then(rights_in_channel),
                ),
                by_invite: update.invite.is_some(),
            };
            events.extend(change.events());
        }
        Update::ChatParticipant(update) => {
            let (before, now) = (&update.prev_participant, &update.new_participant);
            let change = Change {
                chat: peers.get(PeerId::Group(update.chat_id)),
                user: peers.get(PeerId::User(update.user_id)),
                by: actor(update.actor_id, update.user_id, peers),
                member: (before.is_some(), now.is_some()),
                rights: (
                    before.as_ref().map(rights_in_group),
                    now.as_ref().map(rights_in_group),
                ),
                by_invite: update.invite.is_some(),
            };
            events.extend(change.events());
        }
        Update::ChatParticipantAdmin(update) => {
            let changed = RightsChanged {
                chat: peers.get(PeerId::Group(update.chat_id)),
                user: peers.get(PeerId::User(update.user_id)),
                by: None,
                before: None,
                now: if update.is_admin {
                    MemberRights::Admin(AdminRights::all())
                } else {
                    MemberRights::Member
                },
            };
            events.push(changed.into());
        }
        Update::ChatDefaultBannedRights(update) => {
            let (permissions, _) = Permissions::from_tl(&update.default_banned_rights);
            let changed = ChatChanged {
                chat: peers.get(PeerId::from_tl(&update.peer)),
                by: None,
                change: ChatChange::Permissions(permissions),
                message: None,
            };
            events.push(changed.into());
        }
        Update::PendingJoinRequests(update) => {
            let users = update.recent_requesters.iter().copied();
            // Telegram tells too that nobody asks any more.
            let requested = JoinRequested {
                chat: peers.get(PeerId::from_tl(&update.peer)),
                users: users.map(|id| peers.get(PeerId::User(id))).collect(),
                pending: u32::try_from(update.requests_pending).ok(),
            };
            events.push(requested.into());
        }
        Update::BotChatInviteRequester(update) => {
            let requested = JoinRequested {
                chat: peers.get(PeerId::from_tl(&update.peer)),
                users: vec![peers.get(PeerId::User(update.user_id))],
                pending: None,
            };
            events.push(requested.into());
        }
        _ => return false,
    }
    true
}

/// Is what a bot is told about one member.
struct Change {
    chat: Peer,
    user: Peer,
    by: Option<Peer>,
    member: (bool, bool),
    rights: (Option<MemberRights>, Option<MemberRights>),
    by_invite: bool,
}

impl Change {
    fn events(self) -> Vec<Event> {
        let mut events = Vec::new();
        let (chat, user, by) = (&self.chat, &self.user, &self.by);
        match self.member {
            (false, true) => events.push(
                Joined {
                    chat: chat.clone(),
                    user: user.clone(),
                    added_by: by.clone(),
                    by_invite: self.by_invite,
                    message: None,
                }
                .into(),
            ),
            (true, false) => events.push(
                Left {
                    chat: chat.clone(),
                    user: user.clone(),
                    removed_by: by.clone(),
                    message: None,
                }
                .into(),
            ),
            _ => {}
        }
        let (before, now) = self.rights;
        // To come as a plain member, and to go as one, is no change of rights.
        let plain = Some(MemberRights::Member);
        let counts = |rights: Option<MemberRights>| rights.filter(|one| Some(*one) != plain);
        if counts(before) != counts(now) {
            let changed = RightsChanged {
                chat: self.chat,
                user: self.user,
                by: self.by,
                before,
                now: now.unwrap_or(MemberRights::Member),
            };
            events.push(changed.into());
        }
        events
    }
}

fn actor(actor: i64, user: i64, peers: &PeerMap) -> Option<Peer> {
    (actor != user).then(|| peers.get(PeerId::User(actor)))
}

fn is_member(participant: &tl::enums::ChannelParticipant) -> bool {
    use tl::enums::ChannelParticipant as Tl;
    match participant {
        Tl::Left(_) => false,
        Tl::Banned(banned) => !banned.left,
        _ => true,
    }
}

/// Returns what somebody may do; `None` for who is not there and may come.
fn rights_in_channel(participant: &tl::enums::ChannelParticipant) -> Option<MemberRights> {
    use tl::enums::ChannelParticipant as Tl;
    Some(match participant {
        Tl::Creator(_) => MemberRights::Creator,
        Tl::Admin(admin) => MemberRights::Admin(AdminRights::from_tl(&admin.admin_rights)),
        Tl::Participant(_) | Tl::ParticipantSelf(_) => MemberRights::Member,
        Tl::Banned(banned) => MemberRights::of_banned(&banned.banned_rights),
        Tl::Left(_) => return None,
    })
}

fn rights_in_group(participant: &tl::enums::ChatParticipant) -> MemberRights {
    use tl::enums::ChatParticipant as Tl;
    match participant {
        Tl::Creator(_) => MemberRights::Creator,
        Tl::Admin(_) => MemberRights::Admin(AdminRights::all()),
        Tl::Participant(_) => MemberRights::Member,
    }
}
