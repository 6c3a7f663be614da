//! Where values come from, and that they stay.

use std::sync::Arc;

use userbot_sdk::config::ValueSource;
use userbot_sdk::prelude::*;
use userbot_sdk::store::{RedbStore, Store as _};
use userbot_testkit::prelude::*;

use super::{DEFAULTS, Place, Reminder, ReminderConfig, bot_on};
use crate::support::{note, notes};

#[userbot_testkit::test]
async fn defaults_hold_until_something_is_set_and_it_survives_a_restart() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".show").await.expect_edited(DEFAULTS);
    bot.send(me, ".config reminder LIMIT 7").await;
    bot.send(me, ".config Reminder hot_words add, \"a, b\"")
        .await;
    bot.send(me, ".config Reminder greeting   Good\n  morning ")
        .await;
    bot.send(me, ".config Reminder loud Yes").await;
    let set = "1h 7 true \"Good\\n  morning\" [\"add\", \"a, b\"] no key 0";
    bot.send(me, ".show").await.expect_edited(set);
    // Not a word of this comes from the memory of the first bot.
    bot.stop().await;
    drop(bot);
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".show").await.expect_edited(set);
    bot.send(me, ".config reset Reminder limit").await;
    bot.send(me, ".show").await.expect_contains("1h 10 true");
    assert_eq!(place.kept("Reminder", "limit").await, None);
    Ok(())
}

#[userbot_testkit::test]
async fn nothing_is_guessed_from_what_was_typed() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Reminder>().start().await?;
    for text in [
        "+79991234567",
        "1e5",
        "0x10",
        "1_000",
        "None",
        "[1]",
        "{'a': 1}",
        "True",
        "\"quoted\"",
        "00700",
        "reset",
    ] {
        bot.send(me, &format!(".config Reminder greeting {text}"))
            .await;
        let config = bot.running().configs().view("Reminder")?;
        let shown = &config.find("greeting")?.current;
        assert_eq!(
            *shown,
            userbot_sdk::config::Shown::Text(text.to_owned()),
            "{text}"
        );
    }
    // A number is a number, and what is none is refused.
    for text in ["5.5", "0x10", "1e1", "True", "[5]", "five"] {
        bot.send(me, &format!(".config Reminder limit {text}"))
            .await
            .expect_contains("⚠️");
    }
    bot.send(me, ".show").await.expect_contains("1h 10 false");
    Ok(())
}

#[userbot_testkit::test]
async fn the_environment_stands_between_what_is_set_and_the_default() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world)
        .module::<Reminder>()
        .env("USERBOT_REMINDER__LIMIT", "5")
        .env("USERBOT_REMINDER__HOT_WORDS", "x, y")
        .env("USERBOT_REMINDER__API_KEY", "from outside")
        .env("USERBOT_REMINDER__DELAY", "soon")
        .config_value("Reminder", "loud", "on")
        .start()
        .await?;
    let outside = r#"1h 5 true "Hey" ["x", "y"] from outside 0"#;
    bot.send(me, ".show").await.expect_edited(outside);
    // The bad variable is reported, by its name.
    me.chat()
        .messages()
        .first()
        .unwrap()
        .expect_contains("USERBOT_REMINDER__DELAY");
    let view = bot.running().configs().view("Reminder")?;
    assert_eq!(view.find("limit")?.source, ValueSource::Environment);
    assert_eq!(view.find("loud")?.source, ValueSource::Stored);
    assert_eq!(view.find("delay")?.source, ValueSource::Default);
    bot.send(me, ".config Reminder limit 9").await;
    bot.send(me, ".show").await.expect_contains("1h 9 true");
    bot.send(me, ".config reset Reminder limit").await;
    bot.send(me, ".show").await.expect_edited(outside);
    Ok(())
}

#[userbot_testkit::test]
async fn a_stored_value_that_no_longer_fits_is_kept_and_reported() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    place
        .leave(
            "Reminder",
            &[("limit", "1000"), ("loud", "true"), ("colour", "red")],
        )
        .await;
    let mut bot = bot_on(&world, &place).await?;
    let report = me.chat().last_message();
    report.expect_contains("Reminder").expect_contains("limit");
    assert!(!report.text().contains("loud"), "{}", report.text());
    bot.send(me, ".show").await.expect_contains("1h 10 true");
    bot.send(me, ".config Reminder limit")
        .await
        .expect_contains("not used");
    // Setting something else leaves it alone.
    bot.send(me, ".config Reminder greeting Ahoy").await;
    assert_eq!(
        place.kept("Reminder", "limit").await.as_deref(),
        Some("1000")
    );
    bot.send(me, ".config Reminder limit 3").await;
    assert_eq!(place.kept("Reminder", "limit").await.as_deref(), Some("3"));
    bot.send(me, ".show")
        .await
        .expect_contains("1h 3 true \"Ahoy\"");

    // The value of an option that is gone stays until it is cleared.
    bot.send(me, ".config Reminder")
        .await
        .expect_contains("colour");
    assert_eq!(
        place.kept("Reminder", "colour").await.as_deref(),
        Some("red")
    );
    bot.send(me, ".config clear Reminder limit")
        .await
        .expect_contains("reset it instead");
    bot.send(me, ".config clear Reminder")
        .await
        .expect_edited("Reminder: removed colour.");
    assert_eq!(place.kept("Reminder", "colour").await, None);
    assert_eq!(place.kept("Reminder", "limit").await.as_deref(), Some("3"));
    bot.send(me, ".config clear Reminder")
        .await
        .expect_contains("nothing to remove");
    Ok(())
}

#[derive(Config)]
struct CounterConfig {
    /// How often it was counted.
    count: u64,
    /// What was counted.
    things: Vec<String>,
}

/// Counts.
#[derive(Module, Default)]
#[module(config = CounterConfig)]
struct Counter;

#[handlers]
impl Counter {
    /// Counts one more.
    #[command]
    async fn count(&self, ctx: &Context) -> Result<()> {
        let more = (0..10).map(|_| ctx.set_config::<CounterConfig>(|config| config.count += 1));
        for more in futures_util::future::join_all(more).await {
            more?;
        }
        let count = ctx.config::<CounterConfig>().count;
        ctx.answer(format!("{}", count >= 10)).await
    }
}

#[userbot_testkit::test]
async fn a_hundred_changes_at_once_are_all_made() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let bot = MockClient::on(&world)
        .module::<Counter>()
        .store(Arc::clone(&place) as _)
        .start()
        .await?;
    let chats: Vec<_> = (0..10)
        .map(|number| world.group(&format!("Group {number}")).create())
        .collect();
    for chat in &chats {
        world.owner().send(chat, ".count");
    }
    // Text changes and changes in place wait for each other, too.
    let configs = bot.running().configs().clone();
    let words: Vec<String> = (0..10).map(|number| format!("w{number}")).collect();
    let adding = words
        .iter()
        .map(|word| configs.add("Counter", "things", word));
    for added in futures_util::future::join_all(adding).await {
        assert_eq!(added?.len(), 1);
    }
    bot.settle().await;
    assert_eq!(place.kept("Counter", "count").await.as_deref(), Some("100"));
    let things = place.kept("Counter", "things").await;
    assert_eq!(things, Some(words.join(", ")));
    for chat in &chats {
        chat.last_message().expect_edited("true");
    }
    Ok(())
}

#[userbot_testkit::test]
async fn a_value_that_cannot_be_kept_is_not_used() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".config Reminder limit 20").await;
    notes();
    place.break_it(true);
    bot.send(me, ".config Reminder limit 30")
        .await
        .expect_contains("the disk is full")
        .expect_contains("the old one stays");
    // The module has taken the new value and is told to take the old one back.
    assert_eq!(notes(), ["limit 20 to 30", "limit 30 to 20"]);
    bot.send(me, ".show").await.expect_contains("1h 20 false");
    let error = bot.running().configs().set("Reminder", "limit", "30").await;
    assert!(error.unwrap_err().to_string().contains("the disk is full"));
    place.break_it(false);
    bot.send(me, ".config Reminder limit 30").await;
    bot.send(me, ".show").await.expect_contains("1h 30 false");
    assert_eq!(place.kept("Reminder", "limit").await.as_deref(), Some("30"));
    Ok(())
}

#[derive(Config)]
struct OtherConfig {
    /// A word.
    #[config(default = "other")]
    word: String,
}

/// Reads and changes the options of another module.
#[derive(Module, Default)]
#[module(config = OtherConfig)]
struct Other;

#[handlers]
impl Other {
    /// Says what the other module has.
    #[command]
    async fn peek(&self, ctx: &Context) -> Result<()> {
        let found = ctx.find_config::<ReminderConfig>().is_some();
        let limit = ctx.config::<ReminderConfig>().limit;
        let word = &ctx.config::<OtherConfig>().word;
        ctx.answer(format!("{found} {limit} {word}")).await
    }

    /// Changes what the other module has.
    #[command]
    async fn poke(&self, ctx: &Context) -> Result<()> {
        let changed = ctx
            .set_config::<ReminderConfig>(|config| config.limit = 42)
            .await;
        ctx.answer(Outgoing::text(match changed {
            Ok(changed) => format!("{} {:?}", changed[0].option, changed[0].new),
            Err(error) => error.to_string(),
        }))
        .await
    }
}

#[userbot_testkit::test]
async fn the_options_of_another_module_are_found_by_their_type() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world)
        .module::<Other>()
        .module::<Reminder>()
        .start()
        .await?;
    bot.send(me, ".peek").await.expect_edited("true 10 other");
    bot.send(me, ".poke")
        .await
        .expect_edited("limit Text(\"42\")");
    bot.send(me, ".peek").await.expect_edited("true 42 other");
    bot.send(me, ".config Other word 5").await;
    bot.send(me, ".peek").await.expect_edited("true 42 5");

    // Without that module, its defaults are what there is.
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Other>().start().await?;
    bot.send(me, ".peek").await.expect_edited("false 10 other");
    bot.send(me, ".poke")
        .await
        .expect_contains("ReminderConfig");
    Ok(())
}

#[userbot_testkit::test]
async fn a_change_in_place_is_checked_like_any_other() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".config Reminder limit 100").await;
    let answer = bot.send(me, ".raise").await;
    assert!(answer.text().contains("error"), "{}", answer.text());
    assert!(
        bot.expect_error()
            .contains("limit: It must be from 1 to 100")
    );
    assert_eq!(
        place.kept("Reminder", "limit").await.as_deref(),
        Some("100")
    );
    Ok(())
}

#[userbot_testkit::test]
async fn one_run_keeps_its_snapshot_and_the_next_sees_the_change() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let bot = bot_on(&world, &place).await?;
    let configs = bot.running().configs().clone();
    let before = configs.view("Reminder")?;
    configs
        .set_many("Reminder", [("limit", "4"), ("loud", "yes")])
        .await?;
    assert!(
        configs
            .set_many("Reminder", [("limit", "5"), ("loud", "maybe")])
            .await
            .is_err()
    );
    let after = configs.view("Reminder")?;
    let text = |view: &userbot_sdk::config::ConfigView, name: &str| {
        format!("{:?}", view.find(name).unwrap().current)
    };
    assert_eq!(text(&before, "limit"), "Text(\"10\")");
    assert_eq!(text(&after, "limit"), "Text(\"4\")");
    assert_eq!(text(&after, "loud"), "Text(\"true\")");
    Ok(())
}

#[derive(Config)]
struct FlagsConfig {
    /// Colours of the flag, in their order.
    #[config(default = "red, white", validator = MultiChoice::new(&["red", "white", "blue", "1"]).min_items(1))]
    colours: Vec<String>,
    /// A word that may be missing.
    #[config(default = "word")]
    word: Option<String>,
}

/// Shows flags.
#[derive(Module, Default)]
#[module(hooks, no_handlers, config = FlagsConfig)]
struct Flags;

#[async_trait]
impl Module for Flags {
    async fn load(self, ctx: &Context) -> Result<Self> {
        let config = ctx.config::<FlagsConfig>();
        note(format!("{:?} {:?}", config.colours, config.word));
        Ok(self)
    }

    async fn on_config_change(
        &self,
        _ctx: &Context,
        _old: &FlagsConfig,
        new: &FlagsConfig,
    ) -> Result<()> {
        note(format!("{:?} {:?}", new.colours, new.word));
        Ok(())
    }
}

#[userbot_testkit::test]
async fn every_edit_of_several_choices_goes_through_the_validator_and_the_module() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Flags>().start().await?;
    assert_eq!(notes(), [r#"["red", "white"] Some("word")"#]);
    bot.send(me, ".config add Flags colours 1, BLUE").await;
    bot.send(me, ".config remove Flags colours Red").await;
    assert_eq!(
        notes(),
        [
            r#"["red", "white", "1", "blue"] Some("word")"#,
            r#"["white", "1", "blue"] Some("word")"#
        ]
    );
    for refused in [
        "add Flags colours green",
        "add Flags colours white",
        "remove Flags colours white, 1, blue",
        "remove Flags colours red",
        "Flags colours",
        "empty Flags colours",
    ] {
        bot.send(me, &format!(".config {refused}")).await;
    }
    assert!(notes().is_empty());
    bot.send(me, ".config empty Flags word")
        .await
        .expect_edited("Flags: word is now empty (was word)");
    assert_eq!(notes(), [r#"["white", "1", "blue"] None"#]);
    bot.send(me, ".help Flags")
        .await
        .expect_contains("2 options: .config Flags");
    Ok(())
}

#[userbot_testkit::test]
async fn a_file_keeps_values_and_a_module_that_clears_what_it_keeps_does_not_lose_them()
-> TestResult {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store.redb");
    let world = World::new();
    let me = &world.owner();
    for limit in [10, 77] {
        let store = Arc::new(RedbStore::open(&path)?);
        let mut bot = MockClient::on(&world)
            .module::<Reminder>()
            .store(Arc::clone(&store) as _)
            .start()
            .await?;
        bot.send(me, ".show")
            .await
            .expect_contains(&format!("1h {limit} false"));
        bot.send(me, ".config Reminder limit 77").await;
        bot.db("Reminder").clear().await?;
        bot.stop().await;
        store.close().await?;
    }
    Ok(())
}
