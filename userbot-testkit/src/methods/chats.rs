//! Basic groups.

use super::{Ctx, Method, method};
use crate::world::data::chat::{Kind, Role};
use crate::world::refusal::{Outcome, bad};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::messages::GetChats,
        get_chats,
        "basic groups that the account is or was in"
    ),
    method!(
        SignedIn,
        f::messages::GetFullChat,
        get_full_chat,
        "members, pinned message, invite link"
    ),
    method!(
        Human,
        f::messages::CreateChat,
        create_chat,
        "with its first members"
    ),
    method!(
        Human,
        f::messages::AddChatUser,
        add_chat_user,
        "members may, unless the group forbids it"
    ),
    method!(
        SignedIn,
        f::messages::DeleteChatUser,
        delete_chat_user,
        "others, or leaving"
    ),
    method!(
        SignedIn,
        f::messages::EditChatTitle,
        edit_chat_title,
        "with the service message"
    ),
    method!(
        Human,
        f::messages::EditChatAdmin,
        edit_chat_admin,
        "by the creator"
    ),
    method!(
        SignedIn,
        f::messages::EditChatDefaultBannedRights,
        edit_default_rights,
        "what members may do"
    ),
    method!(
        SignedIn,
        f::messages::EditChatAbout,
        edit_about,
        "the description of any group or channel"
    ),
    method!(
        Human,
        f::messages::MigrateChat,
        migrate_chat,
        "into a supergroup with the same members"
    ),
    method!(
        Human,
        f::messages::DeleteChat,
        delete_chat,
        "by the creator"
    ),
];

fn get_chats(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetChats,
) -> Outcome<enums::messages::Chats> {
    let mut chats = Vec::new();
    for id in &request.id {
        let chat = ctx.state.group(ctx.me, *id)?;
        chats.push(ctx.state.view_chat(ctx.me, chat));
    }
    Ok(types::messages::Chats { chats }.into())
}

fn get_full_chat(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetFullChat,
) -> Outcome<enums::messages::ChatFull> {
    let mut peers = Peers::default();
    peers.chat(request.chat_id);
    let chat = ctx.state.group(ctx.me, request.chat_id)?;
    let full_chat = ctx.state.view_full_group(ctx.me, chat, &mut peers);
    Ok(types::messages::ChatFull {
        full_chat,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

/// The answer to an invitation.
pub(super) fn invited(ctx: &mut Ctx<'_>, missing: &[i64]) -> enums::messages::InvitedUsers {
    let missing_invitees = missing.iter().map(|user_id| {
        types::MissingInvitee {
            premium_would_allow_invite: false,
            premium_required_for_pm: false,
            user_id: *user_id,
        }
        .into()
    });
    let missing_invitees = missing_invitees.collect();
    types::messages::InvitedUsers {
        updates: ctx.state.updates_for(ctx.me, Vec::new()),
        missing_invitees,
    }
    .into()
}

fn create_chat(
    ctx: &mut Ctx<'_>,
    request: &f::messages::CreateChat,
) -> Outcome<enums::messages::InvitedUsers> {
    if request.title.trim().is_empty() {
        return bad("CHAT_TITLE_EMPTY");
    }
    let users = request
        .users
        .iter()
        .map(|user| ctx.state.input_user(ctx.me, user))
        .collect::<Outcome<Vec<_>>>()?;
    if users.is_empty() {
        return bad("USERS_TOO_FEW");
    }
    if users.len() > 199 {
        return bad("USERS_TOO_MUCH");
    }
    let me = ctx.me;
    let (missing, users): (Vec<i64>, Vec<i64>) = users.into_iter().partition(|user| {
        ctx.state
            .users
            .get(user)
            .is_some_and(|user| user.blocked.contains_key(&me))
    });
    ctx.state
        .create_chat(Some(me), Kind::Group, request.title.trim(), &users);
    Ok(invited(ctx, &missing))
}

fn add_chat_user(
    ctx: &mut Ctx<'_>,
    request: &f::messages::AddChatUser,
) -> Outcome<enums::messages::InvitedUsers> {
    ctx.state.group(ctx.me, request.chat_id)?;
    let user = ctx.state.input_user(ctx.me, &request.user_id)?;
    ctx.state.invite(ctx.me, request.chat_id, user)?;
    Ok(invited(ctx, &[]))
}

fn delete_chat_user(
    ctx: &mut Ctx<'_>,
    request: &f::messages::DeleteChatUser,
) -> Outcome<enums::Updates> {
    let user = ctx.state.input_user(ctx.me, &request.user_id)?;
    ctx.state.kick_from_group(ctx.me, request.chat_id, user)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn edit_chat_title(
    ctx: &mut Ctx<'_>,
    request: &f::messages::EditChatTitle,
) -> Outcome<enums::Updates> {
    ctx.state.group(ctx.me, request.chat_id)?;
    ctx.state.rename(ctx.me, request.chat_id, &request.title)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn edit_chat_admin(ctx: &mut Ctx<'_>, request: &f::messages::EditChatAdmin) -> Outcome<bool> {
    let user = ctx.state.input_user(ctx.me, &request.user_id)?;
    let me = ctx.me;
    if !ctx.state.group(me, request.chat_id)?.is_creator(me) {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    let chat = ctx.state.chat_mut(request.chat_id)?;
    let Some(member) = chat.members.get_mut(&user) else {
        return bad("USER_NOT_PARTICIPANT");
    };
    if member.role == Role::Creator {
        return bad("USER_CREATOR");
    }
    member.role = if request.is_admin {
        Role::Admin {
            rights: Box::new(crate::world::tl::usual_rights()),
            by: me,
        }
    } else {
        Role::Member
    };
    chat.version += 1;
    let members: Vec<i64> = chat.members.keys().copied().collect();
    for member in members {
        ctx.state.tell_chat(member, request.chat_id);
    }
    Ok(true)
}

fn edit_default_rights(
    ctx: &mut Ctx<'_>,
    request: &f::messages::EditChatDefaultBannedRights,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let Some(id) = place.chat() else {
        return bad("PEER_ID_INVALID");
    };
    ctx.state
        .needs_admin(ctx.me, id, |rights| rights.ban_users)?;
    let enums::ChatBannedRights::Rights(rights) = &request.banned_rights;
    let chat = ctx.state.chat_mut(id)?;
    if chat.default_banned == *rights {
        return bad("CHAT_NOT_MODIFIED");
    }
    chat.default_banned = rights.clone();
    chat.version += 1;
    let version = chat.version;
    for member in ctx.state.present(place) {
        let mut peers = Peers::default();
        peers.chat(id);
        let update = types::UpdateChatDefaultBannedRights {
            peer: place.peer(member),
            default_banned_rights: request.banned_rights.clone(),
            version,
        };
        ctx.state.tell(member, update, peers);
    }
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn edit_about(ctx: &mut Ctx<'_>, request: &f::messages::EditChatAbout) -> Outcome<bool> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let Some(id) = place.chat() else {
        return bad("PEER_ID_INVALID");
    };
    ctx.state.needs_right(
        ctx.me,
        id,
        |rights| rights.change_info,
        |rights| rights.change_info,
    )?;
    if request.about.chars().count() > 255 {
        return bad("CHAT_ABOUT_TOO_LONG");
    }
    let chat = ctx.state.chat_mut(id)?;
    if chat.about == request.about {
        return bad("CHAT_ABOUT_NOT_MODIFIED");
    }
    chat.about.clone_from(&request.about);
    Ok(true)
}

fn migrate_chat(ctx: &mut Ctx<'_>, request: &f::messages::MigrateChat) -> Outcome<enums::Updates> {
    ctx.state.migrate(ctx.me, request.chat_id)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn delete_chat(ctx: &mut Ctx<'_>, request: &f::messages::DeleteChat) -> Outcome<bool> {
    ctx.state.group(ctx.me, request.chat_id)?;
    ctx.state.dissolve(ctx.me, request.chat_id)?;
    Ok(true)
}
