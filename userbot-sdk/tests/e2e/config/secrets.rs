//! Secrets stay nowhere but in the store.

use userbot_testkit::Log;
use userbot_testkit::prelude::*;
use userbot_testkit::rpc::functions::messages;

use super::{Place, Reminder, bot_on};

const KEY: &str = "s3cr3t-k3y";

/// Returns everything that anybody can read in this chat.
fn all(chat: &userbot_testkit::world::Chat) -> String {
    chat.messages()
        .iter()
        .map(|message| message.text() + "\n")
        .collect()
}

#[userbot_testkit::test]
async fn a_secret_does_not_stay_in_the_chat_in_which_it_was_typed() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let log = Log::new();
    let captured = log.capture();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = bot_on(&world, &place).await?;
    let typed = bot
        .send(&club, &format!(".config Reminder api_key {KEY}"))
        .await;
    typed.expect_contains("api_key is now set (was not set)");
    typed.expect_contains("Others in this chat may have seen it");
    assert_eq!(
        place.kept("Reminder", "api_key").await.as_deref(),
        Some(KEY)
    );
    bot.send(&club, ".config Reminder")
        .await
        .expect_contains("api_key = set");
    bot.send(&club, ".config Reminder api_key")
        .await
        .expect_contains("Now: set");
    bot.send(&club, &format!(".config Reminder api_key {KEY}2"))
        .await
        .expect_contains("api_key has a new value");
    assert!(!all(&club).contains(KEY), "{}", all(&club));
    assert!(!log.contains(KEY), "the log holds the secret");
    drop(captured);
    Ok(())
}

#[userbot_testkit::test]
async fn a_secret_is_hidden_before_anything_else_happens() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    place.leave("Reminder", &[("limit", "98")]).await;
    let mut bot = bot_on(&world, &place).await?;
    // Wrong values are not quoted either.
    let wrong = bot.send(me, ".config Reminder keys first-key, xy").await;
    assert!(!wrong.text().contains("xy"), "{}", wrong.text());
    wrong.expect_contains("⚠️");
    // The module thinks for a long time; the text is gone meanwhile.
    let typed = bot
        .send(
            me,
            &format!(".config import [Reminder]\nlimit = 99\napi_key = '{KEY}'"),
        )
        .await;
    assert!(!typed.text().contains(KEY));
    typed.expect_contains("A secret stood here");
    bot.advance(seconds(31)).await;
    typed.expect_contains("ran longer");
    Ok(())
}

#[userbot_testkit::test]
async fn a_secret_that_cannot_be_edited_away_is_deleted() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let club = world.group("Club").create();
    let mut bot = bot_on(&world, &place).await?;
    bot.rpc()
        .on::<messages::EditMessage>()
        .times(1)
        .error(400, "MESSAGE_ID_INVALID");
    let typed = bot
        .send(&club, &format!(".config Reminder api_key {KEY}"))
        .await;
    typed.expect_deleted();
    club.last_message().expect_contains("api_key is now set");

    // The message that is replied to is taken away, too.
    let replied = bot.send(&club, KEY).await;
    let asked = bot.reply(&replied, ".config Reminder api_key").await;
    replied.expect_deleted();
    asked.expect_contains("Others in this chat");
    assert!(!all(&club).contains(KEY), "{}", all(&club));
    Ok(())
}

#[userbot_testkit::test]
async fn a_secret_of_somebody_else_that_stays_is_told() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = bot_on(&world, &place).await?;
    bot.rpc()
        .on::<messages::DeleteMessages>()
        .error(403, "MESSAGE_DELETE_FORBIDDEN");
    let replied = bot.act(|| ann.send(&club, KEY)).await;
    let asked = bot.reply(&replied, ".config Reminder api_key").await;
    asked.expect_contains("cannot be deleted: delete it yourself");
    Ok(())
}

#[userbot_testkit::test]
async fn a_hidden_list_keeps_its_editor() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Reminder>().start().await?;
    bot.send(me, ".config add Reminder keys first-key")
        .await
        .expect_contains("keys is now set");
    bot.send(me, ".config add Reminder keys second-key, third-key")
        .await;
    bot.send(me, ".show").await.expect_contains("no key 3");
    bot.send(me, ".config remove Reminder keys second-key")
        .await;
    bot.send(me, ".show").await.expect_contains("no key 2");
    bot.send(me, ".config remove Reminder keys second-key")
        .await
        .expect_edited("⚠️ Reminder: keys has no such item.");
    let view = bot.running().configs().view("Reminder")?;
    let data = serde_json::to_string_pretty(&view)?;
    assert!(!data.contains("-key"), "{data}");
    insta::assert_snapshot!(data);
    Ok(())
}
