//! Usernames, contacts and blocks.

use super::{Ctx, Method, method};
use crate::world::data::user::ContactName;
use crate::world::ops::resolve::Named;
use crate::world::refusal::{Outcome, bad};
use crate::world::tl::{channel_peer, int, size, user_peer};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        SignedIn,
        f::contacts::ResolveUsername,
        resolve_username,
        "users, bots, groups and channels"
    ),
    method!(
        Human,
        f::contacts::ResolvePhone,
        resolve_phone,
        "users with that number"
    ),
    method!(
        Human,
        f::contacts::GetContacts,
        get_contacts,
        "the account's contacts"
    ),
    method!(
        Human,
        f::contacts::AddContact,
        add_contact,
        "with an own name for the contact"
    ),
    method!(
        Human,
        f::contacts::DeleteContacts,
        delete_contacts,
        "one-sided"
    ),
    method!(
        Human,
        f::contacts::ImportContacts,
        import_contacts,
        "by phone number"
    ),
    method!(
        Human,
        f::contacts::GetStatuses,
        get_statuses,
        "whether contacts are online"
    ),
    method!(Human, f::contacts::Block, block, "users"),
    method!(Human, f::contacts::Unblock, unblock, "users"),
    method!(Human, f::contacts::GetBlocked, get_blocked, "in pages"),
    method!(
        Human,
        f::contacts::ExportContactToken,
        export_contact_token,
        "a link for an hour"
    ),
    method!(
        Human,
        f::contacts::ImportContactToken,
        import_contact_token,
        "whose link it is"
    ),
    method!(
        Human,
        f::contacts::Search,
        search,
        "own chats and public usernames"
    ),
];

/// Is this a username at all?
fn valid(username: &str) -> bool {
    let mut letters = username.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && username.len() <= 32
        && username.len() >= 2
}

fn resolved(ctx: &Ctx<'_>, named: Named) -> enums::contacts::ResolvedPeer {
    let mut peers = Peers::default();
    let peer = match named {
        Named::User(id) => user_peer(id),
        Named::Chat(id) => channel_peer(id),
    };
    peers.peer(&peer);
    types::contacts::ResolvedPeer {
        peer,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into()
}

fn resolve_username(
    ctx: &mut Ctx<'_>,
    request: &f::contacts::ResolveUsername,
) -> Outcome<enums::contacts::ResolvedPeer> {
    if !valid(&request.username) {
        return bad("USERNAME_INVALID");
    }
    match ctx.state.by_username(&request.username) {
        Some(named) => Ok(resolved(ctx, named)),
        None => bad("USERNAME_NOT_OCCUPIED"),
    }
}

fn resolve_phone(
    ctx: &mut Ctx<'_>,
    request: &f::contacts::ResolvePhone,
) -> Outcome<enums::contacts::ResolvedPeer> {
    match ctx.state.by_phone(&request.phone) {
        Some(id) => Ok(resolved(ctx, Named::User(id))),
        None => bad("PHONE_NOT_OCCUPIED"),
    }
}

fn export_contact_token(
    ctx: &mut Ctx<'_>,
    _: &f::contacts::ExportContactToken,
) -> Outcome<enums::ExportedContactToken> {
    let (token, expires) = ctx.state.contact_token(ctx.me);
    let url = format!("https://t.me/contact/{token}");
    Ok(types::ExportedContactToken { url, expires }.into())
}

fn import_contact_token(
    ctx: &mut Ctx<'_>,
    request: &f::contacts::ImportContactToken,
) -> Outcome<enums::User> {
    let now = ctx.state.now();
    let Some((user, _)) = ctx
        .state
        .contact_tokens
        .get(&request.token)
        .filter(|(_, expires)| *expires > now)
    else {
        return bad("IMPORT_TOKEN_INVALID");
    };
    let mut peers = Peers::default();
    peers.user(*user);
    let mut users = ctx.state.users_of(ctx.me, &peers, Detail::Full);
    users.pop().map_or_else(|| bad("IMPORT_TOKEN_INVALID"), Ok)
}

fn mutual(ctx: &Ctx<'_>, id: i64) -> bool {
    ctx.state
        .users
        .get(&id)
        .is_some_and(|user| user.contacts.contains_key(&ctx.me))
}

fn my_contacts(ctx: &Ctx<'_>) -> Vec<i64> {
    ctx.state
        .users
        .get(&ctx.me)
        .map(|me| me.contacts.keys().copied().collect())
        .unwrap_or_default()
}

fn get_contacts(
    ctx: &mut Ctx<'_>,
    _: &f::contacts::GetContacts,
) -> Outcome<enums::contacts::Contacts> {
    let mut peers = Peers::default();
    let contacts: Vec<enums::Contact> = my_contacts(ctx)
        .into_iter()
        .map(|user_id| {
            peers.user(user_id);
            types::Contact {
                user_id,
                mutual: mutual(ctx, user_id),
            }
            .into()
        })
        .collect();
    let saved_count = int(contacts.len());
    let users = ctx.state.users_of(ctx.me, &peers, Detail::Full);
    Ok(types::contacts::Contacts {
        contacts,
        saved_count,
        users,
    }
    .into())
}

fn add_contact(ctx: &mut Ctx<'_>, request: &f::contacts::AddContact) -> Outcome<enums::Updates> {
    let id = ctx.state.input_user(ctx.me, &request.id)?;
    if id == ctx.me {
        return bad("CONTACT_ID_INVALID");
    }
    if request.first_name.trim().is_empty() {
        return bad("CONTACT_NAME_EMPTY");
    }
    let name = ContactName {
        first_name: request.first_name.clone(),
        last_name: request.last_name.clone(),
    };
    if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
        me.contacts.insert(id, name);
    }
    tell_settings(ctx, id);
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn tell_settings(ctx: &mut Ctx<'_>, id: i64) {
    let mut settings: types::PeerSettings = crate::world::tl::zeroed();
    let known = ctx
        .state
        .users
        .get(&ctx.me)
        .is_some_and(|me| me.contacts.contains_key(&id));
    settings.add_contact = !known;
    let mut peers = Peers::default();
    peers.user(id);
    ctx.state.tell(
        ctx.me,
        types::UpdatePeerSettings {
            peer: user_peer(id),
            settings: settings.into(),
        },
        peers,
    );
}

fn delete_contacts(
    ctx: &mut Ctx<'_>,
    request: &f::contacts::DeleteContacts,
) -> Outcome<enums::Updates> {
    for input in &request.id {
        let id = ctx.state.input_user(ctx.me, input)?;
        if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
            me.contacts.remove(&id);
        }
        tell_settings(ctx, id);
    }
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn import_contacts(
    ctx: &mut Ctx<'_>,
    request: &f::contacts::ImportContacts,
) -> Outcome<enums::contacts::ImportedContacts> {
    let mut peers = Peers::default();
    let mut imported = Vec::new();
    for enums::InputContact::InputPhoneContact(contact) in &request.contacts {
        let Some(user_id) = ctx
            .state
            .by_phone(&contact.phone)
            .filter(|id| *id != ctx.me)
        else {
            continue;
        };
        let name = ContactName {
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
        };
        if let Some(me) = ctx.state.users.get_mut(&ctx.me) {
            me.contacts.insert(user_id, name);
        }
        peers.user(user_id);
        imported.push(
            types::ImportedContact {
                user_id,
                client_id: contact.client_id,
            }
            .into(),
        );
    }
    Ok(types::contacts::ImportedContacts {
        imported,
        popular_invites: Vec::new(),
        retry_contacts: Vec::new(),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn get_statuses(
    ctx: &mut Ctx<'_>,
    _: &f::contacts::GetStatuses,
) -> Outcome<Vec<enums::ContactStatus>> {
    let contacts = my_contacts(ctx)
        .into_iter()
        .filter_map(|id| ctx.state.users.get(&id));
    Ok(contacts
        .map(|user| {
            types::ContactStatus {
                user_id: user.id,
                status: ctx.state.view_status(user),
            }
            .into()
        })
        .collect())
}

fn block(ctx: &mut Ctx<'_>, request: &f::contacts::Block) -> Outcome<bool> {
    let id = ctx.state.input_peer_user(ctx.me, &request.id)?;
    if id == ctx.me {
        return bad("CONTACT_ID_INVALID");
    }
    Ok(ctx.state.set_blocked(ctx.me, id, true))
}

fn unblock(ctx: &mut Ctx<'_>, request: &f::contacts::Unblock) -> Outcome<bool> {
    let id = ctx.state.input_peer_user(ctx.me, &request.id)?;
    Ok(ctx.state.set_blocked(ctx.me, id, false))
}

fn get_blocked(
    ctx: &mut Ctx<'_>,
    request: &f::contacts::GetBlocked,
) -> Outcome<enums::contacts::Blocked> {
    let all = ctx
        .state
        .users
        .get(&ctx.me)
        .map(|me| me.blocked.clone())
        .unwrap_or_default();
    let count = int(all.len());
    let mut peers = Peers::default();
    let blocked: Vec<enums::PeerBlocked> = all
        .into_iter()
        .skip(size(request.offset))
        .take(size(request.limit).clamp(1, 100))
        .map(|(id, date)| {
            peers.user(id);
            types::PeerBlocked {
                peer_id: user_peer(id),
                date,
            }
            .into()
        })
        .collect();
    let users = ctx.state.users_of(ctx.me, &peers, Detail::Full);
    if int(blocked.len()) < count {
        return Ok(types::contacts::BlockedSlice {
            count,
            blocked,
            chats: Vec::new(),
            users,
        }
        .into());
    }
    Ok(types::contacts::Blocked {
        blocked,
        chats: Vec::new(),
        users,
    }
    .into())
}

fn search(ctx: &mut Ctx<'_>, request: &f::contacts::Search) -> Outcome<enums::contacts::Found> {
    let query = request.q.trim().trim_start_matches('@').to_lowercase();
    if query.is_empty() {
        return bad("SEARCH_QUERY_EMPTY");
    }
    if query.chars().count() < 2 {
        return bad("QUERY_TOO_SHORT");
    }
    let has = |text: &str| text.to_lowercase().contains(&query);
    let limit = size(request.limit).clamp(1, 50);
    let me = ctx.state.users.get(&ctx.me);
    let mut peers = Peers::default();
    let mut mine = Vec::new();
    let mut others = Vec::new();
    for user in ctx
        .state
        .users
        .values()
        .filter(|user| !user.deleted && user.id != ctx.me)
    {
        let known = me.is_some_and(|me| {
            me.contacts.contains_key(&user.id)
                || me
                    .dialogs
                    .contains_key(&crate::world::data::place::Place::private(ctx.me, user.id))
        });
        let by_username = user.username.as_deref().is_some_and(has);
        let list = if known { &mut mine } else { &mut others };
        if by_username
            || (known && (has(&user.first_name) || user.last_name.as_deref().is_some_and(has)))
        {
            list.push(user_peer(user.id));
        }
    }
    for chat in ctx.state.chats.values() {
        let inside = chat.members.contains_key(&ctx.me);
        let by_username = chat.username.as_deref().is_some_and(has);
        if by_username || (inside && has(&chat.title)) {
            if inside { &mut mine } else { &mut others }.push(chat.place().peer(ctx.me));
        }
    }
    mine.truncate(limit);
    others.truncate(limit);
    mine.iter().chain(&others).for_each(|peer| peers.peer(peer));
    Ok(types::contacts::Found {
        my_results: mine,
        results: others,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}
