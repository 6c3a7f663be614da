//! Notes are kept, found, listed and forgotten, and are there after a restart.

use std::sync::Arc;

use notes::Notes;
use userbot_sdk::store::MemoryStore;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn a_note_is_kept_replaced_and_forgotten() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world).module::<Notes>().start().await?;
    bot.send(me, ".notes").await.expect_edited("No notes.");
    bot.send(me, ".save Wifi the password is <secret>")
        .await
        .expect_edited("Kept as wifi.");
    bot.send(me, ".n WIFI")
        .await
        .expect_edited("the password is <secret>");
    bot.send(me, ".save wifi changed")
        .await
        .expect_edited("wifi was replaced.");
    bot.send(me, ".forget wifi")
        .await
        .expect_edited("wifi is forgotten.");
    bot.send(me, ".note wifi")
        .await
        .expect_edited("There is no note wifi.");
    Ok(())
}

#[userbot_testkit::test]
async fn the_message_that_is_replied_to_is_kept_with_its_formatting() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Notes>().start().await?;
    let said = bot.act(|| ann.send(&club, "meet at noon")).await;
    bot.reply(&said, ".save plan")
        .await
        .expect_edited("Kept as plan.");
    bot.send(&club, ".note plan")
        .await
        .expect_edited("meet at noon");
    bot.send(&club, ".save nothing")
        .await
        .expect_contains("reply");
    Ok(())
}

#[userbot_testkit::test]
async fn words_are_searched_in_names_and_texts_and_long_lists_have_pages() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let mut bot = MockClient::on(&world)
        .module::<Notes>()
        .languages(["ru"])
        .start()
        .await?;
    for number in 0..121 {
        let text = if number % 60 == 0 {
            "молоко"
        } else {
            "хлеб"
        };
        bot.send(me, &format!(".save n{number:03} {text}")).await;
    }
    bot.advance(hours(2)).await;
    bot.send(me, ".notes Молоко").await.expect_edited(
        "3 заметки\n▫️ n000 (2 часа назад)\n▫️ n060 (2 часа назад)\n▫️ n120 (2 часа назад)",
    );
    let page = bot.send(me, ".notes --after n099").await;
    assert!(
        page.text().starts_with("21 заметка\n▫️ n100"),
        "{}",
        page.text()
    );
    let page = bot.send(me, ".notes").await;
    assert!(
        page.text().starts_with("50 заметок\n▫️ n000"),
        "{}",
        page.text()
    );
    Ok(())
}

#[userbot_testkit::test]
async fn notes_are_there_after_a_restart() -> TestResult {
    let world = World::new();
    let me = &world.owner();
    let store = Arc::new(MemoryStore::new());
    let start = || {
        MockClient::on(&world)
            .module::<Notes>()
            .store(store.clone())
            .start()
    };
    let mut bot = start().await?;
    bot.send(me, ".save tea green").await;
    bot.stop().await;
    drop(bot);
    let mut bot = start().await?;
    bot.send(me, ".note tea").await.expect_edited("green");
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Notes>();
}
