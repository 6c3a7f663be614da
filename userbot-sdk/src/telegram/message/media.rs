//! What is attached to a message.

use std::borrow::Cow;
use std::time::Duration;

use grammers_tl_types as tl;

use crate::telegram::PeerId;
use crate::telegram::outgoing::unpack_waveform;

/// Says what is attached to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaKind {
    /// A photo.
    Photo,
    /// A video, with sound or without, that is no animation.
    Video,
    /// A round video.
    VideoNote,
    /// Music or another audio file.
    Audio,
    /// A voice note.
    Voice,
    /// A file of another kind.
    Document,
    /// A sticker: still, animated or video.
    Sticker,
    /// A GIF.
    Animation,
    /// A poll or a quiz.
    Poll,
    /// A place, live or not, with a name or without.
    Location,
    /// A contact card.
    Contact,
    /// A die, or another emoji of chance.
    Dice,
    /// The preview of a link.
    WebPage,
    /// Anything else: games, invoices, stories, giveaways.
    Other,
}

/// Is what is attached to a message.
///
/// Download it with [`Message::download`](super::Message::download).
#[derive(Debug, Clone)]
pub struct Media {
    kind: MediaKind,
    raw: tl::enums::MessageMedia,
    /// The message that it came with, from which a new link to its file can be had.
    origin: Option<(PeerId, i32)>,
}

/// Is a small picture of a photo, a video or another file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thumbnail {
    /// Its name among the sizes of the file, such as `m`.
    pub name: String,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
    /// The number of its bytes, when Telegram says it.
    pub size: Option<u64>,
}

impl Media {
    /// Reads an attachment of Telegram's schema; `None` for an empty one.
    pub fn from_tl(raw: &tl::enums::MessageMedia) -> Option<Self> {
        if matches!(raw, tl::enums::MessageMedia::Empty) {
            return None;
        }
        Some(Self {
            kind: kind(raw),
            raw: raw.clone(),
            origin: None,
        })
    }

    pub(super) fn with_origin(mut self, chat: PeerId, message_id: i32) -> Self {
        self.origin = Some((chat, message_id));
        self
    }

    /// Returns the message that it came with.
    pub(crate) fn origin(&self) -> Option<(PeerId, i32)> {
        self.origin
    }

    /// Returns what it is.
    pub fn kind(&self) -> MediaKind {
        self.kind
    }

    /// Tells whether there is a file to download.
    pub fn is_file(&self) -> bool {
        self.location().is_some()
    }

    /// Returns the number of bytes of the file.
    pub fn size(&self) -> Option<u64> {
        match self.file()? {
            FileRef::Document(document) => u64::try_from(document.size).ok(),
            FileRef::Photo(photo) => largest(photo).and_then(|(_, _, _, size)| size),
        }
    }

    /// Returns the name of the file, when the sender gave one.
    pub fn file_name(&self) -> Option<&str> {
        self.attributes()
            .iter()
            .find_map(|attribute| match attribute {
                tl::enums::DocumentAttribute::Filename(name) => Some(name.file_name.as_str()),
                _ => None,
            })
    }

    /// Returns the name of the file, or a fitting one when the sender gave none.
    pub fn file_name_or_default(&self) -> Cow<'_, str> {
        match self.file_name() {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Borrowed(match self.kind {
                MediaKind::Photo => "photo.jpg",
                MediaKind::Video | MediaKind::VideoNote | MediaKind::Animation => "video.mp4",
                MediaKind::Audio => "audio.mp3",
                MediaKind::Voice => "voice.ogg",
                MediaKind::Sticker => "sticker.webp",
                _ => "file.bin",
            }),
        }
    }

    /// Returns the MIME type of the file.
    pub fn mime_type(&self) -> Option<&str> {
        match self.file()? {
            FileRef::Document(document) => Some(&document.mime_type),
            FileRef::Photo(_) => Some("image/jpeg"),
        }
    }

    /// Returns how long it plays.
    pub fn duration(&self) -> Option<Duration> {
        self.attributes()
            .iter()
            .find_map(|attribute| match attribute {
                tl::enums::DocumentAttribute::Video(video) => {
                    Duration::try_from_secs_f64(video.duration).ok()
                }
                tl::enums::DocumentAttribute::Audio(audio) => {
                    u64::try_from(audio.duration).ok().map(Duration::from_secs)
                }
                _ => None,
            })
    }

    /// Returns width and height in pixels.
    pub fn dimensions(&self) -> Option<(u32, u32)> {
        let pair = |w: i32, h: i32| Some((u32::try_from(w).ok()?, u32::try_from(h).ok()?));
        if let Some(FileRef::Photo(photo)) = self.file() {
            return largest(photo).and_then(|(_, w, h, _)| pair(w, h));
        }
        self.attributes()
            .iter()
            .find_map(|attribute| match attribute {
                tl::enums::DocumentAttribute::Video(video) => pair(video.w, video.h),
                tl::enums::DocumentAttribute::ImageSize(image) => pair(image.w, image.h),
                _ => None,
            })
    }

    /// Returns the emoji of a sticker or of a die.
    pub fn emoji(&self) -> Option<&str> {
        if let tl::enums::MessageMedia::Dice(dice) = &self.raw {
            return Some(&dice.emoticon);
        }
        self.attributes()
            .iter()
            .find_map(|attribute| match attribute {
                tl::enums::DocumentAttribute::Sticker(sticker) => Some(sticker.alt.as_str()),
                _ => None,
            })
    }

    /// Returns what an emoji of chance shows.
    pub fn dice_value(&self) -> Option<i32> {
        match &self.raw {
            tl::enums::MessageMedia::Dice(dice) => Some(dice.value),
            _ => None,
        }
    }

    /// Returns title and performer of a piece of music.
    pub fn title_and_performer(&self) -> (Option<&str>, Option<&str>) {
        let found = self
            .attributes()
            .iter()
            .find_map(|attribute| match attribute {
                tl::enums::DocumentAttribute::Audio(audio) => {
                    Some((audio.title.as_deref(), audio.performer.as_deref()))
                }
                _ => None,
            });
        found.unwrap_or_default()
    }

    /// Returns how loud a voice note is over time, each value 0 to 31; empty when nothing is known.
    pub fn waveform(&self) -> Vec<u8> {
        self.attributes()
            .iter()
            .find_map(|attribute| match attribute {
                tl::enums::DocumentAttribute::Audio(audio) => audio.waveform.as_deref(),
                _ => None,
            })
            .map(unpack_waveform)
            .unwrap_or_default()
    }

    /// Tells whether it is hidden until it is tapped.
    pub fn is_spoiler(&self) -> bool {
        match &self.raw {
            tl::enums::MessageMedia::Photo(media) => media.spoiler,
            tl::enums::MessageMedia::Document(media) => media.spoiler,
            _ => false,
        }
    }

    /// Returns after how long it vanishes once it was opened; `Duration::MAX` for what can be opened once.
    ///
    /// Saving such files is what Telegram's terms forbid.
    pub fn self_destruct(&self) -> Option<Duration> {
        let seconds = match &self.raw {
            tl::enums::MessageMedia::Photo(media) => media.ttl_seconds,
            tl::enums::MessageMedia::Document(media) => media.ttl_seconds,
            _ => None,
        }?;
        if seconds == i32::MAX {
            return Some(Duration::MAX);
        }
        u64::try_from(seconds).ok().map(Duration::from_secs)
    }

    /// Returns the number by which Telegram knows the file; a file that is sent again keeps it.
    pub fn file_id(&self) -> Option<i64> {
        Some(match self.file()? {
            FileRef::Document(document) => document.id,
            FileRef::Photo(photo) => photo.id,
        })
    }

    /// Returns the small pictures of the file, the smallest first. For a photo that is every size.
    ///
    /// [`RemoteFile::thumbnail`](crate::telegram::RemoteFile::thumbnail) downloads one.
    pub fn thumbnails(&self) -> Vec<Thumbnail> {
        let sizes = match self.file() {
            Some(FileRef::Document(document)) => document.thumbs.as_deref().unwrap_or_default(),
            Some(FileRef::Photo(photo)) => &photo.sizes,
            None => &[],
        };
        let mut thumbnails: Vec<Thumbnail> = sizes.iter().filter_map(thumbnail).collect();
        thumbnails.sort_by_key(|one| u64::from(one.width) * u64::from(one.height));
        thumbnails
    }

    /// Returns the attachment as Telegram sent it.
    pub fn raw(&self) -> &tl::enums::MessageMedia {
        &self.raw
    }

    fn file(&self) -> Option<FileRef<'_>> {
        file(&self.raw)
    }

    fn attributes(&self) -> &[tl::enums::DocumentAttribute] {
        match self.file() {
            Some(FileRef::Document(document)) => &document.attributes,
            _ => &[],
        }
    }

    /// Returns where the file is: its data centre and its location there.
    pub(crate) fn location(&self) -> Option<(i32, tl::enums::InputFileLocation)> {
        self.location_of(None)
    }

    /// Returns where the file is, or one of its small pictures.
    pub(crate) fn location_of(
        &self,
        size: Option<&str>,
    ) -> Option<(i32, tl::enums::InputFileLocation)> {
        Some(match self.file()? {
            FileRef::Document(document) => (
                document.dc_id,
                tl::types::InputDocumentFileLocation {
                    id: document.id,
                    access_hash: document.access_hash,
                    file_reference: document.file_reference.clone(),
                    thumb_size: size.unwrap_or_default().to_owned(),
                }
                .into(),
            ),
            FileRef::Photo(photo) => (
                photo.dc_id,
                tl::types::InputPhotoFileLocation {
                    id: photo.id,
                    access_hash: photo.access_hash,
                    file_reference: photo.file_reference.clone(),
                    thumb_size: match size {
                        Some(size) => size.to_owned(),
                        None => largest(photo)?.0.to_owned(),
                    },
                }
                .into(),
            ),
        })
    }

    /// Returns the attachment for sending it again without an upload.
    pub(crate) fn to_input(&self) -> Option<tl::enums::InputMedia> {
        Some(match self.file()? {
            FileRef::Document(document) => tl::types::InputMediaDocument {
                spoiler: false,
                id: tl::types::InputDocument {
                    id: document.id,
                    access_hash: document.access_hash,
                    file_reference: document.file_reference.clone(),
                }
                .into(),
                video_cover: None,
                video_timestamp: None,
                ttl_seconds: None,
                query: None,
            }
            .into(),
            FileRef::Photo(photo) => tl::types::InputMediaPhoto {
                spoiler: false,
                live_photo: false,
                id: tl::types::InputPhoto {
                    id: photo.id,
                    access_hash: photo.access_hash,
                    file_reference: photo.file_reference.clone(),
                }
                .into(),
                ttl_seconds: None,
                video: None,
            }
            .into(),
        })
    }
}

enum FileRef<'a> {
    Document(&'a tl::types::Document),
    Photo(&'a tl::types::Photo),
}

fn file(media: &tl::enums::MessageMedia) -> Option<FileRef<'_>> {
    use tl::enums::MessageMedia as Tl;
    let page = match media {
        Tl::Document(media) => return media.document.as_ref().and_then(document),
        Tl::Photo(media) => return media.photo.as_ref().and_then(photo),
        Tl::WebPage(media) => &media.webpage,
        _ => return None,
    };
    match page {
        tl::enums::WebPage::Page(page) => page
            .document
            .as_ref()
            .and_then(document)
            .or_else(|| page.photo.as_ref().and_then(photo)),
        _ => None,
    }
}

fn document(document: &tl::enums::Document) -> Option<FileRef<'_>> {
    match document {
        tl::enums::Document::Document(document) => Some(FileRef::Document(document)),
        tl::enums::Document::Empty(_) => None,
    }
}

fn photo(photo: &tl::enums::Photo) -> Option<FileRef<'_>> {
    match photo {
        tl::enums::Photo::Photo(photo) => Some(FileRef::Photo(photo)),
        tl::enums::Photo::Empty(_) => None,
    }
}

/// Returns name, width, height and bytes of a photo's largest form.
fn largest(photo: &tl::types::Photo) -> Option<(&str, i32, i32, Option<u64>)> {
    photo
        .sizes
        .iter()
        .filter_map(|size| match size {
            tl::enums::PhotoSize::Size(size) => Some((
                size.r#type.as_str(),
                size.w,
                size.h,
                u64::try_from(size.size).ok(),
            )),
            tl::enums::PhotoSize::Progressive(size) => {
                let bytes = size
                    .sizes
                    .iter()
                    .max()
                    .and_then(|size| u64::try_from(*size).ok());
                Some((size.r#type.as_str(), size.w, size.h, bytes))
            }
            _ => None,
        })
        .max_by_key(|(_, w, h, _)| i64::from(*w) * i64::from(*h))
}

fn thumbnail(size: &tl::enums::PhotoSize) -> Option<Thumbnail> {
    let (name, w, h, bytes) = match size {
        tl::enums::PhotoSize::Size(size) => (&size.r#type, size.w, size.h, Some(size.size)),
        tl::enums::PhotoSize::Progressive(size) => (
            &size.r#type,
            size.w,
            size.h,
            size.sizes.iter().max().copied(),
        ),
        // Those are in the message itself, and too small to be looked at.
        _ => return None,
    };
    Some(Thumbnail {
        name: name.clone(),
        width: u32::try_from(w).ok()?,
        height: u32::try_from(h).ok()?,
        size: bytes.and_then(|bytes| u64::try_from(bytes).ok()),
    })
}

fn kind(media: &tl::enums::MessageMedia) -> MediaKind {
    use tl::enums::MessageMedia as Tl;
    match media {
        Tl::Photo(_) => MediaKind::Photo,
        Tl::Document(media) => match media.document.as_ref().and_then(document) {
            Some(FileRef::Document(document)) => document_kind(document),
            // The file of a message that destroys itself is gone, but the flags say what it was.
            _ if media.round => MediaKind::VideoNote,
            _ if media.voice => MediaKind::Voice,
            _ if media.video => MediaKind::Video,
            _ => MediaKind::Document,
        },
        Tl::Poll(_) => MediaKind::Poll,
        Tl::Geo(_) | Tl::GeoLive(_) | Tl::Venue(_) => MediaKind::Location,
        Tl::Contact(_) => MediaKind::Contact,
        Tl::Dice(_) => MediaKind::Dice,
        Tl::WebPage(_) => MediaKind::WebPage,
        _ => MediaKind::Other,
    }
}

fn document_kind(document: &tl::types::Document) -> MediaKind {
    use tl::enums::DocumentAttribute as Attribute;
    let has = |test: fn(&Attribute) -> bool| document.attributes.iter().any(test);
    // The order matters: video stickers are videos too, and so are most animations.
    if has(|a| matches!(a, Attribute::Sticker(_) | Attribute::CustomEmoji(_))) {
        MediaKind::Sticker
    } else if has(|a| matches!(a, Attribute::Animated)) {
        MediaKind::Animation
    } else if has(|a| matches!(a, Attribute::Video(video) if video.round_message)) {
        MediaKind::VideoNote
    } else if has(|a| matches!(a, Attribute::Video(_))) {
        MediaKind::Video
    } else if has(|a| matches!(a, Attribute::Audio(audio) if audio.voice)) {
        MediaKind::Voice
    } else if has(|a| matches!(a, Attribute::Audio(_))) {
        MediaKind::Audio
    } else {
        MediaKind::Document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document_media(attributes: Vec<tl::enums::DocumentAttribute>) -> Media {
        let document = tl::types::Document {
            id: 1,
            access_hash: 2,
            file_reference: vec![3],
            date: 0,
            mime_type: "video/mp4".to_owned(),
            size: 1000,
            thumbs: None,
            video_thumbs: None,
            dc_id: 2,
            attributes,
        };
        let media = tl::types::MessageMediaDocument {
            nopremium: false,
            spoiler: false,
            video: false,
            round: false,
            voice: false,
            document: Some(document.into()),
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        };
        Media::from_tl(&media.into()).unwrap()
    }

    fn video(round_message: bool) -> tl::enums::DocumentAttribute {
        tl::types::DocumentAttributeVideo {
            round_message,
            supports_streaming: true,
            nosound: false,
            duration: 2.5,
            w: 640,
            h: 480,
            preload_prefix_size: None,
            video_start_ts: None,
            video_codec: None,
        }
        .into()
    }

    fn audio(voice: bool) -> tl::enums::DocumentAttribute {
        let (title, performer, waveform) = (None, None, None);
        tl::types::DocumentAttributeAudio {
            voice,
            duration: 7,
            title,
            performer,
            waveform,
        }
        .into()
    }

    #[test]
    fn kinds_are_told_apart() {
        let animated = || tl::enums::DocumentAttribute::Animated;
        let sticker = || -> tl::enums::DocumentAttribute {
            tl::types::DocumentAttributeSticker {
                mask: false,
                alt: "🦀".to_owned(),
                stickerset: tl::enums::InputStickerSet::Empty,
                mask_coords: None,
            }
            .into()
        };
        for (attributes, kind) in [
            (vec![], MediaKind::Document),
            (vec![video(false)], MediaKind::Video),
            (vec![video(true)], MediaKind::VideoNote),
            (vec![video(false), animated()], MediaKind::Animation),
            (vec![video(false), sticker()], MediaKind::Sticker),
            (vec![audio(false)], MediaKind::Audio),
            (vec![audio(true)], MediaKind::Voice),
        ] {
            assert_eq!(document_media(attributes).kind(), kind);
        }
        assert_eq!(document_media(vec![sticker()]).emoji(), Some("🦀"));
        assert!(Media::from_tl(&tl::enums::MessageMedia::Empty).is_none());
    }

    #[test]
    fn figures_of_a_video() {
        let name = tl::types::DocumentAttributeFilename {
            file_name: "a.mp4".to_owned(),
        };
        let media = document_media(vec![video(false), name.into()]);
        assert_eq!(media.size(), Some(1000));
        assert_eq!(media.file_name(), Some("a.mp4"));
        assert_eq!(media.duration(), Some(Duration::from_millis(2500)));
        assert_eq!(media.dimensions(), Some((640, 480)));
        assert_eq!(media.mime_type(), Some("video/mp4"));
        assert!(media.is_file());
    }
}
