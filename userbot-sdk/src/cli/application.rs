//! Which application the bot is, as Telegram numbers them.

use std::io::IsTerminal;

use secrecy::{ExposeSecret, SecretString};

use super::say::say;
use super::{Exit, prompt};
use crate::store::Db;

const ID: &str = "TELEGRAM_API_ID";
const HASH: &str = "TELEGRAM_API_HASH";
/// Under this name the id is remembered, so that a later start needs to be told nothing.
const STORED_ID: &str = "api_id";

/// Returns the `api_id`: from the environment, else from the last login, else from the terminal.
pub(super) async fn id(db: &Db) -> Result<i32, Exit> {
    if let Some(text) = variable(ID) {
        return parse(&text);
    }
    let stored = db.get(STORED_ID).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the remembered api_id cannot be read");
        None
    });
    match stored {
        Some(id) => Ok(id),
        None => parse(
            ask(format!("{} ", say("cli-ask-api-id", &[])), false)
                .await?
                .expose_secret(),
        ),
    }
}

/// Returns the `api_hash`: from the environment, else from the terminal.
pub(super) async fn hash() -> Result<SecretString, Exit> {
    let hash = match variable(HASH) {
        Some(hash) => hash.trim().to_owned().into(),
        None => ask("api_hash: ".to_owned(), true).await?,
    };
    if is_hash(hash.expose_secret()) {
        Ok(hash)
    } else {
        // What was given is not repeated: it may be a password in the wrong place.
        eprintln!("{}", say("cli-api-hash", &[]));
        Err(Exit::Application)
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Remembers the id of a login that worked.
pub(super) async fn remember(db: &Db, id: i32) {
    if let Err(error) = db.set(STORED_ID, &id).await {
        tracing::warn!(%error, "the api_id is not remembered");
    }
}

fn parse(text: &str) -> Result<i32, Exit> {
    match text.trim().parse::<i32>() {
        Ok(id) if id > 0 => Ok(id),
        _ => {
            eprintln!("{}", say("cli-api-id", &[]));
            Err(Exit::Application)
        }
    }
}

async fn ask(question: String, secret: bool) -> Result<SecretString, Exit> {
    if !std::io::stdin().is_terminal() {
        eprintln!("{}", say("cli-no-application", &[]));
        return Err(Exit::Application);
    }
    match prompt::ask(question, secret).await {
        Ok(answer) if !answer.trim().is_empty() => Ok(answer.trim().to_owned().into()),
        _ => {
            eprintln!("{}", say("cli-no-application", &[]));
            Err(Exit::Application)
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_32_hexadecimal_digits() {
        assert!(is_hash("0123456789abcdef0123456789ABCDEF"));
        for bad in [
            "",
            "hash",
            "0123456789abcdef0123456789abcdeg",
            "0123456789abcdef",
        ] {
            assert!(!is_hash(bad), "{bad:?}");
        }
    }

    #[test]
    fn an_id_is_a_positive_number() {
        assert_eq!(parse(" 12345\n"), Ok(12345));
        for bad in ["", "0", "-5", "abc", "99999999999"] {
            assert_eq!(parse(bad), Err(Exit::Application), "{bad:?}");
        }
    }
}
