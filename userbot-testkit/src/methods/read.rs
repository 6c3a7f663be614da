//! Reading and typing.

use super::edit::{affected, affected_history};
use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, bad};
use grammers_tl_types::{enums, functions as f};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::messages::ReadHistory,
        read_history,
        "private chats and basic groups, seen by the senders"
    ),
    method!(
        Human,
        f::channels::ReadHistory,
        read_channel_history,
        "supergroups and channels"
    ),
    method!(
        Human,
        f::messages::ReadMentions,
        read_mentions,
        "all mentions of a chat"
    ),
    method!(
        Human,
        f::messages::ReadReactions,
        read_reactions,
        "nothing is unread about reactions"
    ),
    method!(
        Human,
        f::messages::ReadMessageContents,
        read_contents,
        "voice messages and mentions"
    ),
    method!(
        Human,
        f::channels::ReadMessageContents,
        read_channel_contents,
        "voice messages and mentions"
    ),
    method!(
        SignedIn,
        f::messages::SetTyping,
        set_typing,
        "every action, shown to the others who are connected"
    ),
];

fn read_history(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ReadHistory,
) -> Outcome<enums::messages::AffectedMessages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    if place.is_channel() {
        return bad("PEER_ID_INVALID");
    }
    let before = ctx
        .state
        .users
        .get(&ctx.me)
        .map_or(0, |user| user.mailbox.pts);
    ctx.state.read(ctx.me, place, request.max_id);
    let after = ctx
        .state
        .users
        .get(&ctx.me)
        .map_or(0, |user| user.mailbox.pts);
    Ok(affected(ctx.state, ctx.me, place, after - before).into())
}

fn read_channel_history(ctx: &mut Ctx<'_>, request: &f::channels::ReadHistory) -> Outcome<bool> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    ctx.state.read(ctx.me, Place::Channel(id), request.max_id);
    Ok(true)
}

fn read_mentions(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ReadMentions,
) -> Outcome<enums::messages::AffectedHistory> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let count = ctx.state.read_mentions(ctx.me, place);
    // In a channel this has no number.
    let count = if place.is_channel() { 0 } else { count };
    Ok(affected_history(ctx.state, ctx.me, place, count))
}

fn read_reactions(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ReadReactions,
) -> Outcome<enums::messages::AffectedHistory> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    Ok(affected_history(ctx.state, ctx.me, place, 0))
}

fn read_contents(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ReadMessageContents,
) -> Outcome<enums::messages::AffectedMessages> {
    let mut count = 0;
    for id in &request.id {
        if let Some(place) = ctx.state.common.get(id).copied() {
            count += ctx.state.read_contents(ctx.me, place, &[*id]);
        }
    }
    Ok(affected(ctx.state, ctx.me, Place::private(ctx.me, ctx.me), count).into())
}

fn read_channel_contents(
    ctx: &mut Ctx<'_>,
    request: &f::channels::ReadMessageContents,
) -> Outcome<bool> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    ctx.state
        .read_contents(ctx.me, Place::Channel(id), &request.id);
    Ok(true)
}

fn set_typing(ctx: &mut Ctx<'_>, request: &f::messages::SetTyping) -> Outcome<bool> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state
        .typing(ctx.me, place, request.top_msg_id, &request.action)?;
    Ok(true)
}
