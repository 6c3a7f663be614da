//! Calls of older layers, with values that are looked at.

use grammers_tl_types::{Identifiable, Serializable, enums, functions, types};

use super::super::schema::{self, Type};
use super::super::value::Value;
use super::super::{Error, upgrade_call};
use super::{Bytes, downgraded, elements, field, inner, read, text};

#[test]
fn buttons_of_older_calls_get_their_type() {
    // messages.sendMessage of layer 158 with one inline button and one that asks for a phone number below.
    let row = |button: Bytes| {
        Bytes::new(0x7760_8b83)
            .add(&0x1cb5_c415_u32)
            .add(&1_i32)
            .0
            .into_iter()
            .chain(button.0)
    };
    let callback = Bytes::new(0x35bb_db6b).add(&0_i32).text("Yes").text("y");
    let phone = Bytes::new(0xb16a_6c29).text("Phone");
    for (markup, button, expected, kind) in [
        (
            Bytes::new(0x48a3_0254),
            callback,
            "keyboardInlineButton",
            "inlineButtonTypeCallback",
        ),
        (
            Bytes::new(0x85dd_99d1).add(&0_i32),
            phone,
            "keyboardButton",
            "buttonTypeRequestPhone",
        ),
    ] {
        let mut call = Bytes::new(0x1cc2_0387)
            .add(&4_i32)
            .add(&enums::InputPeer::PeerSelf)
            .text("pick")
            .add(&1_i64)
            .0;
        call.extend(markup.add(&0x1cb5_c415_u32).add(&1_i32).0);
        call.extend(row(button));
        let converted = upgrade_call(&call, 158).unwrap();
        let newest = schema::newest();
        let Value::Object(call) = read(&converted, &Type::Call, &newest) else {
            panic!()
        };
        let rows = elements(inner(&call, "reply_markup"), "rows");
        let buttons = elements(rows[0], "buttons");
        assert_eq!(buttons[0].name, expected);
        assert_eq!(inner(buttons[0], "type").name, kind);
    }
}

fn send_message(reply_to: Option<enums::InputReplyTo>) -> Vec<u8> {
    functions::messages::SendMessage {
        no_webpage: true,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: enums::InputPeer::PeerSelf,
        reply_to,
        message: "hi".to_owned(),
        random_id: 77,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
    .to_bytes()
}

fn reply(to: i32, topic: Option<i32>) -> enums::InputReplyTo {
    enums::InputReplyTo::Message(types::InputReplyToMessage {
        reply_to_msg_id: to,
        top_msg_id: topic,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    })
}

#[test]
fn sending_a_message_in_its_older_forms_is_sending_a_message() {
    // Layer 158: reply_to_msg_id is bit 0, no_webpage bit 1, top_msg_id bit 9.
    let oldest = |flags: i32, fields: &[i32]| {
        let call = Bytes::new(0x1cc2_0387)
            .add(&flags)
            .add(&enums::InputPeer::PeerSelf);
        fields
            .iter()
            .fold(call, Bytes::add)
            .text("hi")
            .add(&77_i64)
            .0
    };
    assert_eq!(
        upgrade_call(&oldest(2, &[]), 158).unwrap(),
        send_message(None)
    );
    let expected = send_message(Some(reply(40, None)));
    assert_eq!(upgrade_call(&oldest(3, &[40]), 158).unwrap(), expected);
    let expected = send_message(Some(reply(40, Some(7))));
    assert_eq!(
        upgrade_call(&oldest(3 | 1 << 9, &[40, 7]), 158).unwrap(),
        expected
    );

    // Layer 181: an object, whose constructor changed later.
    let call = Bytes::new(0x983f_9745)
        .add(&3_i32)
        .add(&enums::InputPeer::PeerSelf)
        .add(&0x22c0_f6d5_u32)
        .add(&1_i32)
        .add(&40_i32)
        .add(&7_i32)
        .text("hi")
        .add(&77_i64);
    assert_eq!(upgrade_call(&call.0, 181).unwrap(), expected);
    // The same bytes from a client that announces a newer layer than it speaks.
    assert_eq!(upgrade_call(&call.0, 229).unwrap(), expected);
}

#[test]
fn topics_of_channels_are_topics_of_peers() {
    let call = Bytes::new(0x0de5_60d1)
        .add(&1_i32)
        .add(&enums::InputChannel::Channel(types::InputChannel {
            channel_id: 5,
            access_hash: 6,
        }))
        .text("news")
        .add(&1_i32)
        .add(&2_i32)
        .add(&3_i32)
        .add(&4_i32);
    let expected = functions::messages::GetForumTopics {
        peer: enums::InputPeer::Channel(types::InputPeerChannel {
            channel_id: 5,
            access_hash: 6,
        }),
        q: Some("news".to_owned()),
        offset_date: 1,
        offset_id: 2,
        offset_topic: 3,
        limit: 4,
    }
    .to_bytes();
    // Some clients keep the method after it left their layer.
    for layer in [158, 214, 227, 229] {
        assert_eq!(
            upgrade_call(&call.0, layer).unwrap(),
            expected,
            "layer {layer}"
        );
    }

    let pinned = types::UpdatePinnedForumTopic {
        pinned: true,
        peer: enums::Peer::Channel(types::PeerChannel { channel_id: 5 }),
        topic_id: 9,
    };
    let pinned = enums::Update::PinnedForumTopic(pinned);
    downgraded(&pinned, "Update", 214, |update| {
        assert_eq!(update.name, "updateChannelPinnedTopic");
        assert_eq!(field(update, "channel_id"), &Value::Long(5));
        assert_eq!(field(update, "topic_id"), &Value::Int(9));
        assert_eq!(field(update, "pinned"), &Value::True);
    });
}

#[test]
fn peers_are_taken_for_channels_and_users() {
    let hall = types::InputPeerChannel {
        channel_id: 5,
        access_hash: 6,
    };
    let ann = types::InputPeerUser {
        user_id: 7,
        access_hash: 8,
    };
    let call = Bytes::new(functions::channels::InviteToChannel::CONSTRUCTOR_ID)
        .add(&enums::InputPeer::Channel(hall))
        .add(&vec![
            enums::InputPeer::User(ann),
            enums::InputPeer::PeerSelf,
        ]);
    let expected = functions::channels::InviteToChannel {
        channel: types::InputChannel {
            channel_id: 5,
            access_hash: 6,
        }
        .into(),
        users: vec![
            types::InputUser {
                user_id: 7,
                access_hash: 8,
            }
            .into(),
            enums::InputUser::UserSelf,
        ],
    };
    for layer in [158, 229] {
        assert_eq!(upgrade_call(&call.0, layer).unwrap(), expected.to_bytes());
        let plain = expected.to_bytes();
        assert_eq!(upgrade_call(&plain, layer).unwrap(), plain);
    }
    let call = Bytes::new(functions::messages::GetPeerDialogs::CONSTRUCTOR_ID)
        .add(&vec![enums::InputPeer::PeerSelf]);
    let peer = types::InputDialogPeer {
        peer: enums::InputPeer::PeerSelf,
    };
    let expected = functions::messages::GetPeerDialogs {
        peers: vec![peer.into()],
    }
    .to_bytes();
    assert_eq!(upgrade_call(&call.0, 158).unwrap(), expected);
    // But a chat is no channel.
    let call = Bytes::new(functions::channels::LeaveChannel::CONSTRUCTOR_ID)
        .add(&enums::InputPeer::Chat(types::InputPeerChat { chat_id: 5 }));
    assert!(matches!(
        upgrade_call(&call.0, 158),
        Err(Error::NoForm { .. })
    ));
}

#[test]
fn a_quiz_names_its_right_answer_by_place() {
    let answer = |text: &str, option: &str| Bytes::new(0x6ca9_c2e9).text(text).text(option).0;
    let mut call = Bytes::new(0x7547_c966)
        .add(&0_i32)
        .add(&enums::InputPeer::PeerSelf)
        .add(&0x0f94_e5f1_u32)
        .add(&1_i32)
        .add(&0x86e1_8161_u32)
        .add(&1_i64)
        .add(&8_i32)
        .text("Two and two?")
        .add(&0x1cb5_c415_u32)
        .add(&2_i32)
        .0;
    call.extend(answer("three", "a"));
    call.extend(answer("four", "b"));
    call.extend(
        Bytes::default()
            .add(&vec![b"b".to_vec()])
            .text("")
            .add(&1_i64)
            .0,
    );
    let converted = upgrade_call(&call, 158).unwrap();
    let newest = schema::newest();
    let Value::Object(call) = read(&converted, &Type::Call, &newest) else {
        panic!()
    };
    assert_eq!(call.name, "messages.sendMedia");
    let media = inner(&call, "media");
    assert_eq!(
        field(media, "correct_answers"),
        &Value::Vector(vec![Value::Int(1)])
    );
    let poll = inner(media, "poll");
    assert_eq!(
        field(inner(poll, "question"), "text"),
        &text("Two and two?")
    );
    let answers = elements(poll, "answers");
    assert_eq!(field(inner(answers[1], "text"), "text"), &text("four"));
}
