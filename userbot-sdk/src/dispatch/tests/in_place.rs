//! Watchers that run in place, and who cannot.

use std::sync::mpsc;
use std::thread::ThreadId;

use tokio::sync::Notify;

use super::*;
use crate::context::own_task;

/// Does what the texts say, one watcher after the other.
#[derive(Module, Default)]
struct Row {
    seen: Mutex<Vec<(PeerId, i32)>>,
    gate: Mutex<Option<mpsc::Receiver<()>>>,
    threads: Mutex<Vec<ThreadId>>,
    done: Notify,
}

#[handlers]
impl Row {
    #[watcher(incoming)]
    async fn first(&self, ctx: &Context, message: &Message) -> Result<()> {
        self.seen
            .lock()
            .unwrap()
            .push((message.chat().id(), message.id()));
        if message.text().contains("keep") {
            let kept = ctx.clone();
            ctx.spawn(async move {
                sleep(Duration::from_secs(1)).await;
                done(format!("kept {kept:?}"));
                Ok(())
            });
        }
        done(format!("first {}", message.id()));
        Ok(())
    }

    #[watcher(incoming)]
    async fn second(&self, ctx: &Context, message: &Message) -> Result<()> {
        if message.text().contains("wait") {
            assert!(own_task().await.is_some());
            sleep(Duration::from_secs(5)).await;
            done(format!("waited {ctx:?}"));
        }
        done(format!("second {}", message.id()));
        Ok(())
    }

    #[watcher(incoming)]
    async fn third(&self, _ctx: &Context, message: &Message) -> Result<()> {
        assert!(!message.text().contains("panic"), "as told");
        if message.text().contains("error") {
            return Err(Error::msg("as told"));
        }
        Ok(())
    }

    #[watcher(incoming)]
    async fn fourth(&self, ctx: &Context, message: &Message) -> Result<()> {
        if message.text() == "block" {
            let gate = self.gate.lock().unwrap().take();
            if let Some(gate) = gate {
                gate.recv()?;
            }
            self.threads
                .lock()
                .unwrap()
                .push(std::thread::current().id());
            self.done.notify_one();
        }
        if message.text() == "never" {
            self.done.notify_one();
            ctx.cancelled().await;
            self.done.notify_one();
        }
        done(format!("fourth {}", message.id()));
        Ok(())
    }
}

async fn bench() -> Bench {
    Bench::of(Registry::new().module::<Row>(), DispatchOptions::default()).await
}

impl Bench {
    fn row(&self) -> Arc<Row> {
        let module = self.bot.slots[0].current().unwrap().module.unwrap();
        module.any().downcast().unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_or_fails_stops_nobody_behind_it() {
    let bench = bench().await;
    bench.ann(GROUP, 1, "wait, panic");
    // At once, before any task has run.
    assert_eq!(taken(), ["first 1", "fourth 1"]);
    assert_eq!(
        bench.failures(),
        [(FailureKind::Panic, "as told".to_owned())]
    );
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.runs, stats.running), (4, 1));
    bench.ann(GROUP, 2, "error");
    assert_eq!(taken(), ["first 2", "fourth 2"]);
    assert_eq!(
        bench.failures(),
        [(FailureKind::Error, "as told".to_owned())]
    );
    sleep(Duration::from_secs(6)).await;
    let done = taken();
    assert!(
        done[0].starts_with("waited") && done[0].contains("second"),
        "{done:?}"
    );
    assert_eq!(done[1..], ["second 1", "second 2"]);
    assert!(bench.dispatcher.idle());
    bench.ann(GROUP, 3, "");
    assert_eq!(taken(), ["first 3", "second 3", "fourth 3"]);
}

#[tokio::test(start_paused = true)]
async fn a_context_that_is_kept_stays_that_of_its_handler() {
    let bench = bench().await;
    bench.ann(GROUP, 1, "keep");
    assert_eq!(taken(), ["first 1", "second 1", "fourth 1"]);
    sleep(Duration::from_secs(2)).await;
    let kept = taken();
    assert!(kept[0].contains("first"), "{kept:?}");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_always_panics_rests_between_its_runs() {
    let bench = bench().await;
    for id in 1..=150 {
        bench.ann(GROUP, id, "panic");
    }
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.panics, stats.waiting), (100, 49));
    sleep(Duration::from_millis(60)).await;
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.panics, stats.waiting, stats.dropped), (150, 0, 0));
    taken();
    // One run that ends well, and it is one like the others.
    bench.ann(GROUP, 151, "");
    sleep(Duration::from_millis(5)).await;
    assert!(bench.dispatcher.idle());
    assert!((0..4).all(|handler| bench.dispatcher.0.places.is_free(handler)));
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_always_panics_rests_in_all_chats_together() {
    let bench = bench().await;
    for id in 1..=100 {
        bench.ann(GROUP, id, "panic");
    }
    for chat in 1..=50 {
        for id in 1..=4 {
            bench.ann(PeerId::Group(1_000 + chat), id, "panic");
        }
    }
    assert_eq!(bench.dispatcher.stats().panics, 100);
    // One run begins each millisecond, and not one in each chat.
    sleep(Duration::from_micros(20_500)).await;
    assert_eq!(bench.dispatcher.stats().panics, 121);
    // Nothing is lost by that, nor is one chat forgotten over another.
    sleep(Duration::from_millis(200)).await;
    let stats = bench.dispatcher.stats();
    assert_eq!((stats.panics, stats.waiting, stats.dropped), (300, 0, 0));
}

#[test]
fn several_who_deliver_do_so_one_after_the_other() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let bench = runtime.block_on(bench());
    std::thread::scope(|scope| {
        for chat in 1..=4 {
            let (bench, runtime) = (&bench, &runtime);
            scope.spawn(move || {
                let _runtime = runtime.enter();
                for id in 1..=500 {
                    bench.ann(PeerId::Group(chat), id, "");
                }
            });
        }
    });
    let row = bench.row();
    let seen = row.seen.lock().unwrap();
    assert_eq!(seen.len(), 2_000);
    for chat in 1..=4 {
        let ids = seen.iter().filter(|(one, _)| *one == PeerId::Group(chat));
        assert!(ids.map(|(_, id)| *id).eq(1..=500));
    }
}

#[tokio::test]
async fn a_handler_that_blocks_is_found_while_it_does_and_gets_a_thread_of_its_own() {
    let bench = bench().await;
    let row = bench.row();
    let (sender, gate) = mpsc::channel();
    *row.gate.lock().unwrap() = Some(gate);
    *bench.seen.when_blocked.lock().unwrap() = Some(sender);
    // Comes back only because the handler is found while it blocks this thread.
    bench.ann(GROUP, 1, "block");
    row.done.notified().await;
    {
        let blocked = bench.seen.blocked.lock().unwrap();
        assert_eq!((blocked[0].module, blocked[0].handler), ("Row", "fourth"));
        assert!(blocked[0].elapsed >= Duration::from_millis(50));
        assert_eq!(blocked.len(), 1);
    }
    assert_eq!(bench.dispatcher.stats().blocked, 1);
    bench.ann(GROUP, 2, "block");
    bench.ann(CLUB, 3, "block");
    // The others are in place as before.
    let quick = taken();
    assert_eq!(quick[quick.len() - 2..], ["first 3", "second 3"]);
    while row.threads.lock().unwrap().len() < 3 {
        row.done.notified().await;
    }
    let threads = row.threads.lock().unwrap().clone();
    let here = std::thread::current().id();
    assert_eq!(threads[0], here);
    assert!(threads[1] != here && threads[2] != here);
}

#[tokio::test]
async fn what_runs_on_a_thread_of_its_own_ends_with_its_module() {
    let bench = bench().await;
    let row = bench.row();
    bench.dispatcher.0.places.keeps_thread(3);
    bench.ann(GROUP, 1, "never");
    bench.ann(GROUP, 2, "never");
    row.done.notified().await;
    let scope = bench.scope();
    // It hears of the cancellation, and what waits behind it never starts.
    let ended = scope.end(Duration::from_secs(5), None);
    assert!(ended.await);
    row.done.notified().await;
    assert!(bench.dispatcher.idle());
    assert_eq!(bench.dispatcher.stats().runs, 7);
}
