//! The login by phone number: the code, wherever it was sent, and the password.

use grammers_tl_types as tl;
use secrecy::{ExposeSecret, SecretString};

use super::{
    CodeWay, LoginError, Notice, Prompt, Question, Refusal, TRIES, email, explain, finish, password,
};
use crate::telegram::{CallError, Client, Peer};

/// How often the code may be sent again.
const RESENDS: usize = 5;

/// Logs in with a phone number: asks for it, for the code, and for the password when there is one.
///
/// Wrong answers are asked again, five times at most. An empty answer to the question for the
/// code asks Telegram to send it in another way (SMS, call), when it has one. When Telegram wants
/// a mail address for codes first, it is asked for and verified.
///
/// # Errors
///
/// See [`LoginError`].
pub async fn with_phone(
    client: &Client,
    api_hash: &SecretString,
    prompt: &dyn Prompt,
) -> Result<Peer, LoginError> {
    let login = Login {
        client,
        api_hash,
        prompt,
    };
    let authorization = Box::pin(login.run()).await?;
    finish(client, authorization).await
}

type Authorization = tl::enums::auth::Authorization;

/// Is what follows the phone number.
pub(super) enum Step {
    Code(tl::types::auth::SentCode),
    /// Telegram needs no code.
    Done(Box<Authorization>),
}

impl Step {
    pub(super) fn of(sent: tl::enums::auth::SentCode) -> Result<Self, LoginError> {
        use tl::enums::auth::SentCode;
        match sent {
            SentCode::Code(sent) => Ok(Self::Code(sent)),
            SentCode::Success(success) => Ok(Self::Done(Box::new(success.authorization))),
            SentCode::PaymentRequired(_) => Err(LoginError::Refused(Refusal::Payment)),
        }
    }
}

struct Login<'a> {
    client: &'a Client,
    api_hash: &'a SecretString,
    prompt: &'a dyn Prompt,
}

impl Login<'_> {
    async fn run(&self) -> Result<Authorization, LoginError> {
        let (phone, step) = self.send_code().await?;
        let mut sent = match step {
            Step::Code(sent) => sent,
            Step::Done(authorization) => return Ok(*authorization),
        };
        let (mut wrong, mut resends) = (0, 0);
        self.announce(&sent).await;
        while wrong < TRIES && resends <= RESENDS {
            let step = if matches!(
                sent.r#type,
                tl::enums::auth::SentCodeType::SetUpEmailRequired(_)
            ) {
                email::set_up(self.client, self.prompt, &phone, &sent.phone_code_hash).await?
            } else {
                let code = self.prompt.ask(&Question::Code).await?;
                if code.expose_secret().trim().is_empty() {
                    resends += 1;
                    self.resend(&phone, &sent).await?
                } else {
                    match self.sign_in(&phone, &sent, &code).await {
                        Ok(authorization) => return Ok(authorization),
                        Err(error) if error.is("SESSION_PASSWORD_NEEDED") => {
                            return password::check(self.client, self.prompt).await;
                        }
                        Err(error) if is_wrong_code(&error) => {
                            wrong += 1;
                            self.prompt.tell(&Notice::WrongCode).await;
                            None
                        }
                        Err(error)
                            if error.is("PHONE_CODE_EXPIRED")
                                || error.is("EMAIL_VERIFY_EXPIRED") =>
                        {
                            resends += 1;
                            self.prompt.tell(&Notice::CodeExpired).await;
                            Some(self.request_code(&phone).await?)
                        }
                        Err(error) => return Err(explain(error)),
                    }
                }
            };
            match step {
                Some(Step::Code(fresh)) => {
                    sent = fresh;
                    self.announce(&sent).await;
                }
                Some(Step::Done(authorization)) => return Ok(*authorization),
                None => {}
            }
        }
        Err(LoginError::TooManyTries)
    }

    async fn announce(&self, sent: &tl::types::auth::SentCode) {
        if let Some(way) = code_way(&sent.r#type) {
            self.prompt.tell(&Notice::CodeSent(way)).await;
        }
    }

    async fn send_code(&self) -> Result<(String, Step), LoginError> {
        for _ in 0..TRIES {
            let phone = self.prompt.ask(&Question::Phone).await?;
            let phone = digits(phone.expose_secret());
            match self.request_code(&phone).await {
                Err(LoginError::Call(error)) if error.is("PHONE_NUMBER_INVALID") => {
                    self.prompt.tell(&Notice::WrongPhone).await;
                }
                step => return Ok((phone, step?)),
            }
        }
        Err(LoginError::TooManyTries)
    }

    async fn request_code(&self, phone: &str) -> Result<Step, LoginError> {
        let request = tl::functions::auth::SendCode {
            phone_number: phone.to_owned(),
            api_id: self.client.api_id(),
            api_hash: self.api_hash.expose_secret().to_owned(),
            settings: tl::types::CodeSettings {
                allow_flashcall: false,
                current_number: false,
                allow_app_hash: false,
                allow_missed_call: false,
                allow_firebase: false,
                unknown_number: false,
                logout_tokens: None,
                token: None,
                app_sandbox: None,
            }
            .into(),
        };
        Step::of(self.client.invoke(&request).await.map_err(explain)?)
    }

    /// Asks for the code to be sent in another way; `None` when there is no other way.
    async fn resend(
        &self,
        phone: &str,
        sent: &tl::types::auth::SentCode,
    ) -> Result<Option<Step>, LoginError> {
        let request = tl::functions::auth::ResendCode {
            phone_number: phone.to_owned(),
            phone_code_hash: sent.phone_code_hash.clone(),
            reason: None,
        };
        match self.client.invoke(&request).await {
            Ok(sent) => Step::of(sent).map(Some),
            Err(error) if error.is("SEND_CODE_UNAVAILABLE") || error.is("PHONE_CODE_EMPTY") => {
                let wait = sent.timeout.and_then(|wait| u32::try_from(wait).ok());
                self.prompt.tell(&Notice::NoOtherWay(wait)).await;
                Ok(None)
            }
            Err(error) if error.is("PHONE_CODE_EXPIRED") => {
                self.prompt.tell(&Notice::CodeExpired).await;
                self.request_code(phone).await.map(Some)
            }
            Err(error) => Err(explain(error)),
        }
    }

    async fn sign_in(
        &self,
        phone: &str,
        sent: &tl::types::auth::SentCode,
        code: &SecretString,
    ) -> Result<Authorization, CallError> {
        use tl::enums::auth::SentCodeType;
        let by_mail = matches!(sent.r#type, SentCodeType::EmailCode(_));
        let code = match sent.r#type {
            SentCodeType::SmsWord(_) | SentCodeType::SmsPhrase(_) => {
                code.expose_secret().trim().to_owned()
            }
            _ => digits(code.expose_secret()),
        };
        let request = tl::functions::auth::SignIn {
            phone_number: phone.to_owned(),
            phone_code_hash: sent.phone_code_hash.clone(),
            email_verification: by_mail
                .then(|| tl::types::EmailVerificationCode { code: code.clone() }.into()),
            phone_code: (!by_mail).then_some(code),
        };
        self.client.invoke(&request).await
    }
}

/// Tells whether Telegram says that the code is another one.
pub(super) fn is_wrong_code(error: &CallError) -> bool {
    [
        "PHONE_CODE_INVALID",
        "PHONE_CODE_EMPTY",
        "CODE_INVALID",
        "CODE_EMPTY",
        "EMAIL_CODE_INVALID",
    ]
    .into_iter()
    .any(|name| error.is(name))
}

/// Says how the code travels; `None` when there is none yet.
fn code_way(way: &tl::enums::auth::SentCodeType) -> Option<CodeWay> {
    use tl::enums::auth::SentCodeType as Tl;
    Some(match way {
        Tl::App(_) => CodeWay::App,
        Tl::Sms(_) | Tl::FirebaseSms(_) => CodeWay::Sms,
        Tl::SmsWord(word) => CodeWay::SmsWord(word.beginning.clone()),
        Tl::SmsPhrase(phrase) => CodeWay::SmsPhrase(phrase.beginning.clone()),
        Tl::Call(_) => CodeWay::Call,
        Tl::FlashCall(call) => CodeWay::CallFrom(call.pattern.clone()),
        Tl::MissedCall(call) => CodeWay::CallFrom(call.prefix.clone()),
        Tl::EmailCode(email) => CodeWay::Email(email.email_pattern.clone()),
        Tl::FragmentSms(fragment) => CodeWay::Fragment(fragment.url.clone()),
        Tl::SetUpEmailRequired(_) => return None,
    })
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_cleaned() {
        assert_eq!(digits(" +7 (999) 123-45-67"), "79991234567");
        assert_eq!(digits("1 2-3.4 5"), "12345");
    }
}
