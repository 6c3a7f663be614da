//! Order, isolation, bounds, failures and schedules.

use std::time::Duration as Time;

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages;

use crate::support::{note, notes};

/// Behaves in all ways.
#[derive(Module, Default)]
struct Probe;

#[handlers]
impl Probe {
    #[watcher(incoming, starts_with = "n")]
    async fn numbers(&self, ctx: &Context, message: &Message) -> Result<()> {
        // A call to Telegram in the middle, so that other runs could overtake this one.
        if message.text().ends_with('0') {
            ctx.client().read(message.chat()).await?;
        }
        note(message.text());
        Ok(())
    }

    #[watcher(incoming, starts_with = "stuck")]
    async fn stuck(&self, _ctx: &Context, message: &Message) -> Result<()> {
        note(format!("got {}", message.text()));
        std::future::pending().await
    }

    #[watcher(incoming, starts_with = "panic")]
    async fn panics(&self, _ctx: &Context, _message: &Message) -> Result<()> {
        panic!("a handler panics");
    }

    #[watcher(incoming, starts_with = "slow")]
    async fn slow(&self, _ctx: &Context, message: &Message) -> Result<()> {
        tokio::time::sleep(Time::from_secs(1)).await;
        note(message.text());
        Ok(())
    }

    #[watcher(incoming, starts_with = "fail")]
    async fn fails(&self, _ctx: &Context, _message: &Message) -> Result<()> {
        Err(Error::msg("the <disk> is full"))
    }

    /// Ends as it is told.
    #[command]
    async fn end(&self, ctx: &Context, how: Raw) -> Result<()> {
        match &*how {
            "user" => Err(Error::user("Not <like> this & that.")),
            "error" => Err(Error::msg("the disk is full")),
            "panic" => panic!("as told"),
            "parse" => {
                let _: u8 = "nonsense".parse()?;
                Ok(())
            }
            "call" => {
                ctx.client().send("@nobody_at_all", "hi").await?;
                Ok(())
            }
            "never" => std::future::pending().await,
            _ => ctx.answer("ended").await,
        }
    }
}

#[userbot_testkit::test]
async fn the_order_of_each_chat_is_kept_in_a_burst() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let clubs = [
        world.group("One").member(&ann).create(),
        world.supergroup("Two").member(&ann).create(),
        ann.chat(),
    ];
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| {
        for number in 0..500 {
            ann.send(&clubs[number % 3], &format!("n{} {number}", number % 3));
        }
    })
    .await;
    let all = notes();
    assert_eq!(all.len(), 500);
    for chat in 0..3 {
        let here: Vec<usize> = all
            .iter()
            .filter_map(|text| text.strip_prefix(&format!("n{chat} "))?.parse().ok())
            .collect();
        assert!(here.is_sorted() && here.len() >= 166, "{here:?}");
    }
    assert_eq!(bot.running().stats().dropped, 0);
    Ok(())
}

#[userbot_testkit::test]
async fn stuck_and_panicking_handlers_delay_nobody() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .handler_deadline(seconds(60))
        .start()
        .await?;
    bot.act(|| {
        ann.send(&club, "stuck 1");
        ann.send(&club, "stuck 2");
        ann.send(&club, "panic");
        ann.send(&club, "n1");
        ann.send_to_owner("stuck 3");
        ann.send(&club, "n2");
    })
    .await;
    assert_eq!(
        crate::support::sorted_notes(),
        ["got stuck 1", "got stuck 3", "n1", "n2"]
    );
    bot.send(&club, ".end well").await.expect_edited("ended");
    assert!(bot.expect_error().contains("a handler panics"));
    assert_eq!(bot.take_errors(), [""; 0]);

    bot.advance(seconds(60)).await;
    assert_eq!(notes(), ["got stuck 2"]);
    let errors = bot.take_errors();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("Deadline in Probe::stuck"), "{errors:?}");
    let stats = bot.running().stats();
    assert_eq!((stats.panics, stats.deadlines, stats.running), (1, 2, 1));
    bot.advance(seconds(60)).await;
    bot.take_errors();
    assert!(bot.running().idle());
    Ok(())
}

#[userbot_testkit::test]
async fn a_queue_is_bounded_and_the_owner_learns_of_drops() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .configure(|bot| bot.queue_limit(10))
        .start()
        .await?;
    bot.act(|| {
        for number in 0..50 {
            ann.send(&club, &format!("slow {number}"));
        }
        ann.send_to_owner("slow elsewhere");
    })
    .await;
    assert_eq!(bot.running().stats().dropped, 39);
    // The first is told of at once, then two, four, eight and sixteen together.
    assert_eq!(bot.take_errors().len(), 5);
    let report = world.saved_messages().last_message();
    report.expect_text("Probe: slow does not keep up, 1 event was dropped.");
    assert_eq!(world.saved_messages().messages().len(), 1);
    bot.advance(seconds(20)).await;
    let mut expected: Vec<String> = (0..11).map(|number| format!("slow {number}")).collect();
    expected.insert(1, "slow elsewhere".to_owned());
    let found = notes();
    assert_eq!(found.len(), expected.len());
    assert!(
        expected.iter().all(|text| found.contains(text)),
        "{found:?}"
    );
    // And of the last eight when the handler has caught up.
    assert_eq!(bot.take_errors().len(), 1);
    Ok(())
}

#[userbot_testkit::test]
async fn a_failed_command_says_what_its_user_can_use() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .handler_deadline(minutes(2))
        .start()
        .await?;
    bot.send(&club, ".end user")
        .await
        .expect_edited("Not <like> this & that.");
    assert_eq!(bot.take_errors(), [""; 0]);

    let failed = bot.send(&club, ".end error").await;
    failed.expect_contains("Something went wrong (error ");
    assert!(!failed.text().contains("disk"), "{failed:?}");
    let error = bot.expect_error();
    assert!(
        error.contains("the disk is full") && error.contains("dispatch.rs:"),
        "{error}"
    );

    bot.send(&club, ".end parse")
        .await
        .expect_contains("Something went wrong (error ");
    let error = bot.expect_error();
    assert!(
        error.contains("invalid digit") && error.contains("dispatch.rs:"),
        "{error}"
    );

    bot.send(&club, ".end panic")
        .await
        .expect_contains("Something went wrong (error ");
    assert!(bot.expect_error().contains("as told"));

    let refused = bot.send(&club, ".end call").await;
    refused
        .expect_contains("@nobody_at_all is not known")
        .expect_contains("Check the spelling");
    bot.expect_error();

    let never = bot.send(&club, ".end never").await;
    bot.advance(minutes(2)).await;
    never.expect_contains("This took longer than 2 minutes and was stopped (error ");
    bot.expect_error();
    // Who used the command was told in the chat; nobody is told twice.
    let saved = world.saved_messages().messages();
    assert!(
        saved
            .iter()
            .all(|message| message.text().contains("5 times in a row")),
        "{saved:?}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn failures_are_told_in_russian_too() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<Probe>()
        .languages(["ru"])
        .handler_deadline(minutes(2))
        .start()
        .await?;
    bot.send(&club, ".end error")
        .await
        .expect_contains("Что-то пошло не так");
    bot.expect_error();
    let never = bot.send(&club, ".end never").await;
    bot.advance(minutes(2)).await;
    never.expect_contains("2 минут");
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn a_failing_watcher_is_told_to_the_owner_once_in_a_while() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Probe>().start().await?;
    bot.act(|| {
        for number in 0..4 {
            ann.send(&club, &format!("fail {number}"));
        }
    })
    .await;
    let saved = world.saved_messages();
    assert_eq!(saved.messages().len(), 1);
    saved
        .last_message()
        .expect_contains("Probe: fails failed (error ")
        .expect_contains("the <disk> is full");
    assert_eq!(bot.take_errors().len(), 4);
    bot.advance(minutes(2)).await;
    bot.act(|| ann.send(&club, "fail again")).await;
    bot.take_errors();
    let texts: Vec<String> = saved
        .messages()
        .iter()
        .map(userbot_testkit::world::Message::text)
        .collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(
        texts
            .iter()
            .any(|text| text.contains("It happened 3 more times")),
        "{texts:?}"
    );
    assert!(
        texts.iter().any(|text| text.contains("5 times in a row")),
        "{texts:?}"
    );
    // Nothing was said in the group.
    assert!(
        club.messages()
            .iter()
            .skip(1)
            .all(|message| message.sender() == ann)
    );
    Ok(())
}

/// Works at intervals.
#[derive(Module, Default)]
#[module(hooks)]
struct Timed;

#[async_trait]
impl Module for Timed {
    async fn load(self, _ctx: &Context) -> Result<Self> {
        note("load");
        Ok(self)
    }

    async fn on_ready(&self, _ctx: &Context) -> Result<()> {
        note("on_ready");
        Ok(())
    }

    async fn on_unload(&self, _ctx: &Context) -> Result<()> {
        note("on_unload");
        Ok(())
    }
}

#[handlers]
impl Timed {
    #[every("1m")]
    async fn tick(&self, ctx: &Context) -> Result<()> {
        note(format!("tick {}", ctx.uptime().as_secs()));
        Ok(())
    }

    #[every("25s")]
    async fn tock(&self, _ctx: &Context) -> Result<()> {
        note("tock");
        Err(Error::msg("tock fails, and goes on"))
    }
}

#[userbot_testkit::test]
async fn hooks_and_schedules_run_in_their_order() -> TestResult {
    let world = World::new();
    let mut bot = MockClient::on(&world).module::<Timed>().start().await?;
    let first = notes();
    assert_eq!(first[..2], ["load", "on_ready"]);
    assert_eq!(first.len(), 4, "each schedule runs at once: {first:?}");
    bot.advance(minutes(1)).await;
    assert_eq!(notes(), ["tock", "tock", "tick 60"]);
    bot.advance(seconds(15)).await;
    assert_eq!(notes(), ["tock"]);
    assert_eq!(bot.take_errors().len(), 4);
    bot.stop().await;
    assert_eq!(notes(), ["on_unload"]);
    Ok(())
}

/// Cannot load.
#[derive(Module, Default)]
#[module(hooks)]
struct Broken;

#[async_trait]
impl Module for Broken {
    async fn load(self, _ctx: &Context) -> Result<Self> {
        Err(Error::msg("no key for the service"))
    }

    async fn on_ready(&self, _ctx: &Context) -> Result<()> {
        note("never ready");
        Ok(())
    }
}

#[handlers]
impl Broken {
    /// Never runs.
    #[command]
    async fn broken(&self, _ctx: &Context) -> Result<()> {
        note("never run");
        Ok(())
    }

    #[watcher]
    async fn sees(&self, _ctx: &Context, _message: &Message) -> Result<()> {
        note("never seen");
        Ok(())
    }
}

#[userbot_testkit::test]
async fn a_module_that_cannot_load_keeps_only_itself_off() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world)
        .module::<Broken>()
        .module::<Probe>()
        .start()
        .await?;
    assert!(!bot.running().is_loaded("Broken") && bot.running().is_loaded("probe"));
    let error = bot.expect_error();
    assert!(
        error.contains("no key for the service") && error.contains("dispatch.rs:"),
        "{error}"
    );
    world
        .saved_messages()
        .last_message()
        .expect_contains("Broken")
        .expect_contains("no key for the service");
    bot.send(&club, ".broken").await.expect_not_edited();
    bot.send(&club, ".end well").await.expect_edited("ended");
    assert_eq!(notes(), [""; 0]);
    bot.rpc().expect::<messages::SendMessage>(1);
    Ok(())
}
