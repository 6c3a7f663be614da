//! Both halves of the encryption of MTProto 2.0, <https://core.telegram.org/mtproto/description>.
//!
//! The client library has the client's half only, and a relay stands between the two.

use std::fmt;

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The number of the key, and the key of the message.
const HEADER: usize = 24;
const BLOCK: usize = 16;
/// There is at least so much padding.
const PADDING: usize = 12;

/// Says whose messages they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    Client,
    Server,
}

impl Author {
    /// The page's `x`.
    fn offset(self) -> usize {
        match self {
            Self::Client => 0,
            Self::Server => 8,
        }
    }
}

/// Is a key that the client library and Telegram share.
pub(in crate::telegram) struct Key {
    data: Zeroizing<[u8; 256]>,
    number: [u8; 8],
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

impl Key {
    pub(in crate::telegram) fn new(data: [u8; 256]) -> Self {
        let sum = Sha1::digest(data);
        let mut number = [0; 8];
        number.copy_from_slice(&sum[12..20]);
        Self {
            data: Zeroizing::new(data),
            number,
        }
    }

    /// Returns the number with which packets name the key.
    pub(in crate::telegram) fn number(&self) -> [u8; 8] {
        self.number
    }

    /// Decrypts a packet; nothing when it is not what somebody with this key wrote.
    pub(super) fn open(&self, packet: &[u8], author: Author) -> Option<Vec<u8>> {
        let (header, text) = packet.split_at_checked(HEADER)?;
        let (number, message_key) = header.split_at(8);
        if number != self.number || text.is_empty() || !text.len().is_multiple_of(BLOCK) {
            return None;
        }
        let (key, iv) = self.keys(message_key, author);
        let mut plain = text.to_vec();
        ige_decrypt(&mut plain, &key, &iv);
        (self.message_key(&plain, author) == message_key).then_some(plain)
    }

    /// Encrypts a message, with its padding; nothing when the system has no random numbers.
    pub(super) fn seal(&self, mut plain: Vec<u8>, author: Author) -> Option<Vec<u8>> {
        let mut padding = [0; PADDING + BLOCK];
        getrandom::fill(&mut padding).ok()?;
        let whole = (plain.len() + PADDING).next_multiple_of(BLOCK);
        plain.extend(padding.iter().take(whole - plain.len()));
        let message_key = self.message_key(&plain, author);
        let (key, iv) = self.keys(&message_key, author);
        ige_encrypt(&mut plain, &key, &iv);
        let mut packet = Vec::with_capacity(HEADER + plain.len());
        packet.extend_from_slice(&self.number);
        packet.extend_from_slice(&message_key);
        packet.append(&mut plain);
        Some(packet)
    }

    fn message_key(&self, plain: &[u8], author: Author) -> [u8; 16] {
        let x = author.offset();
        let large = sha256(&self.data[88 + x..120 + x], plain);
        let mut key = [0; 16];
        key.copy_from_slice(&large[8..24]);
        key
    }

    /// The key and the initialisation vector of one message.
    fn keys(&self, message_key: &[u8], author: Author) -> ([u8; 32], [u8; 32]) {
        let x = author.offset();
        let a = sha256(message_key, &self.data[x..36 + x]);
        let b = sha256(&self.data[40 + x..76 + x], message_key);
        let (mut key, mut iv) = (a, b);
        key[8..24].copy_from_slice(&b[8..24]);
        iv[8..24].copy_from_slice(&a[8..24]);
        (key, iv)
    }
}

fn sha256(one: &[u8], other: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(one)
        .chain_update(other)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use grammers_crypto::{AuthKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};
    use proptest::prelude::*;

    use super::*;

    fn data() -> [u8; 256] {
        std::array::from_fn(|at| u8::try_from(at).unwrap().wrapping_mul(31))
    }

    proptest! {
        #[test]
        fn agrees_with_the_client_library(plain in prop::collection::vec(any::<u8>(), 0..200)) {
            let (key, theirs) = (Key::new(data()), AuthKey::from_bytes(data()));
            let mut buffer = DequeBuffer::with_capacity(0, 0);
            buffer.extend(plain.iter().copied());
            encrypt_data_v2(&mut buffer, &theirs);
            let opened = key.open(&buffer[..], Author::Client).unwrap();
            prop_assert_eq!(&opened[..plain.len()], &plain[..]);
            prop_assert!(key.open(&buffer[..], Author::Server).is_none());

            let mut sealed = key.seal(plain.clone(), Author::Server).unwrap();
            let read = decrypt_data_v2(&mut sealed, &theirs).unwrap();
            prop_assert_eq!(&read[..plain.len()], &plain[..]);
            let padding = read.len() - plain.len();
            prop_assert!((12..28).contains(&padding));
        }

        #[test]
        fn refuses_everything_else(packet in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..88) {
            let key = Key::new(data());
            prop_assert!(key.open(&packet, Author::Client).is_none());
            let mut sealed = key.seal(vec![7; 40], Author::Client).unwrap();
            prop_assert_eq!(sealed.len(), 88);
            sealed[at] ^= 1;
            prop_assert!(key.open(&sealed, Author::Client).is_none());
        }
    }
}
