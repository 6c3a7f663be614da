//! How a user tests a module: say something, look at the chat.

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;

use crate::Starter;

#[userbot_testkit::test]
async fn ping_answers_in_place() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Starter>().start().await?;

    bot.send(&club, ".ping").await.expect_edited("pong");
    bot.send(&club, ".P").await.expect_edited("pong");
    Ok(())
}

#[userbot_testkit::test]
async fn echo_keeps_quoted_words_together_and_repeats() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Starter>().start().await?;

    bot.send(&club, ".echo \"a  b\" c")
        .await
        .expect_edited("a  b c");
    bot.send(&club, ".echo —times 2 <b>hi</b>")
        .await
        .expect_edited("<b>hi</b>\n<b>hi</b>");
    Ok(())
}

#[userbot_testkit::test]
async fn a_mistake_is_explained_in_the_chat() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Starter>().start().await?;

    let asked = bot.send(&club, ".echo --times 99 hi").await;

    assert!(asked.text().contains("99"), "{}", asked.text());
    assert!(
        asked.text().contains(".echo"),
        "the usage line is there: {}",
        asked.text()
    );
    Ok(())
}

#[userbot_testkit::test]
async fn uptime_follows_the_clock() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Starter>().start().await?;

    bot.advance(hours(2)).await;

    bot.send(&club, ".uptime").await.expect_edited("Up for 2h");
    Ok(())
}

#[userbot_testkit::test]
async fn id_tells_about_the_replied_message() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann <3");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Starter>().start().await?;
    let hello = bot.act(|| ann.send(&club, "hello")).await;

    let asked = bot.reply(&hello, ".id").await;

    asked.expect_edited(&format!(
        "Chat: {}\nMessage: {}\nSender: Ann <3 {}",
        PeerId::Group(club.id()),
        hello.id(),
        ann.id()
    ));
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Starter>();
}
