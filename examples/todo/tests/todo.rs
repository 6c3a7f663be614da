//! How a user tests arguments: type them as people do, wrong ones too.

use std::sync::Arc;

use todo::Todo;
use userbot_sdk::store::MemoryStore;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn a_day_of_work() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Todo>().start().await?;

    bot.send(&home, ".list")
        .await
        .expect_edited("Nothing to do 🎉");
    bot.send(&home, ".todo buy milk")
        .await
        .expect_edited("Added as 1: buy milk");
    bot.send(&home, ".t don't forget the cat")
        .await
        .expect_edited("Added as 2: don't forget the cat");
    bot.send(&home, ".todo —urgent call <Ann>")
        .await
        .expect_edited("Added as 1: call <Ann>");
    bot.send(&home, ".list")
        .await
        .expect_edited("1. call <Ann> ❗\n2. buy milk\n3. don't forget the cat");
    bot.send(&home, ".done 2 1").await.expect_edited("Done: 2");
    bot.send(&home, ".list")
        .await
        .expect_edited("3. don't forget the cat");
    bot.send(&home, ".done -r 3").await.expect_edited("Done: 1");
    bot.send(&home, ".list -a")
        .await
        .expect_edited("1. call <Ann> ❗\n2. buy milk");
    Ok(())
}

#[userbot_testkit::test]
async fn each_chat_has_its_own_list() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let work = world.supergroup("Work").create();
    let mut bot = MockClient::on(&world).module::<Todo>().start().await?;

    bot.send(&home, ".todo buy milk").await;

    bot.send(&work, ".list")
        .await
        .expect_edited("Nothing to do 🎉");
    Ok(())
}

#[userbot_testkit::test]
async fn a_wrong_number_changes_nothing() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Todo>().start().await?;
    bot.send(&home, ".todo buy milk").await;

    bot.send(&home, ".done 1 7")
        .await
        .expect_edited("There is no item 7.");
    let asked = bot.send(&home, ".done one").await;
    assert!(asked.text().contains("one"), "{}", asked.text());

    bot.send(&home, ".list").await.expect_edited("1. buy milk");
    Ok(())
}

#[userbot_testkit::test]
async fn the_list_is_there_after_a_restart() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let store = Arc::new(MemoryStore::new());
    let start = || {
        let bot = MockClient::on(&world).module::<Todo>();
        bot.store(store.clone()).start()
    };
    let mut bot = start().await?;
    bot.send(&home, ".todo buy milk").await;
    bot.stop().await;
    drop(bot);

    let mut bot = start().await?;
    bot.send(&home, ".list").await.expect_edited("1. buy milk");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Todo>();
}
