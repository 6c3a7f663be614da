//! `.backup` and `.restore`: everything that the bot keeps, as a file.

use secrecy::SecretString;
use userbot_macros::{Module, command, handlers};

use super::settings::plain;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::runtime::translations;
use crate::store::{Backup, BackupError};
use crate::strings::Value;
use crate::telegram::{Media, Outgoing};

/// A backup is not larger than this.
const LARGEST: u64 = 256 << 20;

/// Saves what the bot keeps to a file, and brings it back.
#[derive(Module, Default, Debug)]
#[module(doc(ru = "Сохраняет всё, что хранит бот, в файл и возвращает обратно."))]
pub struct Backups;

/// What `.backup` takes.
#[derive(clap::Args, Debug)]
struct BackupArgs {
    /// A passphrase with which the file is encrypted.
    passphrase: Option<SecretString>,
}

/// What `.restore` takes.
#[derive(clap::Args, Debug)]
struct RestoreArgs {
    /// The passphrase of the file, if it has one.
    passphrase: Option<SecretString>,
    /// Really replace everything that is kept now.
    #[arg(short, long)]
    yes: bool,
}

#[handlers(manual)]
impl Backups {
    /// Sends everything that the bot keeps to Saved Messages, as a file.
    ///
    /// The login is not part of it. The file holds whatever modules keep; give a passphrase if it
    /// is to be encrypted.
    #[command(doc(
        ru = "Отправляет всё, что хранит бот, файлом в «Избранное».\n\nВход в аккаунт в файл не попадает. В файле всё, что хранят модули; укажите пароль, чтобы его зашифровать."
    ))]
    async fn backup(&self, ctx: &Context, args: BackupArgs) -> Result<()> {
        // This also takes a passphrase off the chat.
        ctx.answer(say(ctx, "backup-begins", &[])).await?;
        let backup = take(ctx).await?;
        let counts = counts(&backup);
        send(ctx, backup, args.passphrase, "backup-caption").await?;
        ctx.answer(say(ctx, "backup-done", &arguments(&counts)))
            .await
    }

    /// Brings back what a backup has: reply to the file.
    ///
    /// Everything that is kept now is replaced, after a backup of it was sent to Saved Messages.
    /// Without --yes it only says what the file has.
    #[command(doc(
        ru = "Возвращает то, что есть в резервной копии: ответьте на файл.\n\nВсё, что хранится сейчас, заменяется; перед этим копия текущего отправляется в «Избранное». Без --yes только говорит, что в файле."
    ))]
    async fn restore(&self, ctx: &Context, args: RestoreArgs) -> Result<()> {
        let replied = ctx.message()?.reply_message().await?;
        let file = replied
            .and_then(|message| message.media())
            .filter(Media::is_file)
            .ok_or_else(|| refused(ctx, "restore-which", &[]))?;
        if file.size().is_some_and(|size| size > LARGEST) {
            return Err(refused(ctx, "restore-foreign", &[]));
        }
        ctx.answer(say(ctx, "restore-begins", &[])).await?;
        let bytes = ctx.client().download(&file, LARGEST).await?;
        let passphrase = args.passphrase;
        let read = blocking(ctx, move || Backup::read(&bytes, passphrase.as_ref())).await?;
        let backup = read.map_err(|error| explained(ctx, error))?;
        let counts = counts(&backup);
        if !args.yes {
            return ctx
                .answer(say(ctx, "restore-ask", &arguments(&counts)))
                .await;
        }
        // What is replaced is not lost.
        let before = take(ctx).await?;
        send(ctx, before, None, "restore-before").await?;
        ctx.bot().storage.restore(&backup).await?;
        ctx.settings().reload().await?;
        ctx.configs().reload().await?;
        translations::reload(ctx.bot());
        restart_modules(ctx).await;
        ctx.answer(say(ctx, "restore-done", &arguments(&counts)))
            .await
    }
}

/// Says what a backup has.
struct Counts {
    date: String,
    values: usize,
    modules: usize,
}

fn counts(backup: &Backup) -> Counts {
    let namespaces = backup.namespaces();
    Counts {
        date: backup.created().strftime("%Y-%m-%d %H:%M UTC").to_string(),
        values: namespaces.values().sum(),
        modules: namespaces.len(),
    }
}

fn arguments(counts: &Counts) -> [(&'static str, Value<'_>); 3] {
    [
        ("date", counts.date.as_str().into()),
        ("values", counts.values.into()),
        ("modules", counts.modules.into()),
    ]
}

async fn take(ctx: &Context) -> Result<Backup> {
    Ok(ctx.bot().storage.backup().await?)
}

/// Sends a backup to Saved Messages.
async fn send(
    ctx: &Context,
    backup: Backup,
    passphrase: Option<SecretString>,
    caption: &str,
) -> Result<()> {
    let counts = counts(&backup);
    let name = format!(
        "{}.backup",
        backup.created().strftime("userbot-%Y-%m-%d-%H%M")
    );
    let written = blocking(ctx, move || backup.to_bytes(passphrase.as_ref())).await?;
    let bytes = written.map_err(|error| explained(ctx, error))?;
    let caption = say(ctx, caption, &arguments(&counts));
    let file = Outgoing::html(caption).document(name, bytes);
    ctx.client().send("me", file).await?;
    Ok(())
}

/// Runs work that takes a while on a thread of its own.
async fn blocking<T: Send + 'static>(
    ctx: &Context,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    ctx.bot()
        .activity
        .spawn_blocking(job)
        .await
        .map_err(Error::from)
}

/// Restarts the modules that run, so that they read what is there now.
async fn restart_modules(ctx: &Context) {
    let running: Vec<&'static str> = ctx
        .modules()
        .states()
        .filter(|(module, state)| state.is_on() && !module.builtin())
        .map(|(module, _)| module.info().name)
        .collect();
    for name in running {
        if let Err(error) = ctx.modules().restart(name).await {
            tracing::error!(module = name, %error, "not restarted after a backup was restored");
        }
    }
}

/// Says to the person why a file cannot be used.
fn explained(ctx: &Context, error: BackupError) -> Error {
    let key = match error {
        BackupError::Foreign => "restore-foreign",
        BackupError::Newer { .. } => "restore-newer",
        BackupError::Damaged => "restore-damaged",
        BackupError::NeedsPassphrase => "restore-needs-passphrase",
        BackupError::WrongPassphrase => "restore-wrong-passphrase",
        other => return other.into(),
    };
    refused(ctx, key, &[])
}

fn say(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    let prefix = ctx.prefix();
    let mut all = vec![("prefix", Value::from(&*prefix))];
    all.extend_from_slice(arguments);
    ctx.voice().text(key, &all)
}

fn refused(ctx: &Context, key: &str, arguments: &[(&str, Value<'_>)]) -> Error {
    Error::user(plain(&say(ctx, key, arguments)))
}
