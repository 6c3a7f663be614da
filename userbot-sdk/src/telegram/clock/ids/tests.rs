use grammers_tl_types::{Serializable, enums, types};
use proptest::prelude::*;

use super::*;

const HOUR: i64 = 3_600;

/// Makes a message as it stands in a packet.
fn message(number: i64, body: &[u8]) -> Vec<u8> {
    let length = i32::try_from(body.len()).unwrap();
    [
        &number.to_le_bytes()[..],
        &1_i32.to_le_bytes(),
        &length.to_le_bytes(),
        body,
    ]
    .concat()
}

/// Makes a packet as it is before encryption.
fn packet(message: &[u8]) -> Vec<u8> {
    [&[9; START][..], message, &[5; 12]].concat()
}

fn container(messages: &[Vec<u8>]) -> Vec<u8> {
    let count = i32::try_from(messages.len()).unwrap();
    [
        CONTAINER.to_le_bytes().to_vec(),
        count.to_le_bytes().to_vec(),
        messages.concat(),
    ]
    .concat()
}

fn at(seconds: i64) -> i64 {
    (seconds << 32) | 0xc
}

/// Gives the body of a message of the server after its numbers were moved by an hour.
fn heard(body: &[u8]) -> Incoming {
    let mut heard = incoming(&packet(&message(at(7_000), body)), HOUR).unwrap();
    // The number of the server's own message stays.
    assert_eq!(heard.plain[..START], [9; START]);
    assert_eq!(heard.plain[16..24], at(7_000).to_le_bytes());
    heard.plain.drain(..START + MESSAGE);
    heard
}

#[test]
fn what_goes_out_gets_another_number() {
    let call = [1, 2, 3, 4, 5, 6, 7, 8];
    let sent = outgoing(&packet(&message(at(10_000), &call)), HOUR).unwrap();
    assert_eq!(sent, [&[9; START][..], &message(at(6_400), &call)].concat());

    // The server's numbers, which are acknowledged, stay.
    let ack = enums::MsgsAck::from(types::MsgsAck {
        msg_ids: vec![at(5), at(6)],
    })
    .to_bytes();
    let inside = |first, second| container(&[message(at(first), &ack), message(at(second), &call)]);
    let sent = outgoing(&packet(&message(at(10_002), &inside(10_000, 10_001))), HOUR).unwrap();
    let expected = message(at(6_402), &inside(6_400, 6_401));
    assert_eq!(sent, [&[9; START][..], &expected].concat());
}

/// Makes one of each kind of answer to a message of ours.
fn answers(ours: i64, theirs: i64) -> Vec<Vec<u8>> {
    let salt = types::FutureSalt {
        valid_since: 1,
        valid_until: 2,
        salt: theirs,
    };
    let (ours_bytes, theirs_bytes) = (ours.to_le_bytes(), theirs.to_le_bytes());
    let pong = types::Pong {
        msg_id: ours,
        ping_id: theirs,
    };
    let refusal = types::BadMsgNotification {
        bad_msg_id: ours,
        bad_msg_seqno: 3,
        error_code: 32,
    };
    let salt_refusal = types::BadServerSalt {
        bad_msg_id: ours,
        bad_msg_seqno: 3,
        error_code: 48,
        new_server_salt: theirs,
    };
    let salts = types::FutureSalts {
        req_msg_id: ours,
        now: 4,
        salts: grammers_tl_types::RawVec(vec![salt]),
    };
    let state = types::MsgsStateInfo {
        req_msg_id: ours,
        info: vec![1, 2, 3],
    };
    vec![
        [&RPC_RESULT.to_le_bytes()[..], &ours_bytes, &theirs_bytes].concat(),
        enums::Pong::from(pong).to_bytes(),
        enums::BadMsgNotification::from(refusal).to_bytes(),
        enums::BadMsgNotification::from(salt_refusal).to_bytes(),
        enums::FutureSalts::from(salts).to_bytes(),
        enums::MsgsStateInfo::from(state).to_bytes(),
    ]
}

/// Makes one of each kind of message about messages that nobody asked for.
fn notices(ours: i64, theirs: i64) -> Vec<Vec<u8>> {
    let session = types::NewSessionCreated {
        first_msg_id: ours,
        unique_id: theirs,
        server_salt: theirs,
    };
    let detailed = types::MsgDetailedInfo {
        msg_id: ours,
        answer_msg_id: theirs,
        bytes: 5,
        status: 6,
    };
    let new_detailed = types::MsgNewDetailedInfo {
        answer_msg_id: theirs,
        bytes: 5,
        status: 6,
    };
    let all = types::MsgsAllInfo {
        msg_ids: vec![ours, ours],
        info: vec![1, 2],
    };
    let ack = types::MsgsAck {
        msg_ids: vec![ours, ours, ours],
    };
    let again = types::MsgResendReq {
        msg_ids: vec![ours],
    };
    let state = types::MsgsStateReq {
        msg_ids: vec![theirs],
    };
    vec![
        enums::NewSession::from(session).to_bytes(),
        enums::MsgDetailedInfo::from(detailed).to_bytes(),
        enums::MsgDetailedInfo::from(new_detailed).to_bytes(),
        enums::MsgsAllInfo::from(all).to_bytes(),
        enums::MsgsAck::from(ack).to_bytes(),
        enums::MsgResendReq::from(again).to_bytes(),
        enums::MsgsStateReq::from(state).to_bytes(),
    ]
}

#[test]
fn what_mentions_our_messages_is_moved_and_nothing_else() {
    let (ours, theirs) = (at(1_000), at(2_000));
    let moved = ours + (HOUR << 32);
    let all = |ours| [answers(ours, theirs), notices(ours, theirs)].concat();
    for (before, after) in all(ours).into_iter().zip(all(moved)) {
        assert_eq!(heard(&before).plain, after);
        let both = |body: &[u8]| container(&[message(at(1), body), message(at(2), body)]);
        assert_eq!(heard(&both(&before)).plain, both(&after));
    }
}

#[test]
fn answers_and_refusals_are_seen() {
    let refusal = |code| {
        enums::BadMsgNotification::from(types::BadMsgNotification {
            bad_msg_id: at(1),
            bad_msg_seqno: 3,
            error_code: code,
        })
        .to_bytes()
    };
    for code in [16, 17] {
        assert_eq!(heard(&refusal(code)).refused_at, Some(7_000));
        let inside = container(&[message(at(6_999), &refusal(code))]);
        assert_eq!(heard(&inside).refused_at, Some(6_999));
    }
    assert_eq!(heard(&refusal(20)).refused_at, None);
    assert!(!heard(&refusal(17)).answers);
    let answer = [&RPC_RESULT.to_le_bytes()[..], &[0; 8]].concat();
    assert!(heard(&answer).answers);
}

#[test]
fn what_is_no_packet_is_refused() {
    let answer = [&RPC_RESULT.to_le_bytes()[..], &[0; 4]].concat();
    let vector = [
        &types::MsgsAck::CONSTRUCTOR_ID.to_le_bytes()[..],
        &VECTOR.to_le_bytes(),
        &i32::MAX.to_le_bytes(),
    ]
    .concat();
    let nested = container(&[message(1, &container(&[]))]);
    let short = [&CONTAINER.to_le_bytes()[..], &(-1_i32).to_le_bytes()].concat();
    for body in [&answer, &vector, &nested, &short] {
        assert_eq!(incoming(&packet(&message(1, body)), 1), Err(Malformed));
    }
    for length in [-1, 5, i32::MAX] {
        let mut bytes = vec![0; START + MESSAGE];
        bytes[28..32].copy_from_slice(&i32::to_le_bytes(length));
        assert_eq!(outgoing(&bytes, 1), Err(Malformed), "{length}");
    }
    // A time that no clock has.
    assert_eq!(
        outgoing(&packet(&message(i64::MIN, &[])), 1),
        Err(Malformed)
    );
    assert_eq!(
        outgoing(&packet(&message(0, &[])), i64::MAX),
        Err(Malformed)
    );
}

/// Is a body that begins as something that is known.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        CONTAINER,
        RPC_RESULT,
        types::Pong::CONSTRUCTOR_ID,
        types::MsgsAck::CONSTRUCTOR_ID,
        types::BadMsgNotification::CONSTRUCTOR_ID,
        types::MsgsAllInfo::CONSTRUCTOR_ID,
    ]);
    (known, prop::collection::vec(any::<u8>(), 0..120))
        .prop_map(|(constructor, rest)| [&constructor.to_le_bytes()[..], &rest].concat())
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), ahead: i64) {
        let _ = outgoing(&bytes, ahead);
        let _ = incoming(&bytes, ahead);
    }

    #[test]
    fn no_body_panics_and_none_changes_its_length(body in body(), number: i64, ahead in -2_000_000_000_i64..2_000_000_000) {
        let whole = packet(&message(number, &body));
        let length = whole.len() - 12;
        if let Ok(sent) = outgoing(&whole, ahead) {
            prop_assert_eq!(sent.len(), length);
        }
        if let Ok(heard) = incoming(&whole, ahead) {
            prop_assert_eq!(heard.plain.len(), length);
        }
    }

    #[test]
    fn unknown_things_stay(constructor: u32, rest in prop::collection::vec(any::<u8>(), 0..120), ahead in -1_000_000_i64..1_000_000) {
        prop_assume!(![CONTAINER, RPC_RESULT].contains(&constructor));
        prop_assume!(grammers_tl_types::name_for_id(constructor) == "(unknown)");
        let body = [&constructor.to_le_bytes()[..], &rest].concat();
        let whole = packet(&message(at(1), &body));
        let heard = incoming(&whole, ahead).unwrap();
        prop_assert_eq!(&heard.plain[..], &whole[..whole.len() - 12]);
    }

    #[test]
    fn there_and_back_is_the_same(times in prop::collection::vec(1_000_000_i64..2_000_000_000, 1..20), ahead in -1_000_000_i64..1_000_000) {
        let messages: Vec<_> = times.iter().map(|time| message(at(*time), &[1, 2, 3, 4])).collect();
        let whole = packet(&message(at(1_999_999_999), &container(&messages)));
        let mut sent = outgoing(&whole, ahead).unwrap();
        sent.extend([5; 12]);
        let back = outgoing(&sent, -ahead).unwrap();
        prop_assert_eq!(&back[..], &whole[..whole.len() - 12]);
    }
}
