//! Logging in: by phone number, code and password, by QR code, or by bot token.
//!
//! | way | function |
//! |---|---|
//! | phone number, code, password | [`with_phone`] |
//! | a QR code that the owner scans with a phone | [`with_qr`] |
//! | token of a bot | [`with_bot_token`] |
//! | the string session of another program | [`Session::import`](crate::telegram::Session::import), then [`current`] |
//!
//! The questions are asked through a [`Prompt`], so that the terminal, a web page and a test can
//! all answer them. Nothing that is typed here is ever logged.

mod email;
mod error;
mod password;
mod phone;
mod qr;
mod texts;

use async_trait::async_trait;
use grammers_session::types::UpdatesState;
use grammers_tl_types as tl;
use secrecy::ExposeSecret;
use tracing::info;

pub use error::{LoginError, Refusal};
pub use phone::with_phone;
pub use qr::with_qr;
pub use secrecy::SecretString;
pub use texts::{CodeWay, Language, Notice, QrLink, Question};

use super::{CallError, Client, ErrorClass, Peer, PeerId, RpcError};

/// How often a wrong answer may be given.
const TRIES: usize = 5;

/// Asks the person who logs in.
#[async_trait]
pub trait Prompt: Send + Sync {
    /// Asks a question and returns the answer. [`Question::is_secret`] tells whether what is
    /// typed must stay hidden. An empty answer to [`Question::Code`] asks for the code to be sent
    /// in another way.
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
/// A session that another program has made, and that holds only a key, learns here whose it is.
/// `None` means that a login is needed.
///
/// # Errors
///
/// Telegram cannot be asked.
pub async fn current(client: &Client) -> Result<Option<Peer>, LoginError> {
    let session = client.session();
    if !session.is_logged_in() {
        if !session.has_key() {
            return Ok(None);
        }
        let request = tl::functions::users::GetUsers {
            id: vec![tl::enums::InputUser::UserSelf],
        };
        return match client.invoke(&request).await {
            Ok(users) => match users.first() {
                Some(user) => note_login(client, user).await.map(Some),
                None => Ok(None),
            },
            // A key that nobody has logged in with, or only with half of what it takes.
            Err(error)
                if error.class() == ErrorClass::SessionDead
                    || error.is("SESSION_PASSWORD_NEEDED") =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        };
    }
    match client.get_me().await {
        Ok(me) => Ok(Some(me)),
        Err(error) if error.class() == ErrorClass::SessionDead => {
            session.clear_login();
            session.flush().await.map_err(CallError::from)?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
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

/// Notes who is logged in, and the position in the updates.
async fn finish(
    client: &Client,
    authorization: tl::enums::auth::Authorization,
) -> Result<Peer, LoginError> {
    match authorization {
        tl::enums::auth::Authorization::Authorization(authorization) => {
            note_login(client, &authorization.user).await
        }
        tl::enums::auth::Authorization::SignUpRequired(_) => Err(LoginError::NoAccount),
    }
}

async fn note_login(client: &Client, user: &tl::enums::User) -> Result<Peer, LoginError> {
    let peer = Peer::from_user(user);
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

/// Turns what Telegram says about the application or the account into advice.
fn explain(error: CallError) -> LoginError {
    let refusal = match error.rpc().map(RpcError::name) {
        Some("API_ID_INVALID" | "API_ID_PUBLISHED_FLOOD") => return LoginError::WrongApi,
        Some("PHONE_NUMBER_BANNED") => Refusal::Banned,
        Some("PHONE_NUMBER_FLOOD" | "PHONE_PASSWORD_FLOOD") => Refusal::TooOften,
        Some("PHONE_PASSWORD_PROTECTED") => Refusal::PasswordLost,
        Some("UPDATE_APP_TO_LOGIN") => Refusal::Outdated,
        _ => match error.rpc().and_then(|rpc| {
            (rpc.class() == ErrorClass::FloodWait)
                .then(|| rpc.wait())
                .flatten()
        }) {
            Some(wait) => Refusal::Wait(wait),
            None => return LoginError::Call(error),
        },
    };
    LoginError::Refused(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_about_the_application_are_named() {
        let error = RpcError::decode(400, "API_ID_INVALID");
        assert!(matches!(explain(error.into()), LoginError::WrongApi));
    }

    #[test]
    fn a_long_wait_is_told() {
        let error = explain(RpcError::decode(420, "FLOOD_WAIT_7300").into());
        assert_eq!(
            error.text(Language::English),
            "Telegram asks you to wait 2 h 2 min before you try again"
        );
        assert_eq!(
            error.text(Language::Russian),
            "Telegram просит подождать 2 ч 2 мин, прежде чем пробовать снова"
        );
    }

    #[tokio::test]
    async fn nobody_is_logged_in_at_first() {
        assert!(current(&Client::offline()).await.unwrap().is_none());
    }
}
