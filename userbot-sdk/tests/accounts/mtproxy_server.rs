//! A small MTProxy, written against the documents of the protocol and not against the client.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

type Cipher = Ctr128BE<Aes256>;

pub(crate) const KEY: [u8; 16] = *b"sixteen bytes!!!";
pub(crate) const DOMAIN: &str = "www.example.org";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Plain,
    Padded,
    Tls,
}

/// What the proxy does with those who come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Behaviour {
    Serve,
    /// Serves, in pieces of three bytes.
    Chop,
    /// Serves those whose hello is 517 bytes long, and hangs up on others.
    Old,
    /// Closes as soon as somebody comes.
    HangUp,
    /// Closes when the first bytes came.
    HangUpAfterStart,
    /// Reads, and says nothing.
    Silent,
    /// Answers with what is no TLS.
    Garbage,
    /// Answers as a TLS server that knows no secret.
    Stranger,
}

pub(crate) struct MtProxyServer {
    pub(crate) address: SocketAddr,
    seen: Arc<Seen>,
    visits: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for MtProxyServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MtProxyServer {
    /// Starts a proxy that leads to one server, whatever data centre is asked for.
    pub(crate) async fn start(kind: Kind, behaviour: Behaviour, target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&visits);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let noted = Arc::clone(&noted);
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let _ = serve(stream, kind, behaviour, target, &noted).await;
                });
            }
        });
        Self {
            address,
            seen,
            visits,
            task,
        }
    }

    /// The data centres that were asked for, and the tags of the transports.
    pub(crate) fn seen(&self) -> Vec<(i16, [u8; 4])> {
        self.seen.lock().unwrap().clone()
    }

    /// How often somebody came.
    pub(crate) fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }

    pub(crate) fn link(&self, secret: &str) -> String {
        let port = self.address.port();
        format!("https://t.me/proxy?server=127.0.0.1&port={port}&secret={secret}")
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn secret(kind: Kind, key: &[u8; 16]) -> String {
    match kind {
        Kind::Plain => hex(key),
        Kind::Padded => format!("dd{}", hex(key)),
        Kind::Tls => format!("ee{}{}", hex(key), hex(DOMAIN.as_bytes())),
    }
}

type Seen = Mutex<Vec<(i16, [u8; 4])>>;

async fn serve(
    mut stream: TcpStream,
    kind: Kind,
    behaviour: Behaviour,
    target: SocketAddr,
    seen: &Seen,
) -> std::io::Result<()> {
    match behaviour {
        Behaviour::HangUp => return Ok(()),
        Behaviour::HangUpAfterStart => {
            stream.read_exact(&mut [0; 64]).await?;
            return Ok(());
        }
        Behaviour::Silent => {
            let mut sink = [0; 1024];
            while stream.read(&mut sink).await? > 0 {}
            return Ok(());
        }
        Behaviour::Garbage => {
            stream.read_exact(&mut [0; 64]).await?;
            stream.write_all(&[0x5a; 4096]).await?;
            stream.read_to_end(&mut Vec::new()).await?;
            return Ok(());
        }
        Behaviour::Serve | Behaviour::Chop | Behaviour::Old | Behaviour::Stranger => {}
    }
    let tls = kind == Kind::Tls;
    if tls && !greet(&mut stream, behaviour).await? {
        // A stranger: a real proxy hands them on to the site.
        stream.write_all(&[0x15, 3, 3, 0, 2, 2, 40]).await?;
        return Ok(());
    }
    // A test's time does not wait for the pieces that the system holds back.
    stream.set_nodelay(true)?;
    let (reader, writer) = stream.into_split();
    let mut from = From {
        reader,
        tls,
        buffer: Vec::new(),
    };
    let start = from.take(64).await?;
    let mut reversed = start.clone();
    reversed.reverse();
    let (mut incoming, outgoing) = (cipher(&start), cipher(&reversed));
    let mut plain = start.clone();
    incoming.apply_keystream(&mut plain);
    let tag: [u8; 4] = plain[56..60].try_into().unwrap();
    let wanted = if kind == Kind::Plain {
        [0xee; 4]
    } else {
        [0xdd; 4]
    };
    if tag != wanted {
        // As the real ones do it: strangers are left alone until they go.
        while !from.any().await?.is_empty() {}
        return Ok(());
    }
    let dc = i16::from_le_bytes([plain[60], plain[61]]);
    seen.lock().unwrap().push((dc, tag));
    let mut centre = TcpStream::connect(target).await?;
    centre.set_nodelay(true)?;
    centre.write_all(&tag).await?;
    let (mut centre_in, mut centre_out) = centre.into_split();
    let up = async {
        loop {
            let mut bytes = from.any().await?;
            if bytes.is_empty() {
                return Ok(());
            }
            incoming.apply_keystream(&mut bytes);
            centre_out.write_all(&bytes).await?;
        }
    };
    let mut to = To {
        writer,
        tls,
        piece: if behaviour == Behaviour::Chop {
            3
        } else {
            1000
        },
        cipher: outgoing,
    };
    let down = async {
        let mut buffer = vec![0; 16 << 10];
        loop {
            let count = centre_in.read(&mut buffer).await?;
            if count == 0 {
                return Ok(());
            }
            to.send(&buffer[..count]).await?;
        }
    };
    tokio::select! {
        result = up => result,
        result = down => result,
    }
}

fn cipher(start: &[u8]) -> Cipher {
    let key = Sha256::digest([&start[8..40], &KEY].concat());
    Cipher::new_from_slices(&key, &start[40..56]).unwrap()
}

fn proof(parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(&KEY).unwrap();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Answers the hello of somebody who knows the secret.
async fn greet(stream: &mut TcpStream, behaviour: Behaviour) -> std::io::Result<bool> {
    let mut hello = vec![0; 5];
    stream.read_exact(&mut hello).await?;
    assert_eq!(hello[..3], [0x16, 3, 1]);
    let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
    if behaviour == Behaviour::Old && length != 512 {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    hello.resize(5 + length, 0);
    stream.read_exact(&mut hello[5..]).await?;
    let random: [u8; 32] = hello[11..43].try_into().unwrap();
    hello[11..43].fill(0);
    let right = proof(&[&hello]);
    if right[..28] != random[..28] {
        return Ok(false);
    }
    let time: Vec<u8> = (28..32).map(|at| right[at] ^ random[at]).collect();
    let time = i64::from(u32::from_le_bytes(time.try_into().unwrap()));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    assert!((time - now).abs() < 120, "the time in the hello");
    assert!(
        hello
            .windows(DOMAIN.len())
            .any(|part| part == DOMAIN.as_bytes())
    );
    let session = hello[44..76].to_vec();

    let mut body = vec![3, 3];
    body.extend([0; 32]);
    body.push(32);
    body.extend(session);
    body.extend([0x13, 0x01, 0, 0, 0x2e, 0, 0x33, 0, 0x24, 0, 0x1d, 0, 0x20]);
    body.extend([9; 32]);
    body.extend([0, 0x2b, 0, 2, 3, 4]);
    let mut message = vec![2, 0];
    message.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
    message.extend(body);
    let mut answer = vec![0x16, 3, 3];
    answer.extend(u16::try_from(message.len()).unwrap().to_be_bytes());
    answer.extend(message);
    answer.extend([0x14, 3, 3, 0, 1, 1]);
    answer.extend([0x17, 3, 3, 0x07, 0xd0]);
    answer.extend([8; 2000]);
    let mut proof = proof(&[&random, &answer]);
    if behaviour == Behaviour::Stranger {
        proof[0] ^= 1;
    }
    answer[11..43].copy_from_slice(&proof);
    // In pieces: a client must not take one read for one record.
    let (first, rest) = answer.split_at(7);
    stream.write_all(first).await?;
    tokio::task::yield_now().await;
    stream.write_all(rest).await?;
    Ok(true)
}

struct From {
    reader: OwnedReadHalf,
    tls: bool,
    buffer: Vec<u8>,
}

impl From {
    /// Reads some bytes; none at the end.
    async fn any(&mut self) -> std::io::Result<Vec<u8>> {
        if !self.buffer.is_empty() {
            return Ok(std::mem::take(&mut self.buffer));
        }
        if !self.tls {
            let mut bytes = vec![0; 4096];
            let count = self.reader.read(&mut bytes).await?;
            bytes.truncate(count);
            return Ok(bytes);
        }
        loop {
            let mut header = [0; 5];
            if self.reader.read_exact(&mut header).await.is_err() {
                return Ok(Vec::new());
            }
            assert_eq!(header[1..3], [3, 3], "the version of a record");
            let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
            assert!(length <= 16 << 10, "the length of a record");
            let mut record = vec![0; length];
            self.reader.read_exact(&mut record).await?;
            match header[0] {
                0x14 => {}
                0x17 => return Ok(record),
                other => panic!("a record of kind {other}"),
            }
        }
    }

    async fn take(&mut self, count: usize) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            let more = self.any().await?;
            if more.is_empty() {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            bytes.extend(more);
        }
        self.buffer = bytes.split_off(count);
        Ok(bytes)
    }
}

struct To {
    writer: OwnedWriteHalf,
    tls: bool,
    piece: usize,
    cipher: Cipher,
}

impl To {
    async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let mut bytes = bytes.to_vec();
        self.cipher.apply_keystream(&mut bytes);
        for piece in bytes.chunks(self.piece) {
            if self.tls {
                let length = u16::try_from(piece.len()).unwrap().to_be_bytes();
                self.writer
                    .write_all(&[&[0x17, 3, 3][..], &length, piece].concat())
                    .await?;
            } else {
                self.writer.write_all(piece).await?;
            }
            if self.piece < 100 {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }
}
