//! The server's half of the encryption of `MTProto` 2.0.
//!
//! Written from the protocol's text, so that the client's implementation is checked against another one;
//! only the block mode (AES-IGE) is shared with it.

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::random::Random;

/// Why a packet could not be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CryptoError {
    /// The packet is no header and whole cipher blocks.
    #[error("an encrypted packet cannot have this length")]
    Length,
    /// The packet is encrypted with another key.
    #[error("the packet names another key")]
    KeyId,
    /// The decrypted text does not match the packet's message key.
    #[error("the message key does not match the text")]
    MessageKey,
}

/// A key that client and server share.
#[derive(Clone)]
pub struct AuthKey {
    data: [u8; 256],
    id: i64,
}

impl std::fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A decrypted packet.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Salt, session, message and padding.
    pub(crate) plain: Vec<u8>,
    /// What a quick acknowledgement of this packet says.
    pub(crate) quick_ack: u32,
}

impl AuthKey {
    /// Wraps the 256 bytes of a key.
    pub fn new(data: [u8; 256]) -> Self {
        let hash = Sha1::digest(data);
        let mut id = [0; 8];
        id.copy_from_slice(&hash[12..20]);
        Self {
            data,
            id: i64::from_le_bytes(id),
        }
    }

    /// Gives the sum by which a client sees that both have the same key.
    pub(crate) fn new_nonce_hash(&self, new_nonce: &[u8; 32], number: u8) -> [u8; 16] {
        let own = Sha1::digest(self.data);
        let all = [&new_nonce[..], &[number], &own[..8]].concat();
        let mut sum = [0; 16];
        sum.copy_from_slice(&Sha1::digest(all)[4..20]);
        sum
    }

    /// Gives the identifier that each packet names the key with.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Encrypts a message to the client; adds the padding.
    pub(crate) fn seal(&self, mut plain: Vec<u8>, random: &mut Random) -> Vec<u8> {
        let padding = random.bytes::<32>();
        let length = 12 + (16 - (plain.len() + 12) % 16) % 16;
        plain.extend_from_slice(&padding[..length]);
        let large = sha256(&[&self.data[96..128], &plain]);
        let message_key = &large[8..24];
        let (key, iv) = self.aes(message_key, 8);
        ige_encrypt(&mut plain, &key, &iv);
        [&self.id.to_le_bytes(), message_key, &plain].concat()
    }

    /// Decrypts a packet from the client.
    pub(crate) fn open(&self, packet: &[u8]) -> Result<Opened, CryptoError> {
        let (id, rest) = packet.split_first_chunk::<8>().ok_or(CryptoError::Length)?;
        let (message_key, text) = rest.split_first_chunk::<16>().ok_or(CryptoError::Length)?;
        if text.is_empty() || !text.len().is_multiple_of(16) {
            return Err(CryptoError::Length);
        }
        if i64::from_le_bytes(*id) != self.id {
            return Err(CryptoError::KeyId);
        }
        let (key, iv) = self.aes(message_key, 0);
        let mut plain = text.to_vec();
        ige_decrypt(&mut plain, &key, &iv);
        let large = sha256(&[&self.data[88..120], &plain]);
        if large[8..24] != *message_key {
            return Err(CryptoError::MessageKey);
        }
        let quick_ack = u32::from_le_bytes([large[0], large[1], large[2], large[3]]);
        Ok(Opened { plain, quick_ack })
    }

    /// Key and initialisation vector of one message; `x` is 0 towards the server and 8 towards the client.
    fn aes(&self, message_key: &[u8], x: usize) -> ([u8; 32], [u8; 32]) {
        let a = sha256(&[message_key, &self.data[x..x + 36]]);
        let b = sha256(&[&self.data[40 + x..76 + x], message_key]);
        let weave = |outer: &[u8; 32], inner: &[u8; 32]| {
            let mut out = *outer;
            out[8..24].copy_from_slice(&inner[8..24]);
            out
        };
        (weave(&a, &b), weave(&b, &a))
    }
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
