//! A raw call reaches the simulated Telegram, which keeps the mark.

use raw_unread::Unread;
use userbot_sdk::tl::functions::messages::MarkDialogUnread;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn marks_this_chat_and_another_one() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann").username("ann");
    let club = world.group("Club").member(&ann).create();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Unread>().start().await?;
    bot.act(|| ann.send_to_owner("hello")).await;
    bot.act(|| ann.send(&club, "hello")).await;

    bot.send(&club, ".unread").await;
    club.last_message().expect_text("hello");
    bot.send(me, ".unread @ann").await;
    bot.send(me, ".marked")
        .await
        .expect_edited("2 chats are marked.");

    bot.send(me, ".unread @ann --remove").await;
    bot.send(me, ".marked")
        .await
        .expect_edited("1 chat is marked.");
    let calls = bot.rpc().calls::<MarkDialogUnread>();
    assert_eq!(calls.len(), 3);
    Ok(())
}

#[userbot_testkit::test]
async fn a_chat_that_nobody_knows_is_said() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Unread>().start().await?;
    let asked = bot.send(me, ".unread @nobody_here").await;
    assert!(
        asked.text().starts_with("@nobody_here is not known"),
        "{}",
        asked.text()
    );
    bot.expect_error();
    assert_eq!(bot.rpc().count::<MarkDialogUnread>(), 0);
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Unread>();
}
