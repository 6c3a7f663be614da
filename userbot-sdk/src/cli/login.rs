//! `login`: who the bot is.

use std::sync::Arc;

use secrecy::SecretString;

use super::say::say;
use super::session::Place;
use super::{Exit, TerminalPrompt, application, passphrase};
use crate::telegram::login::{self, Language, LoginError};
use crate::telegram::{
    Client, ConnectOptions, Connection, Peer, ProxySettings, Session, UpdatePump,
};

/// Is the environment variable with the token of a bot.
const TOKEN: &str = "TELEGRAM_BOT_TOKEN";

/// Logs in: in the terminal by code or by QR code, or with the token of a bot.
pub(super) async fn login(place: &Place<'_>, qr: bool) -> Exit {
    match try_login(place, qr).await {
        Ok(()) => Exit::Success,
        Err(exit) => exit,
    }
}

/// Returns the token of a bot, when the environment has one.
pub(super) fn bot_token() -> Option<SecretString> {
    std::env::var(TOKEN)
        .ok()
        .filter(|token| !token.trim().is_empty())
        .map(SecretString::from)
}

/// Asks Telegram whose login a session holds; `None` when it holds none that is valid.
pub(super) async fn confirm(
    api_id: i32,
    session: Arc<Session>,
    proxy: Option<ProxySettings>,
    language: Language,
) -> Result<Option<Peer>, Exit> {
    let (client, _pump) = connect(api_id, session, proxy);
    let me = login::current(&client).await;
    save(&client).await?;
    me.map_err(|error| fail(&error, language))
}

/// Says who is logged in.
pub(super) fn greeting(me: &Peer) -> String {
    let username = me
        .username()
        .map(|name| format!(" (@{name})"))
        .unwrap_or_default();
    let name = format!("{}{username}", me.name());
    say("cli-logged-in", &[("name", &name)])
}

async fn try_login(place: &Place<'_>, qr: bool) -> Result<(), Exit> {
    let api_id = application::id(&place.db).await?;
    let session = passphrase::open_session(place.session, place.texts).await?;
    let (client, mut pump) = connect(api_id, session, place.proxy.clone());
    let outcome = sign_in(&client, &mut pump, place, qr).await;
    save(&client).await?;
    let me = outcome?;
    application::remember(&place.db, api_id).await;
    println!("{}", greeting(&me));
    Ok(())
}

fn connect(
    api_id: i32,
    session: Arc<Session>,
    proxy: Option<ProxySettings>,
) -> (Client, UpdatePump) {
    let mut options = ConnectOptions::new(api_id, session);
    options.proxy = proxy;
    Connection::open(options)
}

async fn save(client: &Client) -> Result<(), Exit> {
    client.disconnect().await.map_err(|error| {
        eprintln!("{}", say("cli-not-saved", &[("error", &error.to_string())]));
        Exit::Session
    })
}

async fn sign_in(
    client: &Client,
    pump: &mut UpdatePump,
    place: &Place<'_>,
    qr: bool,
) -> Result<Peer, Exit> {
    let language = place.texts.0;
    let fail = |error: LoginError| fail(&error, language);
    if let Some(me) = login::current(client).await.map_err(fail)? {
        return Ok(me);
    }
    let api_hash = application::hash().await?;
    let prompt = TerminalPrompt::new(language);
    let done = match bot_token() {
        Some(token) => login::with_bot_token(client, &api_hash, &token).await,
        None if qr => login::with_qr(client, pump, &api_hash, &prompt).await,
        None => login::with_phone(client, &api_hash, &prompt).await,
    };
    done.map_err(fail)
}

fn fail(error: &LoginError, language: Language) -> Exit {
    eprintln!("{}", error.text(language));
    Exit::from(error)
}
