//! What the testkit promises to those who write tests with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration as Time;

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::tl;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages;
use userbot_testkit::{TestOutcome, run_test};

use crate::support::{note, notes};

/// Fails in all ways.
#[derive(Module, Default)]
struct Probe;

#[handlers]
impl Probe {
    /// Does it.
    #[command]
    async fn wrong(&self, ctx: &Context, how: Raw) -> Result<()> {
        match &*how {
            "panic" => panic!("a command panics"),
            "error" => Err(Error::msg("a command fails")),
            "call" => {
                ctx.client().invoke(&tl::functions::phone::GetCallConfig {}).await?;
                Ok(())
            }
            _ => ctx.answer("fine").await,
        }
    }

    /// Starts three timers.
    #[command]
    async fn timers(&self, ctx: &Context) -> Result<()> {
        for seconds in [30, 10, 20] {
            let ctx_later = ctx.clone();
            ctx.spawn(async move {
                tokio::time::sleep(Time::from_secs(seconds)).await;
                let start = ctx_later.uptime().as_secs();
                // What a timer starts happens before the next one.
                ctx_later.client().send("me", format!("after {seconds}")).await?;
                note(format!("{seconds} at {start}"));
                Ok(())
            });
        }
        Ok(())
    }
}

/// Runs a test that has to fail, and returns what it says.
fn failure<F>(body: impl FnOnce() -> F) -> String
where
    F: Future,
    F::Output: TestOutcome,
{
    let panic = catch_unwind(AssertUnwindSafe(|| run_test("inner", body))).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned();
    text.unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap()).to_owned())
}

async fn start(world: &World) -> Result<MockClient> {
    MockClient::on(world).module::<Probe>().start().await
}

#[test]
fn a_failed_expectation_shows_the_chat() {
    let text = failure(|| async {
        let world = World::new();
        let ann = world.user("Ann");
        let club = world.group("Club").member(&ann).create();
        let mut bot = start(&world).await?;
        bot.act(|| ann.send(&club, "hello\nyou")).await;
        bot.send(&club, ".wrong").await.expect_edited("fine!");
        TestResult::Ok(())
    });
    insta::assert_snapshot!(text, @r#"
    expected an edit to "fine!"
       found "fine" from Owner, edited

      Club:
        Ann: hello
            you
        You: fine (edited)
    "#);
}

#[test]
fn a_handler_that_fails_fails_the_test() {
    for (how, says) in [("panic", "Panic in Probe::wrong"), ("error", "Error in Probe::wrong")] {
        let text = failure(|| async {
            let world = World::new();
            let mut bot = start(&world).await?;
            bot.send(world.owner(), &format!(".wrong {how}")).await;
            TestResult::Ok(())
        });
        assert!(text.contains(says) && text.contains("testkit.rs:"), "{text}");
        assert!(text.contains("bot.expect_error()"), "{text}");
        run_test("expected", || async {
            let world = World::new();
            let mut bot = start(&world).await?;
            bot.send(world.owner(), &format!(".wrong {how}")).await;
            assert!(bot.expect_error().contains(says));
            TestResult::Ok(())
        });
    }
    let text = failure(|| async {
        let mut bot = start(&World::new()).await?;
        bot.expect_error();
        TestResult::Ok(())
    });
    assert_eq!(text, "expected a handler to fail, and none did");
}

#[test]
fn a_call_that_nobody_models_fails_the_test_by_its_name() {
    let text = failure(|| async {
        let world = World::new();
        let mut bot = start(&world).await?;
        bot.send(world.owner(), ".wrong call").await;
        bot.expect_error();
        TestResult::Ok(())
    });
    assert!(text.contains("does not model") && text.contains("phone.getCallConfig"), "{text}");
    run_test("answered", || async {
        let world = World::new();
        let mut bot = start(&world).await?;
        let config = tl::types::DataJson { data: "{}".to_owned() };
        bot.rpc().on::<tl::functions::phone::GetCallConfig>().reply(config.into()).expect(1);
        bot.send(world.owner(), ".wrong call").await;
        TestResult::Ok(())
    });
}

#[test]
fn a_responder_that_is_not_used_as_it_says_fails_the_test() {
    let text = failure(|| async {
        let world = World::new();
        let mut bot = start(&world).await?;
        bot.rpc().on::<messages::EditMessage>().named("both edits").expect(2);
        bot.send(world.owner(), ".wrong").await;
        TestResult::Ok(())
    });
    assert!(
        text.contains("expected messages.editMessage (both edits) to be called 2 times, but it was called once"),
        "{text}"
    );
    let text = failure(|| async {
        let world = World::new();
        let mut bot = start(&world).await?;
        bot.send(world.owner(), ".wrong").await;
        bot.rpc().expect::<messages::SendMessage>(1..);
        TestResult::Ok(())
    });
    assert!(text.contains("at least once, but it was called never"), "{text}");
}

#[test]
fn an_error_in_a_test_tells_its_line() {
    let line = line!() + 2;
    let text = failure(|| async {
        "nonsense".parse::<u8>()?;
        TestResult::Ok(())
    });
    assert!(text.contains("invalid digit") && text.contains(&format!("testkit.rs:{line}")), "{text}");
}

#[test]
fn a_bot_outside_of_a_test_says_what_it_needs() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async { MockClient::on(&World::new()).start().await.map(drop) })
    }))
    .unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains("#[userbot_testkit::test]"), "{text}");
}

#[userbot_testkit::test]
async fn timers_fire_in_order_and_time_stands_still_otherwise() -> TestResult {
    let world = World::new();
    let mut bot = start(&world).await?;
    let began = world.now();
    bot.send(world.owner(), ".timers").await;
    bot.settle().await;
    assert_eq!((notes(), world.now()), (Vec::new(), began));
    bot.advance(seconds(9)).await;
    assert_eq!(notes(), [""; 0]);
    bot.advance(seconds(15)).await;
    assert_eq!(notes(), ["10 at 10", "20 at 20"]);
    assert_eq!(world.now(), began + 24);
    bot.advance(hours(1)).await;
    assert_eq!(notes(), ["30 at 30"]);
    let texts: Vec<String> = world.saved_messages().messages().iter().map(|m| m.text()).collect();
    assert_eq!(texts[1..], ["after 10", "after 20", "after 30"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_long_sleep_passes_at_once() -> TestResult {
    let world = World::new();
    let mut bot = start(&world).await?;
    bot.advance(days(3)).await;
    bot.send(world.owner(), ".wrong").await.expect_edited("fine");
    assert_eq!(bot.running().client().me().unwrap().name(), "Owner");
    Ok(())
}

mod careless {
    use userbot_sdk::prelude::*;

    #[derive(Args)]
    pub(super) struct SayArgs {
        #[arg(long)]
        loud: bool,
        /// What.
        words: Vec<String>,
    }

    #[derive(Module, Default)]
    pub(super) struct Careless;

    #[handlers]
    impl Careless {
        /// Says it.
        #[command(doc(ru = "Говорит."))]
        async fn say(&self, ctx: &Context, args: SayArgs) -> Result<()> {
            let text = args.words.join(" ");
            ctx.answer(if args.loud { text.to_uppercase() } else { text }).await
        }

        #[command]
        async fn mumble(&self, _ctx: &Context) -> Result<()> {
            Ok(())
        }

        /// Whispers.
        #[command]
        async fn whisper(&self, _ctx: &Context) -> Result<()> {
            Ok(())
        }
    }
}

#[test]
fn lint_finds_everything_at_once() {
    let panic = catch_unwind(userbot_testkit::lint::<careless::Careless>).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.split_once("testkit.rs:").map_or(line, |(_, rest)| rest.split_once(": ").unwrap().1))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
