//! How a user tests watchers: let somebody act, look at the chat.

use greeter::Greeter;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn welcomes_who_joins_a_group() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann & Co");
    let club = world.supergroup("Club").create();
    let mut bot = MockClient::on(&world).module::<Greeter>().start().await?;

    bot.act(|| ann.join(&club)).await;

    club.last_message()
        .expect_from_owner()
        .expect_text("Welcome, Ann & Co!");
    Ok(())
}

#[userbot_testkit::test]
async fn says_good_morning_once_a_day() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Greeter>().start().await?;

    let first = bot.act(|| ann.send_to_owner("Good morning!")).await;
    ann.chat()
        .last_message()
        .expect_text("Good morning ☀️")
        .expect_reply_to(&first);

    let second = bot.act(|| ann.send_to_owner("good morning again")).await;
    second.expect_no_reply();

    bot.advance(days(1)).await;
    let third = bot.act(|| ann.send_to_owner("Good morning!")).await;
    ann.chat().last_message().expect_reply_to(&third);
    Ok(())
}

#[userbot_testkit::test]
async fn keeps_quiet_in_groups_and_with_bots() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let clock = world.user("Clock").bot();
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Greeter>().start().await?;

    bot.act(|| ann.send(&club, "Good morning"))
        .await
        .expect_no_reply();
    // A bot can only write to who has written to it.
    bot.send(&clock, "/start").await;
    bot.act(|| clock.send_to_owner("Good morning"))
        .await
        .expect_no_reply();
    Ok(())
}

#[userbot_testkit::test]
async fn speaks_russian_in_one_group() -> TestResult {
    let world = World::new();
    let ann = world.user("Аня");
    let club = world.supergroup("Клуб").create();
    let mut bot = MockClient::on(&world).module::<Greeter>().start().await?;

    bot.send(&club, ".language --here ru").await;
    bot.act(|| ann.join(&club)).await;

    club.last_message().expect_text("Добро пожаловать, Аня!");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Greeter>();
}
