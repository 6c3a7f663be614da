//! The password of the two-step verification.

use grammers_tl_types as tl;
use secrecy::SecretString;

use super::{LoginError, Notice, Prompt, Question, Refusal, TRIES, explain};
use crate::telegram::Client;
use crate::telegram::second_password::{Unprovable, prove};

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
        let proof =
            prove(client, account, password.clone())
                .await
                .map_err(|error| match error {
                    Unprovable::Kind => LoginError::Refused(Refusal::PasswordKind),
                    other => other.into_call_error().into(),
                })?;
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
