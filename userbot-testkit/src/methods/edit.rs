//! Editing, deleting and pinning.

use super::{Ctx, Method, method};
use crate::world::data::State;
use crate::world::data::place::Place;
use crate::world::ops::edit::Change;
use crate::world::refusal::Outcome;
use crate::world::tl::int;
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::messages::EditMessage,
        edit_message,
        "text, media and buttons, 48 hours for users; also scheduled ones; closes polls"
    ),
    method!(
        SignedIn,
        f::messages::DeleteMessages,
        delete_messages,
        "private chats and basic groups, for one or for all"
    ),
    method!(
        SignedIn,
        f::channels::DeleteMessages,
        delete_channel_messages,
        "supergroups and channels"
    ),
    method!(
        Human,
        f::messages::DeleteHistory,
        delete_history,
        "private chats and basic groups"
    ),
    method!(
        SignedIn,
        f::messages::UpdatePinnedMessage,
        update_pinned_message,
        "with the service message"
    ),
    method!(
        SignedIn,
        f::messages::UnpinAllMessages,
        unpin_all_messages,
        "everywhere, or in a topic"
    ),
];

fn edit_message(ctx: &mut Ctx<'_>, request: &f::messages::EditMessage) -> Outcome<enums::Updates> {
    super::send::once(request.schedule_repeat_period)?;
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let media = match &request.media {
        // An edit that closes a poll names nothing else.
        Some(enums::InputMedia::Poll(poll)) if is_closed(&poll.poll) => {
            ctx.state.close_poll(ctx.me, place, request.id)?;
            return Ok(ctx.state.updates_for(ctx.me, Vec::new()));
        }
        Some(media) => Some(ctx.state.input_media(ctx.me, media)?),
        None => None,
    };
    let change = Change {
        text: request.message.clone(),
        entities: request.entities.clone().unwrap_or_default(),
        media,
        markup: super::send::buttons(ctx, request.reply_markup.as_ref()),
        invert_media: request.invert_media,
    };
    match request.schedule_date {
        Some(date) => ctx
            .state
            .edit_scheduled(ctx.me, place, request.id, change, date)?,
        None => ctx.state.edit(ctx.me, place, request.id, change)?,
    }
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn is_closed(poll: &enums::Poll) -> bool {
    let enums::Poll::Poll(poll) = poll;
    poll.closed
}

/// The number of a box, and how much of it is the caller's doing.
pub(super) fn affected(
    state: &State,
    me: i64,
    place: Place,
    pts_count: i32,
) -> types::messages::AffectedMessages {
    let pts = match place {
        Place::Channel(id) => state.chats.get(&id).map_or(1, |chat| chat.mailbox.pts),
        _ => state.users.get(&me).map_or(1, |user| user.mailbox.pts),
    };
    types::messages::AffectedMessages { pts, pts_count }
}

/// The same for a history; everything is done in one go.
pub(super) fn affected_history(
    state: &State,
    me: i64,
    place: Place,
    pts_count: i32,
) -> enums::messages::AffectedHistory {
    let types::messages::AffectedMessages { pts, pts_count } =
        affected(state, me, place, pts_count);
    types::messages::AffectedHistory {
        pts,
        pts_count,
        offset: 0,
    }
    .into()
}

fn delete_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::DeleteMessages,
) -> Outcome<enums::messages::AffectedMessages> {
    let count = ctx
        .state
        .delete_common(ctx.me, &request.id, request.revoke)?;
    Ok(affected(ctx.state, ctx.me, Place::private(ctx.me, ctx.me), count).into())
}

fn delete_channel_messages(
    ctx: &mut Ctx<'_>,
    request: &f::channels::DeleteMessages,
) -> Outcome<enums::messages::AffectedMessages> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    let count = ctx.state.delete_in_channel(ctx.me, id, &request.id)?;
    Ok(affected(ctx.state, ctx.me, Place::Channel(id), count).into())
}

fn delete_history(
    ctx: &mut Ctx<'_>,
    request: &f::messages::DeleteHistory,
) -> Outcome<enums::messages::AffectedHistory> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    if place.is_channel() {
        return crate::world::refusal::bad("PEER_ID_INVALID");
    }
    let count = ctx.state.clear(
        ctx.me,
        place,
        request.max_id,
        request.just_clear,
        request.revoke,
    )?;
    Ok(affected_history(ctx.state, ctx.me, place, count))
}

fn update_pinned_message(
    ctx: &mut Ctx<'_>,
    request: &f::messages::UpdatePinnedMessage,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state
        .pin(ctx.me, place, request.id, !request.unpin, request.silent)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn unpin_all_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::UnpinAllMessages,
) -> Outcome<enums::messages::AffectedHistory> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let count = ctx.state.unpin_all(ctx.me, place, request.top_msg_id)?;
    Ok(affected_history(ctx.state, ctx.me, place, int(count)))
}
