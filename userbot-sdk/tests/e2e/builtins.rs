//! The modules that every bot has.

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;

use crate::support::spoken;

/// Makes tea.
///
/// Of any kind.
#[derive(Module, Default)]
#[module(doc(ru = "Заваривает чай."))]
struct Tea;

#[derive(Args)]
struct BrewArgs {
    /// How long, such as 3m.
    #[arg(short, long, default_value = "3m")]
    time: Duration,
    /// The kind.
    kind: Option<String>,
}

#[handlers]
impl Tea {
    /// Brews a cup.
    #[command(
        alias = "b",
        cooldown = "1m",
        scope(private, saved),
        doc(ru = "Заваривает чашку.")
    )]
    async fn brew(&self, ctx: &Context, args: BrewArgs) -> Result<()> {
        let kind = args.kind.unwrap_or_default();
        ctx.answer(format!("{kind} {}", args.time)).await
    }

    /// Says something about tea.
    #[command(doc(ru = "Говорит о чае."))]
    async fn say(&self, ctx: &Context, text: Raw) -> Result<()> {
        ctx.answer(Outgoing::text(text.into_string())).await
    }

    /// Is not listed.
    #[command(hidden)]
    async fn secret(&self, ctx: &Context) -> Result<()> {
        ctx.answer("found").await
    }

    /// Waits for guests.
    #[watcher(incoming)]
    async fn guests(&self, _ctx: &Context, _message: &Message) -> Result<()> {
        Ok(())
    }
}

#[userbot_testkit::test]
async fn help_shows_what_there_is_in_two_languages() -> TestResult {
    let mut shown = String::new();
    for language in ["en", "ru"] {
        let world = World::new();
        let mut bot = MockClient::on(&world)
            .module::<Tea>()
            .languages([language])
            .start()
            .await?;
        for text in [
            ".help",
            ".help -a",
            ".help tea",
            ".help B",
            ".help .brew",
            ".help bruw",
            ".help prefix",
            ".brew -h",
            ".say -h",
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
async fn the_language_changes_at_run_time() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Tea>().start().await?;
    bot.send(&home, ".brew")
        .await
        .expect_contains("private chats");
    bot.send(&home, ".language ru en")
        .await
        .expect_edited("Языки: ru, en");
    bot.send(&home, ".brew")
        .await
        .expect_contains("личные чаты");
    bot.send(&home, ".language русский")
        .await
        .expect_contains("русский");
    bot.send(&home, ".language")
        .await
        .expect_edited("Языки: ru, en\nЕсть: en, ru");
    Ok(())
}

#[userbot_testkit::test]
async fn errors_are_explained_in_the_owners_language() -> TestResult {
    for (language, word) in [("en", "invite link"), ("ru", "приглашени")] {
        let world = World::new();
        let mut bot = MockClient::on(&world).languages([language]).start().await?;
        let saved = world.saved_messages();
        let asked = bot.send(&saved, ".explain channel_private").await;
        assert!(asked.text().contains(word), "{}", asked.text());
        let asked = bot.send(&saved, ".explain FLOOD_WAIT_90").await;
        assert!(asked.text().contains("30"), "{}", asked.text());
        let asked = bot.send(&saved, ".explain CHANEL_PRIVAT").await;
        assert!(asked.text().contains("CHANNEL_PRIVATE"), "{}", asked.text());
    }
    Ok(())
}

/// Is refused.
#[derive(Module, Default)]
struct Rude;

#[handlers]
impl Rude {
    /// Writes where it may not.
    #[command]
    async fn write(&self, ctx: &Context) -> Result<()> {
        ctx.client().send("me", "x").await?;
        Ok(())
    }
}

#[userbot_testkit::test]
async fn a_refusal_is_explained_where_it_happened() -> TestResult {
    use userbot_testkit::rpc::functions::messages::SendMessage;
    let world = World::new();
    let mut bot = MockClient::on(&world)
        .module::<Rude>()
        .languages(["ru"])
        .start()
        .await?;
    bot.rpc()
        .on::<SendMessage>()
        .error(403, "CHAT_WRITE_FORBIDDEN")
        .once();
    let asked = bot.send(&world.saved_messages(), ".write").await;
    assert!(asked.text().contains("нельзя писать"), "{}", asked.text());
    assert!(asked.text().contains("CHAT_WRITE_FORBIDDEN"));
    bot.expect_error();
    Ok(())
}

#[userbot_testkit::test]
async fn the_owner_sees_what_each_module_called_and_what_waited() -> TestResult {
    use userbot_testkit::rpc::functions::messages::SendMessage;
    let world = World::new();
    let mut bot = MockClient::on(&world).module::<Rude>().start().await?;
    let saved = world.saved_messages();
    bot.rpc().on::<SendMessage>().flood_wait(40).once();
    bot.send(&saved, ".write").await;
    let asked = bot.send(&saved, ".calls").await;
    assert!(
        asked
            .text()
            .contains("messages.sendMessage: 40 seconds left"),
        "{}",
        asked.text()
    );
    bot.advance(seconds(41)).await;
    let asked = bot.send(&saved, ".calls").await;
    assert!(!asked.text().contains("left"), "{}", asked.text());
    asked
        .expect_contains("Rude: 1 (repeated: 1; waited for floods: 40 seconds)")
        .expect_contains("Diagnostics: ")
        .expect_contains("outside of handlers: ");
    let asked = bot.send(&saved, ".calls rude").await;
    asked.expect_contains("messages.sendMessage: 1 (repeated: 1; waited for floods: 40 seconds)");
    bot.send(&saved, ".calls nobody")
        .await
        .expect_contains("No module nobody");
    Ok(())
}

#[userbot_testkit::test]
async fn the_doctor_lists_what_handlers_did() -> TestResult {
    for (language, rows) in [
        (
            "en",
            [
                "Tea guests: 3 runs, 0 seconds",
                "Tea say: 1 run, 0 seconds",
                "Diagnostics doctor: 1 run, 0 seconds",
            ],
        ),
        (
            "ru",
            [
                "Tea guests: 3 вызова, 0 секунд",
                "Tea say: 1 вызов, 0 секунд",
                "Diagnostics doctor: 1 вызов, 0 секунд",
            ],
        ),
    ] {
        let world = World::new();
        let ann = world.user("Ann");
        let mut bot = MockClient::on(&world)
            .module::<Tea>()
            .languages([language])
            .start()
            .await?;
        bot.act(|| {
            for text in ["one", "two", "three"] {
                ann.send_to_owner(text);
            }
        })
        .await;
        let saved = world.saved_messages();
        bot.send(&saved, ".say hello").await;
        let asked = bot.send(&saved, ".doctor").await;
        // The most calls first, as the simulated clock lets no time pass.
        let text = asked.text();
        assert_eq!(text.lines().nth(1), Some(rows[0]), "{text}");
        for row in rows {
            asked.expect_contains(row);
        }
        assert!(!text.contains("brew"), "{text}");
    }
    Ok(())
}
