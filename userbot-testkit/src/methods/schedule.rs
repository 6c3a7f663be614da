//! Messages that wait for their date.

use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::refusal::Outcome;
use crate::world::view::Peers;
use grammers_tl_types::{enums, functions as f};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::messages::GetScheduledHistory,
        get_scheduled_history,
        "what oneself has scheduled, the last to be sent first; the hash is not compared"
    ),
    method!(
        Human,
        f::messages::GetScheduledMessages,
        get_scheduled_messages,
        "by id; gone ones are left out"
    ),
    method!(
        Human,
        f::messages::SendScheduledMessages,
        send_scheduled_messages,
        "at once, before their date"
    ),
    method!(
        Human,
        f::messages::DeleteScheduledMessages,
        delete_scheduled_messages,
        "gone ones are ignored"
    ),
];

fn list(ctx: &Ctx<'_>, place: Place, ids: &[i32]) -> enums::messages::Messages {
    let mut peers = Peers::default();
    peers.user(ctx.me);
    peers.place(place);
    let messages: Vec<enums::Message> = ids
        .iter()
        .filter_map(|id| ctx.state.scheduled(ctx.me, place, *id))
        .map(|message| ctx.state.view_message(ctx.me, &message, &mut peers))
        .collect();
    let total = messages.len();
    // The queue has no number of events, also not that of a channel.
    ctx.state
        .message_list(ctx.me, None, messages, &peers, total)
}

fn get_scheduled_history(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetScheduledHistory,
) -> Outcome<enums::messages::Messages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let ids = ctx.state.scheduled_ids(ctx.me, place);
    Ok(list(ctx, place, &ids))
}

fn get_scheduled_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetScheduledMessages,
) -> Outcome<enums::messages::Messages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    Ok(list(ctx, place, &request.id))
}

fn send_scheduled_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SendScheduledMessages,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state.send_scheduled(ctx.me, place, &request.id)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn delete_scheduled_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::DeleteScheduledMessages,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state.delete_scheduled(ctx.me, place, &request.id);
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}
