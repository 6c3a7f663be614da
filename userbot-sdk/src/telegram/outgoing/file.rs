//! A file that is sent, and what Telegram is told about it.

use std::time::Duration;

use grammers_tl_types as tl;

use crate::telegram::files::{FileSource, Uploaded, mime_type};

/// Says what a file is sent as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FileKind {
    Photo,
    Video,
    VideoNote,
    Voice,
    Audio,
    Animation,
    Sticker,
    Document,
}

/// Is a file to send, with what Telegram is told about it.
///
/// Telegram takes most of what it shows from the sender: how long a video plays, how large it is, who plays a piece of
/// music. What is not said here is not shown. The names `photo`, `video` and so on say how clients present the file.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use userbot_sdk::telegram::{Outgoing, OutgoingFile};
///
/// let clip = OutgoingFile::video("clip.mp4")
///     .duration(Duration::from_secs(12))
///     .dimensions(1280, 720)
///     .thumbnail("clip.jpg")
///     .spoiler();
/// let message = Outgoing::html("<b>Look</b>").file(clip);
/// # let _ = message;
/// ```
#[derive(Debug, Clone)]
pub struct OutgoingFile {
    pub(crate) source: FileSource,
    pub(crate) kind: FileKind,
    pub(crate) thumbnail: Option<FileSource>,
    name: Option<String>,
    mime: Option<String>,
    duration: Option<Duration>,
    dimensions: Option<(u32, u32)>,
    title: Option<String>,
    performer: Option<String>,
    waveform: Option<Vec<u8>>,
    emoji: Option<String>,
    spoiler: bool,
    self_destruct: Option<Duration>,
}

impl OutgoingFile {
    fn new(kind: FileKind, source: impl Into<FileSource>) -> Self {
        Self {
            source: source.into(),
            kind,
            thumbnail: None,
            name: None,
            mime: None,
            duration: None,
            dimensions: None,
            title: None,
            performer: None,
            waveform: None,
            emoji: None,
            spoiler: false,
            self_destruct: None,
        }
    }

    /// Makes a photo, which Telegram makes smaller. At most 10 MB.
    pub fn photo(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Photo, source)
    }

    /// Makes a video (MP4) that plays in the chat. Say its [`duration`](Self::duration) and
    /// [`dimensions`](Self::dimensions): clients show a black square without them.
    pub fn video(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Video, source)
    }

    /// Makes a round video: a square MP4, of a minute and 640 pixels at most.
    pub fn video_note(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::VideoNote, source).dimensions(384, 384)
    }

    /// Makes a voice note: OGG with the codec Opus; clients play no other.
    pub fn voice(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Voice, source)
    }

    /// Makes a piece of music, which clients show in a player.
    pub fn audio(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Audio, source)
    }

    /// Makes an animation: a GIF, or an MP4 without sound.
    pub fn animation(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Animation, source)
    }

    /// Makes a sticker: WEBP of 512 pixels, TGS, or WEBM.
    pub fn sticker(source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Sticker, source)
    }

    /// Makes a file that is sent as it is.
    pub fn document(name: impl Into<String>, source: impl Into<FileSource>) -> Self {
        Self::new(FileKind::Document, source).name(name)
    }

    /// Sets the name under which it is saved. The name of the path or of the address otherwise.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the MIME type. It is found by the name otherwise.
    pub fn mime_type(mut self, mime: impl Into<String>) -> Self {
        self.mime = Some(mime.into());
        self
    }

    /// Sets how long it plays.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Sets width and height, in pixels.
    pub fn dimensions(mut self, width: u32, height: u32) -> Self {
        self.dimensions = Some((width, height));
        self
    }

    /// Sets the title of a piece of music.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets who performs a piece of music.
    pub fn performer(mut self, performer: impl Into<String>) -> Self {
        self.performer = Some(performer.into());
        self
    }

    /// Sets how loud a voice note is over time: up to 100 values, each 0 to 31; a larger one counts as 31.
    pub fn waveform(mut self, values: &[u8]) -> Self {
        self.waveform = Some(pack(values));
        self
    }

    /// Sets the emoji that a sticker stands for.
    pub fn emoji(mut self, emoji: impl Into<String>) -> Self {
        self.emoji = Some(emoji.into());
        self
    }

    /// Sets the small picture that is shown before it is loaded: a JPEG of 320 pixels and 200 KB at most.
    pub fn thumbnail(mut self, source: impl Into<FileSource>) -> Self {
        self.thumbnail = Some(source.into());
        self
    }

    /// Hides it until it is tapped.
    pub fn spoiler(mut self) -> Self {
        self.spoiler = true;
        self
    }

    /// Lets it vanish so long after it was opened: up to a minute, in private chats only.
    pub fn self_destruct(mut self, after: Duration) -> Self {
        self.self_destruct = Some(after);
        self
    }

    /// Returns the name under which it is uploaded.
    pub(crate) fn file_name(&self) -> String {
        self.name
            .clone()
            .filter(|name| !name.is_empty())
            .or_else(|| self.source.file_name())
            .unwrap_or_else(|| default_name(self.kind).to_owned())
    }

    /// Returns the attachment for a request, once the bytes are at Telegram.
    pub(crate) fn to_tl(
        &self,
        uploaded: Uploaded,
        thumbnail: Option<Uploaded>,
    ) -> tl::enums::InputMedia {
        let ttl_seconds = self
            .self_destruct
            .map(|after| i32::try_from(after.as_secs()).unwrap_or(i32::MAX));
        if self.kind == FileKind::Photo {
            return tl::types::InputMediaUploadedPhoto {
                spoiler: self.spoiler,
                live_photo: false,
                file: uploaded.file,
                stickers: None,
                ttl_seconds,
                video: None,
            }
            .into();
        }
        let name = uploaded.name;
        let mime_type = match (&self.mime, self.kind) {
            (Some(mime), _) => mime.clone(),
            (None, FileKind::Voice) => "audio/ogg".to_owned(),
            (None, FileKind::VideoNote | FileKind::Video) => "video/mp4".to_owned(),
            (None, _) => uploaded.mime.unwrap_or_else(|| mime_type(&name).to_owned()),
        };
        tl::types::InputMediaUploadedDocument {
            nosound_video: self.kind == FileKind::Animation,
            force_file: self.kind == FileKind::Document,
            spoiler: self.spoiler,
            file: uploaded.file,
            thumb: thumbnail.map(|thumbnail| thumbnail.file),
            mime_type,
            attributes: self.attributes(name),
            stickers: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds,
        }
        .into()
    }

    fn attributes(&self, file_name: String) -> Vec<tl::enums::DocumentAttribute> {
        let mut attributes = Vec::new();
        // A round video and a voice note have no name to show.
        if !matches!(self.kind, FileKind::VideoNote | FileKind::Voice) {
            attributes.push(tl::types::DocumentAttributeFilename { file_name }.into());
        }
        match self.kind {
            FileKind::Video | FileKind::VideoNote | FileKind::Animation => {
                attributes.push(self.moving().into());
                if self.kind == FileKind::Animation {
                    attributes.push(tl::enums::DocumentAttribute::Animated);
                }
            }
            FileKind::Voice | FileKind::Audio => attributes.push(self.sound().into()),
            FileKind::Sticker => {
                if let Some((w, h)) = self.pixels() {
                    attributes.push(tl::types::DocumentAttributeImageSize { w, h }.into());
                }
                let sticker = tl::types::DocumentAttributeSticker {
                    mask: false,
                    alt: self.emoji.clone().unwrap_or_default(),
                    stickerset: tl::enums::InputStickerSet::Empty,
                    mask_coords: None,
                };
                attributes.push(sticker.into());
            }
            FileKind::Document | FileKind::Photo => {}
        }
        attributes
    }

    fn moving(&self) -> tl::types::DocumentAttributeVideo {
        let (w, h) = self.pixels().unwrap_or((0, 0));
        tl::types::DocumentAttributeVideo {
            round_message: self.kind == FileKind::VideoNote,
            supports_streaming: self.kind == FileKind::Video,
            nosound: self.kind == FileKind::Animation,
            duration: self.duration.map_or(0.0, |duration| duration.as_secs_f64()),
            w,
            h,
            preload_prefix_size: None,
            video_start_ts: None,
            video_codec: None,
        }
    }

    fn sound(&self) -> tl::types::DocumentAttributeAudio {
        tl::types::DocumentAttributeAudio {
            voice: self.kind == FileKind::Voice,
            duration: self.duration.map_or(0, |duration| {
                i32::try_from(duration.as_secs()).unwrap_or(i32::MAX)
            }),
            title: self.title.clone(),
            performer: self.performer.clone(),
            waveform: self.waveform.clone(),
        }
    }

    fn pixels(&self) -> Option<(i32, i32)> {
        let (width, height) = self.dimensions?;
        Some((i32::try_from(width).ok()?, i32::try_from(height).ok()?))
    }
}

fn default_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Photo => "photo.jpg",
        FileKind::Video | FileKind::VideoNote | FileKind::Animation => "video.mp4",
        FileKind::Voice => "voice.ogg",
        FileKind::Audio => "audio.mp3",
        FileKind::Sticker => "sticker.webp",
        FileKind::Document => "file",
    }
}

/// Packs values of five bits each, the first one lowest.
fn pack(values: &[u8]) -> Vec<u8> {
    let values = values.get(..100).unwrap_or(values);
    let mut packed = vec![0_u8; (values.len() * 5).div_ceil(8)];
    for (at, value) in values.iter().enumerate() {
        let value = u16::from((*value).min(31)) << (at * 5 % 8);
        let [low, high] = value.to_le_bytes();
        if let Some(byte) = packed.get_mut(at * 5 / 8) {
            *byte |= low;
        }
        if let Some(byte) = packed.get_mut(at * 5 / 8 + 1) {
            *byte |= high;
        }
    }
    packed
}

/// Reads what [`pack`] has packed.
pub(crate) fn unpack(packed: &[u8]) -> Vec<u8> {
    let bit = |at: usize| {
        packed
            .get(at / 8)
            .is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    };
    (0..packed.len() * 8 / 5)
        .map(|value| (0..5).fold(0, |sum, at| sum | u8::from(bit(value * 5 + at)) << at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waveform_survives() {
        let values: Vec<u8> = (0..100).map(|at| at % 32).collect();
        let packed = pack(&values);
        assert_eq!(packed.len(), 63);
        assert_eq!(unpack(&packed), values);
        assert_eq!(unpack(&pack(&[200, 3])), [31, 3, 0]);
        assert_eq!(pack(&[1; 200]).len(), 63);
    }

    #[test]
    fn names_come_from_where_there_are_some() {
        assert_eq!(OutgoingFile::voice(b"x").file_name(), "voice.ogg");
        assert_eq!(OutgoingFile::video("/a/b.mp4").file_name(), "b.mp4");
        assert_eq!(OutgoingFile::document("", b"x").file_name(), "file");
        assert_eq!(
            OutgoingFile::audio("x.mp3").name("y.mp3").file_name(),
            "y.mp3"
        );
    }
}
