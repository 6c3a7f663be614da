//! Rare things that happen to every bot sooner or later.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::store::RedbStore;
use userbot_sdk::telegram::Edit;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages;
use userbot_testkit::world::Media;

use crate::support::{note, notes};

/// Hears everything.
#[derive(Module, Default)]
struct Probe;

#[handlers]
impl Probe {
    #[watcher(incoming)]
    async fn hear(&self, _ctx: &Context, message: &Message) -> Result<()> {
        note(message.text());
        Ok(())
    }

    /// Writes to whoever is answered, in private.
    #[watcher(incoming, starts_with = "write me")]
    async fn whisper(&self, ctx: &Context, message: &Message) -> Result<()> {
        let Some(sender) = message.sender() else {
            return Ok(());
        };
        ctx.client().send(sender, "psst").await?;
        Ok(())
    }

    /// Answers.
    #[command]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("pong").await
    }

    /// Says it again.
    #[command]
    async fn say(&self, ctx: &Context, text: Raw) -> Result<()> {
        ctx.answer(Outgoing::text(text.to_string())).await
    }

    /// Sends three messages.
    #[command]
    async fn three(&self, ctx: &Context) -> Result<()> {
        for text in ["one", "two", "three"] {
            ctx.respond(text).await?;
        }
        Ok(())
    }

    /// Answers after the command itself is gone.
    #[command]
    async fn vanish(&self, ctx: &Context) -> Result<()> {
        ctx.message()?.delete().await?;
        ctx.answer("gone").await
    }

    /// Goes on after the bot has stopped.
    #[command]
    async fn outlive(&self, ctx: &Context) -> Result<()> {
        let ctx = ctx.clone();
        tokio::spawn(async move {
            ctx.cancelled().await;
            tokio::task::yield_now().await;
            note("stopping");
            // Long after the stop.
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            let result = ctx.client().send("me", "still here").await;
            note(result.map_or_else(|error| error.to_string(), |_| "sent".to_owned()));
        });
        Ok(())
    }
}

#[userbot_testkit::test]
async fn what_channels_said_over_a_dead_connection_is_fetched_when_it_is_back() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let news = world.channel("News").admin(&ann).create();
    let quiet = world.supergroup("Quiet").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| ann.send(&club, "club 0")).await;
    bot.act(|| ann.send(&news, "news 0")).await;
    assert_eq!(notes(), ["club 0", "news 0"]);
    bot.advance(minutes(5)).await;
    // The connection is open, and nothing passes any more.
    bot.server().freeze_connections();
    for number in 1..=3 {
        ann.send(&club, &format!("club {number}"));
        ann.send(&news, &format!("news {number}"));
    }
    // Nothing was heard of this one so far.
    ann.send(&quiet, "quiet 1");
    bot.advance(seconds(95)).await;
    let mut heard = notes();
    assert!(
        heard
            .iter()
            .filter(|text| text.starts_with("club"))
            .is_sorted()
            && heard
                .iter()
                .filter(|text| text.starts_with("news"))
                .is_sorted(),
        "{heard:?}"
    );
    heard.sort();
    assert_eq!(
        heard,
        [
            "club 1", "club 2", "club 3", "news 1", "news 2", "news 3", "quiet 1"
        ]
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_data_centre_that_falls_silent_is_connected_to_again() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.faults().mute(true);
    bot.act(|| ann.send_to_owner("hello?")).await;
    let asked = bot.send(&ann, ".ping").await;
    bot.advance(minutes(10)).await;
    assert_eq!(notes(), [""; 0]);
    bot.faults().mute(false);
    bot.advance(minutes(20)).await;
    assert_eq!(notes(), ["hello?"]);
    asked.expect_edited("pong");
    bot.take_errors();
    Ok(())
}

#[userbot_testkit::test]
async fn too_many_missed_updates_are_skipped_and_the_bot_goes_on() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.supergroup("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let session = Arc::clone(bot.client().session());
    bot.stop().await;
    drop(bot);
    world.difference_limit(10).channel_difference_limit(10);
    for number in 0..30 {
        ann.send_to_owner(&format!("private {number}"));
        ann.send(&club, &format!("club {number}"));
    }
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .session(session)
        .start()
        .await?;
    bot.advance(minutes(1)).await;
    let skipped = notes();
    assert!(skipped.len() < 60, "{skipped:?}");
    bot.act(|| ann.send_to_owner("now")).await;
    bot.act(|| ann.send(&club, "here")).await;
    assert_eq!(notes(), ["now", "here"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_stranger_of_whom_only_the_minimum_is_known_can_be_written_to() -> TestResult {
    let world = World::new();
    world.min_users(true);
    let stranger = world.user("Stranger");
    let club = world.supergroup("Club").member(&stranger).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| stranger.send(&club, "write me")).await;
    stranger
        .chat()
        .last_message()
        .expect_text("psst")
        .expect_from_owner();
    Ok(())
}

#[userbot_testkit::test]
async fn slow_mode_is_waited_for() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world
        .supergroup("Club")
        .creator(&ann)
        .member(&ann)
        .slow_mode(10)
        .create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let asked = bot.send(&club, ".three").await;
    let said = || {
        club.messages()
            .iter()
            .filter(|m| m.id() > asked.id())
            .map(userbot_testkit::world::Message::text)
            .collect::<Vec<_>>()
    };
    assert!(said().is_empty());
    bot.advance(seconds(10)).await;
    assert_eq!(said(), ["one"]);
    // Editing is no new message, and other chats are not slow.
    bot.send(&ann, ".ping").await.expect_edited("pong");
    bot.advance(seconds(21)).await;
    assert_eq!(said(), ["one", "two", "three"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_setting_survives_a_crash() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store.redb");
    let start = || {
        let store = RedbStore::open(&path).map(Arc::new);
        let world = world.clone();
        async move {
            let store = store?;
            MockClient::on(&world)
                .module::<Probe>()
                .store(store)
                .start()
                .await
        }
    };
    let mut bot = start().await?;
    bot.send(&home, ".prefix !")
        .await
        .expect_edited("From now on commands start with !");
    // As the process would find the file after `kill -9`: a copy made while it is open.
    let copy = folder.path().join("copy.redb");
    std::fs::copy(&path, &copy)?;
    bot.stop().await;
    drop(bot);
    std::fs::rename(&copy, &path)?;
    let mut bot = start().await?;
    bot.send(&home, "!ping").await.expect_edited("pong");
    Ok(())
}

#[userbot_testkit::test]
async fn odd_texts_of_commands() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    for (typed, answer) in [
        (".say\u{a0}nbsp".to_owned(), "nbsp"),
        (".say\nnext line".to_owned(), "next line"),
        (".say\n  indented".to_owned(), "indented"),
        (".SAY “quoted” — «dash»".to_owned(), "“quoted” — «dash»"),
        (".say 👩‍👩‍👧 ok".to_owned(), "👩‍👩‍👧 ok"),
        (".say <b>&amp;</b>".to_owned(), "<b>&amp;</b>"),
    ] {
        bot.send(&home, &typed).await.expect_edited(answer);
    }
    let long = "д".repeat(4_000);
    bot.send(&home, &format!(".say {long}"))
        .await
        .expect_edited(&long);
    // Nothing to say is explained, and nothing else happens.
    let empty = bot.send(&home, ".say").await;
    empty.expect_contains("an answer needs a text or a file");
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn the_caption_of_an_album_is_a_command_once() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    let owner = world.owner();
    let parts = [
        Media::photo(b"1").caption(".say hello"),
        Media::photo(b"2"),
        Media::photo(b"3"),
    ];
    let album = bot.act(|| owner.album(&home, parts)).await;
    album[0].expect_edited("hello").expect_media();
    album[1].expect_not_edited();
    bot.rpc().expect::<messages::EditMessage>(1);
    Ok(())
}

#[userbot_testkit::test]
async fn a_command_that_deletes_itself_can_answer() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let chats = [
        ann.chat(),
        world.group("Group").create(),
        world.supergroup("Club").create(),
    ];
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    for chat in &chats {
        let asked = bot.send(chat, ".vanish").await;
        asked.expect_deleted();
        chat.last_message().expect_text("gone");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_task_that_outlives_the_bot_gets_an_error_and_does_not_hang() -> TestResult {
    let world = World::new();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.send(world.owner(), ".outlive").await;
    bot.stop().await;
    assert_eq!(notes(), ["stopping"]);
    bot.advance(minutes(2)).await;
    assert_eq!(notes(), ["the bot is stopping"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_key_that_telegram_forgot_ends_in_silence_not_in_a_storm() -> TestResult {
    let world = World::new();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.send(world.owner(), ".ping").await.expect_edited("pong");
    let server = bot.server().clone();
    let login = world.login(&server, &world.owner(), 1);
    let key = login.dc_options[&server.dc_id()].auth_key.unwrap();
    let key_id = server.add_key(key);
    server.forget_key(key_id);
    server.drop_connections();
    let before = server.activity();
    bot.advance(hours(1)).await;
    let client = bot.client().clone();
    let call = tokio::spawn(async move { client.send("me", "x").await });
    bot.advance(minutes(2)).await;
    let error = call.await?.unwrap_err();
    assert!(!error.to_string().is_empty());
    assert!(
        server.activity() - before < 20_000,
        "{}",
        server.activity() - before
    );
    Ok(())
}

#[userbot_testkit::test]
async fn editing_by_hand_while_the_bot_answers() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.rpc()
        .on::<messages::EditMessage>()
        .after(seconds(5))
        .flood_wait(1)
        .once();
    let asked = bot.send(&home, ".ping").await;
    bot.edit(&asked, "never mind").await;
    bot.advance(seconds(10)).await;
    // The answer comes, as it was asked for; it does not run anything again.
    asked.expect_edited("pong");
    let found = bot
        .client()
        .messages(PeerId::Group(home.id()), &[asked.id()])
        .await?;
    assert!(matches!(found[0].edit("done").await?, Edit::Changed(_)));
    asked.expect_edited("done");
    Ok(())
}
