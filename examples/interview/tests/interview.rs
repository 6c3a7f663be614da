//! Somebody is asked, answers, falls silent or has enough of it.

use interview::Interview;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn asks_everything_and_hands_over_the_answers() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Interview>().start().await?;

    let hello = bot.act(|| ann.send(&club, "hello")).await;
    bot.reply(&hello, ".interview")
        .await
        .expect_edited("I am asking Ann. \"stop\" ends it.");
    bot.act(|| ann.send_to_owner("Ann <3")).await;
    // Other commands work meanwhile.
    bot.send(&club, ".answers @ann")
        .await
        .expect_edited("▫️ What is your name? Ann <3");
    bot.act(|| ann.send_to_owner("I count")).await;

    assert_eq!(
        ann.chat().transcript(),
        "You: What is your name?\nAnn: Ann <3\nYou: What do you do?\nAnn: I count\n\
         You: Thank you! That was all.\n"
    );
    club.last_message().expect_text(
        "Ann has answered everything.\n▫️ What is your name? Ann <3\n▫️ What do you do? I count",
    );
    Ok(())
}

#[userbot_testkit::test]
async fn stops_when_somebody_has_enough_or_is_silent() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let me = &world.owner();
    let mut bot = MockClient::on(&world)
        .module::<Interview>()
        .languages(["ru"])
        .start()
        .await?;
    bot.send(me, ".interview @ann").await;
    bot.act(|| ann.send_to_owner(" Стоп ")).await;
    me.chat()
        .last_message()
        .expect_text("Ann: вопросов больше не надо.");

    bot.send(me, ".config Interview patience 1h").await;
    bot.send(me, ".interview @ann").await;
    bot.act(|| ann.send_to_owner("Аня")).await;
    bot.advance(minutes(59)).await;
    assert!(!me.chat().last_message().text().contains("больше нет"));
    bot.advance(minutes(1)).await;
    me.chat()
        .last_message()
        .expect_text("Ann: ответа больше нет.\n▫️ What is your name? Аня");
    Ok(())
}

#[userbot_testkit::test]
async fn refuses_what_it_cannot_do() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let club = world
        .supergroup("Club")
        .username("the_club")
        .member(&ann)
        .create();
    let mut bot = MockClient::on(&world).module::<Interview>().start().await?;
    bot.send(&club, ".interview @the_club")
        .await
        .expect_edited("Whom? Name a person, or reply to a message.");
    bot.send(&club, ".interview @ann").await;
    let twice = bot.send(&club, ".interview @ann").await;
    assert!(
        twice.text().starts_with("There is another conversation"),
        "{}",
        twice.text()
    );
    bot.expect_error();
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Interview>();
}
