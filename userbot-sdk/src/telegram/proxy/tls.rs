//! The disguise as TLS: a handshake that looks real, then records of data.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::Mac;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::hello::{RANDOM, Shape, client_hello, mac};
use super::{MtProxySecret, ProxyError};

const HANDSHAKE: u8 = 0x16;
const CHANGE_CIPHER: u8 = 0x14;
const ALERT: u8 = 0x15;
const DATA: u8 = 0x17;
/// What a client sends before its first data, for old middleboxes.
const CHANGE: [u8; 6] = [CHANGE_CIPHER, 3, 3, 0, 1, 1];
/// The most that a record may hold, with what TLS allows for encryption.
const MAX_RECORD: usize = (16 << 10) + 256;
/// How much goes into one record of ours.
const RECORD: usize = 8 << 10;

/// Makes the proxy believe that the secret is known, and checks that the proxy knows it as well.
pub(super) async fn shake_hands<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    secret: &MtProxySecret,
    shape: Shape,
    proxy: &str,
) -> Result<(), ProxyError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    // It is compared modulo 2^32.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the low half of the time is what is sent"
    )]
    let now = now.map_or(0, |now| now.as_secs() as u32);
    let hello = client_hello(
        secret.domain().unwrap_or_default(),
        secret.key(),
        now,
        shape,
    );
    let hello = hello.ok_or(ProxyError::Protocol {
        proxy: proxy.to_owned(),
        reason: "this system has no random numbers for it",
    })?;
    let gone = |_| ProxyError::HungUp {
        proxy: proxy.to_owned(),
    };
    stream.write_all(&hello).await.map_err(gone)?;

    // The answer of a server: its hello, a change of ciphers, and something encrypted.
    let mut answer = Vec::new();
    for wanted in [HANDSHAKE, CHANGE_CIPHER, DATA] {
        let kind = read_record(stream, &mut answer).await.map_err(gone)?;
        if kind != Some(wanted) || (wanted == HANDSHAKE && answer.len() < RANDOM.end) {
            // A real server, to which a proxy hands strangers on.
            return Err(ProxyError::WrongSecret {
                proxy: proxy.to_owned(),
            });
        }
    }
    let proof: [u8; 32] = answer[RANDOM].try_into().unwrap_or_default();
    answer[RANDOM].fill(0);
    let right = mac(secret.key(), &[&hello[RANDOM], &answer])
        .is_some_and(|mac| mac.verify_slice(&proof).is_ok());
    if !right {
        return Err(ProxyError::WrongSecret {
            proxy: proxy.to_owned(),
        });
    }
    stream.write_all(&CHANGE).await.map_err(gone)
}

/// Reads a record to the end of `out`, with its header; gives its kind, `None` when it is none.
async fn read_record<R: AsyncRead + Unpin>(
    reader: &mut R,
    out: &mut Vec<u8>,
) -> io::Result<Option<u8>> {
    let mut header = [0; 5];
    reader.read_exact(&mut header).await?;
    let [kind, major, minor, high, low] = header;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let known = [HANDSHAKE, CHANGE_CIPHER, ALERT, DATA].contains(&kind);
    if !known || (major, minor) != (3, 3) || length > MAX_RECORD {
        return Ok(None);
    }
    out.extend(header);
    let start = out.len();
    out.resize(start + length, 0);
    reader.read_exact(&mut out[start..]).await?;
    Ok(Some(kind))
}

/// Puts bytes into records.
pub(super) fn wrap(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 5 * (bytes.len() / RECORD + 1));
    for piece in bytes.chunks(RECORD) {
        // At most `RECORD`, which fits.
        let length = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        out.extend([DATA, 3, 3]);
        out.extend(length.to_be_bytes());
        out.extend_from_slice(piece);
    }
    out
}

/// Reads the next data out of records; `None` at the end.
pub(super) async fn next_data<R: AsyncRead + Unpin>(
    reader: &mut R,
    record: &mut Vec<u8>,
) -> io::Result<Option<usize>> {
    loop {
        record.clear();
        let kind = match read_record(reader, record).await {
            Ok(kind) => kind,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && record.is_empty() => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        match kind {
            Some(DATA) => return Ok(Some(5)),
            Some(CHANGE_CIPHER) => {}
            Some(ALERT) => return Ok(None),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}
