//! Transports and encryption, used rightly and wrongly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod wire_support;

use grammers_crypto::ObfuscatedCipher;
use grammers_tl_types::{Deserializable, Serializable, functions, types};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use userbot_testkit::server::Server;
use wire_support::raw::{Got, Raw, message, msg_id};
use wire_support::{server, soon};

#[tokio::test]
async fn packets_that_make_no_sense_end_the_connection() {
    let (server, _) = server().await;
    let body = functions::Ping { ping_id: 1 }.to_bytes();
    let good = |raw: &Raw, length: usize, padding: usize| {
        let length = i32::try_from(length).unwrap();
        let head = [
            raw.salt.to_bytes(),
            raw.session_id.to_bytes(),
            msg_id(0).to_bytes(),
        ];
        [
            head.concat(),
            0.to_bytes(),
            length.to_bytes(),
            body.clone(),
            vec![0; padding],
        ]
        .concat()
    };
    let length = body.len();
    for (what, length, padding) in [
        ("longer than the packet", 4000, 0),
        ("shorter than a constructor", 0, 0),
        ("no whole words", length - 1, 0),
        ("negative", usize::try_from(i32::MAX).unwrap(), 0),
        ("too much padding", length, 2048),
    ] {
        let mut raw = Raw::connect(&server, 1).await;
        let plain = good(&raw, length, padding);
        raw.send_plain(&plain).await;
        assert!(raw.packet().await.is_none(), "{what}");
    }
    for (what, change) in [("the message key", 10), ("the text", 40)] {
        let mut raw = Raw::connect(&server, 1).await;
        let mut packet = raw.sealed(&good(&raw, length, 0));
        packet[change] ^= 1;
        raw.write(&u32::try_from(packet.len()).unwrap().to_le_bytes())
            .await;
        raw.write(&packet).await;
        assert!(raw.packet().await.is_none(), "{what}");
    }
    // The key cannot change on a connection.
    let other = server.add_key(wire_support::key(9));
    let mut raw = Raw::ready(&server, 1).await;
    raw.key = grammers_crypto::AuthKey::from_bytes(wire_support::key(9));
    raw.ping(1).await;
    assert!(raw.packet().await.is_none());
    assert!(server.sessions(other).is_empty());
}

/// Sends bytes on a connection of their own, and gives all that comes back until the server closes it.
async fn exchange(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let mut back = Vec::new();
    // The server may close while this still writes.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let _ = soon(stream.read_to_end(&mut back)).await;
    back
}

/// A message of a key exchange that did not begin, without transport.
fn key_exchange() -> Vec<u8> {
    let body = functions::ReqDhParams {
        nonce: [7; 16],
        server_nonce: [8; 16],
        p: vec![3],
        q: vec![5],
        public_key_fingerprint: 1,
        encrypted_data: vec![0; 256],
    }
    .to_bytes();
    let length = i32::try_from(body.len()).unwrap();
    [
        0_i64.to_bytes(),
        msg_id(0).to_bytes(),
        length.to_bytes(),
        body,
    ]
    .concat()
}

#[tokio::test]
async fn a_key_exchange_is_refused_on_each_transport() {
    let (server, _) = server().await;
    let packet = key_exchange();
    let minus_404 = (-404_i32).to_le_bytes();
    let length = u32::try_from(packet.len()).unwrap();
    let abridged = [&[0xef, u8::try_from(length / 4).unwrap()][..], &packet].concat();
    assert_eq!(
        exchange(&server, &abridged).await,
        [&[1][..], &minus_404].concat()
    );
    for tag in [[0xee; 4], [0xdd; 4]] {
        let bytes = [&tag[..], &length.to_le_bytes(), &packet].concat();
        assert_eq!(
            exchange(&server, &bytes).await,
            [4_i32.to_le_bytes(), minus_404].concat()
        );
    }
    let full = full_frame(0, &packet);
    assert_eq!(exchange(&server, &full).await, [minus_404; 3].concat());
}

fn full_frame(number: u32, packet: &[u8]) -> Vec<u8> {
    let length = u32::try_from(packet.len() + 12).unwrap();
    let frame = [&length.to_le_bytes()[..], &number.to_le_bytes(), packet].concat();
    let checksum = crc32fast::hash(&frame);
    [&frame[..], &checksum.to_le_bytes()].concat()
}

#[tokio::test]
async fn streams_that_break_their_transport_are_closed() {
    let (server, _) = server().await;
    let packet = key_exchange();
    let mut broken = full_frame(0, &packet);
    *broken.last_mut().unwrap() ^= 1;
    for (what, bytes) in [
        ("checksum", broken),
        ("short frame", [&8_u32.to_le_bytes()[..], &[0; 4]].concat()),
        (
            "negative length",
            [&(-5_i32).to_le_bytes()[..], &[0; 4]].concat(),
        ),
        (
            "long frame",
            [&0x7fff_ffff_u32.to_le_bytes()[..], &[0; 4]].concat(),
        ),
        ("abridged, empty", vec![0xef, 0]),
        ("abridged, long", vec![0xef, 0x7f, 0xff, 0xff, 0xff]),
        (
            "intermediate, long",
            [&[0xee; 4][..], &0x7fff_ffff_u32.to_le_bytes()].concat(),
        ),
        ("http", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        ("tls", vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3]),
        ("obfuscated with an unknown tag", vec![0x55; 64]),
        ("nothing", Vec::new()),
        ("one byte", vec![1]),
    ] {
        assert_eq!(exchange(&server, &bytes).await, Vec::<u8>::new(), "{what}");
    }
    // The number of the second frame is wrong: the first is answered or not, the second is not.
    let frames = [full_frame(0, &packet), full_frame(5, &packet)].concat();
    assert_eq!(exchange(&server, &frames).await.len(), 12);
    // None of that harmed the server.
    Raw::ready(&server, 1).await;
}

#[tokio::test]
async fn padded_and_obfuscated_transports_work_with_quick_acknowledgements() {
    let (server, _) = server().await;
    let raw = Raw::ready(&server, 1).await;
    let mut init: [u8; 64] = std::array::from_fn(|at| u8::try_from(at).unwrap() + 1);
    init[56..60].copy_from_slice(&[0xdd; 4]);
    let mut cipher = ObfuscatedCipher::new(&init);
    let mut encrypted = init;
    cipher.encrypt(&mut encrypted);
    init[56..].copy_from_slice(&encrypted[56..]);

    let ping = functions::Ping { ping_id: 3 }.to_bytes();
    let head = [raw.salt.to_bytes(), 5_i64.to_bytes()].concat();
    let packet = raw.sealed(&[head, message(msg_id(0) & !3, 0, &ping)].concat());
    let mut frame = u32::try_from(packet.len() + 5).unwrap() | 0x8000_0000;
    let mut bytes = frame.to_le_bytes().to_vec();
    bytes.extend(&packet);
    bytes.extend([9; 5]);
    cipher.encrypt(&mut bytes);
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(&init).await.unwrap();
    stream.write_all(&bytes).await.unwrap();

    let mut read = async |length: usize| {
        let mut bytes = vec![0; length];
        soon(stream.read_exact(&mut bytes)).await.unwrap();
        cipher.decrypt(&mut bytes);
        bytes
    };
    // The acknowledgement has the highest bit, a length does not.
    let quick = u32::from_bytes(&read(4).await).unwrap();
    assert_ne!(quick & 0x8000_0000, 0);
    frame = u32::from_bytes(&read(4).await).unwrap();
    let mut answer = read(usize::try_from(frame).unwrap()).await;
    answer.truncate(24 + (answer.len() - 24) / 16 * 16);
    let got = Raw::connect(&server, 5).await.opened(answer);
    assert!(got.iter().any(Got::is::<types::Pong>), "{got:?}");
}
