//! Whatever arrives, the server neither panics nor stops.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use std::sync::OnceLock;

use grammers_tl_types::{Identifiable, Serializable, functions, types};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use userbot_testkit::server::Server;
use userbot_testkit::server::transport::{Decoder, Framing};
use wire_support::raw::{Raw, message, msg_id};
use wire_support::{get_users, server, soon};

/// The bytes that a client writes for a packet, after the start of the connection.
fn frame(framing: Framing, number: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap();
    match framing {
        Framing::Full => {
            let head = [
                &(length + 12).to_le_bytes()[..],
                &number.to_le_bytes(),
                payload,
            ]
            .concat();
            [&head[..], &crc32fast::hash(&head).to_le_bytes()].concat()
        }
        Framing::Abridged if length / 4 < 127 => {
            [&[u8::try_from(length / 4).unwrap()][..], payload].concat()
        }
        Framing::Abridged => [&(0x7f | ((length / 4) << 8)).to_le_bytes()[..], payload].concat(),
        Framing::Intermediate => [&length.to_le_bytes()[..], payload].concat(),
        Framing::PaddedIntermediate => {
            let padding = vec![0xaa; payload.len() % 16];
            let length = length + u32::try_from(padding.len()).unwrap();
            [&length.to_le_bytes()[..], payload, &padding].concat()
        }
    }
}

fn start(framing: Framing) -> &'static [u8] {
    match framing {
        Framing::Full => &[],
        Framing::Abridged => &[0xef],
        Framing::Intermediate => &[0xee; 4],
        Framing::PaddedIntermediate => &[0xdd; 4],
    }
}

fn framings() -> impl Strategy<Value = Framing> {
    select(vec![
        Framing::Full,
        Framing::Abridged,
        Framing::Intermediate,
        Framing::PaddedIntermediate,
    ])
}

/// The payload of an encrypted packet: a key, a message key and whole blocks.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    (1..80_usize, any::<u8>()).prop_map(|(blocks, fill)| vec![fill | 1; 24 + blocks * 16])
}

/// Words of a message: constructors that mean something, small numbers, and noise.
fn words() -> impl Strategy<Value = Vec<u8>> {
    let known = select(vec![
        0x73f1_f8dc,
        0x3072_cfa1,
        0x1cb5_c415,
        types::MsgsAck::CONSTRUCTOR_ID,
        types::MsgsStateReq::CONSTRUCTOR_ID,
        types::MsgResendReq::CONSTRUCTOR_ID,
        types::JsonArray::CONSTRUCTOR_ID,
        functions::Ping::CONSTRUCTOR_ID,
        functions::PingDelayDisconnect::CONSTRUCTOR_ID,
        functions::GetFutureSalts::CONSTRUCTOR_ID,
        functions::DestroySession::CONSTRUCTOR_ID,
        functions::RpcDropAnswer::CONSTRUCTOR_ID,
        functions::InvokeWithLayer::<()>::CONSTRUCTOR_ID,
        functions::InitConnection::<()>::CONSTRUCTOR_ID,
        functions::InvokeAfterMsgs::<()>::CONSTRUCTOR_ID,
        functions::users::GetUsers::CONSTRUCTOR_ID,
        functions::help::GetConfig::CONSTRUCTOR_ID,
    ]);
    let word = prop_oneof![3 => known, 3 => 0..20_u32, 1 => any::<u32>(), 1 => Just(u32::MAX)];
    vec(word, 1..60).prop_map(|words| words.into_iter().flat_map(u32::to_le_bytes).collect())
}

/// One server for all cases of this file.
fn shared() -> &'static (Runtime, Server) {
    static SHARED: OnceLock<(Runtime, Server)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(server()).0;
        (runtime, server)
    })
}

/// Checks that the server still answers, and that nothing in it panicked.
async fn works(server: &Server, session_id: i64) {
    let mut raw = Raw::ready(server, session_id).await;
    let call = raw.call(&get_users(&[1])).await;
    assert_eq!(raw.answer().await.0, call);
    assert_eq!(server.rpc().verify(), Ok(()));
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(256) })]

    #[test]
    fn frames_survive_being_cut_anywhere(
        framing in framings(),
        payloads in vec(payload(), 1..5),
        cut in 1..200_usize,
    ) {
        let mut bytes = start(framing).to_vec();
        for (number, payload) in payloads.iter().enumerate() {
            bytes.extend(frame(framing, u32::try_from(number).unwrap(), payload));
        }
        let mut decoder = Decoder::new();
        let mut got = Vec::new();
        for piece in bytes.chunks(cut) {
            decoder.feed(piece);
            while let Some(frame) = decoder.next_frame().unwrap() {
                prop_assert!(!frame.quick_ack);
                got.push(frame.payload);
            }
        }
        prop_assert_eq!(decoder.framing(), Some(framing));
        prop_assert_eq!(got, payloads);
    }

    #[test]
    fn a_decoder_never_panics(
        framing in framings(),
        tagged in any::<bool>(),
        bytes in vec(any::<u8>(), 0..600),
        cut in 1..100_usize,
    ) {
        let mut decoder = Decoder::new();
        if tagged {
            decoder.feed(start(framing));
        }
        'stream: for piece in bytes.chunks(cut) {
            decoder.feed(piece);
            loop {
                match decoder.next_frame() {
                    Ok(Some(frame)) => prop_assert!(frame.payload.len() <= bytes.len()),
                    Ok(None) => break,
                    Err(_) => break 'stream,
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(64) })]

    #[test]
    fn garbage_on_a_socket_harms_nobody(
        framing in framings(),
        tagged in any::<bool>(),
        bytes in vec(any::<u8>(), 0..2000),
        session_id in any::<i64>(),
    ) {
        let (runtime, server) = shared();
        runtime.block_on(async {
            let mut stream = TcpStream::connect(server.addr()).await.unwrap();
            // The server may close at any byte.
            let tag = if tagged { start(framing) } else { &[] };
            let _ = stream.write_all(&[tag, &bytes].concat()).await;
            let _ = stream.shutdown().await;
            let _ = soon(stream.read_to_end(&mut Vec::new())).await;
            works(server, session_id).await;
        });
    }

    #[test]
    fn garbage_in_a_session_harms_nobody(
        bodies in vec((words(), any::<bool>()), 1..6),
        plain in vec(any::<u8>(), 0..300),
        session_id in any::<i64>(),
    ) {
        let (runtime, server) = shared();
        runtime.block_on(async {
            let mut raw = Raw::ready(server, session_id).await;
            for (body, content) in &bodies {
                raw.send(body, *content).await;
            }
            let seq_no = raw.next_seq(true);
            let inner = [raw.salt.to_bytes(), raw.session_id.to_bytes()].concat();
            let whole = message(msg_id(0), seq_no, &bodies[0].0);
            raw.send_plain(&[inner, whole, vec![0; 100]].concat()).await;
            raw.send_plain(&plain).await;
            let _ = raw.stream.shutdown().await;
            let _ = soon(raw.stream.read_to_end(&mut Vec::new())).await;
            works(server, session_id.wrapping_add(1)).await;
        });
    }

    #[test]
    fn cut_frames_harm_nobody(
        framing in framings(),
        keep in 0..100_usize,
        flip in 0..100_usize,
        session_id in any::<i64>(),
    ) {
        let (runtime, server) = shared();
        runtime.block_on(async {
            let raw = Raw::connect(server, session_id).await;
            let ping = functions::Ping { ping_id: 1 }.to_bytes();
            let head = [raw.salt.to_bytes(), raw.session_id.to_bytes()].concat();
            let packet = raw.sealed(&[head, message(msg_id(0) & !3, 0, &ping)].concat());
            let mut bytes = [start(framing), &frame(framing, 0, &packet)].concat();
            let flipped = flip % bytes.len();
            bytes[flipped] ^= 0x40;
            bytes.truncate(keep.max(1));
            let mut stream = TcpStream::connect(server.addr()).await.unwrap();
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            let _ = soon(stream.read_to_end(&mut Vec::new())).await;
            works(server, session_id.wrapping_add(1)).await;
        });
    }
}
