//! Modules are switched on, off and on again while the bot runs, and leave nothing behind.

use std::sync::Arc;

use userbot_sdk::module::ModuleState;
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::ModulesError;
use userbot_sdk::store::MemoryStore;
use userbot_testkit::prelude::*;
use userbot_testkit::world::{Chat, User};

use crate::support::{note, notes};

/// Notes what it does, and does what it is told.
#[derive(Default, Module)]
#[module(hooks)]
struct Worker {
    born: i64,
}

/// Notes its end, however it comes.
struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        note(self.0);
    }
}

#[async_trait]
impl Module for Worker {
    async fn load(self, ctx: &Context) -> Result<Self> {
        note("load");
        let born = ctx.uptime().as_secs().cast_signed();
        Ok(Self { born })
    }

    async fn on_ready(&self, _ctx: &Context) -> Result<()> {
        note("ready");
        Ok(())
    }

    async fn on_unload(&self, ctx: &Context) -> Result<()> {
        let started = ctx.spawn(async {
            note("never runs");
            Ok(())
        });
        assert!(!started && ctx.is_cancelled());
        note("unload");
        Ok(())
    }
}

#[handlers]
impl Worker {
    #[watcher(incoming)]
    async fn hear(&self, ctx: &Context, message: &Message) -> Result<()> {
        match message.text() {
            "stuck" => {
                let _noted = Noted("stuck is gone");
                std::future::pending::<()>().await;
            }
            "finish" => {
                sleep(Duration::from_secs(3)).await;
                note("finished");
            }
            "polite" => {
                ctx.cancelled().await;
                note("handler saw the end");
            }
            "suspend" => return Err(Error::suspend("no more coffee")),
            "remove" => return Err(Error::remove("nothing to do here")),
            "born" => note(format!("born {}", self.born)),
            other => note(format!("heard {other}")),
        }
        Ok(())
    }

    /// Starts tasks of every kind.
    #[command]
    async fn tasks(&self, ctx: &Context) -> Result<()> {
        let outer = ctx.clone();
        ctx.spawn(async move {
            let inner = outer.clone();
            outer.spawn(async move {
                let _noted = Noted("inner is gone");
                loop {
                    sleep(Duration::from_secs(1)).await;
                    inner.spawn(async {
                        sleep(Duration::from_secs(60)).await;
                        note("survived");
                        Ok(())
                    });
                }
            });
            let _noted = Noted("outer is gone");
            // It is told, and goes on all the same.
            outer.cancelled().await;
            note("outer ignores the end");
            std::future::pending().await
        });
        let polite = ctx.clone();
        ctx.spawn(async move {
            polite.cancelled().await;
            sleep(Duration::from_secs(1)).await;
            note("polite is done");
            Ok(())
        });
        let panics = ctx.clone();
        ctx.spawn(async move {
            panics.cancelled().await;
            panic!("in the last moment");
        });
        Ok(())
    }

    /// Restarts its own module.
    #[command]
    async fn again(&self, ctx: &Context) -> Result<()> {
        let _noted = Noted("again is gone");
        ctx.modules().restart("worker").await?;
        note("never comes back");
        Ok(())
    }

    #[every("10s")]
    async fn tick(&self, _ctx: &Context) -> Result<()> {
        note("tick");
        Ok(())
    }
}

struct Scene {
    world: World,
    ann: User,
    club: Chat,
    bot: MockClient,
}

impl Scene {
    async fn new() -> Result<Self> {
        let world = World::new();
        let ann = world.user("Ann");
        let club = world.group("Club").member(&ann).create();
        let bot = MockClient::on(&world).module::<Worker>().start().await?;
        assert_eq!(notes(), ["load", "ready", "tick"]);
        Ok(Self {
            world,
            ann,
            club,
            bot,
        })
    }

    async fn ann(&mut self, text: &str) -> Vec<String> {
        let (ann, club) = (self.ann.clone(), self.club.clone());
        self.bot.act(|| ann.send(&club, text)).await;
        notes()
    }

    fn state(&self) -> ModuleState {
        self.bot.running().modules().state("Worker").unwrap()
    }

    /// Begins to switch the module off, as the owner would.
    fn disable(&self) -> tokio::task::JoinHandle<Result<(), ModulesError>> {
        let modules = self.bot.running().modules().clone();
        tokio::spawn(async move { modules.disable("WORKER").await.map(drop) })
    }
}

#[userbot_testkit::test]
async fn a_module_that_is_off_sees_nothing_then_or_later() -> TestResult {
    let mut scene = Scene::new().await?;
    let modules = scene.bot.running().modules().clone();
    assert_eq!(scene.state(), ModuleState::Active);
    assert_eq!(scene.ann("one").await, ["heard one"]);
    modules.disable("worker").await?;
    assert_eq!(notes(), ["unload"]);
    assert_eq!(scene.state(), ModuleState::Disabled);
    assert_eq!(scene.ann("two").await, [""; 0]);
    scene.bot.advance(minutes(2)).await;
    assert_eq!(notes(), [""; 0]);

    modules.enable("worker").await?;
    scene.bot.settle().await;
    assert_eq!(notes(), ["load", "ready", "tick"]);
    assert_eq!(scene.state(), ModuleState::Active);
    // It is a fresh one.
    assert_eq!(scene.ann("born").await, ["born 120"]);
    // Switching on what is on changes nothing.
    modules.enable("worker").await?;
    assert_eq!(scene.ann("three").await, ["heard three"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_restart_is_an_end_and_a_fresh_start() -> TestResult {
    let mut scene = Scene::new().await?;
    scene.bot.advance(seconds(5)).await;
    scene.bot.running().modules().restart("worker").await?;
    scene.bot.settle().await;
    assert_eq!(notes(), ["unload", "load", "ready", "tick"]);
    assert_eq!(scene.ann("born").await, ["born 5"]);
    // The schedule of the first life does not tick any more.
    scene.bot.advance(seconds(10)).await;
    assert_eq!(notes(), ["tick"]);
    Ok(())
}

#[userbot_testkit::test]
async fn nothing_survives_the_end() -> TestResult {
    let mut scene = Scene::new().await?;
    let club = scene.club.clone();
    scene.bot.send(&club, ".tasks").await;
    for text in ["stuck", "finish", "polite"] {
        scene.ann(text).await;
    }
    // These wait behind the others, and are for this life of the module only.
    assert_eq!(scene.ann("waits").await, [""; 0]);
    let before = scene.bot.running().stats().tasks;
    let disabling = scene.disable();
    scene.bot.settle().await;
    // Nothing listens any more, and what listens to the end knows of it.
    assert!(!disabling.is_finished());
    assert_eq!(scene.state(), ModuleState::Ending);
    assert_eq!(notes(), ["outer ignores the end"]);
    assert!(scene.bot.expect_error().contains("in the last moment"));
    assert_eq!(scene.ann("too late").await, [""; 0]);
    scene.bot.advance(seconds(2)).await;
    assert_eq!(notes(), ["polite is done"]);
    scene.bot.advance(seconds(3)).await;
    assert!(disabling.is_finished());
    disabling.await??;
    let mut found = notes();
    assert_eq!(found.last().map(String::as_str), Some("unload"));
    found.sort();
    assert_eq!(
        found,
        ["inner is gone", "outer is gone", "stuck is gone", "unload"]
    );
    assert_eq!(scene.state(), ModuleState::Disabled);
    let after = scene.bot.running().stats().tasks;
    assert!(after < before, "{after} of {before} tasks");
    scene.bot.advance(minutes(5)).await;
    assert_eq!(notes(), [""; 0]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_handler_that_is_nearly_done_may_finish() -> TestResult {
    let mut scene = Scene::new().await?;
    scene.ann("finish").await;
    let disabling = scene.disable();
    scene.bot.settle().await;
    assert_eq!(notes(), [""; 0]);
    scene.bot.advance(seconds(3)).await;
    assert_eq!(notes(), ["finished", "unload"]);
    disabling.await??;
    Ok(())
}

#[userbot_testkit::test]
async fn a_handler_that_restarts_its_module_ends_with_it() -> TestResult {
    let mut scene = Scene::new().await?;
    let club = scene.club.clone();
    scene.bot.send(&club, ".again").await;
    assert_eq!(
        notes(),
        ["again is gone", "unload", "load", "ready", "tick"]
    );
    assert_eq!(scene.ann("hello").await, ["heard hello"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_handler_can_suspend_its_module_until_it_is_restarted() -> TestResult {
    let mut scene = Scene::new().await?;
    assert_eq!(scene.ann("suspend").await, ["unload"]);
    assert_eq!(
        scene.state(),
        ModuleState::Suspended("no more coffee".to_owned())
    );
    scene
        .world
        .saved_messages()
        .last_message()
        .expect_contains("Worker")
        .expect_contains("no more coffee")
        .expect_contains(".restart Worker");
    assert_eq!(scene.ann("anybody?").await, [""; 0]);
    scene.bot.running().modules().restart("worker").await?;
    assert_eq!(notes()[..2], ["load", "ready"]);
    assert_eq!(scene.ann("hello").await, ["heard hello"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_module_can_take_itself_out() -> TestResult {
    let mut scene = Scene::new().await?;
    assert_eq!(scene.ann("remove").await, ["unload"]);
    assert_eq!(
        scene.state(),
        ModuleState::Removed("nothing to do here".to_owned())
    );
    assert_eq!(scene.ann("anybody?").await, [""; 0]);
    assert_eq!(scene.world.saved_messages().messages().len(), 0);
    Ok(())
}

#[userbot_testkit::test]
async fn a_module_that_is_off_stays_off_when_the_bot_starts_again() -> TestResult {
    let world = World::new();
    let store = Arc::new(MemoryStore::new());
    let start = || {
        let store = Arc::clone(&store);
        MockClient::on(&world)
            .module::<Worker>()
            .store(store)
            .start()
    };
    let mut bot = start().await?;
    bot.running().modules().disable("worker").await?;
    bot.stop().await;
    drop(bot);
    notes();

    let bot = start().await?;
    assert_eq!(notes(), [""; 0]);
    let state = bot.running().modules().state("worker");
    assert_eq!(state, Some(ModuleState::Disabled));
    assert!(matches!(
        bot.running().modules().restart("worker").await,
        Err(ModulesError::Disabled { module: "Worker" })
    ));
    bot.running().modules().enable("worker").await?;
    assert_eq!(notes()[..2], ["load", "ready"]);
    Ok(())
}

/// Does not come up.
#[derive(Default, Module)]
#[module(hooks)]
struct Sick;

#[async_trait]
impl Module for Sick {
    async fn on_ready(&self, ctx: &Context) -> Result<()> {
        ctx.spawn(async {
            let _noted = Noted("task is gone");
            std::future::pending().await
        });
        note("on_ready");
        match ctx.uptime().as_secs() {
            0..60 => Err(Error::msg("no thermometer")),
            60..120 => Err(Error::suspend("still no thermometer")),
            120..180 => Err(Error::remove("there will be none")),
            180..240 => panic!("fever"),
            _ => Ok(()),
        }
    }

    async fn on_unload(&self, _ctx: &Context) -> Result<()> {
        note("on_unload");
        Ok(())
    }
}

#[handlers]
impl Sick {
    #[watcher(incoming)]
    async fn hear(&self, _ctx: &Context, message: &Message) -> Result<()> {
        note(message.text());
        Ok(())
    }
}

#[userbot_testkit::test]
async fn on_ready_decides_what_becomes_of_the_module() -> TestResult {
    let world = World::new();
    let ann = world.user("Ann");
    let mut bot = MockClient::on(&world).module::<Sick>().start().await?;
    let modules = bot.running().modules().clone();
    let whole_life = ["on_ready", "task is gone", "on_unload"];
    assert_eq!(notes(), whole_life);
    assert!(bot.expect_error().contains("no thermometer"));
    let state = |modules: &userbot_sdk::runtime::Modules| modules.state("Sick").unwrap();
    assert_eq!(
        state(&modules),
        ModuleState::Failed("no thermometer".into())
    );
    world
        .saved_messages()
        .last_message()
        .expect_contains("Sick did not start: no thermometer");
    bot.act(|| ann.send_to_owner("hello")).await;
    assert_eq!(notes(), [""; 0]);

    for (reason, off) in [
        (
            "still no thermometer",
            ModuleState::Suspended("still no thermometer".into()),
        ),
        (
            "there will be none",
            ModuleState::Removed("there will be none".into()),
        ),
        ("fever", ModuleState::Failed("fever".into())),
    ] {
        bot.advance(minutes(1)).await;
        let error = modules.restart("sick").await.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        bot.settle().await;
        assert_eq!(state(&modules), off);
        assert_eq!(notes(), whole_life);
    }
    assert!(bot.expect_error().contains("fever"));

    bot.advance(minutes(1)).await;
    modules.enable("sick").await?;
    assert_eq!(notes(), ["on_ready"]);
    bot.act(|| ann.send_to_owner("hello again")).await;
    assert_eq!(notes(), ["hello again"]);
    bot.stop().await;
    assert_eq!(notes(), ["task is gone", "on_unload"]);
    Ok(())
}

#[userbot_testkit::test]
async fn a_name_that_nobody_has_is_an_error() -> TestResult {
    let scene = Scene::new().await?;
    let modules = scene.bot.running().modules();
    let error = modules.disable("Wörker").await.unwrap_err();
    assert_eq!(error.to_string(), "there is no module `Wörker`");
    assert_eq!(modules.state("Wörker"), None);
    Ok(())
}

/// Asks for a change where it cannot be made.
#[derive(Default, Module)]
#[module(hooks, no_handlers)]
struct Meddler;

#[async_trait]
impl Module for Meddler {
    async fn load(self, ctx: &Context) -> Result<Self> {
        if ctx.uptime().is_zero() {
            return Ok(self);
        }
        let error = ctx.modules().disable("worker").await.unwrap_err();
        note(error.to_string());
        Ok(self)
    }
}

#[userbot_testkit::test]
async fn hooks_that_are_part_of_a_change_cannot_ask_for_another() -> TestResult {
    let world = World::new();
    let mut bot = MockClient::on(&world)
        .module::<Worker>()
        .module::<Meddler>()
        .start()
        .await?;
    notes();
    bot.advance(seconds(1)).await;
    bot.running().modules().restart("meddler").await?;
    assert_eq!(
        notes(),
        ["`load` and `on_unload` cannot switch modules: do it in `on_ready`"]
    );
    Ok(())
}
