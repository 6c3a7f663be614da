//! Changes that put something into a message.

use grammers_tl_types as tl;

use crate::samples::*;

pub(super) type Change = fn(&mut tl::types::Message);

pub(super) const PLAIN: Change = |_| {};

pub(super) fn video(raw: &mut tl::types::Message) {
    let attribute = tl::types::DocumentAttributeVideo {
        round_message: false,
        supports_streaming: true,
        nosound: false,
        duration: 1.0,
        w: 1,
        h: 1,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    };
    raw.media = file("video/mp4", vec![attribute.into()]);
}

pub(super) fn round_video(raw: &mut tl::types::Message) {
    video(raw);
    let Some(tl::enums::MessageMedia::Document(media)) = &mut raw.media else {
        unreachable!()
    };
    let Some(tl::enums::Document::Document(document)) = &mut media.document else {
        unreachable!()
    };
    let Some(tl::enums::DocumentAttribute::Video(video)) = document.attributes.first_mut() else {
        unreachable!()
    };
    video.round_message = true;
}

pub(super) fn sound(raw: &mut tl::types::Message, voice: bool) {
    let attribute = tl::types::DocumentAttributeAudio {
        voice,
        duration: 1,
        title: None,
        performer: None,
        waveform: None,
    };
    raw.media = file("audio/ogg", vec![attribute.into()]);
}

pub(super) fn music(raw: &mut tl::types::Message) {
    sound(raw, false);
}

pub(super) fn voice(raw: &mut tl::types::Message) {
    sound(raw, true);
}

pub(super) fn document(raw: &mut tl::types::Message) {
    raw.media = file("text/plain", Vec::new());
}

pub(super) fn audio_file(raw: &mut tl::types::Message) {
    raw.media = file("audio/flac", Vec::new());
}

pub(super) fn video_file(raw: &mut tl::types::Message) {
    raw.media = file("video/x-matroska", Vec::new());
}

pub(super) fn sticker(raw: &mut tl::types::Message) {
    let attribute = tl::types::DocumentAttributeSticker {
        mask: false,
        alt: "🙂".to_owned(),
        stickerset: tl::enums::InputStickerSet::Empty,
        mask_coords: None,
    };
    raw.media = file("image/webp", vec![attribute.into()]);
}

pub(super) fn animation(raw: &mut tl::types::Message) {
    video(raw);
    let Some(tl::enums::MessageMedia::Document(media)) = &mut raw.media else {
        unreachable!()
    };
    let Some(tl::enums::Document::Document(document)) = &mut media.document else {
        unreachable!()
    };
    document
        .attributes
        .push(tl::enums::DocumentAttribute::Animated);
}

pub(super) fn photo(raw: &mut tl::types::Message) {
    raw.media = Some(
        tl::types::MessageMediaPhoto {
            spoiler: false,
            live_photo: false,
            photo: Some(tl::types::PhotoEmpty { id: 1 }.into()),
            ttl_seconds: None,
            video: None,
        }
        .into(),
    );
}

pub(super) fn poll(raw: &mut tl::types::Message) {
    let question = tl::types::TextWithEntities {
        text: "?".to_owned(),
        entities: Vec::new(),
    };
    let poll = tl::types::Poll {
        id: 1,
        closed: false,
        public_voters: false,
        multiple_choice: false,
        quiz: false,
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: question.into(),
        answers: Vec::new(),
        close_period: None,
        close_date: None,
        countries_iso2: None,
        hash: 0,
    };
    let results = tl::types::PollResults {
        min: true,
        has_unread_votes: false,
        can_view_stats: false,
        results: None,
        total_voters: None,
        recent_voters: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    };
    raw.media = Some(
        tl::types::MessageMediaPoll {
            poll: poll.into(),
            results: results.into(),
            attached_media: None,
        }
        .into(),
    );
}

pub(super) fn location(raw: &mut tl::types::Message) {
    raw.media = Some(
        tl::types::MessageMediaGeo {
            geo: tl::enums::GeoPoint::Empty,
        }
        .into(),
    );
}

pub(super) fn contact(raw: &mut tl::types::Message) {
    raw.media = Some(
        tl::types::MessageMediaContact {
            phone_number: "1".to_owned(),
            first_name: "A".to_owned(),
            last_name: String::new(),
            vcard: String::new(),
            user_id: 5,
        }
        .into(),
    );
}

pub(super) fn dice(raw: &mut tl::types::Message) {
    raw.media = Some(
        tl::types::MessageMediaDice {
            value: 6,
            emoticon: "🎲".to_owned(),
            game_outcome: None,
        }
        .into(),
    );
}

pub(super) fn link_preview(raw: &mut tl::types::Message) {
    raw.media = Some(
        tl::types::MessageMediaWebPage {
            force_large_media: false,
            force_small_media: false,
            manual: false,
            safe: false,
            webpage: tl::types::WebPageEmpty { id: 1, url: None }.into(),
        }
        .into(),
    );
}

pub(super) fn forwarded(raw: &mut tl::types::Message) {
    raw.fwd_from = Some(
        tl::types::MessageFwdHeader {
            imported: false,
            saved_out: false,
            from_id: None,
            from_name: Some("Somebody".to_owned()),
            date: 1,
            channel_post: None,
            post_author: None,
            saved_from_peer: None,
            saved_from_msg_id: None,
            saved_from_id: None,
            saved_from_name: None,
            saved_date: None,
            psa_type: None,
        }
        .into(),
    );
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the reply of a message is optional"
)]
pub(super) fn reply_header(forum_topic: bool) -> Option<tl::enums::MessageReplyHeader> {
    Some(
        tl::types::MessageReplyHeader {
            reply_to_scheduled: false,
            forum_topic,
            quote: false,
            reply_to_ephemeral: false,
            reply_to_msg_id: Some(5),
            reply_to_peer_id: None,
            reply_from: None,
            reply_media: None,
            reply_to_top_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            todo_item_id: None,
            poll_option: None,
        }
        .into(),
    )
}
