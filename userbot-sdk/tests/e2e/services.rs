//! Modules find each other, by type and by what they offer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use userbot_sdk::module::{ModuleState, Need, Problem, ProblemKind};
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::{Modules, ModulesError};
use userbot_testkit::prelude::*;
use userbot_testkit::world::Chat;

use crate::support::{note, notes};

/// Foretells.
trait Forecast: Send + Sync {
    fn rain(&self) -> String;
}

/// Says what to take along.
trait Advice: Send + Sync {
    fn advise(&self) -> String;
}

/// Knows the weather, of which there is more each time.
#[derive(Default, Module)]
#[module(hooks, offers(dyn Forecast))]
struct Weather {
    asked: AtomicU32,
}

impl Weather {
    fn asked(&self) -> u32 {
        self.asked.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Forecast for Weather {
    fn rain(&self) -> String {
        format!("rain {}", self.asked())
    }
}

#[async_trait]
impl Module for Weather {
    async fn load(self, _ctx: &Context) -> Result<Self> {
        note("+weather");
        Ok(self)
    }

    async fn on_ready(&self, _ctx: &Context) -> Result<()> {
        sleep(Duration::from_secs(1)).await;
        note("weather ready");
        Ok(())
    }

    async fn on_unload(&self, _ctx: &Context) -> Result<()> {
        note("-weather");
        Ok(())
    }
}

#[handlers]
impl Weather {
    /// Breaks.
    #[command]
    async fn storm(&self, _ctx: &Context) -> Result<()> {
        Err(Error::suspend("lightning has struck"))
    }
}

/// Needs the weather, and offers advice.
#[derive(Default, Module)]
#[module(hooks, needs(Weather, dyn Forecast), offers(dyn Advice))]
struct Umbrella;

impl Advice for Umbrella {
    fn advise(&self) -> String {
        "take it".to_owned()
    }
}

#[async_trait]
impl Module for Umbrella {
    async fn load(self, ctx: &Context) -> Result<Self> {
        // What it needs is there already.
        note(format!(
            "+umbrella, {}",
            ctx.service::<dyn Forecast>()?.rain()
        ));
        Ok(self)
    }

    async fn on_ready(&self, _ctx: &Context) -> Result<()> {
        note("umbrella ready");
        Ok(())
    }

    async fn on_unload(&self, ctx: &Context) -> Result<()> {
        // And is there still.
        let weather = ctx.module::<Weather>()?;
        note(format!("-umbrella, weather is {}", weather.is_on()));
        Ok(())
    }
}

#[handlers]
impl Umbrella {
    /// Says how often the weather was asked.
    #[command]
    async fn umbrella(&self, ctx: &Context) -> Result<()> {
        let asked = ctx.module::<Weather>()?.asked();
        ctx.answer(format!("asked {asked} times")).await
    }
}

/// Goes out when somebody advises to.
#[derive(Default, Module)]
#[module(hooks, needs(dyn Advice))]
struct Walk;

#[async_trait]
impl Module for Walk {
    async fn on_unload(&self, _ctx: &Context) -> Result<()> {
        note("-walk");
        Ok(())
    }
}

#[handlers]
impl Walk {
    /// Says what to take along.
    #[command]
    async fn walk(&self, ctx: &Context) -> Result<()> {
        let advice: Vec<String> = ctx
            .services::<dyn Advice>()
            .map(|advice| advice.advise())
            .collect();
        ctx.answer(advice.join(", ")).await
    }
}

/// Advises, too, by a value that it makes in `load`; asks for the weather only when there is some.
#[derive(Default, Module)]
#[module(hooks)]
struct Aunt;

struct Scarf;

impl Advice for Scarf {
    fn advise(&self) -> String {
        "and a scarf".to_owned()
    }
}

#[async_trait]
impl Module for Aunt {
    async fn load(self, ctx: &Context) -> Result<Self> {
        ctx.offer::<dyn Advice>(Arc::new(Scarf));
        Ok(self)
    }
}

#[handlers]
impl Aunt {
    /// Talks about the weather.
    #[command]
    async fn talk(&self, ctx: &Context) -> Result<()> {
        let rain = ctx.service::<dyn Forecast>()?.rain();
        ctx.answer(rain).await
    }

    /// Wants the module itself.
    #[command]
    async fn complain(&self, ctx: &Context) -> Result<()> {
        let asked = ctx.module::<Weather>()?.asked();
        ctx.answer(format!("asked {asked} times")).await
    }

    /// Wants what nobody has.
    #[command]
    async fn sigh(&self, ctx: &Context) -> Result<()> {
        ctx.service::<dyn Send_>().map(drop)
    }
}

/// Is offered by nobody.
trait Send_: Send + Sync {}

async fn start(world: &World) -> Result<(MockClient, Modules, Chat)> {
    let club = world.group("Club").create();
    // Who needs somebody comes first here, and starts after them all the same.
    let mut bot = MockClient::on(world)
        .module::<Walk>()
        .module::<Umbrella>()
        .module::<Aunt>()
        .module::<Weather>()
        .start()
        .await?;
    assert_eq!(notes(), ["+weather", "+umbrella, rain 1"]);
    // The handlers work, and `on_ready` waits for that of the module that is needed.
    bot.advance(seconds(1)).await;
    assert_eq!(notes(), ["weather ready", "umbrella ready"]);
    let modules = bot.running().modules().clone();
    Ok((bot, modules, club))
}

fn on(modules: &Modules) -> Vec<&'static str> {
    let own = modules
        .states()
        .filter(|(module, state)| !module.builtin() && state.is_on());
    own.map(|(module, _)| module.info().name).collect()
}

#[userbot_testkit::test]
async fn modules_find_each_other_by_type_and_by_trait() -> TestResult {
    let world = World::new();
    let (mut bot, modules, club) = start(&world).await?;
    assert_eq!(on(&modules), ["Aunt", "Weather", "Umbrella", "Walk"]);
    bot.send(&club, ".umbrella")
        .await
        .expect_edited("asked 2 times");
    bot.send(&club, ".talk").await.expect_edited("rain 3");
    bot.send(&club, ".walk")
        .await
        .expect_edited("and a scarf, take it");
    let umbrella = modules.module("umbrella").unwrap();
    let needs: Vec<&str> = umbrella.needs().map(Need::name).collect();
    assert_eq!(needs, ["Weather", "dyn Forecast"]);
    assert_eq!(umbrella.offers()[0].name(), "dyn Advice");
    bot.send(&club, ".sigh").await.expect_contains("error");
    assert!(bot.expect_error().contains("no module that is on offers"));
    bot.stop().await;
    assert_eq!(
        notes(),
        ["-walk", "-umbrella, weather is false", "-weather"]
    );
    Ok(())
}

#[userbot_testkit::test]
async fn who_needs_a_module_goes_off_and_on_with_it() -> TestResult {
    let world = World::new();
    let (mut bot, modules, club) = start(&world).await?;
    bot.send(&club, ".disable weather")
        .await
        .expect_contains("Weather is off")
        .expect_contains("Umbrella, Walk");
    assert_eq!(notes(), ["-walk", "-umbrella, weather is true", "-weather"]);
    assert_eq!(on(&modules), ["Aunt"]);
    assert_eq!(
        modules.state("umbrella"),
        Some(ModuleState::Suspended(
            "it needs Weather, which is off".to_owned()
        ))
    );
    bot.send(&club, ".umbrella").await.expect_text(".umbrella");
    for command in [".talk", ".complain"] {
        bot.send(&club, command)
            .await
            .expect_edited("This needs the module Weather, which is off.");
    }
    for name in ["umbrella", "walk"] {
        let error = modules.enable(name).await.unwrap_err();
        assert!(
            matches!(error, ModulesError::Needs { .. }),
            "{name}: {error}"
        );
    }
    // One of them is off for good.
    modules.disable("walk").await?;
    assert_eq!(notes(), [""; 0]);

    let enabling = {
        let modules = modules.clone();
        tokio::spawn(async move { modules.enable("weather").await })
    };
    bot.advance(seconds(1)).await;
    enabling.await??;
    assert_eq!(
        notes(),
        [
            "+weather",
            "+umbrella, rain 1",
            "weather ready",
            "umbrella ready"
        ]
    );
    assert_eq!(on(&modules), ["Aunt", "Weather", "Umbrella"]);
    modules.enable("walk").await?;
    assert_eq!(on(&modules), ["Aunt", "Weather", "Umbrella", "Walk"]);
    Ok(())
}

#[userbot_testkit::test]
async fn who_needs_a_module_is_restarted_with_it() -> TestResult {
    let world = World::new();
    let (mut bot, modules, club) = start(&world).await?;
    bot.send(&club, ".restart Weather").await;
    bot.advance(seconds(1)).await;
    assert_eq!(
        notes(),
        [
            "-walk",
            "-umbrella, weather is true",
            "-weather",
            "+weather",
            "+umbrella, rain 1",
            "weather ready",
            "umbrella ready"
        ]
    );
    assert_eq!(on(&modules), ["Aunt", "Weather", "Umbrella", "Walk"]);
    bot.send(&club, ".umbrella")
        .await
        .expect_edited("asked 2 times");
    Ok(())
}

#[userbot_testkit::test]
async fn the_owner_is_told_who_went_with_a_module_that_gave_up() -> TestResult {
    let world = World::new();
    let (mut bot, modules, club) = start(&world).await?;
    bot.send(&club, ".storm")
        .await
        .expect_edited("lightning has struck");
    world
        .saved_messages()
        .last_message()
        .expect_contains("lightning has struck")
        .expect_contains("Umbrella, Walk");
    assert_eq!(on(&modules), ["Aunt"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_missing_module_keeps_those_off_that_need_it_when_the_bot_starts() -> TestResult {
    let world = World::new();
    let store = Arc::new(userbot_sdk::store::MemoryStore::new());
    let start = || {
        let store = Arc::clone(&store);
        MockClient::on(&world)
            .module::<Umbrella>()
            .module::<Weather>()
            .configure(|bot| bot.store(store))
            .start()
    };
    let mut bot = start().await?;
    bot.advance(seconds(1)).await;
    bot.running().modules().disable("weather").await?;
    bot.stop().await;
    drop(bot);
    notes();
    let bot = start().await?;
    assert_eq!(notes(), [""; 0]);
    let state = bot.running().modules().state("umbrella").unwrap();
    assert_eq!(state.reason(), Some("it needs Weather, which is off"));
    Ok(())
}

/// Needs what needs it.
#[derive(Default, Module)]
#[module(no_handlers, needs(Egg))]
struct Hen;

/// Needs what needs it.
#[derive(Default, Module)]
#[module(no_handlers, needs(Hen))]
struct Egg;

/// Needs itself.
#[derive(Default, Module)]
#[module(no_handlers, needs(Snake))]
struct Snake;

#[test]
fn what_is_missing_or_in_a_circle_is_found_at_the_start() {
    let problems = Registry::new()
        .module::<Umbrella>()
        .module::<Walk>()
        .without("Umbrella")
        .validate()
        .unwrap_err();
    let kinds: Vec<_> = problems.iter().map(Problem::kind).collect();
    assert_eq!(kinds, [ProblemKind::Missing]);
    let text = problems.to_string();
    assert!(
        text.contains("`Walk` needs `dyn Advice`, which no module offers")
            && text.contains("services.rs:"),
        "{text}"
    );

    let problems = Registry::new().module::<Umbrella>().validate().unwrap_err();
    let text = problems.to_string();
    assert_eq!(problems.iter().count(), 2, "{text}");
    assert!(text.contains("`Umbrella` needs the module `Weather`, which is not there"));
    assert!(text.contains(".module::<Weather>()"));

    for (registry, says, places) in [
        (
            Registry::new().module::<Hen>().module::<Egg>(),
            "in a circle: `Hen` needs `Egg` needs `Hen`",
            2,
        ),
        (Registry::new().module::<Snake>(), "`Snake` needs itself", 1),
    ] {
        let problems = registry.validate().unwrap_err();
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.kind(), ProblemKind::Circle);
        assert!(problem.what().contains(says), "{problem}");
        assert_eq!(problem.locations().len(), places);
    }
}
