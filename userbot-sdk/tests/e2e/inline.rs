//! Inline queries as a person makes them, and the buttons of bots.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use userbot_sdk::prelude::*;
use userbot_sdk::telegram::{Button, ButtonKind, ErrorClass};
use userbot_sdk::tl::functions::messages::{
    GetBotCallbackAnswer, GetInlineBotResults, SendInlineBotResult,
};
use userbot_testkit::prelude::*;
use userbot_testkit::world::{Article, BotReply, PressAnswer};

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

/// Sends a menu.
#[derive(Module, Default)]
struct Waiter;

#[handlers]
impl Waiter {
    /// Offers two ways to pay.
    #[watcher(incoming, starts_with = "/pay")]
    async fn pay(&self, _ctx: &Context, message: &Message) -> Result<()> {
        let rows = vec![
            vec![Button::callback("Ask", b"ask")],
            vec![
                Button::url("Site", "https://example.org/"),
                Button::new("Give", ButtonKind::ProtectedCallback(b"give".to_vec())),
            ],
        ];
        message.reply(Outgoing::text("How?").buttons(rows)).await?;
        Ok(())
    }
}

#[userbot_testkit::test]
async fn buttons_are_pressed_by_their_places_and_never_with_a_password_unasked() -> TestResult {
    let world = World::new();
    let waiter = world.user("Waiter").username("waiter_bot").bot();
    let me = &world.owner();
    let mut service = MockClient::on(&world)
        .account(&waiter)
        .module::<Waiter>()
        .start()
        .await?;
    service.act(|| me.send(&waiter, "/pay")).await;
    let bot = MockClient::on(&world).start().await?;
    let menu = last(&bot, "@waiter_bot").await?;
    let site = menu.press_at(1, 0).await?;
    assert_eq!(site.url.as_deref(), Some("https://example.org/"));

    for refused in [menu.press_at(1, 1).await, menu.press("Give").await] {
        let error = refused.unwrap_err();
        assert!(error.to_string().contains("press_protected"), "{error}");
    }
    let error = menu.press_protected("Ask", "secret").await.unwrap_err();
    assert!(error.to_string().contains("wants no password"), "{error}");
    let error = menu.press_at(2, 0).await.unwrap_err();
    assert!(error.to_string().contains("[1, 2]"), "{error}");
    bot.rpc().expect::<GetBotCallbackAnswer>(0);
    Ok(())
}

async fn last(bot: &MockClient, chat: &str) -> Result<Message> {
    let client = bot.client();
    let mut history = client.history(chat).limit(1);
    Ok(history.next().await?.unwrap())
}

#[userbot_testkit::test]
async fn a_protected_button_is_pressed_with_the_password() -> TestResult {
    let world = World::new();
    let pressed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&pressed);
    let giver = world
        .user("Giver")
        .username("giver_bot")
        .on_press(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            PressAnswer::Alert("It is yours.".into())
        });
    let me = &world.owner();
    let mut bot = MockClient::on(&world).start().await?;
    bot.act(|| {
        me.send(&giver, "/start");
        giver.send_protected_buttons(me, "Sure?", &[&[("Yes", "yes")]])
    })
    .await;
    let menu = last(&bot, "@giver_bot").await?;

    let error = menu.press_protected("Yes", "secret").await.unwrap_err();
    assert!(error.is("PASSWORD_MISSING"), "{error}");
    assert_eq!(error.class(), ErrorClass::Login);
    world.owner().password("secret", "");
    let error = menu.press_protected("Yes", "guess").await.unwrap_err();
    assert!(error.is("PASSWORD_HASH_INVALID"), "{error}");
    assert_eq!(pressed.load(Ordering::Relaxed), 0);

    let answer = menu.press_protected("Yes", "secret").await?;
    assert_eq!(
        (answer.text.as_deref(), answer.alert),
        (Some("It is yours."), true)
    );
    // Two at once do not make each other's proof void.
    let (one, other) = tokio::join!(
        menu.press_protected("Yes", "secret"),
        menu.press_protected_at(0, 0, "secret")
    );
    one?;
    other?;
    assert_eq!(pressed.load(Ordering::Relaxed), 3);
    let told = format!("{menu:?} {}", bot.rpc().transcript());
    assert!(!told.contains("secret"), "{told}");
    Ok(())
}

#[userbot_testkit::test]
async fn a_server_that_lies_about_the_numbers_learns_nothing() -> TestResult {
    use userbot_sdk::tl;
    use userbot_sdk::tl::functions::account::GetPassword;

    let world = World::new();
    let giver = world.user("Giver").username("giver_bot").bot();
    let me = &world.owner().password("secret", "");
    let mut bot = MockClient::on(&world).start().await?;
    bot.act(|| {
        me.send(&giver, "/start");
        giver.send_protected_buttons(me, "Sure?", &[&[("Yes", "yes")]])
    })
    .await;
    let menu = last(&bot, "@giver_bot").await?;
    let honest = bot.client().invoke(&GetPassword {}).await?;
    let lies: [fn(&mut tl::types::account::Password); 5] = [
        |told| told.srp_b = Some(vec![0; 256]),
        |told| told.srp_b = Some(vec![255; 300]),
        |told| told.srp_b = None,
        |told| told.current_algo = Some(tl::enums::PasswordKdfAlgo::Unknown),
        |told| {
            use tl::enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as ModPow;
            if let Some(ModPow(numbers)) = &mut told.current_algo {
                numbers.g = 1;
            }
        },
    ];
    for lie in lies {
        let tl::enums::account::Password::Password(mut told) = honest.clone();
        lie(&mut told);
        bot.rpc().on::<GetPassword>().reply(told.into()).once();
        let error = menu.press_protected("Yes", "secret").await.unwrap_err();
        assert!(error.to_string().contains("account.getPassword"), "{error}");
    }
    bot.rpc().expect::<GetBotCallbackAnswer>(0);
    Ok(())
}

#[userbot_testkit::test]
async fn a_protected_button_whose_answer_is_lost_is_pressed_once() -> TestResult {
    let world = World::new();
    let pressed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&pressed);
    let giver = world
        .user("Giver")
        .username("giver_bot")
        .on_press(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            PressAnswer::Nothing
        });
    let me = &world.owner().password("secret", "");
    let mut bot = MockClient::on(&world).start().await?;
    bot.act(|| {
        me.send(&giver, "/start");
        giver.send_protected_buttons(me, "Sure?", &[&[("Yes", "yes")]])
    })
    .await;
    let menu = last(&bot, "@giver_bot").await?;
    bot.rpc().on::<GetBotCallbackAnswer>().lose_answer().once();
    let error = menu.press_protected("Yes", "secret").await.unwrap_err();
    assert!(error.is("SRP_ID_INVALID"), "{error}");
    assert_eq!(pressed.load(Ordering::Relaxed), 1);
    Ok(())
}

#[userbot_testkit::test]
async fn a_scripted_bot_talks() -> TestResult {
    let world = World::new();
    world
        .user("Shop")
        .username("shop_bot")
        .on_message(|text| match text {
            "/start" => vec![
                "Welcome!".into(),
                BotReply::text("What would you like?").row(&[("Tea", "tea"), ("Cake", "cake")]),
            ],
            other => vec![format!("No {other} here.").into()],
        })
        .on_press(|data| PressAnswer::Toast(format!("{} it is", String::from_utf8_lossy(data))));
    let mut bot = MockClient::on(&world).module::<Guest>().start().await?;
    let asked = bot.send(world.saved_messages(), ".order @shop_bot").await;
    asked.expect_edited("Welcome! / cake it is / No milk here.");
    Ok(())
}

/// Talks to bots.
#[derive(Module, Default)]
struct Guest;

#[handlers]
impl Guest {
    /// Orders something.
    #[command]
    async fn order(&self, ctx: &Context, who: Raw) -> Result<()> {
        let mut talk = ctx.conversation(who.trim()).await?;
        let welcome = talk.ask("/start").await?;
        let menu = talk.buttons().await?;
        let chosen = menu.press_at(0, 1).await?;
        let answer = talk.ask("milk").await?;
        let chosen = chosen.text.unwrap_or_default();
        ctx.answer(format!("{} / {chosen} / {}", welcome.text(), answer.text()))
            .await
    }
}
