//! Where the bytes of an upload come from.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::Uploaded;
use crate::telegram::{CallError, Client};

/// Says where the bytes of a file come from.
///
/// A text is a path: `"report.pdf"`. Bytes are the file itself. The rest has a constructor.
///
/// # Examples
///
/// ```
/// use userbot_sdk::telegram::FileSource;
///
/// let from_memory = FileSource::from(b"hello");
/// let from_disk = FileSource::from("report.pdf");
/// let from_anywhere = FileSource::reader(tokio::io::empty());
/// # let _ = (from_memory, from_disk, from_anywhere);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum FileSource {
    /// From memory.
    Bytes(Arc<Vec<u8>>),
    /// From the disk, part by part.
    Path(PathBuf),
    /// From something that is read once, part by part.
    Reader(StreamSource),
    /// From the web, part by part, without touching the disk. Needs the feature `http`.
    Url(String),
    /// From an upload that is done, [`Client::upload`](crate::telegram::Client::upload).
    Uploaded(Uploaded),
}

/// Is something that is read once, from its beginning to its end.
///
/// A clone shares the reader: whoever is first reads it.
#[derive(Clone)]
pub struct StreamSource {
    reader: Arc<Mutex<Option<Reader>>>,
    size: Option<u64>,
}

type Reader = Box<dyn AsyncRead + Send + Unpin>;

impl FileSource {
    /// Takes the bytes of a reader, whose length is not known.
    ///
    /// It is uploaded while it is read: nothing of it is kept on the disk, and no more than a few parts in memory.
    /// It can be sent once. A photo is read into memory first, up to 10 MB, since Telegram wants to know the size
    /// of photos in advance.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    /// use userbot_sdk::telegram::FileSource;
    ///
    /// # async fn f(ctx: &Context, pipe: tokio::io::DuplexStream) -> Result<()> {
    /// // `pipe` is anything that is `AsyncRead`: the output of a program, a socket.
    /// ctx.respond(Outgoing::default().document("dump.sql", FileSource::reader(pipe))).await?;
    /// # Ok(()) }
    /// ```
    pub fn reader(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self::stream(reader, None)
    }

    /// Takes so many bytes of a reader. An earlier end is an error, and what comes after is not read.
    pub fn sized_reader(reader: impl AsyncRead + Send + Unpin + 'static, size: u64) -> Self {
        Self::stream(reader, Some(size))
    }

    /// Takes what an address gives, without touching the disk.
    ///
    /// Only with the feature `http`; without it the upload is refused.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use userbot_sdk::prelude::*;
    /// use userbot_sdk::telegram::FileSource;
    ///
    /// # async fn f(ctx: &Context) -> Result<()> {
    /// let film = FileSource::url("https://example.org/film.mkv");
    /// ctx.respond(Outgoing::html("The film").document("film.mkv", film)).await?;
    /// # Ok(()) }
    /// ```
    pub fn url(url: impl Into<String>) -> Self {
        Self::Url(url.into())
    }

    fn stream(reader: impl AsyncRead + Send + Unpin + 'static, size: Option<u64>) -> Self {
        Self::Reader(StreamSource {
            reader: Arc::new(Mutex::new(Some(Box::new(reader)))),
            size,
        })
    }

    /// Tells whether the bytes can be had a second time.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Reader(_) | Self::Uploaded(_))
    }

    /// Returns the last part of the path or of the address.
    pub(crate) fn file_name(&self) -> Option<String> {
        match self {
            Self::Path(path) => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned()),
            Self::Url(url) => {
                let path = url.split(['?', '#']).next()?;
                let (_, path) = path.split_once("://")?;
                let (_, name) = path.rsplit_once('/')?;
                (!name.is_empty()).then(|| name.to_owned())
            }
            Self::Uploaded(uploaded) => Some(uploaded.name().to_owned()),
            Self::Bytes(_) | Self::Reader(_) => None,
        }
    }

    /// Opens it.
    pub(super) async fn open(&self, client: &Client) -> Result<OpenSource, CallError> {
        match self {
            Self::Bytes(bytes) => Ok(OpenSource::Bytes {
                bytes: Arc::clone(bytes),
                at: 0,
            }),
            Self::Path(path) => open_file(client, path).await,
            Self::Reader(stream) => {
                let mut reader = stream.reader.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(reader) = reader.take() else {
                    return Err(CallError::InvalidInput(
                        "this file was read already: a reader can be sent once".to_owned(),
                    ));
                };
                Ok(OpenSource::Reader {
                    reader,
                    size: stream.size,
                    left: stream.size,
                })
            }
            Self::Url(url) => Ok(OpenSource::Web(super::http::open(client, url).await?)),
            Self::Uploaded(_) => Err(CallError::InvalidInput(
                "this file was uploaded already: its bytes are Telegram's".to_owned(),
            )),
        }
    }
}

async fn open_file(client: &Client, path: &Path) -> Result<OpenSource, CallError> {
    let name = path.to_owned();
    let opened = client.activity().spawn_blocking(move || {
        let file = File::open(&name)?;
        let size = file.metadata()?.len();
        Ok((file, size))
    });
    let (file, size) = joined(opened.await).map_err(|source| unreadable(path, source))?;
    Ok(OpenSource::File {
        file: Arc::new(file),
        path: path.to_owned(),
        size,
        left: size,
    })
}

/// Is a source that is being read.
pub(super) enum OpenSource {
    Bytes {
        bytes: Arc<Vec<u8>>,
        at: usize,
    },
    File {
        file: Arc<File>,
        path: PathBuf,
        size: u64,
        left: u64,
    },
    Reader {
        reader: Reader,
        size: Option<u64>,
        left: Option<u64>,
    },
    Web(super::http::Body),
}

impl OpenSource {
    /// Returns the number of bytes, when that is known.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::Bytes { bytes, .. } => Some(bytes.len() as u64),
            Self::File { size, .. } => Some(*size),
            Self::Reader { size, .. } => *size,
            Self::Web(body) => body.size(),
        }
    }

    /// Returns the MIME type, when the source says one.
    pub(super) fn mime(&self) -> Option<String> {
        match self {
            Self::Web(body) => body.mime(),
            _ => None,
        }
    }

    /// Returns the next `wanted` bytes; fewer only at the end.
    pub(super) async fn fill(
        &mut self,
        client: &Client,
        wanted: usize,
    ) -> Result<Vec<u8>, CallError> {
        match self {
            Self::Bytes { bytes, at } => {
                let end = at.saturating_add(wanted).min(bytes.len());
                let part = bytes.get(*at..end).unwrap_or_default().to_vec();
                *at = end;
                Ok(part)
            }
            Self::File {
                file, path, left, ..
            } => {
                let wanted = (*left).min(wanted as u64);
                let reading = Arc::clone(file);
                let read = client.activity().spawn_blocking(move || {
                    let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
                    (&*reading).take(wanted).read_to_end(&mut bytes)?;
                    if (bytes.len() as u64) < wanted {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    Ok(bytes)
                });
                let bytes = joined(read.await).map_err(|source| unreadable(path, source))?;
                *left -= wanted;
                Ok(bytes)
            }
            Self::Reader { reader, left, .. } => {
                // Somebody else makes the bytes come: a test must not take the wait for silence.
                let wanted = left.map_or(wanted as u64, |left| left.min(wanted as u64));
                let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
                reader
                    .take(wanted)
                    .read_to_end(&mut bytes)
                    .await
                    .map_err(|source| CallError::File {
                        what: "the reader".to_owned(),
                        source,
                    })?;
                if let Some(left) = left {
                    *left -= bytes.len() as u64;
                    if (bytes.len() as u64) < wanted {
                        return Err(CallError::File {
                            what: "the reader".to_owned(),
                            source: io::ErrorKind::UnexpectedEof.into(),
                        });
                    }
                }
                Ok(bytes)
            }
            Self::Web(body) => body.fill(client, wanted).await,
        }
    }
}

/// Takes the result of a blocking job.
pub(super) fn joined<T>(result: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    result.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn unreadable(path: &Path, source: io::Error) -> CallError {
    CallError::File {
        what: path.display().to_string(),
        source,
    }
}

impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => path.fmt(f),
            Self::Reader(stream) => stream.fmt(f),
            // An address may hold a password or a token.
            Self::Url(_) => f.write_str("an address"),
            Self::Uploaded(uploaded) => uploaded.name().fmt(f),
        }
    }
}

impl fmt::Debug for StreamSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size {
            Some(size) => write!(f, "a reader of {size} bytes"),
            None => f.write_str("a reader"),
        }
    }
}

impl From<Uploaded> for FileSource {
    fn from(uploaded: Uploaded) -> Self {
        Self::Uploaded(uploaded)
    }
}

impl From<Vec<u8>> for FileSource {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Arc::new(bytes))
    }
}

impl From<&[u8]> for FileSource {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl<const N: usize> From<&[u8; N]> for FileSource {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<PathBuf> for FileSource {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&Path> for FileSource {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }
}

impl From<&str> for FileSource {
    /// Takes the text as a path.
    fn from(path: &str) -> Self {
        Self::Path(path.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_addresses() {
        let name = |url: &str| FileSource::url(url).file_name();
        assert_eq!(
            name("https://a.org/b/c.mkv?d=/e#f").as_deref(),
            Some("c.mkv")
        );
        assert_eq!(name("https://a.org"), None);
        assert_eq!(name("https://a.org/"), None);
        assert_eq!(name("c.mkv"), None);
    }

    #[test]
    fn an_address_is_not_shown() {
        let source = FileSource::url("https://user:secret@a.org/x");
        assert!(!format!("{source:?}").contains("secret"));
    }
}
