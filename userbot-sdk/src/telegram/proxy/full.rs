//! The full transport, which the client library speaks, <https://core.telegram.org/mtproto/mtproto-transports#full>.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// The largest packet that is passed on, in bytes. The client library stays near one megabyte.
pub(in crate::telegram) const MAX_PACKET: usize = 2 << 20;

/// Is what comes next on a connection.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::telegram) enum Arrived {
    Packet {
        number: u32,
        payload: Vec<u8>,
    },
    /// The number of an error stands in place of everything else.
    Error([u8; 4]),
    End,
}

/// Reads length, number, packet and checksum.
pub(in crate::telegram) async fn read<R: AsyncRead + Unpin>(reader: &mut R) -> io::Result<Arrived> {
    let mut start = [0; 4];
    match reader.read_exact(&mut start).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Arrived::End),
        Err(error) => return Err(error),
    }
    if i32::from_le_bytes(start) < 0 {
        return Ok(Arrived::Error(start));
    }
    let length = usize::try_from(u32::from_le_bytes(start)).unwrap_or(usize::MAX);
    if !(12..=MAX_PACKET).contains(&length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut rest = vec![0; length - 4];
    reader.read_exact(&mut rest).await?;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&start);
    sum.update(&rest[..length - 8]);
    if sum.finalize().to_le_bytes() != rest[length - 8..] {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut number = [0; 4];
    number.copy_from_slice(&rest[..4]);
    rest.truncate(length - 8);
    rest.drain(..4);
    Ok(Arrived::Packet {
        number: u32::from_le_bytes(number),
        payload: rest,
    })
}

/// Writes a packet as [`read`] takes it.
pub(in crate::telegram) fn framed(number: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len() + 12).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(payload.len() + 12);
    out.extend(length.to_le_bytes());
    out.extend(number.to_le_bytes());
    out.extend_from_slice(payload);
    let checksum = crc32fast::hash(&out);
    out.extend(checksum.to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arrived(bytes: &[u8]) -> io::Result<Arrived> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(read(&mut &bytes[..]))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number: u32, payload in prop::collection::vec(any::<u8>(), 0..100), at: usize) {
            let mut bytes = framed(number, &payload);
            let packet = Arrived::Packet { number, payload };
            prop_assert_eq!(arrived(&bytes).unwrap(), packet);
            // One wrong bit after the length is noticed.
            let at = 4 + at % (bytes.len() - 4);
            bytes[at] ^= 1;
            prop_assert!(arrived(&bytes).is_err());
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = arrived(&bytes);
        }
    }

    #[test]
    fn ends_and_errors_are_told_apart() {
        assert_eq!(arrived(&[]).unwrap(), Arrived::End);
        let error = (-404_i32).to_le_bytes();
        assert_eq!(arrived(&error).unwrap(), Arrived::Error(error));
        assert!(arrived(&[11, 0, 0, 0]).is_err());
        assert!(arrived(&[0, 0, 0, 0x7f]).is_err());
    }
}
