//! Order, bounds and isolation, on a clock that stands still unless a test moves it.

mod commands;
mod in_place;

use std::cell::RefCell;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{advance, sleep};

use super::*;
use crate::context::{BotParts, Clock, Context, Failure, FailureKind, Observer};
use crate::lifecycle::{begin, load_all};
use crate::module::Registry;
use crate::options::Configs;
use crate::prelude::*;
use crate::samples::*;
use crate::store::{MemoryStore, Settings, SettingsDefaults, Storage};
use crate::strings::Language;
use crate::telegram::{Activity, Edited, PeerId};

thread_local! {
    /// What the handlers of this test did. Each test has a thread and a runtime of its own.
    static DONE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn done(what: impl Into<String>) {
    DONE.with_borrow_mut(|all| all.push(what.into()));
}

fn taken() -> Vec<String> {
    DONE.take()
}

/// Does what its texts say.
#[derive(Module, Default)]
struct Probe;

#[derive(Args)]
struct Count {
    number: u8,
}

struct PanicsAtItsEnd;

impl Drop for PanicsAtItsEnd {
    fn drop(&mut self) {
        panic!("at the end");
    }
}

fn even(_ctx: &Context, message: &Message) -> bool {
    message.id() % 2 == 0
}

async fn later(_ctx: &Context, message: &Message) -> Result<bool> {
    sleep(Duration::from_millis(1)).await;
    match message.text() {
        "odd one" => Err(Error::msg("cannot tell")),
        text => Ok(text.contains("yes")),
    }
}

#[handlers]
impl Probe {
    /// Notes its arguments.
    #[command(alias = "n")]
    async fn note(&self, ctx: &Context, text: Raw) -> Result<()> {
        let call = ctx
            .command()
            .map(|call| call.name().to_owned())
            .unwrap_or_default();
        done(format!("{call}:{}", &*text));
        Ok(())
    }

    /// Takes a number, once in ten seconds.
    #[command(cooldown = "10s")]
    async fn slow(&self, _ctx: &Context, count: Count) -> Result<()> {
        done(format!("slow {}", count.number));
        Ok(())
    }

    /// Works in groups.
    #[command(scope(groups))]
    async fn grouped(&self, _ctx: &Context) -> Result<()> {
        done("grouped");
        Ok(())
    }

    /// Ends as it is told.
    #[command]
    async fn end(&self, _ctx: &Context, how: Raw) -> Result<()> {
        match &*how {
            "panic" => panic!("as told"),
            "user" => Err(Error::user("Not like this.")),
            "error" => Err(Error::msg("the disk is full")),
            "never" => std::future::pending().await,
            "badly" => {
                let _end = PanicsAtItsEnd;
                std::future::pending().await
            }
            _ => Ok(()),
        }
    }

    /// Waits as long as the text says, then notes it.
    #[watcher(incoming, regex = r"^wait ")]
    async fn waits(&self, _ctx: &Context, message: &Message) -> Result<()> {
        let seconds = message.text().trim_start_matches("wait ").parse::<u64>()?;
        sleep(Duration::from_secs(seconds)).await;
        done(format!("waited {} {}", message.chat().id(), message.id()));
        Ok(())
    }

    /// Notes everything at once.
    #[watcher(incoming, not(starts_with = "ask "))]
    async fn quick(&self, _ctx: &Context, message: &Message) -> Result<()> {
        assert!(message.text() != "panic", "on {}", message.id());
        done(format!("quick {}", message.id()));
        Ok(())
    }

    #[watcher(incoming, starts_with = "ask ", filter = even)]
    async fn evens(&self, _ctx: &Context, message: &Message) -> Result<()> {
        done(format!("even {}", message.id()));
        Ok(())
    }

    #[watcher(incoming, starts_with = "ask ", any(filter = later, contains = "sure"))]
    async fn asked(&self, _ctx: &Context, message: &Message) -> Result<()> {
        done(format!("asked {}", message.id()));
        Ok(())
    }

    #[watcher(not(command), outgoing)]
    async fn said(&self, _ctx: &Context, message: &Message) -> Result<()> {
        done(format!("said {}", message.text()));
        Ok(())
    }

    #[watcher]
    async fn albums(&self, _ctx: &Context, album: &Album) -> Result<()> {
        let ids: Vec<String> = album
            .messages
            .iter()
            .map(|part| part.id().to_string())
            .collect();
        done(format!("album {}", ids.join("+")));
        Ok(())
    }

    #[every("5m")]
    async fn tick(&self, _ctx: &Context) -> Result<()> {
        done("tick");
        Ok(())
    }
}

#[derive(Default)]
struct Seen {
    failures: Mutex<Vec<Failure>>,
    dropped: Mutex<usize>,
    blocked: Mutex<Vec<Blocked>>,
    /// Is told when a handler blocks.
    when_blocked: Mutex<Option<std::sync::mpsc::Sender<()>>>,
}

impl Observer for Seen {
    fn failed(&self, failure: &Failure) {
        self.failures.lock().unwrap().push(failure.clone());
    }

    fn dropped(&self, dropped: &Dropped) {
        *self.dropped.lock().unwrap() += dropped.count;
    }

    fn blocked(&self, blocked: &Blocked) {
        self.blocked.lock().unwrap().push(*blocked);
        if let Some(sender) = &*self.when_blocked.lock().unwrap() {
            sender.send(()).unwrap();
        }
    }
}

/// How long a run may take here.
const DEADLINE: Duration = Duration::from_secs(60);

struct Bench {
    bot: Arc<Bot>,
    dispatcher: Dispatcher,
    seen: Arc<Seen>,
}

impl Bench {
    async fn with(options: DispatchOptions) -> Self {
        Self::of(Registry::new().module::<Probe>(), options).await
    }

    async fn of(modules: Registry, options: DispatchOptions) -> Self {
        let catalogue = Arc::new(modules.validate().unwrap());
        let seen = Arc::new(Seen::default());
        let defaults = SettingsDefaults {
            prefix: ".".to_owned(),
            languages: vec![Language::english()],
        };
        let storage = Storage::new(Arc::new(MemoryStore::new()));
        let settings = Settings::open(storage.db("userbot"), defaults)
            .await
            .unwrap();
        let bot = Bot::new(BotParts {
            texts: Arc::default(),
            client: client(),
            catalogue,
            settings: Arc::new(settings),
            storage,
            configs: Configs::default(),
            clock: Clock::starting_at(Timestamp::UNIX_EPOCH),
            observer: Some(Arc::clone(&seen) as _),
            activity: Activity::new(),
            handler_deadline: DEADLINE,
            zone: jiff::tz::TimeZone::UTC,
        });
        load_all(&bot).await;
        let dispatcher = Dispatcher::new(Arc::clone(&bot), options);
        Self {
            bot,
            dispatcher,
            seen,
        }
    }

    async fn new() -> Self {
        Self::with(DispatchOptions::default()).await
    }

    /// The scope of the module.
    fn scope(&self) -> Arc<crate::context::Scope> {
        self.bot.slots[0].current().unwrap().scope
    }

    fn deliver(&self, message: Message) {
        self.dispatcher
            .deliver(Event::Message(message), Receipt::none());
    }

    /// Says something as the owner, and lets everything happen that needs no time.
    async fn say(&self, id: i32, text: &str) -> Vec<String> {
        self.deliver(own(&self.bot.client, id, text));
        settle().await;
        taken()
    }

    /// Lets Ann say something.
    fn ann(&self, chat: PeerId, id: i32, text: &str) {
        self.deliver(message(&self.bot.client, chat, |raw| {
            raw.id = id;
            text.clone_into(&mut raw.message);
        }));
    }

    fn failures(&self) -> Vec<(FailureKind, String)> {
        let mut failures = self.seen.failures.lock().unwrap();
        failures
            .drain(..)
            .map(|failure| (failure.kind, failure.text))
            .collect()
    }
}

async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn keeps_the_order_of_a_chat_and_delays_no_other() {
    let bench = Bench::new().await;
    bench.ann(GROUP, 1, "wait 10");
    bench.ann(GROUP, 2, "wait 0");
    bench.ann(CLUB, 3, "wait 5");
    settle().await;
    // The other watcher of the same module and the same chat is not held up.
    assert_eq!(taken(), ["quick 1", "quick 2", "quick 3"]);
    sleep(Duration::from_secs(11)).await;
    let (group, club) = (GROUP, CLUB);
    assert_eq!(
        taken(),
        [
            format!("waited {club} 3"),
            format!("waited {group} 1"),
            format!("waited {group} 2")
        ]
    );
    assert!(bench.dispatcher.idle());
}

#[tokio::test(start_paused = true)]
async fn a_panic_ends_one_run() {
    let bench = Bench::new().await;
    bench.ann(GROUP, 1, "panic");
    bench.ann(GROUP, 2, "hello");
    settle().await;
    assert_eq!(taken(), ["quick 2"]);
    let failures = bench.seen.failures.lock().unwrap();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].kind, FailureKind::Panic);
    assert_eq!(failures[0].text, "on 1");
    assert_eq!(
        (failures[0].module, failures[0].handler),
        ("Probe", "quick")
    );
    assert_eq!(failures[0].chat, Some(GROUP));
    assert!(
        failures[0]
            .location
            .as_ref()
            .unwrap()
            .contains("dispatch/tests.rs:")
    );
    assert_eq!(bench.dispatcher.stats().panics, 1);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_run_ends_at_its_deadline() {
    let bench = Bench::new().await;
    assert_eq!(bench.say(1, ".end never").await, [""; 0]);
    assert_eq!(bench.say(2, ".end").await, [""; 0]);
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.running, stats.waiting, stats.runs), (1, 1, 1));
    sleep(DEADLINE).await;
    settle().await;
    assert_eq!(
        bench.failures(),
        [(FailureKind::Deadline, "ran longer than 60s".to_owned())]
    );
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.running, stats.waiting, stats.runs), (0, 0, 2));
    assert_eq!(stats.deadlines, 1);
}

#[test]
fn a_panic_while_the_runtime_shuts_down_ends_what_waits() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let bench = runtime.block_on(async {
        let bench = Bench::new().await;
        for id in 1..=900 {
            bench.say(id, ".end badly").await;
        }
        let stats = bench.dispatcher.stats();
        assert_eq!((stats.running, stats.waiting), (1, 899));
        bench
    });
    drop(runtime);
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.running, stats.waiting), (0, 0));
    assert_eq!((stats.runs, stats.dropped), (1, 898));
}

#[tokio::test(start_paused = true)]
async fn an_error_for_the_user_is_no_failure() {
    let bench = Bench::new().await;
    bench.say(1, ".end user").await;
    assert_eq!(bench.failures(), []);
    bench.say(2, ".end error").await;
    assert_eq!(
        bench.failures(),
        [(FailureKind::Error, "the disk is full".to_owned())]
    );
    bench.say(3, ".end panic").await;
    assert_eq!(
        bench.failures(),
        [(FailureKind::Panic, "as told".to_owned())]
    );
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_drops_and_counts() {
    let options = DispatchOptions {
        queue_limit: 3,
        ..DispatchOptions::default()
    };
    let bench = Bench::with(options).await;
    for id in 1..=10 {
        bench.ann(GROUP, id, "wait 1");
    }
    // Ten for the watcher that waits: one runs, three wait, six are dropped. The other one that
    // wants them is done with each at once: nothing of it waits, and nothing is dropped. The first
    // is told of at once, the next two together, the others when the handler has caught up.
    assert_eq!(bench.dispatcher.stats().dropped, 6);
    assert_eq!(*bench.seen.dropped.lock().unwrap(), 3);
    let quick: Vec<String> = (1..=10).map(|id| format!("quick {id}")).collect();
    assert_eq!(taken(), quick);
    assert_eq!(bench.dispatcher.stats().waiting, 3);
    sleep(Duration::from_secs(20)).await;
    let waited: Vec<String> = taken()
        .into_iter()
        .filter(|what| what.starts_with("waited"))
        .collect();
    assert_eq!(
        waited,
        [1, 2, 3, 4].map(|id| format!("waited {GROUP} {id}"))
    );
    assert_eq!(bench.dispatcher.stats().dropped, 6);
    assert_eq!(*bench.seen.dropped.lock().unwrap(), 6);
    assert!(bench.dispatcher.idle());
}

#[tokio::test(start_paused = true)]
async fn predicates_run_only_where_the_answer_depends_on_them() {
    let bench = Bench::new().await;
    bench.ann(GROUP, 1, "ask yes");
    bench.ann(GROUP, 2, "ask no");
    bench.ann(GROUP, 3, "ask sure");
    sleep(Duration::from_secs(1)).await;
    let mut all = taken();
    all.sort();
    assert_eq!(all, ["asked 1", "asked 3", "even 2"]);
    assert_eq!(bench.failures(), []);
}

#[tokio::test(start_paused = true)]
async fn an_album_comes_whole_and_once() {
    let bench = Bench::new().await;
    let part = |id, group| {
        message(&bench.bot.client, GROUP, |raw| {
            raw.id = id;
            raw.grouped_id = Some(group);
        })
    };
    let albums = || {
        taken()
            .into_iter()
            .filter(|what| what.starts_with("album"))
            .collect::<Vec<_>>()
    };
    for id in [1, 2, 2, 3] {
        bench.deliver(part(id, 77));
        sleep(Duration::from_millis(400)).await;
    }
    assert_eq!(albums(), [""; 0]);
    assert!(!bench.dispatcher.idle());
    sleep(Duration::from_millis(101)).await;
    assert_eq!(albums(), ["album 1+2+3"]);

    // The next message of the chat ends an album at once, and so does the next album.
    bench.deliver(part(4, 78));
    bench.deliver(part(5, 79));
    bench.ann(GROUP, 6, "hello");
    settle().await;
    assert_eq!(albums(), ["album 4", "album 5"]);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(albums(), [""; 0]);
    assert!(bench.dispatcher.idle());
}

#[tokio::test(start_paused = true)]
async fn a_closed_dispatcher_takes_nothing_in_but_ends_what_waits() {
    let bench = Bench::new().await;
    bench.ann(GROUP, 1, "wait 1");
    bench.ann(GROUP, 2, "wait 1");
    bench.dispatcher.close();
    bench.ann(GROUP, 3, "wait 1");
    bench.scope().runs.ended().await;
    let waited = taken()
        .into_iter()
        .filter(|what| what.starts_with("waited"))
        .count();
    assert_eq!(waited, 2);
}

#[tokio::test(start_paused = true)]
async fn what_waits_behind_an_aborted_run_is_dropped() {
    let bench = Bench::new().await;
    bench.ann(GROUP, 1, "wait 1");
    bench.ann(GROUP, 2, "wait 1");
    settle().await;
    bench.scope().runs.close();
    bench.scope().runs.abort();
    bench.scope().runs.ended().await;
    assert_eq!(bench.dispatcher.stats().dropped, 1);
    assert!(bench.dispatcher.idle());
}

#[tokio::test(start_paused = true)]
async fn tasks_of_a_handler_are_reported_and_end_with_the_bot() {
    let bench = Bench::new().await;
    let scope = bench.scope();
    let ctx = Context::of_hook(&bench.bot, &scope, "on_ready");
    assert!(ctx.spawn(async { Err(Error::msg("in the background")) }));
    ctx.spawn(async { panic!("there too") });
    ctx.spawn(std::future::pending());
    settle().await;
    let mut failures = bench.failures();
    failures.sort_by_key(|(_, text)| text.clone());
    let expected = [
        (FailureKind::Error, "in the background".to_owned()),
        (FailureKind::Panic, "there too".to_owned()),
    ];
    assert_eq!(failures, expected);
    assert_eq!(scope.background.count(), 1);
    scope.background.close();
    scope.background.abort();
    scope.background.ended().await;
    assert!(!ctx.spawn(async { Ok(()) }));
}

#[tokio::test(start_paused = true)]
async fn a_schedule_begins_when_the_module_is_ready() {
    let bench = Bench::new().await;
    settle().await;
    assert_eq!(taken(), [""; 0]);
    begin(&bench.bot, 0);
    settle().await;
    assert_eq!(taken(), ["tick"]);
}
