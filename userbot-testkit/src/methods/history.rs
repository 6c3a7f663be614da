//! Histories and searches.

use super::{Ctx, Method, method};
use crate::world::data::State;
use crate::world::data::message::Msg;
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::size;
use crate::world::view::Peers;
use grammers_tl_types::{enums, functions as f, types};
use std::collections::BTreeMap;

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::messages::GetHistory,
        get_history,
        "with every kind of offset"
    ),
    method!(
        SignedIn,
        f::messages::GetMessages,
        get_messages,
        "by id; gone ones are empty"
    ),
    method!(
        SignedIn,
        f::channels::GetMessages,
        get_channel_messages,
        "by id, by reply, the pinned one"
    ),
    method!(
        Human,
        f::messages::Search,
        search,
        "in one chat by text, sender, topic, date and kind"
    ),
    method!(
        Human,
        f::messages::SearchGlobal,
        search_global,
        "in all chats by text, newest first"
    ),
    method!(
        Human,
        f::messages::GetReplies,
        get_replies,
        "the messages of a topic or thread"
    ),
    method!(
        Human,
        f::messages::GetUnreadMentions,
        get_unread_mentions,
        "mentions not seen yet"
    ),
    method!(
        Human,
        f::messages::GetMessagesViews,
        get_messages_views,
        "views of posts"
    ),
    method!(
        Human,
        f::messages::GetSearchCounters,
        get_search_counters,
        "counts for each filter"
    ),
];

/// The window that a client asks for.
struct Window {
    offset_id: i32,
    offset_date: i32,
    add_offset: i32,
    limit: i32,
    max_id: i32,
    min_id: i32,
}

/// Cuts a window out of messages, newest first; also says how many there are.
fn cut<'a>(messages: impl Iterator<Item = &'a Msg>, window: &Window) -> (Vec<(Place, i32)>, usize) {
    let mut all: Vec<&Msg> = messages.collect();
    all.sort_by_key(|message| std::cmp::Reverse(message.id));
    let total = all.len();
    all.retain(|message| {
        (window.max_id <= 0 || message.id < window.max_id)
            && (window.min_id <= 0 || message.id > window.min_id)
    });
    let newer = all
        .iter()
        .take_while(|message| {
            (window.offset_id > 0 && message.id >= window.offset_id)
                || (window.offset_id <= 0
                    && window.offset_date > 0
                    && message.date >= window.offset_date)
        })
        .count();
    let limit = size(window.limit).clamp(1, 100);
    let (start, limit) = if window.add_offset >= 0 {
        (newer + size(window.add_offset), limit)
    } else {
        let back = size(window.add_offset.saturating_neg());
        // With a negative offset the window begins among the newer ones; what is not there shortens it.
        (
            newer.saturating_sub(back),
            limit.saturating_sub(back.saturating_sub(newer)),
        )
    };
    let part = all
        .into_iter()
        .skip(start)
        .take(limit)
        .map(|message| (message.place, message.id))
        .collect();
    (part, total)
}

fn visible(state: &State, me: i64, place: Place) -> impl Iterator<Item = &Msg> {
    state
        .messages
        .get(&place)
        .into_iter()
        .flat_map(BTreeMap::values)
        .filter(move |message| message.visible_to(me))
}

fn get_history(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetHistory,
) -> Outcome<enums::messages::Messages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: request.offset_date,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let (ids, total) = cut(visible(ctx.state, ctx.me, place), &window);
    Ok(ctx.state.view_messages(ctx.me, Some(place), &ids, total))
}

/// The id that a reference to a message means.
fn wanted(state: &State, me: i64, place: Option<Place>, input: &enums::InputMessage) -> i32 {
    let find = |id: i32| {
        let place = place.or_else(|| state.common.get(&id).copied())?;
        state.message(me, place, id).ok()
    };
    match input {
        enums::InputMessage::Id(input) => input.id,
        enums::InputMessage::ReplyTo(input) => find(input.id)
            .and_then(|message| message.reply.as_ref())
            .map_or(0, |reply| reply.id),
        enums::InputMessage::Pinned => place
            .and_then(|place| state.last_pinned(place))
            .unwrap_or(0),
        enums::InputMessage::CallbackQuery(input) => input.id,
    }
}

fn by_inputs(
    ctx: &mut Ctx<'_>,
    place: Option<Place>,
    inputs: &[enums::InputMessage],
) -> enums::messages::Messages {
    let mut peers = Peers::default();
    peers.user(ctx.me);
    let mut messages = Vec::new();
    for input in inputs.iter().take(200) {
        let id = wanted(ctx.state, ctx.me, place, input);
        let at = place.or_else(|| ctx.state.common.get(&id).copied());
        let found = at.and_then(|at| ctx.state.message(ctx.me, at, id).ok());
        messages.push(match found {
            Some(message) => ctx.state.view_message(ctx.me, message, &mut peers),
            None => types::MessageEmpty {
                id,
                peer_id: place.map(|place| place.peer(ctx.me)),
            }
            .into(),
        });
    }
    if let Some(place) = place {
        peers.place(place);
    }
    let total = messages.len();
    ctx.state
        .message_list(ctx.me, place, messages, &peers, total)
}

fn get_messages(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetMessages,
) -> Outcome<enums::messages::Messages> {
    Ok(by_inputs(ctx, None, &request.id))
}

fn get_channel_messages(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetMessages,
) -> Outcome<enums::messages::Messages> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    if request.id.is_empty() {
        return bad("MESSAGE_IDS_EMPTY");
    }
    Ok(by_inputs(ctx, Some(Place::Channel(id)), &request.id))
}

/// Does a message pass a search filter?
fn passes(message: &Msg, me: i64, filter: &enums::MessagesFilter) -> bool {
    use enums::MessagesFilter as F;
    let document = match &message.media {
        Some(enums::MessageMedia::Document(document)) => Some(document),
        _ => None,
    };
    let attribute = |test: fn(&enums::DocumentAttribute) -> bool| {
        document.is_some_and(|media| match &media.document {
            Some(enums::Document::Document(document)) => document.attributes.iter().any(test),
            _ => false,
        })
    };
    let animated =
        || attribute(|attribute| matches!(attribute, enums::DocumentAttribute::Animated));
    let music = || {
        attribute(
            |attribute| matches!(attribute, enums::DocumentAttribute::Audio(audio) if !audio.voice),
        )
    };
    let photo = matches!(message.media, Some(enums::MessageMedia::Photo(_)));
    let video = || document.is_some_and(|media| media.video && !media.round) && !animated();
    match filter {
        F::InputMessagesFilterEmpty => true,
        F::InputMessagesFilterPhotos => photo,
        F::InputMessagesFilterVideo => video(),
        F::InputMessagesFilterPhotoVideo => photo || video(),
        F::InputMessagesFilterDocument => {
            document.is_some_and(|media| !media.video && !media.voice) && !animated() && !music()
        }
        F::InputMessagesFilterUrl => message.entities.iter().any(|entity| {
            matches!(
                entity,
                enums::MessageEntity::Url(_) | enums::MessageEntity::TextUrl(_)
            )
        }),
        F::InputMessagesFilterGif => animated(),
        F::InputMessagesFilterVoice => document.is_some_and(|media| media.voice),
        F::InputMessagesFilterMusic => music(),
        F::InputMessagesFilterRoundVoice => {
            document.is_some_and(|media| media.voice || media.round)
        }
        F::InputMessagesFilterRoundVideo => document.is_some_and(|media| media.round),
        F::InputMessagesFilterMyMentions => message.mentions.contains(&me),
        F::InputMessagesFilterGeo => matches!(
            message.media,
            Some(enums::MessageMedia::Geo(_) | enums::MessageMedia::Venue(_))
        ),
        F::InputMessagesFilterContacts => {
            matches!(message.media, Some(enums::MessageMedia::Contact(_)))
        }
        F::InputMessagesFilterPinned => message.pinned,
        F::InputMessagesFilterPoll => message.poll().is_some(),
        _ => false,
    }
}

fn contains(message: &Msg, query: &str) -> bool {
    let text = message.text.to_lowercase();
    query
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

fn search(ctx: &mut Ctx<'_>, request: &f::messages::Search) -> Outcome<enums::messages::Messages> {
    if request.peer == enums::InputPeer::Empty {
        return search_everywhere(ctx, &request.q, &request.filter, request.limit);
    }
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let from = match &request.from_id {
        Some(peer) => Some(ctx.state.input_peer_user(ctx.me, peer)?),
        None => None,
    };
    let me = ctx.me;
    let found = visible(ctx.state, me, place).filter(|message| {
        message.action.is_none()
            && contains(message, &request.q)
            && passes(message, me, &request.filter)
            && from.is_none_or(|from| message.sender == from)
            && request
                .top_msg_id
                .is_none_or(|topic| message.topic == Some(topic))
            && (request.min_date <= 0 || message.date > request.min_date)
            && (request.max_date <= 0 || message.date < request.max_date)
    });
    let window = Window {
        offset_id: request.offset_id,
        offset_date: 0,
        add_offset: request.add_offset,
        limit: request.limit.max(1),
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let (mut ids, total) = cut(found, &window);
    // With a limit of zero only the count is wanted.
    if request.limit == 0 {
        ids.clear();
    }
    Ok(ctx.state.view_messages(me, Some(place), &ids, total))
}

fn search_everywhere(
    ctx: &mut Ctx<'_>,
    query: &str,
    filter: &enums::MessagesFilter,
    limit: i32,
) -> Outcome<enums::messages::Messages> {
    let me = ctx.me;
    if query.trim().is_empty() && *filter == enums::MessagesFilter::InputMessagesFilterEmpty {
        return bad("SEARCH_QUERY_EMPTY");
    }
    let places: Vec<Place> = ctx
        .state
        .users
        .get(&me)
        .map(|user| user.dialogs.keys().copied().collect())
        .unwrap_or_default();
    let mut found: Vec<(i32, Place, i32)> = places
        .into_iter()
        .flat_map(|place| visible(ctx.state, me, place))
        .filter(|message| {
            message.action.is_none() && contains(message, query) && passes(message, me, filter)
        })
        .map(|message| (message.date, message.place, message.id))
        .collect();
    found.sort_by_key(|(date, _, id)| std::cmp::Reverse((*date, *id)));
    let total = found.len();
    let ids: Vec<_> = found
        .into_iter()
        .take(size(limit).clamp(1, 100))
        .map(|(_, place, id)| (place, id))
        .collect();
    Ok(ctx.state.view_messages(me, None, &ids, total))
}

fn search_global(
    ctx: &mut Ctx<'_>,
    request: &f::messages::SearchGlobal,
) -> Outcome<enums::messages::Messages> {
    // The next page begins after the last one, and the first page has everything up to its limit.
    if request.offset_id > 0 {
        return Ok(ctx.state.view_messages(ctx.me, None, &[], 0));
    }
    search_everywhere(ctx, &request.q, &request.filter, request.limit)
}

fn get_replies(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetReplies,
) -> Outcome<enums::messages::Messages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let top = request.msg_id;
    if !ctx
        .state
        .chats
        .get(&place.chat().unwrap_or(0))
        .is_some_and(|chat| chat.topics.contains_key(&top))
    {
        ctx.state.message(ctx.me, place, top)?;
    }
    let of_thread = visible(ctx.state, ctx.me, place).filter(|message| {
        message.topic == Some(top)
            || message
                .reply
                .as_ref()
                .is_some_and(|reply| reply.id == top && reply.place.is_none())
    });
    let window = Window {
        offset_id: request.offset_id,
        offset_date: request.offset_date,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let (ids, total) = cut(of_thread, &window);
    Ok(ctx.state.view_messages(ctx.me, Some(place), &ids, total))
}

fn get_unread_mentions(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetUnreadMentions,
) -> Outcome<enums::messages::Messages> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let me = ctx.me;
    let found =
        visible(ctx.state, me, place).filter(|message| message.unread_mentions.contains(&me));
    let window = Window {
        offset_id: request.offset_id,
        offset_date: 0,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let (ids, total) = cut(found, &window);
    Ok(ctx.state.view_messages(me, Some(place), &ids, total))
}

fn get_messages_views(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetMessagesViews,
) -> Outcome<enums::messages::MessageViews> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let me = ctx.me;
    let mut views = Vec::new();
    for id in &request.id {
        let entry = match ctx.state.message_mut(me, place, *id) {
            Ok(message) => {
                if request.increment {
                    message.views.insert(me);
                }
                let count = crate::world::tl::int(message.views.len());
                types::MessageViews {
                    views: Some(count),
                    forwards: Some(message.forwards),
                    replies: None,
                }
            }
            Err(_) => types::MessageViews {
                views: None,
                forwards: None,
                replies: None,
            },
        };
        views.push(entry.into());
    }
    Ok(types::messages::MessageViews {
        views,
        chats: Vec::new(),
        users: Vec::new(),
    }
    .into())
}

fn get_search_counters(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetSearchCounters,
) -> Outcome<Vec<enums::messages::SearchCounter>> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let me = ctx.me;
    let counters = request.filters.iter().map(|filter| {
        let count = visible(ctx.state, me, place)
            .filter(|message| passes(message, me, filter))
            .count();
        types::messages::SearchCounter {
            inexact: false,
            filter: filter.clone(),
            count: crate::world::tl::int(count),
        }
        .into()
    });
    Ok(counters.collect())
}
