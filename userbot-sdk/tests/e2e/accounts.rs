//! Several accounts in one process.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::{Accounts, StartError, StopReason, Userbot, UserbotBuilder};
use userbot_sdk::telegram::{Activity, Session};
use userbot_testkit::client::seconds;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages::SendMessage;
use userbot_testkit::server::{Server, ServerConfig};
use userbot_testkit::world::User;

/// Says things.
#[derive(Module, Default)]
struct Speaker;

#[handlers]
impl Speaker {
    /// Answers with the name of the account.
    #[command]
    async fn whoami(&self, ctx: &Context) -> Result<()> {
        let me = ctx.client().get_me().await?;
        ctx.answer(me.name().into_owned()).await
    }

    /// Answers whoever writes in private.
    #[watcher(incoming, private, text)]
    async fn echo(&self, _ctx: &Context, message: &Message) -> Result<()> {
        message.reply(message.text().to_owned()).await?;
        Ok(())
    }
}

/// Settles two bots: what one does may be news for the other.
async fn settle(bots: [&MockClient; 2]) {
    for _ in 0..3 {
        for bot in bots {
            bot.settle().await;
        }
    }
}

#[userbot_testkit::test]
async fn each_account_has_its_own_commands_prefix_and_settings() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut home = MockClient::on(&world)
        .module::<Speaker>()
        .prefix(".")
        .start()
        .await?;
    let mut work = MockClient::on(&world)
        .account(&ann)
        .module::<Speaker>()
        .prefix("!")
        .start()
        .await?;

    let asked = home.send(&club, ".whoami").await;
    settle([&home, &work]).await;
    asked.expect_edited("Owner");
    let asked = work.send(&club, "!whoami").await;
    settle([&home, &work]).await;
    asked.expect_edited("Ann");
    // The prefix of the one is no prefix of the other, and nobody obeys somebody else.
    let ignored = work.send(&club, ".whoami").await;
    settle([&home, &work]).await;
    ignored.expect_not_edited();

    home.running().settings().set_prefix("?").await?;
    assert_eq!(&*work.running().settings().prefix(), "!");
    home.send(&club, "?whoami").await.expect_edited("Owner");
    Ok(())
}

#[userbot_testkit::test]
async fn two_accounts_write_to_each_other() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann_at_work");
    let home = MockClient::on(&world).start().await?;
    let work = MockClient::on(&world)
        .account(&ann)
        .module::<Speaker>()
        .start()
        .await?;
    home.client().send("@ann_at_work", "are you there?").await?;
    settle([&home, &work]).await;
    ann.chat()
        .last_message()
        .expect_text("are you there?")
        .expect_from(&ann);
    Ok(())
}

#[userbot_testkit::test]
async fn a_flood_of_one_account_does_not_hold_up_the_other() -> TestResult {
    let world = World::new();
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    let home = MockClient::on(&world).module::<Speaker>().start().await?;
    let mut work = MockClient::on(&world)
        .account(&ann)
        .module::<Speaker>()
        .start()
        .await?;
    work.rpc().on::<SendMessage>().flood_wait(30).once();
    bob.send(&ann, "to work");
    settle([&home, &work]).await;
    let with_ann = world.private(&bob, &ann);
    with_ann.last_message().expect_from(&bob);

    bob.send_to_owner("to home");
    settle([&home, &work]).await;
    bob.chat()
        .last_message()
        .expect_text("to home")
        .expect_from(&world.owner());
    with_ann.last_message().expect_from(&bob);
    work.advance(seconds(31)).await;
    settle([&home, &work]).await;
    with_ann
        .last_message()
        .expect_text("to work")
        .expect_from(&ann);
    Ok(())
}

#[userbot_testkit::test]
async fn the_death_of_one_account_leaves_the_other_alone() -> TestResult {
    let world = World::new();
    let (ann, bob) = (world.user("Ann"), world.user("Bob"));
    let server = world.serve(ServerConfig::new()).await?;
    let mut running = Accounts::new()
        .account("home", account(&world, &server, &world.owner()))
        .account("work", account(&world, &server, &ann))
        .start()
        .await;
    assert_eq!(running.failed().count(), 0);
    let key = key_of(&world, &server, &ann);
    world.sign_out(server.add_key(key));
    // The next call of that account learns it.
    let work = running.get("work").unwrap();
    assert!(work.client().get_me().await.is_err());
    let ended = running.next_end().await;
    assert_eq!(ended, Some(("work".to_owned(), StopReason::LoginEnded)));
    assert_eq!(
        running.get("work").unwrap().stop_reason(),
        Some(StopReason::LoginEnded)
    );
    assert_eq!(
        format!("{running:?}"),
        r#"{"home": "running", "work": "stopped"}"#
    );

    let home = running.get("home").unwrap();
    assert_eq!(home.stop_reason(), None);
    bob.send_to_owner("still there?");
    for _ in 0..1_000_000 {
        tokio::task::yield_now().await;
        if bob.chat().last_message().sender() == world.owner() {
            break;
        }
    }
    bob.chat()
        .last_message()
        .expect_text("still there?")
        .expect_from(&world.owner());

    // Logged in again, the account takes its place again.
    running
        .start("work", account(&world, &server, &ann))
        .await?;
    let twice = running.start("home", account(&world, &server, &ann)).await;
    assert!(
        matches!(twice, Err(StartError::AccountTwice(_))),
        "{twice:?}"
    );
    running.stop().await;
    let mut ends = [running.next_end().await, running.next_end().await];
    ends.sort_by_key(|end| end.as_ref().map(|(name, _)| name.clone()));
    let asked = |name: &str| Some((name.to_owned(), StopReason::Asked));
    assert_eq!(ends, [asked("home"), asked("work")]);
    assert_eq!(running.next_end().await, None);
    Ok(())
}

#[userbot_testkit::test]
async fn accounts_that_do_not_start_are_told_and_the_rest_runs() -> TestResult {
    let world = World::new();
    let server = world.serve(ServerConfig::new()).await?;
    let nobody = Userbot::builder()
        .session(Session::in_memory(
            userbot_sdk::telegram::SessionData::default(),
        ))
        .api(1, "hash");
    let mut running = Accounts::new()
        .account("nobody", nobody)
        .account("home", account(&world, &server, &world.owner()))
        .account("home", account(&world, &server, &world.owner()))
        .start()
        .await;
    let failed: Vec<String> = running
        .failed()
        .map(|(name, error)| format!("{name}: {error}"))
        .collect();
    assert_eq!(
        failed,
        [
            "nobody: nobody is logged in: run `login` first",
            "home: there are two accounts with the name home: give each a name of its own",
        ]
    );
    assert!(running.get("nobody").is_none());
    assert_eq!(
        running.started().map(|(name, _)| name).collect::<Vec<_>>(),
        ["home"]
    );
    assert_eq!(
        running.get("home").unwrap().client().get_me().await?.name(),
        "Owner"
    );
    running.stop().await;
    assert!(running.next_end().await.is_some());
    assert_eq!(running.next_end().await, None);
    Ok(())
}

#[userbot_testkit::test]
async fn log_lines_tell_whose_they_are() -> TestResult {
    let log = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let world = World::new();
    let ann = world.user("Ann");
    let server = world.serve(ServerConfig::new()).await?;
    let running = Accounts::new()
        .account("home", account(&world, &server, &world.owner()))
        .account("work", account(&world, &server, &ann))
        .start()
        .await;
    running.stop().await;
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone())?;
    for name in ["home", "work"] {
        for what in ["started", "stopping", "connecting"] {
            let span = format!("account{{name=\"{name}\"}}");
            assert!(
                text.lines()
                    .any(|line| line.contains(&span) && line.contains(what)),
                "no {what} of {name} in\n{text}"
            );
        }
    }
    // Nothing of the bots is logged without a name. The client library's own tasks have none.
    let anonymous: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("userbot_sdk"))
        .filter(|line| !line.contains("account{"))
        .collect();
    assert_eq!(anonymous, [""; 0]);
    Ok(())
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn account(world: &World, server: &Server, user: &User) -> UserbotBuilder {
    Userbot::builder()
        .registry(Registry::new().module::<Speaker>())
        .session(Session::in_memory(world.login(server, user, 1)))
        .api(1, "hash")
        .activity(Activity::new())
}

fn key_of(world: &World, server: &Server, user: &User) -> [u8; 256] {
    world.login(server, user, 1).dc_options[&server.dc_id()]
        .auth_key
        .unwrap()
}
