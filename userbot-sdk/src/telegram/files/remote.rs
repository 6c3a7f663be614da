//! A file at Telegram, and what can be had of it.

use std::path::PathBuf;

use grammers_tl_types as tl;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::chunks::Chunks;
use super::link::FileLink;
use super::temp::{TempFile, Writing};
use super::{FileSource, Progress};
use crate::telegram::outgoing::ProgressCallback;
use crate::telegram::{CallError, Client, Media, MediaKind, Message};

/// How many pieces are on their way at once.
const PARALLEL: usize = 4;
/// The most that are: more would fill the memory and bring nothing.
const MOST_PARALLEL: usize = 16;

/// Is a file at Telegram that is about to be downloaded: say what is wanted of it, then how it is had.
///
/// Whatever its size, no more than a few pieces of half a megabyte are in memory at once. A download that is dropped
/// ends at once and leaves nothing behind, except with [`resume_to`](RemoteFile::resume_to).
///
/// # Examples
///
/// ```no_run
/// # async fn f(message: userbot_sdk::telegram::Message) -> userbot_sdk::Result<()> {
/// // Into memory, at most 20 MB.
/// let bytes = message.file()?.bytes(20 << 20).await?;
///
/// // A kilobyte from the middle.
/// let part = message.file()?.offset(1_000_000).length(1024).bytes(1024).await?;
///
/// // To the disk, and on from where it stopped the last time.
/// message
///     .file()?
///     .progress(|progress| println!("{:?} %", progress.percent()))
///     .resume_to("film.mkv")
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is downloaded until it is said how"]
pub struct RemoteFile {
    client: Client,
    media: Media,
    place: (i32, tl::enums::InputFileLocation),
    thumbnail: Option<String>,
    offset: u64,
    length: Option<u64>,
    parallel: usize,
    verified: bool,
    progress: Option<ProgressCallback>,
}

impl RemoteFile {
    fn new(client: &Client, media: &Media) -> Result<Self, CallError> {
        Ok(Self {
            client: client.clone(),
            media: media.clone(),
            place: media.location().ok_or_else(no_file)?,
            thumbnail: None,
            offset: 0,
            length: None,
            parallel: PARALLEL,
            verified: false,
            progress: None,
        })
    }

    /// Returns the number of bytes of the whole file, when Telegram says it.
    pub fn size(&self) -> Option<u64> {
        match &self.thumbnail {
            None => self.media.size(),
            Some(name) => {
                self.media
                    .thumbnails()
                    .into_iter()
                    .find(|one| one.name == *name)?
                    .size
            }
        }
    }

    /// Returns the attachment.
    pub fn media(&self) -> &Media {
        &self.media
    }

    /// Takes a small picture of the file instead, by its name among [`Media::thumbnails`].
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is none of this name.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(message: userbot_sdk::telegram::Message) -> userbot_sdk::Result<()> {
    /// let file = message.file()?;
    /// if let Some(smallest) = file.media().thumbnails().first() {
    ///     let picture = file.thumbnail(&smallest.name)?.bytes(1 << 20).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn thumbnail(mut self, name: &str) -> Result<Self, CallError> {
        let known = self.media.thumbnails();
        self.place = known
            .iter()
            .find(|one| one.name == name)
            .and_then(|one| self.media.location_of(Some(&one.name)))
            .ok_or_else(|| {
                CallError::InvalidInput(format!("the file has no small picture {name:?}"))
            })?;
        self.thumbnail = Some(name.to_owned());
        Ok(self)
    }

    /// Begins at this byte.
    pub fn offset(mut self, bytes: u64) -> Self {
        self.offset = bytes;
        self
    }

    /// Takes so many bytes at most.
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Sets how many pieces are on their way at once: 1 to 16; 4 otherwise. Each takes half a megabyte.
    pub fn parallel(mut self, pieces: usize) -> Self {
        self.parallel = pieces.clamp(1, MOST_PARALLEL);
        self
    }

    /// Compares what comes with the checksums that Telegram has of it.
    ///
    /// It costs a question more for each few pieces. The connection has checksums of its own; what comes from the
    /// delivery network is always compared.
    pub fn verified(mut self) -> Self {
        self.verified = true;
        self
    }

    /// Is told how far it is, after each piece.
    pub fn progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(ProgressCallback::new(callback));
        self
    }

    /// Reads it piece by piece.
    pub fn chunks(self) -> Chunks {
        let size = self.size();
        let end = self
            .length
            .map_or(u64::MAX, |length| self.offset.saturating_add(length));
        // What Telegram says of photos it made itself is not always the size of what it gives out.
        let exact = self.thumbnail.is_none() && self.media.kind() != MediaKind::Photo;
        let origin = self.media.origin();
        let mut link = FileLink::new(&self.client, self.place, origin, self.thumbnail);
        if self.verified {
            link = link.verified();
        }
        Chunks::new(
            link,
            (self.offset, end),
            size.filter(|_| exact),
            self.parallel,
            self.progress,
        )
    }

    /// Downloads it into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`; nothing is downloaded then.
    pub async fn bytes(self, limit: u64) -> Result<Vec<u8>, CallError> {
        let wanted = self.size().map(|size| {
            let left = size.saturating_sub(self.offset);
            self.length.map_or(left, |length| length.min(left))
        });
        if wanted.is_some_and(|wanted| wanted > limit) {
            return Err(CallError::TooLarge { limit });
        }
        self.chunks().collect(limit).await
    }

    /// Downloads it to the disk.
    ///
    /// The file appears under its name when it is complete, in place of one that is there. An error, or dropping
    /// this, leaves nothing behind.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::FileWrite`] when it cannot be written.
    pub async fn save_to(self, path: impl Into<PathBuf>) -> Result<u64, CallError> {
        let client = self.client.clone();
        let writing = Writing::begin(&client, Some(path.into())).await?;
        let (length, _) = pour(self.chunks(), writing, &client).await?;
        Ok(length)
    }

    /// Downloads it to the disk, and goes on where an earlier attempt was interrupted.
    ///
    /// What is there so far stands beside the path, in a hidden file that carries the number of the file in its name,
    /// and stays there after an error or when this is dropped. The size is returned. An offset is not taken: the
    /// whole file is saved.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::FileWrite`] when it cannot be written.
    pub async fn resume_to(mut self, path: impl Into<PathBuf>) -> Result<u64, CallError> {
        let client = self.client.clone();
        let id = self.media.file_id().unwrap_or_default();
        let (writing, there) = Writing::resume(&client, path.into(), id, self.size()).await?;
        self.offset = there;
        self.length = None;
        let (length, _) = pour(self.chunks(), writing, &client).await?;
        Ok(there + length)
    }

    /// Downloads it into a temporary file, which is deleted when the returned value is dropped.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::FileWrite`] when it cannot be written.
    pub async fn save_temporary(self) -> Result<TempFile, CallError> {
        let client = self.client.clone();
        let writing = Writing::begin(&client, None).await?;
        match pour(self.chunks(), writing, &client).await? {
            (_, Some(file)) => Ok(file),
            (_, None) => Err(CallError::InvalidInput("no temporary file".to_owned())),
        }
    }

    /// Downloads it into a writer, and returns how many bytes it was.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::FileWrite`] when the writer refuses.
    pub async fn write_to(self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, CallError> {
        let mut chunks = self.chunks();
        let refused = |source| CallError::FileWrite {
            what: "the writer".to_owned(),
            source,
        };
        let mut length = 0;
        while let Some(chunk) = chunks.next().await? {
            writer.write_all(&chunk).await.map_err(refused)?;
            length += chunk.len() as u64;
        }
        writer.flush().await.map_err(refused)?;
        Ok(length)
    }
}

/// Writes all pieces to the disk.
async fn pour(
    mut chunks: Chunks,
    writing: Writing,
    client: &Client,
) -> Result<(u64, Option<TempFile>), CallError> {
    let mut length = 0;
    while let Some(chunk) = chunks.next().await? {
        length += chunk.len() as u64;
        writing.write(client, chunk).await?;
    }
    let file = writing.finish(client).await?;
    Ok((length, file))
}

impl From<RemoteFile> for FileSource {
    /// Takes the bytes of a file at Telegram, while they come: for another account, or to send it as something else.
    fn from(file: RemoteFile) -> Self {
        let chunks = file.chunks();
        match chunks.length() {
            Some(length) => Self::sized_reader(chunks, length),
            None => Self::reader(chunks),
        }
    }
}

impl Client {
    /// Takes the file of an attachment, to download it.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no file.
    pub fn file(&self, media: &Media) -> Result<RemoteFile, CallError> {
        RemoteFile::new(self, media)
    }

    /// Downloads the file of an attachment into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`,
    /// [`CallError::InvalidInput`] when there is no file.
    pub async fn download(&self, media: &Media, limit: u64) -> Result<Vec<u8>, CallError> {
        self.file(media)?.bytes(limit).await
    }

    /// Downloads the file of an attachment piece by piece.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no file.
    pub fn chunks(&self, media: &Media) -> Result<Chunks, CallError> {
        Ok(self.file(media)?.chunks())
    }
}

impl Message {
    /// Takes its file, to download it.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no file.
    pub fn file(&self) -> Result<RemoteFile, CallError> {
        match self.media() {
            Some(media) => self.client().file(&media),
            None => Err(no_file()),
        }
    }

    /// Downloads its file into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`,
    /// [`CallError::InvalidInput`] when there is no file.
    pub async fn download(&self, limit: u64) -> Result<Vec<u8>, CallError> {
        self.file()?.bytes(limit).await
    }

    /// Downloads its file to the disk; see [`RemoteFile::save_to`].
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::FileWrite`] when it cannot be written,
    /// [`CallError::InvalidInput`] when there is no file.
    pub async fn download_to(&self, path: impl Into<PathBuf>) -> Result<u64, CallError> {
        self.file()?.save_to(path).await
    }

    /// Downloads its file piece by piece.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no file.
    pub fn chunks(&self) -> Result<Chunks, CallError> {
        Ok(self.file()?.chunks())
    }
}

fn no_file() -> CallError {
    CallError::InvalidInput("there is no file to download".to_owned())
}
