//! Invite links.

use super::{Ctx, Method, method};
use crate::world::data::chat::Kind;
use crate::world::ops::members::InviteWish;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{b, bare, int, z};
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

/// The part of a link that counts.
fn hash_of(link: &str) -> &str {
    let tail = link.rsplit('/').next().unwrap_or(link);
    tail.trim_start_matches('+')
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
    let (id, at) = ctx.state.invite_target(hash_of(&request.hash))?;
    let me = ctx.me;
    let chat = ctx.state.chat_mut(id)?;
    if chat.members.contains_key(&me) {
        return bad("USER_ALREADY_PARTICIPANT");
    }
    if chat.kicked(me) {
        return bad("CHANNEL_PRIVATE");
    }
    let mut inviter = None;
    if let Some(invite) = chat.invites.get_mut(at) {
        if invite.request_needed {
            if !chat.requests.contains(&me) {
                chat.requests.push(me);
            }
            return bad("INVITE_REQUEST_SENT");
        }
        invite.usage += 1;
        inviter = Some(invite.admin);
    }
    ctx.state.join(me, id, inviter, true)?;
    Ok(joined(ctx))
}
