//! Stops, restarts, lost updates and a Telegram that misbehaves.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::runtime::{StartError, StopReason};
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::{messages, users};
use userbot_testkit::world::{Chat, User};

use crate::support::{note, notes};

/// Hears everything, and does what it is told.
#[derive(Module, Default)]
pub(crate) struct Probe;

#[handlers]
impl Probe {
    #[watcher(incoming)]
    async fn hear(&self, ctx: &Context, message: &Message) -> Result<()> {
        if message.text() == "stuck" {
            note("stuck");
            std::future::pending::<()>().await;
        }
        if message.text() == "stuck until the stop" {
            ctx.cancelled().await;
        }
        note(message.text());
        Ok(())
    }

    /// Answers.
    #[command]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("pong").await
    }

    /// Tells what a call gives.
    #[command]
    async fn call(&self, ctx: &Context) -> Result<()> {
        let result = ctx.client().send("me", "hello").await;
        note(result.map_or_else(
            |error| error.to_string(),
            |message| message.text().to_owned(),
        ));
        Ok(())
    }
}

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) ann: User,
    pub(crate) group: Chat,
    club: Chat,
    news: Chat,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let world = World::new();
        let ann = world.user("Ann");
        let group = world.group("Group").member(&ann).create();
        let club = world.supergroup("Club").member(&ann).create();
        let news = world.channel("News").admin(&ann).create();
        Self {
            world,
            ann,
            group,
            club,
            news,
        }
    }

    fn chats(&self) -> [Chat; 4] {
        [
            self.ann.chat(),
            self.group.clone(),
            self.club.clone(),
            self.news.clone(),
        ]
    }

    pub(crate) async fn start(&self) -> Result<MockClient> {
        MockClient::on(&self.world).module::<Probe>().start().await
    }
}

#[userbot_testkit::test]
async fn a_stop_takes_ten_seconds_at_most() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.act(|| scene.ann.send_to_owner("stuck")).await;
    bot.act(|| scene.ann.send(&scene.group, "stuck until the stop"))
        .await;
    let running = bot.running().clone();
    let stopping = tokio::spawn(async move { running.stop().await });
    bot.settle().await;
    assert!(!stopping.is_finished());
    // Who listens to the stop ends at once.
    assert_eq!(notes(), ["stuck", "stuck until the stop"]);
    bot.advance(seconds(10)).await;
    assert!(stopping.is_finished());
    assert_eq!(bot.running().wait().await, StopReason::Asked);
    // A second stop returns at once.
    bot.running().stop().await;
    bot.act(|| scene.ann.send_to_owner("too late")).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_restart_handles_what_came_meanwhile_once() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    for chat in scene.chats() {
        bot.act(|| scene.ann.send(&chat, "before")).await;
    }
    assert_eq!(notes(), ["before"; 4]);
    let session = Arc::clone(bot.client().session());
    bot.stop().await;
    drop(bot);

    for chat in scene.chats() {
        scene.ann.send(&chat, "one");
        scene.ann.send(&chat, "two");
    }
    let mut bot = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(Arc::clone(&session))
        .start()
        .await?;
    bot.advance(seconds(30)).await;
    let mut found = notes();
    found.sort();
    assert_eq!(
        found,
        ["one", "one", "one", "one", "two", "two", "two", "two"]
    );
    bot.stop().await;
    drop(bot);

    let mut bot = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(session)
        .start()
        .await?;
    bot.advance(minutes(20)).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn what_a_stop_interrupted_comes_again() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.act(|| scene.ann.send_to_owner("done")).await;
    bot.advance(minutes(1)).await;
    bot.act(|| scene.ann.send_to_owner("stuck")).await;
    bot.act(|| scene.ann.send_to_owner("waits behind it")).await;
    assert_eq!(notes(), ["done", "stuck"]);
    let session = Arc::clone(bot.client().session());
    bot.stop().await;
    drop(bot);

    let mut bot = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(session)
        .start()
        .await?;
    assert_eq!(notes(), ["stuck"]);
    bot.advance(minutes(5)).await;
    assert_eq!(notes(), ["waits behind it"]);
    assert!(bot.expect_error().contains("Deadline"));
    Ok(())
}

#[userbot_testkit::test]
async fn a_crash_loses_nothing() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.act(|| scene.ann.send_to_owner("long ago")).await;
    bot.advance(minutes(1)).await;
    notes();
    let session = Arc::clone(bot.client().session());
    // The bot ends without saving anything.
    drop(bot);
    for chat in scene.chats() {
        scene.ann.send(&chat, "meanwhile");
    }
    let mut bot = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(session)
        .start()
        .await?;
    bot.advance(minutes(1)).await;
    assert_eq!(notes(), ["meanwhile"; 4]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_lost_push_is_fetched() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    for chat in scene.chats() {
        bot.act(|| scene.ann.send(&chat, "zero")).await;
        bot.faults().drop_pushes(1);
        bot.act(|| scene.ann.send(&chat, "one")).await;
        bot.act(|| scene.ann.send(&chat, "two")).await;
        bot.advance(seconds(3)).await;
        assert_eq!(notes(), ["zero", "one", "two"], "{chat:?}");
    }
    bot.advance(minutes(20)).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_lost_push_that_nothing_follows_is_fetched_after_a_while() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    for chat in scene.chats() {
        bot.act(|| scene.ann.send(&chat, "zero")).await;
        bot.faults().drop_pushes(1);
        bot.act(|| scene.ann.send(&chat, "one")).await;
        assert_eq!(notes(), ["zero"]);
        bot.advance(minutes(20)).await;
        assert_eq!(notes(), ["one"], "{chat:?}");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn doubled_and_reordered_pushes_are_handled_once_and_in_order() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    for chat in scene.chats() {
        bot.faults().double_pushes(3);
        for text in ["one", "two", "three"] {
            bot.act(|| scene.ann.send(&chat, text)).await;
        }
        assert_eq!(notes(), ["one", "two", "three"], "{chat:?}");
        bot.faults().reorder_pushes();
        bot.act(|| scene.ann.send(&chat, "four")).await;
        assert_eq!(notes(), [""; 0], "{chat:?}");
        bot.act(|| scene.ann.send(&chat, "five")).await;
        bot.advance(seconds(3)).await;
        assert_eq!(notes(), ["four", "five"], "{chat:?}");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn more_news_than_telegram_hands_out_at_once() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    let session = Arc::clone(bot.client().session());
    bot.act(|| scene.ann.send(&scene.club, "zero")).await;
    bot.stop().await;
    drop(bot);
    notes();
    for number in 0..250 {
        scene.ann.send_to_owner(&format!("private {number}"));
        scene.ann.send(&scene.club, &format!("club {number}"));
    }
    let mut bot = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(session)
        .start()
        .await?;
    bot.advance(minutes(1)).await;
    let found = notes();
    for chat in ["private", "club"] {
        let here: Vec<_> = found.iter().filter(|text| text.starts_with(chat)).collect();
        assert_eq!(here.len(), 250, "{chat}: {here:?}");
        assert_eq!(
            (here[0].as_str(), here[249].as_str()),
            (&*format!("{chat} 0"), &*format!("{chat} 249"))
        );
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_connection_that_breaks_loses_nothing() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.send(&scene.group, ".ping").await.expect_edited("pong");
    for round in ["one", "two", "three"] {
        let server = bot.server().clone();
        bot.act(|| {
            server.drop_connections();
            scene.ann.send(&scene.group, round)
        })
        .await;
        bot.advance(seconds(5)).await;
        assert_eq!(notes(), [round]);
        bot.send(&scene.group, ".ping").await.expect_edited("pong");
    }
    bot.server().change_salts();
    bot.send(&scene.group, ".ping").await.expect_edited("pong");
    bot.faults().fragment_writes(Some(7)).gzip_over(Some(1));
    bot.act(|| scene.ann.send(&scene.group, &"long ".repeat(100)))
        .await;
    bot.send(&scene.group, ".ping").await.expect_edited("pong");
    assert_eq!(notes().len(), 1);
    Ok(())
}

#[userbot_testkit::test]
async fn telegram_is_away_for_an_hour() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.faults().refuse_connections(true);
    bot.server().drop_connections();
    bot.settle().await;
    for chat in scene.chats() {
        bot.act(|| scene.ann.send(&chat, "hello?")).await;
    }
    let asked = bot.send(&scene.group, ".ping").await;
    bot.advance(hours(1)).await;
    asked.expect_not_edited();
    assert_eq!(notes(), [""; 0]);
    bot.faults().refuse_connections(false);
    bot.advance(minutes(5)).await;
    assert_eq!(notes(), ["hello?"; 4]);
    asked.expect_edited("pong");
    Ok(())
}

#[userbot_testkit::test]
async fn server_faults_are_tried_again() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.rpc()
        .on::<messages::EditMessage>()
        .error(500, "RPC_CALL_FAIL")
        .times(2)
        .expect(2);
    let asked = bot.send(&scene.group, ".ping").await;
    asked.expect_not_edited();
    bot.advance(seconds(5)).await;
    asked.expect_edited("pong");

    bot.faults().fail_calls(1, 500, "INTERDC_2_CALL_ERROR");
    bot.send(&scene.group, ".call").await;
    bot.advance(seconds(5)).await;
    assert_eq!(notes(), ["hello"]);
    assert_eq!(scene.world.saved_messages().messages().len(), 1);
    Ok(())
}

#[userbot_testkit::test]
async fn a_short_flood_is_waited_out() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.rpc()
        .on::<messages::SendMessage>()
        .flood_wait(30)
        .once();
    bot.send(&scene.group, ".call").await;
    bot.send(&scene.club, ".call").await;
    bot.advance(seconds(29)).await;
    // Nothing was sent meanwhile, by the second command neither.
    bot.rpc().expect::<messages::SendMessage>(1);
    assert_eq!(notes(), [""; 0]);
    // Other methods are not held up.
    bot.send(&scene.group, ".ping").await.expect_edited("pong");
    bot.advance(seconds(2)).await;
    assert_eq!(notes(), ["hello", "hello"]);
    bot.rpc().expect::<messages::SendMessage>(3);
    Ok(())
}

#[userbot_testkit::test]
async fn a_long_flood_is_an_error() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.rpc()
        .on::<messages::SendMessage>()
        .flood_wait(3_600)
        .once();
    bot.send(&scene.group, ".call").await;
    bot.send(&scene.group, ".call").await;
    let found = notes();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|text| text.contains("3600")), "{found:?}");
    bot.rpc().expect::<messages::SendMessage>(1);
    bot.advance(hours(1)).await;
    bot.send(&scene.group, ".call").await;
    assert_eq!(notes(), ["hello"]);
    Ok(())
}

#[userbot_testkit::test]
async fn silence_ends_in_an_error_at_the_deadline() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.rpc().on::<messages::SendMessage>().silence().once();
    bot.send(&scene.group, ".call").await;
    bot.advance(seconds(59)).await;
    assert_eq!(notes(), [""; 0]);
    bot.advance(seconds(1)).await;
    assert_eq!(
        notes(),
        ["Telegram did not answer messages.sendMessage within 60 s; try again"]
    );
    bot.send(&scene.group, ".call").await;
    assert_eq!(notes(), ["hello"]);
    Ok(())
}

#[userbot_testkit::test]
async fn an_answer_that_is_cut_off_is_asked_for_again_without_doing_it_twice() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.rpc().on::<messages::SendMessage>().hang_up().once();
    bot.send(&scene.group, ".call").await;
    bot.advance(seconds(5)).await;
    assert_eq!(notes(), ["hello"]);
    assert_eq!(scene.world.saved_messages().messages().len(), 1);
    let sent = bot.rpc().calls::<messages::SendMessage>();
    assert!(sent.iter().all(|call| call.random_id == sent[0].random_id));
    Ok(())
}

#[userbot_testkit::test]
async fn a_login_that_was_ended_ends_the_bot() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    let session = Arc::clone(bot.client().session());
    let dead = bot
        .rpc()
        .on::<messages::SendMessage>()
        .error(401, "AUTH_KEY_UNREGISTERED");
    bot.send(&scene.group, ".call").await;
    bot.advance(seconds(20)).await;
    assert_eq!(bot.running().wait().await, StopReason::LoginEnded);
    assert_eq!(dead.calls(), 1);
    let after = bot.rpc().log().len();
    bot.advance(hours(1)).await;
    assert_eq!(bot.rpc().log().len(), after, "{}", bot.rpc().transcript());
    notes();
    bot.rpc()
        .on::<users::GetUsers>()
        .error(401, "SESSION_REVOKED")
        .once();
    let again = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(session)
        .start()
        .await;
    let error = again.unwrap_err();
    assert!(
        matches!(
            error.downcast_ref::<StartError>(),
            Some(StartError::LoginEnded(_))
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("run `login` again"), "{error}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_connection_that_dies_again_and_again_ends_the_bot() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.faults().confuse_sessions(usize::MAX);
    bot.act(|| scene.ann.send_to_owner("deadly")).await;
    bot.advance(minutes(3)).await;
    let reason = bot.running().wait().await;
    assert_eq!(reason, StopReason::ConnectionFailed);
    assert_eq!(userbot_sdk::Exit::ConnectionFailed.code(), 70);
    Ok(())
}

#[userbot_testkit::test]
async fn a_stop_takes_ten_seconds_at_most_whatever_telegram_does() -> TestResult {
    let scene = Scene::new();
    let mut bot = scene.start().await?;
    bot.act(|| scene.ann.send_to_owner("handled")).await;
    bot.advance(seconds(2)).await;
    let session = Arc::clone(bot.client().session());
    // Telegram takes everything and says nothing, while a handler hangs and another one calls.
    bot.act(|| scene.ann.send(&scene.group, "stuck")).await;
    bot.server().freeze_connections();
    bot.faults().mute(true);
    let client = bot.client().clone();
    let calling = tokio::spawn(async move { client.send("me", "hello?").await });
    let running = bot.running().clone();
    let stopping = tokio::spawn(async move { running.stop().await });
    bot.advance(seconds(10)).await;
    assert!(stopping.is_finished() && calling.is_finished());
    drop(bot);
    notes();
    // What was handled is saved, and what hung comes again.
    let mut bot = MockClient::on(&scene.world)
        .module::<Probe>()
        .session(session)
        .handler_deadline(seconds(10))
        .start()
        .await?;
    assert_eq!(notes(), ["stuck"]);
    bot.advance(seconds(12)).await;
    bot.expect_error();
    Ok(())
}
