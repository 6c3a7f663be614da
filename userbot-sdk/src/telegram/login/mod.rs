//! Logging in: by phone number, code and password, or by bot token.
//!
//! The questions are asked through a [`Prompt`], so that the terminal, a web page and a test can
//! all answer them. Nothing that is typed here is ever logged.

mod error;
mod password;
mod texts;

use async_trait::async_trait;
use grammers_session::types::UpdatesState;
use grammers_tl_types as tl;
use secrecy::ExposeSecret;
use tracing::info;

pub use error::LoginError;
pub use secrecy::SecretString;
pub use texts::{CodeWay, Language, Notice, Question};

use super::{CallError, Client, ErrorClass, Peer, PeerId};

/// How often a wrong answer may be given.
const TRIES: usize = 5;

/// Asks the person who logs in.
#[async_trait]
pub trait Prompt: Send + Sync {
    /// Asks a question and returns the answer. [`Question::is_secret`] tells whether what is
    /// typed must stay hidden.
    ///
    /// # Errors
    ///
    /// [`LoginError::Cancelled`] when nobody answers.
    async fn ask(&self, question: &Question) -> Result<SecretString, LoginError>;

    /// Tells something.
    async fn tell(&self, notice: &Notice);
}

/// Returns the account that is logged in, after asking Telegram whether that is still so.
///
/// `None` means that a login is needed.
///
/// # Errors
///
/// Telegram cannot be asked.
pub async fn current(client: &Client) -> Result<Option<Peer>, LoginError> {
    if !client.session().is_logged_in() {
        return Ok(None);
    }
    match client.get_me().await {
        Ok(me) => Ok(Some(me)),
        Err(error) if error.class() == ErrorClass::SessionDead => {
            client.session().clear_login();
            client.session().flush().await.map_err(CallError::from)?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Logs in with a phone number: asks for it, for the code, and for the password when there is one.
///
/// Wrong answers are asked again, five times at most.
///
/// # Errors
///
/// See [`LoginError`].
pub async fn with_phone(
    client: &Client,
    api_hash: &SecretString,
    prompt: &dyn Prompt,
) -> Result<Peer, LoginError> {
    let (phone, mut sent) = match send_code(client, api_hash, prompt).await? {
        Step::Code(phone, sent) => (phone, sent),
        Step::Done(authorization) => return finish(client, *authorization).await,
    };
    let mut resent = false;
    for _ in 0..TRIES {
        prompt
            .tell(&Notice::CodeSent(code_way(&sent.r#type)?))
            .await;
        let code = prompt.ask(&Question::Code).await?;
        let request = tl::functions::auth::SignIn {
            phone_number: phone.clone(),
            phone_code_hash: sent.phone_code_hash.clone(),
            phone_code: Some(digits(code.expose_secret())),
            email_verification: None,
        };
        match client.invoke(&request).await {
            Ok(authorization) => return finish(client, authorization).await,
            Err(error) if error.is("SESSION_PASSWORD_NEEDED") => {
                let authorization = password::check(client, prompt).await?;
                return finish(client, authorization).await;
            }
            Err(error) if error.is("PHONE_CODE_INVALID") || error.is("PHONE_CODE_EMPTY") => {
                prompt.tell(&Notice::WrongCode).await;
            }
            Err(error) if error.is("PHONE_CODE_EXPIRED") && !resent => {
                resent = true;
                prompt.tell(&Notice::CodeExpired).await;
                match request_code(client, api_hash, &phone).await? {
                    Step::Code(_, fresh) => sent = fresh,
                    Step::Done(authorization) => return finish(client, *authorization).await,
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(LoginError::TooManyTries)
}

/// Logs in as a bot, with the token that `@BotFather` gave.
///
/// # Errors
///
/// See [`LoginError`].
pub async fn with_bot_token(
    client: &Client,
    api_hash: &SecretString,
    token: &SecretString,
) -> Result<Peer, LoginError> {
    let request = tl::functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: client.api_id(),
        api_hash: api_hash.expose_secret().to_owned(),
        bot_auth_token: token.expose_secret().trim().to_owned(),
    };
    match client.invoke(&request).await {
        Ok(authorization) => finish(client, authorization).await,
        Err(error) if error.is("ACCESS_TOKEN_INVALID") || error.is("ACCESS_TOKEN_EXPIRED") => {
            Err(LoginError::WrongToken)
        }
        Err(error) => Err(explain(error)),
    }
}

/// Logs out: Telegram forgets the login, and so does the session.
///
/// # Errors
///
/// See [`LoginError`].
pub async fn log_out(client: &Client) -> Result<(), LoginError> {
    match client.invoke(&tl::functions::auth::LogOut {}).await {
        Ok(_) => {}
        Err(error) if error.class() == ErrorClass::SessionDead => {}
        Err(error) => return Err(error.into()),
    }
    client.session().clear_login();
    client.session().flush().await.map_err(CallError::from)?;
    Ok(())
}

/// Is what follows the phone number.
enum Step {
    Code(String, tl::types::auth::SentCode),
    /// Telegram needs no code.
    Done(Box<tl::enums::auth::Authorization>),
}

async fn send_code(
    client: &Client,
    api_hash: &SecretString,
    prompt: &dyn Prompt,
) -> Result<Step, LoginError> {
    for _ in 0..TRIES {
        let phone = prompt.ask(&Question::Phone).await?;
        let phone = digits(phone.expose_secret());
        match request_code(client, api_hash, &phone).await {
            Err(LoginError::Call(error)) if error.is("PHONE_NUMBER_INVALID") => {
                prompt.tell(&Notice::WrongPhone).await;
            }
            other => return other,
        }
    }
    Err(LoginError::TooManyTries)
}

async fn request_code(
    client: &Client,
    api_hash: &SecretString,
    phone: &str,
) -> Result<Step, LoginError> {
    use tl::enums::auth::SentCode;
    let request = tl::functions::auth::SendCode {
        phone_number: phone.to_owned(),
        api_id: client.api_id(),
        api_hash: api_hash.expose_secret().to_owned(),
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
    match client.invoke(&request).await.map_err(explain)? {
        SentCode::Code(sent) => Ok(Step::Code(phone.to_owned(), sent)),
        SentCode::Success(success) => Ok(Step::Done(Box::new(success.authorization))),
        SentCode::PaymentRequired(_) => Err(LoginError::Refused(
            "Telegram wants money for the code; log in with an official app first".to_owned(),
        )),
    }
}

/// Says how the code travels; an e-mail address that must be set first cannot be set here.
fn code_way(way: &tl::enums::auth::SentCodeType) -> Result<CodeWay, LoginError> {
    use tl::enums::auth::SentCodeType as Tl;
    Ok(match way {
        Tl::App(_) => CodeWay::App,
        Tl::Sms(_) | Tl::FirebaseSms(_) | Tl::SmsWord(_) | Tl::SmsPhrase(_) => CodeWay::Sms,
        Tl::Call(_) | Tl::FlashCall(_) | Tl::MissedCall(_) => CodeWay::Call,
        Tl::EmailCode(email) => CodeWay::Email(email.email_pattern.clone()),
        Tl::FragmentSms(fragment) => CodeWay::Fragment(fragment.url.clone()),
        Tl::SetUpEmailRequired(_) => {
            return Err(LoginError::Refused(
                "Telegram wants a login e-mail first; set it in an official app".to_owned(),
            ));
        }
    })
}

/// Notes who is logged in, and the position in the updates.
async fn finish(
    client: &Client,
    authorization: tl::enums::auth::Authorization,
) -> Result<Peer, LoginError> {
    let tl::enums::auth::Authorization::Authorization(authorization) = authorization else {
        return Err(LoginError::NoAccount);
    };
    let peer = Peer::from_user(&authorization.user);
    let PeerId::User(id) = peer.id() else {
        return Err(LoginError::NoAccount);
    };
    let mut data = peer.data().clone();
    data.flags.is_self = true;
    let me = Peer::new(data);
    let session = client.session();
    session.set_me(&me);
    match client.invoke(&tl::functions::updates::GetState {}).await {
        Ok(tl::enums::updates::State::State(state)) => session.set_updates(UpdatesState {
            pts: state.pts,
            qts: state.qts,
            date: state.date,
            seq: state.seq,
            channels: Vec::new(),
        }),
        // The pump asks again.
        Err(error) => tracing::warn!(%error, "the position in the updates is not known yet"),
    }
    session.flush().await.map_err(CallError::from)?;
    info!(id, "logged in");
    Ok(me)
}

/// Turns errors about the application's numbers into a hint at them.
fn explain(error: CallError) -> LoginError {
    if error.is("API_ID_INVALID") || error.is("API_ID_PUBLISHED_FLOOD") {
        return LoginError::WrongApi;
    }
    if error.is("PHONE_NUMBER_BANNED") {
        return LoginError::Refused("Telegram has banned this phone number".to_owned());
    }
    LoginError::Call(error)
}

fn digits(text: &str) -> String {
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

    #[test]
    fn errors_about_the_application_are_named() {
        let error = super::super::RpcError::decode(400, "API_ID_INVALID");
        assert!(matches!(explain(error.into()), LoginError::WrongApi));
    }

    #[tokio::test]
    async fn nobody_is_logged_in_at_first() {
        assert!(current(&Client::offline()).await.unwrap().is_none());
    }
}
