//! `login`: who the bot is.

use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;

use super::{Exit, TerminalPrompt, application};
use crate::store::Db;
use crate::telegram::login::{self, LoginError};
use crate::telegram::{Client, ConnectOptions, Connection, Peer, Session};

/// Is the environment variable with the token of a bot.
const TOKEN: &str = "TELEGRAM_BOT_TOKEN";

/// Logs in, in the terminal or with the token of a bot.
pub(super) async fn login(session: &Path, db: &Db) -> Exit {
    match try_login(session, db).await {
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

async fn try_login(session: &Path, db: &Db) -> Result<(), Exit> {
    let api_id = application::id(db).await?;
    let session = open(session).await?;
    let (client, _) = Connection::open(ConnectOptions::new(api_id, session));
    let outcome = sign_in(&client).await;
    if let Err(error) = client.disconnect().await {
        eprintln!("the login was not saved: {error}");
        return Err(Exit::Session);
    }
    let me = outcome?;
    application::remember(db, api_id).await;
    let username = me
        .username()
        .map(|name| format!(" (@{name})"))
        .unwrap_or_default();
    println!("logged in as {}{username}", me.name());
    Ok(())
}

async fn sign_in(client: &Client) -> Result<Peer, Exit> {
    if let Some(me) = login::current(client).await.map_err(|error| fail(&error))? {
        return Ok(me);
    }
    let api_hash = application::hash().await?;
    let done = match bot_token() {
        Some(token) => login::with_bot_token(client, &api_hash, &token).await,
        None => login::with_phone(client, &api_hash, &TerminalPrompt::from_env()).await,
    };
    done.map_err(|error| fail(&error))
}

async fn open(path: &Path) -> Result<Arc<Session>, Exit> {
    let path = path.to_owned();
    match tokio::task::spawn_blocking(move || Session::open(path)).await {
        Ok(Ok(session)) => Ok(session),
        Ok(Err(error)) => {
            eprintln!("{error}");
            Err(Exit::Session)
        }
        Err(error) => {
            eprintln!("the session was not opened: {error}");
            Err(Exit::Failure)
        }
    }
}

fn fail(error: &LoginError) -> Exit {
    eprintln!("{error}");
    Exit::from(error)
}
