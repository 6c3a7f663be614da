//! Each client is served in the layer that it announced.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use grammers_tl_types::{Identifiable, LAYER, Serializable, enums, functions, types};
use userbot_testkit::server::Server;
use wire_support::raw::Raw;
use wire_support::{get_users, server, typing, user};

/// The constructor of a user, and of an update about typing, in some layers.
const USER: [(i32, u32); 3] = [
    (158, 0x8f97_c628),
    (181, 0x215c_4438),
    (LAYER, types::User::CONSTRUCTOR_ID),
];
const USER_TYPING: [(i32, u32); 2] = [
    (158, 0xc01e_857f),
    (LAYER, types::UpdateUserTyping::CONSTRUCTOR_ID),
];

fn announced<F: Serializable>(layer: i32, query: F) -> impl Serializable {
    functions::InvokeWithLayer {
        layer,
        ..wire_support::first_call(query)
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// Pushes, then makes a call, and tells whether the push came before the answer.
async fn gets_updates(server: &Server, key_id: i64, raw: &mut Raw) -> bool {
    server.push(key_id, &typing(7), None);
    raw.ping(9).await;
    let next = raw.next().await;
    if next.is::<types::Pong>() {
        return false;
    }
    assert!(raw.next().await.is::<types::Pong>());
    next.is::<types::UpdateShort>()
}

#[tokio::test]
async fn answers_have_the_constructors_of_the_callers_layer() {
    let (server, _) = server().await;
    for (session, (layer, constructor)) in (1..).zip(USER) {
        let mut raw = Raw::ready(&server, session).await;
        for _ in 0..2 {
            let call = raw.call(&announced(layer, get_users(&[5]))).await;
            let answer = raw.next().await;
            let (id, users) = answer.result();
            assert_eq!(id, call);
            assert_eq!(
                (word(users, 4), word(users, 8)),
                (1, constructor),
                "layer {layer}"
            );
        }
        // What the session said once holds for its later calls.
        raw.call(&get_users(&[5])).await;
        assert_eq!(
            word(raw.next().await.result().1, 8),
            constructor,
            "layer {layer}"
        );
    }
}

#[tokio::test]
async fn each_session_of_a_key_has_its_layer() {
    let (server, key_id) = server().await;
    let mut sessions = Vec::new();
    for (session, (layer, constructor)) in (1..).zip(USER_TYPING) {
        let mut raw = Raw::ready(&server, session).await;
        raw.call(&announced(layer, get_users(&[5]))).await;
        raw.next().await.result();
        sessions.push((raw, constructor));
    }
    server.push(key_id, &typing(7), None);
    for (raw, constructor) in &mut sessions {
        let update = raw.next().await;
        assert!(update.is::<types::UpdateShort>());
        assert_eq!(word(&update.body, 4), *constructor);
    }
}

#[tokio::test]
async fn calls_arrive_in_the_newest_layer() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    // Layer 158 replies to a message by its number.
    let mut call = vec![];
    0x1cc2_0387_u32.serialize(&mut call);
    1_i32.serialize(&mut call);
    enums::InputPeer::PeerSelf.serialize(&mut call);
    40_i32.serialize(&mut call);
    "hi".to_owned().serialize(&mut call);
    77_i64.serialize(&mut call);
    let mut body = vec![];
    functions::InvokeWithLayer::<()>::CONSTRUCTOR_ID.serialize(&mut body);
    158_i32.serialize(&mut body);
    body.extend(call);
    raw.send(&body, true).await;
    raw.next().await.result();
    let sent = server.rpc().calls::<functions::messages::SendMessage>();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].message.as_str(), sent[0].random_id), ("hi", 77));
    let Some(enums::InputReplyTo::Message(reply)) = &sent[0].reply_to else {
        panic!("no reply: {sent:?}")
    };
    assert_eq!(reply.reply_to_msg_id, 40);
    assert_eq!(server.rpc().log()[0].layer(), 158);
}

#[tokio::test]
async fn what_has_no_form_in_a_layer_is_not_pushed_to_it() {
    let (server, key_id) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    raw.call(&announced(158, get_users(&[5]))).await;
    raw.next().await.result();
    // No update at all: it goes out as it is, for a test of how a client takes nonsense.
    server.push_raw(key_id, vec![1, 2, 3, 4], None);
    assert_eq!(raw.next().await.body, [1, 2, 3, 4]);
    // An object that layer 158 does not know is no update either, but one that would break the client.
    let unknown = enums::Update::SentStoryReaction(types::UpdateSentStoryReaction {
        peer: types::PeerUser { user_id: 1 }.into(),
        story_id: 1,
        reaction: enums::Reaction::Empty,
    });
    server.push_raw(key_id, unknown.to_bytes(), None);
    raw.ping(9).await;
    assert!(raw.next().await.is::<types::Pong>());
}

#[tokio::test]
async fn sessions_for_files_get_no_updates() {
    let (server, key_id) = server().await;
    let part = functions::upload::SaveFilePart {
        file_id: 1,
        file_part: 0,
        bytes: vec![1; 8],
    };

    let mut listener = Raw::ready(&server, 1).await;
    listener
        .call(&announced(LAYER, functions::help::GetConfig {}))
        .await;
    listener.next().await.result();
    assert!(
        gets_updates(&server, key_id, &mut listener).await,
        "introduced itself"
    );
    listener.call(&get_users(&[5])).await;
    listener.next().await.result();
    listener.call(&part).await;
    listener.next().await.result();
    assert!(
        gets_updates(&server, key_id, &mut listener).await,
        "also has files"
    );
    drop(listener);

    let mut files = Raw::ready(&server, 2).await;
    files
        .call(&announced(LAYER, functions::help::GetConfig {}))
        .await;
    files.next().await.result();
    files.call(&part).await;
    files.next().await.result();
    assert!(
        !gets_updates(&server, key_id, &mut files).await,
        "has only files"
    );
    files.call(&get_users(&[5])).await;
    files.next().await.result();
    assert!(
        gets_updates(&server, key_id, &mut files).await,
        "has other calls now"
    );
}

#[tokio::test]
async fn a_user_keeps_its_fields_on_the_way() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    raw.call(&announced(LAYER, get_users(&[5]))).await;
    let newest = raw.next().await.result().1.to_vec();
    assert_eq!(newest, vec![enums::User::User(user(5))].to_bytes());
    raw.call(&announced(158, get_users(&[5]))).await;
    let oldest = raw.next().await.result().1.to_vec();
    // Only the constructor differs for a user with these fields.
    assert_eq!(newest[..8], oldest[..8]);
    assert_eq!(newest[12..], oldest[12..]);
}
