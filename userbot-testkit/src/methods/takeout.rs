//! The export of an account's data. Some clients count messages with its calls.

use super::{Ctx, Method, method};
use crate::world::refusal::Outcome;
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::account::InitTakeoutSession,
        init_takeout_session,
        "at once, without the wait that Telegram asks for"
    ),
    method!(
        Human,
        f::account::FinishTakeoutSession,
        finish_takeout_session,
        "changes nothing"
    ),
    method!(
        SignedIn,
        f::messages::GetSplitRanges,
        get_split_ranges,
        "one range with everything"
    ),
];

fn init_takeout_session(
    ctx: &mut Ctx<'_>,
    _: &f::account::InitTakeoutSession,
) -> Outcome<enums::account::Takeout> {
    let id = ctx.state.seed.id();
    Ok(types::account::Takeout { id }.into())
}

fn finish_takeout_session(_: &mut Ctx<'_>, _: &f::account::FinishTakeoutSession) -> Outcome<bool> {
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
