//! Many updates, some of them deadly: what one handler does is nobody else's trouble.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::context::{BotParts, Clock, Failure, FailureKind, Observer};
use crate::lifecycle::load_all;
use crate::module::Registry;
use crate::options::Configs;
use crate::prelude::*;
use crate::samples::{ANN, client, peers};
use crate::store::{MemoryStore, Settings, SettingsDefaults, Storage};
use crate::strings::Language;
use crate::telegram::{Activity, PeerId, blank_message};

const CHATS: i64 = 1_000;
const UPDATES: i32 = 100_000;

thread_local! {
    /// What was handled, by chat.
    static HANDLED: RefCell<HashMap<i64, Vec<i32>>> = RefCell::default();
}

/// One message of a hundred, and in each chat another one.
fn is_deadly(id: i32) -> bool {
    (id / 1_000 + id) % 100 == 37
}

/// Dies now and then.
#[derive(Module, Default)]
struct Mortal;

#[handlers]
impl Mortal {
    /// Panics at one message of a hundred.
    #[watcher(incoming, starts_with = "count")]
    async fn count(&self, _ctx: &Context, message: &Message) -> Result<()> {
        assert!(!is_deadly(message.id()), "as told");
        if message.id() % 10 == 3 {
            tokio::task::yield_now().await;
        }
        let chat = message.chat().id().bare();
        HANDLED.with_borrow_mut(|all| all.entry(chat).or_default().push(message.id()));
        Ok(())
    }

    /// Never ends in the first chat.
    #[watcher(incoming, starts_with = "stick")]
    async fn stick(&self, _ctx: &Context, message: &Message) -> Result<()> {
        let chat = message.chat().id().bare();
        if chat == 1_000 {
            std::future::pending::<()>().await;
        }
        HANDLED.with_borrow_mut(|all| all.entry(chat).or_default().push(message.id()));
        Ok(())
    }
}

#[derive(Default)]
struct Seen {
    panics: Mutex<usize>,
    others: Mutex<Vec<Failure>>,
    dropped: Mutex<usize>,
}

impl Observer for Seen {
    fn failed(&self, failure: &Failure) {
        if failure.kind == FailureKind::Panic {
            *self.panics.lock().unwrap() += 1;
        } else {
            self.others.lock().unwrap().push(failure.clone());
        }
    }

    fn dropped(&self, dropped: &Dropped) {
        *self.dropped.lock().unwrap() += dropped.count;
    }
}

async fn bench() -> (Dispatcher, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let storage = Storage::new(Arc::new(MemoryStore::new()));
    let defaults = SettingsDefaults {
        prefix: ".".to_owned(),
        languages: vec![Language::english()],
    };
    let settings = Settings::open(storage.db("userbot"), defaults)
        .await
        .unwrap();
    let bot = Bot::new(BotParts {
        texts: Arc::default(),
        client: client(),
        catalogue: Arc::new(Registry::new().module::<Mortal>().validate().unwrap()),
        settings: Arc::new(settings),
        storage,
        configs: Configs::default(),
        clock: Clock::starting_at(Timestamp::UNIX_EPOCH),
        observer: Some(Arc::clone(&seen) as _),
        activity: Activity::new(),
        handler_deadline: Duration::from_secs(60),
        zone: jiff::tz::TimeZone::UTC,
    });
    load_all(&bot).await;
    (Dispatcher::new(bot, DispatchOptions::default()), seen)
}

/// Delivers messages, each to the next chat in turn.
async fn deliver(dispatcher: &Dispatcher, text: &str, count: i32) {
    let client = client();
    let peers = peers(&client);
    for id in 1..=count {
        let chat = PeerId::User(1_000 + i64::from(id) % CHATS);
        let mut raw = blank_message(id, chat.to_tl(), 1_700_000_000, text);
        raw.from_id = Some(PeerId::User(ANN).to_tl());
        let message = Message::from_tl(&client, raw.into(), &peers).unwrap();
        dispatcher.deliver(Event::Message(message), Receipt::none());
        if id % 500 == 0 {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
    }
    for _ in 0..2_000 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_updates_of_which_one_in_a_hundred_is_deadly() {
    let (dispatcher, seen) = bench().await;
    deliver(&dispatcher, "count", UPDATES).await;
    assert!(dispatcher.idle());
    let handled = HANDLED.take();
    assert_eq!(handled.len(), usize::try_from(CHATS).unwrap());
    for (chat, ids) in &handled {
        let expected: Vec<i32> = (1..=UPDATES)
            .filter(|id| 1_000 + i64::from(*id) % CHATS == *chat && !is_deadly(*id))
            .collect();
        assert_eq!(ids, &expected, "chat {chat}");
    }
    assert_eq!(*seen.panics.lock().unwrap(), 1_000);
    assert_eq!(dispatcher.stats().panics, 1_000);
    assert_eq!(*seen.dropped.lock().unwrap(), 0);
    assert!(seen.others.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_never_ends_costs_the_other_chats_no_time() {
    let (dispatcher, _seen) = bench().await;
    let start = Instant::now();
    deliver(&dispatcher, "stick", 10_000).await;
    assert_eq!(start.elapsed(), Duration::ZERO);
    let handled = HANDLED.take();
    assert_eq!(handled.len(), usize::try_from(CHATS).unwrap() - 1);
    assert!(handled.values().all(|ids| ids.len() == 10));
}
