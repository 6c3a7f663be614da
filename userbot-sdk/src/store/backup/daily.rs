//! A backup a day.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::super::Storage;
use super::BackupError;

const START: &str = "store-";
const END: &str = ".backup";

/// Keeps a backup of each of the last days in a folder: `store-2026-11-25.backup`.
///
/// A bot that keeps its values in the file beside its session does so by itself: 7 days, in the
/// folder `backups` beside it.
/// [`UserbotBuilder::daily_backups`](crate::runtime::UserbotBuilder::daily_backups) changes that. A
/// backup is taken when the bot starts and there is none of the day (in UTC), and when a day begins.
/// Only the owner of the files can read them; they are not encrypted, as the store is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyBackups {
    folder: PathBuf,
    keep: usize,
}

impl DailyBackups {
    /// Keeps 7 days in this folder, which is made when it is not there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            keep: 7,
        }
    }

    /// Sets how many days are kept; at least one.
    #[must_use]
    pub fn keep(mut self, days: usize) -> Self {
        self.keep = days.max(1);
        self
    }

    /// Takes today's backup, unless it is there, and removes those that are too old. Returns the
    /// path of a new one.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the file cannot be written; older backups are still there.
    pub async fn take(&self, storage: &Storage) -> Result<Option<PathBuf>, BackupError> {
        let path = self.path(storage.now());
        if exists(path.clone()).await? {
            return Ok(None);
        }
        let backup = storage.backup().await?;
        let (this, taken) = (self.clone(), path.clone());
        blocking(move || {
            let bytes = backup.to_bytes(None)?;
            write(&taken, &bytes).map_err(|error| failed(&taken, &error))?;
            this.remove_old()
                .map_err(|error| failed(&this.folder, &error))
        })
        .await?;
        Ok(Some(path))
    }

    fn path(&self, now: Timestamp) -> PathBuf {
        self.folder
            .join(format!("{START}{}{END}", now.strftime("%Y-%m-%d")))
    }

    /// Removes what is older than the days that are kept. Other files are nobody's business.
    fn remove_old(&self) -> io::Result<()> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let day = name
                .to_str()
                .and_then(|name| name.strip_prefix(START)?.strip_suffix(END));
            if day.is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()) {
                names.push(name);
            }
        }
        // Dates that are written so have the order of the days.
        names.sort();
        for name in names.iter().rev().skip(self.keep) {
            fs::remove_file(self.folder.join(name))?;
        }
        Ok(())
    }
}

async fn exists(path: PathBuf) -> Result<bool, BackupError> {
    blocking(move || path.try_exists().map_err(|error| failed(&path, &error))).await
}

async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    match tokio::task::spawn_blocking(job).await {
        Ok(result) => result,
        Err(error) => Err(BackupError::Io(error.to_string())),
    }
}

fn failed(path: &Path, error: &io::Error) -> BackupError {
    BackupError::Io(format!("{}: {error}", path.display()))
}

/// Writes a file that only its owner can read, and that is there wholly or not at all.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let unfinished = path.with_extension("unfinished");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&unfinished).and_then(|mut file: File| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&unfinished, path));
    if placed.is_err() {
        // What is left of it helps nobody, and its space may be what is missing.
        let _ = fs::remove_file(&unfinished);
    }
    placed
}
