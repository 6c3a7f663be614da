//! Reactions, polls and stickers.

use super::{Ctx, Method, method};
use crate::world::data::message::Reacted;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::{int, size, user_peer};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::messages::SendReaction,
        send_reaction,
        "one, with Premium three; any emoji"
    ),
    method!(
        Human,
        f::messages::GetMessagesReactions,
        get_messages_reactions,
        "as updates"
    ),
    method!(
        Human,
        f::messages::GetMessageReactionsList,
        get_message_reactions_list,
        "who reacted, in pages"
    ),
    method!(
        Human,
        f::messages::GetUnreadReactions,
        get_unread_reactions,
        "always empty"
    ),
    method!(
        Human,
        f::messages::GetAvailableReactions,
        get_available_reactions,
        "an empty list: any emoji is accepted"
    ),
    method!(
        Human,
        f::messages::GetStickerSet,
        get_sticker_set,
        "no set exists"
    ),
    method!(Human, f::messages::SendVote, send_vote, "polls and quizzes"),
];

fn send_reaction(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SendReaction,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let reactions = request.reaction.clone().unwrap_or_default();
    ctx.state
        .react(ctx.me, place, request.msg_id, &reactions, request.big)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn get_messages_reactions(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetMessagesReactions,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let mut peers = Peers::default();
    peers.place(place);
    let mut updates = Vec::new();
    for id in &request.id {
        let message = ctx.state.message(ctx.me, place, *id)?;
        let reactions = ctx.state.view_reactions_always(ctx.me, message, &mut peers);
        let update = types::UpdateMessageReactions {
            peer: place.peer(ctx.me),
            msg_id: *id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions,
        };
        updates.push(update.into());
    }
    Ok(ctx.state.wrap(ctx.me, updates, &peers, Detail::Full))
}

fn get_message_reactions_list(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetMessageReactionsList,
) -> Outcome<enums::messages::MessageReactionsList> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let message = ctx.state.message(ctx.me, place, request.id)?;
    if ctx.state.is_post(message) {
        return crate::world::refusal::forbidden("BROADCAST_FORBIDDEN");
    }
    let fits = |reacted: &&Reacted| {
        request
            .reaction
            .as_ref()
            .is_none_or(|reaction| *reaction == reacted.reaction)
    };
    let all: Vec<&Reacted> = message.reactions.iter().rev().filter(fits).collect();
    let from: usize = match &request.offset {
        None => 0,
        Some(offset) => match offset.parse() {
            Ok(from) => from,
            Err(_) => return bad("OFFSET_INVALID"),
        },
    };
    let limit = size(request.limit).clamp(1, 100);
    let mut peers = Peers::default();
    let me = ctx.me;
    let reactions: Vec<enums::MessagePeerReaction> = all
        .iter()
        .skip(from)
        .take(limit)
        .map(|reacted| {
            peers.user(reacted.user);
            types::MessagePeerReaction {
                big: reacted.big,
                unread: false,
                my: reacted.user == me,
                peer_id: user_peer(reacted.user),
                date: reacted.date,
                reaction: reacted.reaction.clone(),
            }
            .into()
        })
        .collect();
    let next = from.saturating_add(reactions.len());
    Ok(types::messages::MessageReactionsList {
        count: int(all.len()),
        reactions,
        chats: Vec::new(),
        users: ctx.state.users_of(me, &peers, Detail::Full),
        next_offset: (next < all.len()).then(|| next.to_string()),
    }
    .into())
}

fn get_unread_reactions(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetUnreadReactions,
) -> Outcome<enums::messages::Messages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    Ok(ctx.state.view_messages(ctx.me, Some(place), &[], 0))
}

fn get_available_reactions(
    _: &mut Ctx<'_>,
    request: &f::messages::GetAvailableReactions,
) -> Outcome<enums::messages::AvailableReactions> {
    if request.hash == 1 {
        return Ok(enums::messages::AvailableReactions::NotModified);
    }
    Ok(types::messages::AvailableReactions {
        hash: 1,
        reactions: Vec::new(),
    }
    .into())
}

fn get_sticker_set(
    _: &mut Ctx<'_>,
    _: &f::messages::GetStickerSet,
) -> Outcome<enums::messages::StickerSet> {
    bad("STICKERSET_INVALID")
}

fn send_vote(ctx: &mut Ctx<'_>, request: &f::messages::SendVote) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    ctx.state
        .vote(ctx.me, place, request.msg_id, &request.options)?;
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}
