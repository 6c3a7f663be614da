//! Asks a data centre for its time.
//!
//! The first step of an agreement on a key needs no key and no right time, and the answer has a number with the server's
//! time in it, <https://core.telegram.org/mtproto/auth_key>. It is in the clear, so somebody on the way could lie: Telegram
//! would refuse what the relay makes of it then, and the refusal, which nobody else can write, has the true time.

use std::io;
use std::net::SocketAddr;

use grammers_tl_types::{self as tl, Cursor, Deserializable as _, Serializable as _};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::telegram::proxy::full::{Arrived, framed, read};

/// The number of no key, that of the message, and the length.
const HEADER: usize = 20;

/// Returns the Unix time of the data centre behind an address.
pub(in crate::telegram) async fn time_of(address: SocketAddr) -> io::Result<i64> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|_| io::ErrorKind::Other)?;
    let question = tl::functions::ReqPqMulti { nonce }.to_bytes();
    let length = u32::try_from(question.len()).unwrap_or(u32::MAX);
    let mut packet = vec![0; HEADER - 4];
    packet.extend(length.to_le_bytes());
    packet.extend(question);
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(&framed(0, &packet)).await?;
    match read(&mut stream).await? {
        Arrived::Packet { payload, .. } => {
            time_in(&payload, &nonce).ok_or_else(|| io::ErrorKind::InvalidData.into())
        }
        Arrived::Error(_) => Err(io::ErrorKind::InvalidData.into()),
        Arrived::End => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Reads the time in an answer to our question.
fn time_in(packet: &[u8], nonce: &[u8; 16]) -> Option<i64> {
    let (header, body) = packet.split_at_checked(HEADER)?;
    let (key, number) = (header.first_chunk::<8>()?, header[8..].first_chunk::<8>()?);
    let answer = tl::enums::ResPq::deserialize(&mut Cursor::from_slice(body)).ok()?;
    let tl::enums::ResPq::Pq(answer) = answer;
    let time = i64::from_le_bytes(*number) >> 32;
    (*key == [0; 8] && answer.nonce == *nonce && time > 0).then_some(time)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer(nonce: [u8; 16], time: i64) -> Vec<u8> {
        let body = tl::enums::ResPq::from(tl::types::ResPq {
            nonce,
            server_nonce: [2; 16],
            pq: vec![15],
            server_public_key_fingerprints: vec![7],
        })
        .to_bytes();
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        let number = ((time << 32) | 1).to_le_bytes();
        [&[0; 8][..], &number, &length, &body].concat()
    }

    proptest! {
        #[test]
        fn the_time_is_read(time in 1_i64..2_000_000_000, nonce: [u8; 16]) {
            let packet = answer(nonce, time);
            prop_assert_eq!(time_in(&packet, &nonce), Some(time));
            let mut other = nonce;
            other[3] ^= 1;
            prop_assert_eq!(time_in(&packet, &other), None);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..120), cut in 0_usize..100) {
            let _ = time_in(&bytes, &[0; 16]);
            let packet = answer([1; 16], 5);
            prop_assert_eq!(time_in(&packet[..cut.min(packet.len() - 1)], &[1; 16]), None);
        }
    }
}
