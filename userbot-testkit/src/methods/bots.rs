//! Buttons and inline queries.

use super::{Ctx, Method, method, reply_method};
use crate::server::Reply;
use crate::world::data::place::Place;
use crate::world::ops::bots::Asked;
use crate::world::ops::edit::Change;
use crate::world::ops::post::Draft;
use crate::world::refusal::{Outcome, bad};
use grammers_tl_types::{enums, functions as f, types};
use std::time::Duration;

/// How long a bot may think.
const BOT_TIME: Duration = Duration::from_secs(15);

pub(super) const METHODS: &[Method] = &[
    reply_method!(
        Human,
        f::messages::GetBotCallbackAnswer,
        get_callback_answer,
        "bots of the world, and bots that are connected; protected buttons with a real SRP check"
    ),
    method!(
        Bot,
        f::messages::SetBotCallbackAnswer,
        set_callback_answer,
        "toasts, alerts and links"
    ),
    reply_method!(
        Human,
        f::messages::GetInlineBotResults,
        get_inline_results,
        "bots of the world, and bots that are connected"
    ),
    method!(
        Bot,
        f::messages::SetInlineBotResults,
        set_inline_results,
        "articles, photos and documents"
    ),
    method!(
        Human,
        f::messages::SendInlineBotResult,
        send_inline_result,
        "texts and files, with buttons"
    ),
    method!(
        Bot,
        f::messages::EditInlineBotMessage,
        edit_inline_message,
        "messages that were sent through the bot"
    ),
    method!(
        Human,
        f::messages::StartBot,
        start_bot,
        "in private, with a parameter"
    ),
];

/// The answer of a bot that has not answered yet: a time-out, unless the real answer comes before.
fn later<T: grammers_tl_types::Serializable>(asked: Asked<T>) -> Reply {
    match asked {
        Asked::Answered(answer) => Reply::ok(&answer),
        Asked::Waiting(_) => {
            Reply::After(BOT_TIME, Box::new(Reply::err(400, "BOT_RESPONSE_TIMEOUT")))
        }
    }
}

fn get_callback_answer(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetBotCallbackAnswer,
) -> Outcome<Reply> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let call = (ctx.key_id, ctx.session_id, ctx.msg_id);
    let data = request.data.clone().unwrap_or_default();
    if ctx
        .state
        .wants_password(ctx.me, place, request.msg_id, &data)?
    {
        super::password::needs(ctx, request.password.as_ref())?;
    }
    Ok(later(ctx.state.press(
        ctx.me,
        place,
        request.msg_id,
        &data,
        Some(call),
    )?))
}

fn set_callback_answer(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SetBotCallbackAnswer,
) -> Outcome<bool> {
    if request
        .message
        .as_ref()
        .is_some_and(|message| message.chars().count() > 200)
    {
        return bad("MESSAGE_TOO_LONG");
    }
    let answer = types::messages::BotCallbackAnswer {
        alert: request.alert,
        has_url: request.url.is_some(),
        native_ui: false,
        message: request.message.clone(),
        url: request.url.clone(),
        cache_time: request.cache_time,
    };
    ctx.state
        .answer_press(ctx.me, request.query_id, answer.into())?;
    Ok(true)
}

fn get_inline_results(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetInlineBotResults,
) -> Outcome<Reply> {
    let bot = ctx.state.input_user(ctx.me, &request.bot)?;
    let place = match &request.peer {
        enums::InputPeer::Empty => None,
        peer => Some(ctx.state.input_peer(ctx.me, peer)?),
    };
    let call = (ctx.key_id, ctx.session_id, ctx.msg_id);
    Ok(later(ctx.state.ask_inline(
        ctx.me,
        bot,
        place,
        &request.query,
        &request.offset,
        Some(call),
    )?))
}

fn set_inline_results(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SetInlineBotResults,
) -> Outcome<bool> {
    ctx.state.answer_inline(ctx.me, request)?;
    Ok(true)
}

fn send_inline_result(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SendInlineBotResult,
) -> Outcome<enums::Updates> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let (reply, topic) = ctx.state.input_reply(ctx.me, request.reply_to.as_ref())?;
    let draft = Draft {
        reply,
        topic,
        silent: request.silent,
        random_id: super::send::random(request.random_id)?,
        ..Draft::default()
    };
    let id = ctx
        .state
        .send_inline(ctx.me, place, request.query_id, &request.id, draft)?;
    Ok(super::send::sent(ctx, &[(id, request.random_id)]))
}

fn edit_inline_message(
    ctx: &mut Ctx<'_>,
    request: &f::messages::EditInlineBotMessage,
) -> Outcome<bool> {
    let (place, id) = ctx.state.by_inline_id(&request.id)?;
    let media = match &request.media {
        Some(media) => Some(ctx.state.input_media(ctx.me, media)?),
        None => None,
    };
    let change = Change {
        text: request.message.clone(),
        entities: request.entities.clone().unwrap_or_default(),
        media,
        markup: request.reply_markup.clone(),
        invert_media: request.invert_media,
    };
    ctx.state.edit_inline(ctx.me, place, id, change)?;
    Ok(true)
}

fn start_bot(ctx: &mut Ctx<'_>, request: &f::messages::StartBot) -> Outcome<enums::Updates> {
    let bot = ctx.state.input_user(ctx.me, &request.bot)?;
    if ctx
        .state
        .users
        .get(&bot)
        .is_none_or(|user| user.bot.is_none())
    {
        return bad("BOT_INVALID");
    }
    let text = format!("/start {}", request.start_param);
    let draft = Draft {
        random_id: super::send::random(request.random_id)?,
        ..Draft::text(&text)
    };
    let id = ctx.state.send(ctx.me, Place::private(ctx.me, bot), draft)?;
    Ok(super::send::sent(ctx, &[(id, request.random_id)]))
}
