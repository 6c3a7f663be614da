//! Invite links.

use super::{Ctx, Method, method};
use crate::world::data::chat::Kind;
use crate::world::ops::invites::{InviteWish, hash_of};
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{b, bare, int, size, z};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::messages::ExportChatInvite,
        export_chat_invite,
        "permanent, limited in time or uses, with approval"
    ),
    method!(
        SignedIn,
        f::messages::EditExportedChatInvite,
        edit_exported_chat_invite,
        "revoking and new limits"
    ),
    method!(
        Human,
        f::messages::CheckChatInvite,
        check_chat_invite,
        "before joining and after"
    ),
    method!(
        Human,
        f::messages::ImportChatInvite,
        import_chat_invite,
        "joining, or asking to be let in"
    ),
    method!(
        Human,
        f::messages::GetExportedChatInvites,
        get_exported_chat_invites,
        "of one administrator, in pages"
    ),
    method!(
        Human,
        f::messages::DeleteExportedChatInvite,
        delete_exported_chat_invite,
        "revoked ones"
    ),
    method!(
        Human,
        f::messages::GetChatInviteImporters,
        get_chat_invite_importers,
        "those who came or ask to be let in, in pages"
    ),
    method!(
        SignedIn,
        f::messages::HideChatJoinRequest,
        hide_chat_join_request,
        "letting in, or not"
    ),
];

/// The answer to joining.
pub(super) fn joined(ctx: &mut Ctx<'_>) -> enums::messages::ChatInviteJoinResult {
    let updates = ctx.state.updates_for(ctx.me, Vec::new());
    types::messages::ChatInviteJoinResultOk { updates }.into()
}

fn export_chat_invite(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ExportChatInvite,
) -> Outcome<enums::ExportedChatInvite> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let wish = InviteWish {
        expires: request.expire_date,
        limit: request.usage_limit,
        title: request.title.clone(),
        request_needed: request.request_needed,
        replace: request.legacy_revoke_permanent,
    };
    let invite = ctx.state.export_invite(ctx.me, place, wish)?;
    Ok(ctx.state.view_invite(&invite))
}

fn edit_exported_chat_invite(
    ctx: &mut Ctx<'_>,
    request: &f::messages::EditExportedChatInvite,
) -> Outcome<enums::messages::ExportedChatInvite> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let id = place
        .chat()
        .ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
    ctx.state
        .needs_admin(ctx.me, id, |rights| rights.invite_users)?;
    let hash = hash_of(&request.link);
    let chat = ctx.state.chat_mut(id)?;
    let Some(invite) = chat.invites.iter_mut().find(|invite| invite.hash == hash) else {
        return bad("INVITE_HASH_EXPIRED");
    };
    invite.revoked |= request.revoked;
    invite.expires = request
        .expire_date
        .or(invite.expires)
        .filter(|date| *date > 0);
    invite.limit = request
        .usage_limit
        .or(invite.limit)
        .filter(|limit| *limit > 0);
    invite.request_needed = request.request_needed.unwrap_or(invite.request_needed);
    invite.title = request.title.clone().or_else(|| invite.title.clone());
    let invite = invite.clone();
    let mut peers = Peers::default();
    peers.user(invite.admin);
    let users = ctx.state.users_of(ctx.me, &peers, Detail::Full);
    Ok(types::messages::ExportedChatInvite {
        invite: ctx.state.view_invite(&invite),
        users,
    }
    .into())
}

fn check_chat_invite(
    ctx: &mut Ctx<'_>,
    request: &f::messages::CheckChatInvite,
) -> Outcome<enums::ChatInvite> {
    let (id, at) = ctx.state.invite_target(hash_of(&request.hash))?;
    let chat = ctx.state.chat(id)?;
    if chat.members.contains_key(&ctx.me) {
        return Ok(types::ChatInviteAlready {
            chat: ctx.state.view_chat(ctx.me, chat),
        }
        .into());
    }
    let photo = enums::Photo::Empty(types::PhotoEmpty { id: 0 });
    let mut invite: types::ChatInvite = bare(&[
        z(),
        b(&chat.title),
        b(&photo),
        b(&int(chat.members.len())),
        z(),
    ]);
    invite.channel = chat.is_channel();
    invite.broadcast = chat.kind == Kind::Channel;
    invite.megagroup = chat.kind == Kind::Supergroup;
    invite.public = chat.username.is_some();
    invite.request_needed = chat
        .invites
        .get(at)
        .is_some_and(|invite| invite.request_needed);
    invite.about = Some(chat.about.clone()).filter(|about| !about.is_empty());
    Ok(invite.into())
}

fn import_chat_invite(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ImportChatInvite,
) -> Outcome<enums::messages::ChatInviteJoinResult> {
    ctx.state.follow_invite(ctx.me, &request.hash)?;
    Ok(joined(ctx))
}

/// The chat whose links the caller may see.
fn administered(ctx: &Ctx<'_>, peer: &enums::InputPeer) -> Outcome<i64> {
    let place = ctx.state.input_peer(ctx.me, peer)?;
    let id = place
        .chat()
        .ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
    ctx.state
        .needs_admin(ctx.me, id, |rights| rights.invite_users)?;
    Ok(id)
}

fn get_exported_chat_invites(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetExportedChatInvites,
) -> Outcome<enums::messages::ExportedChatInvites> {
    let id = administered(ctx, &request.peer)?;
    let admin = ctx.state.input_user(ctx.me, &request.admin_id)?;
    let chat = ctx.state.chat(id)?;
    // Newest first; a page begins below the link that it names.
    let all: Vec<_> = chat
        .invites
        .iter()
        .rev()
        .filter(|invite| invite.admin == admin && invite.revoked == request.revoked)
        .collect();
    let above = |invite: &&&crate::world::data::chat::Invite| {
        request
            .offset_link
            .as_ref()
            .is_some_and(|link| hash_of(link) != invite.hash)
    };
    let skipped = match request.offset_link {
        Some(_) => all.iter().take_while(above).count() + 1,
        None => 0,
    };
    let page = all.iter().skip(skipped).take(size(request.limit));
    let invites: Vec<_> = page.map(|invite| ctx.state.view_invite(invite)).collect();
    let mut peers = Peers::default();
    peers.user(admin);
    Ok(types::messages::ExportedChatInvites {
        count: int(all.len()),
        invites,
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn delete_exported_chat_invite(
    ctx: &mut Ctx<'_>,
    request: &f::messages::DeleteExportedChatInvite,
) -> Outcome<bool> {
    let id = administered(ctx, &request.peer)?;
    let hash = hash_of(&request.link);
    let chat = ctx.state.chat_mut(id)?;
    let before = chat.invites.len();
    // Only a link that was revoked can be deleted.
    chat.invites
        .retain(|invite| invite.hash != hash || !invite.revoked);
    if chat.invites.len() == before {
        return bad("INVITE_HASH_EXPIRED");
    }
    Ok(true)
}

fn get_chat_invite_importers(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetChatInviteImporters,
) -> Outcome<enums::messages::ChatInviteImporters> {
    let id = administered(ctx, &request.peer)?;
    let after = match &request.offset_user {
        enums::InputUser::Empty => None,
        user => Some(ctx.state.input_user(ctx.me, user)?),
    };
    let chat = ctx.state.chat(id)?;
    let hash = request.link.as_deref().map(hash_of);
    let those = if request.requested {
        &chat.requests
    } else {
        &chat.imported
    };
    let all: Vec<_> = those
        .iter()
        .rev()
        .filter(|asked| hash.is_none_or(|hash| hash == asked.hash))
        .collect();
    let skipped = match after {
        Some(user) => all.iter().take_while(|asked| asked.user != user).count() + 1,
        None => 0,
    };
    let mut peers = Peers::default();
    let importers = all
        .iter()
        .skip(skipped)
        .take(size(request.limit))
        .map(|asked| {
            peers.user(asked.user);
            let about = ctx.state.users.get(&asked.user);
            types::ChatInviteImporter {
                requested: request.requested,
                via_chatlist: false,
                user_id: asked.user,
                date: asked.date,
                about: about.and_then(|user| user.about.clone()),
                approved_by: asked.approved_by,
            }
            .into()
        })
        .collect();
    Ok(types::messages::ChatInviteImporters {
        count: int(all.len()),
        importers,
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn hide_chat_join_request(
    ctx: &mut Ctx<'_>,
    request: &f::messages::HideChatJoinRequest,
) -> Outcome<enums::Updates> {
    let id = administered(ctx, &request.peer)?;
    let user = ctx.state.input_user(ctx.me, &request.user_id)?;
    ctx.state
        .decide_request(ctx.me, id, user, request.approved)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}
