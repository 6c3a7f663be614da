//! Moves the numbers of messages in decrypted packets.
//!
//! Only those of our own messages are moved: in what goes out, that of each message; in what comes in, each mention of one,
//! by the tables of <https://core.telegram.org/mtproto/service_messages> and
//! <https://core.telegram.org/mtproto/service_messages_about_messages>. The rest stays as it is, unknown things too. By the
//! same pages the service messages stand in containers, and never in compressed ones.
//!
//! Two things that a client may send name an earlier message of its own: `rpc_drop_answer` and `invokeAfterMsg`. The client
//! library sends neither, and nobody else knows the numbers.

use grammers_tl_types::{Identifiable as _, types as tl};
use thiserror::Error;

/// Salt and session.
const START: usize = 16;
/// Number, sequence, length.
const MESSAGE: usize = 16;

const CONTAINER: u32 = 0x73f1_f8dc;
const RPC_RESULT: u32 = 0xf35c_6d01;
const VECTOR: u32 = 0x1cb5_c415;

/// The message's time is too far in the past, or in the future.
const WRONG_TIME: [i32; 2] = [16, 17];

/// Says that the bytes are no packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is cut off, or longer than it says")]
pub(in crate::telegram) struct Malformed;

/// Is a packet of the server with its numbers moved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Incoming {
    /// The packet, without its padding.
    pub(super) plain: Vec<u8>,
    /// It answers a message of ours.
    pub(super) answers: bool,
    /// The server's time, when it refuses a message because of ours.
    pub(super) refused_at: Option<i64>,
}

/// Takes seconds off the numbers of what the client sends, and the padding too.
pub(super) fn outgoing(plain: &[u8], ahead: i64) -> Result<Vec<u8>, Malformed> {
    let mut plain = unpadded(plain)?;
    each(&mut plain[START..], false, &mut |number, _| {
        moved(number, 0, -ahead)
    })?;
    Ok(plain)
}

/// Adds seconds to each mention of a message of ours.
pub(super) fn incoming(plain: &[u8], ahead: i64) -> Result<Incoming, Malformed> {
    let mut plain = unpadded(plain)?;
    let (mut answers, mut refused_at) = (false, None);
    each(&mut plain[START..], false, &mut |number, body| {
        let constructor = u32::from_le_bytes(chunk(body, 0)?);
        match constructor {
            RPC_RESULT | tl::Pong::CONSTRUCTOR_ID => answers = true,
            tl::BadMsgNotification::CONSTRUCTOR_ID => {
                let code = i32::from_le_bytes(chunk(body, 16)?);
                if WRONG_TIME.contains(&code) {
                    refused_at = Some(i64::from_le_bytes(chunk(number, 0)?) >> 32);
                }
            }
            _ => {}
        }
        match constructor {
            RPC_RESULT
            | tl::Pong::CONSTRUCTOR_ID
            | tl::BadMsgNotification::CONSTRUCTOR_ID
            | tl::BadServerSalt::CONSTRUCTOR_ID
            | tl::FutureSalts::CONSTRUCTOR_ID
            | tl::NewSessionCreated::CONSTRUCTOR_ID
            | tl::MsgDetailedInfo::CONSTRUCTOR_ID
            | tl::MsgsStateInfo::CONSTRUCTOR_ID => moved(body, 4, ahead),
            // The last asks for messages of ours once more.
            tl::MsgsAck::CONSTRUCTOR_ID
            | tl::MsgsAllInfo::CONSTRUCTOR_ID
            | tl::MsgResendReq::CONSTRUCTOR_ID => all_moved(body, ahead),
            _ => Ok(()),
        }
    })?;
    Ok(Incoming {
        plain,
        answers,
        refused_at,
    })
}

/// Copies a packet without its padding.
fn unpadded(plain: &[u8]) -> Result<Vec<u8>, Malformed> {
    let length = length_of(plain, START + 12)?;
    let whole = plain.get(..START + MESSAGE + length).ok_or(Malformed)?;
    Ok(whole.to_vec())
}

/// Visits a message, and those that it contains, as number and body; gives its length.
fn each(
    bytes: &mut [u8],
    inside: bool,
    visit: &mut impl FnMut(&mut [u8], &mut [u8]) -> Result<(), Malformed>,
) -> Result<usize, Malformed> {
    let length = length_of(bytes, 12)?;
    let (header, rest) = bytes.split_at_mut_checked(MESSAGE).ok_or(Malformed)?;
    let body = rest.get_mut(..length).ok_or(Malformed)?;
    visit(header, body)?;
    if let Some(constructor) = body.first_chunk::<4>()
        && u32::from_le_bytes(*constructor) == CONTAINER
    {
        let count = u32::from_le_bytes(chunk(body, 4)?);
        let mut rest = body.get_mut(8..).ok_or(Malformed)?;
        // None contains another.
        if inside {
            return Err(Malformed);
        }
        // Each takes its bytes, so that a false count ends with them.
        for _ in 0..count {
            let used = each(rest, true, visit)?;
            rest = rest.get_mut(used..).ok_or(Malformed)?;
        }
    }
    Ok(MESSAGE + length)
}

fn length_of(bytes: &[u8], at: usize) -> Result<usize, Malformed> {
    usize::try_from(i32::from_le_bytes(chunk(bytes, at)?)).map_err(|_| Malformed)
}

/// Moves each number of a vector that follows the constructor.
fn all_moved(body: &mut [u8], seconds: i64) -> Result<(), Malformed> {
    if u32::from_le_bytes(chunk(body, 4)?) != VECTOR {
        return Err(Malformed);
    }
    let count = length_of(body, 8)?;
    for index in 0..count {
        // A false count ends with the bytes.
        moved(body, 12 + index * 8, seconds)?;
    }
    Ok(())
}

fn moved(bytes: &mut [u8], at: usize, seconds: i64) -> Result<(), Malformed> {
    let number = i64::from_le_bytes(chunk(bytes, at)?);
    let by = seconds.checked_mul(1 << 32).ok_or(Malformed)?;
    let number = number.checked_add(by).ok_or(Malformed)?;
    let place = bytes.get_mut(at..at + 8).ok_or(Malformed)?;
    place.copy_from_slice(&number.to_le_bytes());
    Ok(())
}

fn chunk<const LENGTH: usize>(bytes: &[u8], at: usize) -> Result<[u8; LENGTH], Malformed> {
    let rest = bytes.get(at..).ok_or(Malformed)?;
    rest.first_chunk().copied().ok_or(Malformed)
}

#[cfg(test)]
mod tests;
