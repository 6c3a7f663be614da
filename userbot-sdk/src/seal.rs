//! Encryption with a passphrase, of session files and backups.
//!
//! Argon2id turns the passphrase into two keys: one that encrypts every value with
//! XChaCha20-Poly1305, bound to its place in the file, and one that hides the ids of peers, which
//! are keys of the database. What stays readable of a session is the size of the file and the number of
//! rows.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

const NONCE: usize = 24;
const CHECK: &[u8] = b"userbot-sdk session";

/// Says how the keys are made of the passphrase. It stands in the file, in plain text.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Header {
    /// Kibibytes that the derivation fills.
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
}

/// Encrypts and decrypts the values of one file.
pub(crate) struct Seal {
    cipher: XChaCha20Poly1305,
    names: Zeroizing<[u8; 32]>,
}

/// Is why something cannot be encrypted or decrypted.
#[derive(Debug)]
pub(crate) enum SealError {
    /// The header asks for what nobody would write.
    Header,
    /// The system has no random numbers.
    Random,
    /// The passphrase is another one, or the bytes were changed.
    Wrong,
}

impl Header {
    /// Makes a header with a new salt: 64 MiB and three passes, a tenth of a second.
    pub(crate) fn new() -> Result<Self, SealError> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| SealError::Random)?;
        Ok(Self {
            memory: 64 << 10,
            passes: 3,
            lanes: 1,
            salt,
        })
    }
}

impl Seal {
    /// Makes the keys. Takes a tenth of a second of work.
    pub(crate) fn new(header: &Header, passphrase: &SecretString) -> Result<Self, SealError> {
        // A file from elsewhere must not be able to take all memory or an hour.
        if header.memory > 1 << 20 || header.passes > 32 || header.lanes > 16 {
            return Err(SealError::Header);
        }
        let params = Params::new(header.memory, header.passes, header.lanes, Some(64))
            .map_err(|_| SealError::Header)?;
        let mut keys = Zeroizing::new([0; 64]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(
                passphrase.expose_secret().as_bytes(),
                &header.salt,
                &mut *keys,
            )
            .map_err(|_| SealError::Header)?;
        let (first, second) = keys.split_at(32);
        let mut names = Zeroizing::new([0; 32]);
        names.copy_from_slice(second);
        let key = Key::try_from(first).map_err(|_| SealError::Header)?;
        Ok(Self {
            cipher: XChaCha20Poly1305::new(&key),
            names,
        })
    }

    /// Encrypts a value for its place in the file.
    pub(crate) fn seal(&self, place: &str, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
        let payload = Payload {
            msg: value,
            aad: place.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Wrong)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts a value that was encrypted for this place.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE>()
            .ok_or(SealError::Wrong)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        self.cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Wrong)
    }

    /// Makes the value by which a passphrase is known to be the right one.
    pub(crate) fn check(&self) -> Result<Vec<u8>, SealError> {
        self.seal("check", CHECK)
    }

    /// Tells whether this is the passphrase of the file.
    pub(crate) fn is_right(&self, check: &[u8]) -> bool {
        self.open("check", check)
            .is_ok_and(|text| text.as_slice() == CHECK)
    }

    /// Hides the id of a peer.
    pub(crate) fn name(&self, id: i64) -> i64 {
        // A key of any length fits.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&*self.names) else {
            return id;
        };
        mac.update(&id.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        bytes
            .first_chunk()
            .map_or(id, |bytes| i64::from_be_bytes(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(passphrase: &str, salt: u8) -> Seal {
        let header = Header {
            memory: 64,
            passes: 1,
            lanes: 1,
            salt: [salt; 16],
        };
        Seal::new(&header, &passphrase.into()).unwrap()
    }

    #[test]
    fn only_the_right_passphrase_at_the_right_place_opens() {
        let right = seal("correct horse", 1);
        let sealed = right.seal("meta/me", b"secret").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(
            right.open("meta/me", &sealed).unwrap().as_slice(),
            b"secret"
        );
        assert!(right.open("meta/home", &sealed).is_err());
        assert!(seal("wrong horse", 1).open("meta/me", &sealed).is_err());
        assert!(seal("correct horse", 2).open("meta/me", &sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(right.open("meta/me", &changed).is_err());
        assert!(right.open("meta/me", b"short").is_err());
        assert_ne!(right.seal("meta/me", b"secret").unwrap(), sealed);
    }

    #[test]
    fn ids_are_hidden_and_stay_apart() {
        let seal = seal("x", 1);
        assert_ne!(seal.name(5), 5);
        assert_ne!(seal.name(5), seal.name(6));
        assert_eq!(seal.name(5), seal.name(5));
    }

    #[test]
    fn a_greedy_header_is_refused() {
        let mut header = Header::new().unwrap();
        header.memory = u32::MAX;
        assert!(matches!(
            Seal::new(&header, &"x".into()),
            Err(SealError::Header)
        ));
    }
}
