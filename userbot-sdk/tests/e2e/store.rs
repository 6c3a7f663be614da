//! What modules keep, in a bot that runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use userbot_sdk::prelude::*;
use userbot_sdk::store::{
    Changes, Commit, MemoryStore, Outcome, RedbStore, Scan, Store, StoreError,
};
use userbot_testkit::prelude::*;

const VISITS: Key<u32> = Key::new("visits");
const HITS: Key<u32> = Key::new("hits").batched();
const PASS: MapKey<PeerId, bool> = MapKey::new("pass");
const LOG: ListKey<String> = ListKey::new("log");

/// Counts.
#[derive(Module, Default)]
struct Visits;

#[handlers]
impl Visits {
    /// Counts a visit.
    #[command]
    async fn visit(&self, ctx: &Context) -> Result<()> {
        let db = ctx.db();
        let visits = db.update(VISITS, |visits| visits.unwrap_or(0) + 1).await?;
        db.list(LOG).push("visit").await?;
        ctx.answer(format!("{visits}")).await
    }

    /// Counts a hit that may be lost.
    #[command]
    async fn hit(&self, ctx: &Context) -> Result<()> {
        let hits = ctx.db().update(HITS, |hits| hits.unwrap_or(0) + 1).await?;
        ctx.answer(format!("{hits}")).await
    }

    /// Lets this chat pass for a minute.
    #[command]
    async fn pass(&self, ctx: &Context) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let minute = std::time::Duration::from_secs(60);
        ctx.db().map(PASS).insert_for(&chat, &true, minute).await?;
        ctx.answer("Go.").await
    }

    /// Says whether this chat may pass.
    #[command]
    async fn may(&self, ctx: &Context) -> Result<()> {
        let chat = ctx.message()?.chat().id();
        let passes = ctx.db().map(PASS);
        let may = passes.contains(&chat).await?;
        ctx.answer(format!("{may}, {}", passes.len().await?)).await
    }

    /// Reads a number as a text.
    #[command]
    async fn wrong(&self, ctx: &Context) -> Result<()> {
        let text = ctx.db().get::<String>("visits").await?;
        ctx.answer(text.unwrap_or_default()).await
    }

    /// Tells of visits.
    #[command]
    async fn tell(&self, ctx: &Context) -> Result<()> {
        let mut visits = ctx.db().watch(VISITS);
        let later = ctx.clone();
        ctx.spawn(async move {
            while let Some(visits) = visits.next().await {
                let visits = visits?.unwrap_or(0);
                later.respond(format!("visits: {visits}")).await?;
            }
            Ok(())
        });
        ctx.answer("I will.").await
    }
}

#[userbot_testkit::test]
async fn values_are_there_after_a_restart_and_after_a_crash() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store.redb");
    let start = || {
        let store = RedbStore::open(&path);
        let world = world.clone();
        async move {
            let store = Arc::new(store?);
            let bot = MockClient::on(&world).module::<Visits>();
            bot.store(store).start().await
        }
    };
    let mut bot = start().await?;
    bot.send(&home, ".visit").await.expect_edited("1");
    bot.send(&home, ".hit").await.expect_edited("1");
    bot.stop().await;
    drop(bot);

    let mut bot = start().await?;
    bot.send(&home, ".visit").await.expect_edited("2");
    // A stop writes what is batched.
    bot.send(&home, ".hit").await.expect_edited("2");
    bot.advance(seconds(5)).await;
    bot.send(&home, ".hit").await.expect_edited("3");
    // As the process would find the file after `kill -9`: a copy made while it is open.
    let copy = folder.path().join("copy.redb");
    std::fs::copy(&path, &copy)?;
    bot.stop().await;
    drop(bot);
    std::fs::rename(&copy, &path)?;

    let mut bot = start().await?;
    assert_eq!(bot.db("VISITS").get(VISITS).await?, Some(2));
    assert_eq!(bot.db("visits").list(LOG).len().await?, 2);
    // What was hit within the last five seconds may be lost.
    bot.send(&home, ".hit").await.expect_edited("3");
    Ok(())
}

#[userbot_testkit::test]
async fn what_expires_does_so_by_the_clock_of_the_bot() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let store = Arc::new(MemoryStore::new());
    let mut bot = MockClient::on(&world)
        .module::<Visits>()
        .store(store.clone())
        .start()
        .await?;
    let before = store.scan(Scan::new("", 100)).await?;
    bot.send(&home, ".pass").await.expect_edited("Go.");
    bot.send(&home, ".may").await.expect_edited("true, 1");
    bot.advance(seconds(59)).await;
    bot.send(&home, ".may").await.expect_edited("true, 1");
    bot.advance(seconds(1)).await;
    bot.send(&home, ".may").await.expect_edited("false, 0");
    // Nobody needs to look for it to be removed.
    bot.send(&home, ".pass").await;
    bot.advance(minutes(2)).await;
    let after = store.scan(Scan::new("", 100)).await?;
    assert_eq!(after, before);
    Ok(())
}

#[userbot_testkit::test]
async fn another_type_is_a_failure_and_changes_nothing() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Visits>().start().await?;
    bot.send(&home, ".visit").await.expect_edited("1");
    bot.send(&home, ".wrong").await;
    let error = bot.expect_error();
    assert!(
        error.contains(
            "`visits` of `visits` holds a value of type u32, which cannot be read as String"
        ),
        "{error}"
    );
    bot.send(&home, ".visit").await.expect_edited("2");
    Ok(())
}

#[userbot_testkit::test]
async fn a_module_sees_changes() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let mut bot = MockClient::on(&world).module::<Visits>().start().await?;
    bot.send(&home, ".tell").await.expect_edited("I will.");
    bot.send(&home, ".visit").await.expect_edited("1");
    home.last_message().expect_text("visits: 1");
    bot.db("visits").remove(VISITS).await?;
    bot.settle().await;
    home.last_message().expect_text("visits: 0");
    Ok(())
}

/// Keeps notes in their second form.
#[derive(Module, Default)]
#[module(hooks, name = "Notes")]
struct Second;

#[handlers]
impl Second {
    /// Shows the notes.
    #[command]
    async fn notes(&self, ctx: &Context) -> Result<()> {
        let notes = ctx.db().map::<String, u32>("notes").ids().await?;
        ctx.answer(format!("{notes:?}")).await
    }
}

#[async_trait]
impl Module for Second {
    fn migrations() -> Migrations {
        Migrations::new().step(|tx| async move {
            let old: Vec<String> = tx.get("old").await?.unwrap_or_default();
            let notes = tx.map::<String, u32>("notes");
            for name in &old {
                if name.is_empty() {
                    return Err(Error::msg("a note without a name"));
                }
                notes.insert(name, &0).await?;
            }
            tx.remove("old")?;
            Ok(())
        })
    }

    async fn load(self, ctx: &Context) -> Result<Self> {
        // The data has its new form already.
        assert!(!ctx.db().keys().await?.contains(&"old".to_owned()));
        Ok(self)
    }
}

/// Keeps notes in their first form.
#[derive(Module, Default)]
#[module(name = "Notes", no_handlers)]
struct First;

#[userbot_testkit::test]
async fn data_is_migrated_before_a_module_loads() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let store = Arc::new(MemoryStore::new());
    let start = |old: Option<Vec<String>>| {
        let (world, store) = (world.clone(), store.clone());
        async move {
            let mut bot = MockClient::on(&world)
                .module::<First>()
                .store(store.clone())
                .start()
                .await?;
            if let Some(old) = old {
                bot.db("Notes").set("old", &old).await?;
            }
            bot.stop().await;
            drop(bot);
            let bot = MockClient::on(&world).module::<Second>().store(store);
            bot.start().await
        }
    };
    let mut bot = start(Some(vec!["a".into(), String::new()])).await?;
    assert!(!bot.running().is_loaded("Notes"));
    assert!(
        bot.expect_error()
            .contains("step 1 failed: a note without a name")
    );
    let told = bot.world().owner().chat().last_message().text();
    assert_eq!(
        told,
        "Notes did not start: Its data could not be brought into the new form and is as it was: \
         step 1 failed: a note without a name"
    );
    assert_eq!(bot.db("Notes").keys().await?, ["old"]);
    bot.stop().await;
    drop(bot);

    let mut bot = start(Some(vec!["b".into(), "a".into()])).await?;
    bot.send(&home, ".notes")
        .await
        .expect_edited(r#"["a", "b"]"#);
    assert!(bot.db("Notes").keys().await?.is_empty());
    bot.stop().await;
    drop(bot);

    // The older module leaves the data of the newer one alone.
    let mut bot = MockClient::on(&world)
        .module::<First>()
        .languages(["ru"])
        .store(store)
        .start()
        .await?;
    assert!(!bot.running().is_loaded("Notes"));
    bot.expect_error();
    let told = bot.world().owner().chat().last_message().text();
    assert_eq!(
        told,
        "Notes не запустился: Данные записаны более новой версией. Обновите модуль; данные остались \
         как были."
    );
    Ok(())
}

/// Is a place whose disk can be filled up.
#[derive(Debug, Default)]
struct Disk {
    memory: MemoryStore,
    full: AtomicBool,
}

#[async_trait]
impl Store for Disk {
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(key).await
    }

    async fn scan(&self, scan: Scan) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.memory.scan(scan).await
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        if self.full.load(Ordering::Relaxed) {
            return Err(StoreError::Full("/home/ann/bot/store.redb".into()));
        }
        self.memory.commit(commit).await
    }

    fn changes(&self) -> Changes {
        self.memory.changes()
    }
}

#[userbot_testkit::test]
async fn a_full_disk_is_said_in_the_chat_and_nothing_is_lost() -> TestResult {
    let world = World::new();
    let home = world.group("Home").create();
    let disk = Arc::new(Disk::default());
    let mut bot = MockClient::on(&world)
        .module::<Visits>()
        .store(Arc::clone(&disk) as Arc<dyn Store>)
        .start()
        .await?;
    bot.send(&home, ".visit").await.expect_edited("1");
    disk.full.store(true, Ordering::Relaxed);

    let said = bot.send(&home, ".visit").await.text();
    assert!(
        said.starts_with("The disk with store.redb is full: free some space. Nothing was changed."),
        "{said}"
    );
    assert!(
        bot.expect_error().contains("/home/ann"),
        "the log has the path"
    );
    // A setting of the bot is refused in the same words.
    let said = bot.send(&home, ".prefix !").await.text();
    assert!(
        said.starts_with("The disk with store.redb is full"),
        "{said}"
    );
    bot.expect_error();

    disk.full.store(false, Ordering::Relaxed);
    bot.send(&home, ".visit").await.expect_edited("2");
    Ok(())
}
