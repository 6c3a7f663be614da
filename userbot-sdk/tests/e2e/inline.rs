//! Inline queries as a person makes them, and the buttons of bots.

use userbot_sdk::telegram::ErrorClass;
use userbot_sdk::tl::functions::messages::{GetInlineBotResults, SendInlineBotResult};
use userbot_testkit::prelude::*;
use userbot_testkit::world::{Article, PressAnswer};

fn echo(query: &str) -> Vec<Article> {
    let article = |id: &str, text: String| Article {
        id: id.to_owned(),
        title: format!("{id} of {query}"),
        text,
    };
    vec![
        article("plain", format!("you asked {query}")),
        article("loud", query.to_uppercase()),
    ]
}

#[userbot_testkit::test]
async fn a_result_of_an_inline_query_is_sent() -> TestResult {
    let world = World::new();
    let bot_user = world.user("Helper").username("helper_bot").on_inline(echo);
    let club = world.supergroup("Club").username("the_club").create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();

    let mut found = client.inline_query("@helper_bot", "tea & cake").await?;
    let titles: Vec<_> = found.results().iter().map(|one| one.title()).collect();
    assert_eq!(
        titles,
        [Some("plain of tea & cake"), Some("loud of tea & cake")]
    );
    assert_eq!(found.results()[0].kind(), "article");
    assert!(!found.has_more());
    assert!(!found.more().await?);

    let sent = found.send(&found.results()[1], "@the_club").await?;
    assert_eq!(sent.text(), "TEA & CAKE");
    assert_eq!(
        sent.via_bot().map(|bot| bot.id().to_bot_api()),
        Some(bot_user.id())
    );
    club.last_message().expect_text("TEA & CAKE");
    let messages = club.messages().len();

    // The answer was lost, the message was not: it is found and not sent once more.
    bot.rpc()
        .on::<SendInlineBotResult>()
        .error(500, "RANDOM_ID_DUPLICATE")
        .once();
    let again = found.send(&found.results()[1], "@the_club").await?;
    assert_eq!(again.id(), sent.id());
    assert_eq!(club.messages().len(), messages);
    Ok(())
}

#[userbot_testkit::test]
async fn what_cannot_be_asked_is_refused() -> TestResult {
    let world = World::new();
    world.user("Silent").username("silent_bot").bot();
    world.user("Ann").username("ann");
    world.supergroup("Club").username("the_club").create();
    let bot = MockClient::on(&world).start().await?;
    let client = bot.client();
    let refused = client.inline_query("@silent_bot", "x").await.unwrap_err();
    assert!(refused.is("BOT_INLINE_DISABLED"), "{refused}");
    let refused = client.inline_query("@ann", "x").await.unwrap_err();
    assert!(refused.is("BOT_INVALID"), "{refused}");
    let refused = client.inline_query("@the_club", "x").await.unwrap_err();
    assert!(refused.to_string().contains("not a bot"), "{refused}");
    assert_eq!(bot.rpc().count::<GetInlineBotResults>(), 2);
    bot.rpc()
        .on::<GetInlineBotResults>()
        .error(400, "BOT_RESPONSE_TIMEOUT")
        .once();
    let silent = client.inline_query("@silent_bot", "x").await.unwrap_err();
    assert_ne!(silent.class(), ErrorClass::SessionDead);
    Ok(())
}

#[userbot_testkit::test]
async fn buttons_of_a_bot_are_pressed_by_their_labels() -> TestResult {
    let world = World::new();
    let helper = world
        .user("Helper")
        .username("helper_bot")
        .on_press(|data| PressAnswer::Alert(String::from_utf8_lossy(data).into_owned()));
    let me = &world.owner();
    let mut bot = MockClient::on(&world).start().await?;
    bot.act(|| me.send(&helper, "/start")).await;
    let menu = bot
        .act(|| helper.send_buttons(me, "Menu", &[&[("Go", "gone")]]))
        .await;
    let client = bot.client();
    let mut history = client.history("@helper_bot").limit(1);
    let message = history.next().await?.unwrap();
    assert_eq!(message.id(), menu.id());
    let answer = message.press("Go").await?;
    assert_eq!((answer.text.as_deref(), answer.alert), (Some("gone"), true));
    let wrong = message.press("Stop").await.unwrap_err();
    assert!(wrong.to_string().contains("it has: Go"), "{wrong}");
    Ok(())
}
