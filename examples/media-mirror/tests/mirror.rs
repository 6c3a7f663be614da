//! Both ways, with a web server and a simulated Telegram on this machine.

use media_mirror::MediaMirror;
use userbot_testkit::prelude::*;
use userbot_testkit::web::{WebAnswer, WebServer};
use userbot_testkit::world::{Chat, Generated, Media, Message};

/// Says something, and waits for the handler, which waits for a web server in turn.
async fn say(bot: &mut MockClient, chat: &Chat, text: &str) -> Message {
    let said = bot.send(chat, text).await;
    while !bot.running().idle() {
        bot.settle().await;
    }
    said
}

#[userbot_testkit::test]
async fn from_the_web_into_a_chat() -> TestResult {
    let film = Generated::new(1, 3_000_000);
    let web = WebServer::start().await?;
    web.on(
        "/film.mkv",
        WebAnswer::bytes(film).header("content-type", "video/x-matroska"),
    );
    web.on("/endless.bin", WebAnswer::bytes(film).without_length());
    web.on("/broken.bin", WebAnswer::bytes(film).cut_after(1_000_000));

    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<MediaMirror>()
        .start()
        .await?;

    for name in ["film.mkv", "endless.bin"] {
        let address = web.url(&format!("/{name}?token=x"));
        say(&mut bot, &club, &format!(".mirror {address}")).await;
        let sent = club.last_message();
        sent.expect_text(name);
        assert!(sent.file().unwrap() == film.bytes(0, 3_000_000));
    }

    // What does not come whole is not sent, and the address with its token is not shown.
    for path in ["/broken.bin", "/nothing"] {
        let address = web.url(&format!("{path}?token=secret"));
        let asked = say(&mut bot, &club, &format!(".mirror {address}")).await;
        asked.expect_contains("It cannot be copied");
        assert!(!asked.text().contains("secret"), "{}", asked.text());
    }
    bot.send(&club, ".mirror film")
        .await
        .expect_edited("Tell me an address that begins with https://");
    Ok(())
}

#[userbot_testkit::test]
async fn from_a_chat_to_the_disk() -> TestResult {
    let film = Generated::new(2, 3_000_000);
    let folder = tempfile::tempdir()?;
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mirror = folder.path().join("mirror");
    let mut bot = MockClient::on(&world)
        .module::<MediaMirror>()
        .start()
        .await?;
    bot.send(&club, &format!(".keepin {}", mirror.display()))
        .await
        .expect_edited("Files are kept there from now on.");

    let sent = ann.send_media(&club, Media::document("../evil.mkv", "video/mp4", film));
    let asked = bot.reply(&sent, ".keep").await;
    asked.expect_contains("Kept 3000000 bytes");
    let path = mirror.join(format!("{}-evil.mkv", sent.id()));
    assert!(std::fs::read(path)? == film.bytes(0, 3_000_000));

    let words = ann.send(&club, "only words");
    bot.reply(&words, ".keep")
        .await
        .expect_edited("There is no file in that message.");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<MediaMirror>();
}
