//! Groups, channels, members, invites.

use crate::support::{Client, b, bare, history, listen, town, z};
use grammers_tl_types::{enums, functions as f, types};

pub(crate) const COVERED: &[&[&str]] = &[CHATS, CHANNELS, MEMBERS, INVITES, JOIN_REQUESTS];

fn admin_rights() -> types::ChatAdminRights {
    bare(&[z()])
}

fn banned_rights() -> types::ChatBannedRights {
    bare(&[z()])
}

const CHATS: &[&str] = &[
    "messages.getChats",
    "messages.getFullChat",
    "messages.createChat",
    "messages.addChatUser",
    "messages.deleteChatUser",
    "messages.editChatTitle",
    "messages.editChatAdmin",
    "messages.editChatDefaultBannedRights",
    "messages.editChatAbout",
    "messages.migrateChat",
    "messages.deleteChat",
];

#[test]
fn basic_groups() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let id = t.club.id();
    let get = |id: i64| f::messages::GetChats { id: vec![id] };
    let enums::messages::Chats::Chats(chats) = client.ok(&get(id)) else {
        panic!("chats")
    };
    assert!(
        matches!(&chats.chats[..], [enums::Chat::Chat(chat)] if chat.creator && chat.participants_count == 2)
    );
    client.refused(&get(5), "CHAT_ID_INVALID");
    let enums::messages::ChatFull::Full(full) =
        client.ok(&f::messages::GetFullChat { chat_id: id });
    let enums::ChatFull::Full(group) = full.full_chat else {
        panic!("a group")
    };
    let enums::ChatParticipants::Participants(participants) = group.participants else {
        panic!("members")
    };
    assert_eq!((participants.participants.len(), full.users.len()), (2, 2));
    client.refused(&f::messages::GetFullChat { chat_id: 5 }, "CHAT_ID_INVALID");

    let pushes = listen(&t.world);
    let create = |users: Vec<enums::InputUser>, title: &str| f::messages::CreateChat {
        users,
        title: title.into(),
        ttl_period: None,
    };
    client.refused(&create(vec![], "x"), "USERS_TOO_FEW");
    client.refused(&create(vec![client.input(&t.ann)], " "), "CHAT_TITLE_EMPTY");
    let enums::messages::InvitedUsers::Users(made) =
        client.ok(&create(vec![client.input(&t.ann)], "Made"));
    let enums::Updates::Updates(updates) = made.updates else {
        panic!("updates")
    };
    assert!(updates.chats.len() == 1 && updates.users.len() == 2);
    let theirs = pushes.take(ann.key, ann.session);
    assert!(matches!(
        theirs[..],
        [
            enums::Update::ChatParticipants(_),
            enums::Update::NewMessage(_)
        ]
    ));

    let add = |client: &Client, user| f::messages::AddChatUser {
        chat_id: id,
        user_id: client.input(user),
        fwd_limit: 0,
    };
    ann.ok(&add(&ann, &t.bob));
    assert!(t.club.has_member(&t.bob));
    client.refused(&add(client, &t.bob), "USER_ALREADY_PARTICIPANT");
    let kick = |client: &Client, user| f::messages::DeleteChatUser {
        revoke_history: false,
        chat_id: id,
        user_id: client.input(user),
    };
    let bob = client.with(&t.bob, 5);
    bob.refused(&kick(&bob, &t.ann), "CHAT_ADMIN_REQUIRED");
    client.ok(&kick(client, &t.bob));
    client.refused(&kick(client, &t.bob), "USER_NOT_PARTICIPANT");
    assert_eq!(
        bob.send(bob.peer(&t.club), "hey", 1).unwrap_err(),
        "CHAT_WRITE_FORBIDDEN"
    );
    let title = |title: &str| f::messages::EditChatTitle {
        chat_id: id,
        title: title.into(),
    };
    client.ok(&title("Renamed"));
    client.refused(&title("Renamed"), "CHAT_NOT_MODIFIED");
    client.refused(&title(" "), "CHAT_TITLE_EMPTY");
    let about = |about: &str| f::messages::EditChatAbout {
        peer: client.peer(&t.club),
        about: about.into(),
    };
    assert!(client.ok(&about("about us")));
    client.refused(&about("about us"), "CHAT_ABOUT_NOT_MODIFIED");
    let admin = |client: &Client, user| f::messages::EditChatAdmin {
        chat_id: id,
        user_id: client.input(user),
        is_admin: true,
    };
    ann.refused(&admin(&ann, &t.ann), "CHAT_ADMIN_REQUIRED");
    assert!(client.ok(&admin(client, &t.ann)));
    assert!(t.club.is_admin(&t.ann));
    let mut quiet = banned_rights();
    quiet.send_messages = true;
    let defaults = |client: &Client, rights: types::ChatBannedRights| {
        f::messages::EditChatDefaultBannedRights {
            peer: client.peer(&t.big),
            banned_rights: rights.into(),
        }
    };
    ann.refused(&defaults(&ann, quiet.clone()), "CHAT_ADMIN_REQUIRED");
    client.ok(&defaults(client, quiet));
    assert_eq!(
        t.ann.try_send(&t.big, "hm").unwrap_err(),
        "CHAT_WRITE_FORBIDDEN"
    );
    let migrate = f::messages::MigrateChat { chat_id: id };
    ann.refused(&migrate, "CHAT_ADMIN_REQUIRED");
    client.ok(&migrate);
    let new = t.club.current();
    assert_ne!(new, t.club);
    t.ann.send(&new, "all here");
    client.refused(&migrate, "CHAT_ID_INVALID");
    let doomed = t.world.group("Doomed").member(&t.ann).create();
    let end = f::messages::DeleteChat {
        chat_id: doomed.id(),
    };
    ann.refused(&end, "CHAT_ADMIN_REQUIRED");
    assert!(client.ok(&end));
    assert_eq!(
        t.ann.try_send(&doomed, "hm").unwrap_err(),
        "CHAT_ID_INVALID"
    );
    client.covered(CHATS);
}

const CHANNELS: &[&str] = &[
    "channels.getChannels",
    "channels.getFullChannel",
    "channels.createChannel",
    "channels.editTitle",
    "channels.updateUsername",
    "channels.toggleSlowMode",
    "channels.toggleForum",
    "channels.toggleSignatures",
    "channels.deleteHistory",
    "channels.deleteChannel",
    "messages.toggleNoForwards",
    "messages.getOnlines",
];

#[test]
fn channels() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let big = client.channel(&t.big);
    client.ok(&f::channels::GetChannels {
        id: vec![big.clone()],
    });
    client.refused(
        &f::channels::GetChannels {
            id: vec![Client::wrong_channel(&t.big)],
        },
        "CHANNEL_INVALID",
    );
    let enums::messages::ChatFull::Full(full) = client.ok(&f::channels::GetFullChannel {
        channel: big.clone(),
    });
    let enums::ChatFull::ChannelFull(full) = full.full_chat else {
        panic!("a channel")
    };
    assert_eq!(
        (full.participants_count, full.admins_count),
        (Some(2), Some(1))
    );
    client.refused(
        &f::channels::GetFullChannel {
            channel: Client::wrong_channel(&t.big),
        },
        "CHANNEL_INVALID",
    );
    let create = |title: &str| -> f::channels::CreateChannel {
        let mut request: f::channels::CreateChannel =
            bare(&[z(), b(&title.to_owned()), b(&"about".to_owned())]);
        request.megagroup = true;
        request
    };
    let enums::Updates::Updates(made) = client.ok(&create("New")) else {
        panic!("updates")
    };
    assert!(
        matches!(&made.chats[..], [enums::Chat::Channel(channel)] if channel.megagroup && channel.creator)
    );
    client.refused(&create(""), "CHAT_TITLE_EMPTY");
    let title = |client: &Client, title: &str| f::channels::EditTitle {
        channel: client.channel(&t.news),
        title: title.into(),
    };
    client.ok(&title(client, "Old news"));
    ann.refused(&title(&ann, "Mine"), "CHAT_ADMIN_REQUIRED");
    let username = |client: &Client, name: &str| f::channels::UpdateUsername {
        channel: client.channel(&t.news),
        username: name.into(),
    };
    client.refused(&username(client, "bigclub"), "USERNAME_OCCUPIED");
    assert!(client.ok(&username(client, "old_news")));
    ann.refused(&username(&ann, "anns_news"), "CHAT_ADMIN_REQUIRED");
    let slow = |seconds: i32| f::channels::ToggleSlowMode {
        channel: big.clone(),
        seconds,
    };
    client.ok(&slow(10));
    client.refused(&slow(7), "SECONDS_INVALID");
    let signed = |on: bool| f::channels::ToggleSignatures {
        signatures_enabled: on,
        profiles_enabled: false,
        channel: client.channel(&t.news),
    };
    client.ok(&signed(true));
    client.refused(&signed(true), "CHAT_NOT_MODIFIED");
    let post = t.world.owner().send(&t.news, "post");
    let found = crate::support::messages(ann.ok(&history(ann.peer(&t.news)))).0;
    let enums::Message::Message(found) = &found[0] else {
        panic!("a post")
    };
    assert!(found.post && !found.out && found.from_id.is_none());
    assert_eq!(
        (found.id, found.post_author.as_deref(), found.views),
        (post.id(), Some("Owner"), Some(1))
    );
    let forum = |enabled: bool| f::channels::ToggleForum {
        channel: big.clone(),
        enabled,
        tabs: false,
    };
    client.refused(&forum(false), "CHAT_NOT_MODIFIED");
    client.ok(&forum(true));
    t.ann.send(&t.big, "one");
    let delete = |client: &Client| f::channels::DeleteHistory {
        for_everyone: true,
        channel: client.channel(&t.big),
        max_id: 0,
    };
    ann.refused(&delete(&ann), "CHAT_ADMIN_REQUIRED");
    client.ok(&delete(client));
    assert!(t.big.messages().is_empty());
    let protect = |client: &Client, enabled: bool| f::messages::ToggleNoForwards {
        peer: client.peer(&t.news),
        enabled,
        request_msg_id: None,
    };
    ann.refused(&protect(&ann, true), "CHAT_ADMIN_REQUIRED");
    client.ok(&protect(client, true));
    let onlines = |peer| f::messages::GetOnlines { peer };
    let enums::ChatOnlines::Onlines(online) = client.ok(&onlines(client.peer(&t.big)));
    assert_eq!(online.onlines, 0);
    client.refused(&onlines(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let end = |client: &Client| f::channels::DeleteChannel {
        channel: client.channel(&t.news),
    };
    ann.refused(&end(&ann), "CHAT_ADMIN_REQUIRED");
    client.ok(&end(client));
    ann.refused(&history(ann.peer(&t.news)), "CHANNEL_PRIVATE");
    client.covered(CHANNELS);
}

const MEMBERS: &[&str] = &[
    "channels.getParticipants",
    "channels.getParticipant",
    "channels.joinChannel",
    "channels.leaveChannel",
    "channels.inviteToChannel",
    "channels.editAdmin",
    "channels.editBanned",
];

#[test]
fn members() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let bob = client.with(&t.bob, 5);
    let big = client.channel(&t.big);
    let join = |client: &Client, chat| f::channels::JoinChannel {
        channel: client.channel(chat),
    };
    bob.ok(&join(&bob, &t.big));
    assert!(t.big.has_member(&t.bob));
    bob.refused(&join(&bob, &t.big), "USER_ALREADY_PARTICIPANT");
    bob.refused(&join(&bob, &t.news), "CHANNEL_PRIVATE");
    bob.refused(&history(bob.peer(&t.news)), "CHANNEL_PRIVATE");
    t.big.last_service_message().expect_from(&t.bob);

    let list_of =
        |client: &Client, filter: enums::ChannelParticipantsFilter| f::channels::GetParticipants {
            channel: client.channel(&t.big),
            filter,
            offset: 0,
            limit: 100,
            hash: 0,
        };
    let count = |client: &Client, filter: enums::ChannelParticipantsFilter| match client
        .ok(&list_of(client, filter))
    {
        enums::channels::ChannelParticipants::Participants(list) => list.count,
        enums::channels::ChannelParticipants::NotModified => panic!("not modified"),
    };
    use enums::ChannelParticipantsFilter as Filter;
    assert_eq!(count(client, Filter::ChannelParticipantsRecent), 3);
    assert_eq!(count(client, Filter::ChannelParticipantsAdmins), 1);
    let by_name: Filter = types::ChannelParticipantsSearch { q: "bo".into() }.into();
    assert_eq!(count(client, by_name), 1);
    let kicked: Filter = types::ChannelParticipantsKicked { q: String::new() }.into();
    ann.refused(&list_of(&ann, kicked.clone()), "CHAT_ADMIN_REQUIRED");

    let get = |user: enums::InputPeer| f::channels::GetParticipant {
        channel: big.clone(),
        participant: user,
    };
    let owner = t.world.owner();
    let participant = |user: enums::InputPeer| {
        let enums::channels::ChannelParticipant::Participant(found) = client.ok(&get(user));
        found.participant
    };
    assert!(matches!(
        participant(enums::InputPeer::PeerSelf),
        enums::ChannelParticipant::Creator(_)
    ));
    assert!(matches!(
        participant(client.to(&t.ann)),
        enums::ChannelParticipant::Participant(_)
    ));
    let cleo = t.world.user("Cleo");
    client.refused(&get(client.to(&cleo)), "USER_NOT_PARTICIPANT");
    client.refused(&get(enums::InputPeer::Empty), "PARTICIPANT_ID_INVALID");

    let promote = |client: &Client, user, rights: types::ChatAdminRights| f::channels::EditAdmin {
        channel: client.channel(&t.big),
        user_id: client.input(user),
        admin_rights: rights.into(),
        rank: Some("helper".into()),
    };
    let mut rights = admin_rights();
    rights.ban_users = true;
    ann.refused(
        &promote(&ann, &t.ann, rights.clone()),
        "CHAT_ADMIN_REQUIRED",
    );
    client.ok(&promote(client, &t.ann, rights.clone()));
    assert!(matches!(
        participant(client.to(&t.ann)),
        enums::ChannelParticipant::Admin(admin) if admin.rank.as_deref() == Some("helper")
    ));
    ann.refused(&promote(&ann, &owner, rights), "CHAT_ADMIN_REQUIRED");

    let ban = |client: &Client, user, rights: types::ChatBannedRights| f::channels::EditBanned {
        channel: client.channel(&t.big),
        participant: client.to(user),
        banned_rights: rights.into(),
    };
    let mut muted = banned_rights();
    muted.send_messages = true;
    ann.ok(&ban(&ann, &t.bob, muted.clone()));
    assert_eq!(
        bob.send(bob.peer(&t.big), "hm", 1).unwrap_err(),
        "CHAT_WRITE_FORBIDDEN"
    );
    assert!(
        matches!(participant(client.to(&t.bob)), enums::ChannelParticipant::Banned(banned) if !banned.left)
    );
    ann.refused(&ban(&ann, &owner, muted.clone()), "USER_ADMIN_INVALID");
    bob.refused(&ban(&bob, &t.ann, muted), "CHAT_ADMIN_REQUIRED");
    ann.ok(&ban(&ann, &t.bob, banned_rights()));
    bob.send(bob.peer(&t.big), "free", 2).unwrap();
    let pushes = listen(&t.world);
    let mut gone = banned_rights();
    gone.view_messages = true;
    ann.ok(&ban(&ann, &t.bob, gone));
    assert!(matches!(
        pushes.take(bob.key, bob.session)[..],
        [enums::Update::Channel(_)]
    ));
    bob.refused(&history(bob.peer(&t.big)), "CHANNEL_PRIVATE");
    bob.refused(&join(&bob, &t.big), "CHANNEL_PRIVATE");
    let enums::messages::Chats::Chats(seen) = bob.ok(&f::channels::GetChannels {
        id: vec![bob.channel(&t.big)],
    }) else {
        panic!("chats")
    };
    assert!(matches!(seen.chats[..], [enums::Chat::ChannelForbidden(_)]));
    assert_eq!(count(client, kicked), 1);

    let invite = |client: &Client, user| f::channels::InviteToChannel {
        channel: client.channel(&t.big),
        users: vec![client.input(user)],
    };
    client.ok(&invite(client, &cleo));
    client.refused(&invite(client, &cleo), "USER_ALREADY_PARTICIPANT");
    let dora = t.world.user("Dora");
    dora.block(&t.world.owner());
    let enums::messages::InvitedUsers::Users(answer) = client.ok(&invite(client, &dora));
    assert_eq!(answer.missing_invitees.len(), 1);
    let leave = |client: &Client| f::channels::LeaveChannel {
        channel: client.channel(&t.big),
    };
    client.refused(&leave(client), "USER_CREATOR");
    ann.ok(&leave(&ann));
    assert!(!t.big.has_member(&t.ann));
    client.covered(MEMBERS);
}

#[test]
fn restrictions_end_with_their_time() {
    let t = town();
    let client = &t.me;
    let mut rights = banned_rights();
    rights.send_messages = true;
    rights.until_date = t.world.now() + 60;
    client.ok(&f::channels::EditBanned {
        channel: client.channel(&t.big),
        participant: client.to(&t.ann),
        banned_rights: rights.into(),
    });
    assert_eq!(
        t.ann.try_send(&t.big, "hm").unwrap_err(),
        "CHAT_WRITE_FORBIDDEN"
    );
    t.world.starts_at(i64::from(t.world.now()) + 61);
    t.ann.send(&t.big, "free again");
}

const INVITES: &[&str] = &[
    "messages.exportChatInvite",
    "messages.editExportedChatInvite",
    "messages.checkChatInvite",
    "messages.importChatInvite",
];

#[test]
fn invite_links() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let bob = client.with(&t.bob, 5);
    let export = |client: &Client| -> f::messages::ExportChatInvite {
        bare(&[z(), b(&client.peer(&t.news))])
    };
    ann.refused(&export(&ann), "CHAT_ADMIN_REQUIRED");
    let link = |answer: enums::ExportedChatInvite| match answer {
        enums::ExportedChatInvite::ChatInviteExported(invite) => invite.link,
        enums::ExportedChatInvite::ChatInvitePublicJoinRequests => panic!("no link"),
    };
    let first = link(client.ok(&export(client)));
    assert_eq!(
        link(client.ok(&export(client))),
        first,
        "the permanent link stays"
    );
    let hash = first.rsplit('+').next().unwrap().to_owned();
    let check = |hash: &str| f::messages::CheckChatInvite { hash: hash.into() };
    let enums::ChatInvite::Invite(seen) = bob.ok(&check(&hash)) else {
        panic!("an invite")
    };
    assert_eq!((seen.title.as_str(), seen.broadcast), ("News", true));
    bob.refused(&check("nonsense"), "INVITE_HASH_INVALID");
    bob.refused(&check(""), "INVITE_HASH_EMPTY");
    let import = |hash: &str| f::messages::ImportChatInvite { hash: hash.into() };
    bob.ok(&import(&hash));
    assert!(t.news.has_member(&t.bob));
    bob.refused(&import(&hash), "USER_ALREADY_PARTICIPANT");
    assert!(matches!(
        bob.ok(&check(&hash)),
        enums::ChatInvite::Already(_)
    ));
    let revoke = |link: &str| -> f::messages::EditExportedChatInvite {
        let mut request: f::messages::EditExportedChatInvite =
            bare(&[z(), b(&client.peer(&t.news)), b(&link.to_owned())]);
        request.revoked = true;
        request
    };
    client.ok(&revoke(&first));
    client.refused(&revoke("https://t.me/+none"), "INVITE_HASH_EXPIRED");
    let cleo = client.with(&t.world.user("Cleo"), 6);
    cleo.refused(&import(&hash), "INVITE_HASH_EXPIRED");
    let mut asking = export(client);
    asking.request_needed = true;
    let hash = link(client.ok(&asking))
        .rsplit('+')
        .next()
        .unwrap()
        .to_owned();
    cleo.refused(&import(&hash), "INVITE_REQUEST_SENT");
    client.covered(INVITES);
}

const JOIN_REQUESTS: &[&str] = &[
    "messages.getExportedChatInvites",
    "messages.deleteExportedChatInvite",
    "messages.getChatInviteImporters",
    "messages.hideChatJoinRequest",
];

#[test]
fn those_who_ask_to_be_let_in() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let cleo = t.world.user("Cleo");
    let owner = t.world.owner();
    let link = owner.request_link(&t.news);
    assert!(cleo.follow(&link).is_err());
    assert!(cleo.follow(&link).is_err(), "a second time changes nothing");
    let importers = |client: &Client, requested| f::messages::GetChatInviteImporters {
        requested,
        subscription_expired: false,
        peer: client.peer(&t.news),
        link: None,
        q: None,
        offset_date: 0,
        offset_user: enums::InputUser::Empty,
        limit: 10,
    };
    ann.refused(&importers(&ann, true), "CHAT_ADMIN_REQUIRED");
    let asked = |requested| {
        let enums::messages::ChatInviteImporters::Importers(answer) =
            client.ok(&importers(client, requested));
        let ids = answer.importers.iter().map(|importer| {
            let enums::ChatInviteImporter::Importer(importer) = importer;
            (importer.user_id, importer.approved_by)
        });
        ids.collect::<Vec<_>>()
    };
    assert_eq!(asked(true), [(cleo.id(), None)]);
    assert_eq!(asked(false), []);
    let decide = |user: &userbot_testkit::world::User, approved| f::messages::HideChatJoinRequest {
        approved,
        peer: client.peer(&t.news),
        user_id: client.input(user),
    };
    client.ok(&decide(&cleo, true));
    assert!(t.news.has_member(&cleo));
    client.refused(&decide(&cleo, true), "USER_ALREADY_PARTICIPANT");
    client.refused(&decide(&t.bob, false), "HIDE_REQUESTER_MISSING");
    assert_eq!(asked(true), []);
    assert_eq!(asked(false), [(cleo.id(), Some(owner.id()))]);

    let list = |revoked| f::messages::GetExportedChatInvites {
        revoked,
        peer: client.peer(&t.news),
        admin_id: enums::InputUser::UserSelf,
        offset_date: None,
        offset_link: None,
        limit: 10,
    };
    let count = |revoked| {
        let enums::messages::ExportedChatInvites::Invites(answer) = client.ok(&list(revoked));
        answer.count
    };
    assert_eq!((count(false), count(true)), (1, 0));
    let mut elsewhere = list(false);
    elsewhere.peer = client.to(&t.ann);
    client.refused(&elsewhere, "PEER_ID_INVALID");
    let delete = f::messages::DeleteExportedChatInvite {
        peer: client.peer(&t.news),
        link: link.clone(),
    };
    client.refused(&delete, "INVITE_HASH_EXPIRED");
    let mut revoke: f::messages::EditExportedChatInvite =
        bare(&[z(), b(&client.peer(&t.news)), b(&link)]);
    revoke.revoked = true;
    client.ok(&revoke);
    assert_eq!((count(false), count(true)), (0, 1));
    assert!(client.ok(&delete));
    assert_eq!(count(true), 0);
    client.covered(JOIN_REQUESTS);
}
