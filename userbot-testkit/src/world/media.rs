//! Media that actors send.

use super::content::Content;
use super::data::State;
use super::data::file::Shape;
use super::data::message::PollData;
use super::ops::files::dimensions;
use super::refusal::Outcome;
use super::tl::{b, bare, plain, z, zeroed};
use grammers_tl_types::{enums, types};
use std::collections::BTreeMap;

/// Describes a file, picture or other thing that an actor sends with [`User::send_media`](super::User::send_media).
#[derive(Clone, Debug)]
pub struct Media {
    kind: Kind,
    caption: String,
    spoiler: bool,
    thumb: Option<Content>,
}

#[derive(Clone, Debug)]
enum Kind {
    Photo(Content),
    Document {
        bytes: Content,
        mime: String,
        attributes: Vec<enums::DocumentAttribute>,
    },
    Location(f64, f64),
    Dice(String),
    Contact {
        phone: String,
        first_name: String,
    },
    Poll {
        question: String,
        answers: Vec<String>,
    },
}

impl Media {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            caption: String::new(),
            spoiler: false,
            thumb: None,
        }
    }

    fn file(
        bytes: impl Into<Content>,
        mime: &str,
        attributes: Vec<enums::DocumentAttribute>,
    ) -> Self {
        Self::of(Kind::Document {
            bytes: bytes.into(),
            mime: mime.to_owned(),
            attributes,
        })
    }

    /// Makes a photo.
    pub fn photo(bytes: impl Into<Content>) -> Self {
        Self::of(Kind::Photo(bytes.into()))
    }

    /// Makes a file with a name and a MIME type.
    pub fn document(name: &str, mime: &str, bytes: impl Into<Content>) -> Self {
        Self::file(
            bytes,
            mime,
            vec![
                types::DocumentAttributeFilename {
                    file_name: name.to_owned(),
                }
                .into(),
            ],
        )
    }

    /// Makes a voice message of so many seconds.
    pub fn voice(seconds: i32, bytes: impl Into<Content>) -> Self {
        let mut audio: types::DocumentAttributeAudio = zeroed();
        audio.voice = true;
        audio.duration = seconds;
        Self::file(bytes, "audio/ogg", vec![audio.into()])
    }

    /// Makes a piece of music.
    pub fn audio(performer: &str, title: &str, seconds: i32, bytes: impl Into<Content>) -> Self {
        let mut audio: types::DocumentAttributeAudio = zeroed();
        audio.duration = seconds;
        audio.title = Some(title.to_owned());
        audio.performer = Some(performer.to_owned());
        Self::file(bytes, "audio/mpeg", vec![audio.into()])
    }

    /// Makes a video of so many seconds.
    pub fn video(seconds: i32, bytes: impl Into<Content>) -> Self {
        let mut video: types::DocumentAttributeVideo = zeroed();
        video.supports_streaming = true;
        video.duration = f64::from(seconds);
        (video.w, video.h) = (640, 360);
        Self::file(bytes, "video/mp4", vec![video.into()])
    }

    /// Makes a round video message.
    pub fn video_note(seconds: i32, bytes: impl Into<Content>) -> Self {
        let mut video: types::DocumentAttributeVideo = zeroed();
        video.round_message = true;
        video.duration = f64::from(seconds);
        (video.w, video.h) = (240, 240);
        Self::file(bytes, "video/mp4", vec![video.into()])
    }

    /// Makes an animation, as GIFs are sent.
    pub fn animation(bytes: impl Into<Content>) -> Self {
        let mut video: types::DocumentAttributeVideo = zeroed();
        (video.w, video.h) = (320, 240);
        Self::file(
            bytes,
            "video/mp4",
            vec![video.into(), enums::DocumentAttribute::Animated],
        )
    }

    /// Makes a sticker that stands for an emoji.
    pub fn sticker(emoji: &str, bytes: impl Into<Content>) -> Self {
        let sticker = types::DocumentAttributeSticker {
            mask: false,
            alt: emoji.to_owned(),
            stickerset: enums::InputStickerSet::Empty,
            mask_coords: None,
        };
        let size = types::DocumentAttributeImageSize { w: 512, h: 512 };
        Self::file(bytes, "image/webp", vec![size.into(), sticker.into()])
    }

    /// Makes a place on the map.
    pub fn location(latitude: f64, longitude: f64) -> Self {
        Self::of(Kind::Location(latitude, longitude))
    }

    /// Makes a dice or another emoji that shows a random value.
    pub fn dice(emoji: &str) -> Self {
        Self::of(Kind::Dice(emoji.to_owned()))
    }

    /// Makes the card of a contact who is not on Telegram.
    pub fn contact(phone: &str, first_name: &str) -> Self {
        Self::of(Kind::Contact {
            phone: phone.to_owned(),
            first_name: first_name.to_owned(),
        })
    }

    /// Makes a poll.
    pub fn poll<'a>(question: &str, answers: impl IntoIterator<Item = &'a str>) -> Self {
        let answers = answers.into_iter().map(str::to_owned).collect();
        Self::of(Kind::Poll {
            question: question.to_owned(),
            answers,
        })
    }

    /// Adds a caption.
    pub fn caption(mut self, caption: &str) -> Self {
        caption.clone_into(&mut self.caption);
        self
    }

    /// Hides it behind a spoiler.
    pub fn spoiler(mut self) -> Self {
        self.spoiler = true;
        self
    }

    /// Adds a small picture of it.
    pub fn thumbnail(mut self, bytes: impl Into<Content>) -> Self {
        self.thumb = Some(bytes.into());
        self
    }

    /// Puts it into the world; returns it with the caption.
    pub(crate) fn place(self, state: &mut State) -> Outcome<(enums::MessageMedia, String)> {
        let media = match self.kind {
            Kind::Photo(bytes) => {
                let (width, height) = dimensions(&bytes.bytes(0, 32));
                let id = state.keep_file_with(bytes, self.thumb, Shape::Photo { width, height });
                state.file_media(id, self.spoiler, None)?
            }
            Kind::Document {
                bytes,
                mime,
                attributes,
            } => {
                let id =
                    state.keep_file_with(bytes, self.thumb, Shape::Document { mime, attributes });
                state.file_media(id, self.spoiler, None)?
            }
            Kind::Location(lat, long) => types::MessageMediaGeo {
                geo: types::GeoPoint {
                    long,
                    lat,
                    access_hash: 1,
                    accuracy_radius: None,
                }
                .into(),
            }
            .into(),
            Kind::Dice(emoticon) => {
                let value = i32::try_from(state.seed.next() % 6).unwrap_or(0) + 1;
                types::MessageMediaDice {
                    value,
                    emoticon,
                    game_outcome: None,
                }
                .into()
            }
            Kind::Contact { phone, first_name } => types::MessageMediaContact {
                phone_number: phone,
                first_name,
                last_name: String::new(),
                vcard: String::new(),
                user_id: 0,
            }
            .into(),
            Kind::Poll { question, answers } => poll(state, &question, answers),
        };
        Ok((media, self.caption))
    }
}

fn poll(state: &mut State, question: &str, answers: Vec<String>) -> enums::MessageMedia {
    let answers: Vec<enums::PollAnswer> = answers
        .into_iter()
        .zip(0_u8..)
        .map(|(text, at)| {
            types::PollAnswer {
                text: plain(&text),
                option: vec![b'0' + at],
                media: None,
                added_by: None,
                date: None,
            }
            .into()
        })
        .collect();
    let poll: types::Poll = bare(&[
        b(&state.seed.id()),
        z(),
        b(&plain(question)),
        b(&answers),
        b(&0_i64),
    ]);
    let data = PollData {
        poll: poll.clone(),
        correct: Vec::new(),
        solution: None,
        votes: BTreeMap::new(),
    };
    state.polls.insert(poll.id, data);
    let results = enums::PollResults::Results(Box::new(zeroed()));
    types::MessageMediaPoll {
        poll: poll.into(),
        results,
        attached_media: None,
    }
    .into()
}
