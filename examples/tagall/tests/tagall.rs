//! Everybody is called, in pages, with pauses, through a flood, and not after a stop.

use tagall::TagAll;
use userbot_sdk::tl::functions::messages::SendMessage;
use userbot_testkit::prelude::*;
use userbot_testkit::world::Chat;

fn group(world: &World, members: usize) -> Chat {
    let people: Vec<_> = (1..=members)
        .map(|number| world.user(&format!("Member {number}")))
        .collect();
    let helper = world.user("Helper").bot();
    world
        .supergroup("Club")
        .members(&people)
        .member(&helper)
        .create()
}

fn names(chat: &Chat) -> Vec<String> {
    let texts = chat.messages().into_iter().map(|message| message.text());
    texts.filter(|text| text.contains("Member")).collect()
}

#[userbot_testkit::test]
async fn calls_everybody_with_pauses() -> TestResult {
    let world = World::new();
    let club = group(&world, 7);
    let mut bot = MockClient::on(&world).module::<TagAll>().start().await?;
    let asked = bot.send(&club, ".tagall tea & cake").await;
    asked.expect_edited("tea & cake");
    assert_eq!(names(&club).len(), 1);
    bot.advance(seconds(3)).await;

    let called = names(&club).join(" ");
    for number in 1..=7 {
        assert!(called.contains(&format!("Member {number}")), "{called}");
    }
    assert!(!called.contains("Helper"));
    assert_eq!(names(&club).len(), 2);
    asked.expect_edited("📣 7 members were called.");
    Ok(())
}

#[userbot_testkit::test]
async fn a_flood_is_waited_for_and_loses_nobody() -> TestResult {
    let world = World::new();
    let club = group(&world, 12);
    let mut bot = MockClient::on(&world).module::<TagAll>().start().await?;
    bot.send(&club, ".tagall").await;
    bot.rpc().on::<SendMessage>().flood_wait(20).once();
    bot.advance(seconds(3)).await;
    assert_eq!(names(&club).len(), 1);
    bot.advance(seconds(20)).await;
    bot.advance(seconds(3)).await;
    let called = names(&club).join(" ");
    assert_eq!(called.matches("Member").count(), 12, "{called}");
    Ok(())
}

#[userbot_testkit::test]
async fn is_stopped_and_not_started_twice() -> TestResult {
    let world = World::new();
    let club = group(&world, 12);
    let mut bot = MockClient::on(&world).module::<TagAll>().start().await?;
    bot.send(&club, ".untag")
        .await
        .expect_edited("Nobody is being called here.");
    let asked = bot.send(&club, ".tagall").await;
    bot.send(&club, ".tagall")
        .await
        .expect_edited("I am calling here already; untag stops it.");
    bot.send(&club, ".untag").await;
    asked.expect_edited("📣 Stopped.");
    bot.advance(minutes(1)).await;
    assert_eq!(names(&club).len(), 1);

    // The group is free again.
    bot.send(&club, ".tagall")
        .await
        .expect_edited("📣 Everybody!");
    Ok(())
}

#[userbot_testkit::test]
async fn calls_no_more_than_the_owner_allows() -> TestResult {
    let world = World::new();
    let club = group(&world, 12);
    let mut bot = MockClient::on(&world).module::<TagAll>().start().await?;
    bot.send(&club, ".config TagAll limit 3").await;
    bot.send(&club, ".tagall")
        .await
        .expect_edited("📣 3 members were called.");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<TagAll>();
}
