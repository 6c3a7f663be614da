//! Reminders come when they are due, and survive a restart.

use std::sync::Arc;

use reminder::Reminders;
use userbot_sdk::store::MemoryStore;
use userbot_sdk::tl::functions::messages::SendMessage;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn reminds_after_an_hour() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Reminders>().start().await?;

    let asked = bot.send(&club, ".remind buy <milk>").await;
    asked.expect_edited("I will remind you in 1 hour.");
    bot.send(&club, ".reminders")
        .await
        .expect_edited("▫️ in 1 hour: buy <milk>");
    bot.advance(minutes(59)).await;
    assert!(!club.last_message().text().starts_with('⏰'));
    bot.advance(seconds(65)).await;

    club.last_message()
        .expect_text("⏰ buy <milk>")
        .expect_reply_to(&asked);
    bot.send(&club, ".reminders")
        .await
        .expect_edited("Nothing to be reminded of.");
    Ok(())
}

#[userbot_testkit::test]
async fn says_after_a_restart_what_was_due_meanwhile() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let store = Arc::new(MemoryStore::new());
    let start = || {
        let bot = MockClient::on(&world).module::<Reminders>();
        bot.store(store.clone()).languages(["ru"]).start()
    };
    let mut bot = start().await?;
    bot.send(me, ".r -a 2h чай")
        .await
        .expect_edited("Напомню через 2 часа.");
    bot.send(me, ".r -a 3m суп").await;
    bot.stop().await;
    drop(bot);
    world.starts_at(i64::from(world.now()) + 3600);

    let mut bot = start().await?;
    me.chat().last_message().expect_text("⏰ суп");
    bot.advance(minutes(61)).await;
    me.chat().last_message().expect_text("⏰ чай");
    Ok(())
}

#[userbot_testkit::test]
async fn the_options_are_the_owners() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world)
        .module::<Reminders>()
        .config_value("Reminders", "limit", "1")
        .start()
        .await?;
    bot.send(me, ".config Reminders delay 5m").await;
    bot.send(me, ".r one")
        .await
        .expect_edited("I will remind you in 5 minutes.");
    bot.send(me, ".r two")
        .await
        .expect_edited("There is 1 reminder in this chat already, and no more are kept.");
    bot.send(me, ".config Reminders limit 1000")
        .await
        .expect_contains("100");
    Ok(())
}

#[userbot_testkit::test]
async fn a_refusal_of_telegram_loses_no_reminder() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Reminders>().start().await?;
    bot.send(me, ".r -a 1m tea").await;
    bot.rpc()
        .on::<SendMessage>()
        .error(400, "MESSAGE_TOO_LONG")
        .once();
    bot.advance(seconds(61)).await;
    bot.expect_error();
    bot.advance(seconds(10)).await;
    me.chat().last_message().expect_text("⏰ tea");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Reminders>();
}
