//! The mail address that Telegram wants before it sends codes.

use grammers_tl_types as tl;
use secrecy::{ExposeSecret, SecretString};

use super::phone::{Step, digits, is_wrong_code};
use super::{CodeWay, LoginError, Notice, Prompt, Question, TRIES, explain};
use crate::telegram::Client;

/// Asks for an address, verifies it, and returns what follows; `None` when the address was wrong.
pub(super) async fn set_up(
    client: &Client,
    prompt: &dyn Prompt,
    phone: &str,
    phone_code_hash: &str,
) -> Result<Option<Step>, LoginError> {
    let purpose =
        tl::enums::EmailVerifyPurpose::LoginSetup(tl::types::EmailVerifyPurposeLoginSetup {
            phone_number: phone.to_owned(),
            phone_code_hash: phone_code_hash.to_owned(),
        });
    for _ in 0..TRIES {
        let address = prompt.ask(&Question::Email).await?;
        let request = tl::functions::account::SendVerifyEmailCode {
            purpose: purpose.clone(),
            email: address.expose_secret().trim().to_owned(),
        };
        match client.invoke(&request).await {
            Ok(tl::enums::account::SentEmailCode::Code(sent)) => {
                let way = CodeWay::Email(sent.email_pattern);
                prompt.tell(&Notice::CodeSent(way)).await;
                return verify(client, prompt, &purpose).await.map(Some);
            }
            Err(error) if error.is("EMAIL_INVALID") || error.is("EMAIL_NOT_ALLOWED") => {
                prompt.tell(&Notice::WrongEmail).await;
            }
            Err(error) => return Err(explain(error)),
        }
    }
    Err(LoginError::TooManyTries)
}

async fn verify(
    client: &Client,
    prompt: &dyn Prompt,
    purpose: &tl::enums::EmailVerifyPurpose,
) -> Result<Step, LoginError> {
    use tl::enums::account::EmailVerified;
    for _ in 0..TRIES {
        let code: SecretString = prompt.ask(&Question::Code).await?;
        let request = tl::functions::account::VerifyEmail {
            purpose: purpose.clone(),
            verification: tl::types::EmailVerificationCode {
                code: digits(code.expose_secret()),
            }
            .into(),
        };
        match client.invoke(&request).await {
            Ok(EmailVerified::Login(verified)) => return Step::of(verified.sent_code),
            // The answer to another purpose: what follows a login is missing.
            Ok(EmailVerified::Verified(_)) => return Err(LoginError::Cancelled),
            Err(error) if is_wrong_code(&error) => prompt.tell(&Notice::WrongCode).await,
            Err(error) => return Err(explain(error)),
        }
    }
    Err(LoginError::TooManyTries)
}
