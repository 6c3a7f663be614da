//! The messages inside a packet: headers, containers, compression.

use std::io::{Read, Write};
use std::sync::Arc;

use grammers_tl_types::{Deserializable, Identifiable, Serializable};

pub(crate) const MSG_CONTAINER: u32 = 0x73f1_f8dc;
pub(crate) const GZIP_PACKED: u32 = 0x3072_cfa1;
pub(crate) const RPC_RESULT: u32 = 0xf35c_6d01;

/// The most that the compressed parts of one packet may unpack to, in bytes.
pub(crate) const MAX_UNPACKED: usize = 16 << 20;
/// The most messages that a container may hold.
const MAX_CONTAINER: usize = 1020;

/// A message from the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Incoming {
    pub(crate) msg_id: i64,
    pub(crate) seq_no: i32,
    pub(crate) body: Vec<u8>,
}

/// A message to the client, which keeps its identifier when it is sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) msg_id: i64,
    pub(crate) seq_no: i32,
    pub(crate) body: Arc<[u8]>,
}

impl Outgoing {
    /// Whether the client has to acknowledge the message.
    pub(crate) fn is_content(&self) -> bool {
        self.seq_no & 1 == 1
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_message(out, self.msg_id, self.seq_no, &self.body);
    }
}

/// The header and the outermost message of a decrypted packet.
#[derive(Debug)]
pub(crate) struct Packet {
    pub(crate) salt: i64,
    pub(crate) session_id: i64,
    pub(crate) outer: Incoming,
}

/// Why the contents of a packet are refused. Each of these ends the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("the packet is shorter than its header")]
    Header,
    #[error("the message's length does not fit the packet")]
    Length,
    #[error("the padding is not 12 to 1024 bytes long")]
    Padding,
}

/// Why a container is refused. The client is told so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InvalidContainer;

impl Packet {
    pub(crate) fn parse(plain: &[u8]) -> Result<Packet, Malformed> {
        let header = plain.first_chunk::<32>().ok_or(Malformed::Header)?;
        let length = usize::try_from(int(header, 28)).map_err(|_| Malformed::Length)?;
        let rest = &plain[32..];
        let body = rest
            .get(..length)
            .filter(|_| length >= 4 && length.is_multiple_of(4));
        let body = body.ok_or(Malformed::Length)?;
        if !(12..=1024).contains(&(rest.len() - length)) {
            return Err(Malformed::Padding);
        }
        Ok(Packet {
            salt: long(header, 0),
            session_id: long(header, 8),
            outer: Incoming {
                msg_id: long(header, 16),
                seq_no: int(header, 24),
                body: body.to_vec(),
            },
        })
    }
}

/// The constructor that a body starts with; 0 if it is too short to have one.
pub(crate) fn head(body: &[u8]) -> u32 {
    body.first_chunk::<4>()
        .map_or(0, |id| u32::from_le_bytes(*id))
}

/// Takes a message apart: what is in its container, unpacked. The identifier of the container is the outer
/// message's own.
pub(crate) fn unpack(outer: Incoming) -> Result<Vec<Incoming>, InvalidContainer> {
    let mut budget = MAX_UNPACKED;
    let outer = unpacked(outer, &mut budget)?;
    if head(&outer.body) != MSG_CONTAINER {
        return Ok(vec![outer]);
    }
    let mut rest = &outer.body[4..];
    let count = take(&mut rest, 4)
        .map(|bytes| int(bytes, 0))
        .ok_or(InvalidContainer)?;
    let count = usize::try_from(count).map_err(|_| InvalidContainer)?;
    if count == 0 || count > MAX_CONTAINER {
        return Err(InvalidContainer);
    }
    let mut messages = Vec::with_capacity(count);
    for _ in 0..count {
        let header = take(&mut rest, 16).ok_or(InvalidContainer)?;
        let length = usize::try_from(int(header, 12)).map_err(|_| InvalidContainer)?;
        let body = take(&mut rest, length).ok_or(InvalidContainer)?;
        let inner = Incoming {
            msg_id: long(header, 0),
            seq_no: int(header, 8),
            body: body.to_vec(),
        };
        // A container is made after what it holds, and holds no other container.
        if inner.msg_id >= outer.msg_id || length < 4 {
            return Err(InvalidContainer);
        }
        let inner = unpacked(inner, &mut budget)?;
        if head(&inner.body) == MSG_CONTAINER {
            return Err(InvalidContainer);
        }
        messages.push(inner);
    }
    if rest.is_empty() {
        Ok(messages)
    } else {
        Err(InvalidContainer)
    }
}

fn unpacked(message: Incoming, budget: &mut usize) -> Result<Incoming, InvalidContainer> {
    if head(&message.body) != GZIP_PACKED {
        return Ok(message);
    }
    let body = gunzip(&message.body, *budget).ok_or(InvalidContainer)?;
    *budget -= body.len();
    Ok(Incoming { body, ..message })
}

/// Unpacks a `gzip_packed` to at most `limit` bytes.
///
/// Like Telegram this takes zlib's format too, which some clients put there.
pub(crate) fn gunzip(body: &[u8], limit: usize) -> Option<Vec<u8>> {
    let packed = Vec::<u8>::from_bytes(body.get(4..)?).ok()?;
    let mut out = Vec::new();
    let allowed = u64::try_from(limit).ok()?.saturating_add(1);
    if packed.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = flate2::read::GzDecoder::new(&packed[..]).take(allowed);
        unpacked.read_to_end(&mut out).ok()?;
    } else {
        let mut unpacked = flate2::read::ZlibDecoder::new(&packed[..]).take(allowed);
        unpacked.read_to_end(&mut out).ok()?;
    }
    (4..=limit).contains(&out.len()).then_some(out)
}

/// Packs a body, if that makes it smaller.
pub(crate) fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(body).ok()?;
    let mut out = GZIP_PACKED.to_bytes();
    encoder.finish().ok()?.serialize(&mut out);
    (out.len() < body.len()).then_some(out)
}

/// The body that answers the call in message `request`.
pub(crate) fn rpc_result(request: i64, result: &[u8]) -> Vec<u8> {
    [
        &RPC_RESULT.to_le_bytes()[..],
        &request.to_le_bytes(),
        result,
    ]
    .concat()
}

/// Constructor and fields of a bare type.
pub(crate) fn boxed<T: Identifiable + Serializable>(value: &T) -> Vec<u8> {
    let mut out = T::CONSTRUCTOR_ID.to_bytes();
    value.serialize(&mut out);
    out
}

pub(crate) fn write_message(out: &mut Vec<u8>, msg_id: i64, seq_no: i32, body: &[u8]) {
    out.extend(msg_id.to_le_bytes());
    out.extend(seq_no.to_le_bytes());
    out.extend(i32::try_from(body.len()).unwrap_or(i32::MAX).to_le_bytes());
    out.extend_from_slice(body);
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

/// Four bytes at `at`, which the caller knows to be there.
fn int(bytes: &[u8], at: usize) -> i32 {
    bytes[at..]
        .first_chunk()
        .map_or(0, |word| i32::from_le_bytes(*word))
}

fn long(bytes: &[u8], at: usize) -> i64 {
    bytes[at..]
        .first_chunk()
        .map_or(0, |word| i64::from_le_bytes(*word))
}
