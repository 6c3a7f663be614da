//! What the owner sees of modules that are switched.

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;

use crate::support::spoken;

/// Makes tea.
#[derive(Module, Default)]
#[module(doc(ru = "Заваривает чай."))]
struct Tea;

#[handlers]
impl Tea {
    /// Brews a cup.
    #[command(doc(ru = "Заваривает чашку."))]
    async fn brew(&self, ctx: &Context) -> Result<()> {
        ctx.answer("🍵").await
    }
}

/// Is cold.
#[derive(Module, Default)]
#[module(hooks, doc(ru = "Остыл."))]
struct Coffee;

#[async_trait]
impl Module for Coffee {
    async fn load(self, ctx: &Context) -> Result<Self> {
        if ctx.uptime().is_zero() {
            return Err(Error::suspend("The beans are out."));
        }
        Err(Error::msg("the machine <broke>"))
    }
}

#[handlers]
impl Coffee {
    /// Pours a cup.
    #[command(doc(ru = "Наливает чашку."))]
    async fn pour(&self, ctx: &Context) -> Result<()> {
        ctx.answer("☕").await
    }
}

/// Marks the lines of the list that are about other modules, and its head with their number.
const BUILTIN: [&str; 3] = ["🟢 ", " modules,", "включено"];

#[userbot_testkit::test]
async fn modules_are_listed_and_switched_in_two_languages() -> TestResult {
    let mut shown = String::new();
    for language in ["en", "ru"] {
        let world = World::new();
        let mut bot = MockClient::on(&world)
            .module::<Tea>()
            .module::<Coffee>()
            .languages([language])
            .start()
            .await?;
        let told = world.saved_messages().last_message();
        shown.push_str(&spoken("told", &told));
        bot.advance(seconds(1)).await;
        for text in [
            ".modules",
            ".help pour",
            ".restart coffee",
            ".disable TEA",
            ".restart tea",
            ".modules",
            ".brew",
            ".help tea",
            ".enable tea",
            ".enable tea",
            ".brew",
            ".restart tea",
            ".disable modules",
            ".restart Modules",
            ".disable te",
            ".enable nonsense",
            ".disable",
        ] {
            let asked = bot.send(world.owner(), text).await;
            // What other modules there are is not this test's business.
            let told = spoken(text, &asked);
            let own = told
                .lines()
                .filter(|line| !BUILTIN.iter().any(|name| line.contains(name)));
            shown.push_str(&own.collect::<Vec<_>>().join("\n"));
            shown.push_str("\n\n");
        }
        assert!(bot.expect_error().contains("the machine <broke>"));
    }
    insta::assert_snapshot!(shown);
    Ok(())
}
