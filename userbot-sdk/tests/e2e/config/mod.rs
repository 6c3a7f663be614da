//! Options of modules: where their values come from, how they change, and what `.config` says.

mod command;
mod exchange;
mod hooks;
mod secrets;
mod start;
mod values;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use userbot_sdk::config::{Integer, Secret, Series, Text};
use userbot_sdk::prelude::*;
use userbot_sdk::store::{
    Changes, Commit, Db, MemoryStore, Outcome, Pair, Scan, Storage, Store, StoreError,
};
use userbot_testkit::prelude::*;

use crate::support::note;

/// Options of all kinds.
#[derive(Config)]
struct ReminderConfig {
    /// Delay when none is given.
    #[config(default = "1h", doc(ru = "Задержка, если она не указана."))]
    delay: Duration,
    /// Reminders kept per chat.
    #[config(default = 10, validator = Integer::between(1, 100), doc(ru = "Сколько напоминаний на чат."))]
    limit: i64,
    /// Says it loudly.
    #[config(doc(ru = "Говорит громко."))]
    loud: bool,
    /// What a reminder begins with.
    ///
    /// Any text will do.
    #[config(default = "Hey", doc(ru = "С чего начинается напоминание."))]
    greeting: String,
    /// Words that are reminded of twice.
    #[config(name = "hot-words", default = ["tax", "tea"], doc(ru = "Слова, о которых напоминают дважды."))]
    hot_words: Vec<String>,
    /// Key of the calendar service.
    #[config(doc(ru = "Ключ службы календаря."))]
    api_key: Option<Secret>,
    /// Keys of other services.
    #[config(validator = Hidden(Series::of(Text::new().min_length(3))), doc(ru = "Ключи других служб."))]
    keys: Secret<Vec<String>>,
}

/// Reminds you of things.
#[derive(Module, Default)]
#[module(hooks, config = ReminderConfig, doc(ru = "Напоминает о делах."))]
struct Reminder;

#[async_trait]
impl Module for Reminder {
    async fn on_config_change(
        &self,
        ctx: &Context,
        old: &ReminderConfig,
        new: &ReminderConfig,
    ) -> Result<()> {
        note(format!("limit {} to {}", old.limit, new.limit));
        assert_ne!(new.limit, 66, "the limit is 66");
        if new.limit == 99 {
            sleep(std::time::Duration::from_secs(3600)).await;
        }
        if new.limit == 55 {
            ctx.set_config::<ReminderConfig>(|config| config.limit = 56)
                .await?;
        }
        if new.limit == 13 {
            return Err(Error::user("Thirteen is unlucky."));
        }
        Ok(())
    }
}

#[handlers]
impl Reminder {
    /// Shows the options as the module sees them.
    #[command(doc(ru = "Показывает параметры."))]
    async fn show(&self, ctx: &Context) -> Result<()> {
        let config = ctx.config::<ReminderConfig>();
        ctx.answer(Outgoing::text(format!(
            "{} {} {} {:?} {:?} {} {}",
            config.delay,
            config.limit,
            config.loud,
            config.greeting,
            config.hot_words,
            config
                .api_key
                .as_ref()
                .map_or("no key", |key| key.expose().as_str()),
            config.keys.expose().len(),
        )))
        .await
    }

    /// Raises the limit.
    #[command(doc(ru = "Поднимает предел."))]
    async fn raise(&self, ctx: &Context) -> Result<()> {
        let changed = ctx
            .set_config::<ReminderConfig>(|config| config.limit += 1)
            .await?;
        ctx.answer(format!("{changed:?}")).await
    }
}

/// What `.show` says at first.
const DEFAULTS: &str = r#"1h 10 false "Hey" ["tax", "tea"] no key 0"#;

/// A store that can be told to fail, and that outlives a bot.
#[derive(Debug, Default)]
struct Place {
    memory: MemoryStore,
    broken: AtomicBool,
}

impl Place {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    fn break_it(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }

    /// Writes what an older version of the module has left.
    async fn leave(self: &Arc<Self>, module: &str, values: &[(&str, &str)]) {
        for (option, value) in values {
            self.db(module).set(*option, *value).await.unwrap();
        }
    }

    /// Returns what is kept of an option.
    async fn kept(self: &Arc<Self>, module: &str, option: &str) -> Option<String> {
        self.db(module).get(option).await.unwrap()
    }

    fn db(self: &Arc<Self>, module: &str) -> Db {
        let storage = Storage::new(Arc::clone(self) as Arc<dyn Store>);
        storage.db(&format!("config {}", module.to_lowercase()))
    }
}

#[async_trait]
impl Store for Place {
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(key).await
    }

    async fn scan(&self, scan: Scan) -> Result<Vec<Pair>, StoreError> {
        self.memory.scan(scan).await
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(StoreError::Write("the disk is full".to_owned()));
        }
        self.memory.commit(commit).await
    }

    fn changes(&self) -> Changes {
        self.memory.changes()
    }
}

/// Starts a bot with the module, on a place that outlives it.
async fn bot_on(world: &World, place: &Arc<Place>) -> TestResult<MockClient> {
    MockClient::on(world)
        .module::<Reminder>()
        .store(Arc::clone(place) as Arc<dyn Store>)
        .start()
        .await
}
