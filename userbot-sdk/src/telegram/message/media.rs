//! What is attached to a message.

use std::borrow::Cow;
use std::time::Duration;

use grammers_tl_types as tl;

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
        })
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
        Some(match self.file()? {
            FileRef::Document(document) => (
                document.dc_id,
                tl::types::InputDocumentFileLocation {
                    id: document.id,
                    access_hash: document.access_hash,
                    file_reference: document.file_reference.clone(),
                    thumb_size: String::new(),
                }
                .into(),
            ),
            FileRef::Photo(photo) => (
                photo.dc_id,
                tl::types::InputPhotoFileLocation {
                    id: photo.id,
                    access_hash: photo.access_hash,
                    file_reference: photo.file_reference.clone(),
                    thumb_size: largest(photo)?.0.to_owned(),
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
