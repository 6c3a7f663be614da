//! The own account.

use super::{Ctx, Method, method};
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::zeroed;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::account::UpdateStatus,
        update_status,
        "online and offline, told to those who know the user"
    ),
    method!(
        Human,
        f::account::UpdateProfile,
        update_profile,
        "names and the text about the user"
    ),
    method!(
        Human,
        f::account::UpdateUsername,
        update_username,
        "free and well-formed ones"
    ),
    method!(
        Human,
        f::account::CheckUsername,
        check_username,
        "whether it is free"
    ),
    method!(
        Human,
        f::account::GetAuthorizations,
        get_authorizations,
        "the keys that are signed in"
    ),
    method!(
        Human,
        f::account::ResetAuthorization,
        reset_authorization,
        "signs another key out"
    ),
];

/// A signed-in key as the list of sessions shows it.
pub(super) fn authorization(key_id: i64, date: i32, current: bool) -> enums::Authorization {
    let tl = types::Authorization {
        current,
        hash: if current { 0 } else { key_id },
        device_model: "Testkit".to_owned(),
        platform: "Rust".to_owned(),
        system_version: "1".to_owned(),
        api_id: 1,
        app_name: "userbot".to_owned(),
        app_version: "1".to_owned(),
        date_created: date,
        date_active: date,
        ip: "127.0.0.1".to_owned(),
        country: "Nowhere".to_owned(),
        ..zeroed()
    };
    tl.into()
}

fn get_authorizations(
    ctx: &mut Ctx<'_>,
    _: &f::account::GetAuthorizations,
) -> Outcome<enums::account::Authorizations> {
    let mine = ctx
        .state
        .accounts
        .iter()
        .filter(|(_, account)| account.user == Some(ctx.me));
    let mut keys: Vec<_> = mine
        .map(|(key, account)| (*key != ctx.key_id, *key, account.since))
        .collect();
    keys.sort_unstable();
    let authorizations = keys
        .into_iter()
        .map(|(other, key, since)| authorization(key, since, !other))
        .collect();
    Ok(types::account::Authorizations {
        authorization_ttl_days: 180,
        authorizations,
    }
    .into())
}

fn reset_authorization(
    ctx: &mut Ctx<'_>,
    request: &f::account::ResetAuthorization,
) -> Outcome<bool> {
    let me = ctx.me;
    match ctx
        .state
        .accounts
        .get_mut(&request.hash)
        .filter(|account| account.user == Some(me))
    {
        Some(account) => {
            account.user = None;
            Ok(true)
        }
        None => bad("HASH_INVALID"),
    }
}

/// Those who have a private chat with the user or it in their contacts.
fn acquaintances(ctx: &Ctx<'_>) -> Vec<i64> {
    let me = ctx.me;
    let knows = |id: i64| {
        ctx.state.users.get(&id).is_some_and(|user| {
            user.contacts.contains_key(&me)
                || user
                    .dialogs
                    .contains_key(&crate::world::data::place::Place::private(id, me))
        })
    };
    ctx.state
        .users
        .keys()
        .copied()
        .filter(|id| *id != me && knows(*id))
        .collect()
}

fn update_status(ctx: &mut Ctx<'_>, request: &f::account::UpdateStatus) -> Outcome<bool> {
    let date = ctx.state.now();
    if let Some(user) = ctx.state.users.get_mut(&ctx.me) {
        user.online = !request.offline;
    }
    let status: enums::UserStatus = if request.offline {
        types::UserStatusOffline { was_online: date }.into()
    } else {
        types::UserStatusOnline {
            expires: date + 300,
        }
        .into()
    };
    for user in acquaintances(ctx) {
        let mut peers = Peers::default();
        peers.user(ctx.me);
        ctx.state.tell(
            user,
            types::UpdateUserStatus {
                user_id: ctx.me,
                status: status.clone(),
            },
            peers,
        );
    }
    Ok(true)
}

fn tell_name(ctx: &mut Ctx<'_>) {
    let Some(data) = ctx.state.users.get(&ctx.me) else {
        return;
    };
    let usernames = data.username.iter().map(|username| {
        types::Username {
            editable: true,
            active: true,
            deletable: false,
            expired: false,
            username: username.clone(),
        }
        .into()
    });
    let update = types::UpdateUserName {
        user_id: ctx.me,
        first_name: data.first_name.clone(),
        last_name: data.last_name.clone().unwrap_or_default(),
        usernames: usernames.collect(),
    };
    for user in acquaintances(ctx).into_iter().chain([ctx.me]) {
        let mut peers = Peers::default();
        peers.user(ctx.me);
        ctx.state.tell(user, update.clone(), peers);
    }
}

fn update_profile(ctx: &mut Ctx<'_>, request: &f::account::UpdateProfile) -> Outcome<enums::User> {
    if request
        .first_name
        .as_ref()
        .is_some_and(|name| name.trim().is_empty() || name.chars().count() > 64)
    {
        return bad("FIRSTNAME_INVALID");
    }
    if request
        .about
        .as_ref()
        .is_some_and(|about| about.chars().count() > 140)
    {
        return bad("ABOUT_TOO_LONG");
    }
    if let Some(user) = ctx.state.users.get_mut(&ctx.me) {
        if let Some(name) = &request.first_name {
            user.first_name.clone_from(name);
        }
        if let Some(name) = &request.last_name {
            user.last_name = Some(name.clone()).filter(|name| !name.is_empty());
        }
        if let Some(about) = &request.about {
            user.about = Some(about.clone()).filter(|about| !about.is_empty());
        }
    }
    if request.first_name.is_some() || request.last_name.is_some() {
        tell_name(ctx);
    }
    Ok(ctx.state.view_user(ctx.me, ctx.me, Detail::Full))
}

/// Is this a username that somebody could take?
pub(super) fn well_formed(username: &str) -> bool {
    let mut letters = username.chars();
    (5..=32).contains(&username.len())
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !username.ends_with('_')
        && !username.contains("__")
}

fn check_username(ctx: &mut Ctx<'_>, request: &f::account::CheckUsername) -> Outcome<bool> {
    if !well_formed(&request.username) {
        return bad("USERNAME_INVALID");
    }
    Ok(ctx.state.by_username(&request.username).is_none())
}

fn update_username(
    ctx: &mut Ctx<'_>,
    request: &f::account::UpdateUsername,
) -> Outcome<enums::User> {
    let wanted = Some(request.username.clone()).filter(|username| !username.is_empty());
    let now = ctx
        .state
        .users
        .get(&ctx.me)
        .and_then(|me| me.username.clone());
    if now == wanted {
        return bad("USERNAME_NOT_MODIFIED");
    }
    if let Some(wanted) = &wanted {
        if !well_formed(wanted) {
            return bad("USERNAME_INVALID");
        }
        let same = now.is_some_and(|now| now.eq_ignore_ascii_case(wanted));
        if !same && ctx.state.by_username(wanted).is_some() {
            return bad("USERNAME_OCCUPIED");
        }
    }
    if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
        me.username = wanted;
    }
    tell_name(ctx);
    Ok(ctx.state.view_user(ctx.me, ctx.me, Detail::Full))
}
