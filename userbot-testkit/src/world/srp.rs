//! The server's half of the check of a second password: <https://core.telegram.org/api/srp>.

use super::data::account::Srp;
use super::data::user::Password;
use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha512};

/// The generator.
pub(crate) const G: i32 = 3;

/// The 2048-bit safe prime that Telegram's own servers use.
const PRIME: &str = "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b";

/// The prime.
pub(crate) fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME.as_bytes(), 16).unwrap_or_default()
}

/// A number in 256 bytes.
pub(crate) fn padded(number: &BigUint) -> Vec<u8> {
    pad(&number.to_bytes_be())
}

fn pad(bytes: &[u8]) -> Vec<u8> {
    let mut padded = vec![0; 256_usize.saturating_sub(bytes.len())];
    padded.extend_from_slice(bytes);
    padded
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().to_vec()
}

fn salted(data: &[u8], salt: &[u8]) -> Vec<u8> {
    hash(&[salt, data, salt])
}

/// PBKDF2 with HMAC-SHA512, 100 000 rounds, one block.
fn stretch(password: &[u8], salt: &[u8]) -> Vec<u8> {
    let mut key = [0_u8; 128];
    key[..password.len().min(128)].copy_from_slice(&password[..password.len().min(128)]);
    let keyed = |pad: u8| {
        let mut digest = Sha512::new();
        digest.update(key.map(|byte| byte ^ pad));
        digest
    };
    let (inner, outer) = (keyed(0x36), keyed(0x5c));
    let mac = |parts: &[&[u8]]| {
        let mut digest = inner.clone();
        for part in parts {
            digest.update(part);
        }
        let mut result = outer.clone();
        result.update(digest.finalize());
        result.finalize()
    };
    let mut round = mac(&[salt, &1_u32.to_be_bytes()]);
    let mut sum = round.to_vec();
    for _ in 1..100_000 {
        round = mac(&[&round]);
        for (byte, other) in sum.iter_mut().zip(round.iter()) {
            *byte ^= other;
        }
    }
    sum
}

/// Makes what a server keeps of a password.
pub(crate) fn password(password: &str, salt1: Vec<u8>, salt2: Vec<u8>, hint: &str) -> Password {
    let first = salted(&salted(password.as_bytes(), &salt1), &salt2);
    let secret = salted(&stretch(&first, &salt1), &salt2);
    let verifier = BigUint::from(3_u8).modpow(&BigUint::from_bytes_be(&secret), &prime());
    Password {
        salt1,
        salt2,
        verifier: padded(&verifier),
        hint: hint.to_owned(),
    }
}

impl Password {
    /// Whether this is the password.
    pub(crate) fn is(&self, typed: &str) -> bool {
        password(typed, self.salt1.clone(), self.salt2.clone(), "").verifier == self.verifier
    }
}

/// Starts a check.
pub(crate) fn start(id: i64, user: i64, password: &Password, random: &[u8]) -> Srp {
    let p = prime();
    let secret = BigUint::from_bytes_be(random);
    let verifier = BigUint::from_bytes_be(&password.verifier);
    let public = (multiplier(&p) * verifier + BigUint::from(3_u8).modpow(&secret, &p)) % &p;
    Srp {
        id,
        user,
        secret,
        public: padded(&public),
    }
}

fn multiplier(p: &BigUint) -> BigUint {
    BigUint::from_bytes_be(&hash(&[&padded(p), &pad(&[3])]))
}

/// Is the client's proof right?
pub(crate) fn verify(srp: &Srp, password: &Password, a: &[u8], m1: &[u8]) -> bool {
    let p = prime();
    let number = BigUint::from_bytes_be(a);
    if a.len() > 256 || number == BigUint::ZERO || number >= p {
        return false;
    }
    let a = pad(a);
    let u = BigUint::from_bytes_be(&hash(&[&a, &srp.public]));
    let verifier = BigUint::from_bytes_be(&password.verifier);
    let shared = (number * verifier.modpow(&u, &p)).modpow(&srp.secret, &p);
    let key = hash(&[&padded(&shared)]);
    let prime_and_generator: Vec<u8> = hash(&[&padded(&p)])
        .iter()
        .zip(hash(&[&pad(&[3])]))
        .map(|(one, other)| one ^ other)
        .collect();
    let (salt1, salt2) = (hash(&[&password.salt1]), hash(&[&password.salt2]));
    hash(&[&prime_and_generator, &salt1, &salt2, &a, &srp.public, &key]) == m1
}

#[cfg(test)]
mod tests {
    use super::{G, padded, password, prime, start, verify};
    use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};

    #[test]
    fn the_clients_own_proof_is_accepted_and_another_is_not() {
        let p = padded(&prime());
        assert!(check_p_and_g(&p, &G));
        let kept = password("correct horse", vec![1; 40], vec![2; 16], "");
        let srp = start(7, 1, &kept, &[5; 256]);
        let proof = |word: &str| {
            calculate_2fa(
                &kept.salt1,
                &kept.salt2,
                &p,
                &G,
                srp.public.clone(),
                vec![9; 256],
                word,
            )
        };
        let (m1, a) = proof("correct horse");
        assert!(verify(&srp, &kept, &a, &m1));
        let (m1, a) = proof("wrong horse");
        assert!(!verify(&srp, &kept, &a, &m1));
        assert!(!verify(&srp, &kept, &[0; 256], &m1));
    }
}
