//! Every filter: a message that passes and one that does not, in every kind of chat.

mod contents;

use self::contents::*;
use super::*;
use crate::samples::*;
use crate::telegram::{
    Album, Event, Message, PeerId, Reaction, ReactionKind, Typing, TypingAction,
};

fn answer(spec: &FilterSpec, subject: &Subject<'_>) -> Answer {
    Filter::compile(spec).unwrap().quick(subject)
}

fn passes(spec: &FilterSpec, message: &Message) -> bool {
    let event = Event::Message(message.clone());
    match answer(spec, &Subject::of_event(&event)) {
        Answer::Pass => true,
        Answer::Fail => false,
        other => panic!("{spec:?}: {other:?}"),
    }
}

/// Checks in every kind of chat that a filter passes one message and stops another, and that
/// `not(…)` does the opposite.
#[track_caller]
fn check(spec: &'static FilterSpec, pass: Change, fail: Change) {
    let client = client();
    for chat in CHATS {
        let good = message(&client, chat, pass);
        let bad = message(&client, chat, fail);
        assert!(
            passes(spec, &good),
            "{spec:?} stops its message in {chat:?}"
        );
        assert!(
            !passes(spec, &bad),
            "{spec:?} passes a wrong message in {chat:?}"
        );
        assert!(
            !passes(&FilterSpec::Not(spec), &good),
            "not {spec:?} in {chat:?}"
        );
        assert!(
            passes(&FilterSpec::Not(spec), &bad),
            "not {spec:?} in {chat:?}"
        );
    }
}

#[test]
fn direction() {
    check(&FilterSpec::Outgoing, |raw| raw.out = true, PLAIN);
    check(&FilterSpec::Incoming, PLAIN, |raw| raw.out = true);
    let client = client();
    let saved = message(&client, PeerId::User(ME), |raw| raw.from_id = None);
    assert!(passes(&FilterSpec::Outgoing, &saved));
    assert!(!passes(&FilterSpec::Incoming, &saved));
}

#[test]
fn kinds_of_chats() {
    let client = client();
    let chats = [
        PeerId::User(ANN),
        PeerId::User(ROBOT),
        PeerId::User(ME),
        GROUP,
        CLUB,
        NEWS,
    ];
    let expected = [
        (FilterSpec::Private, [true, true, true, false, false, false]),
        (FilterSpec::Groups, [false, false, false, true, true, false]),
        (
            FilterSpec::Supergroups,
            [false, false, false, false, true, false],
        ),
        (
            FilterSpec::Channels,
            [false, false, false, false, false, true],
        ),
        (FilterSpec::Saved, [false, false, true, false, false, false]),
    ];
    for (spec, expected) in expected {
        let found = chats.map(|chat| passes(&spec, &message(&client, chat, PLAIN)));
        assert_eq!(found, expected, "{spec:?}");
    }
}

#[test]
fn chats_by_any_form_of_the_id_and_by_username() {
    let client = client();
    let cases: [(&'static [PeerSpec], [bool; 4]); 9] = [
        (&[PeerSpec::Id(2)], [true, false, false, false]),
        (&[PeerSpec::Id(20)], [false, true, false, false]),
        (&[PeerSpec::Id(-20)], [false, true, false, false]),
        (&[PeerSpec::Id(30)], [false, false, true, false]),
        (
            &[PeerSpec::Id(-1_000_000_000_030)],
            [false, false, true, false],
        ),
        (
            &[PeerSpec::Id(-1_000_000_000_040), PeerSpec::Username("ANN")],
            [true, false, false, true],
        ),
        (&[PeerSpec::Username("club")], [false, false, true, false]),
        (&[PeerSpec::Username("@club")], [false, false, true, false]),
        (&[PeerSpec::Me, PeerSpec::Id(-30)], [false; 4]),
    ];
    for (chats, expected) in cases {
        let spec = FilterSpec::Chats(chats);
        let found = CHATS.map(|chat| passes(&spec, &message(&client, chat, PLAIN)));
        assert_eq!(found, expected, "{spec:?}");
    }
    let saved = message(&client, PeerId::User(ME), PLAIN);
    assert!(passes(&FilterSpec::Chats(&[PeerSpec::Me]), &saved));
}

#[test]
fn senders() {
    let by_robot: Change = |raw| raw.from_id = Some(PeerId::User(ROBOT).to_tl());
    let by_ann: Change = |raw| raw.from_id = Some(PeerId::User(ANN).to_tl());
    let by_me: Change = |raw| raw.out = true;
    let by_ann_only: Change = |raw| raw.from_id = Some(PeerId::User(ANN).to_tl());
    check(&FilterSpec::Bots, by_robot, by_ann);
    check(
        &FilterSpec::Senders(&[PeerSpec::Id(9), PeerSpec::Id(2)]),
        by_ann,
        by_robot,
    );
    check(
        &FilterSpec::Senders(&[PeerSpec::Username("ann")]),
        by_ann_only,
        by_robot,
    );
    check(&FilterSpec::Senders(&[PeerSpec::Me]), by_me, PLAIN);
    let client = client();
    assert!(passes(
        &FilterSpec::Senders(&[PeerSpec::Id(40)]),
        &message(&client, NEWS, PLAIN)
    ));
}

#[test]
fn topics() {
    let client = client();
    let inside = message(&client, CLUB, |raw| raw.reply_to = reply_header(true));
    let general = message(&client, CLUB, PLAIN);
    assert!(passes(&FilterSpec::Topics(&[4, 5]), &inside));
    assert!(!passes(&FilterSpec::Topics(&[4]), &inside));
    assert!(passes(&FilterSpec::Topics(&[1]), &general));
    for chat in [PeerId::User(ANN), GROUP, NEWS] {
        assert!(!passes(
            &FilterSpec::Topics(&[1, 5]),
            &message(&client, chat, PLAIN)
        ));
    }
}

#[test]
fn commands() {
    let client = client();
    for chat in CHATS {
        let event = Event::Message(message(&client, chat, PLAIN));
        let mut subject = Subject::of_event(&event);
        assert_eq!(answer(&FilterSpec::Command, &subject), Answer::Fail);
        subject.command = true;
        assert_eq!(answer(&FilterSpec::Command, &subject), Answer::Pass);
    }
}

#[test]
fn editable() {
    check(&FilterSpec::Editable, |raw| raw.out = true, PLAIN);
    check(
        &FilterSpec::Editable,
        |raw| raw.out = true,
        |raw| {
            raw.out = true;
            forwarded(raw);
        },
    );
    check(
        &FilterSpec::Editable,
        |raw| raw.out = true,
        |raw| {
            raw.out = true;
            sticker(raw);
        },
    );
    check(
        &FilterSpec::Editable,
        |raw| raw.out = true,
        |raw| {
            raw.out = true;
            raw.via_bot_id = Some(ROBOT);
        },
    );
}

#[test]
fn content() {
    check(&FilterSpec::Text, PLAIN, |raw| raw.message.clear());
    check(&FilterSpec::Media, photo, PLAIN);
    check(&FilterSpec::Media, poll, link_preview);
    check(&FilterSpec::Photo, photo, document);
    for pass in [video as Change, round_video, video_file] {
        for fail in [photo as Change, animation, document] {
            check(&FilterSpec::Video, pass, fail);
        }
    }
    for pass in [music as Change, audio_file] {
        for fail in [voice as Change, video, document] {
            check(&FilterSpec::Audio, pass, fail);
        }
    }
    check(&FilterSpec::Voice, voice, music);
    for fail in [
        photo as Change,
        video,
        video_file,
        music,
        audio_file,
        voice,
        sticker,
        animation,
    ] {
        check(&FilterSpec::Document, document, fail);
    }
    check(&FilterSpec::Sticker, sticker, document);
    check(&FilterSpec::Animation, animation, video);
    check(&FilterSpec::Poll, poll, photo);
    check(&FilterSpec::Location, location, contact);
    check(&FilterSpec::Contact, contact, location);
    check(&FilterSpec::Dice, dice, sticker);
}

#[test]
fn properties() {
    check(
        &FilterSpec::ViaBot,
        |raw| raw.via_bot_id = Some(ROBOT),
        PLAIN,
    );
    check(
        &FilterSpec::Reply,
        |raw| raw.reply_to = reply_header(false),
        PLAIN,
    );
    check(
        &FilterSpec::Reply,
        |raw| raw.reply_to = reply_header(false),
        |raw| raw.reply_to = reply_header(true),
    );
    check(&FilterSpec::Forward, forwarded, PLAIN);
    check(&FilterSpec::Mention, |raw| raw.mentioned = true, PLAIN);
    check(&FilterSpec::Album, |raw| raw.grouped_id = Some(1), PLAIN);
    check(&FilterSpec::Edited, |raw| raw.edit_date = Some(9), PLAIN);
    check(
        &FilterSpec::Edited,
        |raw| raw.edit_date = Some(9),
        |raw| {
            raw.edit_date = Some(9);
            raw.edit_hide = true;
        },
    );
    let client = client();
    for chat in [PeerId::User(ANN), GROUP, CLUB] {
        assert!(passes(&FilterSpec::Service, &service(&client, chat)));
        assert!(!passes(
            &FilterSpec::Service,
            &message(&client, chat, PLAIN)
        ));
    }
}

#[test]
fn texts() {
    let other: Change = |raw| raw.message = "HELLO WORLD".to_owned();
    check(&FilterSpec::StartsWith("he"), PLAIN, other);
    check(&FilterSpec::EndsWith("lo"), PLAIN, other);
    check(&FilterSpec::Contains("ell"), PLAIN, other);
    check(&FilterSpec::Regex(r"^h\w+o$"), PLAIN, other);
    check(&FilterSpec::Regex(r"(?i)\bworld\b"), other, PLAIN);
}

#[test]
fn groups_of_filters() {
    const CAPTIONED: FilterSpec = FilterSpec::All(&[FilterSpec::Text, FilterSpec::Photo]);
    const EITHER: FilterSpec = FilterSpec::Any(&[FilterSpec::Photo, FilterSpec::Sticker]);
    const NEITHER: FilterSpec = FilterSpec::Not(&EITHER);
    check(&CAPTIONED, photo, PLAIN);
    check(&CAPTIONED, photo, |raw| {
        photo(raw);
        raw.message.clear();
    });
    check(&EITHER, sticker, document);
    check(&EITHER, photo, PLAIN);
    check(&NEITHER, document, sticker);
    assert!(passes(
        &FilterSpec::All(&[]),
        &message(&client(), GROUP, PLAIN)
    ));
}

#[test]
fn an_album_is_asked_by_its_caption() {
    let client = client();
    let bare = message(&client, GROUP, |raw| raw.message.clear());
    let captioned = message(&client, GROUP, |raw| raw.id = 8);
    let event = Event::Album(Album::new(vec![bare, captioned]));
    assert_eq!(
        answer(&FilterSpec::Contains("hello"), &Subject::of_event(&event)),
        Answer::Pass
    );
    assert_eq!(
        answer(&FilterSpec::Groups, &Subject::of_event(&event)),
        Answer::Pass
    );
}

#[test]
fn reactions() {
    let client = client();
    let chat = peers(&client).get(GROUP);
    let reactions = vec![(ReactionKind::Emoji("\u{2764}".to_owned()), 1)];
    let event = Event::Reaction(Reaction {
        chat,
        message_id: 7,
        actor: None,
        reactions,
        topic_id: None,
    });
    let subject = Subject::of_event(&event);
    assert_eq!(
        answer(&FilterSpec::ReactionEmoji("\u{2764}\u{fe0f}"), &subject),
        Answer::Pass
    );
    assert_eq!(
        answer(&FilterSpec::ReactionEmoji("👍"), &subject),
        Answer::Fail
    );
    assert_eq!(answer(&FilterSpec::Photo, &subject), Answer::Absent);
    let event = Event::Message(message(&client, GROUP, PLAIN));
    let about_message = answer(&FilterSpec::ReactionEmoji("👍"), &Subject::of_event(&event));
    assert_eq!(about_message, Answer::Absent);
}

#[test]
fn an_event_without_a_message_has_no_answer_about_one() {
    const PHOTO: FilterSpec = FilterSpec::Photo;
    const NO_PHOTO: FilterSpec = FilterSpec::Not(&PHOTO);

    let client = client();
    let peers = peers(&client);
    let event = Event::Typing(Typing {
        chat: peers.get(GROUP),
        user: peers.get(PeerId::User(ANN)),
        action: TypingAction::Typing,
        topic_id: None,
    });
    let subject = Subject::of_event(&event);
    for spec in [
        PHOTO,
        NO_PHOTO,
        FilterSpec::Incoming,
        FilterSpec::Regex("."),
        FilterSpec::Reply,
    ] {
        assert_eq!(answer(&spec, &subject), Answer::Absent, "{spec:?}");
    }
    assert_eq!(answer(&FilterSpec::Groups, &subject), Answer::Pass);
    assert_eq!(answer(&FilterSpec::Private, &subject), Answer::Fail);
    assert_eq!(
        answer(&FilterSpec::Senders(&[PeerSpec::Username("ann")]), &subject),
        Answer::Pass
    );
    let mixed = FilterSpec::Any(&[PHOTO, FilterSpec::Groups]);
    assert_eq!(answer(&mixed, &subject), Answer::Pass);
    let both = FilterSpec::All(&[NO_PHOTO, FilterSpec::Groups]);
    assert_eq!(answer(&both, &subject), Answer::Absent);
}
