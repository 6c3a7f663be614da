//! What `.config` says.

use userbot_testkit::prelude::*;

use super::Reminder;
use crate::support::spoken;

#[userbot_testkit::test]
async fn the_command_shows_and_sets_in_two_languages() -> TestResult {
    let mut shown = String::new();
    for language in ["en", "ru"] {
        let world = World::new();
        let mut bot = MockClient::on(&world)
            .module::<Reminder>()
            .languages([language])
            .env("USERBOT_REMINDER__GREETING", "Ahoy")
            .start()
            .await?;
        for text in [
            ".config",
            ".cfg reminder",
            ".config Reminder limit",
            ".config Reminder hot_words",
            ".config Reminder api_key",
            ".config Reminder limit 5",
            ".config Reminder limit 500",
            ".config Reminder limit five",
            ".config Reminder limits 5",
            ".config Remainder limit 5",
            ".config Help",
            ".config set Reminder limit",
            ".config set Reminder",
            ".config set Reminder limit 6",
            ".config reset Reminder limit",
            ".config reset Reminder limit",
            ".config add Reminder hot-words a, b",
            ".config add Reminder hot-words",
            ".config remove Reminder hot-words tea, a",
            ".config remove Reminder hot-words nothing",
            ".config add Reminder limit 3",
            ".config export --secrets Reminder",
        ] {
            let asked = bot.send(world.owner(), text).await;
            assert!(asked.is_edited(), "{text}");
            shown.push_str(&spoken(text, &asked));
        }
    }
    insta::assert_snapshot!(shown);
    Ok(())
}

#[userbot_testkit::test]
async fn a_value_can_be_in_the_message_that_is_replied_to() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Reminder>().start().await?;
    let said = bot
        .act(|| ann.send(&club, "Good evening,\neverybody"))
        .await;
    for command in [".config Reminder greeting", ".config set Reminder greeting"] {
        bot.reply(&said, command).await;
        bot.send(&club, ".show")
            .await
            .expect_contains("\"Good evening,\\neverybody\"");
        bot.send(&club, ".config reset Reminder greeting").await;
    }
    said.expect_not_deleted();
    Ok(())
}

#[userbot_testkit::test]
async fn only_the_owner_may() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let club = world.group("Club").member(&ann).create();
    let mut bot = MockClient::on(&world).module::<Reminder>().start().await?;
    bot.act(|| ann.send(&club, ".config Reminder limit 5"))
        .await
        .expect_no_reply();
    bot.send(&club, ".show").await.expect_contains("1h 10");
    Ok(())
}
