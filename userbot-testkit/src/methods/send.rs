//! Sending and forwarding.

use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::ops::forward::Manner;
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, bad};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::messages::SendMessage,
        send_message,
        "text, entities, replies, quotes, topics, effects, in the name of an own channel, buttons of bots, a date"
    ),
    method!(
        SignedIn,
        f::messages::SendMedia,
        send_media,
        "files, photos, polls, dice, places, live ones too, contacts, previews of the world's pages"
    ),
    method!(
        SignedIn,
        f::messages::SendMultiMedia,
        send_multi_media,
        "albums of up to ten"
    ),
    method!(
        SignedIn,
        f::messages::ForwardMessages,
        forward_messages,
        "with and without the author, into topics"
    ),
];

/// The `random_id` of a request, which may not be zero.
pub(super) fn random(id: i64) -> Outcome<Option<i64>> {
    if id == 0 {
        bad("RANDOM_ID_EMPTY")
    } else {
        Ok(Some(id))
    }
}

/// The answer to a sending: which id each message got, and the messages.
pub(super) fn sent(ctx: &mut Ctx<'_>, ids: &[(i32, i64)]) -> enums::Updates {
    let first = ids
        .iter()
        .map(|(id, random_id)| {
            types::UpdateMessageId {
                id: *id,
                random_id: *random_id,
            }
            .into()
        })
        .collect();
    ctx.state.updates_for(ctx.me, first)
}

/// Buttons are for bots.
pub(super) fn buttons(
    ctx: &Ctx<'_>,
    markup: Option<&enums::ReplyMarkup>,
) -> Option<enums::ReplyMarkup> {
    let bot = ctx
        .state
        .users
        .get(&ctx.me)
        .is_some_and(|user| user.bot.is_some());
    markup.filter(|_| bot).cloned()
}

/// In whose name somebody writes: of the group as a whole, or of a channel.
type Name = (bool, Option<i64>);

/// Checks in whose name the sender wants to write.
fn name(ctx: &Ctx<'_>, place: Place, send_as: Option<&enums::InputPeer>) -> Outcome<Name> {
    let Some(send_as) = send_as else {
        return Ok((false, None));
    };
    let who = ctx.state.input_peer(ctx.me, send_as)?;
    if who == Place::private(ctx.me, ctx.me) {
        return Ok((false, None));
    }
    let anonymous = who == place
        && place
            .chat()
            .and_then(|id| ctx.state.chats.get(&id))
            .is_some_and(|chat| chat.admin_may(ctx.me, |rights| rights.anonymous));
    if anonymous {
        return Ok((true, None));
    }
    match who {
        Place::Channel(id) if ctx.state.names_for(ctx.me, place).contains(&id) => {
            Ok((false, Some(id)))
        }
        _ => bad("SEND_AS_PEER_INVALID"),
    }
}

/// Takes the unfinished message away that the sent one was.
fn clear_draft(ctx: &mut Ctx<'_>, place: Place, clear: bool) {
    if clear {
        super::drafts::set(ctx, place, None);
    }
}

/// Messages that are sent again and again are not modelled.
pub(super) fn once(period: Option<i32>) -> Outcome<()> {
    if period.is_some() {
        bad("NO_RESPONDER_repeated messages")
    } else {
        Ok(())
    }
}

fn send_message(ctx: &mut Ctx<'_>, request: &f::messages::SendMessage) -> Outcome<enums::Updates> {
    once(request.schedule_repeat_period)?;
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let (reply, topic) = ctx.state.input_reply(ctx.me, request.reply_to.as_ref())?;
    let (anonymous, channel) = name(ctx, place, request.send_as.as_ref())?;
    let draft = Draft {
        text: request.message.clone(),
        entities: request.entities.clone().unwrap_or_default(),
        reply,
        topic,
        markup: buttons(ctx, request.reply_markup.as_ref()),
        silent: request.silent,
        noforwards: request.noforwards,
        invert_media: request.invert_media,
        random_id: random(request.random_id)?,
        anonymous,
        channel,
        effect: request.effect,
        ..Draft::default()
    };
    let id = ctx
        .state
        .send_at(ctx.me, place, draft, request.schedule_date)?;
    clear_draft(ctx, place, request.clear_draft);
    Ok(sent(ctx, &[(id, request.random_id)]))
}

fn send_media(ctx: &mut Ctx<'_>, request: &f::messages::SendMedia) -> Outcome<enums::Updates> {
    once(request.schedule_repeat_period)?;
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let (reply, topic) = ctx.state.input_reply(ctx.me, request.reply_to.as_ref())?;
    let (anonymous, channel) = name(ctx, place, request.send_as.as_ref())?;
    let media = match &request.media {
        // A preview that need not be: the text goes without it.
        enums::InputMedia::WebPage(page)
            if page.optional && !ctx.state.pages.contains_key(&page.url) =>
        {
            None
        }
        media => Some(ctx.state.input_media(ctx.me, media)?),
    };
    let draft = Draft {
        media,
        text: request.message.clone(),
        entities: request.entities.clone().unwrap_or_default(),
        reply,
        topic,
        markup: buttons(ctx, request.reply_markup.as_ref()),
        silent: request.silent,
        noforwards: request.noforwards,
        invert_media: request.invert_media,
        random_id: random(request.random_id)?,
        anonymous,
        channel,
        effect: request.effect,
        ..Draft::default()
    };
    let id = ctx
        .state
        .send_at(ctx.me, place, draft, request.schedule_date)?;
    clear_draft(ctx, place, request.clear_draft);
    Ok(sent(ctx, &[(id, request.random_id)]))
}

fn send_multi_media(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SendMultiMedia,
) -> Outcome<enums::Updates> {
    if request.multi_media.is_empty() {
        return bad("MEDIA_EMPTY");
    }
    if request.multi_media.len() > 10 {
        return bad("MULTI_MEDIA_TOO_LONG");
    }
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let (reply, topic) = ctx.state.input_reply(ctx.me, request.reply_to.as_ref())?;
    let (anonymous, channel) = name(ctx, place, request.send_as.as_ref())?;
    let group = ctx.state.seed.id();
    let mut drafts = Vec::new();
    for enums::InputSingleMedia::Media(single) in &request.multi_media {
        drafts.push(Draft {
            media: Some(ctx.state.input_media(ctx.me, &single.media)?),
            text: single.message.clone(),
            entities: single.entities.clone().unwrap_or_default(),
            reply: reply.clone(),
            topic,
            grouped_id: Some(group),
            silent: request.silent,
            noforwards: request.noforwards,
            invert_media: request.invert_media,
            random_id: random(single.random_id)?,
            anonymous,
            channel,
            effect: request.effect,
            ..Draft::default()
        });
    }
    let mut ids = Vec::new();
    for draft in drafts {
        let random_id = draft.random_id.unwrap_or(0);
        let id = ctx
            .state
            .send_at(ctx.me, place, draft, request.schedule_date)?;
        ids.push((id, random_id));
    }
    clear_draft(ctx, place, request.clear_draft);
    Ok(sent(ctx, &ids))
}

fn forward_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::ForwardMessages,
) -> Outcome<enums::Updates> {
    once(request.schedule_repeat_period)?;
    let from = ctx.state.input_peer(ctx.me, &request.from_peer)?;
    let to = ctx.state.input_peer(ctx.me, &request.to_peer)?;
    if request.random_id.len() != request.id.len() {
        return bad("RANDOM_ID_INVALID");
    }
    let (anonymous, channel) = name(ctx, to, request.send_as.as_ref())?;
    let manner = Manner {
        anonymous,
        channel,
        effect: request.effect,
        silent: request.silent,
        noforwards: request.noforwards,
        drop_author: request.drop_author,
        drop_captions: request.drop_media_captions,
        topic: request.top_msg_id,
        schedule: request.schedule_date,
    };
    let ids = ctx
        .state
        .forward(ctx.me, from, &request.id, to, &request.random_id, manner)?;
    let ids: Vec<_> = ids
        .into_iter()
        .zip(request.random_id.iter().copied())
        .collect();
    Ok(sent(ctx, &ids))
}
