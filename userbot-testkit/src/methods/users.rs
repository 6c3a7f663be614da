//! Users.

use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::refusal::Outcome;
use crate::world::tl::{b, bare, int, z, zeroed};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::users::GetUsers,
        get_users,
        "users by id and access hash; unknown ones are refused"
    ),
    method!(
        SignedIn,
        f::users::GetFullUser,
        get_full_user,
        "about, common chats, block, pinned message"
    ),
    method!(
        Human,
        f::messages::GetPeerSettings,
        get_peer_settings,
        "whether a stranger can be added or blocked"
    ),
    method!(
        Human,
        f::messages::GetCommonChats,
        get_common_chats,
        "groups that both are in"
    ),
];

fn get_users(ctx: &mut Ctx<'_>, request: &f::users::GetUsers) -> Outcome<Vec<enums::User>> {
    let mut users = Vec::new();
    for input in &request.id {
        let id = ctx.state.input_user(ctx.me, input)?;
        users.push(ctx.state.view_user(ctx.me, id, Detail::Full));
    }
    Ok(users)
}

fn settings(ctx: &Ctx<'_>, id: i64) -> types::PeerSettings {
    let mut settings: types::PeerSettings = zeroed();
    let stranger = id != ctx.me
        && ctx
            .state
            .users
            .get(&ctx.me)
            .is_some_and(|me| !me.contacts.contains_key(&id));
    settings.add_contact = stranger;
    settings.block_contact = stranger;
    settings
}

fn common_chats(ctx: &Ctx<'_>, id: i64) -> Vec<i64> {
    let both = ctx
        .state
        .chats
        .values()
        .filter(|chat| chat.members.contains_key(&id) && chat.members.contains_key(&ctx.me));
    both.map(|chat| chat.id).collect()
}

fn get_full_user(
    ctx: &mut Ctx<'_>,
    request: &f::users::GetFullUser,
) -> Outcome<enums::users::UserFull> {
    let id = ctx.state.input_user(ctx.me, &request.id)?;
    let place = Place::private(ctx.me, id);
    let common = if id == ctx.me {
        0
    } else {
        int(common_chats(ctx, id).len())
    };
    let peer_settings = enums::PeerSettings::from(settings(ctx, id));
    let mut full: types::UserFull = bare(&[
        z(),
        z(),
        b(&id),
        b(&peer_settings),
        b(&ctx.state.view_notify(ctx.me, place)),
        b(&common),
    ]);
    let me = ctx.state.users.get(&ctx.me);
    full.blocked = me.is_some_and(|me| me.blocked.contains_key(&id));
    full.can_pin_message = true;
    full.phone_calls_available = id != ctx.me;
    full.pinned_msg_id = ctx.state.last_pinned(place);
    full.has_scheduled = !ctx.state.scheduled_ids(ctx.me, place).is_empty();
    if let Some(user) = ctx.state.users.get(&id) {
        full.about.clone_from(&user.about);
        let photo = user
            .photos
            .first()
            .and_then(|photo| ctx.state.files.get(photo));
        full.profile_photo = photo.map(crate::world::ops::files::view_photo);
        if user.bot.is_some() {
            let mut info: types::BotInfo = zeroed();
            info.user_id = Some(id);
            info.description.clone_from(&user.about);
            full.bot_info = Some(info.into());
        }
    }
    let mut peers = Peers::default();
    peers.user(id);
    let users = ctx.state.users_of(ctx.me, &peers, Detail::Full);
    Ok(types::users::UserFull {
        full_user: full.into(),
        chats: Vec::new(),
        users,
    }
    .into())
}

fn get_peer_settings(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetPeerSettings,
) -> Outcome<enums::messages::PeerSettings> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    let settings = place
        .partner(ctx.me)
        .map_or_else(zeroed, |id| settings(ctx, id));
    let mut peers = Peers::default();
    peers.place(place);
    Ok(types::messages::PeerSettings {
        settings: settings.into(),
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn get_common_chats(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetCommonChats,
) -> Outcome<enums::messages::Chats> {
    let id = ctx.state.input_user(ctx.me, &request.user_id)?;
    let mut peers = Peers::default();
    for chat in common_chats(ctx, id) {
        peers.chat(chat);
    }
    Ok(types::messages::Chats {
        chats: ctx.state.chats_of(ctx.me, &peers),
    }
    .into())
}
