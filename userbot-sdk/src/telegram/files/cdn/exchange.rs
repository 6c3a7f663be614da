//! The agreement on a key with a data centre of the delivery network, <https://core.telegram.org/mtproto/auth_key>.
//!
//! The client library knows Telegram's own keys only, and its steps take no others.

use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce};
use grammers_mtproto::mtp;
use grammers_mtproto::transport::Full;
use grammers_mtsender::{InvocationError, Sender};
use grammers_tl_types::{self as tl, Cursor, Deserializable as _, Serializable as _};
use num_bigint::BigUint;
use sha1::{Digest as _, Sha1};
use thiserror::Error;

use super::public_key::PublicKey;
use crate::telegram::Activity;
use crate::telegram::safe_prime::is_safe;

/// No product of two primes that a server sends is smaller: one that is, would take the search for them astray.
const LEAST_PRODUCT: u64 = 1 << 40;

/// Says why there is no key.
#[derive(Debug, Error)]
pub(in crate::telegram::files) enum ExchangeError {
    #[error(transparent)]
    Call(#[from] InvocationError),
    #[error("it has none of the keys that Telegram says are its own")]
    Stranger,
    #[error("it breaks the rules of the exchange: {0}")]
    Rules(&'static str),
    #[error("the system gives no random numbers")]
    NoRandomness,
}

use ExchangeError::Rules;

/// Agrees on a key with whoever owns one of the public keys.
pub(super) async fn agree(
    line: &mut Sender<Full, mtp::Plain>,
    keys: &[PublicKey],
    activity: &Activity,
) -> Result<[u8; 256], ExchangeError> {
    let nonce = random::<16>()?;
    let tl::enums::ResPq::Pq(offer) = line.invoke(&tl::functions::ReqPqMulti { nonce }).await?;
    let server_nonce = offer.server_nonce;
    ours(offer.nonce == nonce)?;
    let key = offer
        .server_public_key_fingerprints
        .iter()
        .find_map(|print| keys.iter().find(|key| key.fingerprint() == *print))
        .ok_or(ExchangeError::Stranger)?;

    // The two primes are the proof of work that the server asks for.
    let product: [u8; 8] = offer
        .pq
        .as_slice()
        .try_into()
        .map_err(|_| Rules("its number is not of eight bytes"))?;
    let product = u64::from_be_bytes(product);
    if product < LEAST_PRODUCT {
        return Err(Rules("its number is too small"));
    }
    let work = activity.spawn_blocking(move || factorize(product));
    let (one, other) = work
        .await
        .map_err(|_| Rules("its number has no two factors"))?;
    let (p, q) = (short(one.min(other)), short(one.max(other)));

    let new_nonce = random::<32>()?;
    let inner: tl::enums::PQInnerData = tl::types::PQInnerData {
        pq: offer.pq.clone(),
        p: p.clone(),
        q: q.clone(),
        nonce,
        server_nonce,
        new_nonce,
    }
    .into();
    let encrypted_data = key
        .encrypt(&inner.to_bytes(), &random()?)
        .ok_or(ExchangeError::Stranger)?;
    let request = tl::functions::ReqDhParams {
        nonce,
        server_nonce,
        p,
        q,
        public_key_fingerprint: key.fingerprint(),
        encrypted_data,
    };
    let tl::enums::ServerDhParams::Ok(answer) = line.invoke(&request).await? else {
        return Err(Rules("it does not go on"));
    };
    ours(answer.nonce == nonce && answer.server_nonce == server_nonce)?;
    let numbers = open(answer.encrypted_answer, &server_nonce, &new_nonce)?;
    ours(numbers.nonce == nonce && numbers.server_nonce == server_nonce)?;
    let (prime, base) = (numbers.dh_prime.clone(), numbers.g);
    let work = activity.spawn_blocking(move || is_safe(&prime, base));
    if !work.await.unwrap_or(false) {
        return Err(Rules("its prime is not safe"));
    }

    let prime = BigUint::from_bytes_be(&numbers.dh_prime);
    let secret = BigUint::from_bytes_be(&random::<256>()?);
    let theirs = BigUint::from_bytes_be(&numbers.g_a);
    let public = BigUint::from(numbers.g.unsigned_abs()).modpow(&secret, &prime);
    let margin = BigUint::from(1_u8) << (2048 - 64);
    for number in [&theirs, &public] {
        if *number < margin || *number > &prime - &margin {
            return Err(Rules("a number is too near to the ends"));
        }
    }
    let shared = AuthKey::from_bytes(padded(&theirs.modpow(&secret, &prime)));
    let inner: tl::enums::ClientDhInnerData = tl::types::ClientDhInnerData {
        nonce,
        server_nonce,
        retry_id: 0,
        g_b: public.to_bytes_be(),
    }
    .into();
    let request = tl::functions::SetClientDhParams {
        nonce,
        server_nonce,
        encrypted_data: seal(&inner.to_bytes(), &server_nonce, &new_nonce)?,
    };
    let tl::enums::SetClientDhParamsAnswer::DhGenOk(end) = line.invoke(&request).await? else {
        return Err(Rules("it takes no key"));
    };
    ours(end.nonce == nonce && end.server_nonce == server_nonce)?;
    if end.new_nonce_hash1 != shared.calc_new_nonce_hash(&new_nonce, 1) {
        return Err(Rules("it has another key"));
    }
    Ok(shared.to_bytes())
}

/// Decrypts the server's numbers and checks their sum.
fn open(
    mut encrypted: Vec<u8>,
    server_nonce: &[u8; 16],
    new_nonce: &[u8; 32],
) -> Result<tl::types::ServerDhInnerData, ExchangeError> {
    if encrypted.len() < 32 || !encrypted.len().is_multiple_of(16) {
        return Err(Rules("its answer has a strange length"));
    }
    let (key, iv) = generate_key_data_from_nonce(server_nonce, new_nonce);
    aes::ige_decrypt(&mut encrypted, &key, &iv);
    let (sum, text) = encrypted
        .split_at_checked(20)
        .ok_or(Rules("its answer has a strange length"))?;
    let mut cursor = Cursor::from_slice(text);
    let numbers = tl::enums::ServerDhInnerData::deserialize(&mut cursor)
        .map_err(|_| Rules("its answer is not readable"))?;
    let read = text.get(..cursor.pos()).unwrap_or_default();
    if Sha1::digest(read).as_slice() != sum {
        return Err(Rules("the sum of its answer is wrong"));
    }
    let tl::enums::ServerDhInnerData::Data(numbers) = numbers;
    Ok(numbers)
}

/// Encrypts our number, with its sum.
fn seal(
    text: &[u8],
    server_nonce: &[u8; 16],
    new_nonce: &[u8; 32],
) -> Result<Vec<u8>, ExchangeError> {
    let mut bytes = Sha1::digest(text).to_vec();
    bytes.extend_from_slice(text);
    let padding = random::<16>()?;
    let missing = (16 - bytes.len() % 16) % 16;
    bytes.extend(padding.iter().take(missing));
    let (key, iv) = generate_key_data_from_nonce(server_nonce, new_nonce);
    aes::ige_encrypt(&mut bytes, &key, &iv);
    Ok(bytes)
}

fn ours(same: bool) -> Result<(), ExchangeError> {
    same.then_some(())
        .ok_or(Rules("the answer belongs to another exchange"))
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], ExchangeError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| ExchangeError::NoRandomness)?;
    Ok(bytes)
}

/// A number without leading zeros.
fn short(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes().into_iter();
    bytes.skip_while(|byte| *byte == 0).collect()
}

fn padded(number: &BigUint) -> [u8; 256] {
    let mut bytes = [0; 256];
    let digits = number.to_bytes_be();
    let from = bytes.len().saturating_sub(digits.len());
    for (byte, digit) in bytes.iter_mut().skip(from).zip(digits) {
        *byte = digit;
    }
    bytes
}
