//! Files on the disk that are not finished, or not needed for long.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::joined;
use crate::telegram::{CallError, Client};

/// Is a file in the system's folder for temporary files, which is deleted when this is dropped.
///
/// Nobody else can read it.
///
/// # Examples
///
/// ```no_run
/// # async fn f(message: userbot_sdk::telegram::Message) -> userbot_sdk::Result<()> {
/// let file = message.file()?.save_temporary().await?;
/// println!("{} bytes", std::fs::metadata(file.path())?.len());
/// // The file is gone when `file` is.
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TempFile {
    path: tempfile::TempPath,
}

impl TempFile {
    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps it, under this path; on the same disk, since it is only renamed.
    ///
    /// # Errors
    ///
    /// It cannot be renamed; it is deleted then.
    pub fn keep(self, path: impl AsRef<Path>) -> io::Result<()> {
        self.path.persist(path).map_err(|error| error.error)
    }
}

impl AsRef<Path> for TempFile {
    fn as_ref(&self) -> &Path {
        self.path()
    }
}

/// Is a file that is being written.
pub(super) struct Writing {
    file: Arc<File>,
    /// Where it is now: deleted when this is dropped, unless it is to be gone on with.
    now: Now,
    target: Option<PathBuf>,
}

enum Now {
    Temporary(tempfile::TempPath),
    Resumable(PathBuf),
}

impl Writing {
    /// Begins a file that disappears unless it is finished.
    pub(super) async fn begin(client: &Client, target: Option<PathBuf>) -> Result<Self, CallError> {
        let folder = match &target {
            Some(target) => folder_of(target),
            None => std::env::temp_dir(),
        };
        let shown = target.clone().unwrap_or_else(|| folder.clone());
        let private = target.is_none();
        let made = client.activity().spawn_blocking(move || {
            let mut builder = tempfile::Builder::new();
            builder.prefix(".userbot-").suffix(".part");
            if !private {
                visible(&mut builder);
            }
            builder.tempfile_in(folder)
        });
        let (file, path) = joined(made.await)
            .map_err(|source| unwritable(&shown, source))?
            .into_parts();
        Ok(Self {
            file: Arc::new(file),
            now: Now::Temporary(path),
            target,
        })
    }

    /// Goes on with a file that was begun earlier; returns how many bytes of it are there.
    pub(super) async fn resume(
        client: &Client,
        target: PathBuf,
        id: i64,
        size: Option<u64>,
    ) -> Result<(Self, u64), CallError> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        // The number of the file in the name: never is one file continued with another one.
        let path = folder_of(&target).join(format!(".{name}.{:x}.part", id.cast_unsigned()));
        let opened = {
            let path = path.clone();
            client.activity().spawn_blocking(move || {
                let mut file = OpenOptions::new()
                    .create(true)
                    .truncate(false)
                    .write(true)
                    .open(path)?;
                let mut length = file.metadata()?.len();
                if size.is_some_and(|size| length > size) {
                    file.set_len(0)?;
                    length = 0;
                }
                file.seek(io::SeekFrom::Start(length))?;
                Ok((file, length))
            })
        };
        let (file, length) = joined(opened.await).map_err(|source| unwritable(&path, source))?;
        let writing = Self {
            file: Arc::new(file),
            now: Now::Resumable(path),
            target: Some(target),
        };
        Ok((writing, length))
    }

    /// Appends bytes.
    pub(super) async fn write(&self, client: &Client, bytes: Vec<u8>) -> Result<(), CallError> {
        let file = Arc::clone(&self.file);
        let written = client
            .activity()
            .spawn_blocking(move || (&*file).write_all(&bytes));
        joined(written.await).map_err(|source| unwritable(self.shown(), source))
    }

    /// Puts the file where it belongs. It is on the disk then, whatever happens.
    pub(super) async fn finish(self, client: &Client) -> Result<Option<TempFile>, CallError> {
        let shown = self.shown().to_owned();
        let Self { file, now, target } = self;
        let finished = client.activity().spawn_blocking(move || {
            if let Some(target) = target {
                file.sync_all()?;
                match now {
                    Now::Temporary(path) => path.persist(target).map_err(|error| error.error)?,
                    Now::Resumable(path) => std::fs::rename(path, target)?,
                }
                return Ok(None);
            }
            match now {
                Now::Temporary(path) => Ok(Some(TempFile { path })),
                Now::Resumable(_) => Ok(None),
            }
        });
        joined(finished.await).map_err(|source| unwritable(&shown, source))
    }

    fn shown(&self) -> &Path {
        match (&self.target, &self.now) {
            (Some(target), _) => target,
            (None, Now::Temporary(path)) => path,
            (None, Now::Resumable(path)) => path,
        }
    }
}

fn folder_of(target: &Path) -> PathBuf {
    match target.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Lets a file be read by those who may read what the program writes.
#[cfg(unix)]
fn visible(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    // The mask of the process is applied to it.
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn visible(_: &mut tempfile::Builder<'_, '_>) {}

fn unwritable(path: &Path, source: io::Error) -> CallError {
    CallError::FileWrite {
        what: path.display().to_string(),
        source,
    }
}
