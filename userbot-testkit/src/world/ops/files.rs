//! Files: from uploaded parts to media, and back to bytes.

use crate::world::data::State;
use crate::world::data::file::{FileData, Shape};
use crate::world::data::message::PollData;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{int, size, zeroed};
use grammers_tl_types::{enums, types};
use std::collections::BTreeMap;

impl State {
    /// Keeps a file and returns its id.
    pub(crate) fn keep_file(&mut self, bytes: Vec<u8>, shape: Shape) -> i64 {
        let (id, access_hash, date) = (self.seed.id(), self.seed.id(), self.now());
        let dc = self.file_dc();
        self.files.insert(
            id,
            FileData {
                id,
                access_hash,
                bytes: bytes.into(),
                date,
                dc,
                reference: 1,
                shape,
            },
        );
        id
    }

    /// Puts the parts of an upload together.
    pub(crate) fn take_upload(
        &mut self,
        me: i64,
        file: &enums::InputFile,
    ) -> Outcome<(Vec<u8>, String)> {
        let (id, parts, name, md5) = match file {
            enums::InputFile::File(file) => {
                (file.id, file.parts, &file.name, Some(&file.md5_checksum))
            }
            enums::InputFile::Big(file) => (file.id, file.parts, &file.name, None),
            enums::InputFile::StoryDocument(_) => return bad("MEDIA_INVALID"),
        };
        if parts < 1 {
            return bad("FILE_PARTS_INVALID");
        }
        let Some(upload) = self.uploads.get(&(me, id)) else {
            return bad("FILE_PART_0_MISSING");
        };
        if upload.big != md5.is_none() {
            return bad("FILE_PARTS_INVALID");
        }
        let mut bytes = Vec::new();
        for part in 0..parts {
            let Some(data) = upload.parts.get(&part) else {
                return Err(Refusal::bad(format!("FILE_PART_{part}_MISSING")));
            };
            bytes.extend_from_slice(data);
        }
        let name = name.clone();
        self.uploads.remove(&(me, id));
        Ok((bytes, name))
    }

    /// What a client wants to send, as the media that others see.
    pub(crate) fn input_media(
        &mut self,
        me: i64,
        media: &enums::InputMedia,
    ) -> Outcome<enums::MessageMedia> {
        match media {
            enums::InputMedia::Empty => bad("MEDIA_EMPTY"),
            enums::InputMedia::UploadedPhoto(photo) => {
                let (bytes, _) = self.take_upload(me, &photo.file)?;
                if bytes.is_empty() {
                    return bad("IMAGE_PROCESS_FAILED");
                }
                let (width, height) = dimensions(&bytes);
                let id = self.keep_file(bytes, Shape::Photo { width, height });
                self.file_media(id, photo.spoiler, photo.ttl_seconds)
            }
            enums::InputMedia::UploadedDocument(document) => {
                let (bytes, name) = self.take_upload(me, &document.file)?;
                let mut attributes = document.attributes.clone();
                if !attributes
                    .iter()
                    .any(|attribute| matches!(attribute, enums::DocumentAttribute::Filename(_)))
                    && !name.is_empty()
                {
                    attributes.push(types::DocumentAttributeFilename { file_name: name }.into());
                }
                let id = self.keep_file(
                    bytes,
                    Shape::Document {
                        mime: document.mime_type.clone(),
                        attributes,
                    },
                );
                self.file_media(id, document.spoiler, document.ttl_seconds)
            }
            enums::InputMedia::Photo(photo) => {
                let enums::InputPhoto::Photo(id) = &photo.id else {
                    return bad("PHOTO_INVALID");
                };
                self.check_file(id.id, id.access_hash, &id.file_reference)?;
                self.file_media(id.id, photo.spoiler, photo.ttl_seconds)
            }
            enums::InputMedia::Document(document) => {
                let enums::InputDocument::Document(id) = &document.id else {
                    return bad("DOCUMENT_INVALID");
                };
                self.check_file(id.id, id.access_hash, &id.file_reference)?;
                self.file_media(id.id, document.spoiler, document.ttl_seconds)
            }
            enums::InputMedia::GeoPoint(point) => Ok(types::MessageMediaGeo {
                geo: geo(&point.geo_point),
            }
            .into()),
            enums::InputMedia::Venue(venue) => Ok(types::MessageMediaVenue {
                geo: geo(&venue.geo_point),
                title: venue.title.clone(),
                address: venue.address.clone(),
                provider: venue.provider.clone(),
                venue_id: venue.venue_id.clone(),
                venue_type: venue.venue_type.clone(),
            }
            .into()),
            enums::InputMedia::Contact(contact) => {
                let user_id = self.by_phone(&contact.phone_number).unwrap_or(0);
                Ok(types::MessageMediaContact {
                    phone_number: contact.phone_number.clone(),
                    first_name: contact.first_name.clone(),
                    last_name: contact.last_name.clone(),
                    vcard: contact.vcard.clone(),
                    user_id,
                }
                .into())
            }
            enums::InputMedia::Dice(dice) => {
                let sides = if dice.emoticon == "🎰" {
                    64
                } else if dice.emoticon == "🏀" || dice.emoticon == "⚽" {
                    5
                } else {
                    6
                };
                let value = i32::try_from(self.seed.next() % sides).unwrap_or(0) + 1;
                Ok(types::MessageMediaDice {
                    value,
                    emoticon: dice.emoticon.clone(),
                    game_outcome: None,
                }
                .into())
            }
            enums::InputMedia::Poll(poll) => self.input_poll(poll),
            _ => bad("MEDIA_INVALID"),
        }
    }

    fn input_poll(&mut self, input: &types::InputMediaPoll) -> Outcome<enums::MessageMedia> {
        let enums::Poll::Poll(wish) = &input.poll;
        let enums::TextWithEntities::Entities(question) = &wish.question;
        if question.text.trim().is_empty() || question.text.chars().count() > 300 {
            return bad("POLL_QUESTION_INVALID");
        }
        if wish.answers.len() < 2 || wish.answers.len() > 12 {
            return bad("POLL_ANSWERS_INVALID");
        }
        let mut poll = wish.clone();
        poll.id = self.seed.id();
        let answers = wish
            .answers
            .iter()
            .zip(0_u8..)
            .map(|(answer, at)| match answer {
                enums::PollAnswer::Answer(answer) => answer.clone(),
                enums::PollAnswer::InputPollAnswer(answer) => types::PollAnswer {
                    text: answer.text.clone(),
                    option: vec![b'0' + at],
                    media: None,
                    added_by: None,
                    date: None,
                },
            });
        let answers: Vec<types::PollAnswer> = answers.collect();
        let mut options: Vec<_> = answers.iter().map(|answer| answer.option.clone()).collect();
        let all = options.len();
        options.sort();
        options.dedup();
        if options.len() != all {
            return bad("POLL_OPTION_DUPLICATE");
        }
        let correct = input.correct_answers.iter().flatten();
        let correct: Vec<Vec<u8>> = correct
            .filter_map(|at| answers.get(size(*at)))
            .map(|answer| answer.option.clone())
            .collect();
        if poll.quiz && correct.len() != 1 {
            return bad(if correct.is_empty() {
                "QUIZ_CORRECT_ANSWERS_EMPTY"
            } else {
                "QUIZ_CORRECT_ANSWERS_TOO_MUCH"
            });
        }
        poll.answers = answers.into_iter().map(Into::into).collect();
        let data = PollData {
            poll: poll.clone(),
            correct,
            solution: input.solution.clone(),
            votes: BTreeMap::new(),
        };
        self.polls.insert(poll.id, data);
        let results = enums::PollResults::Results(Box::new(zeroed()));
        Ok(types::MessageMediaPoll {
            poll: poll.into(),
            results,
            attached_media: None,
        }
        .into())
    }

    /// A kept file as media.
    pub(crate) fn file_media(
        &self,
        id: i64,
        spoiler: bool,
        ttl_seconds: Option<i32>,
    ) -> Outcome<enums::MessageMedia> {
        let file = self
            .files
            .get(&id)
            .ok_or_else(|| Refusal::bad("MEDIA_EMPTY"))?;
        Ok(match &file.shape {
            Shape::Photo { .. } => {
                let mut media: types::MessageMediaPhoto = zeroed();
                media.spoiler = spoiler;
                media.photo = Some(view_photo(file));
                media.ttl_seconds = ttl_seconds;
                media.into()
            }
            Shape::Document { attributes, .. } => {
                let mut media: types::MessageMediaDocument = zeroed();
                media.spoiler = spoiler;
                media.document = Some(view_document(file));
                media.ttl_seconds = ttl_seconds;
                for attribute in attributes {
                    match attribute {
                        enums::DocumentAttribute::Audio(audio) => media.voice |= audio.voice,
                        enums::DocumentAttribute::Video(video) => {
                            media.video = true;
                            media.round |= video.round_message;
                        }
                        _ => {}
                    }
                }
                media.into()
            }
        })
    }

    /// Is this a reference to a file as it should be?
    pub(crate) fn check_file(
        &self,
        id: i64,
        access_hash: i64,
        reference: &[u8],
    ) -> Outcome<&FileData> {
        let file = self
            .files
            .get(&id)
            .filter(|file| file.access_hash == access_hash);
        let file = file.ok_or_else(|| Refusal::bad("FILE_ID_INVALID"))?;
        if reference.is_empty() {
            return bad("FILE_REFERENCE_EMPTY");
        }
        if reference != reference_of(file) {
            return bad("FILE_REFERENCE_EXPIRED");
        }
        Ok(file)
    }

    /// Makes all references to files old; those in messages are given anew with the message.
    pub(crate) fn expire_references(&mut self) {
        for file in self.files.values_mut() {
            file.reference += 1;
        }
        let Self {
            messages, files, ..
        } = self;
        for message in messages.values_mut().flat_map(BTreeMap::values_mut) {
            match &mut message.media {
                Some(enums::MessageMedia::Photo(media)) => {
                    if let Some(enums::Photo::Photo(photo)) = &mut media.photo
                        && let Some(file) = files.get(&photo.id)
                    {
                        photo.file_reference = reference_of(file);
                    }
                }
                Some(enums::MessageMedia::Document(media)) => {
                    if let Some(enums::Document::Document(document)) = &mut media.document
                        && let Some(file) = files.get(&document.id)
                    {
                        document.file_reference = reference_of(file);
                    }
                }
                _ => {}
            }
        }
    }

    pub(crate) fn by_phone(&self, phone: &str) -> Option<i64> {
        let digits = |text: &str| {
            text.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        };
        let wanted = digits(phone);
        self.users
            .values()
            .find(|user| {
                !wanted.is_empty() && user.phone.as_deref().map(digits).as_ref() == Some(&wanted)
            })
            .map(|user| user.id)
    }
}

fn reference_of(file: &FileData) -> Vec<u8> {
    [
        &file.id.to_le_bytes()[..],
        &file.reference.to_le_bytes()[..],
    ]
    .concat()
}

/// A photo with one size.
pub(crate) fn view_photo(file: &FileData) -> enums::Photo {
    let Shape::Photo { width, height } = file.shape else {
        return types::PhotoEmpty { id: file.id }.into();
    };
    let length = int(file.bytes.len());
    types::Photo {
        has_stickers: false,
        id: file.id,
        access_hash: file.access_hash,
        file_reference: reference_of(file),
        date: file.date,
        sizes: vec![
            types::PhotoSize {
                r#type: "x".to_owned(),
                w: width,
                h: height,
                size: length,
            }
            .into(),
        ],
        video_sizes: None,
        dc_id: file.dc,
    }
    .into()
}

/// A document.
pub(crate) fn view_document(file: &FileData) -> enums::Document {
    let Shape::Document { mime, attributes } = &file.shape else {
        return types::DocumentEmpty { id: file.id }.into();
    };
    types::Document {
        id: file.id,
        access_hash: file.access_hash,
        file_reference: reference_of(file),
        date: file.date,
        mime_type: mime.clone(),
        size: i64::from(int(file.bytes.len())),
        thumbs: None,
        video_thumbs: None,
        dc_id: file.dc,
        attributes: attributes.clone(),
    }
    .into()
}

fn geo(point: &enums::InputGeoPoint) -> enums::GeoPoint {
    match point {
        enums::InputGeoPoint::Empty => enums::GeoPoint::Empty,
        enums::InputGeoPoint::Point(point) => types::GeoPoint {
            long: point.long,
            lat: point.lat,
            access_hash: 1,
            accuracy_radius: point.accuracy_radius,
        }
        .into(),
    }
}

/// Width and height of a PNG; any other picture is said to be 800 by 600.
pub(crate) fn dimensions(bytes: &[u8]) -> (i32, i32) {
    let number = |at: usize| {
        bytes
            .get(at..at + 4)
            .and_then(|four| four.try_into().ok())
            .map(i32::from_be_bytes)
    };
    if bytes.starts_with(b"\x89PNG")
        && let (Some(width), Some(height)) = (number(16), number(20))
        && (1..20_000).contains(&width)
        && (1..20_000).contains(&height)
    {
        return (width, height);
    }
    (800, 600)
}
