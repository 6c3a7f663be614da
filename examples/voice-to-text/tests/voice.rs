//! A voice note becomes a text, with a speech service and a simulated Telegram on this machine.

use userbot_testkit::prelude::*;
use userbot_testkit::web::{WebAnswer, WebServer};
use userbot_testkit::world::{Media, Message};
use voice_to_text::VoiceToText;

/// Asks for the text of a voice note, and waits for the handler, which waits for a web server.
async fn write_down(bot: &mut MockClient, note: &Message) -> Message {
    let asked = bot.reply(note, ".text").await;
    while !bot.running().idle() {
        bot.settle().await;
    }
    asked
}

#[userbot_testkit::test]
async fn a_voice_note_is_written_down() -> TestResult {
    let web = WebServer::start().await?;
    web.on(
        "/v1/audio/transcriptions",
        WebAnswer::json(r#"{"text": " Hello <world> "}"#),
    );
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world)
        .module::<VoiceToText>()
        .start()
        .await?;
    let note = ann.send_media(&club, Media::voice(3, b"OggS the sound"));

    bot.send(
        &club,
        &format!(".speech {}", web.url("/v1/audio/transcriptions")),
    )
    .await;
    write_down(&mut bot, &note)
        .await
        .expect_edited("🗣 Hello <world>");

    let requests = web.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "POST");
    let body = String::from_utf8_lossy(&requests[0].body);
    assert!(
        body.contains("OggS the sound") && body.contains("whisper-1"),
        "{body}"
    );
    let kind = requests[0].header("content-type").unwrap();
    assert!(kind.starts_with("multipart/form-data"), "{kind}");
    Ok(())
}

#[userbot_testkit::test]
async fn what_goes_wrong_is_said() -> TestResult {
    let web = WebServer::start().await?;
    web.on("/busy", WebAnswer::text("later").status(503))
        .on("/odd", WebAnswer::text("hello"))
        .on("/quiet", WebAnswer::json(r#"{"text": ""}"#));
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world)
        .module::<VoiceToText>()
        .start()
        .await?;
    let note = ann.send_media(&club, Media::voice(3, b"sound"));
    let words = ann.send(&club, "hello");

    bot.reply(&note, ".text")
        .await
        .expect_contains("VOICE_TO_TEXT_URL");
    for (path, said) in [
        ("/busy", "status 503"),
        ("/odd", "no JSON"),
        ("/quiet", "nothing to hear"),
    ] {
        bot.send(&club, &format!(".speech {}", web.url(path))).await;
        write_down(&mut bot, &note).await.expect_contains(said);
    }
    bot.reply(&words, ".text")
        .await
        .expect_edited("Reply to a voice note.");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<VoiceToText>();
}
