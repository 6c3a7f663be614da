//! The modules that every bot has.

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;

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
    #[command(alias = "b", cooldown = "1m", scope(private, saved), doc(ru = "Заваривает чашку."))]
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
        let mut bot = MockClient::on(&world).module::<Tea>().languages([language]).start().await?;
        for text in [".help", ".help -a", ".help tea", ".help B", ".help .brew", ".help bruw", ".help prefix", ".brew -h", ".say -h"] {
            let asked = bot.send(world.owner(), text).await;
            assert!(asked.is_edited(), "{text}");
            shown += &format!("> {text}\n{}\n\n", asked.text());
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
    bot.send(&home, ".brew").await.expect_contains("private chats");
    bot.send(&home, ".language ru en").await.expect_edited("Языки: ru, en");
    bot.send(&home, ".brew").await.expect_contains("личные чаты");
    bot.send(&home, ".language русский").await.expect_contains("русский");
    bot.send(&home, ".language").await.expect_edited("Языки: ru, en");
    Ok(())
}
