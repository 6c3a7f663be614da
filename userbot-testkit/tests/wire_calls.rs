//! Wrappers around calls: layers, order, and nonsense.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use std::time::Duration;

use grammers_tl_types::{Deserializable, Identifiable, Serializable, enums, functions, types};
use tokio::time::Instant;
use wire_support::raw::Raw;
use wire_support::{get_users, server};

type GetUsers = functions::users::GetUsers;

/// The constructor of what `users.getUsers` gives.
const VECTOR: u32 = 0x1cb5_c415;

fn error_name(result: &[u8]) -> String {
    assert_eq!(
        u32::from_bytes(result).unwrap(),
        types::RpcError::CONSTRUCTOR_ID
    );
    types::RpcError::from_bytes(&result[4..])
        .unwrap()
        .error_message
}

fn constructor(result: &[u8]) -> u32 {
    u32::from_bytes(result).unwrap()
}

#[tokio::test(start_paused = true)]
async fn calls_wait_for_the_calls_before_them() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let after = |msg_id, user| functions::InvokeAfterMsg {
        msg_id,
        query: get_users(&[user]),
    };
    server
        .rpc()
        .on::<GetUsers>()
        .after(Duration::from_secs(5))
        .reply(Vec::new())
        .once();
    let slow = raw.call(&get_users(&[1])).await;
    let second = raw.call(&after(slow, 2)).await;
    let both = functions::InvokeAfterMsgs {
        msg_ids: vec![slow, second],
        query: get_users(&[3]),
    };
    let third = raw.call(&both).await;
    let start = Instant::now();
    let mut answered = Vec::new();
    while answered.len() < 3 {
        let got = raw.next().await;
        if !got.is::<types::MsgsAck>() {
            answered.push(got.result().0);
        }
    }
    assert_eq!(answered, [slow, second, third]);
    assert_eq!(start.elapsed().as_secs(), 5);
    let order: Vec<i64> = server
        .rpc()
        .calls::<GetUsers>()
        .iter()
        .map(first_user)
        .collect();
    assert_eq!(order, [1, 2, 3]);

    server
        .rpc()
        .on::<GetUsers>()
        .error(400, "USER_ID_INVALID")
        .once();
    let failed = raw.call(&get_users(&[4])).await;
    assert_eq!(error_name(&raw.answer().await.1), "USER_ID_INVALID");
    for before in [failed, 12] {
        raw.call(&after(before, 5)).await;
        assert_eq!(error_name(&raw.answer().await.1), "MSG_WAIT_FAILED");
    }
    assert_eq!(server.rpc().count::<GetUsers>(), 4);
}

fn first_user(call: &GetUsers) -> i64 {
    match &call.id[0] {
        enums::InputUser::User(user) => user.user_id,
        other => panic!("another user: {other:?}"),
    }
}

#[tokio::test]
async fn wrappers_are_taken_off() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let json = |depth: usize| {
        let array: Vec<u8> = [
            types::JsonArray::CONSTRUCTOR_ID.to_bytes(),
            0x1cb5_c415_u32.to_bytes(),
            1.to_bytes(),
        ]
        .concat();
        [
            array.repeat(depth),
            types::JsonNull::CONSTRUCTOR_ID.to_bytes(),
        ]
        .concat()
    };
    let init = |params: Vec<u8>| {
        let strings = vec![String::from("x").to_bytes(); 6].concat();
        let head = functions::InitConnection::<()>::CONSTRUCTOR_ID.to_bytes();
        [
            head,
            2.to_bytes(),
            1.to_bytes(),
            strings,
            params,
            get_users(&[1]).to_bytes(),
        ]
        .concat()
    };
    let range = types::MessageRange {
        min_id: 1,
        max_id: 2,
    };
    let wrapped = functions::InvokeWithLayer {
        layer: 200,
        query: functions::InvokeWithTakeout {
            takeout_id: 1,
            query: functions::InvokeWithMessagesRange {
                range: range.into(),
                query: functions::InvokeWithBusinessConnection {
                    connection_id: "c".into(),
                    query: get_users(&[1]),
                },
            },
        },
    };
    for body in [wrapped.to_bytes(), init(json(3))] {
        let call = raw.send(&body, true).await;
        let (answered, result) = raw.answer().await;
        assert_eq!((answered, constructor(&result)), (call, VECTOR));
    }
    assert_eq!(server.rpc().log()[0].layer(), 200);

    let layers = |depth| {
        let head: Vec<u8> = [
            functions::InvokeWithLayer::<()>::CONSTRUCTOR_ID.to_bytes(),
            1.to_bytes(),
        ]
        .concat();
        [head.repeat(depth), get_users(&[1]).to_bytes()].concat()
    };
    for (body, name) in [
        (init(json(50_000)), "INPUT_FETCH_ERROR"),
        (layers(50_000), "INPUT_METHOD_INVALID"),
        (
            functions::InvokeWithLayer::<()>::CONSTRUCTOR_ID.to_bytes(),
            "INPUT_FETCH_ERROR",
        ),
    ] {
        raw.send(&body, true).await;
        assert_eq!(error_name(&raw.answer().await.1), name);
    }
    assert_eq!(server.rpc().count::<GetUsers>(), 2);
}
