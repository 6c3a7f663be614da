//! The passphrase of an encrypted session: from the environment, a file, another program (which
//! is how the keyring of the system is asked), or the terminal.

use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::texts::Texts;
use super::{Exit, prompt, say};
use crate::telegram::{Session, SessionError};

const VALUE: &str = "USERBOT_PASSPHRASE";
const FILE: &str = "USERBOT_PASSPHRASE_FILE";
const COMMAND: &str = "USERBOT_PASSPHRASE_COMMAND";

/// Opens a session, with the passphrase when there is one or when it is needed.
pub(super) async fn open_session(path: &Path, texts: Texts) -> Result<Arc<Session>, Exit> {
    let given = given().await?;
    match open(path, given.clone()).await {
        Err(SessionError::PassphraseNeeded { .. })
            if given.is_none() && std::io::stdin().is_terminal() =>
        {
            let typed = ask(texts.passphrase()).await?;
            open(path, Some(typed)).await.map_err(|error| fail(&error))
        }
        Ok(session) => {
            if given.is_some() && !session.is_protected() {
                eprintln!("{}", texts.not_encrypted());
            }
            Ok(session)
        }
        Err(error) => Err(fail(&error)),
    }
}

/// Returns the passphrase that the environment names.
pub(super) async fn given() -> Result<Option<SecretString>, Exit> {
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(passphrase)) => Ok(passphrase),
        Ok(Err(reason)) => {
            eprintln!("{reason}");
            Err(Exit::Session)
        }
        Err(error) => {
            eprintln!("{error}");
            Err(Exit::Failure)
        }
    }
}

fn read() -> Result<Option<SecretString>, String> {
    if let Some(value) = variable(VALUE) {
        return Ok(Some(value.into()));
    }
    if let Some(path) = variable(FILE) {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{FILE}: {path} cannot be read: {error}"))?;
        return line(text, FILE).map(Some);
    }
    let Some(command) = variable(COMMAND) else {
        return Ok(None);
    };
    let output = shell(&command)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{COMMAND} cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("{COMMAND} failed ({})", output.status));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| format!("{COMMAND} printed something that is no text"))?;
    line(text, COMMAND).map(Some)
}

/// Takes the end of the line away; spaces belong to a passphrase.
fn line(text: String, source: &str) -> Result<SecretString, String> {
    let text = SecretString::from(text);
    let line = text.expose_secret().trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Err(format!("{source} gives an empty passphrase"));
    }
    Ok(line.to_owned().into())
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

async fn open(path: &Path, passphrase: Option<SecretString>) -> Result<Arc<Session>, SessionError> {
    let path = path.to_owned();
    let opened = tokio::task::spawn_blocking({
        let path = path.clone();
        move || match passphrase {
            Some(passphrase) => Session::open_protected(path, &passphrase),
            None => Session::open(path),
        }
    });
    match opened.await {
        Ok(session) => session,
        Err(error) => Err(SessionError::Storage {
            path,
            reason: error.to_string(),
        }),
    }
}

/// Asks for a secret; without a terminal it is one line of the input.
pub(super) async fn ask(question: String) -> Result<SecretString, Exit> {
    match prompt::ask(question, true).await {
        Ok(answer) if !answer.is_empty() => Ok(answer.into()),
        _ => Err(Exit::Session),
    }
}

pub(super) fn fail(error: &SessionError) -> Exit {
    eprintln!("{}", say::session_error(error));
    Exit::Session
}
