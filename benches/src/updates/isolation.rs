//! What one bad watcher costs the others: one that never ends, one that panics on every message,
//! one that blocks its thread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use userbot_sdk::__private as private;
use userbot_sdk::__private::bench::{Path, Rows};
use userbot_sdk::Result;
use userbot_sdk::context::Context;
use userbot_sdk::telegram::Message;
use userbot_sdk::watcher::{FilterSpec, RunWatcher};

use super::sdk::{filter, runs};
use super::watchers::{Mix, Want, expected};
use super::workload::{ME, Workload, user, workload};

/// So many good watchers there are.
const GOOD: usize = 10;
/// So many packets wait at most: with thousands, what is measured is how the allocator hands memory from thread to thread.
const AHEAD: usize = 64;
/// So many packets a second measure how late handlers are.
const RATE: u32 = 1_000;
/// So long a handler blocks.
const BLOCK: Duration = Duration::from_millis(100);

static CALLS: AtomicU64 = AtomicU64::new(0);
/// When each message was sent, by its id, in nanoseconds since the first one; then how late it was.
static TIMES: OnceLock<Times> = OnceLock::new();

struct Times {
    start: Instant,
    sent: Vec<AtomicU64>,
    late: Vec<AtomicU64>,
}

/// Is a watcher that does others no good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bad {
    Sleeps,
    Panics,
    Blocks,
}

const CASES: [(&str, &[Bad]); 5] = [
    ("none", &[]),
    ("one sleeps for ever", &[Bad::Sleeps]),
    ("one panics always", &[Bad::Panics]),
    ("one blocks 100 ms", &[Bad::Blocks]),
    ("all three", &[Bad::Sleeps, Bad::Panics, Bad::Blocks]),
];

/// Measures and prints.
pub(super) fn run(messages: usize, rounds: usize, seed: u64) {
    let watchers = Mix::Full.watchers(GOOD);
    let work = Arc::new(workload(seed, messages, GOOD));
    let right = expected(&work, &watchers).watchers;
    println!("{messages} messages, {GOOD} good watchers, median of {rounds} rounds, seed {seed}");
    for (name, threads) in [("current-thread runtime", 0), ("two-thread runtime", 2)] {
        println!(
            "\n{name}\n{:>22} {:>12} {:>8} {:>14} {:>14}",
            "bad watchers", "µs/update", "ratio", "p50 at 1000/s", "p99 at 1000/s"
        );
        let mut times = CASES.map(|_| Vec::new());
        // In turns, so that what else the machine does meanwhile meets all of them.
        for _ in 0..rounds.max(1) {
            for ((_, bad), times) in CASES.iter().zip(&mut times) {
                times.push(throughput(threads, &work, &watchers, bad, right));
            }
        }
        let times = times.map(|mut times| {
            times.sort_unstable();
            times[times.len() / 2]
        });
        for ((name, bad), time) in CASES.iter().zip(times) {
            let (p50, p99) = lateness(threads, &work, bad);
            println!(
                "{name:>22} {:>12.2} {:>8.2} {:>11.2} ms {:>11.2} ms",
                super::micros(time, &work),
                times[0].as_secs_f64() / time.as_secs_f64(),
                p50.as_secs_f64() * 1e3,
                p99.as_secs_f64() * 1e3,
            );
        }
    }
}

/// Runs one case on the current thread, and prints.
pub(super) fn alone(case: usize, messages: usize, rounds: usize, seed: u64) {
    let Some((name, bad)) = CASES.get(case) else {
        super::fail("there is no such case");
    };
    let watchers = Mix::Full.watchers(GOOD);
    let work = Arc::new(workload(seed, messages, GOOD));
    let right = expected(&work, &watchers).watchers;
    for _ in 0..rounds.max(1) {
        let time = throughput(0, &work, &watchers, bad, right);
        println!("{name}: {:.2} µs per update", super::micros(time, &work));
    }
}

fn rows(watchers: &[Want], watch: RunWatcher<()>, bad: &[Bad]) -> Rows {
    let mut rows = Rows::default();
    // The bad ones stand in the way of the good ones.
    for bad in bad {
        let (name, run): (_, RunWatcher<()>) = match bad {
            Bad::Sleeps => ("sleeps", runs!(sleeps)),
            Bad::Panics => ("panics", runs!(panics)),
            Bad::Blocks => ("blocks", runs!(blocks)),
        };
        rows.watcher(name, FilterSpec::Incoming, run);
    }
    for (number, want) in watchers.iter().enumerate() {
        rows.watcher(format!("watcher{number}").leak(), filter(*want), watch);
    }
    rows
}

async fn sleeps(_ctx: &Context, _message: &Message) -> Result<()> {
    std::future::pending().await
}

#[allow(clippy::unused_async, clippy::panic, reason = "a bad handler")]
async fn panics(_ctx: &Context, message: &Message) -> Result<()> {
    panic!("on message {}", message.id())
}

#[allow(clippy::unused_async, reason = "a bad handler")]
async fn blocks(_ctx: &Context, _message: &Message) -> Result<()> {
    std::thread::sleep(BLOCK);
    Ok(())
}

#[allow(clippy::unused_async, reason = "a handler is an async function")]
async fn counts(_ctx: &Context, message: &Message) -> Result<()> {
    CALLS.fetch_add(u64::from(!message.text().is_empty()), Ordering::Relaxed);
    Ok(())
}

#[allow(clippy::unused_async, reason = "a handler is an async function")]
async fn measures(_ctx: &Context, message: &Message) -> Result<()> {
    if let Some(times) = TIMES.get() {
        let number = usize::try_from(message.id()).unwrap_or_default();
        if let (Some(sent), Some(late)) = (times.sent.get(number), times.late.get(number)) {
            let now = nanos(times.start.elapsed());
            late.store(now - sent.load(Ordering::Acquire), Ordering::Release);
        }
    }
    Ok(())
}

/// Gives the time until the good watchers have seen everything.
fn throughput(
    threads: usize,
    work: &Arc<Workload>,
    watchers: &[Want],
    bad: &[Bad],
    right: u64,
) -> Duration {
    CALLS.store(0, Ordering::Release);
    let watch: RunWatcher<()> = runs!(counts);
    let rows = rows(watchers, watch, bad);
    let work = Arc::clone(work);
    on_runtime(threads, rows, move |path| {
        let start = Instant::now();
        for packet in &work.packets {
            while path.waiting() >= AHEAD {
                std::thread::yield_now();
            }
            send(path, packet);
        }
        // Who waits does not take the processor away from those who work.
        while CALLS.load(Ordering::Acquire) < right {
            std::thread::sleep(Duration::from_micros(200));
        }
        start.elapsed()
    })
}

/// Gives how late good watchers see messages that come at a steady pace: half of them, and all but
/// one in a hundred.
fn lateness(threads: usize, work: &Arc<Workload>, bad: &[Bad]) -> (Duration, Duration) {
    const SECONDS: usize = 10;
    let count = (SECONDS * RATE as usize).min(work.packets.len());
    let zeros = |count: usize| (0..=count).map(|_| AtomicU64::new(0)).collect::<Vec<_>>();
    let times = TIMES.get_or_init(|| Times {
        start: Instant::now(),
        sent: zeros(count),
        late: zeros(count),
    });
    for late in &times.late {
        late.store(0, Ordering::Release);
    }
    let watch: RunWatcher<()> = runs!(measures);
    let rows = rows(&[Want::All], watch, bad);
    let packets = Arc::clone(work);
    on_runtime(threads, rows, move |path| {
        let start = Instant::now();
        for (number, packet) in packets.packets.iter().take(count).enumerate() {
            let due = start + Duration::from_secs(1) / RATE * u32::try_from(number).unwrap_or(0);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let now = nanos(times.start.elapsed());
            times.sent[number + 1].store(now, Ordering::Release);
            send(path, packet);
        }
        let incoming = |number: &usize| !packets.contents[*number].outgoing;
        while (0..count)
            .filter(incoming)
            .any(|number| times.late[number + 1].load(Ordering::Acquire) == 0)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    let mut late: Vec<u64> = times
        .late
        .iter()
        .map(|late| late.load(Ordering::Acquire))
        .collect();
    late.retain(|late| *late > 0);
    late.sort_unstable();
    let at = |part: usize| Duration::from_nanos(late[late.len() * part / 100]);
    (at(50), at(99))
}

/// Runs a bot, and beside it what feeds it, on a thread of its own.
fn on_runtime<T: Send + 'static>(
    threads: usize,
    rows: Rows,
    feed: impl FnOnce(&Path) -> T + Send + 'static,
) -> T {
    let mut builder = if threads == 0 {
        tokio::runtime::Builder::new_current_thread()
    } else {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(threads);
        builder
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => super::fail(&format!("no runtime: {error}")),
    };
    let bot = async {
        let path = match Path::start(&user(ME), rows).await {
            Ok(path) => path,
            Err(error) => super::fail(&format!("the bot does not start: {error}")),
        };
        let (done, wait) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let result = feed(&path);
            let _ = done.send((path, result));
        });
        wait.await
    };
    let done = runtime.block_on(bot);
    let Ok((path, result)) = done else {
        super::fail("the feeding thread broke off")
    };
    drop(path);
    runtime.shutdown_timeout(Duration::from_secs(5));
    result
}

fn send(path: &Path, packet: &[u8]) {
    if let Err(error) = path.packet(packet) {
        super::fail(&format!("a packet is refused: {error}"));
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
