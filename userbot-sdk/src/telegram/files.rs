//! Files: up and down, piece by piece.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use grammers_tl_types as tl;

use super::client::random_id;
use super::policy::CallOptions;
use super::{
    Attachment, CallError, Client, ErrorClass, FileSource, IntoTarget, Media, MediaKind, Message,
};

/// The size of a part, up and down. Telegram allows no larger one.
const PART: usize = 512 * 1024;
/// From this size on, files are uploaded in the way of big ones.
const BIG: u64 = 10 * 1024 * 1024;
/// The most parts that Telegram takes.
const MAX_PARTS: u64 = 8000;

/// Is a file that Telegram has received, but that is not in a message yet.
#[derive(Debug, Clone)]
pub struct Uploaded {
    file: tl::enums::InputFile,
    name: String,
}

impl Uploaded {
    /// Returns the file as Telegram wants it in requests.
    pub fn raw(&self) -> &tl::enums::InputFile {
        &self.file
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Reads a file from Telegram, piece by piece.
///
/// A link to the file that expires is renewed, when the file came from a message.
#[derive(Debug)]
pub struct Chunks {
    client: Client,
    dc: i32,
    location: tl::enums::InputFileLocation,
    size: Option<u64>,
    offset: i64,
    origin: Option<Message>,
    /// The link was renewed since the last piece: a second time would not help.
    renewed: bool,
    finished: bool,
}

impl Client {
    /// Uploads a file, without sending it yet.
    ///
    /// A file on the disk is read part by part and is never in memory as a whole.
    ///
    /// # Errors
    ///
    /// See [`CallError`]; [`CallError::File`] when the file cannot be read.
    pub async fn upload(
        &self,
        name: impl Into<String>,
        source: impl Into<FileSource>,
    ) -> Result<Uploaded, CallError> {
        let mut reader = PartReader::open(self, source.into()).await?;
        let size = reader.size();
        let parts = size.div_ceil(PART as u64);
        if size == 0 {
            return Err(CallError::InvalidInput(
                "an empty file cannot be sent".to_owned(),
            ));
        }
        let (true, Ok(total)) = (parts <= MAX_PARTS, i32::try_from(parts)) else {
            return Err(CallError::InvalidInput(format!(
                "the file has {size} bytes, which is more than Telegram takes"
            )));
        };
        let (file_id, mut name) = (random_id(), name.into());
        if name.is_empty() {
            "file".clone_into(&mut name);
        }
        let big = size > BIG;
        for file_part in 0..total {
            let bytes = reader.part(self, file_part).await?;
            let stored = if big {
                let request = tl::functions::upload::SaveBigFilePart {
                    file_id,
                    file_part,
                    file_total_parts: total,
                    bytes,
                };
                self.invoke(&request).await?
            } else {
                let request = tl::functions::upload::SaveFilePart {
                    file_id,
                    file_part,
                    bytes,
                };
                self.invoke(&request).await?
            };
            if !stored {
                return Err(CallError::answer(
                    "upload.saveFilePart",
                    "the part was not stored",
                ));
            }
        }
        let file = if big {
            tl::types::InputFileBig {
                id: file_id,
                parts: total,
                name: name.clone(),
            }
            .into()
        } else {
            tl::types::InputFile {
                id: file_id,
                parts: total,
                name: name.clone(),
                // The sum is optional; the transport has sums of its own.
                md5_checksum: String::new(),
            }
            .into()
        };
        Ok(Uploaded { file, name })
    }

    /// Downloads the file of an attachment into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`,
    /// [`CallError::InvalidInput`] when there is no file.
    pub async fn download(&self, media: &Media, limit: u64) -> Result<Vec<u8>, CallError> {
        self.chunks(media)?.collect(limit).await
    }

    /// Downloads the file of an attachment piece by piece.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no file.
    pub fn chunks(&self, media: &Media) -> Result<Chunks, CallError> {
        let Some((dc, location)) = media.location() else {
            return Err(CallError::InvalidInput(
                "there is no file to download".to_owned(),
            ));
        };
        Ok(Chunks {
            client: self.clone(),
            dc,
            location,
            size: media.size(),
            offset: 0,
            origin: None,
            renewed: false,
            finished: false,
        })
    }

    /// Uploads an attachment where that is needed, and returns it for a request.
    pub(crate) async fn input_media(
        &self,
        attachment: &Attachment,
    ) -> Result<tl::enums::InputMedia, CallError> {
        match attachment {
            Attachment::Photo(source) => {
                let name = source.file_name().unwrap_or_else(|| "photo.jpg".to_owned());
                let uploaded = self.upload(name, source.clone()).await?;
                Ok(tl::types::InputMediaUploadedPhoto {
                    spoiler: false,
                    live_photo: false,
                    file: uploaded.file,
                    stickers: None,
                    ttl_seconds: None,
                    video: None,
                }
                .into())
            }
            Attachment::Document { name, mime, source } => {
                let uploaded = self.upload(name.clone(), source.clone()).await?;
                let file_name = uploaded.name.clone();
                let mime_type = mime.clone().unwrap_or_else(|| mime_type(name).to_owned());
                Ok(tl::types::InputMediaUploadedDocument {
                    nosound_video: false,
                    force_file: true,
                    spoiler: false,
                    file: uploaded.file,
                    thumb: None,
                    mime_type,
                    attributes: vec![tl::types::DocumentAttributeFilename { file_name }.into()],
                    stickers: None,
                    video_cover: None,
                    video_timestamp: None,
                    ttl_seconds: None,
                }
                .into())
            }
            Attachment::Existing(media) => media.to_input().ok_or_else(|| {
                CallError::InvalidInput("this attachment cannot be sent again".to_owned())
            }),
            Attachment::Raw(media) => Ok(media.as_ref().clone()),
        }
    }

    /// Makes a foreign data centre know the account; once for each.
    async fn authorize_dc(&self, dc: i32) -> Result<(), CallError> {
        let mut authorized = self.authorized().lock().await;
        if authorized.contains(&dc) {
            return Ok(());
        }
        let request = tl::functions::auth::ExportAuthorization { dc_id: dc };
        let tl::enums::auth::ExportedAuthorization::Authorization(exported) =
            self.invoke(&request).await?;
        let request = tl::functions::auth::ImportAuthorization {
            id: exported.id,
            bytes: exported.bytes,
        };
        self.invoke_with(&request, CallOptions::default().dc(dc))
            .await?;
        authorized.insert(dc);
        Ok(())
    }
}

impl Chunks {
    pub(crate) fn with_origin(mut self, message: &Message) -> Self {
        self.origin = Some(message.clone());
        self
    }

    /// Returns the size of the file, when Telegram says it.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Returns how many bytes were read so far.
    pub fn position(&self) -> u64 {
        u64::try_from(self.offset).unwrap_or(0)
    }

    /// Returns the next piece; `None` at the end.
    ///
    /// # Errors
    ///
    /// See [`CallError`]. After an error it can be called again and goes on where it was.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, CallError> {
        let mut hops = 0;
        let mut authorized = false;
        while !self.finished {
            let limit = i32::try_from(PART).unwrap_or(i32::MAX);
            let request = tl::functions::upload::GetFile {
                precise: false,
                cdn_supported: false,
                location: self.location.clone(),
                offset: self.offset,
                limit,
            };
            // The account's own data centre is followed when it changes.
            let home = self.client.session().home_dc();
            let mut options = CallOptions::default();
            if self.dc != home {
                options = options.dc(self.dc);
            }
            let error = match self.client.invoke_with(&request, options).await {
                Ok(tl::enums::upload::File::File(file)) => {
                    let read = file.bytes.len();
                    self.offset = self.offset.saturating_add(i64::try_from(read).unwrap_or(0));
                    self.renewed = false;
                    let whole = self.size.is_some_and(|size| self.position() >= size);
                    self.finished = read < PART || whole;
                    return Ok((read > 0).then_some(file.bytes));
                }
                Ok(tl::enums::upload::File::CdnRedirect(_)) => {
                    return Err(CallError::answer("upload.getFile", "the file is on a CDN"));
                }
                Err(error) => error,
            };
            let moved = error
                .rpc()
                .filter(|error| error.is("FILE_MIGRATE"))
                .and_then(|error| i32::try_from(error.value()?).ok());
            match moved {
                Some(dc) if hops < 3 => {
                    hops += 1;
                    self.dc = dc;
                }
                _ if error.is("AUTH_KEY_UNREGISTERED") && self.dc != home && !authorized => {
                    authorized = true;
                    self.client.authorized().lock().await.remove(&self.dc);
                    self.client.authorize_dc(self.dc).await?;
                }
                _ if error.class() == ErrorClass::FileReference && !self.renewed => {
                    self.renewed = true;
                    if !self.renew().await? {
                        return Err(error);
                    }
                }
                _ => return Err(error),
            }
        }
        Ok(None)
    }

    /// Reads the whole file into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`.
    pub async fn collect(mut self, limit: u64) -> Result<Vec<u8>, CallError> {
        if self.size.is_some_and(|size| size > limit) {
            return Err(CallError::TooLarge { limit });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = Box::pin(self.next()).await? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > limit {
                return Err(CallError::TooLarge { limit });
            }
        }
        Ok(bytes)
    }

    /// Fetches the message again, for a new link to its file.
    async fn renew(&mut self) -> Result<bool, CallError> {
        let Some(message) = &self.origin else {
            return Ok(false);
        };
        let fresh = self
            .client
            .messages(message.into_target(), &[message.id()])
            .await?;
        let media = fresh.into_iter().next().and_then(|message| message.media());
        match media.and_then(|media| media.location()) {
            Some((dc, location)) => {
                self.dc = dc;
                self.location = location;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

/// Gives out the parts of a file.
enum PartReader {
    Bytes(Vec<u8>),
    File {
        file: Arc<File>,
        path: PathBuf,
        size: u64,
    },
}

impl PartReader {
    async fn open(client: &Client, source: FileSource) -> Result<Self, CallError> {
        let path = match source {
            FileSource::Bytes(bytes) => return Ok(Self::Bytes(bytes)),
            FileSource::Path(path) => path,
        };
        let name = path.clone();
        let opened = client.activity().spawn_blocking(move || {
            let file = File::open(&name)?;
            let size = file.metadata()?.len();
            Ok((file, size))
        });
        let (file, size) = flat(opened.await, &path)?;
        Ok(Self::File {
            file: Arc::new(file),
            path,
            size,
        })
    }

    fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { size, .. } => *size,
        }
    }

    async fn part(&mut self, client: &Client, part: i32) -> Result<Vec<u8>, CallError> {
        let index = usize::try_from(part).unwrap_or(0);
        match self {
            Self::Bytes(bytes) => {
                let start = (index * PART).min(bytes.len());
                let end = (start + PART).min(bytes.len());
                Ok(bytes[start..end].to_vec())
            }
            Self::File { file, path, size } => {
                let (file, start) = (Arc::clone(file), (index * PART) as u64);
                let wanted = (*size - start.min(*size)).min(PART as u64);
                let read = client.activity().spawn_blocking(move || {
                    let mut file = &*file;
                    file.seek(SeekFrom::Start(start))?;
                    let mut bytes = Vec::new();
                    file.take(wanted).read_to_end(&mut bytes)?;
                    if (bytes.len() as u64) < wanted {
                        return Err(std::io::ErrorKind::UnexpectedEof.into());
                    }
                    Ok(bytes)
                });
                flat(read.await, path)
            }
        }
    }
}

fn flat<T>(
    result: Result<Result<T, std::io::Error>, tokio::task::JoinError>,
    path: &std::path::Path,
) -> Result<T, CallError> {
    result
        .unwrap_or_else(|error| Err(std::io::Error::other(error)))
        .map_err(|source| CallError::File {
            what: path.display().to_string(),
            source,
        })
}

/// Returns the MIME type of the common kinds of files.
fn mime_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "txt" | "log" | "md" | "rs" | "py" | "toml" | "yaml" | "yml" => "text/plain",
        "html" | "htm" => "text/html",
        "csv" => "text/csv",
        "json" => "application/json",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "tgs" => "application/x-tgsticker",
        _ => "application/octet-stream",
    }
}

impl Message {
    /// Downloads its file into memory.
    ///
    /// # Errors
    ///
    /// [`CallError::TooLarge`] when it has more bytes than `limit`,
    /// [`CallError::InvalidInput`] when there is no file.
    pub async fn download(&self, limit: u64) -> Result<Vec<u8>, CallError> {
        self.chunks()?.collect(limit).await
    }

    /// Downloads its file piece by piece.
    ///
    /// # Errors
    ///
    /// [`CallError::InvalidInput`] when there is no file.
    pub fn chunks(&self) -> Result<Chunks, CallError> {
        let media = self
            .media()
            .filter(|media| media.kind() != MediaKind::WebPage || media.is_file());
        match media {
            Some(media) => Ok(self.client().chunks(&media)?.with_origin(self)),
            None => Err(CallError::InvalidInput(
                "the message has no file".to_owned(),
            )),
        }
    }
}
