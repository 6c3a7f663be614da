//! Help, account, users, contacts, updates.

use crate::support::{Client, b, list, listen, new_message, town};
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::world::World;

pub(crate) const COVERED: &[&[&str]] = &[HELP, ACCOUNT, USERS, CONTACTS, UPDATES];

const HELP: &[&str] = &[
    "help.getConfig!",
    "help.getNearestDc!",
    "help.getAppConfig!",
    "help.getCdnConfig!",
    "help.getCountriesList!",
    "langpack.getDifference!",
    "langpack.getLangPack!",
    "help.getTermsOfServiceUpdate",
    "help.getPromoData",
];

#[test]
fn help_and_strangers() {
    let world = World::new();
    world.data_centre(2, "127.0.0.1:4000".parse().unwrap());
    let client = Client::new(&world, &world.owner(), 5);
    world.sign_out(5);
    let enums::Config::Config(config) = client.ok(&f::help::GetConfig {});
    let enums::DcOption::Option(centre) = &config.dc_options[0];
    assert_eq!(
        (
            centre.port,
            centre.r#static,
            config.this_dc,
            config.message_length_max
        ),
        (4000, true, 2, 4096)
    );
    client.ok(&f::help::GetNearestDc {});
    client.ok(&f::help::GetAppConfig { hash: 0 });
    assert_eq!(
        client.ok(&f::help::GetAppConfig { hash: 1 }),
        enums::help::AppConfig::NotModified
    );
    client.ok(&f::help::GetCdnConfig {});
    client.ok(&f::help::GetCountriesList {
        lang_code: "en".into(),
        hash: 0,
    });
    client.ok(&f::langpack::GetDifference {
        lang_pack: "x".into(),
        lang_code: "en".into(),
        from_version: 3,
    });
    client.ok(&f::langpack::GetLangPack {
        lang_pack: "x".into(),
        lang_code: "en".into(),
    });
    client.refused(
        &f::help::GetTermsOfServiceUpdate {},
        "AUTH_KEY_UNREGISTERED",
    );
    client.refused(&f::help::GetPromoData {}, "AUTH_KEY_UNREGISTERED");
    world.sign_in(5, &world.owner());
    client.ok(&f::help::GetTermsOfServiceUpdate {});
    client.ok(&f::help::GetPromoData {});
    assert_eq!(
        client.call(&f::account::GetAccountTtl {}).unwrap_err(),
        "NO_RESPONDER_account.getAccountTTL",
        "what nobody models is named"
    );
    client.covered(HELP);
}

const ACCOUNT: &[&str] = &[
    "account.updateStatus",
    "account.updateProfile",
    "account.updateUsername",
    "account.checkUsername",
    "account.getAuthorizations",
    "account.resetAuthorization",
];

#[test]
fn the_own_account() {
    let t = town();
    let client = &t.me;
    let other = client.with(&t.world.owner(), 2);
    let out = client.with(&t.world.owner(), 3);
    t.world.sign_out(3);
    let ann = client.with(&t.ann, 4);
    t.ann.send_to_owner("hi");
    let pushes = listen(&t.world);
    out.refused(
        &f::account::UpdateStatus { offline: false },
        "AUTH_KEY_UNREGISTERED",
    );
    assert!(client.ok(&f::account::UpdateStatus { offline: false }));
    assert!(matches!(
        pushes.take(ann.key, ann.session)[..],
        [enums::Update::UserStatus(_)]
    ));
    let profile = |first: &str| f::account::UpdateProfile {
        first_name: Some(first.into()),
        last_name: Some("Smith".into()),
        about: Some("me".into()),
    };
    client.refused(&profile(""), "FIRSTNAME_INVALID");
    client.refused(
        &f::account::UpdateProfile {
            about: Some("x".repeat(141)),
            ..profile("A")
        },
        "ABOUT_TOO_LONG",
    );
    let enums::User::User(me) = client.ok(&profile("Sam")) else {
        panic!("a user")
    };
    assert_eq!(
        (me.first_name.as_deref(), me.last_name.as_deref()),
        (Some("Sam"), Some("Smith"))
    );
    assert!(matches!(
        pushes.take(ann.key, ann.session)[..],
        [enums::Update::UserName(_)]
    ));
    let username = |name: &str| f::account::UpdateUsername {
        username: name.into(),
    };
    let check = |name: &str| f::account::CheckUsername {
        username: name.into(),
    };
    client.refused(&check("a b"), "USERNAME_INVALID");
    assert!(!client.ok(&check("ann_lee")));
    assert!(client.ok(&check("sam_smith")));
    client.refused(&username("ann_lee"), "USERNAME_OCCUPIED");
    client.refused(&username("1abc"), "USERNAME_INVALID");
    client.ok(&username("sam_smith"));
    client.refused(&username("sam_smith"), "USERNAME_NOT_MODIFIED");
    let enums::account::Authorizations::Authorizations(keys) =
        client.ok(&f::account::GetAuthorizations {});
    assert_eq!(keys.authorizations.len(), 2);
    client.refused(&f::account::ResetAuthorization { hash: 99 }, "HASH_INVALID");
    assert!(client.ok(&f::account::ResetAuthorization { hash: 2 }));
    other.refused(&f::account::GetAuthorizations {}, "AUTH_KEY_UNREGISTERED");
    client.covered(ACCOUNT);
}

const USERS: &[&str] = &[
    "users.getUsers",
    "users.getFullUser",
    "messages.getPeerSettings",
    "messages.getCommonChats",
];

#[test]
fn users_and_their_hashes() {
    let t = town();
    let client = &t.me;
    let wrong: enums::InputUser = types::InputUser {
        user_id: t.ann.id(),
        access_hash: 1,
    }
    .into();
    let users = client.ok(&f::users::GetUsers {
        id: vec![enums::InputUser::UserSelf, client.input(&t.ann)],
    });
    let [enums::User::User(me), enums::User::User(ann)] = &users[..] else {
        panic!("{users:?}")
    };
    assert!(me.is_self && !ann.is_self && ann.phone.is_none() && me.phone.is_some());
    client.refused(
        &f::users::GetUsers {
            id: vec![wrong.clone()],
        },
        "USER_ID_INVALID",
    );
    let anns_own_view = t.ann.access_hash_of(&t.ann);
    let foreign: enums::InputUser = types::InputUser {
        user_id: t.ann.id(),
        access_hash: anns_own_view,
    }
    .into();
    client.refused(&f::users::GetUsers { id: vec![foreign] }, "USER_ID_INVALID");
    let ann = t.ann.clone().about("climber");
    let enums::users::UserFull::Full(full) = client.ok(&f::users::GetFullUser {
        id: client.input(&ann),
    });
    let enums::UserFull::Full(full) = full.full_user;
    assert_eq!(
        (full.about.as_deref(), full.common_chats_count, full.blocked),
        (Some("climber"), 3, false)
    );
    client.refused(
        &f::users::GetFullUser { id: wrong.clone() },
        "USER_ID_INVALID",
    );
    client.ok(&f::messages::GetPeerSettings {
        peer: client.to(&ann),
    });
    client.refused(
        &f::messages::GetPeerSettings {
            peer: enums::InputPeer::Empty,
        },
        "PEER_ID_INVALID",
    );
    let common = |user_id| f::messages::GetCommonChats {
        user_id,
        max_id: 0,
        limit: 10,
    };
    let enums::messages::Chats::Chats(chats) = client.ok(&common(client.input(&ann))) else {
        panic!("chats")
    };
    assert_eq!(chats.chats.len(), 3);
    client.refused(&common(wrong), "USER_ID_INVALID");
    client.covered(USERS);
}

#[test]
fn min_users_open_nothing_until_they_are_looked_up_in_their_message() {
    let t = town();
    t.world.min_users(true);
    let pushes = listen(&t.world);
    let hi = t.ann.send(&t.club, "hi");
    let all = pushes.updates.lock().unwrap().clone();
    let enums::Updates::Updates(updates) = &all[0].1 else {
        panic!("{all:?}")
    };
    let ann = updates.users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == t.ann.id() => Some(user.clone()),
        _ => None,
    });
    let ann = ann.unwrap();
    assert!(ann.min);
    let direct: enums::InputUser = types::InputUser {
        user_id: ann.id,
        access_hash: ann.access_hash.unwrap_or(0),
    }
    .into();
    t.me.refused(&f::users::GetUsers { id: vec![direct] }, "USER_ID_INVALID");
    let from = |msg_id| -> enums::InputUser {
        types::InputUserFromMessage {
            peer: t.me.peer(&t.club),
            msg_id,
            user_id: ann.id,
        }
        .into()
    };
    t.me.refused(
        &f::users::GetUsers {
            id: vec![from(999)],
        },
        "MSG_ID_INVALID",
    );
    let users = t.me.ok(&f::users::GetUsers {
        id: vec![from(hi.id())],
    });
    assert!(matches!(&users[..], [enums::User::User(user)] if !user.min));
    t.ann.send_to_owner("hello");
    t.ann.send(&t.club, "again");
    let all = pushes.updates.lock().unwrap().clone();
    let enums::Updates::Updates(updates) = &all[all.len() - 1].1 else {
        panic!("{all:?}")
    };
    assert!(
        updates
            .users
            .iter()
            .all(|user| matches!(user, enums::User::User(user) if !user.min))
    );
}

const CONTACTS: &[&str] = &[
    "contacts.resolveUsername",
    "contacts.resolvePhone",
    "contacts.getContacts",
    "contacts.addContact",
    "contacts.deleteContacts",
    "contacts.importContacts",
    "contacts.getStatuses",
    "contacts.block",
    "contacts.unblock",
    "contacts.getBlocked",
    "contacts.search",
    "contacts.exportContactToken",
    "contacts.importContactToken",
];

#[test]
fn contacts_and_usernames() {
    let t = town();
    let client = &t.me;
    let out = client.with(&t.world.owner(), 3);
    t.world.sign_out(3);
    let resolve = |name: &str| f::contacts::ResolveUsername {
        username: name.into(),
        referer: None,
    };
    let enums::contacts::ResolvedPeer::Peer(found) = client.ok(&resolve("Ann_Lee"));
    assert_eq!(
        found.peer,
        types::PeerUser {
            user_id: t.ann.id()
        }
        .into()
    );
    let enums::contacts::ResolvedPeer::Peer(found) = client.ok(&resolve("bigclub"));
    assert!(matches!(found.chats[..], [enums::Chat::Channel(_)]));
    client.refused(&resolve("nobody"), "USERNAME_NOT_OCCUPIED");
    client.refused(&resolve("no body"), "USERNAME_INVALID");
    let phone = |phone: &str| f::contacts::ResolvePhone {
        phone: phone.into(),
    };
    client.ok(&phone("+15550100100"));
    client.refused(&phone("+1"), "PHONE_NOT_OCCUPIED");
    let add = |id, name: &str| f::contacts::AddContact {
        add_phone_privacy_exception: false,
        id,
        first_name: name.into(),
        last_name: String::new(),
        phone: String::new(),
        note: None,
    };
    client.refused(&add(client.input(&t.ann), ""), "CONTACT_NAME_EMPTY");
    client.refused(&add(enums::InputUser::UserSelf, "x"), "CONTACT_ID_INVALID");
    assert!(matches!(
        list(client.ok(&add(client.input(&t.ann), "Annie")))[..],
        [enums::Update::PeerSettings(_)]
    ));
    let enums::contacts::Contacts::Contacts(contacts) =
        client.ok(&f::contacts::GetContacts { hash: 0 })
    else {
        panic!("contacts")
    };
    let enums::User::User(ann) = &contacts.users[0] else {
        panic!("a user")
    };
    assert_eq!(
        (ann.first_name.as_deref(), ann.contact),
        (Some("Annie"), true)
    );
    assert_eq!(
        ann.phone.as_deref(),
        Some("15550100100"),
        "a contact's number is known"
    );
    out.refused(
        &f::contacts::GetContacts { hash: 0 },
        "AUTH_KEY_UNREGISTERED",
    );
    assert_eq!(client.ok(&f::contacts::GetStatuses {}).len(), 1);
    out.refused(&f::contacts::GetStatuses {}, "AUTH_KEY_UNREGISTERED");
    let delete = |id| f::contacts::DeleteContacts { id: vec![id] };
    client.ok(&delete(client.input(&t.ann)));
    client.refused(&delete(enums::InputUser::Empty), "USER_ID_INVALID");
    let contact = |phone: &str| -> enums::InputContact {
        types::InputPhoneContact {
            client_id: 1,
            phone: phone.into(),
            first_name: "A".into(),
            last_name: String::new(),
            note: None,
        }
        .into()
    };
    let import = f::contacts::ImportContacts {
        contacts: vec![contact("15550100100"), contact("123")],
    };
    let enums::contacts::ImportedContacts::Contacts(imported) = client.ok(&import);
    assert_eq!(imported.imported.len(), 1);
    out.refused(&import, "AUTH_KEY_UNREGISTERED");
    let block = |id| f::contacts::Block {
        my_stories_from: false,
        id,
    };
    assert!(client.ok(&block(client.to(&t.ann))));
    client.refused(&block(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let blocked = f::contacts::GetBlocked {
        my_stories_from: false,
        offset: 0,
        limit: 10,
    };
    assert!(
        matches!(client.ok(&blocked), enums::contacts::Blocked::Blocked(list) if list.blocked.len() == 1)
    );
    out.refused(&blocked, "AUTH_KEY_UNREGISTERED");
    client.refused(
        &crate::support::message(client.to(&t.ann), "hi", 1),
        "YOU_BLOCKED_USER",
    );
    assert!(client.ok(&f::contacts::Unblock {
        my_stories_from: false,
        id: client.to(&t.ann)
    }));
    client.refused(
        &f::contacts::Unblock {
            my_stories_from: false,
            id: enums::InputPeer::Empty,
        },
        "PEER_ID_INVALID",
    );
    let search = |q: &str| f::contacts::Search {
        broadcasts: false,
        bots: false,
        q: q.into(),
        limit: 10,
    };
    let enums::contacts::Found::Found(found) = client.ok(&search("bigc"));
    assert_eq!(found.my_results.len(), 1);
    client.refused(&search(""), "SEARCH_QUERY_EMPTY");
    client.refused(&search("x"), "QUERY_TOO_SHORT");
    client.refused(
        &f::contacts::ImportContactToken {
            token: "none".into(),
        },
        "IMPORT_TOKEN_INVALID",
    );
    let link = t.ann.contact_link();
    let token = link.rsplit('/').next().unwrap().to_owned();
    let enums::User::User(found) = client.ok(&f::contacts::ImportContactToken { token }) else {
        panic!("a user")
    };
    assert_eq!(found.id, t.ann.id());
    let export = f::contacts::ExportContactToken {};
    let enums::ExportedContactToken::Token(own) = client.ok(&export);
    assert!(own.url.starts_with("https://t.me/contact/"), "{}", own.url);
    out.refused(&export, "AUTH_KEY_UNREGISTERED");
    client.covered(CONTACTS);
}

const UPDATES: &[&str] = &[
    "updates.getState",
    "updates.getDifference",
    "updates.getChannelDifference",
];

fn difference(pts: i32) -> f::updates::GetDifference {
    f::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        // Channels that change after it are told of, too.
        date: i32::MAX,
        qts: 0,
        qts_limit: None,
    }
}

#[test]
fn difference_comes_in_slices_and_can_be_too_long() {
    let t = town();
    let client = &t.me;
    let enums::updates::State::State(state) = client.ok(&f::updates::GetState {});
    assert!(matches!(
        client.ok(&difference(state.pts)),
        enums::updates::Difference::Empty(_)
    ));
    for n in 0..130 {
        t.ann.send_to_owner(&format!("message {n}"));
    }
    let enums::updates::Difference::Slice(slice) = client.ok(&difference(state.pts)) else {
        panic!("a slice")
    };
    assert_eq!(slice.new_messages.len(), 100);
    assert!(slice.users.iter().any(|user| user.id() == t.ann.id()));
    let enums::updates::State::State(middle) = slice.intermediate_state;
    assert_eq!(middle.pts, state.pts + 100);
    let enums::updates::Difference::Difference(rest) = client.ok(&difference(middle.pts)) else {
        panic!("the rest")
    };
    let enums::updates::State::State(end) = rest.state;
    assert_eq!((rest.new_messages.len(), end.pts), (30, state.pts + 130));
    assert_eq!(end.unread_count, state.unread_count + 130);
    client.refused(&difference(0), "PERSISTENT_TIMESTAMP_EMPTY");
    client.refused(&difference(end.pts + 1), "PERSISTENT_TIMESTAMP_INVALID");
    t.world.difference_limit(50);
    assert!(
        matches!(client.ok(&difference(state.pts)), enums::updates::Difference::TooLong(long) if long.pts == end.pts)
    );
    t.world.sign_out(1);
    client.refused(&f::updates::GetState {}, "AUTH_KEY_UNREGISTERED");
    t.world.sign_in(1, &t.world.owner());

    let of = |pts, limit| f::updates::GetChannelDifference {
        force: false,
        channel: client.channel(&t.big),
        filter: enums::ChannelMessagesFilter::Empty,
        pts,
        limit,
    };
    let enums::messages::PeerDialogs::Dialogs(dialogs) = client.ok(&f::messages::GetPeerDialogs {
        peers: vec![
            types::InputDialogPeer {
                peer: client.peer(&t.big),
            }
            .into(),
        ],
    });
    let enums::Dialog::Dialog(dialog) = &dialogs.dialogs[0] else {
        panic!("a dialog")
    };
    let pts = dialog.pts.unwrap();
    let first = t.ann.send(&t.big, "one");
    t.ann.send(&t.big, "two");
    t.ann.edit(&first, "uno");
    let enums::updates::ChannelDifference::Difference(part) = client.ok(&of(pts, 1)) else {
        panic!("a part")
    };
    assert!(!part.r#final && part.new_messages.len() == 1 && part.pts == pts + 1);
    let enums::updates::ChannelDifference::Difference(all) = client.ok(&of(pts, 100)) else {
        panic!("all")
    };
    assert!(
        all.r#final
            && all.new_messages.len() == 2
            && all.other_updates.len() == 1
            && all.pts == pts + 3
    );
    assert!(matches!(
        client.ok(&of(pts + 3, 1)),
        enums::updates::ChannelDifference::Empty(_)
    ));
    client.refused(&of(pts + 4, 1), "PERSISTENT_TIMESTAMP_INVALID");
    let mut wrong = of(pts, 1);
    wrong.channel = Client::wrong_channel(&t.big);
    client.refused(&wrong, "CHANNEL_INVALID");
    t.world.channel_difference_limit(2);
    let long = client.ok(&of(pts, 100));
    assert!(
        matches!(long, enums::updates::ChannelDifference::TooLong(long) if long.messages.len() == 1)
    );
    client.covered(UPDATES);
}

#[test]
fn the_callers_session_gets_the_answer_and_the_others_get_the_push() {
    let t = town();
    let client = &t.me;
    let second = client.with(&t.world.owner(), 2);
    let ann = client.with(&t.ann, 4);
    let pushes = listen(&t.world);
    let sent = new_message(client.send(client.to(&t.ann), "hi", 5).unwrap());
    assert!(sent.out && sent.from_id.is_some());
    assert_eq!(pushes.take(client.key, client.session), []);
    let [enums::Update::NewMessage(copy)] = &pushes.take(second.key, second.session)[..] else {
        panic!("one push")
    };
    let enums::Message::Message(copy) = &copy.message else {
        panic!("a message")
    };
    assert_eq!(*copy, sent);
    let [enums::Update::NewMessage(theirs)] = &pushes.take(ann.key, ann.session)[..] else {
        panic!("one push")
    };
    let enums::Message::Message(theirs) = &theirs.message else {
        panic!("a message")
    };
    assert!(!theirs.out && theirs.from_id.is_none() && theirs.id == sent.id);
    assert_eq!(
        theirs.peer_id,
        types::PeerUser {
            user_id: client.user.id()
        }
        .into()
    );
    let bytes = b(&sent.id);
    assert_eq!(bytes.len(), 4);
}
