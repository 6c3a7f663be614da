//! The password of the two-step verification, which never leaves the machine.

use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_tl_types as tl;
use secrecy::{ExposeSecret, SecretString};

use super::{LoginError, Notice, Prompt, Question, Refusal, TRIES, explain};
use crate::telegram::{CallError, Client};

/// Asks for the password until it is right, and proves to Telegram that it is known.
pub(super) async fn check(
    client: &Client,
    prompt: &dyn Prompt,
) -> Result<tl::enums::auth::Authorization, LoginError> {
    let mut typed: Option<SecretString> = None;
    let mut tries = 0;
    while tries < TRIES {
        // Each proof needs fresh numbers.
        let tl::enums::account::Password::Password(account) = client
            .invoke(&tl::functions::account::GetPassword {})
            .await?;
        let password = match typed.take() {
            Some(password) => password,
            None => {
                prompt
                    .ask(&Question::Password {
                        hint: account.hint.clone(),
                    })
                    .await?
            }
        };
        tries += 1;
        let proof = prove(client, account, password.clone()).await?;
        match client
            .invoke(&tl::functions::auth::CheckPassword { password: proof })
            .await
        {
            Ok(authorization) => return Ok(authorization),
            Err(error) if error.is("PASSWORD_HASH_INVALID") => {
                prompt.tell(&Notice::WrongPassword).await;
            }
            // The numbers were too old; the password itself was not judged.
            Err(error) if error.is("SRP_ID_INVALID") => typed = Some(password),
            Err(error) => return Err(explain(error)),
        }
    }
    Err(LoginError::TooManyTries)
}

async fn prove(
    client: &Client,
    account: tl::types::account::Password,
    password: SecretString,
) -> Result<tl::enums::InputCheckPasswordSrp, LoginError> {
    use tl::enums::PasswordKdfAlgo as Algorithm;
    let (Some(algorithm), Some(srp_b), Some(srp_id)) =
        (account.current_algo, account.srp_b, account.srp_id)
    else {
        return Err(unusable("the numbers for the proof are missing"));
    };
    let Algorithm::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algorithm) = algorithm else {
        return Err(LoginError::Refused(Refusal::PasswordKind));
    };
    let random = account.secure_random;
    let work = client.activity().spawn_blocking(move || {
        if !check_p_and_g(&algorithm.p, &algorithm.g) {
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
        Ok(None) => Err(unusable("its numbers are not safe")),
        Err(error) => Err(unusable(&error.to_string())),
    }
}

fn unusable(reason: &str) -> LoginError {
    CallError::answer("account.getPassword", reason).into()
}
