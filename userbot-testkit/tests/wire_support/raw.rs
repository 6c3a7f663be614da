//! A client that does exactly what a test tells it to, right or wrong.

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use grammers_crypto::{AuthKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};
use grammers_tl_types::{Deserializable, Identifiable, Serializable};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use userbot_testkit::server::Server;

const CONTAINER: u32 = 0x73f1_f8dc;
const RPC_RESULT: u32 = 0xf35c_6d01;

/// A message from the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Got {
    pub msg_id: i64,
    pub seq_no: i32,
    pub body: Vec<u8>,
}

impl Got {
    pub fn id(&self) -> u32 {
        u32::from_bytes(&self.body).unwrap()
    }

    pub fn is<T: Identifiable>(&self) -> bool {
        self.id() == T::CONSTRUCTOR_ID
    }

    pub fn read<T: Identifiable + Deserializable>(&self) -> T {
        assert_eq!(self.id(), T::CONSTRUCTOR_ID, "another message: {self:?}");
        T::from_bytes(&self.body[4..]).unwrap()
    }

    pub fn is_answer_to(&self, call: i64) -> bool {
        self.id() == RPC_RESULT && self.result().0 == call
    }

    /// The result of a call, with the message that it answers.
    pub fn result(&self) -> (i64, &[u8]) {
        assert_eq!(self.id(), RPC_RESULT, "another message: {self:?}");
        (i64::from_bytes(&self.body[4..]).unwrap(), &self.body[12..])
    }
}

/// One connection of one session, with the intermediate transport.
pub struct Raw {
    pub stream: TcpStream,
    pub key: AuthKey,
    pub session_id: i64,
    pub salt: i64,
    pub content: i32,
    pub last_id: i64,
    held: VecDeque<Got>,
}

/// Constructor and fields of a bare type of a message.
pub fn boxed<T: Identifiable + Serializable>(value: &T) -> Vec<u8> {
    [T::CONSTRUCTOR_ID.to_bytes(), value.to_bytes()].concat()
}

/// A message as it stands in a packet or container.
pub fn message(msg_id: i64, seq_no: i32, body: &[u8]) -> Vec<u8> {
    let length = i32::try_from(body.len()).unwrap();
    [
        msg_id.to_bytes(),
        seq_no.to_bytes(),
        length.to_bytes(),
        body.to_vec(),
    ]
    .concat()
}

pub fn container(messages: &[Vec<u8>]) -> Vec<u8> {
    let count = i32::try_from(messages.len()).unwrap();
    [CONTAINER.to_bytes(), count.to_bytes(), messages.concat()].concat()
}

/// An identifier of a message made so many seconds from now.
pub fn msg_id(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let whole = i64::try_from(now.as_secs()).unwrap() + seconds;
    (whole << 32) | (i64::from(now.subsec_nanos()) << 2)
}

impl Raw {
    /// Connects a session that does not know a salt.
    pub async fn connect(server: &Server, session_id: i64) -> Raw {
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        stream.write_all(&[0xee; 4]).await.unwrap();
        let key = AuthKey::from_bytes(super::key(1));
        Raw {
            stream,
            key,
            session_id,
            salt: 0,
            content: 0,
            last_id: msg_id(0),
            held: VecDeque::new(),
        }
    }

    /// Connects a session and brings it to the point where it can call.
    pub async fn ready(server: &Server, session_id: i64) -> Raw {
        let mut raw = Self::connect(server, session_id).await;
        raw.learn_salt().await;
        raw.ping(1).await;
        let created = raw.next().await;
        assert!(
            created.is::<grammers_tl_types::types::NewSessionCreated>(),
            "{created:?}"
        );
        let pong = raw.next().await;
        assert!(pong.is::<grammers_tl_types::types::Pong>(), "{pong:?}");
        raw
    }

    /// The same session on a new connection; the old one is closed.
    pub async fn reconnect(self, server: &Server) -> Raw {
        let Raw {
            stream,
            key,
            session_id,
            salt,
            content,
            last_id,
            ..
        } = self;
        drop(stream);
        let fresh = Self::connect(server, session_id).await;
        Raw {
            key,
            salt,
            content,
            last_id,
            ..fresh
        }
    }

    pub async fn learn_salt(&mut self) {
        self.ping(0).await;
        let refused: grammers_tl_types::types::BadServerSalt = self.next().await.read();
        self.salt = refused.new_server_salt;
    }

    pub async fn ping(&mut self, ping_id: i64) -> i64 {
        self.send(
            &grammers_tl_types::functions::Ping { ping_id }.to_bytes(),
            false,
        )
        .await
    }

    pub fn next_id(&mut self) -> i64 {
        self.last_id += 4;
        self.last_id
    }

    pub fn next_seq(&mut self, content: bool) -> i32 {
        let seq_no = self.content * 2 + i32::from(content);
        self.content += i32::from(content);
        seq_no
    }

    /// Sends a call, or another content message.
    pub async fn call<T: Serializable>(&mut self, request: &T) -> i64 {
        self.send(&request.to_bytes(), true).await
    }

    pub async fn send(&mut self, body: &[u8], content: bool) -> i64 {
        let (msg_id, seq_no) = (self.next_id(), self.next_seq(content));
        self.send_as(msg_id, seq_no, body).await;
        msg_id
    }

    pub async fn send_as(&mut self, msg_id: i64, seq_no: i32, body: &[u8]) {
        let plain = [
            self.salt.to_bytes(),
            self.session_id.to_bytes(),
            message(msg_id, seq_no, body),
        ];
        self.send_plain(&plain.concat()).await;
    }

    /// Encrypts and sends anything.
    pub async fn send_plain(&mut self, plain: &[u8]) {
        let packet = self.sealed(plain);
        let length = u32::try_from(packet.len()).unwrap();
        self.write(&[&length.to_le_bytes()[..], &packet].concat())
            .await;
    }

    pub fn sealed(&self, plain: &[u8]) -> Vec<u8> {
        let mut buffer = DequeBuffer::with_capacity(plain.len() + 64, 64);
        buffer.extend(plain.iter().copied());
        encrypt_data_v2(&mut buffer, &self.key);
        buffer.as_ref().to_vec()
    }

    pub async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The next packet as it is on the wire; `None` if the server closed the connection.
    pub async fn packet(&mut self) -> Option<Vec<u8>> {
        let mut length = [0; 4];
        super::soon(self.stream.read_exact(&mut length))
            .await
            .ok()?;
        let mut packet = vec![0; usize::try_from(u32::from_le_bytes(length)).unwrap()];
        super::soon(self.stream.read_exact(&mut packet))
            .await
            .ok()?;
        Some(packet)
    }

    /// The messages of the next packet.
    pub async fn all(&mut self) -> Vec<Got> {
        let packet = self.packet().await.expect("an open connection");
        self.opened(packet)
    }

    pub fn opened(&self, mut packet: Vec<u8>) -> Vec<Got> {
        let plain = decrypt_data_v2(&mut packet, &self.key).unwrap();
        assert_eq!(i64::from_bytes(&plain[8..]).unwrap(), self.session_id);
        let (outer, _) = split(&plain[16..]);
        if outer.id() != CONTAINER {
            return vec![outer];
        }
        let count = i32::from_bytes(&outer.body[4..]).unwrap();
        let mut rest = &outer.body[8..];
        let mut messages = vec![];
        for _ in 0..count {
            let (message, length) = split(rest);
            assert!(
                message.msg_id < outer.msg_id,
                "a container is younger than its contents"
            );
            messages.push(message);
            rest = &rest[length..];
        }
        messages
    }

    /// The next message, in whatever packet it is.
    pub async fn next(&mut self) -> Got {
        while self.held.is_empty() {
            let messages = self.all().await;
            self.held.extend(messages);
        }
        self.held.pop_front().unwrap()
    }

    /// The result of the next call that is answered.
    pub async fn answer(&mut self) -> (i64, Vec<u8>) {
        let got = self.next().await;
        let (request, result) = got.result();
        (request, result.to_vec())
    }

    /// Whether the server closed the connection, with nothing more to read.
    pub async fn is_closed(&mut self) -> bool {
        let mut byte = [0];
        !matches!(super::soon(self.stream.read(&mut byte)).await, Ok(count) if count > 0)
    }
}

fn split(bytes: &[u8]) -> (Got, usize) {
    let length = usize::try_from(i32::from_bytes(&bytes[12..]).unwrap()).unwrap();
    let got = Got {
        msg_id: i64::from_bytes(bytes).unwrap(),
        seq_no: i32::from_bytes(&bytes[8..]).unwrap(),
        body: bytes[16..16 + length].to_vec(),
    };
    (got, 16 + length)
}
