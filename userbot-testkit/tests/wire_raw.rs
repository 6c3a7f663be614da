//! The rules of the wire, as a client meets them that breaks them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use std::time::Duration;

use grammers_tl_types::{Deserializable, Identifiable, Serializable, functions, types};
use wire_support::raw::{Got, Raw, boxed, container, message, msg_id};
use wire_support::{get_users, server, soon, typing};

type GetUsers = functions::users::GetUsers;

fn bad(got: &Got) -> (i64, i32) {
    let notice: types::BadMsgNotification = got.read();
    (notice.bad_msg_id, notice.error_code)
}

fn constructor(result: &[u8]) -> u32 {
    u32::from_bytes(result).unwrap()
}

#[tokio::test]
async fn a_session_is_announced_once_and_ids_rise() {
    let (server, _) = server().await;
    let mut raw = Raw::connect(&server, 77).await;
    raw.learn_salt().await;
    let first = raw.ping(5).await;
    let created_message = raw.next().await;
    let created: types::NewSessionCreated = created_message.read();
    assert_eq!(
        (created.first_msg_id, created.server_salt),
        (first, raw.salt)
    );
    let pong_message = raw.next().await;
    assert_eq!(
        pong_message.read::<types::Pong>(),
        types::Pong {
            msg_id: first,
            ping_id: 5
        }
    );
    // A notice that must be acknowledged, and an answer that must not.
    assert_eq!(
        (created_message.msg_id & 3, created_message.seq_no & 1),
        (3, 1)
    );
    assert_eq!((pong_message.msg_id & 3, pong_message.seq_no & 1), (1, 0));
    let mut last = pong_message.msg_id;
    for number in 0..20 {
        let call = raw.call(&get_users(&[number])).await;
        let answer = raw.next().await;
        assert_eq!(answer.result().0, call);
        assert_eq!((answer.msg_id & 3, answer.seq_no & 1), (1, 1));
        assert!(answer.msg_id > last, "identifiers rise");
        last = answer.msg_id;
    }
    let mut again = raw.reconnect(&server).await;
    again
        .send(
            &boxed(&types::MsgsAck {
                msg_ids: vec![created_message.msg_id],
            }),
            false,
        )
        .await;
    again.ping(6).await;
    // What was not acknowledged comes again, but no second announcement.
    let mut seen = Vec::new();
    while !seen.last().is_some_and(Got::is::<types::Pong>) {
        seen.push(again.next().await);
    }
    let announced = seen
        .iter()
        .filter(|got| got.is::<types::NewSessionCreated>());
    assert!(announced.clone().all(|got| *got == created_message));
}

#[tokio::test]
async fn messages_with_wrong_times_are_refused() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let body = get_users(&[1]).to_bytes();
    for (id, code) in [
        (msg_id(-400) & !3, 16),
        (msg_id(-7 * 86_400) & !3, 16),
        (4, 16),
        (-4, 16),
        (msg_id(60) & !3, 17),
        (i64::MAX & !3, 17),
        ((msg_id(0) & !3) | 1, 18),
        ((msg_id(0) & !3) | 2, 18),
    ] {
        let seq_no = raw.content * 2 + 1;
        raw.send_as(id, seq_no, &body).await;
        assert_eq!(bad(&raw.next().await), (id, code), "{id:x}");
    }
    // Small differences of clocks are no mistake.
    let early = msg_id(-200) & !3;
    raw.send_as(early, -1, &body).await;
    assert_eq!(raw.answer().await.0, early);
    assert_eq!(server.rpc().count::<GetUsers>(), 1);
}

#[tokio::test]
async fn sequence_numbers_are_checked_against_their_neighbours() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let body = get_users(&[1]).to_bytes();
    let base = raw.next_id();
    raw.last_id += 400;
    let send = async |raw: &mut Raw, id: i64, seq_no: i32| {
        raw.send_as(base + id, seq_no, &body).await;
        raw.next().await
    };
    assert_eq!(send(&mut raw, 100, 11).await.result().0, base + 100);
    assert_eq!(
        bad(&send(&mut raw, 200, 9).await),
        (base + 200, 32),
        "lower than before"
    );
    assert_eq!(
        bad(&send(&mut raw, 200, 11).await),
        (base + 200, 32),
        "equal to one before"
    );
    assert_eq!(
        bad(&send(&mut raw, 80, 13).await),
        (base + 80, 33),
        "higher than one after"
    );
    assert_eq!(
        bad(&send(&mut raw, 200, 12).await),
        (base + 200, 35),
        "even, for a call"
    );
    assert_eq!(send(&mut raw, 200, 13).await.result().0, base + 200);
    assert_eq!(
        send(&mut raw, 80, 9).await.result().0,
        base + 80,
        "late, but in order"
    );
    let ack = boxed(&types::MsgsAck { msg_ids: vec![1] });
    raw.send_as(base + 300, 15, &ack).await;
    let next = send(&mut raw, 400, 17).await.result().0;
    assert_eq!(
        next,
        base + 400,
        "an odd acknowledgement is as good as an even one"
    );
    assert_eq!(server.rpc().count::<GetUsers>(), 4);
}

#[tokio::test]
async fn a_wrong_salt_is_refused_with_the_right_one() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let right = raw.salt;
    raw.salt ^= 4;
    let call = raw.call(&get_users(&[1])).await;
    let refused: types::BadServerSalt = raw.next().await.read();
    assert_eq!((refused.bad_msg_id, refused.error_code), (call, 48));
    assert_eq!(refused.new_server_salt, right);
    assert_eq!(server.rpc().count::<GetUsers>(), 0);
}

#[tokio::test(start_paused = true)]
async fn salts_change_each_hour_and_the_next_ones_are_told() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let request = raw.call(&functions::GetFutureSalts { num: 3 }).await;
    let future: types::FutureSalts = raw.next().await.read();
    assert_eq!((future.req_msg_id, future.salts.0.len()), (request, 3));
    assert_eq!(future.salts.0[0].salt, raw.salt);
    let now = server.unix_time();
    let valid = |salt: &types::FutureSalt| salt.valid_since <= now && now < salt.valid_until;
    assert!(valid(&future.salts.0[0]) && !valid(&future.salts.0[1]));
    tokio::time::advance(Duration::from_secs(3601)).await;
    // The old one is good for another half hour, and so is the new one.
    raw.ping(1).await;
    assert!(raw.next().await.is::<types::Pong>());
    let old = std::mem::replace(&mut raw.salt, future.salts.0[1].salt);
    raw.ping(2).await;
    assert!(raw.next().await.is::<types::Pong>());
    tokio::time::advance(Duration::from_secs(1800)).await;
    raw.salt = old;
    raw.ping(3).await;
    let refused: types::BadServerSalt = raw.next().await.read();
    assert_eq!(refused.new_server_salt, future.salts.0[1].salt);
}

#[tokio::test]
async fn a_repeated_call_gets_the_same_answer_and_is_not_repeated() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let body = get_users(&[1]).to_bytes();
    let (id, seq_no) = (raw.next_id(), raw.next_seq(true));
    raw.send_as(id, seq_no, &body).await;
    let answer = raw.next().await;
    for _ in 0..3 {
        raw.send_as(id, seq_no, &body).await;
        assert_eq!(raw.next().await, answer);
    }
    // Also over another connection of the session.
    let mut again = raw.reconnect(&server).await;
    again.send_as(id, seq_no, &body).await;
    let mut seen = vec![again.next().await];
    while seen.last() != Some(&answer) {
        seen.push(again.next().await);
    }
    assert_eq!(server.rpc().count::<GetUsers>(), 1);
}

#[tokio::test]
async fn containers_are_taken_apart_and_bad_ones_refused() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let call = |raw: &mut Raw, user: i64| {
        let (id, seq_no) = (raw.next_id(), raw.next_seq(true));
        (id, message(id, seq_no, &get_users(&[user]).to_bytes()))
    };
    let (one, first) = call(&mut raw, 1);
    let (two, second) = call(&mut raw, 2);
    raw.send(&container(&[first.clone(), second]), false).await;
    let answers = [raw.answer().await.0, raw.answer().await.0];
    assert_eq!(answers, [one, two]);

    let (_, third) = call(&mut raw, 3);
    let truncated = {
        let mut body = container(std::slice::from_ref(&third));
        body.truncate(body.len() - 4);
        body
    };
    let trailing = [container(std::slice::from_ref(&third)), vec![0; 4]].concat();
    let nested = container(&[message(
        raw.next_id(),
        0,
        &container(std::slice::from_ref(&third)),
    )]);
    let from_the_future = container(&[message(raw.last_id + 4000, 9, &get_users(&[1]).to_bytes())]);
    let mut too_many = container(&[]);
    too_many[4..8].copy_from_slice(&i32::MAX.to_le_bytes());
    let mut negative = container(&[]);
    negative[4..8].copy_from_slice(&(-1_i32).to_le_bytes());
    let wrong = [
        truncated,
        trailing,
        nested,
        from_the_future,
        too_many,
        negative,
        container(&[]),
    ];
    for body in wrong {
        let id = raw.send(&body, false).await;
        assert_eq!(bad(&raw.next().await), (id, 64));
    }
    let (id, seq_no) = (raw.next_id(), raw.next_seq(false));
    for code in [None, Some(19)] {
        let ping = functions::Ping { ping_id: 1 }.to_bytes();
        raw.send_as(id, seq_no, &container(&[message(id - 4, seq_no, &ping)]))
            .await;
        match code {
            None => assert!(raw.next().await.is::<types::Pong>()),
            Some(code) => assert_eq!(bad(&raw.next().await), (id, code)),
        }
        raw.last_id += 8;
    }
    assert_eq!(server.rpc().count::<GetUsers>(), 2);
}

#[tokio::test]
async fn what_cannot_be_unpacked_is_refused() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let gzip = |bytes: &[u8]| [0x3072_cfa1_u32.to_bytes(), bytes.to_vec().to_bytes()].concat();
    let pack = |bytes: &[u8]| {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        gzip(&encoder.finish().unwrap())
    };
    let call = raw.send(&pack(&get_users(&[1; 50]).to_bytes()), true).await;
    assert_eq!(raw.answer().await.0, call);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, &get_users(&[2; 50]).to_bytes()).unwrap();
    let call = raw.send(&gzip(&encoder.finish().unwrap()), true).await;
    assert_eq!(
        raw.answer().await.0,
        call,
        "zlib's format, as Telegram takes it"
    );
    let bomb = pack(&vec![0; 40 << 20]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    for body in [
        gzip(b"no gzip at all"),
        gzip(b""),
        0x3072_cfa1_u32.to_bytes(),
        bomb,
    ] {
        let id = raw.send(&body, true).await;
        assert_eq!(bad(&raw.next().await), (id, 64));
    }
}

#[tokio::test]
async fn long_results_and_updates_are_packed_on_demand() {
    const GZIP: u32 = 0x3072_cfa1;
    let (server, key_id) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    server.faults().gzip_over(Some(100));
    for (users, packed) in [(1, false), (50, true)] {
        raw.call(&get_users(&vec![1; users])).await;
        assert_eq!(constructor(&raw.answer().await.1) == GZIP, packed);
    }
    server.push(key_id, &typing(1), None);
    assert_eq!(raw.next().await.id(), GZIP);
}

#[tokio::test]
async fn updates_come_after_the_first_call_only() {
    let (server, key_id) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    server.push(key_id, &typing(1), None);
    raw.ping(1).await;
    assert!(raw.next().await.is::<types::Pong>());
    raw.call(&get_users(&[1])).await;
    raw.answer().await;
    server.push(key_id, &typing(2), None);
    assert_eq!(raw.next().await.body, typing(2).to_bytes());
}

#[tokio::test]
async fn calls_that_were_hung_up_on_are_carried_out_when_they_come_again() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    server.rpc().on::<GetUsers>().hang_up().once();
    let body = get_users(&[1]).to_bytes();
    let calls = [
        (raw.next_id(), raw.next_seq(true)),
        (raw.next_id(), raw.next_seq(true)),
    ];
    let both = calls.map(|(id, seq_no)| message(id, seq_no, &body));
    raw.send(&container(&both), false).await;
    assert!(raw.is_closed().await);
    let mut raw = raw.reconnect(&server).await;
    for (id, seq_no) in calls {
        raw.send_as(id, seq_no, &body).await;
        while !raw.next().await.is_answer_to(id) {}
    }
    assert_eq!(server.rpc().count::<GetUsers>(), 3);
}

#[tokio::test]
async fn service_messages_are_answered() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let call = raw.call(&get_users(&[1])).await;
    let answer = raw.next().await;
    server.rpc().on::<GetUsers>().silence().once();
    let silent = raw.call(&get_users(&[2])).await;
    assert_eq!(raw.next().await.read::<types::MsgsAck>().msg_ids, [silent]);

    let asked = vec![call, silent, call - 1, silent + 4000];
    let request = raw
        .send(&boxed(&types::MsgsStateReq { msg_ids: asked }), false)
        .await;
    let info: types::MsgsStateInfo = raw.next().await.read();
    assert_eq!(
        (info.req_msg_id, &info.info[..]),
        (request, &[4 + 64, 4 + 32, 2, 3][..])
    );

    let resend = types::MsgResendReq {
        msg_ids: vec![answer.msg_id],
    };
    raw.send(&boxed(&resend), false).await;
    assert_eq!(raw.next().await, answer);
    raw.send(
        &boxed(&types::MsgResendAnsReq {
            msg_ids: vec![call],
        }),
        false,
    )
    .await;
    assert_eq!(raw.next().await, answer);
    let resend = types::MsgResendReq {
        msg_ids: vec![answer.msg_id, 12],
    };
    raw.send(&boxed(&resend), false).await;
    assert!(raw.next().await.is::<types::MsgsStateInfo>());
    assert_eq!(raw.next().await, answer);

    // Nothing comes for these.
    raw.send(
        &boxed(&types::HttpWait {
            max_delay: 1,
            wait_after: 1,
            max_wait: 1,
        }),
        false,
    )
    .await;
    raw.send(
        &boxed(&types::MsgsAllInfo {
            msg_ids: vec![1],
            info: vec![4],
        }),
        false,
    )
    .await;
    let ping = functions::PingDelayDisconnect {
        ping_id: 9,
        disconnect_delay: 75,
    };
    let ping = raw.send(&ping.to_bytes(), true).await;
    assert_eq!(
        raw.next().await.read::<types::Pong>(),
        types::Pong {
            msg_id: ping,
            ping_id: 9
        }
    );
}

#[tokio::test(start_paused = true)]
async fn answers_can_be_dropped() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let drop_answer = |req_msg_id| functions::RpcDropAnswer { req_msg_id };
    let request = raw.call(&drop_answer(4)).await;
    let (answered, result) = raw.answer().await;
    assert_eq!(
        (answered, constructor(&result)),
        (request, types::RpcAnswerUnknown::CONSTRUCTOR_ID)
    );

    server
        .rpc()
        .on::<GetUsers>()
        .after(Duration::from_secs(9))
        .reply(Vec::new())
        .once();
    let call = raw.call(&get_users(&[1])).await;
    assert!(raw.next().await.is::<types::MsgsAck>());
    let request = raw.call(&drop_answer(call)).await;
    for expected in [call, request] {
        let (answered, result) = raw.answer().await;
        assert_eq!(answered, expected);
        assert_eq!(
            constructor(&result),
            types::RpcAnswerDroppedRunning::CONSTRUCTOR_ID
        );
    }
    tokio::time::sleep(Duration::from_secs(20)).await;
    raw.ping(1).await;
    assert!(
        raw.next().await.is::<types::Pong>(),
        "the late answer is not sent"
    );

    let call = raw.call(&get_users(&[1])).await;
    let answer = raw.next().await;
    raw.call(&drop_answer(call)).await;
    let (_, result) = raw.answer().await;
    assert_eq!(
        constructor(&result),
        types::RpcAnswerDropped::CONSTRUCTOR_ID
    );
    let dropped = types::RpcAnswerDropped::from_bytes(&result[4..]).unwrap();
    assert_eq!(
        (dropped.msg_id, dropped.seq_no),
        (answer.msg_id, answer.seq_no)
    );
}

#[tokio::test]
async fn sessions_can_be_destroyed() {
    let (server, key_id) = server().await;
    let mut one = Raw::ready(&server, 1).await;
    let two = Raw::ready(&server, 2).await;
    assert_eq!(server.sessions(key_id), [1, 2]);
    for (session_id, destroyed) in [(2, true), (2, false), (99, false), (1, false)] {
        one.call(&functions::DestroySession { session_id }).await;
        let got = one.next().await;
        assert_eq!(got.is::<types::DestroySessionOk>(), destroyed);
        assert_eq!(got.is::<types::DestroySessionNone>(), !destroyed);
    }
    assert_eq!(server.sessions(key_id), [1]);
    // It is a new session when it comes back.
    let mut two = two.reconnect(&server).await;
    two.ping(1).await;
    assert!(two.next().await.is::<types::NewSessionCreated>());
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_after_a_reconnect() {
    let (server, key_id) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    raw.call(&get_users(&[1])).await;
    let answer = raw.next().await;
    let mut pushes = Vec::new();
    for user in 1..=3 {
        server.push(key_id, &typing(user), None);
        pushes.push(raw.next().await);
    }
    let acked = vec![answer.msg_id, pushes[1].msg_id];
    raw.send(&boxed(&types::MsgsAck { msg_ids: acked }), false)
        .await;
    raw.ping(1).await;
    assert!(raw.next().await.is::<types::Pong>());

    // Nobody is there to get this one.
    let mut raw = raw.reconnect(&server).await;
    soon(async {
        while !server.sessions(key_id).is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.push(key_id, &typing(4), None);
    raw.ping(2).await;
    let mut seen = Vec::new();
    while !seen.last().is_some_and(Got::is::<types::Pong>) {
        seen.push(raw.next().await);
    }
    seen.retain(|got| !got.is::<types::Pong>() && !got.is::<types::NewSessionCreated>());
    assert_eq!(seen, [pushes[0].clone(), pushes[2].clone()]);

    // A second connection of a living session repeats nothing while the first one lives.
    let mut second = Raw::connect(&server, 1).await;
    (second.salt, second.last_id, second.content) = (raw.salt, raw.last_id, raw.content);
    second.ping(3).await;
    assert!(second.next().await.is::<types::Pong>());
    assert_eq!(server.connections(), 2);
    server.push(key_id, &typing(5), None);
    assert_eq!(second.next().await.body, typing(5).to_bytes());
    drop(raw);
    assert!(second.next().await.is::<types::NewSessionCreated>());
    for push in [&pushes[0], &pushes[2]] {
        assert_eq!(second.next().await, *push);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_waits_for_the_session_to_come_back() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    server
        .rpc()
        .on::<GetUsers>()
        .after(Duration::from_secs(30))
        .reply(Vec::new())
        .once();
    let call = raw.call(&get_users(&[1])).await;
    assert!(raw.next().await.is::<types::MsgsAck>());
    let mut raw = raw.reconnect(&server).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(server.pending(), 0);
    raw.ping(1).await;
    let mut seen = Vec::new();
    while !seen.last().is_some_and(Got::is::<types::Pong>) {
        seen.push(raw.next().await);
    }
    let answers: Vec<i64> = seen
        .iter()
        .filter(|got| got.id() == 0xf35c_6d01)
        .map(|got| got.result().0)
        .collect();
    assert_eq!(answers, [call]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_pings_is_closed() {
    let (server, _) = server().await;
    let mut raw = Raw::ready(&server, 1).await;
    let ping = functions::PingDelayDisconnect {
        ping_id: 1,
        disconnect_delay: 75,
    }
    .to_bytes();
    for _ in 0..3 {
        raw.send(&ping, true).await;
        assert!(raw.next().await.is::<types::Pong>());
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    assert_eq!(server.connections(), 1);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(raw.is_closed().await);
    assert_eq!(server.connections(), 0);
}
