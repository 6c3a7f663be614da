//! `backup` and `restore`: what the bot keeps, from outside of a running bot.

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::say::{self, say};
use super::{Exit, prompt, values};
use crate::store::{Backup, BackupError, Storage, Store, StoreError};

/// Holds the passphrase of a backup.
const PASSPHRASE: &str = "USERBOT_BACKUP_PASSPHRASE";
/// A file is not larger than this.
const LARGEST: u64 = 1 << 30;

/// Writes a backup. It is encrypted when the environment has a passphrase.
pub(super) async fn backup(storage: &Storage, file: &Path) -> Exit {
    match try_backup(storage, file).await {
        Ok(()) => Exit::Success,
        Err(exit) => exit,
    }
}

async fn try_backup(storage: &Storage, file: &Path) -> Result<(), Exit> {
    let backup = storage.backup().await.map_err(|error| failed(&error))?;
    let bytes = backup
        .to_bytes(passphrase_of_environment().as_ref())
        .map_err(|error| refused(&error))?;
    write_new(file, &bytes).map_err(|error| {
        eprintln!("{}: {error}", file.display());
        Exit::Failure
    })?;
    storage.close().await.map_err(|error| failed(&error))?;
    println!("{}: {}", file.display(), contents(&backup));
    Ok(())
}

/// Puts a backup in the place of what is kept. A store that is damaged is set aside.
pub(super) async fn restore(session: &Path, account: Option<&str>, file: &Path) -> Exit {
    match try_restore(session, account, file).await {
        Ok(()) => Exit::Success,
        Err(exit) => exit,
    }
}

async fn try_restore(session: &Path, account: Option<&str>, file: &Path) -> Result<(), Exit> {
    // The backup is checked before the store is touched.
    let bytes = read(file)?;
    let backup = match Backup::read(&bytes, passphrase_of_environment().as_ref()) {
        Err(BackupError::NeedsPassphrase) if std::io::stdin().is_terminal() => {
            let question = format!("{} ", say("cli-backup-ask", &[]));
            let asked = prompt::ask(question, true).await;
            let passphrase = asked.map_err(|error| {
                eprintln!("{error}");
                Exit::Failure
            })?;
            Backup::read(&bytes, Some(&passphrase.into()))
        }
        Err(BackupError::NeedsPassphrase) => {
            eprintln!(
                "{}",
                say("cli-backup-encrypted", &[("variable", PASSPHRASE)])
            );
            return Err(Exit::Usage);
        }
        read => read,
    };
    let backup = backup.map_err(|error| refused(&error))?;
    let storage = Storage::new(open_or_set_aside(session, account).await?);
    // A bot that runs on the same server would write between the values that come.
    let claimed = storage.store().claim_all().await;
    claimed.map_err(|error| failed(&error))?;
    keep_present(session, &storage).await?;
    storage
        .restore(&backup)
        .await
        .map_err(|error| failed(&error))?;
    storage.close().await.map_err(|error| failed(&error))?;
    println!("{}", say("cli-restored", &[("what", &contents(&backup))]));
    Ok(())
}

/// Opens the store; one that cannot be read is renamed, so that a backup can take its place.
async fn open_or_set_aside(session: &Path, account: Option<&str>) -> Result<Arc<dyn Store>, Exit> {
    match values::try_open(session, account).await? {
        Ok(store) => Ok(store),
        Err(StoreError::Damaged { path, .. } | StoreError::Foreign { path, .. }) => {
            let aside = dated(&path, "damaged");
            std::fs::rename(&path, &aside).map_err(|error| {
                eprintln!("{}: {error}", path.display());
                Exit::Failure
            })?;
            let aside = aside.display().to_string();
            eprintln!("{}", say("cli-damaged", &[("path", &aside)]));
            values::open(session, account).await
        }
        Err(error) => Err(values::explain(session, error)),
    }
}

/// Writes what is kept now beside the session, unless that is nothing.
async fn keep_present(session: &Path, storage: &Storage) -> Result<(), Exit> {
    let before = storage.backup().await.map_err(|error| failed(&error))?;
    if before.namespaces().is_empty() {
        return Ok(());
    }
    let bytes = before.to_bytes(None).map_err(|error| refused(&error))?;
    let path = dated(&session.with_file_name("before-restore.backup"), "");
    write_new(&path, &bytes).map_err(|error| {
        eprintln!("{}: {error}", path.display());
        Exit::Failure
    })?;
    println!(
        "{}",
        say("cli-kept-before", &[("path", &path.display().to_string())])
    );
    Ok(())
}

fn contents(backup: &Backup) -> String {
    let namespaces = backup.namespaces();
    let date = backup.created().strftime("%Y-%m-%d %H:%M UTC").to_string();
    let values = namespaces.values().sum::<usize>().to_string();
    let modules = namespaces.len().to_string();
    say(
        "cli-backup",
        &[("date", &date), ("values", &values), ("modules", &modules)],
    )
}

/// Reads a file of somebody's.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Exit> {
    let fail = |error: &dyn std::fmt::Display| {
        eprintln!("{}: {error}", file.display());
        Exit::Usage
    };
    let large = || say("cli-backup-large", &[]);
    let size = std::fs::metadata(file).map_err(|error| fail(&error))?.len();
    if size > LARGEST {
        return Err(fail(&large()));
    }
    std::fs::read(file).map_err(|error| fail(&error))
}

/// Writes a file that is not there yet, for its owner alone.
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a backup is none.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Puts the time of day between the name of a file and its extension.
fn dated(path: &Path, word: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let now = Timestamp::now().strftime("%Y-%m-%d-%H%M%S");
    let dash = if word.is_empty() { "" } else { "-" };
    path.with_file_name(format!("{stem}{dash}{word}-{now}.{extension}"))
}

fn passphrase_of_environment() -> Option<SecretString> {
    let passphrase = SecretString::from(std::env::var(PASSPHRASE).ok()?);
    (!passphrase.expose_secret().is_empty()).then_some(passphrase)
}

/// Says why a backup cannot be used.
fn refused(error: &BackupError) -> Exit {
    let key = match error {
        BackupError::Foreign => "restore-foreign",
        BackupError::Newer { .. } => "restore-newer",
        BackupError::Damaged => "restore-damaged",
        BackupError::WrongPassphrase => "restore-wrong-passphrase",
        other => return failed(other),
    };
    eprintln!("{}", say(key, &[]));
    Exit::Session
}

/// Says what went wrong.
pub(super) fn failed(error: &(dyn std::error::Error + 'static)) -> Exit {
    let of_store = match error.downcast_ref() {
        Some(BackupError::Store(error)) => Some(error),
        _ => error.downcast_ref::<StoreError>(),
    };
    eprintln!(
        "{}",
        of_store.map_or_else(|| error.to_string(), say::store_error)
    );
    Exit::Session
}
