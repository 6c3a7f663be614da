//! Folders of the list of chats.

use super::{Ctx, Method, method};
use crate::world::data::user::UserData;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::view::Peers;
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::messages::GetDialogFilters,
        get_dialog_filters,
        "the list of all chats, and own folders"
    ),
    method!(
        Human,
        f::messages::UpdateDialogFilter,
        update_dialog_filter,
        "up to ten, with chats and kinds of chats"
    ),
    method!(
        Human,
        f::messages::UpdateDialogFiltersOrder,
        update_dialog_filters_order,
        "of all folders"
    ),
];

/// How many folders one has without Premium.
const MOST: usize = 10;

fn id_of(filter: &enums::DialogFilter) -> i32 {
    match filter {
        enums::DialogFilter::Default => 0,
        enums::DialogFilter::Filter(filter) => filter.id,
        enums::DialogFilter::Chatlist(filter) => filter.id,
    }
}

fn folders<'a>(ctx: &'a mut Ctx<'_>) -> Outcome<&'a mut Vec<enums::DialogFilter>> {
    let me: Option<&mut UserData> = ctx.state.users.get_mut(&ctx.me);
    me.map(|me| &mut me.folders)
        .ok_or_else(|| Refusal::bad("USER_ID_INVALID"))
}

fn get_dialog_filters(
    ctx: &mut Ctx<'_>,
    _: &f::messages::GetDialogFilters,
) -> Outcome<enums::messages::DialogFilters> {
    let mut filters = folders(ctx)?.clone();
    if filters.iter().all(|filter| id_of(filter) != 0) {
        filters.insert(0, enums::DialogFilter::Default);
    }
    Ok(types::messages::DialogFilters {
        tags_enabled: false,
        filters,
    }
    .into())
}

fn update_dialog_filter(
    ctx: &mut Ctx<'_>,
    request: &f::messages::UpdateDialogFilter,
) -> Outcome<bool> {
    if !(2..=255).contains(&request.id) {
        return bad("FILTER_ID_INVALID");
    }
    if let Some(filter) = &request.filter {
        check(ctx, filter)?;
    }
    let all = folders(ctx)?;
    let at = all.iter().position(|filter| id_of(filter) == request.id);
    match (at, &request.filter) {
        (Some(at), Some(filter)) => all[at] = filter.clone(),
        (Some(at), None) => {
            all.remove(at);
        }
        (None, Some(_)) if all.iter().filter(|filter| id_of(filter) != 0).count() >= MOST => {
            return bad("DIALOG_FILTERS_TOO_MUCH");
        }
        (None, Some(filter)) => all.push(filter.clone()),
        (None, None) => {}
    }
    let update = types::UpdateDialogFilter {
        id: request.id,
        filter: request.filter.clone(),
    };
    ctx.state.tell(ctx.me, update, Peers::default());
    Ok(true)
}

fn check(ctx: &mut Ctx<'_>, filter: &enums::DialogFilter) -> Outcome<()> {
    let (title, lists, kinds) = match filter {
        enums::DialogFilter::Default => return bad("FILTER_NOT_SUPPORTED"),
        enums::DialogFilter::Filter(f) => (
            &f.title,
            vec![&f.pinned_peers, &f.include_peers, &f.exclude_peers],
            f.contacts || f.non_contacts || f.groups || f.broadcasts || f.bots,
        ),
        enums::DialogFilter::Chatlist(f) => {
            (&f.title, vec![&f.pinned_peers, &f.include_peers], false)
        }
    };
    let enums::TextWithEntities::Entities(title) = title;
    if title.text.trim().is_empty() {
        return bad("FILTER_TITLE_EMPTY");
    }
    if title.text.chars().count() > 12 {
        return bad("FILTER_TITLE_TOO_LONG");
    }
    // The first two lists say which chats are in it.
    if !kinds && lists[0].is_empty() && lists[1].is_empty() {
        return bad("FILTER_INCLUDE_EMPTY");
    }
    for peer in lists.into_iter().flatten() {
        ctx.state.input_peer(ctx.me, peer)?;
    }
    Ok(())
}

fn update_dialog_filters_order(
    ctx: &mut Ctx<'_>,
    request: &f::messages::UpdateDialogFiltersOrder,
) -> Outcome<bool> {
    let all = folders(ctx)?;
    if all.iter().all(|filter| id_of(filter) != 0) {
        all.insert(0, enums::DialogFilter::Default);
    }
    let place = |id: i32| request.order.iter().position(|other| *other == id);
    if all
        .iter()
        .any(|filter| id_of(filter) != 0 && place(id_of(filter)).is_none())
    {
        return bad("FILTER_ID_INVALID");
    }
    all.sort_by_key(|filter| place(id_of(filter)).map_or(0, |place| place + 1));
    let order = all.iter().map(id_of).collect();
    let update = types::UpdateDialogFilterOrder { order };
    ctx.state.tell(ctx.me, update, Peers::default());
    Ok(true)
}
