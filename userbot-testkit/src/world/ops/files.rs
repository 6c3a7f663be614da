//! Files: from uploaded parts to media, and back to bytes.

use crate::world::content::{Content, Generated};
use crate::world::data::State;
use crate::world::data::file::{FileData, Part, Shape, Upload};
use crate::world::data::message::PollData;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{b, bare, int, size, z, zeroed};
use grammers_tl_types::{enums, types};
use md5::{Digest as _, Md5};
use std::collections::BTreeMap;

/// The largest part, in bytes.
const PART: usize = 512 * 1024;
/// How many parts a file may have, without Telegram Premium and with it.
const PARTS: i32 = 4000;
const PREMIUM_PARTS: i32 = 8000;
/// Larger files are uploaded in the way of big ones, and no photo is larger.
const SMALL: u64 = 10 * 1024 * 1024;
/// The name of the small picture among the sizes of a file.
pub(crate) const THUMB: &str = "m";

impl State {
    /// Keeps a file and returns its id.
    pub(crate) fn keep_file(&mut self, content: impl Into<Content>, shape: Shape) -> i64 {
        self.keep_file_with(content, None, shape)
    }

    /// Keeps a file with a small picture of it, and returns its id.
    pub(crate) fn keep_file_with(
        &mut self,
        content: impl Into<Content>,
        thumb: Option<Content>,
        shape: Shape,
    ) -> i64 {
        let (id, access_hash, date) = (self.seed.id(), self.seed.id(), self.now());
        let dc = self.file_dc();
        self.files.insert(
            id,
            FileData {
                id,
                access_hash,
                content: content.into(),
                thumb,
                date,
                dc,
                reference: 1,
                shape,
                cdn: None,
            },
        );
        id
    }

    /// Keeps a part of an upload, after the checks that the servers make.
    pub(crate) fn keep_part(
        &mut self,
        me: i64,
        (id, part): (i64, i32),
        bytes: &[u8],
        total: Option<i32>,
    ) -> Outcome<()> {
        let big = total.is_some();
        let premium = self.users.get(&me).is_some_and(|user| user.premium);
        let most = if premium { PREMIUM_PARTS } else { PARTS };
        if !(0..most).contains(&part) {
            return bad("FILE_PART_INVALID");
        }
        if bytes.is_empty() {
            return bad("FILE_PART_EMPTY");
        }
        if bytes.len() > PART {
            return bad("FILE_PART_TOO_BIG");
        }
        let known = self.switches.known_content;
        let upload = self.uploads.entry((me, id)).or_default();
        let total = total.filter(|total| *total != -1);
        if let Some(total) = total {
            if part >= total || upload.total.is_some_and(|before| before != total) {
                return bad("FILE_PARTS_INVALID");
            }
            upload.total = Some(total);
        }
        upload.big = big;
        let size = upload
            .parts
            .values()
            .map(Part::len)
            .max()
            .unwrap_or(0)
            .max(bytes.len());
        let offset = u64::try_from(part).unwrap_or(0) * size as u64;
        let kept = match known.filter(|known| known.matches(offset, bytes)) {
            Some(known) => Part::Known(known, offset, bytes.len()),
            None => Part::Bytes(bytes.to_vec()),
        };
        upload.parts.insert(part, kept);
        Ok(())
    }

    /// Puts the parts of an upload together.
    pub(crate) fn take_upload(
        &mut self,
        me: i64,
        file: &enums::InputFile,
    ) -> Outcome<(Content, String)> {
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
        if upload.big != md5.is_none() || upload.total.is_some_and(|total| total != parts) {
            return bad("FILE_PARTS_INVALID");
        }
        let content = assemble(upload, parts)?;
        if let Some(md5) = md5 {
            if content.size() > SMALL {
                return bad("FILE_PARTS_INVALID");
            }
            if !md5.is_empty() && *md5 != hex(&Md5::digest(content.to_vec())) {
                return bad("MD5_CHECKSUM_INVALID");
            }
        }
        let name = name.clone();
        if let Some(upload) = self.uploads.get_mut(&(me, id)) {
            upload.sent = true;
        }
        Ok((content, name))
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
                let (content, _) = self.take_upload(me, &photo.file)?;
                if content.size() == 0 || content.size() > SMALL {
                    return bad("IMAGE_PROCESS_FAILED");
                }
                let (width, height) = dimensions(&content.bytes(0, 32));
                let id = self.keep_file(content, Shape::Photo { width, height });
                self.file_media(id, photo.spoiler, photo.ttl_seconds)
            }
            enums::InputMedia::UploadedDocument(document) => {
                let (content, name) = self.take_upload(me, &document.file)?;
                let thumb = match &document.thumb {
                    Some(thumb) => Some(self.take_upload(me, thumb)?.0),
                    None => None,
                };
                let mut attributes = document.attributes.clone();
                if !attributes
                    .iter()
                    .any(|attribute| matches!(attribute, enums::DocumentAttribute::Filename(_)))
                    && !name.is_empty()
                {
                    attributes.push(types::DocumentAttributeFilename { file_name: name }.into());
                }
                let id = self.keep_file_with(
                    content,
                    thumb,
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
            enums::InputMedia::GeoLive(live) => live_place(live),
            enums::InputMedia::WebPage(page) => self.input_page(page),
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

    /// The preview of a link that the sender chose: of the pages that the world has.
    fn input_page(&mut self, input: &types::InputMediaWebPage) -> Outcome<enums::MessageMedia> {
        let Some(page) = self.pages.get(&input.url).cloned() else {
            // Optional or not: without a page there is nothing to show.
            return bad("WEBPAGE_NOT_FOUND");
        };
        let mut media = web_page(page);
        if let enums::MessageMedia::WebPage(media) = &mut media {
            media.force_large_media = input.force_large_media;
            media.force_small_media = input.force_small_media;
            media.manual = true;
        }
        Ok(media)
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

/// A page as the preview of a link.
pub(crate) fn web_page(page: types::WebPage) -> enums::MessageMedia {
    let media: types::MessageMediaWebPage = bare(&[z(), b(&enums::WebPage::from(page))]);
    media.into()
}

/// A place that moves for a time.
fn live_place(live: &types::InputMediaGeoLive) -> Outcome<enums::MessageMedia> {
    let period = if live.stopped {
        0
    } else {
        live.period.unwrap_or(0)
    };
    let forever = period == i32::MAX;
    if !live.stopped && !forever && !(60..=86_400).contains(&period) {
        return bad("MEDIA_INVALID");
    }
    Ok(types::MessageMediaGeoLive {
        geo: geo(&live.geo_point),
        heading: live.heading,
        period,
        proximity_notification_radius: live.proximity_notification_radius,
    }
    .into())
}

/// Joins the parts of an upload; all but the last have the same size, which divides the largest one.
fn assemble(upload: &Upload, parts: i32) -> Outcome<Content> {
    let mut sizes = Vec::new();
    for part in 0..parts {
        match upload.parts.get(&part) {
            Some(part) => sizes.push(part.len()),
            None => return Err(Refusal::bad(format!("FILE_PART_{part}_MISSING"))),
        }
    }
    if upload.parts.len() > sizes.len() {
        return bad("FILE_PARTS_INVALID");
    }
    let first = sizes.first().copied().unwrap_or(0);
    let (last, others) = sizes.split_last().unwrap_or((&0, &[]));
    if others.iter().any(|size| *size != first) || (!others.is_empty() && *last > first) {
        return bad("FILE_PART_SIZE_CHANGED");
    }
    if !others.is_empty() && (!first.is_multiple_of(1024) || !PART.is_multiple_of(first)) {
        return bad("FILE_PART_SIZE_INVALID");
    }
    let total: u64 = sizes.iter().map(|size| *size as u64).sum();
    let mut known = None;
    let mut at = 0;
    for part in upload.parts.values() {
        let generated = match part {
            Part::Known(generated, offset, _) if *offset == at => Some(*generated),
            // The last part may have come before its place was known.
            Part::Bytes(bytes) => known.filter(|one: &Generated| one.matches(at, bytes)),
            Part::Known(..) => None,
        };
        known = generated;
        if known.is_none() {
            break;
        }
        at += part.len() as u64;
    }
    if let Some(generated) = known.filter(|known| known.size() == total) {
        return Ok(generated.into());
    }
    let bytes: Vec<u8> = upload.parts.values().flat_map(Part::bytes).collect();
    Ok(bytes.into())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn reference_of(file: &FileData) -> Vec<u8> {
    [
        &file.id.to_le_bytes()[..],
        &file.reference.to_le_bytes()[..],
    ]
    .concat()
}

/// The small picture of a file.
fn thumb_size(file: &FileData) -> Option<enums::PhotoSize> {
    let thumb = file.thumb.as_ref()?;
    let (width, height) = dimensions(&thumb.bytes(0, 32));
    Some(
        types::PhotoSize {
            r#type: THUMB.to_owned(),
            w: width.min(320),
            h: height.min(320),
            size: int(usize::try_from(thumb.size()).unwrap_or(usize::MAX)),
        }
        .into(),
    )
}

/// A photo with one size, and a small one if there is any.
pub(crate) fn view_photo(file: &FileData) -> enums::Photo {
    let Shape::Photo { width, height } = file.shape else {
        return types::PhotoEmpty { id: file.id }.into();
    };
    let length = int(usize::try_from(file.content.size()).unwrap_or(usize::MAX));
    let full = types::PhotoSize {
        r#type: "x".to_owned(),
        w: width,
        h: height,
        size: length,
    };
    types::Photo {
        has_stickers: false,
        id: file.id,
        access_hash: file.access_hash,
        file_reference: reference_of(file),
        date: file.date,
        sizes: thumb_size(file).into_iter().chain([full.into()]).collect(),
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
        size: i64::try_from(file.content.size()).unwrap_or(i64::MAX),
        thumbs: thumb_size(file).map(|size| vec![size]),
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
