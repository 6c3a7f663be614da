//! Supergroups and channels.

use super::{Ctx, Method, method};
use crate::world::data::chat::Kind;
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, bad};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::channels::GetChannels,
        get_channels,
        "by id and access hash"
    ),
    method!(
        SignedIn,
        f::channels::GetFullChannel,
        get_full_channel,
        "counts, pinned message, slow mode, read state"
    ),
    method!(
        Human,
        f::channels::CreateChannel,
        create_channel,
        "channels, supergroups and forums"
    ),
    method!(
        SignedIn,
        f::channels::EditTitle,
        edit_title,
        "with the service message"
    ),
    method!(
        Human,
        f::channels::UpdateUsername,
        update_username,
        "by the creator"
    ),
    method!(
        Human,
        f::channels::ToggleSlowMode,
        toggle_slow_mode,
        "the seconds that Telegram offers"
    ),
    method!(
        Human,
        f::channels::ToggleForum,
        toggle_forum,
        "by the creator"
    ),
    method!(
        Human,
        f::channels::ToggleSignatures,
        toggle_signatures,
        "of a channel's posts"
    ),
    method!(
        Human,
        f::channels::DeleteHistory,
        delete_history,
        "for everybody, by an administrator"
    ),
    method!(
        Human,
        f::channels::DeleteChannel,
        delete_channel,
        "by the creator"
    ),
    method!(
        SignedIn,
        f::messages::ToggleNoForwards,
        toggle_no_forwards,
        "by the creator"
    ),
    method!(
        Human,
        f::messages::GetOnlines,
        get_onlines,
        "members who are online"
    ),
];

fn get_channels(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetChannels,
) -> Outcome<enums::messages::Chats> {
    let mut chats = Vec::new();
    for input in &request.id {
        // One who was thrown out is answered with channelForbidden.
        let id = ctx.state.input_channel_outside(ctx.me, input)?;
        chats.push(ctx.state.view_chat(ctx.me, ctx.state.chat(id)?));
    }
    Ok(types::messages::Chats { chats }.into())
}

fn get_full_channel(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetFullChannel,
) -> Outcome<enums::messages::ChatFull> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let full_chat = ctx.state.view_full_channel(ctx.me, ctx.state.chat(id)?);
    let mut peers = Peers::default();
    peers.chat(id);
    peers.user(ctx.me);
    Ok(types::messages::ChatFull {
        full_chat,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn create_channel(
    ctx: &mut Ctx<'_>,
    request: &f::channels::CreateChannel,
) -> Outcome<enums::Updates> {
    let title = request.title.trim();
    if title.is_empty() {
        return bad("CHAT_TITLE_EMPTY");
    }
    if request.about.chars().count() > 255 {
        return bad("CHAT_ABOUT_TOO_LONG");
    }
    let kind = if request.broadcast {
        Kind::Channel
    } else {
        Kind::Supergroup
    };
    let id = ctx.state.create_chat(Some(ctx.me), kind, title, &[]);
    ctx.state.chat_mut(id)?.about.clone_from(&request.about);
    if request.forum {
        ctx.state.set_forum(id, true)?;
    }
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn edit_title(ctx: &mut Ctx<'_>, request: &f::channels::EditTitle) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    ctx.state.rename(ctx.me, id, &request.title)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn update_username(ctx: &mut Ctx<'_>, request: &f::channels::UpdateUsername) -> Outcome<bool> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    if !ctx.state.chat(id)?.is_creator(ctx.me) {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    let wanted = Some(request.username.clone()).filter(|username| !username.is_empty());
    if ctx.state.chat(id)?.username == wanted {
        return bad("USERNAME_NOT_MODIFIED");
    }
    if let Some(wanted) = &wanted {
        if !super::account::well_formed(wanted) {
            return bad("USERNAME_INVALID");
        }
        if ctx.state.by_username(wanted).is_some() {
            return bad("USERNAME_OCCUPIED");
        }
    }
    ctx.state.chat_mut(id)?.username = wanted;
    ctx.state.tell_chat(ctx.me, id);
    Ok(true)
}

fn toggle_slow_mode(
    ctx: &mut Ctx<'_>,
    request: &f::channels::ToggleSlowMode,
) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    ctx.state
        .needs_admin(ctx.me, id, |rights| rights.ban_users)?;
    if ![0, 5, 10, 30, 60, 300, 900, 3600].contains(&request.seconds) {
        return bad("SECONDS_INVALID");
    }
    let chat = ctx.state.chat_mut(id)?;
    if chat.kind != Kind::Supergroup {
        return bad("CHAT_ID_INVALID");
    }
    if chat.slow_mode == request.seconds {
        return bad("CHAT_NOT_MODIFIED");
    }
    chat.slow_mode = request.seconds;
    let members = ctx.state.present(Place::Channel(id));
    for member in members {
        ctx.state.tell_chat(member, id);
    }
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn toggle_forum(ctx: &mut Ctx<'_>, request: &f::channels::ToggleForum) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let chat = ctx.state.chat(id)?;
    if !chat.is_creator(ctx.me) {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    if chat.forum == request.enabled {
        return bad("CHAT_NOT_MODIFIED");
    }
    ctx.state.set_forum(id, request.enabled)?;
    ctx.state.tell_chat(ctx.me, id);
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn toggle_signatures(
    ctx: &mut Ctx<'_>,
    request: &f::channels::ToggleSignatures,
) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    ctx.state
        .needs_admin(ctx.me, id, |rights| rights.change_info)?;
    let chat = ctx.state.chat_mut(id)?;
    if chat.signatures == request.signatures_enabled {
        return bad("CHAT_NOT_MODIFIED");
    }
    chat.signatures = request.signatures_enabled;
    ctx.state.tell_chat(ctx.me, id);
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn delete_history(
    ctx: &mut Ctx<'_>,
    request: &f::channels::DeleteHistory,
) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    if !request.for_everyone {
        return bad("CHANNEL_PARICIPANT_MISSING");
    }
    ctx.state
        .needs_admin(ctx.me, id, |rights| rights.delete_messages)?;
    let all = ctx
        .state
        .messages
        .get(&Place::Channel(id))
        .into_iter()
        .flat_map(|messages| messages.values());
    let fits = |message: &&crate::world::data::message::Msg| {
        !message.deleted && (request.max_id <= 0 || message.id <= request.max_id)
    };
    let ids: Vec<i32> = all.filter(fits).map(|message| message.id).collect();
    ctx.state.delete_in_channel(ctx.me, id, &ids)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn delete_channel(
    ctx: &mut Ctx<'_>,
    request: &f::channels::DeleteChannel,
) -> Outcome<enums::Updates> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    ctx.state.dissolve(ctx.me, id)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn toggle_no_forwards(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ToggleNoForwards,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let Some(id) = place.chat() else {
        return bad("PEER_ID_INVALID");
    };
    if !ctx.state.chat(id)?.is_creator(ctx.me) {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    let chat = ctx.state.chat_mut(id)?;
    if chat.noforwards == request.enabled {
        return bad("CHAT_NOT_MODIFIED");
    }
    chat.noforwards = request.enabled;
    for member in ctx.state.present(place) {
        ctx.state.tell_chat(member, id);
    }
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn get_onlines(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetOnlines,
) -> Outcome<enums::ChatOnlines> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let present = ctx.state.present(place).into_iter();
    let online = present.filter(|id| ctx.state.users.get(id).is_some_and(|user| user.online));
    let onlines = crate::world::tl::int(online.count());
    Ok(types::ChatOnlines { onlines }.into())
}
