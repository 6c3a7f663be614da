//! The way of an update through a running bot, seen from the chat: what runs, what is refused and
//! what people read when something goes wrong.

#![allow(
    clippy::unused_async,
    clippy::panic,
    reason = "handlers are async whether they wait or not, and one of them panics on purpose"
)]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use userbot_sdk::module::Registry;
use userbot_sdk::prelude::*;
use userbot_sdk::store::MemoryStore;
use userbot_testkit::prelude::*;
use userbot_testkit::world::Chat;

/// Does one thing for each test.
#[derive(Module, Default)]
struct Tool {
    runs: AtomicU32,
}

/// What `.slow` takes.
#[derive(Args)]
struct Times {
    /// How often.
    number: u8,
}

#[handlers]
impl Tool {
    /// Says that it is there.
    #[command(alias = "hi")]
    async fn hello(&self, ctx: &Context) -> Result<()> {
        ctx.answer("here").await
    }

    /// Counts.
    #[command(cooldown = "1m", doc(ru = "Считает."))]
    async fn slow(&self, ctx: &Context, times: Times) -> Result<()> {
        ctx.answer(format!("{} times", times.number)).await
    }

    /// Works in groups.
    #[command(scope(groups, saved))]
    async fn grouped(&self, ctx: &Context) -> Result<()> {
        ctx.answer("grouped").await
    }

    /// Ends as it is told.
    #[command]
    async fn end(&self, ctx: &Context, how: Raw) -> Result<()> {
        match &*how {
            "user" => Err(Error::user("No <item> 7.")),
            "error" => Err(Error::msg("the disk is full")),
            "panic" => panic!("as told"),
            "call" => {
                ctx.client().send("@nobody_is_called_this", "hi").await?;
                Ok(())
            }
            "hang" => std::future::pending().await,
            _ => Ok(()),
        }
    }

    /// Says something that is a command, too.
    #[command]
    async fn quote(&self, ctx: &Context) -> Result<()> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        ctx.answer(".quote").await?;
        ctx.respond(".hello").await?;
        Ok(())
    }

    /// Shows how it gets on.
    #[command]
    async fn steps(&self, ctx: &Context) -> Result<()> {
        for step in 1..=3 {
            ctx.answer(format!("step {step}")).await?;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Ok(())
    }

    /// Answers others, in two steps.
    #[watcher(incoming, regex = "^question")]
    async fn answers(&self, ctx: &Context, _message: &Message) -> Result<()> {
        ctx.answer("let me see").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        ctx.answer("yes").await
    }

    /// Fails for others.
    #[watcher(incoming, regex = "^break")]
    async fn breaks(&self, _ctx: &Context, message: &Message) -> Result<()> {
        Err(Error::msg(format!("cannot {}", message.text())))
    }
}

async fn started(world: &World) -> Result<(MockClient, Chat)> {
    let club = world.group("Club").create();
    Ok((MockClient::on(world).module::<Tool>().start().await?, club))
}

#[userbot_testkit::test]
async fn a_doubled_prefix_is_an_escape() -> TestResult {
    let world = World::new();
    let (mut bot, club) = started(&world).await?;
    bot.send(&club, "..hello there")
        .await
        .expect_edited(".hello there");
    bot.send(&club, "...well").await.expect_text("...well");
    Ok(())
}

#[userbot_testkit::test]
async fn an_edited_message_runs_again() -> TestResult {
    let world = World::new();
    let (mut bot, club) = started(&world).await?;
    let message = bot.send(&club, "hello").await;
    message.expect_text("hello");
    bot.edit(&message, ".HI").await.expect_edited("here");
    Ok(())
}

#[userbot_testkit::test]
async fn what_the_bot_says_is_no_command() -> TestResult {
    let world = World::new();
    let (mut bot, club) = started(&world).await?;
    // The answer is the same text, so that nothing changes; the other message would be answered.
    bot.send(&club, ".quote").await.expect_text(".quote");
    club.last_message().expect_text(".hello");
    bot.advance(minutes(10)).await;
    assert_eq!(club.transcript(), "You: .quote\nYou: .hello\n");
    Ok(())
}

#[userbot_testkit::test]
async fn refusals_say_why() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let (mut bot, club) = started(&world).await?;

    bot.send(&ann.chat(), ".grouped")
        .await
        .expect_edited("This command does not work here, only in groups, Saved Messages.");
    bot.send(&club, ".grouped").await.expect_edited("grouped");
    bot.send(&world.saved_messages(), ".grouped")
        .await
        .expect_edited("grouped");

    let mistake = bot.send(&club, ".slow many").await;
    assert!(
        mistake.text().contains(".slow NUMBER"),
        "{}",
        mistake.text()
    );
    bot.send(&club, ".slow 2").await.expect_edited("2 times");
    bot.advance(seconds(10)).await;
    bot.send(&club, ".slow 3")
        .await
        .expect_edited("Not so fast: this works again in 50 seconds.");
    bot.send(&ann.chat(), ".slow 4")
        .await
        .expect_edited("4 times");
    bot.advance(seconds(50)).await;
    bot.send(&club, ".slow 5").await.expect_edited("5 times");
    Ok(())
}

#[userbot_testkit::test]
async fn help_of_a_command_is_in_the_owners_language() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<Tool>()
        .languages(["ru", "en"])
        .start()
        .await?;
    let help = bot.send(&club, ".slow -h").await;
    assert!(help.text().contains("Считает"), "{}", help.text());
    bot.send(&club, ".slow 1").await;
    bot.send(&club, ".slow 1")
        .await
        .expect_edited("Не так быстро: команда снова сработает, когда пройдёт 1 минута.");
    bot.send(&club, ".hello -h").await;
    assert!(club.last_message().text().contains("Says that it is there"));
    Ok(())
}

#[userbot_testkit::test]
async fn errors_are_told_by_their_kind() -> TestResult {
    let world = World::new();
    let (mut bot, club) = started(&world).await?;

    bot.send(&club, ".end user")
        .await
        .expect_edited("No <item> 7.");
    assert_eq!(bot.take_errors(), [""; 0]);

    let failed = bot.send(&club, ".end error").await.text();
    let error = bot.expect_error();
    assert!(
        error.contains("the disk is full") && error.contains("tests/dispatch.rs:"),
        "{error}"
    );
    assert!(
        failed.starts_with("Something went wrong (error "),
        "{failed}"
    );
    assert!(!failed.contains("disk"), "{failed}");

    bot.send(&club, ".end panic").await;
    let error = bot.expect_error();
    assert!(
        error.contains("as told") && error.contains("dispatch.rs:"),
        "{error}"
    );

    let failed = bot.send(&club, ".end call").await.text();
    assert!(failed.contains("nobody_is_called_this"), "{failed}");
    bot.expect_error();
    // A command's errors are told in its chat only.
    assert_eq!(world.saved_messages().transcript(), "");
    Ok(())
}

#[userbot_testkit::test]
async fn a_command_that_hangs_is_stopped_and_delays_nobody() -> TestResult {
    let world = World::new();
    let (mut bot, club) = started(&world).await?;
    let hanging = bot.send(&club, ".end hang").await;
    bot.send(&club, ".hello").await.expect_edited("here");
    bot.advance(minutes(5)).await;
    let text = hanging.text();
    assert!(
        text.starts_with("This took longer than 5 minutes and was stopped"),
        "{text}"
    );
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn errors_of_watchers_go_to_saved_messages_once_a_minute() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let (mut bot, _) = started(&world).await?;
    let chat = world.saved_messages();

    for _ in 0..3 {
        bot.act(|| ann.send_to_owner("break it")).await;
    }
    assert_eq!(chat.messages().len(), 1);
    let report = chat.last_message().text();
    assert!(
        report.starts_with("Tool: breaks failed (error "),
        "{report}"
    );
    assert!(report.ends_with("cannot break it"), "{report}");
    assert_eq!(bot.take_errors().len(), 3);

    bot.advance(minutes(1)).await;
    bot.act(|| ann.send_to_owner("break it")).await;
    let report = chat.last_message().text();
    assert!(
        report.contains("It happened 2 more times since the last report."),
        "{report}"
    );
    bot.act(|| ann.send_to_owner("break it")).await;
    let warning = chat.last_message().text();
    assert!(
        warning.starts_with("Tool failed 5 times in a row."),
        "{warning}"
    );
    assert_eq!(bot.take_errors().len(), 2);
    Ok(())
}

#[userbot_testkit::test]
async fn an_answer_in_steps_edits_itself() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let (mut bot, club) = started(&world).await?;

    let asked = bot.send(&club, ".steps").await;
    asked.expect_edited("step 1");
    bot.advance(seconds(1)).await;
    asked.expect_edited("step 2");
    bot.advance(seconds(2)).await;
    asked.expect_edited("step 3");

    let question = bot.act(|| ann.send_to_owner("question")).await;
    ann.chat()
        .last_message()
        .expect_text("let me see")
        .expect_reply_to(&question);
    bot.advance(seconds(2)).await;
    ann.chat().last_message().expect_edited("yes");
    assert_eq!(ann.chat().messages().len(), 2);
    Ok(())
}

#[userbot_testkit::test]
async fn unknown_commands_are_suggested_only_when_wanted() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<Tool>()
        .configure(|bot| bot.suggest_unknown(true))
        .start()
        .await?;
    bot.send(&club, ".helo")
        .await
        .expect_edited("There is no command .helo. Did you mean .hello, .help?");
    bot.send(&club, ".xyzzyxyzzy")
        .await
        .expect_text(".xyzzyxyzzy");
    Ok(())
}

/// Keeps a diary of its hooks.
#[derive(Module, Default)]
#[module(hooks)]
struct Diary;

/// Where the diary of a test is: each test has a thread of its own.
mod diary {
    use std::cell::RefCell;

    thread_local! {
        static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn write(line: impl Into<String>) {
        LINES.with_borrow_mut(|lines| lines.push(line.into()));
    }

    pub(super) fn take() -> Vec<String> {
        LINES.take()
    }
}

#[async_trait]
impl Module for Diary {
    async fn load(self, ctx: &Context) -> Result<Self> {
        let own = ctx
            .modules()
            .modules()
            .iter()
            .filter(|module| !module.builtin());
        diary::write(format!("load {}", own.count()));
        Ok(self)
    }

    async fn on_ready(&self, ctx: &Context) -> Result<()> {
        ctx.client().send("me", "ready").await?;
        diary::write("ready");
        Ok(())
    }

    async fn on_unload(&self, _ctx: &Context) -> Result<()> {
        diary::write("unload");
        Ok(())
    }
}

#[handlers]
impl Diary {
    /// Writes a line every minute.
    #[every("1m")]
    async fn tick(&self, _ctx: &Context) -> Result<()> {
        diary::write("tick");
        Ok(())
    }

    /// Takes a while.
    #[command]
    async fn work(&self, ctx: &Context) -> Result<()> {
        tokio::select! {
            () = ctx.cancelled() => diary::write("cancelled"),
            () = tokio::time::sleep(Duration::from_secs(100)) => diary::write("worked"),
        }
        let background = ctx.clone();
        ctx.spawn(async move {
            std::future::pending::<()>().await;
            drop(background);
            Ok(())
        });
        Ok(())
    }
}

/// Does not start.
#[derive(Module, Default)]
#[module(hooks)]
struct Sick;

#[async_trait]
impl Module for Sick {
    async fn load(self, _ctx: &Context) -> Result<Self> {
        Err(Error::msg("no fever thermometer"))
    }
}

#[handlers]
impl Sick {
    /// Cannot run.
    #[command]
    async fn fever(&self, ctx: &Context) -> Result<()> {
        ctx.answer("37").await
    }
}

#[userbot_testkit::test]
async fn hooks_and_schedules_run_in_order() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Diary>().start().await?;
    assert_eq!(diary::take(), ["load 1", "ready", "tick"]);
    bot.advance(seconds(150)).await;
    assert_eq!(diary::take(), ["tick", "tick"]);

    bot.send(&club, ".work").await;
    bot.stop().await;
    assert_eq!(diary::take(), ["cancelled", "unload"]);
    bot.advance(minutes(5)).await;
    assert_eq!(diary::take(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_module_that_does_not_load_keeps_off_nobody_else() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<Sick>()
        .module::<Tool>()
        .start()
        .await?;
    world
        .saved_messages()
        .last_message()
        .expect_text("Sick did not start: no fever thermometer");
    bot.expect_error();
    assert!(!bot.running().is_loaded("Sick") && bot.running().is_loaded("tool"));
    bot.send(&club, ".hello").await.expect_edited("here");
    bot.send(&club, ".fever").await.expect_text(".fever");
    Ok(())
}

#[userbot_testkit::test]
async fn settings_survive_a_restart() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let store = Arc::new(MemoryStore::new());
    let start = || {
        let store = Arc::clone(&store);
        MockClient::on(&world).module::<Tool>().store(store).start()
    };
    let mut bot = start().await?;
    bot.running().settings().set_prefix("!").await?;
    bot.send(&club, "!hello").await.expect_edited("here");
    bot.stop().await;
    drop(bot);

    let mut bot = start().await?;
    bot.send(&club, ".hello").await.expect_text(".hello");
    bot.send(&club, "!hello").await.expect_edited("here");
    Ok(())
}

#[userbot_testkit::test]
async fn problems_keep_a_bot_from_starting() -> TestResult {
    let world = World::new();
    let registry = Registry::new().module::<Tool>().expect(["Weather"]);
    let error = MockClient::on(&world)
        .registry(registry)
        .start()
        .await
        .err();
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    assert!(text.contains("`Weather` is expected"), "{text}");
    Ok(())
}

/// Collects what watchers of the rarer events see.
#[derive(Module, Default)]
struct Ears {
    heard: Mutex<Vec<String>>,
}

impl Ears {
    fn hear(&self, what: String) -> Result<()> {
        diary::write(what.clone());
        self.heard
            .lock()
            .map_err(|_| Error::msg("the list is broken"))?
            .push(what);
        Ok(())
    }
}

#[handlers]
impl Ears {
    #[watcher]
    async fn edited(&self, _ctx: &Context, edited: &Edited) -> Result<()> {
        self.hear(format!("edited {}", edited.message.text()))
    }

    #[watcher]
    async fn deleted(&self, _ctx: &Context, deleted: &Deleted) -> Result<()> {
        self.hear(format!("deleted {}", deleted.message_ids.len()))
    }

    #[watcher(groups)]
    async fn typing(&self, _ctx: &Context, typing: &Typing) -> Result<()> {
        self.hear(format!("{} types", typing.user.name()))
    }

    #[watcher(private)]
    async fn typing_elsewhere(&self, _ctx: &Context, _typing: &Typing) -> Result<()> {
        self.hear("wrong chat".to_owned())
    }

    #[watcher(from = "@anna")]
    async fn joined(&self, _ctx: &Context, joined: &Joined) -> Result<()> {
        self.hear(format!("{} joined", joined.user.name()))
    }

    #[watcher(not(photo))]
    async fn never(&self, _ctx: &Context, _deleted: &Deleted) -> Result<()> {
        self.hear("a deletion is no message".to_owned())
    }
}

#[userbot_testkit::test]
async fn watchers_see_the_rarer_events() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("anna");
    let club = world.supergroup("Club").create();
    let mut bot = MockClient::on(&world).module::<Ears>().start().await?;
    diary::take();

    bot.act(|| ann.join(&club)).await;
    assert_eq!(diary::take(), ["Ann joined"]);
    let message = bot.act(|| ann.send(&club, "helo")).await;
    bot.act(|| ann.edit(&message, "hello")).await;
    assert_eq!(diary::take(), ["edited hello"]);
    bot.act(|| ann.typing(&club)).await;
    assert_eq!(diary::take(), ["Ann types"]);
    bot.act(|| ann.delete(&message)).await;
    assert_eq!(diary::take(), ["deleted 1"]);
    Ok(())
}
