//! Unfinished messages.

use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::refusal::Outcome;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::messages::SaveDraft,
        save_draft,
        "one text for each chat, shown in the chat list"
    ),
    method!(
        Human,
        f::messages::GetAllDrafts,
        get_all_drafts,
        "as updates"
    ),
    method!(
        Human,
        f::messages::ClearAllDrafts,
        clear_all_drafts,
        "all chats"
    ),
];

fn save_draft(ctx: &mut Ctx<'_>, request: &f::messages::SaveDraft) -> Outcome<bool> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let date = ctx.state.now();
    let draft = types::DraftMessage {
        no_webpage: request.no_webpage,
        invert_media: request.invert_media,
        reply_to: request.reply_to.clone(),
        message: request.message.clone(),
        entities: request.entities.clone(),
        media: request.media.clone(),
        date,
        effect: request.effect,
        suggested_post: None,
        rich_message: None,
    };
    let empty = request.message.is_empty() && request.reply_to.is_none();
    set(ctx, place, (!empty).then_some(draft));
    Ok(true)
}

/// Keeps an unfinished message, or takes it away, and tells the account's clients.
pub(super) fn set(ctx: &mut Ctx<'_>, place: Place, draft: Option<types::DraftMessage>) {
    if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
        me.dialogs.entry(place).or_default().draft = draft;
    }
    tell(ctx, place);
}

fn update(ctx: &Ctx<'_>, place: Place) -> types::UpdateDraftMessage {
    let kept = ctx
        .state
        .dialog(ctx.me, place)
        .and_then(|dialog| dialog.draft.clone());
    let draft = kept.map_or_else(
        || types::DraftMessageEmpty { date: None }.into(),
        Into::into,
    );
    types::UpdateDraftMessage {
        peer: place.peer(ctx.me),
        top_msg_id: None,
        saved_peer_id: None,
        draft,
    }
}

fn tell(ctx: &mut Ctx<'_>, place: Place) {
    let mut peers = Peers::default();
    peers.place(place);
    let update = update(ctx, place);
    ctx.state.tell(ctx.me, update, peers);
}

fn kept(ctx: &Ctx<'_>) -> Vec<Place> {
    let me = ctx.state.users.get(&ctx.me);
    let dialogs = me.into_iter().flat_map(|me| &me.dialogs);
    dialogs
        .filter(|(_, dialog)| dialog.draft.is_some())
        .map(|(place, _)| *place)
        .collect()
}

fn get_all_drafts(ctx: &mut Ctx<'_>, _: &f::messages::GetAllDrafts) -> Outcome<enums::Updates> {
    let mut peers = Peers::default();
    let mut updates = Vec::new();
    for place in kept(ctx) {
        peers.place(place);
        updates.push(update(ctx, place).into());
    }
    Ok(ctx.state.wrap(ctx.me, updates, &peers, Detail::Full))
}

fn clear_all_drafts(ctx: &mut Ctx<'_>, _: &f::messages::ClearAllDrafts) -> Outcome<bool> {
    for place in kept(ctx) {
        if let Some(dialog) = ctx
            .state
            .users
            .get_mut(&ctx.me)
            .and_then(|me| me.dialogs.get_mut(&place))
        {
            dialog.draft = None;
        }
        tell(ctx, place);
    }
    Ok(true)
}
