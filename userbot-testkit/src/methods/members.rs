//! Members of supergroups and channels.

use super::{Ctx, Method, method};
use crate::world::data::chat::{ChatData, Kind, Role};
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::{int, size};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::channels::GetParticipants,
        get_participants,
        "all filters but mentions, in pages"
    ),
    method!(
        SignedIn,
        f::channels::GetParticipant,
        get_participant,
        "members, banned and restricted ones"
    ),
    method!(Human, f::channels::JoinChannel, join_channel, "public ones"),
    method!(
        SignedIn,
        f::channels::LeaveChannel,
        leave_channel,
        "the creator cannot"
    ),
    method!(
        Human,
        f::channels::InviteToChannel,
        invite_to_channel,
        "those who have not blocked the caller"
    ),
    method!(
        SignedIn,
        f::channels::EditAdmin,
        edit_admin,
        "rights and rank"
    ),
    method!(
        SignedIn,
        f::channels::EditBanned,
        edit_banned,
        "restrict, ban, pardon; no end of a ban by time"
    ),
];

fn named(ctx: &Ctx<'_>, chat: &ChatData, user: i64, query: &str) -> bool {
    let query = query.trim().to_lowercase();
    let Some(data) = ctx.state.users.get(&user) else {
        return false;
    };
    let has = |text: &str| text.to_lowercase().contains(&query);
    query.is_empty()
        || has(&data.first_name)
        || data.last_name.as_deref().is_some_and(has)
        || data.username.as_deref().is_some_and(has)
        || chat
            .members
            .get(&user)
            .and_then(|member| member.rank.as_deref())
            .is_some_and(has)
}

/// The users that a filter picks out.
fn filtered(
    ctx: &Ctx<'_>,
    chat: &ChatData,
    filter: &enums::ChannelParticipantsFilter,
) -> Outcome<Vec<i64>> {
    use enums::ChannelParticipantsFilter as F;
    let bot = |id: i64| {
        ctx.state
            .users
            .get(&id)
            .is_some_and(|user| user.bot.is_some())
    };
    let contact = |id: i64| {
        ctx.state
            .users
            .get(&ctx.me)
            .is_some_and(|me| me.contacts.contains_key(&id))
    };
    let members = chat.members.iter();
    let admin = chat.is_admin(ctx.me);
    Ok(match filter {
        F::ChannelParticipantsRecent => members.map(|(id, _)| *id).collect(),
        F::ChannelParticipantsAdmins => members
            .filter(|(_, member)| member.is_admin())
            .map(|(id, _)| *id)
            .collect(),
        F::ChannelParticipantsBots => members.map(|(id, _)| *id).filter(|id| bot(*id)).collect(),
        F::ChannelParticipantsSearch(filter) => members
            .map(|(id, _)| *id)
            .filter(|id| named(ctx, chat, *id, &filter.q))
            .collect(),
        F::ChannelParticipantsContacts(filter) => members
            .map(|(id, _)| *id)
            .filter(|id| contact(*id) && named(ctx, chat, *id, &filter.q))
            .collect(),
        F::ChannelParticipantsKicked(_) | F::ChannelParticipantsBanned(_) if !admin => {
            return bad("CHAT_ADMIN_REQUIRED");
        }
        F::ChannelParticipantsKicked(filter) => {
            let kicked = chat
                .banned
                .iter()
                .filter(|(_, ban)| ban.rights.view_messages)
                .map(|(id, _)| *id);
            kicked
                .filter(|id| named(ctx, chat, *id, &filter.q))
                .collect()
        }
        F::ChannelParticipantsBanned(filter) => {
            let inside = members
                .filter(|(_, member)| matches!(member.role, Role::Restricted { .. }))
                .map(|(id, _)| *id);
            let outside = chat
                .banned
                .iter()
                .filter(|(_, ban)| !ban.rights.view_messages)
                .map(|(id, _)| *id);
            inside
                .chain(outside)
                .filter(|id| named(ctx, chat, *id, &filter.q))
                .collect()
        }
        F::ChannelParticipantsMentions(filter) => {
            let query = filter.q.clone().unwrap_or_default();
            members
                .map(|(id, _)| *id)
                .filter(|id| named(ctx, chat, *id, &query))
                .collect()
        }
    })
}

fn get_participants(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetParticipants,
) -> Outcome<enums::channels::ChannelParticipants> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let chat = ctx.state.chat(id)?;
    if chat.kind == Kind::Channel && !chat.is_admin(ctx.me) {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    let all = filtered(ctx, chat, &request.filter)?;
    let mut peers = Peers::default();
    peers.chat(id);
    let page = all
        .iter()
        .skip(size(request.offset))
        .take(size(request.limit).clamp(0, 200));
    let participants: Vec<_> = page
        .filter_map(|user| {
            ctx.state
                .view_channel_participant(ctx.me, chat, *user, &mut peers)
        })
        .collect();
    Ok(types::channels::ChannelParticipants {
        count: int(all.len()),
        participants,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn get_participant(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetParticipant,
) -> Outcome<enums::channels::ChannelParticipant> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let Ok(user) = ctx.state.input_peer_user(ctx.me, &request.participant) else {
        return bad("PARTICIPANT_ID_INVALID");
    };
    let chat = ctx.state.chat(id)?;
    if chat.kind == Kind::Channel && !chat.is_admin(ctx.me) && user != ctx.me {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    let mut peers = Peers::default();
    peers.chat(id);
    let Some(participant) = ctx
        .state
        .view_channel_participant(ctx.me, chat, user, &mut peers)
    else {
        return bad("USER_NOT_PARTICIPANT");
    };
    Ok(types::channels::ChannelParticipant {
        participant,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn join_channel(
    ctx: &mut Ctx<'_>,
    request: &f::channels::JoinChannel,
) -> Outcome<enums::messages::ChatInviteJoinResult> {
    let id = ctx.state.input_channel_outside(ctx.me, &request.channel)?;
    ctx.state.join_public(ctx.me, id)?;
    Ok(super::invites::joined(ctx))
}

fn leave_channel(
    ctx: &mut Ctx<'_>,
    request: &f::channels::LeaveChannel,
) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let me = ctx.me;
    if ctx.state.chat(id)?.is_creator(me) {
        return bad("USER_CREATOR");
    }
    ctx.state.leave(me, id, me)?;
    Ok(ctx.state.updates_for(me, Vec::new()))
}

fn invite_to_channel(
    ctx: &mut Ctx<'_>,
    request: &f::channels::InviteToChannel,
) -> Outcome<enums::messages::InvitedUsers> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let users = request
        .users
        .iter()
        .map(|user| ctx.state.input_user(ctx.me, user))
        .collect::<Outcome<Vec<_>>>()?;
    if users.is_empty() {
        return bad("USERS_TOO_FEW");
    }
    let mut missing = Vec::new();
    for user in users {
        match ctx.state.invite(ctx.me, id, user) {
            Ok(()) => {}
            // Privacy keeps single ones out, and the others come in.
            Err(refusal) if refusal.name == "USER_PRIVACY_RESTRICTED" => missing.push(user),
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(super::chats::invited(ctx, &missing))
}

fn edit_admin(ctx: &mut Ctx<'_>, request: &f::channels::EditAdmin) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let user = ctx.state.input_user(ctx.me, &request.user_id)?;
    let enums::ChatAdminRights::Rights(rights) = &request.admin_rights;
    ctx.state
        .promote(ctx.me, id, user, rights, request.rank.clone())?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn edit_banned(ctx: &mut Ctx<'_>, request: &f::channels::EditBanned) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let Ok(user) = ctx.state.input_peer_user(ctx.me, &request.participant) else {
        return bad("PARTICIPANT_ID_INVALID");
    };
    let enums::ChatBannedRights::Rights(rights) = &request.banned_rights;
    ctx.state.ban(ctx.me, id, user, rights)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}
