//! Messages: sending, editing, histories, reading, reactions, files, bots.

use crate::support::{
    Client, b, bare, edit, history, list, listen, message, messages, new_message, text, texts,
    town, z,
};
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::server::Reply;
use userbot_testkit::world::{Article, Media, PressAnswer, World};

pub(crate) const COVERED: &[&[&str]] =
    &[SEND, EDIT, HISTORY, DIALOGS, READ, REACTIONS, FILES, BOTS];

const SEND: &[&str] = &[
    "messages.sendMessage",
    "messages.sendMedia",
    "messages.sendMultiMedia",
    "messages.forwardMessages",
];

#[test]
fn sending() {
    let t = town();
    let client = &t.me;
    let peer = client.peer(&t.club);
    let sent = new_message(client.send(peer.clone(), "  hi @ann_lee ", 1).unwrap());
    assert_eq!(sent.message, "hi @ann_lee");
    assert!(matches!(
        sent.entities.as_deref(),
        Some([enums::MessageEntity::Mention(_)])
    ));
    t.club
        .last_message()
        .expect_text("hi @ann_lee")
        .expect_from_owner();
    for (request, error) in [
        (message(peer.clone(), " ", 2), "MESSAGE_EMPTY"),
        (
            message(peer.clone(), &"x".repeat(4097), 2),
            "MESSAGE_TOO_LONG",
        ),
        (message(peer.clone(), "twice", 1), "RANDOM_ID_DUPLICATE"),
        (message(peer.clone(), "zero", 0), "RANDOM_ID_EMPTY"),
        (message(enums::InputPeer::Empty, "x", 2), "PEER_ID_INVALID"),
        (
            message(types::InputPeerChat { chat_id: 5 }.into(), "x", 2),
            "PEER_ID_INVALID",
        ),
        (
            message(
                types::InputPeerUser {
                    user_id: t.ann.id(),
                    access_hash: 5,
                }
                .into(),
                "x",
                2,
            ),
            "PEER_ID_INVALID",
        ),
        (
            message(
                types::InputPeerChannel {
                    channel_id: t.big.id(),
                    access_hash: 5,
                }
                .into(),
                "x",
                2,
            ),
            "CHANNEL_INVALID",
        ),
    ] {
        client.refused(&request, error);
    }
    let asked = t.ann.send(&t.club, "what is the answer?");
    let mut reply = message(peer.clone(), "42", 3);
    let mut to: types::InputReplyToMessage = bare(&[z(), b(&asked.id())]);
    to.quote_text = Some("the answer".into());
    to.quote_offset = Some(8);
    reply.reply_to = Some(to.clone().into());
    let sent = new_message(client.ok(&reply));
    let Some(enums::MessageReplyHeader::Header(header)) = sent.reply_to else {
        panic!("a reply")
    };
    assert_eq!(
        (header.reply_to_msg_id, header.quote_text.as_deref()),
        (Some(asked.id()), Some("the answer"))
    );
    t.club.last_message().expect_reply_to(&asked);
    reply.random_id = 4;
    to.quote_text = Some("the question".into());
    reply.reply_to = Some(to.clone().into());
    client.refused(&reply, "QUOTE_TEXT_INVALID");
    to.quote_text = None;
    to.reply_to_msg_id = 9999;
    reply.reply_to = Some(to.into());
    client.refused(&reply, "REPLY_MESSAGE_ID_INVALID");

    // Media.
    let dice: enums::InputMedia = types::InputMediaDice {
        emoticon: "🎲".into(),
    }
    .into();
    let media = |media: enums::InputMedia, random_id: i64| -> f::messages::SendMedia {
        bare(&[
            z(),
            b(&peer),
            b(&media),
            b(&"caption".to_owned()),
            b(&random_id),
        ])
    };
    let sent = new_message(client.ok(&media(dice, 5)));
    assert!(matches!(sent.media, Some(enums::MessageMedia::Dice(_))));
    client.refused(&media(enums::InputMedia::Empty, 6), "MEDIA_EMPTY");
    let file = |id: i64| -> enums::InputFile {
        types::InputFile {
            id,
            parts: 1,
            name: "a.png".into(),
            md5_checksum: String::new(),
        }
        .into()
    };
    let photo = |id: i64| -> enums::InputMedia {
        let photo: types::InputMediaUploadedPhoto = bare(&[z(), b(&file(id))]);
        photo.into()
    };
    client.refused(&media(photo(1), 7), "FILE_PART_0_MISSING");
    for id in [1, 2] {
        client.ok(&f::upload::SaveFilePart {
            file_id: id,
            file_part: 0,
            bytes: vec![9; 2048],
        });
    }
    let single = |id: i64| -> enums::InputSingleMedia {
        let single: types::InputSingleMedia =
            bare(&[z(), b(&photo(id)), b(&(id + 100)), b(&String::new())]);
        single.into()
    };
    let album = |items: &[enums::InputSingleMedia]| -> f::messages::SendMultiMedia {
        bare(&[z(), b(&peer), b(&items.to_vec())])
    };
    client.refused(&album(&[]), "MEDIA_EMPTY");
    client.refused(&album(&vec![single(1); 11]), "MULTI_MEDIA_TOO_LONG");
    let updates = list(client.ok(&album(&[single(1), single(2)])));
    let groups: Vec<_> = updates
        .iter()
        .filter_map(|update| match update {
            enums::Update::NewMessage(types::UpdateNewMessage {
                message: enums::Message::Message(m),
                ..
            }) => m.grouped_id,
            _ => None,
        })
        .collect();
    assert!(groups.len() == 2 && groups[0] == groups[1]);

    // Forwarding.
    let forward =
        |ids: &[i32], to: enums::InputPeer, random: &[i64]| -> f::messages::ForwardMessages {
            bare(&[z(), b(&peer), b(&ids.to_vec()), b(&random.to_vec()), b(&to)])
        };
    let copy = new_message(client.ok(&forward(&[asked.id()], enums::InputPeer::PeerSelf, &[50])));
    let Some(enums::MessageFwdHeader::Header(header)) = copy.fwd_from else {
        panic!("a forward")
    };
    assert_eq!(
        header.from_id,
        Some(
            types::PeerUser {
                user_id: t.ann.id()
            }
            .into()
        )
    );
    assert_eq!(header.saved_from_msg_id, Some(asked.id()));
    assert!(!copy.out, "nothing goes out into Saved Messages");
    client.refused(
        &forward(&[], enums::InputPeer::PeerSelf, &[]),
        "MESSAGE_IDS_EMPTY",
    );
    client.refused(
        &forward(&[7777], enums::InputPeer::PeerSelf, &[51]),
        "MESSAGE_ID_INVALID",
    );
    let closed = t.world.group("Closed").member(&t.ann).protected().create();
    let secret = t.ann.send(&closed, "secret");
    let mut request = forward(&[secret.id()], enums::InputPeer::PeerSelf, &[52]);
    request.from_peer = client.peer(&closed);
    client.refused(&request, "CHAT_FORWARDS_RESTRICTED");
    let mut request = forward(&[asked.id()], client.to(&t.ann), &[53]);
    request.drop_author = true;
    assert!(new_message(client.ok(&request)).fwd_from.is_none());
    client.covered(SEND);
}

#[test]
fn slow_mode_waits_for_the_clock() {
    let world = World::new();
    let ann = world.user("Ann");
    let slow = world.supergroup("Slow").member(&ann).slow_mode(30).create();
    let client = Client::new(&world, &ann, 1);
    client.send(client.peer(&slow), "one", 1).unwrap();
    assert_eq!(
        client.send(client.peer(&slow), "two", 2).unwrap_err(),
        "SLOWMODE_WAIT_30"
    );
    world.starts_at(i64::from(world.now()) + 31);
    client.send(client.peer(&slow), "two", 3).unwrap();
}

const EDIT: &[&str] = &[
    "messages.editMessage",
    "messages.deleteMessages",
    "channels.deleteMessages",
    "messages.deleteHistory",
    "messages.updatePinnedMessage",
    "messages.unpinAllMessages",
];

#[test]
fn editing_deleting_pinning() {
    let t = town();
    let client = &t.me;
    let peer = client.peer(&t.club);
    let mine = new_message(client.send(peer.clone(), "one", 1).unwrap()).id;
    let anns = t.ann.send(&t.club, "mine");
    let edited = list(client.ok(&edit(peer.clone(), mine, "two")));
    assert!(
        matches!(&edited[..], [enums::Update::EditMessage(update)] if text(&update.message) == "two")
    );
    t.club.message(mine).expect_edited("two");
    client.refused(&edit(peer.clone(), mine, "two"), "MESSAGE_NOT_MODIFIED");
    client.refused(&edit(peer.clone(), mine, ""), "MESSAGE_EMPTY");
    client.refused(&edit(peer.clone(), 9999, "x"), "MESSAGE_ID_INVALID");
    client.refused(
        &edit(peer.clone(), anns.id(), "x"),
        "MESSAGE_AUTHOR_REQUIRED",
    );
    client.refused(
        &edit(peer.clone(), mine, &"x".repeat(5000)),
        "MESSAGE_TOO_LONG",
    );
    let base = t.world.now();
    t.world.starts_at(i64::from(base) + 3 * 24 * 3600);
    client.refused(
        &edit(peer.clone(), mine, "late"),
        "MESSAGE_EDIT_TIME_EXPIRED",
    );

    let pin = |id: i32, unpin: bool| f::messages::UpdatePinnedMessage {
        silent: false,
        unpin,
        pm_oneside: false,
        peer: peer.clone(),
        id,
    };
    let updates = list(client.ok(&pin(mine, false)));
    assert!(matches!(
        updates[..],
        [
            enums::Update::PinnedMessages(_),
            enums::Update::NewMessage(_)
        ]
    ));
    client.refused(&pin(mine, false), "CHAT_NOT_MODIFIED");
    client.refused(&pin(9999, false), "MESSAGE_ID_INVALID");
    let unpin = |peer| f::messages::UnpinAllMessages {
        peer,
        top_msg_id: None,
        saved_peer_id: None,
    };
    let enums::messages::AffectedHistory::History(affected) = client.ok(&unpin(peer.clone()));
    assert_eq!(affected.pts_count, 1);
    let ann = client.with(&t.ann, 4);
    ann.refused(&unpin(ann.peer(&t.news)), "CHAT_ADMIN_REQUIRED");

    let delete = |id: i32, revoke: bool| f::messages::DeleteMessages {
        revoke,
        id: vec![id],
    };
    let enums::messages::AffectedMessages::Messages(affected) = client.ok(&delete(mine, true));
    assert_eq!(affected.pts_count, 1);
    t.club.message(mine).expect_deleted();
    let enums::messages::AffectedMessages::Messages(affected) = client.ok(&delete(mine, true));
    assert_eq!(affected.pts_count, 0, "what is gone is gone");
    let kept = t.world.owner().send(&t.club, "kept");
    ann.refused(&delete(kept.id(), true), "MESSAGE_DELETE_FORBIDDEN");
    ann.ok(&delete(kept.id(), false));
    kept.expect_not_deleted();
    assert!(!texts(ann.ok(&history(ann.peer(&t.club)))).contains(&"kept".to_owned()));

    let post = t.world.owner().send(&t.big, "post");
    let channel_delete = |client: &Client, id: i32| f::channels::DeleteMessages {
        channel: client.channel(&t.big),
        id: vec![id],
    };
    ann.refused(&channel_delete(&ann, post.id()), "MESSAGE_DELETE_FORBIDDEN");
    client.ok(&channel_delete(client, post.id()));
    post.expect_deleted();

    t.ann.send_to_owner("one");
    t.ann.send_to_owner("two");
    let clear = |peer| f::messages::DeleteHistory {
        just_clear: false,
        revoke: true,
        peer,
        max_id: 0,
        min_date: None,
        max_date: None,
    };
    client.ok(&clear(client.to(&t.ann)));
    assert!(t.ann.chat().messages().is_empty());
    client.refused(&clear(client.peer(&t.big)), "PEER_ID_INVALID");
    client.covered(EDIT);
}

const HISTORY: &[&str] = &[
    "messages.getHistory",
    "messages.getMessages",
    "channels.getMessages",
    "messages.search",
    "messages.searchGlobal",
    "messages.getReplies",
    "messages.getUnreadMentions",
    "messages.getScheduledHistory",
    "messages.getMessagesViews",
    "messages.getSearchCounters",
];

fn search(peer: enums::InputPeer, q: &str, filter: enums::MessagesFilter) -> f::messages::Search {
    let mut request: f::messages::Search = bare(&[z(), b(&peer), b(&q.to_owned()), b(&filter)]);
    request.limit = 100;
    request
}

#[test]
fn histories_and_searches() {
    let t = town();
    let client = &t.me;
    let all: Vec<_> = (1..=10)
        .map(|n| t.ann.send_to_owner(&format!("message {n}")))
        .collect();
    let peer = client.to(&t.ann);
    let page = |offset_id: i32, add_offset: i32, limit: i32| {
        texts(client.ok(&f::messages::GetHistory {
            offset_id,
            add_offset,
            limit,
            ..history(peer.clone())
        }))
    };
    let names = |numbers: &[i32]| {
        numbers
            .iter()
            .map(|n| format!("message {n}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(page(0, 0, 3), names(&[10, 9, 8]));
    assert_eq!(page(all[7].id(), 0, 3), names(&[7, 6, 5]));
    assert_eq!(page(all[4].id(), -3, 5), names(&[7, 6, 5, 4, 3]));
    assert_eq!(page(0, 8, 5), names(&[2, 1]));
    let between = f::messages::GetHistory {
        min_id: all[2].id(),
        max_id: all[6].id(),
        ..history(peer.clone())
    };
    let (found, total) = messages(client.ok(&between));
    assert_eq!(
        (found.iter().map(text).collect::<Vec<_>>(), total),
        (names(&[6, 5, 4]), 10)
    );
    client.refused(&history(enums::InputPeer::Empty), "PEER_ID_INVALID");

    let id = |id: i32| -> enums::InputMessage { types::InputMessageId { id }.into() };
    let get = f::messages::GetMessages {
        id: vec![id(all[0].id()), id(9999)],
    };
    assert_eq!(texts(client.ok(&get)), ["message 1", "(empty)"]);
    let answer = t.ann.reply(&t.ann.send(&t.big, "question"), "answer @bob");
    let of_channel =
        |channel, ids: Vec<enums::InputMessage>| f::channels::GetMessages { channel, id: ids };
    let reply_to: enums::InputMessage = types::InputMessageReplyTo { id: answer.id() }.into();
    assert_eq!(
        texts(client.ok(&of_channel(client.channel(&t.big), vec![reply_to]))),
        ["question"]
    );
    client.refused(
        &of_channel(client.channel(&t.big), vec![]),
        "MESSAGE_IDS_EMPTY",
    );
    t.world.sign_out(1);
    client.refused(&get, "AUTH_KEY_UNREGISTERED");
    t.world.sign_in(1, &t.world.owner());

    use enums::MessagesFilter as Filter;
    t.ann.send_media(
        t.ann.chat(),
        Media::photo("x").caption("message with photo"),
    );
    t.ann.send_to_owner("see https://example.com");
    assert_eq!(
        texts(client.ok(&search(
            peer.clone(),
            "MESSAGE 1",
            Filter::InputMessagesFilterEmpty
        ))),
        names(&[10, 1])
    );
    let photos = texts(client.ok(&search(peer.clone(), "", Filter::InputMessagesFilterPhotos)));
    assert_eq!(photos, ["message with photo"]);
    let urls = texts(client.ok(&search(peer.clone(), "", Filter::InputMessagesFilterUrl)));
    assert_eq!(urls, ["see https://example.com"]);
    let mut by_me = search(client.peer(&t.big), "", Filter::InputMessagesFilterEmpty);
    by_me.from_id = Some(enums::InputPeer::PeerSelf);
    assert!(texts(client.ok(&by_me)).is_empty());
    client.refused(
        &search(
            enums::InputPeer::Empty,
            "",
            Filter::InputMessagesFilterEmpty,
        ),
        "SEARCH_QUERY_EMPTY",
    );
    let global = |q: &str| -> f::messages::SearchGlobal {
        let empty = enums::MessagesFilter::InputMessagesFilterEmpty;
        let mut request: f::messages::SearchGlobal = bare(&[
            z(),
            b(&q.to_owned()),
            b(&empty),
            z(),
            z(),
            z(),
            b(&enums::InputPeer::Empty),
        ]);
        request.limit = 10;
        request
    };
    assert_eq!(texts(client.ok(&global("answer"))), ["answer @bob"]);
    client.refused(&global(""), "SEARCH_QUERY_EMPTY");
    let counters = |peer| f::messages::GetSearchCounters {
        peer,
        saved_peer_id: None,
        top_msg_id: None,
        filters: vec![Filter::InputMessagesFilterPhotos],
    };
    let [enums::messages::SearchCounter::Counter(counter)] =
        &client.ok(&counters(peer.clone()))[..]
    else {
        panic!("one counter")
    };
    assert_eq!(counter.count, 1);
    client.refused(&counters(enums::InputPeer::Empty), "PEER_ID_INVALID");

    let question = t.big.message(answer.reply_to().unwrap().id());
    let replies = |msg_id: i32| f::messages::GetReplies {
        peer: client.peer(&t.big),
        msg_id,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    assert_eq!(texts(client.ok(&replies(question.id()))), ["answer @bob"]);
    client.refused(&replies(9999), "MESSAGE_ID_INVALID");
    let hello = t.world.owner().send(&t.big, "hello");
    t.ann.reply(&hello, "hello you");
    let mentions = |peer| f::messages::GetUnreadMentions {
        peer,
        top_msg_id: None,
        offset_id: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
    };
    assert_eq!(
        texts(client.ok(&mentions(client.peer(&t.big)))),
        ["hello you"]
    );
    client.refused(&mentions(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let scheduled = |peer| f::messages::GetScheduledHistory { peer, hash: 0 };
    assert!(texts(client.ok(&scheduled(peer.clone()))).is_empty());
    client.refused(&scheduled(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let post = t.world.owner().send(&t.news, "post");
    let ann = client.with(&t.ann, 4);
    let views = |peer| f::messages::GetMessagesViews {
        peer,
        id: vec![post.id()],
        increment: true,
    };
    let enums::messages::MessageViews::Views(seen) = ann.ok(&views(ann.peer(&t.news)));
    assert!(
        matches!(&seen.views[..], [enums::MessageViews::Views(views)] if views.views == Some(2))
    );
    ann.refused(&views(enums::InputPeer::Empty), "PEER_ID_INVALID");
    client.covered(HISTORY);
}

const DIALOGS: &[&str] = &[
    "messages.getDialogs",
    "messages.getPeerDialogs",
    "messages.getPinnedDialogs",
    "messages.markDialogUnread",
    "messages.toggleDialogPin",
    "folders.editPeerFolders",
    "messages.getDialogFilters",
    "account.getNotifySettings",
    "account.updateNotifySettings",
];

#[test]
fn dialogs() {
    let t = town();
    let client = &t.me;
    let start = i64::from(t.world.now());
    for (chat, minute) in [(&t.big, 1), (&t.club, 2)] {
        t.world.starts_at(start + minute * 60);
        t.ann.send(chat, "hi");
    }
    t.world.starts_at(start + 180);
    t.ann.send_to_owner("hi");
    let get = |limit: i32| -> f::messages::GetDialogs {
        bare(&[
            z(),
            z(),
            z(),
            b(&enums::InputPeer::Empty),
            b(&limit),
            b(&0_i64),
        ])
    };
    let peers = |dialogs: &[enums::Dialog]| -> Vec<i64> {
        let peer = |dialog: &enums::Dialog| {
            let enums::Dialog::Dialog(dialog) = dialog else {
                panic!("a dialog")
            };
            match &dialog.peer {
                enums::Peer::User(peer) => peer.user_id,
                enums::Peer::Chat(peer) => peer.chat_id,
                enums::Peer::Channel(peer) => peer.channel_id,
            }
        };
        dialogs.iter().map(peer).collect()
    };
    let enums::messages::Dialogs::Dialogs(all) = client.ok(&get(100)) else {
        panic!("all")
    };
    assert_eq!(
        peers(&all.dialogs),
        [t.ann.id(), t.club.id(), t.big.id(), t.news.id()]
    );
    assert_eq!(all.messages.len(), 4);
    let enums::messages::Dialogs::Slice(first) = client.ok(&get(2)) else {
        panic!("a slice")
    };
    assert_eq!(
        (first.count, peers(&first.dialogs)),
        (4, vec![t.ann.id(), t.club.id()])
    );
    let mut next = get(2);
    next.offset_peer = client.peer(&t.club);
    next.offset_id = 1;
    let enums::messages::Dialogs::Slice(second) = client.ok(&next) else {
        panic!("a slice")
    };
    assert_eq!(peers(&second.dialogs), [t.big.id(), t.news.id()]);

    let dialog = |peer| -> enums::InputDialogPeer { types::InputDialogPeer { peer }.into() };
    let pin = |peer, pinned| f::messages::ToggleDialogPin {
        pinned,
        peer: dialog(peer),
    };
    assert!(client.ok(&pin(client.peer(&t.news), true)));
    client.refused(&pin(client.to(&t.bob), true), "PEER_ID_INVALID");
    let enums::messages::PeerDialogs::Dialogs(pinned) =
        client.ok(&f::messages::GetPinnedDialogs { folder_id: 0 });
    assert_eq!(peers(&pinned.dialogs), [t.news.id()]);
    let enums::messages::Dialogs::Slice(first) = client.ok(&get(1)) else {
        panic!("a slice")
    };
    assert_eq!(peers(&first.dialogs), [t.news.id()]);
    let mark = |peer| f::messages::MarkDialogUnread {
        unread: true,
        parent_peer: None,
        peer: dialog(peer),
    };
    assert!(client.ok(&mark(client.peer(&t.club))));
    client.refused(&mark(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let archive = |peer, folder_id| f::folders::EditPeerFolders {
        folder_peers: vec![types::InputFolderPeer { peer, folder_id }.into()],
    };
    let moved = list(client.ok(&archive(client.peer(&t.club), 1)));
    assert!(matches!(moved[..], [enums::Update::FolderPeers(_)]));
    client.refused(&archive(client.peer(&t.club), 7), "FOLDER_ID_INVALID");
    let mut archived = get(100);
    archived.folder_id = Some(1);
    let enums::messages::Dialogs::Dialogs(list) = client.ok(&archived) else {
        panic!("all")
    };
    assert_eq!(peers(&list.dialogs), [t.club.id()]);
    let single = |peer| f::messages::GetPeerDialogs {
        peers: vec![dialog(peer)],
    };
    let enums::messages::PeerDialogs::Dialogs(one) = client.ok(&single(client.peer(&t.club)));
    let [enums::Dialog::Dialog(one)] = &one.dialogs[..] else {
        panic!("one")
    };
    assert!(one.unread_mark && one.unread_count == 1 && one.folder_id == Some(1));
    client.refused(&single(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let notify = |peer| -> enums::InputNotifyPeer { types::InputNotifyPeer { peer }.into() };
    let mut settings: types::InputPeerNotifySettings = bare(&[z()]);
    settings.mute_until = Some(99);
    let update = |peer| f::account::UpdateNotifySettings {
        peer: notify(peer),
        settings: enums::InputPeerNotifySettings::Settings(settings.clone()),
    };
    assert!(client.ok(&update(client.peer(&t.club))));
    client.refused(&update(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let get_settings = |peer| f::account::GetNotifySettings { peer: notify(peer) };
    let enums::PeerNotifySettings::Settings(kept) = client.ok(&get_settings(client.peer(&t.club)));
    assert_eq!(kept.mute_until, Some(99));
    client.refused(&get_settings(enums::InputPeer::Empty), "PEER_ID_INVALID");
    client.ok(&f::messages::GetDialogFilters {});
    t.world.sign_out(1);
    client.refused(&get(1), "AUTH_KEY_UNREGISTERED");
    client.refused(
        &f::messages::GetPinnedDialogs { folder_id: 0 },
        "AUTH_KEY_UNREGISTERED",
    );
    client.refused(&f::messages::GetDialogFilters {}, "AUTH_KEY_UNREGISTERED");
    client.covered(DIALOGS);
}

const READ: &[&str] = &[
    "messages.readHistory",
    "channels.readHistory",
    "messages.readMentions",
    "messages.readReactions",
    "messages.readMessageContents",
    "channels.readMessageContents",
    "messages.setTyping",
];

#[test]
fn reading_and_typing() {
    let t = town();
    let client = &t.me;
    let ann = client.with(&t.ann, 4);
    let hi = t.ann.send_to_owner("hi");
    let voice = t.ann.send_media(t.ann.chat(), Media::voice(1, "ogg"));
    let post = t.ann.send(&t.big, "hi");
    let pushes = listen(&t.world);
    let read = |peer| f::messages::ReadHistory { peer, max_id: 0 };
    let enums::messages::AffectedMessages::Messages(affected) = client.ok(&read(client.to(&t.ann)));
    assert_eq!(affected.pts_count, 1);
    let [enums::Update::ReadHistoryOutbox(seen)] = &pushes.take(ann.key, ann.session)[..] else {
        panic!("seen")
    };
    assert_eq!(seen.max_id, voice.id());
    assert!(hi.id() < voice.id());
    client.refused(&read(client.peer(&t.big)), "PEER_ID_INVALID");
    let read_channel = |channel| f::channels::ReadHistory {
        channel,
        max_id: post.id(),
    };
    assert!(client.ok(&read_channel(client.channel(&t.big))));
    assert!(matches!(
        pushes.take(ann.key, ann.session)[..],
        [enums::Update::ReadChannelOutbox(_)]
    ));
    client.refused(
        &read_channel(Client::wrong_channel(&t.big)),
        "CHANNEL_INVALID",
    );
    let contents = f::messages::ReadMessageContents {
        id: vec![voice.id()],
    };
    let enums::messages::AffectedMessages::Messages(affected) = client.ok(&contents);
    assert_eq!(affected.pts_count, 1);
    let mine = t.world.owner().send(&t.club, "say my name");
    t.ann.reply(&mine, "owner");
    let mentions = |peer| f::messages::ReadMentions {
        peer,
        top_msg_id: None,
    };
    let enums::messages::AffectedHistory::History(affected) =
        client.ok(&mentions(client.peer(&t.club)));
    assert_eq!((affected.pts_count, affected.offset), (1, 0));
    client.refused(&mentions(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let reactions = |peer| f::messages::ReadReactions {
        peer,
        top_msg_id: None,
        saved_peer_id: None,
    };
    client.ok(&reactions(client.peer(&t.club)));
    client.refused(&reactions(enums::InputPeer::Empty), "PEER_ID_INVALID");
    let channel_contents = |channel| f::channels::ReadMessageContents {
        channel,
        id: vec![post.id()],
    };
    assert!(client.ok(&channel_contents(client.channel(&t.big))));
    client.refused(
        &channel_contents(Client::wrong_channel(&t.big)),
        "CHANNEL_INVALID",
    );
    let typing = |peer| f::messages::SetTyping {
        peer,
        top_msg_id: None,
        action: enums::SendMessageAction::SendMessageTypingAction,
    };
    pushes.take(ann.key, ann.session);
    for peer in [client.to(&t.ann), client.peer(&t.club), client.peer(&t.big)] {
        assert!(client.ok(&typing(peer)));
    }
    assert!(matches!(
        pushes.take(ann.key, ann.session)[..],
        [
            enums::Update::UserTyping(_),
            enums::Update::ChatUserTyping(_),
            enums::Update::ChannelUserTyping(_)
        ]
    ));
    ann.refused(&typing(ann.peer(&t.news)), "CHAT_ADMIN_REQUIRED");
    t.world.sign_out(1);
    client.refused(&contents, "AUTH_KEY_UNREGISTERED");
    client.covered(READ);
}

const REACTIONS: &[&str] = &[
    "messages.sendReaction",
    "messages.getMessagesReactions",
    "messages.getMessageReactionsList",
    "messages.getUnreadReactions",
    "messages.getAvailableReactions",
    "messages.getStickerSet?",
    "messages.sendVote",
];

#[test]
fn reactions_and_votes() {
    let t = town();
    let client = &t.me;
    let hi = t.ann.send(&t.club, "hi");
    let peer = client.peer(&t.club);
    let emoji = |emoticon: &str| -> enums::Reaction {
        types::ReactionEmoji {
            emoticon: emoticon.into(),
        }
        .into()
    };
    let react = |reactions: Vec<enums::Reaction>| f::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: peer.clone(),
        msg_id: hi.id(),
        reaction: Some(reactions),
    };
    let updates = list(client.ok(&react(vec![emoji("👍")])));
    assert!(matches!(updates[..], [enums::Update::MessageReactions(_)]));
    hi.expect_reaction("👍");
    client.refused(&react(vec![emoji("👍")]), "MESSAGE_NOT_MODIFIED");
    client.refused(&react(vec![emoji("x")]), "REACTION_INVALID");
    client.refused(&react(vec![emoji("👍"), emoji("🎉")]), "REACTIONS_TOO_MANY");
    t.ann.react(&hi, "👍");
    let (found, _) = messages(client.ok(&history(peer.clone())));
    let enums::Message::Message(found) = &found[0] else {
        panic!("a message")
    };
    let Some(enums::MessageReactions::Reactions(reactions)) = &found.reactions else {
        panic!("reactions")
    };
    let [enums::ReactionCount::Count(count)] = &reactions.results[..] else {
        panic!("one kind")
    };
    assert_eq!((count.count, count.chosen_order), (2, Some(0)));
    client.ok(&f::messages::GetMessagesReactions {
        peer: peer.clone(),
        id: vec![hi.id()],
    });
    client.refused(
        &f::messages::GetMessagesReactions {
            peer: peer.clone(),
            id: vec![99],
        },
        "MESSAGE_ID_INVALID",
    );
    let page = |offset: Option<&str>| f::messages::GetMessageReactionsList {
        peer: peer.clone(),
        id: hi.id(),
        reaction: None,
        offset: offset.map(Into::into),
        limit: 1,
    };
    let enums::messages::MessageReactionsList::List(first) = client.ok(&page(None));
    assert_eq!((first.count, first.next_offset.as_deref()), (2, Some("1")));
    let enums::messages::MessageReactionsList::List(second) = client.ok(&page(Some("1")));
    assert_eq!((second.reactions.len(), second.next_offset), (1, None));
    client.refused(&page(Some("x")), "OFFSET_INVALID");
    let unread = |peer| f::messages::GetUnreadReactions {
        peer,
        top_msg_id: None,
        saved_peer_id: None,
        offset_id: 0,
        add_offset: 0,
        limit: 1,
        max_id: 0,
        min_id: 0,
    };
    client.ok(&unread(peer.clone()));
    client.refused(&unread(enums::InputPeer::Empty), "PEER_ID_INVALID");
    client.ok(&f::messages::GetAvailableReactions { hash: 0 });

    let set: enums::InputStickerSet = types::InputStickerSetShortName {
        short_name: "Cats".into(),
    }
    .into();
    client.refused(
        &f::messages::GetStickerSet {
            stickerset: set,
            hash: 0,
        },
        "STICKERSET_INVALID",
    );

    let poll = t
        .ann
        .send_media(&t.club, Media::poll("Tea?", ["Yes", "No"]));
    let vote = |options: Vec<Vec<u8>>| f::messages::SendVote {
        peer: peer.clone(),
        msg_id: poll.id(),
        options,
    };
    let updates = list(client.ok(&vote(vec![b"0".to_vec()])));
    let [enums::Update::MessagePoll(update)] = &updates[..] else {
        panic!("a poll")
    };
    let enums::PollResults::Results(results) = &update.results;
    assert_eq!(results.total_voters, Some(1));
    client.refused(&vote(vec![b"7".to_vec()]), "OPTION_INVALID");
    client.refused(
        &vote(vec![b"0".to_vec(), b"1".to_vec()]),
        "OPTIONS_TOO_MUCH",
    );
    client.ok(&vote(vec![]));
    t.world.sign_out(1);
    client.refused(
        &f::messages::GetAvailableReactions { hash: 0 },
        "AUTH_KEY_UNREGISTERED",
    );
    client.covered(REACTIONS);
}

const FILES: &[&str] = &[
    "upload.saveFilePart",
    "upload.saveBigFilePart",
    "upload.getFile",
    "upload.getFileHashes",
    "messages.uploadMedia",
];

#[test]
fn files_go_up_and_down() {
    let t = town();
    let client = &t.me;
    let bytes: Vec<u8> = (0..700_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    for (part, piece) in (0..).zip(bytes.chunks(512 * 1024)) {
        let request = f::upload::SaveBigFilePart {
            file_id: 1,
            file_part: part,
            file_total_parts: 2,
            bytes: piece.to_vec(),
        };
        assert!(client.ok(&request));
    }
    let odd = f::upload::SaveBigFilePart {
        file_id: 2,
        file_part: 0,
        file_total_parts: 2,
        bytes: vec![0; 1000],
    };
    client.refused(&odd, "FILE_PART_SIZE_INVALID");
    let part = |part: i32, len: usize| f::upload::SaveFilePart {
        file_id: 3,
        file_part: part,
        bytes: vec![0; len],
    };
    client.ok(&part(0, 10));
    client.refused(&part(-1, 10), "FILE_PART_INVALID");
    client.refused(&part(0, 0), "FILE_PART_EMPTY");
    client.refused(&part(0, 600_000), "FILE_PART_TOO_BIG");
    let file: enums::InputFile = types::InputFileBig {
        id: 1,
        parts: 2,
        name: "a.bin".into(),
    }
    .into();
    let no_attributes: Vec<enums::DocumentAttribute> = vec![];
    let document: types::InputMediaUploadedDocument = bare(&[
        z(),
        b(&file),
        b(&"application/octet-stream".to_owned()),
        b(&no_attributes),
    ]);
    let upload = |media: enums::InputMedia| f::messages::UploadMedia {
        business_connection_id: None,
        peer: enums::InputPeer::PeerSelf,
        media,
    };
    let enums::MessageMedia::Document(media) = client.ok(&upload(document.clone().into())) else {
        panic!("a file")
    };
    client.refused(&upload(document.into()), "FILE_PART_0_MISSING");
    let Some(enums::Document::Document(document)) = media.document else {
        panic!("a document")
    };
    assert_eq!(document.size, 700_000);
    let location = |reference: Vec<u8>, access_hash: i64| -> enums::InputFileLocation {
        types::InputDocumentFileLocation {
            id: document.id,
            access_hash,
            file_reference: reference,
            thumb_size: String::new(),
        }
        .into()
    };
    let here = location(document.file_reference.clone(), document.access_hash);
    let get = |location: &enums::InputFileLocation, offset: i64, limit: i32| f::upload::GetFile {
        precise: false,
        cdn_supported: false,
        location: location.clone(),
        offset,
        limit,
    };
    let mut down = Vec::new();
    loop {
        let offset = i64::try_from(down.len()).unwrap();
        let enums::upload::File::File(piece) = client.ok(&get(&here, offset, 128 * 1024)) else {
            panic!("a piece")
        };
        let last = piece.bytes.len() < 128 * 1024;
        down.extend(piece.bytes);
        if last {
            break;
        }
    }
    assert!(down == bytes);
    client.refused(&get(&here, 5, 4096), "OFFSET_INVALID");
    client.refused(&get(&here, 0, 5000), "LIMIT_INVALID");
    client.refused(
        &get(&location(document.file_reference.clone(), 1), 0, 4096),
        "FILE_ID_INVALID",
    );
    let hashes = |location| f::upload::GetFileHashes {
        location,
        offset: 0,
    };
    assert_eq!(client.ok(&hashes(here.clone())).len(), 6);
    client.refused(
        &hashes(location(vec![], document.access_hash)),
        "FILE_REFERENCE_EMPTY",
    );

    let picture = t.ann.send_media(&t.club, Media::document("x", "y", "zzz"));
    let reference = || match picture.media() {
        Some(enums::MessageMedia::Document(media)) => match media.document {
            Some(enums::Document::Document(document)) => document,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let at = |document: types::Document| -> enums::InputFileLocation {
        types::InputDocumentFileLocation {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference,
            thumb_size: String::new(),
        }
        .into()
    };
    let old = reference();
    t.world.expire_file_references();
    client.refused(&get(&at(old), 0, 4096), "FILE_REFERENCE_EXPIRED");
    client.ok(&get(&at(reference()), 0, 4096));
    client.covered(FILES);
}

const BOTS: &[&str] = &[
    "messages.getBotCallbackAnswer",
    "messages.setBotCallbackAnswer",
    "messages.getInlineBotResults",
    "messages.setInlineBotResults",
    "messages.sendInlineBotResult",
    "messages.editInlineBotMessage",
];

#[test]
fn a_connected_bot_answers_presses_and_inline_queries() {
    let t = town();
    let client = &t.me;
    let bot_user = t
        .world
        .user("Helper")
        .username("helper_bot")
        .inline("Search");
    let bot = client.with(&bot_user, 9);
    let pushes = listen(&t.world);
    t.world.owner().send(&bot_user, "/start");
    let menu = bot_user.send_buttons(t.world.owner(), "Menu", &[&[("Go", "go")]]);
    let press = |data: &[u8]| f::messages::GetBotCallbackAnswer {
        game: false,
        peer: client.to(&bot_user),
        msg_id: menu.id(),
        data: Some(data.to_vec()),
        password: None,
    };
    client.refused(&press(b"no"), "DATA_INVALID");
    pushes.take(bot.key, bot.session);
    let Reply::After(_, late) = client.raw(&press(b"go")) else {
        panic!("waits")
    };
    assert_eq!(*late, Reply::err(400, "BOT_RESPONSE_TIMEOUT"));
    let [enums::Update::BotCallbackQuery(query)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("asked")
    };
    assert_eq!(query.data.as_deref(), Some(&b"go"[..]));
    let answer = |query_id| f::messages::SetBotCallbackAnswer {
        alert: false,
        query_id,
        message: Some("Gone".into()),
        url: None,
        cache_time: 0,
    };
    bot.refused(&answer(5), "QUERY_ID_INVALID");
    client.refused(&answer(query.query_id), "USER_BOT_REQUIRED");
    assert!(bot.ok(&answer(query.query_id)));
    assert!(matches!(
        &pushes.answers.lock().unwrap()[..],
        [(4, Reply::Ok(_))]
    ));
    let pressed = t.world.owner().press(&menu, "Go");
    assert!(pressed.answer().is_none());
    let [enums::Update::BotCallbackQuery(query)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("asked")
    };
    bot.ok(&answer(query.query_id));
    pressed.expect_toast("Gone");

    // Inline.
    let ask = |bot| f::messages::GetInlineBotResults {
        bot,
        peer: client.peer(&t.club),
        geo_point: None,
        query: "cats".into(),
        offset: String::new(),
    };
    client.refused(&ask(client.input(&t.ann)), "BOT_INVALID");
    assert!(matches!(
        client.raw(&ask(client.input(&bot_user))),
        Reply::After(..)
    ));
    let [enums::Update::BotInlineQuery(query)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("asked")
    };
    assert_eq!(
        (query.query.as_str(), query.user_id),
        ("cats", client.user.id())
    );
    let mut text: types::InputBotInlineMessageText = bare(&[z(), b(&"A cat".to_owned())]);
    text.reply_markup = menu.markup();
    let result = |id: &str| -> enums::InputBotInlineResult {
        types::InputBotInlineResult {
            id: id.into(),
            r#type: "article".into(),
            title: Some("Cat".into()),
            description: None,
            url: None,
            thumb: None,
            content: None,
            send_message: text.clone().into(),
        }
        .into()
    };
    let set = |results: Vec<enums::InputBotInlineResult>| f::messages::SetInlineBotResults {
        gallery: false,
        private: false,
        query_id: query.query_id,
        results,
        cache_time: 0,
        next_offset: None,
        switch_pm: None,
        switch_webview: None,
    };
    bot.refused(&set(vec![result("1"), result("1")]), "RESULT_ID_DUPLICATE");
    bot.refused(&set(vec![result("")]), "RESULT_ID_INVALID");
    assert!(bot.ok(&set(vec![result("1")])));
    bot.refused(&set(vec![result("1")]), "QUERY_ID_INVALID");
    let send = |id: &str, random_id: i64| -> f::messages::SendInlineBotResult {
        bare(&[
            z(),
            b(&client.peer(&t.club)),
            b(&random_id),
            b(&query.query_id),
            b(&id.to_owned()),
        ])
    };
    client.refused(&send("2", 60), "RESULT_ID_INVALID");
    let sent = new_message(client.ok(&send("1", 61)));
    assert_eq!(
        (sent.message.as_str(), sent.via_bot_id),
        ("A cat", Some(bot_user.id()))
    );
    let [enums::Update::BotInlineSend(chosen)] = &pushes.take(bot.key, bot.session)[..] else {
        panic!("told")
    };
    let id = chosen.msg_id.clone().unwrap();
    let change = |id: &enums::InputBotInlineMessageId| -> f::messages::EditInlineBotMessage {
        let mut request: f::messages::EditInlineBotMessage = bare(&[z(), b(id)]);
        request.message = Some("A dog".into());
        request
    };
    assert!(bot.ok(&change(&id)));
    t.club.last_message().expect_edited("A dog");
    let other: enums::InputBotInlineMessageId = types::InputBotInlineMessageId64 {
        dc_id: 2,
        owner_id: 0,
        id: 1,
        access_hash: 1,
    }
    .into();
    bot.refused(&change(&other), "MESSAGE_ID_INVALID");
    client.covered(BOTS);
}

#[test]
fn bots_of_the_world_answer_calls_at_once() {
    let t = town();
    let client = &t.me;
    let bot = t
        .world
        .user("Helper")
        .on_press(|_| PressAnswer::Alert("Careful".into()))
        .on_inline(|query| {
            vec![Article {
                id: "1".into(),
                title: "Echo".into(),
                text: format!("you asked {query}"),
            }]
        });
    t.world.owner().send(&bot, "/start");
    let menu = bot.send_buttons(t.world.owner(), "Menu", &[&[("Go", "go")]]);
    let press = f::messages::GetBotCallbackAnswer {
        game: false,
        peer: client.to(&bot),
        msg_id: menu.id(),
        data: Some(b"go".to_vec()),
        password: None,
    };
    let enums::messages::BotCallbackAnswer::Answer(answer) = client.ok(&press);
    assert!(answer.alert && answer.message.as_deref() == Some("Careful"));
    let ask = f::messages::GetInlineBotResults {
        bot: client.input(&bot),
        peer: client.peer(&t.club),
        geo_point: None,
        query: "this".into(),
        offset: String::new(),
    };
    let enums::messages::BotResults::Results(results) = client.ok(&ask);
    let send: f::messages::SendInlineBotResult = bare(&[
        z(),
        b(&client.peer(&t.club)),
        b(&7_i64),
        b(&results.query_id),
        b(&"1".to_owned()),
    ]);
    client.ok(&send);
    t.club.last_message().expect_text("you asked this");
    assert_eq!(t.club.transcript(), "You (via Helper): you asked this\n");
}
