//! Answers while the owner is away, each chat once in a while, by options of many kinds.

use autoresponder::Autoresponder;
use userbot_testkit::prelude::*;

#[userbot_testkit::test]
async fn answers_each_chat_once_in_a_while() -> TestResult {
    let world = World::new();
    let (me, ann, bob) = (&world.owner(), world.user("Ann"), world.user("Bob"));
    let mut bot = MockClient::on(&world)
        .module::<Autoresponder>()
        .start()
        .await?;
    let heard = bot.act(|| ann.send(me, "hi")).await;
    heard.chat().last_message().expect_text("hi");

    bot.send(me, ".away Gone <fishing>.").await;
    let first = bot.act(|| ann.send(me, "are you there?")).await;
    first
        .chat()
        .last_message()
        .expect_text("Gone <fishing>.")
        .expect_reply_to(&first);
    let second = bot.act(|| ann.send(me, "hello?")).await;
    second.chat().last_message().expect_text("hello?");
    let urgent = bot.act(|| ann.send(me, "This is URGENT")).await;
    urgent.chat().last_message().expect_text("Gone <fishing>.");
    let other = bot.act(|| bob.send(me, "hi")).await;
    other.chat().last_message().expect_text("Gone <fishing>.");

    bot.advance(minutes(31)).await;
    let later = bot.act(|| ann.send(me, "and now?")).await;
    later.chat().last_message().expect_text("Gone <fishing>.");

    bot.send(me, ".back")
        .await
        .expect_edited("Welcome back!\n▫️ Ann: 4 messages\n▫️ Bob: 1 message");
    let after = bot.act(|| bob.send(me, "still away?")).await;
    after.chat().last_message().expect_text("still away?");
    bot.send(me, ".back")
        .await
        .expect_edited("You are not away.");
    Ok(())
}

#[userbot_testkit::test]
async fn the_options_decide() -> TestResult {
    let world = World::new();
    let (me, ann) = (&world.owner(), world.user("Ann").username("ann_smith"));
    let bob = world.user("Bob").contact();
    let mut bot = MockClient::on(&world)
        .module::<Autoresponder>()
        .config_value("Autoresponder", "link", "https://example.org/calendar")
        .config_value("Autoresponder", "zone", "Europe/Moscow")
        .languages(["ru"])
        .start()
        .await?;
    bot.send(me, ".away").await;
    let asked = bot.act(|| ann.send(me, "привет")).await;
    let answer = asked.chat().last_message();
    assert!(
        answer.text().starts_with("Меня нет с "),
        "{}",
        answer.text()
    );
    assert!(answer.text().ends_with("\nhttps://example.org/calendar"));

    bot.send(me, ".config Autoresponder audience contacts")
        .await;
    let asked = bot.act(|| ann.send(me, "срочно!")).await;
    asked.chat().last_message().expect_text("срочно!");
    let asked = bot.act(|| bob.send(me, "срочно!")).await;
    assert!(asked.chat().last_message().text().starts_with("Меня нет"));

    bot.send(me, ".config Autoresponder audience everyone")
        .await;
    bot.send(me, ".config Autoresponder ignore @Ann_Smith")
        .await;
    let asked = bot.act(|| ann.send(me, "срочно!!")).await;
    asked.chat().last_message().expect_text("срочно!!");

    for (option, wrong) in [
        ("pause", "10s"),
        ("pause", "soon"),
        ("audience", "friends"),
        ("link", "not a link"),
        ("zone", "Mars"),
        ("urgent", "x"),
        ("count", "perhaps"),
    ] {
        let asked = bot
            .send(me, &format!(".config Autoresponder {option} {wrong}"))
            .await;
        assert!(!asked.text().contains('✅'), "{}", asked.text());
    }
    Ok(())
}

#[test]
fn the_module_is_well_formed() {
    userbot_testkit::lint::<Autoresponder>();
}
