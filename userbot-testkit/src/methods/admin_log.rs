//! The recent actions in a supergroup or channel.

use super::{Ctx, Method, method};
use crate::world::data::log::{Deed, Logged};
use crate::world::data::message::Msg;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::size;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[method!(
    Human,
    f::channels::GetAdminLog,
    get_admin_log,
    "48 hours of members, restrictions, administrators, titles, pins, edits and deletions"
)];

/// How long an entry is shown.
const KEPT: i32 = 48 * 3600;

/// How many entries one answer holds.
const PAGE: usize = 100;

fn get_admin_log(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetAdminLog,
) -> Outcome<enums::channels::AdminLogResults> {
    let id = ctx.state.input_channel(ctx.me, &request.channel)?;
    if !ctx.state.chat(id)?.is_admin(ctx.me) {
        return bad("CHAT_ADMIN_REQUIRED");
    }
    let admins = match &request.admins {
        Some(admins) => {
            let ids = admins.iter().map(|user| ctx.state.input_user(ctx.me, user));
            Some(ids.collect::<Outcome<Vec<_>>>()?)
        }
        None => None,
    };
    let filter = request.events_filter.as_ref();
    let query = request.q.trim().to_lowercase();
    let oldest = ctx.state.now() - KEPT;
    let limit = match size(request.limit) {
        0 => PAGE,
        limit => limit.min(PAGE),
    };
    let state = &*ctx.state;
    let found = state.chat(id)?.log.iter().rev().filter(|entry| {
        entry.date >= oldest
            && (request.max_id <= 0 || entry.id < request.max_id)
            && (request.min_id <= 0 || entry.id > request.min_id)
            && admins.as_ref().is_none_or(|ids| ids.contains(&entry.user))
            && filter.is_none_or(|enums::ChannelAdminLogEventsFilter::Filter(filter)| {
                passes(&entry.deed, filter)
            })
            && (query.is_empty() || mentions(ctx, entry, &query))
    });
    let mut peers = Peers::default();
    peers.chat(id);
    peers.user(ctx.me);
    let events = found
        .take(limit)
        .map(|entry| view(ctx, entry, &mut peers))
        .collect();
    Ok(types::channels::AdminLogResults {
        events,
        chats: state.chats_of(ctx.me, &peers),
        users: state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

/// Tells whether somebody is thrown out, which is more than restricted.
fn thrown_out(participant: &enums::ChannelParticipant) -> bool {
    let enums::ChannelParticipant::Banned(banned) = participant else {
        return false;
    };
    let enums::ChatBannedRights::Rights(rights) = &banned.banned_rights;
    rights.view_messages
}

fn passes(deed: &Deed, filter: &types::ChannelAdminLogEventsFilter) -> bool {
    use enums::ChannelParticipant as Is;
    match deed {
        Deed::Join => filter.join,
        Deed::Leave => filter.leave,
        Deed::Invite(_) => filter.invite,
        Deed::Restrict { old, new } => match (thrown_out(old), thrown_out(new)) {
            (false, true) => filter.kick,
            (true, false) => filter.unkick,
            _ if matches!(new, Is::Banned(_)) => filter.ban,
            _ => filter.unban,
        },
        Deed::Promote { new, .. } => match new {
            Is::Admin(_) | Is::Creator(_) => filter.promote,
            _ => filter.demote,
        },
        Deed::Title { .. } => filter.info,
        Deed::Pin(_) => filter.pinned,
        Deed::Edit { .. } => filter.edit,
        Deed::Delete(_) => filter.delete,
    }
}

/// Is what is searched for in the texts of an entry, or in the name of who did it?
fn mentions(ctx: &Ctx<'_>, entry: &Logged, query: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(query);
    let actor = ctx.state.users.get(&entry.user).is_some_and(|user| {
        has(&user.first_name)
            || user.last_name.as_deref().is_some_and(has)
            || user.username.as_deref().is_some_and(has)
    });
    actor
        || match &entry.deed {
            Deed::Title { old, new } => has(old) || has(new),
            Deed::Pin(message) | Deed::Delete(message) => has(&message.text),
            Deed::Edit { old, new } => has(&old.text) || has(&new.text),
            _ => false,
        }
}

fn view(ctx: &Ctx<'_>, entry: &Logged, peers: &mut Peers) -> enums::ChannelAdminLogEvent {
    peers.user(entry.user);
    peers.add(&entry.peers);
    let mut show = |message: &Msg| ctx.state.view_message(ctx.me, message, peers);
    let action: enums::ChannelAdminLogEventAction = match &entry.deed {
        Deed::Join => enums::ChannelAdminLogEventAction::ParticipantJoin,
        Deed::Leave => enums::ChannelAdminLogEventAction::ParticipantLeave,
        Deed::Invite(participant) => types::ChannelAdminLogEventActionParticipantInvite {
            participant: participant.clone(),
        }
        .into(),
        Deed::Restrict { old, new } => types::ChannelAdminLogEventActionParticipantToggleBan {
            prev_participant: old.clone(),
            new_participant: new.clone(),
        }
        .into(),
        Deed::Promote { old, new } => types::ChannelAdminLogEventActionParticipantToggleAdmin {
            prev_participant: old.clone(),
            new_participant: new.clone(),
        }
        .into(),
        Deed::Title { old, new } => types::ChannelAdminLogEventActionChangeTitle {
            prev_value: old.clone(),
            new_value: new.clone(),
        }
        .into(),
        Deed::Pin(message) => types::ChannelAdminLogEventActionUpdatePinned {
            message: show(message),
        }
        .into(),
        Deed::Edit { old, new } => types::ChannelAdminLogEventActionEditMessage {
            prev_message: show(old),
            new_message: show(new),
        }
        .into(),
        Deed::Delete(message) => types::ChannelAdminLogEventActionDeleteMessage {
            message: show(message),
        }
        .into(),
    };
    types::ChannelAdminLogEvent {
        id: entry.id,
        date: entry.date,
        user_id: entry.user,
        action,
    }
    .into()
}
