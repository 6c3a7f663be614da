//! State and difference.

use super::{Ctx, Method, method};
use crate::world::data::State;
use crate::world::data::chat::Kind;
use crate::world::data::mailbox::{Event, What};
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::int;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

/// The most events in one answer.
const SLICE: usize = 100;

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::updates::GetState,
        get_state,
        "the number of the account's box"
    ),
    method!(
        SignedIn,
        f::updates::GetDifference,
        get_difference,
        "all events since a number, in slices of 100, and which channels have changed since a date"
    ),
    method!(
        SignedIn,
        f::updates::GetChannelDifference,
        get_channel_difference,
        "all events since a number, in slices"
    ),
];

fn state_of(state: &mut State, me: i64, pts: Option<i32>) -> types::updates::State {
    let date = state.now();
    let places: Vec<Place> = state
        .users
        .get(&me)
        .map(|user| user.dialogs.keys().copied().collect())
        .unwrap_or_default();
    let unread_count = places
        .into_iter()
        .map(|place| state.unread_count(me, place))
        .sum();
    let own = state.users.get(&me).map_or(1, |user| user.mailbox.pts);
    types::updates::State {
        pts: pts.unwrap_or(own),
        qts: 0,
        date,
        seq: 0,
        unread_count,
    }
}

/// The state as other calls carry it.
pub(super) fn current(ctx: &mut Ctx<'_>) -> enums::updates::State {
    state_of(ctx.state, ctx.me, None).into()
}

fn get_state(ctx: &mut Ctx<'_>, _: &f::updates::GetState) -> Outcome<enums::updates::State> {
    Ok(current(ctx))
}

/// Checks a number that a client sends.
fn check(pts: i32, last: i32) -> Outcome<()> {
    if pts < 1 {
        return bad("PERSISTENT_TIMESTAMP_EMPTY");
    }
    if pts > last {
        bad("PERSISTENT_TIMESTAMP_INVALID")
    } else {
        Ok(())
    }
}

/// Splits events into new messages and the rest.
fn split(
    state: &State,
    me: i64,
    events: &[Event],
    peers: &mut Peers,
) -> (Vec<enums::Message>, Vec<enums::Update>) {
    let mut messages = Vec::new();
    let mut updates = Vec::new();
    for event in events {
        let Some(update) = state.view_event(me, event, peers) else {
            continue;
        };
        match (update, &event.what) {
            (enums::Update::NewMessage(update), What::New(..)) => messages.push(update.message),
            (enums::Update::NewChannelMessage(update), What::New(..)) => {
                messages.push(update.message);
            }
            (update, _) => updates.push(update),
        }
    }
    (messages, updates)
}

fn get_difference(
    ctx: &mut Ctx<'_>,
    request: &f::updates::GetDifference,
) -> Outcome<enums::updates::Difference> {
    let me = ctx.me;
    let Some(user) = ctx.state.users.get(&me) else {
        return bad("PERSISTENT_TIMESTAMP_INVALID");
    };
    let last = user.mailbox.pts;
    check(request.pts, last)?;
    let events = user.mailbox.since(request.pts).to_vec();
    let date = ctx.state.now();
    let channels = changed_channels(ctx.state, me, request.date);
    if events.is_empty() && channels.is_empty() {
        return Ok(types::updates::DifferenceEmpty { date, seq: 0 }.into());
    }
    let too_many = |limit: i32| last - request.pts > limit;
    if request.pts_total_limit.is_some_and(too_many)
        || ctx.state.switches.difference_limit.is_some_and(too_many)
    {
        return Ok(types::updates::DifferenceTooLong { pts: last }.into());
    }
    let part = &events[..events.len().min(SLICE)];
    let mut peers = Peers::default();
    peers.user(me);
    let (new_messages, mut other_updates) = split(ctx.state, me, part, &mut peers);
    let reached = part.last().map(|event| event.pts);
    let is_last = part.len() == events.len();
    if is_last {
        for (id, _) in &channels {
            peers.chat(*id);
        }
        other_updates.extend(channels.into_iter().map(|(channel_id, pts)| {
            let pts = Some(pts);
            types::UpdateChannelTooLong { channel_id, pts }.into()
        }));
    }
    let users = ctx.state.users_of(me, &peers, Detail::Full);
    let chats = ctx.state.chats_of(me, &peers);
    if !is_last {
        return Ok(types::updates::DifferenceSlice {
            new_messages,
            new_encrypted_messages: Vec::new(),
            other_updates,
            chats,
            users,
            intermediate_state: state_of(ctx.state, me, reached).into(),
        }
        .into());
    }
    Ok(types::updates::Difference {
        new_messages,
        new_encrypted_messages: Vec::new(),
        other_updates,
        chats,
        users,
        state: state_of(ctx.state, me, reached).into(),
    }
    .into())
}

/// The channels of somebody in which something happened since a date, and their numbers. Telegram tells no more of
/// them here: each has a difference of its own.
fn changed_channels(state: &State, me: i64, date: i32) -> Vec<(i64, i32)> {
    let mine = state.chats.iter().filter(|(_, chat)| {
        chat.kind != Kind::Group && chat.members.contains_key(&me) && chat.mailbox.changed >= date
    });
    mine.map(|(id, chat)| (*id, chat.mailbox.pts)).collect()
}

fn get_channel_difference(
    ctx: &mut Ctx<'_>,
    request: &f::updates::GetChannelDifference,
) -> Outcome<enums::updates::ChannelDifference> {
    let me = ctx.me;
    let id = ctx.state.input_channel(me, &request.channel)?;
    let chat = ctx.state.chat(id)?;
    let last = chat.mailbox.pts;
    check(request.pts, last)?;
    let events = chat.mailbox.since(request.pts).to_vec();
    let timeout = Some(300);
    if events.is_empty() {
        return Ok(types::updates::ChannelDifferenceEmpty {
            r#final: true,
            pts: last,
            timeout,
        }
        .into());
    }
    let place = Place::Channel(id);
    if ctx
        .state
        .switches
        .channel_difference_limit
        .is_some_and(|limit| int(events.len()) > limit)
    {
        let (mut dialogs, messages, chats, users) = ctx.state.view_dialogs(me, &[place]);
        if let Some(dialog) = dialogs.pop() {
            let long = types::updates::ChannelDifferenceTooLong {
                r#final: true,
                timeout,
                dialog,
                messages,
                chats,
                users,
            };
            return Ok(long.into());
        }
    }
    let limit = if request.limit < 1 {
        SLICE
    } else {
        crate::world::tl::size(request.limit).min(SLICE)
    };
    let part = &events[..events.len().min(limit)];
    let mut peers = Peers::default();
    peers.chat(id);
    let (new_messages, other_updates) = split(ctx.state, me, part, &mut peers);
    Ok(types::updates::ChannelDifference {
        r#final: part.len() == events.len(),
        pts: part.last().map_or(last, |event| event.pts),
        timeout,
        new_messages,
        other_updates,
        chats: ctx.state.chats_of(me, &peers),
        users: ctx.state.users_of(me, &peers, Detail::Full),
    }
    .into())
}
