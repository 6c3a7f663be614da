//! Messages: sending, editing, histories.

use crate::support::{
    Client, b, bare, edit, history, list, message, messages, new_message, text, texts, town, z,
};
use grammers_tl_types::{enums, functions as f, types};
use userbot_testkit::world::{Media, World};

pub(crate) const COVERED: &[&[&str]] = &[SEND, EDIT, HISTORY];

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
    let state = || {
        let enums::updates::State::State(state) = client.ok(&f::updates::GetState {});
        state.pts
    };
    let another = t.ann.send(&t.club, "another");
    client.ok(&pin(mine, false));
    client.ok(&pin(another.id(), false));
    let before = state();
    let enums::messages::AffectedHistory::History(affected) = client.ok(&unpin(peer.clone()));
    assert_eq!((affected.pts_count, affected.pts), (2, before + 2));
    assert_eq!(state(), before + 2, "each message counts");
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
