//! What modules do again and again, on a clock that the test moves.

use std::sync::Arc;

use userbot_sdk::prelude::*;
use userbot_sdk::runtime::Modules;
use userbot_sdk::schedule::{Cron, Schedule, ScheduleState};
use userbot_sdk::store::MemoryStore;
use userbot_testkit::prelude::*;

use crate::support::{note, notes, sorted_notes};

/// Has a schedule of every kind.
#[derive(Default, Module)]
struct Clockwork;

/// Notes a run with the time since the start.
fn ran(ctx: &Context, what: &str) {
    note(format!("{what} {}", ctx.uptime().as_secs()));
}

#[handlers]
impl Clockwork {
    #[every("10s", autostart = false)]
    async fn plain(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "plain");
        Ok(())
    }

    #[every("1m", delay = "20s")]
    async fn delayed(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "delayed");
        Ok(())
    }

    #[every("10s", autostart = false)]
    async fn skips(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "skips");
        sleep(Duration::from_secs(25)).await;
        Ok(())
    }

    #[every("10s", autostart = false, overlap = queue)]
    async fn queues(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "queues");
        sleep(Duration::from_secs(25)).await;
        Ok(())
    }

    #[every("10s", autostart = false, overlap = allow)]
    async fn overlaps(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "overlaps");
        sleep(Duration::from_secs(25)).await;
        Ok(())
    }

    #[every("1h", autostart = false, jitter = "10m")]
    async fn jitters(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "jitters");
        Ok(())
    }

    #[every("10s", autostart = false)]
    async fn fails(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "fails");
        Err(Error::msg("as always"))
    }

    #[every("10s", autostart = false, backoff = "1m")]
    async fn backs_off(&self, ctx: &Context) -> Result<()> {
        ran(ctx, "backs_off");
        if ctx.uptime().as_secs() < 200 {
            return Err(Error::msg("not yet"));
        }
        Ok(())
    }

    #[cron("0 9 * * *", zone = "Europe/Berlin", autostart = false)]
    async fn berlin(&self, ctx: &Context) -> Result<()> {
        note(format!("berlin {}", ctx.now()));
        Ok(())
    }

    /// Works on its own schedule.
    #[command]
    async fn own(&self, ctx: &Context, name: Raw) -> Result<()> {
        let schedule = ctx.schedule(&name)?;
        ctx.answer(format!("{} {:?}", schedule.name(), schedule.state()))
            .await
    }
}

async fn start() -> Result<(MockClient, Modules)> {
    let world = World::new();
    let bot = MockClient::on(&world)
        .module::<Clockwork>()
        .configure(|bot| bot.started_at("2026-03-28T12:00:00Z".parse().unwrap_or_default()))
        .start()
        .await?;
    let modules = bot.running().modules().clone();
    Ok((bot, modules))
}

fn schedule(modules: &Modules, name: &str) -> Schedule {
    modules.schedule("clockwork", name).unwrap()
}

#[userbot_testkit::test]
async fn runs_at_a_steady_pace_from_the_first_on() -> TestResult {
    let (mut bot, modules) = start().await?;
    assert_eq!(notes(), [""; 0]);
    bot.advance(seconds(90)).await;
    assert_eq!(notes(), ["delayed 20", "delayed 80"]);
    let delayed = schedule(&modules, "delayed");
    assert_eq!(delayed.runs(), 2);
    assert_eq!(
        delayed.last_run().unwrap().to_string(),
        "2026-03-28T12:01:20Z"
    );
    assert_eq!(
        delayed.next_run().unwrap().to_string(),
        "2026-03-28T12:02:20Z"
    );
    delayed.stop();

    schedule(&modules, "plain").start();
    bot.advance(seconds(25)).await;
    assert_eq!(notes(), ["plain 90", "plain 100", "plain 110"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_handle_starts_stops_and_changes_it() -> TestResult {
    let (mut bot, modules) = start().await?;
    schedule(&modules, "delayed").stop();
    let plain = schedule(&modules, "plain");
    assert_eq!(
        (plain.state(), plain.next_run(), plain.is_on()),
        (ScheduleState::Stopped, None, false)
    );
    plain.start();
    // A second start changes nothing.
    plain.start();
    bot.advance(seconds(15)).await;
    assert_eq!(notes(), ["plain 0", "plain 10"]);
    assert_eq!(plain.state(), ScheduleState::Waiting);

    plain.set_every(Duration::from_secs(60))?;
    bot.advance(seconds(70)).await;
    assert_eq!(notes(), ["plain 75"]);
    assert!(plain.set_every(Duration::from_secs(0)).is_err());

    assert!(plain.trigger());
    bot.settle().await;
    assert_eq!(notes(), ["plain 85"]);
    bot.advance(seconds(50)).await;
    assert_eq!(notes(), ["plain 135"]);

    plain.stop();
    bot.advance(minutes(5)).await;
    assert_eq!(notes(), [""; 0]);
    // A run by hand does not start it.
    assert!(plain.trigger());
    bot.advance(minutes(5)).await;
    assert_eq!(notes(), ["plain 435"]);
    assert_eq!((plain.runs(), plain.state()), (6, ScheduleState::Stopped));

    // It can be started again, and run by a cron expression.
    let cron: Cron = "*/10 * * * *".parse()?;
    plain.set_cron(cron, jiff::tz::TimeZone::UTC);
    plain.start();
    bot.advance(minutes(10)).await;
    // The bot has started on the hour: 735 seconds were 12:12:15.
    assert_eq!(notes(), ["plain 1200"]);

    let saved = bot.world().saved_messages();
    bot.send(&saved, ".own plain")
        .await
        .expect_edited("plain Waiting");
    bot.send(&saved, ".own nothing").await;
    assert!(
        bot.expect_error()
            .contains("Clockwork has no schedule `nothing`")
    );
    Ok(())
}

#[userbot_testkit::test]
async fn a_run_that_is_not_done_meets_the_next_one() -> TestResult {
    let (mut bot, modules) = start().await?;
    schedule(&modules, "delayed").stop();
    for (name, expected) in [
        ("skips", vec![0, 30, 60]),
        ("queues", vec![0, 25, 50]),
        ("overlaps", vec![0, 10, 20, 30, 40, 50, 60]),
    ] {
        let schedule = schedule(&modules, name);
        schedule.start();
        bot.settle().await;
        assert_eq!(schedule.state(), ScheduleState::Running);
        bot.advance(seconds(62)).await;
        let found: Vec<String> = notes();
        let first: u64 = found[0].rsplit(' ').next().unwrap().parse()?;
        let times: Vec<u64> = found
            .iter()
            .map(|note| note.rsplit(' ').next().unwrap().parse::<u64>().unwrap() - first)
            .collect();
        assert_eq!(times, expected, "{name}");
        schedule.stop();
        // What waits for the present run does not come after the stop.
        bot.advance(minutes(1)).await;
        assert_eq!(notes(), [""; 0], "{name}");
        assert_eq!(schedule.state(), ScheduleState::Stopped);
    }
    Ok(())
}

#[userbot_testkit::test]
async fn jitter_comes_on_top_and_does_not_add_up() -> TestResult {
    let (mut bot, modules) = start().await?;
    schedule(&modules, "delayed").stop();
    let jitters = schedule(&modules, "jitters");
    jitters.start();
    bot.advance(hours(20)).await;
    let times: Vec<u64> = notes()
        .iter()
        .map(|note| note.rsplit(' ').next().unwrap().parse().unwrap())
        .collect();
    assert!((20..=21).contains(&times.len()), "{times:?}");
    for (number, time) in times.iter().enumerate() {
        let due = number as u64 * 3_600;
        assert!((due..=due + 600).contains(time), "{number}: {time}");
    }
    // Twenty equal ones out of 600 000 are no chance.
    let late: std::collections::BTreeSet<u64> = times.iter().map(|time| time % 3_600).collect();
    assert!(late.len() > 1, "{late:?}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_failure_is_told_and_the_schedule_goes_on() -> TestResult {
    let (mut bot, modules) = start().await?;
    schedule(&modules, "delayed").stop();
    let fails = schedule(&modules, "fails");
    fails.start();
    bot.advance(seconds(25)).await;
    assert_eq!(notes(), ["fails 0", "fails 10", "fails 20"]);
    assert_eq!(bot.take_errors().len(), 3);
    fails.stop();
    bot.world()
        .saved_messages()
        .last_message()
        .expect_contains("as always");

    let backs_off = schedule(&modules, "backs_off");
    backs_off.start();
    bot.advance(seconds(235)).await;
    // Twice, four times, then not more than a minute; and as before once it succeeds.
    assert_eq!(
        notes(),
        [
            "backs_off 25",
            "backs_off 45",
            "backs_off 85",
            "backs_off 145",
            "backs_off 205",
            "backs_off 215",
            "backs_off 225",
            "backs_off 235",
            "backs_off 245",
            "backs_off 255"
        ]
    );
    bot.take_errors();
    Ok(())
}

#[userbot_testkit::test]
async fn cron_follows_the_clocks_of_its_zone() -> TestResult {
    let (mut bot, modules) = start().await?;
    schedule(&modules, "delayed").stop();
    let berlin = schedule(&modules, "berlin");
    berlin.start();
    // In the night to the 29th the clocks of Berlin are put forward.
    assert_eq!(
        berlin.next_run().unwrap().to_string(),
        "2026-03-29T07:00:00Z"
    );
    bot.advance(days(2)).await;
    assert_eq!(
        notes(),
        ["berlin 2026-03-29T07:00:00Z", "berlin 2026-03-30T07:00:00Z"]
    );
    Ok(())
}

#[userbot_testkit::test]
async fn schedules_end_with_their_module_and_begin_anew() -> TestResult {
    let (mut bot, modules) = start().await?;
    let old = schedule(&modules, "plain");
    old.start();
    old.set_every(Duration::from_secs(1))?;
    bot.advance(seconds(2)).await;
    assert_eq!(notes(), ["plain 1", "plain 2"]);
    modules.restart("clockwork").await?;
    bot.advance(seconds(19)).await;
    // What was started and changed at run time is gone; what starts by itself does so.
    assert_eq!(notes(), [""; 0]);
    assert!(!old.trigger());
    bot.advance(seconds(1)).await;
    assert_eq!(notes(), ["delayed 22"]);
    assert!(!schedule(&modules, "plain").is_on());
    modules.disable("clockwork").await?;
    assert!(modules.schedule("clockwork", "plain").is_none());
    bot.advance(minutes(5)).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

/// Says good morning.
#[derive(Default, Module)]
struct Morning;

#[handlers]
impl Morning {
    #[cron("0 9 * * *")]
    async fn forgetful(&self, ctx: &Context) -> Result<()> {
        note(format!("forgetful {}", ctx.now()));
        Ok(())
    }

    #[cron("0 9 * * *", catch_up)]
    async fn reliable(&self, ctx: &Context) -> Result<()> {
        note(format!("reliable {}", ctx.now()));
        Ok(())
    }
}

#[userbot_testkit::test]
async fn a_run_that_was_missed_while_the_bot_was_off_is_made_up_when_that_is_wanted() -> TestResult
{
    let world = World::new();
    let store = Arc::new(MemoryStore::new());
    let start = |at: &'static str| {
        let store = Arc::clone(&store);
        MockClient::on(&world)
            .module::<Morning>()
            .configure(move |bot| {
                bot.store(store)
                    .time_zone("UTC")
                    .started_at(at.parse().unwrap_or_default())
            })
            .start()
    };
    // Nothing was missed before the first start.
    let mut bot = start("2026-01-01T12:00:00Z").await?;
    assert_eq!(notes(), [""; 0]);
    bot.advance(hours(24)).await;
    assert_eq!(
        sorted_notes(),
        [
            "forgetful 2026-01-02T09:00:00Z",
            "reliable 2026-01-02T09:00:00Z"
        ]
    );
    bot.stop().await;
    drop(bot);

    // Three mornings were missed; one run makes up for them.
    let mut bot = start("2026-01-05T10:00:00Z").await?;
    assert_eq!(notes(), ["reliable 2026-01-05T10:00:00Z"]);
    bot.advance(hours(22)).await;
    bot.stop().await;
    drop(bot);

    let mut bot = start("2026-01-05T11:00:00Z").await?;
    assert_eq!(notes(), [""; 0]);
    bot.stop().await;
    Ok(())
}

#[test]
fn a_zone_that_there_is_not_is_found_at_the_start() {
    let problems = Registry::new().module::<Nowhere>().validate().unwrap_err();
    let text = problems.to_string();
    assert!(
        text.contains("the time zone `Europe/Atlantis`") && text.contains("schedules.rs:"),
        "{text}"
    );
}

/// Runs where there is no land.
#[derive(Default, Module)]
struct Nowhere;

#[handlers(manual)]
impl Nowhere {
    #[cron("@daily", zone = "Europe/Atlantis")]
    async fn sink(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

/// Works hard.
#[derive(Default, Module)]
struct Mill;

#[handlers]
impl Mill {
    /// Runs work on a thread of its own.
    #[command]
    async fn grind(&self, ctx: &Context, what: Raw) -> Result<()> {
        let what = what.to_string();
        let stop = ctx.clone();
        let ground = ctx
            .blocking(move || match &*what {
                "stone" => panic!("the mill stands still"),
                "bad" => Err(Error::user("That is no grain.")),
                "long" => {
                    while !stop.is_cancelled() {
                        std::thread::yield_now();
                    }
                    note_there("the miller saw the end");
                    Ok("nothing".to_owned())
                }
                what => Ok(what.to_uppercase()),
            })
            .await??;
        ctx.answer(ground).await
    }
}

/// Tells of work on another thread, which has notes of its own.
fn note_there(what: &str) {
    SEEN.lock().unwrap().push(what.to_owned());
}

static SEEN: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

#[userbot_testkit::test]
async fn blocking_work_comes_back_with_what_became_of_it() -> TestResult {
    let world = World::new();
    let mut bot = MockClient::on(&world).module::<Mill>().start().await?;
    let saved = world.saved_messages();
    bot.send(&saved, ".grind rye").await.expect_edited("RYE");
    bot.send(&saved, ".grind bad")
        .await
        .expect_edited("That is no grain.");
    bot.send(&saved, ".grind stone")
        .await
        .expect_contains("error");
    let error = bot.expect_error();
    assert!(
        error.contains("the mill stands still") && error.contains("schedules.rs:"),
        "{error}"
    );
    Ok(())
}

#[userbot_testkit::test]
async fn the_end_of_a_module_waits_for_blocking_work_that_looks_out() -> TestResult {
    let world = World::new();
    let bot = MockClient::on(&world).module::<Mill>().start().await?;
    let saved = world.saved_messages();
    // Not settled: the work goes on until the module ends.
    world.owner().send(&saved, ".grind long");
    while bot.running().stats().running == 0 {
        tokio::task::yield_now().await;
    }
    bot.running().modules().disable("mill").await?;
    assert_eq!(*SEEN.lock().unwrap(), ["the miller saw the end"]);
    Ok(())
}
