//! Everything that can be sent, as the other side sees it.

use std::time::Duration;

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{
    ErrorClass, ForwardOptions, LinkPreview, MediaKind, OutgoingContact, OutgoingFile,
    OutgoingLocation, OutgoingPoll, OutgoingVenue, tl,
};
use userbot_sdk::text::FormattedText;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages;
use userbot_testkit::world::{Chat, Message as Seen, User};

struct Scene {
    bot: MockClient,
    ann: User,
    club: Chat,
}

impl Scene {
    async fn new() -> Result<Self> {
        let world = World::new();
        let ann = world.user("Ann").username("anna_lee");
        let club = world
            .supergroup("Club")
            .username("the_club")
            .member(&ann)
            .create();
        let bot = MockClient::on(&world).start().await?;
        Ok(Self { bot, ann, club })
    }

    fn client(&self) -> Client {
        self.bot.client().clone()
    }

    fn last(&self) -> Seen {
        self.club.last_message()
    }
}

fn seen(message: &Seen) -> tl::enums::MessageMedia {
    message.media().expect("something is attached")
}

#[userbot_testkit::test]
async fn markdown_arrives_as_formatting() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    // Who is mentioned by id has to be known.
    client.input_user("@anna_lee").await?;
    let mention = format!("[Ann](tg://user?id={})", scene.ann.id());
    let what = Outgoing::markdown(format!("**bold** ||hidden|| {mention} `x`"));
    let sent = client.send("@the_club", what).await?;
    scene.last().expect_text("bold hidden Ann x");
    assert_eq!(sent.formatted().entities.len(), 4);
    assert!(
        sent.html()
            .starts_with("<b>bold</b> <tg-spoiler>hidden</tg-spoiler>")
    );
    Ok(())
}

#[userbot_testkit::test]
async fn an_answer_quotes_a_part() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let asked = scene.ann.send(&scene.club, "tea or coffee or tea?");
    let what = Outgoing::html("That.").reply_to(asked.id()).quote("coffee");
    let sent = client.send("@the_club", what).await?;
    scene.last().expect_reply_to(&asked);
    assert_eq!(scene.last().quote().as_deref(), Some("coffee"));
    assert_eq!(
        sent.reply_to().and_then(|reply| reply.quote).as_deref(),
        Some("coffee")
    );
    let what = Outgoing::html("The second.")
        .reply_to(asked.id())
        .quote_at(FormattedText::plain("tea"), 17);
    client.send("@the_club", what).await?;
    let call = scene.bot.rpc().last::<messages::SendMessage>().unwrap();
    let Some(tl::enums::InputReplyTo::Message(reply)) = call.reply_to else {
        panic!("no reply");
    };
    assert_eq!(reply.quote_offset, Some(17));
    let wrong = Outgoing::html("?").reply_to(asked.id()).quote("milk");
    let error = client.send("@the_club", wrong).await.unwrap_err();
    assert!(error.is("QUOTE_TEXT_INVALID"), "{error}");

    // The answer stands in another chat than what it answers.
    let what = Outgoing::html("Look there").reply_to_other("@the_club", asked.id());
    let sent = client.send("@anna_lee", what).await?;
    let reply = sent.reply_to().unwrap();
    assert_eq!(reply.message_id, Some(asked.id()));
    assert_eq!(reply.chat, Some(PeerId::Channel(scene.club.id())));
    Ok(())
}

#[userbot_testkit::test]
async fn silent_protected_and_with_an_effect() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let what = Outgoing::html("Psst").silent().protected();
    let sent = client.send("@the_club", what).await?;
    assert!(sent.silent() && sent.is_protected());
    let error = sent.forward_to("me").await.unwrap_err();
    assert!(error.is("CHAT_FORWARDS_RESTRICTED"), "{error}");

    let sent = client
        .send("@anna_lee", Outgoing::html("🎉").effect(5))
        .await?;
    assert_eq!(sent.effect(), Some(5));
    assert_eq!(scene.ann.chat().last_message().effect(), Some(5));
    Ok(())
}

#[userbot_testkit::test]
async fn in_the_name_of_an_own_channel() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world
        .supergroup("Club")
        .username("the_club")
        .member(&ann)
        .create();
    let voice = world.channel("My voice").username("my_voice").create();
    world
        .channel("Hers")
        .username("hers_alone")
        .creator(&ann)
        .create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client().clone();
    let names: Vec<String> = client
        .send_as_choices("@the_club")
        .await?
        .iter()
        .map(Peer::name)
        .map(Into::into)
        .collect();
    assert_eq!(names, ["Owner", "My voice"]);
    let sent = client
        .send("@the_club", Outgoing::html("Hear!").send_as("@my_voice"))
        .await?;
    assert_eq!(sent.sender().unwrap().id(), PeerId::Channel(voice.id()));
    club.last_message().expect_text("Hear!");
    let error = client
        .send("@the_club", Outgoing::html("Hear!").send_as("@hers_alone"))
        .await
        .unwrap_err();
    assert!(error.is("SEND_AS_PEER_INVALID"), "{error}");
    assert_eq!(client.send_as_choices("me").await?.len(), 1);
    Ok(())
}

#[userbot_testkit::test]
async fn a_chosen_preview() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let url = "https://example.org/rust";
    scene.bot.world().web_page(url, "Rust", "A language");
    let preview = LinkPreview::of(url).large().above();
    let sent = client
        .send("@the_club", Outgoing::html("Learn!").preview(preview))
        .await?;
    assert_eq!(sent.text(), "Learn!");
    let tl::enums::MessageMedia::WebPage(media) = seen(&scene.last()) else {
        panic!("no preview");
    };
    assert!(media.force_large_media && media.manual);
    let call = scene.bot.rpc().last::<messages::SendMedia>().unwrap();
    assert!(call.invert_media);
    assert_eq!(sent.media().unwrap().kind(), MediaKind::WebPage);

    // A page that is not there is no reason not to send the text.
    let lost = LinkPreview::of("https://nowhere.example").small();
    let sent = client
        .send("@the_club", Outgoing::html("Still").preview(lost))
        .await?;
    assert!(sent.media().is_none());
    scene.last().expect_text("Still");
    Ok(())
}

#[userbot_testkit::test]
async fn polls_quizzes_and_votes() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let poll = OutgoingPoll::new("Where to?")
        .answer("The lake")
        .answer("The hill")
        .public()
        .several();
    let sent = client.send("@the_club", poll).await?;
    let tl::enums::MessageMedia::Poll(media) = seen(&scene.last()) else {
        panic!("no poll");
    };
    let tl::enums::Poll::Poll(raw) = media.poll;
    assert!(raw.public_voters && raw.multiple_choice && !raw.quiz);
    client.vote(&sent, &[0, 1]).await?;
    scene.ann.vote(&scene.last(), "The lake");
    let now = sent.refresh().await?.unwrap();
    let Some(tl::enums::MessageMedia::Poll(media)) = now.media().map(|media| media.raw().clone())
    else {
        panic!("no poll");
    };
    let tl::enums::PollResults::Results(results) = media.results;
    assert_eq!(results.total_voters, Some(2));
    let error = client.vote(&sent, &[7]).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::InvalidInput);

    let quiz = OutgoingPoll::new("7 × 8?")
        .answer("54")
        .correct("56")
        .explained("<b>56</b>");
    let sent = client.send("@the_club", quiz).await?;
    let tl::enums::MessageMedia::Poll(media) = seen(&scene.last()) else {
        panic!("no quiz");
    };
    let tl::enums::Poll::Poll(raw) = media.poll;
    assert!(raw.quiz);
    client.close_poll(&sent).await?;
    let error = client.vote(&sent, &[0]).await.unwrap_err();
    assert!(error.is("MESSAGE_POLL_CLOSED"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn dice_places_and_people() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let sent = client.send("@the_club", Outgoing::dice("🎯")).await?;
    let value = sent.media().unwrap().dice_value().unwrap();
    assert!((1..=6).contains(&value));
    let tl::enums::MessageMedia::Dice(dice) = seen(&scene.last()) else {
        panic!("no dice");
    };
    assert_eq!((dice.emoticon.as_str(), dice.value), ("🎯", value));

    client
        .send("@the_club", OutgoingLocation::new(55.5, 37.25))
        .await?;
    let tl::enums::MessageMedia::Geo(place) = seen(&scene.last()) else {
        panic!("no place");
    };
    let tl::enums::GeoPoint::Point(point) = place.geo else {
        panic!("no point");
    };
    assert_eq!((point.lat, point.long), (55.5, 37.25));

    let venue = OutgoingVenue::new("Café", "Main street", 1.0, 2.0);
    client.send("@the_club", venue).await?;
    let tl::enums::MessageMedia::Venue(venue) = seen(&scene.last()) else {
        panic!("no venue");
    };
    assert_eq!(
        (venue.title.as_str(), venue.address.as_str()),
        ("Café", "Main street")
    );

    let card = OutgoingContact::new("+19990000001", "Joe").last_name("Doe");
    client.send("@the_club", card).await?;
    let tl::enums::MessageMedia::Contact(card) = seen(&scene.last()) else {
        panic!("no card");
    };
    assert_eq!(
        (card.first_name.as_str(), card.last_name.as_str()),
        ("Joe", "Doe")
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_live_place_moves_until_it_is_stopped() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let live = |lat: f64| OutgoingLocation::new(lat, 2.0).live(Duration::from_secs(900));
    let sent = client.send("@the_club", live(1.0)).await?;
    let now = || match seen(&scene.last()) {
        tl::enums::MessageMedia::GeoLive(live) => live,
        other => panic!("{other:?}"),
    };
    assert_eq!(now().period, 900);
    sent.edit(live(1.5).heading(90)).await?;
    assert_eq!(now().heading, Some(90));
    sent.edit(OutgoingLocation::new(1.5, 2.0).stopped()).await?;
    assert_eq!(now().period, 0);
    let short = OutgoingLocation::new(1.0, 2.0).live(Duration::from_secs(1));
    let error = client.send("@the_club", short).await.unwrap_err();
    assert!(error.is("MEDIA_INVALID"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn files_say_what_they_are() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let second = Duration::from_secs(1);
    let cases = [
        (
            OutgoingFile::video(b"v")
                .duration(12 * second)
                .dimensions(1280, 720),
            MediaKind::Video,
        ),
        (
            OutgoingFile::video_note(b"n").duration(5 * second),
            MediaKind::VideoNote,
        ),
        (
            OutgoingFile::voice(b"o")
                .duration(3 * second)
                .waveform(&[1, 31, 7]),
            MediaKind::Voice,
        ),
        (
            OutgoingFile::audio(b"a").title("Song").performer("Band"),
            MediaKind::Audio,
        ),
        (OutgoingFile::animation(b"g"), MediaKind::Animation),
        (
            OutgoingFile::sticker(b"s").emoji("🦀").dimensions(512, 512),
            MediaKind::Sticker,
        ),
        (OutgoingFile::document("a.pdf", b"d"), MediaKind::Document),
        (OutgoingFile::photo(b"p").spoiler(), MediaKind::Photo),
    ];
    for (file, kind) in cases {
        let sent = client.send("@the_club", file).await?;
        let media = sent.media().unwrap();
        assert_eq!(media.kind(), kind);
        match kind {
            MediaKind::Video => {
                assert_eq!(media.duration(), Some(12 * second));
                assert_eq!(media.dimensions(), Some((1280, 720)));
            }
            MediaKind::Voice => assert_eq!(media.waveform()[..3], [1, 31, 7]),
            MediaKind::Audio => {
                assert_eq!(media.title_and_performer(), (Some("Song"), Some("Band")));
            }
            MediaKind::Sticker => assert_eq!(media.emoji(), Some("🦀")),
            MediaKind::Document => assert_eq!(media.mime_type(), Some("application/pdf")),
            MediaKind::Photo => assert!(media.is_spoiler()),
            _ => {}
        }
    }
    let file = OutgoingFile::photo(b"p").self_destruct(10 * second);
    let sent = client.send("@anna_lee", file).await?;
    assert_eq!(sent.media().unwrap().self_destruct(), Some(10 * second));
    Ok(())
}

#[userbot_testkit::test]
async fn an_album_is_one_group() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let asked = scene.ann.send(&scene.club, "Pictures?");
    let album = [
        Outgoing::html("<b>Summer</b>")
            .photo(b"one")
            .reply_to(asked.id())
            .silent(),
        Outgoing::default().photo(b"two"),
        Outgoing::html("boat").file(OutgoingFile::video(b"three")),
    ];
    let sent = client.send_album("@the_club", album).await?;
    assert_eq!(sent.len(), 3);
    let group = sent[0].grouped_id().expect("a group");
    assert!(
        sent.iter()
            .all(|message| message.grouped_id() == Some(group) && message.silent())
    );
    assert_eq!(sent[0].html(), "<b>Summer</b>");
    assert_eq!(scene.last().file().unwrap(), b"three");
    scene.last().expect_reply_to(&asked);

    // What is there already is not uploaded.
    let before = scene.bot.rpc().names().len();
    let again = [Outgoing::from(&sent[0]), Outgoing::from(&sent[1])];
    client.send_album("@anna_lee", again).await?;
    let names = scene.bot.rpc().names();
    assert!(
        names[before..]
            .iter()
            .all(|name| !name.starts_with("upload."))
    );

    for wrong in [
        vec![Outgoing::default().photo(b"one")],
        vec![Outgoing::html("a"), Outgoing::html("b")],
    ] {
        let error = client.send_album("@the_club", wrong).await.unwrap_err();
        assert_eq!(error.class(), ErrorClass::InvalidInput);
    }
    Ok(())
}

#[userbot_testkit::test]
async fn forwards_in_other_ways() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let photo = Outgoing::html("caption").photo(b"p");
    let sent = client.send("@the_club", photo).await?;
    let copy = ForwardOptions::new().without_author().silent();
    let copied = client
        .forward_with("@the_club", &[sent.id()], "@anna_lee", copy)
        .await?;
    assert!(!copied[0].is_forward() && copied[0].silent());
    assert_eq!(copied[0].text(), "caption");
    let bare = ForwardOptions::new().without_captions().protected();
    let copied = client
        .forward_with("@the_club", &[sent.id()], "@anna_lee", bare)
        .await?;
    assert_eq!(copied[0].text(), "");
    assert!(copied[0].is_protected());
    let usual = client
        .forward("@the_club", &[sent.id()], "@anna_lee")
        .await?;
    assert!(usual[0].is_forward());
    let later = ctx_time(&scene, 3600);
    let waiting = ForwardOptions::new().schedule(later);
    client
        .forward_with("@the_club", &[sent.id()], "@anna_lee", waiting)
        .await?;
    assert_eq!(client.scheduled("@anna_lee").await?.len(), 1);
    Ok(())
}

/// Gives the time in the world so many seconds from now.
fn ctx_time(scene: &Scene, seconds: i64) -> Timestamp {
    Timestamp::from_second(i64::from(scene.bot.world().now()) + seconds).unwrap()
}

#[userbot_testkit::test]
async fn scheduled_messages_wait_and_can_be_changed() -> TestResult {
    let mut scene = Scene::new().await?;
    let client = scene.client();
    let later = ctx_time(&scene, 3600);
    for text in ["one", "two", "three"] {
        client
            .send("@anna_lee", Outgoing::html(text).schedule(later))
            .await?;
    }
    let waiting = client.scheduled("@anna_lee").await?;
    assert_eq!(waiting.len(), 3);
    let by_text = |text: &str| waiting.iter().find(|one| one.text() == text).unwrap().id();
    client
        .send_scheduled("@anna_lee", &[by_text("one")])
        .await?;
    scene.ann.chat().last_message().expect_text("one");
    client
        .delete_scheduled("@anna_lee", &[by_text("two")])
        .await?;
    let edited = Outgoing::html("THREE").schedule(later);
    client.edit("@anna_lee", by_text("three"), edited).await?;
    scene.bot.advance(hours(2)).await;
    scene.ann.chat().last_message().expect_text("THREE");
    assert!(client.scheduled("@anna_lee").await?.is_empty());
    Ok(())
}

#[userbot_testkit::test]
async fn drafts_are_kept_and_go_with_what_is_sent() -> TestResult {
    let scene = Scene::new().await?;
    let client = scene.client();
    let asked = scene.ann.send(&scene.club, "So?");
    client
        .save_draft(
            "@the_club",
            Outgoing::html("Well, <b>no</b>").reply_to(asked.id()),
        )
        .await?;
    client.save_draft("@anna_lee", "Dear Ann").await?;
    let drafts = client.drafts().await?;
    assert_eq!(drafts.len(), 2);
    let club = drafts
        .iter()
        .find(|draft| draft.chat.name() == "Club")
        .unwrap();
    assert_eq!(club.text.to_html(), "Well, <b>no</b>");
    assert_eq!((club.reply_to, club.topic), (Some(asked.id()), None));

    client
        .send("@the_club", Outgoing::html("No.").clear_draft())
        .await?;
    assert_eq!(client.drafts().await?.len(), 1);
    client.clear_draft("@anna_lee").await?;
    assert!(client.drafts().await?.is_empty());
    client.save_draft("@anna_lee", "Again").await?;
    client.clear_all_drafts().await?;
    assert!(client.drafts().await?.is_empty());
    Ok(())
}
