//! The say of a module in its options.

use userbot_testkit::prelude::*;

use super::{Place, bot_on};
use crate::support::notes;

#[userbot_testkit::test]
async fn a_refused_change_changes_nothing() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".config Reminder limit 12").await;
    bot.send(me, ".config Reminder limit 13")
        .await
        .expect_edited("⚠️ Reminder refuses the change: Thirteen is unlucky.");
    bot.send(me, ".show").await.expect_contains("1h 12 false");
    assert_eq!(place.kept("Reminder", "limit").await.as_deref(), Some("12"));
    // Not `.raise` either, which changes it in place.
    bot.send(me, ".raise").await;
    assert!(bot.expect_error().contains("Thirteen is unlucky."));
    bot.send(me, ".show").await.expect_contains("1h 12 false");
    // A value that stays what it is is no change.
    notes();
    bot.send(me, ".config Reminder limit 12")
        .await
        .expect_edited("Reminder: nothing has changed.");
    assert!(notes().is_empty());
    Ok(())
}

#[userbot_testkit::test]
async fn a_panic_a_hang_and_a_change_from_inside_refuse_the_change() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".config Reminder limit 66")
        .await
        .expect_contains("the limit is 66");
    let hanging = bot.send(me, ".config Reminder limit 99").await;
    assert!(!hanging.is_edited());
    bot.advance(seconds(31)).await;
    hanging.expect_contains("ran longer than 30s");
    bot.send(me, ".config Reminder limit 55")
        .await
        .expect_contains("while it is told of a change");
    bot.send(me, ".show").await.expect_contains("1h 10 false");
    assert_eq!(place.kept("Reminder", "limit").await, None);
    // None of this keeps later changes away.
    bot.send(me, ".config Reminder limit 54").await;
    bot.send(me, ".show").await.expect_contains("1h 54 false");
    Ok(())
}

#[userbot_testkit::test]
async fn the_module_hears_of_the_values_that_it_starts_with() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    // Nothing is set: there is nothing to hear of.
    assert!(notes().is_empty());
    bot.send(me, ".config Reminder limit 21").await;
    assert_eq!(notes(), ["limit 10 to 21"]);
    bot.stop().await;
    drop(bot);
    let bot = bot_on(&world, &place).await?;
    assert_eq!(notes(), ["limit 10 to 21"]);
    drop(bot);
    Ok(())
}

#[userbot_testkit::test]
async fn values_that_the_module_refuses_at_its_start_are_kept() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    place
        .leave("Reminder", &[("limit", "13"), ("greeting", "Ahoy")])
        .await;
    let mut bot = bot_on(&world, &place).await?;
    me.chat()
        .last_message()
        .expect_contains("Thirteen is unlucky.");
    bot.send(me, ".show").await.expect_edited(super::DEFAULTS);
    bot.send(me, ".config Reminder limit")
        .await
        .expect_contains("Thirteen is unlucky.");
    assert_eq!(place.kept("Reminder", "limit").await.as_deref(), Some("13"));
    // A restart asks again.
    notes();
    bot.send(me, ".restart Reminder").await;
    assert_eq!(notes(), ["limit 10 to 13"]);
    bot.send(me, ".show").await.expect_edited(super::DEFAULTS);
    // With another limit, the rest is taken, too.
    bot.send(me, ".config Reminder limit 14").await;
    bot.send(me, ".show")
        .await
        .expect_contains("1h 14 false \"Ahoy\"");
    Ok(())
}

#[userbot_testkit::test]
async fn a_module_that_is_off_has_no_say_and_hears_when_it_is_on_again() -> TestResult {
    let (world, place) = (World::new(), Place::new());
    let me = &world.owner();
    let mut bot = bot_on(&world, &place).await?;
    bot.send(me, ".config Reminder limit 20").await;
    bot.send(me, ".disable Reminder").await;
    notes();
    bot.send(me, ".config Reminder limit 30")
        .await
        .expect_contains("limit is now 30");
    assert!(notes().is_empty());
    bot.send(me, ".enable Reminder").await;
    assert_eq!(notes(), ["limit 10 to 30"]);
    bot.send(me, ".show").await.expect_contains("1h 30 false");
    bot.send(me, ".restart Reminder").await;
    assert_eq!(notes(), ["limit 10 to 30"]);
    bot.send(me, ".config Reminder limit 13")
        .await
        .expect_contains("Thirteen");
    Ok(())
}
