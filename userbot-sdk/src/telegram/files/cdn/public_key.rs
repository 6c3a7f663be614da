//! The public keys of the delivery network's data centres, which Telegram itself tells.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grammers_crypto::rsa;
use grammers_tl_types::Serializable as _;
use num_bigint::BigUint;
use sha1::{Digest as _, Sha1};

/// How long Telegram's keys are.
const BITS: u64 = 2048;

/// Is an RSA key that a data centre proves itself with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublicKey {
    modulus: BigUint,
    exponent: BigUint,
    fingerprint: i64,
}

impl PublicKey {
    /// Reads a key in the form that `help.getCdnConfig` gives: PKCS#1 in a PEM block.
    pub(super) fn from_pem(text: &str) -> Option<Self> {
        let body: String = text
            .lines()
            .map(str::trim)
            .skip_while(|line| *line != "-----BEGIN RSA PUBLIC KEY-----")
            .skip(1)
            .take_while(|line| *line != "-----END RSA PUBLIC KEY-----")
            .collect();
        let der = STANDARD.decode(body).ok()?;
        let (inside, rest) = element(&der, 0x30)?;
        let (modulus, after) = element(inside, 0x02)?;
        let (exponent, end) = element(after, 0x02)?;
        if !rest.is_empty() || !end.is_empty() {
            return None;
        }
        let modulus = BigUint::from_bytes_be(modulus);
        let exponent = BigUint::from_bytes_be(exponent);
        // A short one would never be larger than what is encrypted.
        if modulus.bits() != BITS || exponent < BigUint::from(3_u8) {
            return None;
        }
        Some(Self {
            fingerprint: fingerprint(&modulus, &exponent),
            modulus,
            exponent,
        })
    }

    /// Returns the number that a data centre names the key by.
    pub(super) fn fingerprint(&self) -> i64 {
        self.fingerprint
    }

    /// Encrypts for the owner of the key.
    pub(super) fn encrypt(&self, data: &[u8], random: &[u8; 224]) -> Option<Vec<u8>> {
        let key = rsa::Key::new(&self.modulus.to_string(), &self.exponent.to_string())?;
        Some(rsa::encrypt_hashed(data, &key, random))
    }
}

/// The last eight bytes of the SHA-1 sum of both numbers, <https://core.telegram.org/mtproto/auth_key>.
fn fingerprint(modulus: &BigUint, exponent: &BigUint) -> i64 {
    let mut bytes = Vec::new();
    modulus.to_bytes_be().serialize(&mut bytes);
    exponent.to_bytes_be().serialize(&mut bytes);
    let sum = Sha1::digest(&bytes);
    sum.last_chunk().map_or(0, |last| i64::from_le_bytes(*last))
}

/// Reads one element of DER with this tag: what is in it, and what comes after it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        // Four bytes of length are more than any key has.
        if digits.is_empty() || digits.len() > 4 {
            return None;
        }
        let length = digits.iter().try_fold(0_usize, |all, digit| {
            all.checked_mul(256)?.checked_add(usize::from(*digit))
        });
        (length?, rest)
    };
    (found == tag).then_some(())?;
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Telegram's own key, whose fingerprint its documentation tells.
    const PRODUCTION: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA6LszBcC1LGzyr992NzE0ieY+BSaOW622Aa9Bd4ZHLl+TuFQ4lo4g
5nKaMBwK/BIb9xUfg0Q29/2mgIR6Zr9krM7HjuIcCzFvDtr+L0GQjae9H0pRB2OO
62cECs5HKhT5DZ98K33vmWiLowc621dQuwKWSQKjWf50XYFw42h21P2KXUGyp2y/
+aEyZ+uVgLLQbRA1dEjSDZ2iGRy12Mk5gpYc397aYp438fsJoHIgJ2lgMv5h7WY9
t6N/byY9Nw9p21Og3AoXSL2q/2IJ1WRUhebgAdGVMlV1fkuOQoEzR7EdpqtQD9Cs
5+bfo3Nhmcyvk5ftB0WkJ9z6bNZ7yxrP8wIDAQAB
-----END RSA PUBLIC KEY-----";

    #[test]
    fn a_key_of_telegram_is_read() {
        let key = PublicKey::from_pem(PRODUCTION).unwrap();
        assert_eq!(key.fingerprint(), -3_414_540_481_677_951_611);
        assert_eq!(key.encrypt(b"hello", &[7; 224]).unwrap().len(), 256);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let body = PRODUCTION.replace("RSA PUBLIC", "PUBLIC");
        assert_eq!(PublicKey::from_pem(&body), None);
        assert_eq!(
            PublicKey::from_pem(&PRODUCTION.replace("AQAB", "AQE=")),
            None
        );
        // Of eight bits.
        let short = "-----BEGIN RSA PUBLIC KEY-----\nMAcCAgDxAgED\n-----END RSA PUBLIC KEY-----";
        assert_eq!(PublicKey::from_pem(short), None);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reading(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let body = STANDARD.encode(&bytes);
            let text = format!("-----BEGIN RSA PUBLIC KEY-----\n{body}\n-----END RSA PUBLIC KEY-----");
            let _ = PublicKey::from_pem(&text);
            let _ = element(&bytes, 0x30);
        }
    }
}
