//! The obfuscation of MTProto: two key streams, which start in the first 64 bytes of a connection.

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use sha2::{Digest, Sha256};

use super::MtProxySecret;

pub(super) type Cipher = Ctr128BE<Aes256>;

/// Says in the first bytes that packets have a length of four bytes.
const INTERMEDIATE: [u8; 4] = [0xee; 4];
/// The same, with random bytes after each packet.
const PADDED: [u8; 4] = [0xdd; 4];

/// Is the start of an obfuscated connection.
pub(super) struct Obfuscation {
    /// The bytes that go out first.
    pub(super) start: [u8; 64],
    pub(super) outgoing: Cipher,
    pub(super) incoming: Cipher,
}

impl Obfuscation {
    /// Makes a start for a data centre; `None` when the system has no random numbers.
    pub(super) fn new(secret: &MtProxySecret, dc: i32) -> Option<Self> {
        let mut start = [0; 64];
        loop {
            getrandom::fill(&mut start).ok()?;
            if is_unlike_others(&start) {
                break;
            }
        }
        let tag = if secret.is_padded() {
            PADDED
        } else {
            INTERMEDIATE
        };
        start[56..60].copy_from_slice(&tag);
        let dc = i16::try_from(dc).ok()?;
        start[60..62].copy_from_slice(&dc.to_le_bytes());
        let mut reversed = start;
        reversed.reverse();
        let mut outgoing = cipher(&start[8..56], secret)?;
        let incoming = cipher(&reversed[8..56], secret)?;
        let mut sealed = start;
        outgoing.apply_keystream(&mut sealed);
        // The keys stay readable: the other side makes its ciphers of them.
        start[56..].copy_from_slice(&sealed[56..]);
        Some(Self {
            start,
            outgoing,
            incoming,
        })
    }
}

/// Makes a key stream of 32 bytes of key and 16 of a counter.
fn cipher(material: &[u8], secret: &MtProxySecret) -> Option<Cipher> {
    let (key, counter) = material.split_at_checked(32)?;
    let key = Sha256::new()
        .chain_update(key)
        .chain_update(secret.key())
        .finalize();
    Cipher::new_from_slices(&key, counter).ok()
}

/// Tells whether the bytes cannot be taken for another protocol or another transport.
fn is_unlike_others(start: &[u8; 64]) -> bool {
    const TAKEN: [&[u8; 4]; 7] = [
        b"HEAD",
        b"POST",
        b"GET ",
        b"OPTI",
        &[0xee; 4],
        &[0xdd; 4],
        &[0x16, 0x03, 0x01, 0x02],
    ];
    start[0] != 0xef
        && !TAKEN.iter().any(|taken| start.starts_with(*taken))
        && start[4..8] != [0; 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_cannot_be_taken_for_something_else() {
        let mut start = [7; 64];
        assert!(is_unlike_others(&start));
        start[4..8].fill(0);
        assert!(!is_unlike_others(&start));
        start = [7; 64];
        start[..4].copy_from_slice(b"GET ");
        assert!(!is_unlike_others(&start));
        start = [7; 64];
        start[0] = 0xef;
        assert!(!is_unlike_others(&start));
    }

    #[test]
    fn a_proxy_that_knows_the_secret_reads_tag_and_data_centre() {
        for (text, tag) in [("", [0xee; 4]), ("dd", [0xdd; 4])] {
            let secret: MtProxySecret = format!("{text}{}", "0b".repeat(16)).parse().unwrap();
            let made = Obfuscation::new(&secret, 4).unwrap();
            let mut read = made.start;
            cipher(&made.start[8..56], &secret)
                .unwrap()
                .apply_keystream(&mut read);
            assert_eq!(read[56..60], tag);
            assert_eq!(read[60..62], [4, 0]);
            let wrong: MtProxySecret = "0c".repeat(16).parse().unwrap();
            let mut read = made.start;
            cipher(&made.start[8..56], &wrong)
                .unwrap()
                .apply_keystream(&mut read);
            assert_ne!(read[56..60], tag);
        }
    }
}
