//! The proof that a password is known, which itself never leaves the machine: <https://core.telegram.org/api/srp>.

use grammers_crypto::two_factor_auth::calculate_2fa;
use grammers_tl_types as tl;
use num_bigint::BigUint;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use super::safe_prime::is_safe;
use super::{CallError, Client};

/// Says why no proof can be made.
#[derive(Debug, Error)]
pub(super) enum Unprovable {
    /// Telegram keeps the password in another way.
    #[error("the password is kept in a way that this version does not know")]
    Kind,
    /// There is no password, or what Telegram says of it is not whole.
    #[error("the numbers for the proof are missing")]
    Missing,
    /// The numbers would give the password away.
    #[error("its numbers are not safe")]
    Unsafe,
    /// The system has no randomness.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// The thread that computes is gone.
    #[error("{0}")]
    Broken(String),
}

impl Unprovable {
    pub(super) fn into_call_error(self) -> CallError {
        CallError::answer("account.getPassword", self.to_string())
    }
}

/// Makes a proof with the fresh numbers of `account.getPassword`; they are good for one.
pub(super) async fn prove(
    client: &Client,
    account: tl::types::account::Password,
    password: SecretString,
) -> Result<tl::enums::InputCheckPasswordSrp, Unprovable> {
    use tl::enums::PasswordKdfAlgo as Algorithm;
    let (Some(algorithm), Some(srp_b), Some(srp_id)) =
        (account.current_algo, account.srp_b, account.srp_id)
    else {
        return Err(Unprovable::Missing);
    };
    let Algorithm::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algorithm) = algorithm else {
        return Err(Unprovable::Kind);
    };
    let random = secret_number(&account.secure_random)?;
    let work = client.activity().spawn_blocking(move || {
        if !is_safe(&algorithm.p, algorithm.g) {
            return None;
        }
        let (public, prime) = (
            BigUint::from_bytes_be(&srp_b),
            BigUint::from_bytes_be(&algorithm.p),
        );
        if public == BigUint::ZERO || public >= prime {
            return None;
        }
        Some(calculate_2fa(
            &algorithm.salt1,
            &algorithm.salt2,
            &algorithm.p,
            &algorithm.g,
            srp_b,
            random,
            password.expose_secret(),
        ))
    });
    match work.await {
        Ok(Some((m1, a))) => Ok(tl::types::InputCheckPasswordSrp {
            srp_id,
            a: a.to_vec(),
            m1: m1.to_vec(),
        }
        .into()),
        Ok(None) => Err(Unprovable::Unsafe),
        Err(error) => Err(Unprovable::Broken(error.to_string())),
    }
}

/// Makes the number that only we know, from our own randomness and from what Telegram adds to it.
fn secret_number(added: &[u8]) -> Result<Vec<u8>, Unprovable> {
    let mut bytes = vec![0; 256];
    getrandom::fill(&mut bytes).map_err(|_| Unprovable::NoRandomness)?;
    for (byte, other) in bytes.iter_mut().zip(added) {
        *byte ^= other;
    }
    Ok(bytes)
}
