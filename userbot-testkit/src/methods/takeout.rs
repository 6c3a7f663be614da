//! The export of an account's data. Some clients count messages with its calls.

use super::{Ctx, Method, method};
use crate::server::Call;
use crate::world::data::State;
use crate::world::refusal::{Outcome, Refusal, bad};
use grammers_tl_types::{Identifiable, enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::account::InitTakeoutSession,
        init_takeout_session,
        "at once, without the wait that Telegram asks for; one at a time for each login"
    ),
    method!(
        Human,
        f::account::FinishTakeoutSession,
        finish_takeout_session,
        "inside of the export only"
    ),
    method!(
        SignedIn,
        f::messages::GetSplitRanges,
        get_split_ranges,
        "inside of an export only; one range with everything"
    ),
    method!(
        Human,
        f::contacts::GetSaved,
        get_saved,
        "inside of an export only; the contacts that have a number"
    ),
    method!(
        Human,
        f::channels::GetLeftChannels,
        get_left_channels,
        "inside of an export only; supergroups and channels, page by page"
    ),
];

/// How many channels are in one answer.
const PAGE: usize = 100;

/// The calls that are refused outside of an export.
const INSIDE: [u32; 4] = [
    f::account::FinishTakeoutSession::CONSTRUCTOR_ID,
    f::messages::GetSplitRanges::CONSTRUCTOR_ID,
    f::contacts::GetSaved::CONSTRUCTOR_ID,
    f::channels::GetLeftChannels::CONSTRUCTOR_ID,
];

/// Refuses a call of an export that there is not, and one that needs an export and has none.
pub(super) fn check(state: &State, call: &Call<'_>) -> Outcome<()> {
    let running = state
        .accounts
        .get(&call.key_id)
        .and_then(|account| account.takeout);
    match call.takeout {
        Some(_) if call.takeout != running => bad("TAKEOUT_INVALID"),
        None if INSIDE.contains(&call.id) => Err(Refusal::coded(403, "TAKEOUT_REQUIRED")),
        _ => Ok(()),
    }
}

fn init_takeout_session(
    ctx: &mut Ctx<'_>,
    _: &f::account::InitTakeoutSession,
) -> Outcome<enums::account::Takeout> {
    let id = ctx.state.seed.id();
    if let Some(account) = ctx.state.accounts.get_mut(&ctx.key_id) {
        account.takeout = Some(id);
    }
    Ok(types::account::Takeout { id }.into())
}

fn finish_takeout_session(
    ctx: &mut Ctx<'_>,
    _: &f::account::FinishTakeoutSession,
) -> Outcome<bool> {
    if let Some(account) = ctx.state.accounts.get_mut(&ctx.key_id) {
        account.takeout = None;
    }
    Ok(true)
}

fn get_split_ranges(
    _: &mut Ctx<'_>,
    _: &f::messages::GetSplitRanges,
) -> Outcome<Vec<enums::MessageRange>> {
    let everything = types::MessageRange {
        min_id: 1,
        max_id: i32::MAX,
    };
    Ok(vec![everything.into()])
}

fn get_saved(ctx: &mut Ctx<'_>, _: &f::contacts::GetSaved) -> Outcome<Vec<enums::SavedContact>> {
    let date = ctx.state.now();
    let users = &ctx.state.users;
    let contacts = users.get(&ctx.me).map(|me| &me.contacts);
    let saved = contacts.into_iter().flatten().filter_map(|(id, name)| {
        let contact = types::SavedPhoneContact {
            phone: users.get(id)?.phone.clone()?,
            first_name: name.first_name.clone(),
            last_name: name.last_name.clone(),
            date,
        };
        Some(contact.into())
    });
    Ok(saved.collect())
}

fn get_left_channels(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetLeftChannels,
) -> Outcome<enums::messages::Chats> {
    let Ok(offset) = usize::try_from(request.offset) else {
        return bad("OFFSET_INVALID");
    };
    let left: Vec<_> = ctx
        .state
        .chats
        .values()
        .filter(|chat| chat.is_channel() && chat.was_left_by(ctx.me))
        .collect();
    let page = left.iter().skip(offset).take(PAGE);
    let chats: Vec<_> = page.map(|chat| ctx.state.view_chat(ctx.me, chat)).collect();
    if chats.len() == left.len() {
        return Ok(types::messages::Chats { chats }.into());
    }
    let count = i32::try_from(left.len()).unwrap_or(i32::MAX);
    Ok(types::messages::ChatsSlice { count, chats }.into())
}
