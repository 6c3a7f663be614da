//! The agreement on a key, the server's half: <https://core.telegram.org/mtproto/auth_key>.
//!
//! Only data centres of the delivery network have all of it: which key theirs is, Telegram tells in `help.getCdnConfig`. A
//! client cannot be told to trust another key than Telegram's for the others, and the private half of that one is Telegram's:
//! there the exchange ends after the first step, which tells the time.

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use grammers_tl_types::{self as tl, Cursor, Deserializable, Identifiable, Serializable};
use num_bigint::BigUint;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::crypto::AuthKey;
use super::random::{Random, mix};
use crate::world::srp;

/// The public half of the key pair that every simulated delivery network has.
pub(crate) const PUBLIC_KEY: &str = "-----BEGIN RSA PUBLIC KEY-----\n\
MIIBCgKCAQEAmOzHCaGH6uLmUK2khSqhUIhM9AbBc9td4I68NNrVg8AJRuOKHNsF\n\
OMl7hYaA+TW7DoU1SUBkFlq6qB0AoDDEFziIjj5q2i6ZQkmmOOLDXUlgjF5GEVAk\n\
oUojfdax51VjdjlrT+d4/RNoq2Q6v3tIGyKGiYAuQCuolX+BqMB9QyPnJH5EPmKx\n\
ft3gaH0VFq+KRWFQHmizOSQ3zn4ZqM4Qd1txU6KqZkSHH7K+FG72DwRPw4Nb31lH\n\
S4GfW/MUUyAMokxFz386VmbRbDkykDSQmlNv54+ZAOad9UknfmeoBWovIAC06/cD\n\
dlPGMsg7w60hzqtl5vba4QZF8zuRonZw2wIDAQAB\n\
-----END RSA PUBLIC KEY-----";

/// The key pair: it protects nothing but tests.
const MODULUS: &str = "98ecc709a187eae2e650ada4852aa150884cf406c173db5de08ebc34dad583c00946e38a1cdb0538c97b858680f935bb0e8535494064165abaa81d00a030c41738888e3e6ada2e994249a638e2c35d49608c5e46115024a14a237dd6b1e7556376396b4fe778fd1368ab643abf7b481b228689802e402ba8957f81a8c07d4323e7247e443e62b17edde0687d1516af8a4561501e68b3392437ce7e19a8ce10775b7153a2aa6644871fb2be146ef60f044fc3835bdf59474b819f5bf31453200ca24c45cf7f3a5666d16c39329034909a536fe78f9900e69df549277e67a8056a2f2000b4ebf7037653c632c83bc3ad21ceab65e6f6dae10645f33b91a27670db";
const PRIVATE: &str = "19c06593fd9b81b64bca72332e298b98a01b354c9def0095c266c6d2afb71cc48dcb5e2db7c63a0ee1fee6f14b6eabd9a00c5678cb5b0f589fee07543fa5769fe2693c6ace5b87554f904f696ce63123561acd15477d136e05aa0c5ac70289a2821a1134176a8c536460d833fc62aa35c78e9840f988dcd13abb89fdfccc1b2e01ef1e3ec0809b35102f0c310d57945c06944f9eb3c7e56aaae8c186c4cfb18d77274f52a8e81ae5690795588567ffed4b90ca91c38a00d570cceffdbb63d437e3795e3b07244bce53fa757b9217372287d1677015eafa4d6c3a5c8a175ab4c2eb74c60dd6403f7f6c2f7476be2fed3a11452c69420cc3f5f2e13c3f7c5d3c01";

/// Two primes whose product clients take apart.
const P: u64 = 1_190_494_759;
const Q: u64 = 1_724_114_033;

/// The number of the key that Telegram's own data centres have.
const TELEGRAMS_OWN: i64 = -3_414_540_481_677_951_611;

/// One exchange on its way.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// Whether it can lead to a key.
    whole: bool,
    random: Random,
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: [u8; 32],
    secret: BigUint,
}

/// What a step leads to: the answer, and the key when it is the last step.
type Step = (Vec<u8>, Option<[u8; 256]>);

impl Exchange {
    pub(crate) fn new(seed: u64, whole: bool) -> Self {
        Self {
            whole,
            random: Random::new(mix(seed)),
            nonce: [0; 16],
            server_nonce: [0; 16],
            new_nonce: [0; 32],
            secret: BigUint::ZERO,
        }
    }

    /// Answers a plain message; nothing, when it does not belong here.
    pub(crate) fn step(&mut self, body: &[u8], unix: i32) -> Option<Step> {
        let (id, rest) = body.split_first_chunk::<4>()?;
        let mut args = Cursor::from_slice(rest);
        match u32::from_le_bytes(*id) {
            tl::functions::ReqPqMulti::CONSTRUCTOR_ID => {
                Some(self.offer(&tl::functions::ReqPqMulti::deserialize(&mut args).ok()?))
            }
            tl::functions::ReqDhParams::CONSTRUCTOR_ID => self.params(
                &tl::functions::ReqDhParams::deserialize(&mut args).ok()?,
                unix,
            ),
            tl::functions::SetClientDhParams::CONSTRUCTOR_ID => {
                self.finish(tl::functions::SetClientDhParams::deserialize(&mut args).ok()?)
            }
            _ => None,
        }
    }

    fn offer(&mut self, request: &tl::functions::ReqPqMulti) -> Step {
        self.nonce = request.nonce;
        self.server_nonce = self.random.bytes();
        let answer: tl::enums::ResPq = tl::types::ResPq {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            pq: (P * Q).to_be_bytes().to_vec(),
            // One that nobody knows comes first.
            server_public_key_fingerprints: if self.whole {
                vec![1, fingerprint()]
            } else {
                vec![1, TELEGRAMS_OWN]
            },
        }
        .into();
        (answer.to_bytes(), None)
    }

    fn params(&mut self, request: &tl::functions::ReqDhParams, unix: i32) -> Option<Step> {
        self.same(&request.nonce, &request.server_nonce)?;
        let short = |number: u64| number.to_be_bytes()[4..].to_vec();
        (request.p == short(P) && request.q == short(Q)).then_some(())?;
        (request.public_key_fingerprint == fingerprint()).then_some(())?;
        let inner = decrypt(&request.encrypted_data)?;
        let inner = tl::enums::PQInnerData::deserialize(&mut Cursor::from_slice(&inner)).ok()?;
        let tl::enums::PQInnerData::Data(inner) = inner else {
            return None;
        };
        self.same(&inner.nonce, &inner.server_nonce)?;
        (inner.p == request.p && inner.q == request.q).then_some(())?;
        self.new_nonce = inner.new_nonce;
        self.secret = BigUint::from_bytes_be(&self.random.bytes::<256>());
        let public = BigUint::from(3_u8).modpow(&self.secret, &srp::prime());
        let numbers: tl::enums::ServerDhInnerData = tl::types::ServerDhInnerData {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            g: srp::G,
            dh_prime: srp::padded(&srp::prime()),
            g_a: srp::padded(&public),
            server_time: unix,
        }
        .into();
        let answer: tl::enums::ServerDhParams = tl::types::ServerDhParamsOk {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            encrypted_answer: self.seal(&numbers.to_bytes()),
        }
        .into();
        Some((answer.to_bytes(), None))
    }

    fn finish(&mut self, request: tl::functions::SetClientDhParams) -> Option<Step> {
        self.same(&request.nonce, &request.server_nonce)?;
        let mut bytes = request.encrypted_data;
        (bytes.len() > 32 && bytes.len().is_multiple_of(16)).then_some(())?;
        let (key, iv) = self.aes();
        ige_decrypt(&mut bytes, &key, &iv);
        let (sum, text) = bytes.split_at(20);
        let mut cursor = Cursor::from_slice(text);
        let tl::enums::ClientDhInnerData::Data(inner) =
            tl::enums::ClientDhInnerData::deserialize(&mut cursor).ok()?;
        (Sha1::digest(&text[..cursor.pos()]).as_slice() == sum).then_some(())?;
        self.same(&inner.nonce, &inner.server_nonce)?;
        let shared = BigUint::from_bytes_be(&inner.g_b).modpow(&self.secret, &srp::prime());
        let shared: [u8; 256] = srp::padded(&shared).try_into().ok()?;
        let answer: tl::enums::SetClientDhParamsAnswer = tl::types::DhGenOk {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            new_nonce_hash1: AuthKey::new(shared).new_nonce_hash(&self.new_nonce, 1),
        }
        .into();
        Some((answer.to_bytes(), Some(shared)))
    }

    fn same(&self, nonce: &[u8; 16], server_nonce: &[u8; 16]) -> Option<()> {
        (*nonce == self.nonce && *server_nonce == self.server_nonce).then_some(())
    }

    fn seal(&mut self, text: &[u8]) -> Vec<u8> {
        let mut bytes = Sha1::digest(text).to_vec();
        bytes.extend_from_slice(text);
        let padding: [u8; 16] = self.random.bytes();
        let missing = (16 - bytes.len() % 16) % 16;
        bytes.extend_from_slice(&padding[..missing]);
        let (key, iv) = self.aes();
        ige_encrypt(&mut bytes, &key, &iv);
        bytes
    }

    fn aes(&self) -> ([u8; 32], [u8; 32]) {
        let sum = |one: &[u8], other: &[u8]| Sha1::digest([one, other].concat());
        let first = sum(&self.new_nonce, &self.server_nonce);
        let second = sum(&self.server_nonce, &self.new_nonce);
        let third = sum(&self.new_nonce, &self.new_nonce);
        let all: Vec<u8> = [&first[..], &second[..], &third[..], &self.new_nonce[..4]].concat();
        let (mut key, mut iv) = ([0; 32], [0; 32]);
        key.copy_from_slice(&all[..32]);
        iv.copy_from_slice(&all[32..64]);
        (key, iv)
    }
}

fn number(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
}

fn fingerprint() -> i64 {
    let mut bytes = Vec::new();
    number(MODULUS).to_bytes_be().serialize(&mut bytes);
    vec![1_u8, 0, 1].serialize(&mut bytes);
    let sum = Sha1::digest(&bytes);
    sum.last_chunk().map_or(0, |last| i64::from_le_bytes(*last))
}

/// Takes the padding of RSA off.
fn decrypt(encrypted: &[u8]) -> Option<Vec<u8>> {
    let plain = BigUint::from_bytes_be(encrypted).modpow(&number(PRIVATE), &number(MODULUS));
    let plain = srp::padded(&plain);
    let (masked, rest) = plain.split_first_chunk::<32>()?;
    let mut key = *masked;
    for (byte, other) in key.iter_mut().zip(Sha256::digest(rest)) {
        *byte ^= other;
    }
    let mut bytes = rest.to_vec();
    ige_decrypt(&mut bytes, &key, &[0; 32]);
    let (data, sum) = bytes.split_at(192);
    let data: Vec<u8> = data.iter().rev().copied().collect();
    let expected = Sha256::new()
        .chain_update(key)
        .chain_update(&data)
        .finalize();
    (expected.as_slice() == sum).then_some(data)
}
