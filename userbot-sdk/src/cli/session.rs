//! `session`: logins from elsewhere and to elsewhere, and the encryption of the file.

use std::io::IsTerminal;
use std::path::Path;

use clap::Subcommand;
use secrecy::{ExposeSecret, SecretString};

use super::texts::Texts;
use super::{Exit, application, login, passphrase, prompt, say};
use crate::store::Db;
use crate::telegram::{ProxySettings, Session, SessionError, StringFormat, StringSession};

/// Is what to do with the session.
#[derive(Subcommand, Debug, Clone, PartialEq, Eq)]
pub(super) enum SessionAction {
    /// Takes over a login of Telethon or Pyrogram: asks for its string session.
    Import,
    /// Prints the login as a string session, after a warning.
    Export {
        /// For which program: telethon, pyrogram, pyrogram-1.4 or pyrogram-1.2.
        #[arg(long, value_name = "NAME", default_value = "telethon", value_parser = format)]
        format: StringFormat,
        /// Does not ask: you know that the line is the whole account.
        #[arg(long)]
        yes: bool,
    },
    /// Encrypts the session file, or gives it another passphrase.
    Encrypt,
    /// Takes the encryption away.
    Decrypt,
}

fn format(name: &str) -> Result<StringFormat, String> {
    StringFormat::ALL
        .into_iter()
        .find(|format| format.name() == name)
        .ok_or_else(|| "telethon, pyrogram, pyrogram-1.4 and pyrogram-1.2 are known".to_owned())
}

/// Is what the commands need to know.
pub(super) struct Place<'a> {
    pub(super) session: &'a Path,
    pub(super) db: Db,
    pub(super) proxy: Option<ProxySettings>,
    pub(super) texts: Texts,
}

pub(super) async fn run(action: &SessionAction, place: &Place<'_>) -> Exit {
    let done = match action {
        SessionAction::Import => import(place).await,
        SessionAction::Export { format, yes } => export(place, *format, *yes).await,
        SessionAction::Encrypt => encrypt(place).await,
        SessionAction::Decrypt => decrypt(place).await,
    };
    done.err().unwrap_or(Exit::Success)
}

async fn import(place: &Place<'_>) -> Result<(), Exit> {
    let texts = place.texts;
    let session = passphrase::open_session(place.session, texts).await?;
    if session.is_logged_in() {
        return Err(passphrase::fail(&SessionError::NotEmpty));
    }
    let text = prompt::ask(texts.ask_string(), true).await;
    let text = SecretString::from(text.map_err(|_| Exit::LoginEnded)?);
    let login = StringSession::parse(text.expose_secret()).map_err(|error| {
        eprintln!("{}", texts.string_problem(error));
        Exit::LoginEnded
    })?;
    // Pyrogram's strings know the application that the login belongs to.
    let api_id = match login.api_id() {
        Some(id) => id,
        None => application::id(&place.db).await?,
    };
    session
        .import(&login)
        .await
        .map_err(|error| passphrase::fail(&error))?;
    let me = login::confirm(api_id, session, place.proxy.clone(), texts.0).await?;
    let Some(me) = me else {
        eprintln!("{}", texts.import_refused());
        return Err(Exit::LoginEnded);
    };
    application::remember(&place.db, api_id).await;
    println!("{}", login::greeting(&me));
    eprintln!("{}", texts.imported(login.format().name()));
    Ok(())
}

async fn export(place: &Place<'_>, format: StringFormat, yes: bool) -> Result<(), Exit> {
    let texts = place.texts;
    let session = passphrase::open_session(place.session, texts).await?;
    let login = session.export().map_err(|error| {
        eprintln!("{error}");
        Exit::LoginEnded
    })?;
    let login = match format {
        StringFormat::Pyrogram => login.with_api_id(application::id(&place.db).await?),
        _ => login,
    };
    let text = login.to_text(format).map_err(|error| {
        eprintln!("{}", texts.string_problem(error));
        Exit::Failure
    })?;
    if !yes {
        if !std::io::stdin().is_terminal() {
            eprintln!("{}", texts.export_needs_yes());
            return Err(Exit::Usage);
        }
        let answer = prompt::ask(texts.export_warning(), false).await;
        let answer = answer.unwrap_or_default().to_lowercase();
        if answer != "yes" && answer != "да" {
            eprintln!("{}", texts.not_exported());
            return Err(Exit::Failure);
        }
    }
    println!("{}", text.expose_secret());
    eprintln!("{}", texts.exported());
    Ok(())
}

async fn encrypt(place: &Place<'_>) -> Result<(), Exit> {
    let texts = place.texts;
    let old = present(place).await?;
    let given = passphrase::given().await?;
    let new = match given {
        // The passphrase of the environment is the one that later starts will use.
        Some(given) if old.is_none() => given,
        _ => new_passphrase(texts).await?,
    };
    change(place, old, Some(new)).await?;
    eprintln!("{}", texts.encrypted());
    Ok(())
}

/// Asks for a passphrase, twice when somebody types it.
async fn new_passphrase(texts: Texts) -> Result<SecretString, Exit> {
    let new = passphrase::ask(texts.new_passphrase()).await?;
    if std::io::stdin().is_terminal() {
        let again = passphrase::ask(texts.repeat()).await?;
        if again.expose_secret() != new.expose_secret() {
            eprintln!("{}", texts.not_the_same());
            return Err(Exit::Failure);
        }
    }
    Ok(new)
}

async fn decrypt(place: &Place<'_>) -> Result<(), Exit> {
    let old = present(place).await?;
    change(place, old, None).await?;
    eprintln!("{}", place.texts.decrypted());
    Ok(())
}

/// Returns the passphrase that the file has now; `None` when it is not encrypted.
async fn present(place: &Place<'_>) -> Result<Option<SecretString>, Exit> {
    let path = place.session.to_owned();
    if !path.exists() {
        eprintln!("{}", say::session_error(&SessionError::NoLogin));
        return Err(Exit::LoginEnded);
    }
    let opened = tokio::task::spawn_blocking(move || Session::open(path).map(drop)).await;
    match opened {
        Ok(Ok(())) => Ok(None),
        Ok(Err(SessionError::PassphraseNeeded { .. })) => match passphrase::given().await? {
            Some(given) => Ok(Some(given)),
            None => passphrase::ask(place.texts.passphrase()).await.map(Some),
        },
        Ok(Err(error)) => Err(passphrase::fail(&error)),
        Err(error) => {
            eprintln!("{error}");
            Err(Exit::Failure)
        }
    }
}

async fn change(
    place: &Place<'_>,
    old: Option<SecretString>,
    new: Option<SecretString>,
) -> Result<(), Exit> {
    let path = place.session.to_owned();
    let changed = tokio::task::spawn_blocking(move || {
        Session::change_passphrase(path, old.as_ref(), new.as_ref())
    });
    match changed.await {
        Ok(changed) => changed.map_err(|error| passphrase::fail(&error)),
        Err(error) => {
            eprintln!("{error}");
            Err(Exit::Failure)
        }
    }
}
