//! The SDK as it ships: pump, index, queues, and handlers with a real context.

#![allow(
    clippy::unused_async,
    reason = "a handler is an async function, as people write it"
)]

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use userbot_sdk::__private as private;
use userbot_sdk::__private::bench::{Path, Rows};
use userbot_sdk::Result;
use userbot_sdk::context::Context;
use userbot_sdk::telegram::Message;
use userbot_sdk::watcher::{FilterSpec, PeerSpec};

use super::watchers::{Calls, Want, pattern};
use super::workload::{COMMANDS, ME, Workload, chat, user};

/// So many packets come at once.
const BURST: usize = 32;

thread_local! {
    static WATCHERS: Cell<u64> = const { Cell::new(0) };
    static RUN: Cell<u64> = const { Cell::new(0) };
    /// Handlers run here but for those that were found to keep this thread.
    static MAIN: Cell<bool> = const { Cell::new(false) };
}

static ELSEWHERE: AtomicU64 = AtomicU64::new(0);
static RUN_ELSEWHERE: AtomicU64 = AtomicU64::new(0);

async fn watch(_ctx: &Context, message: &Message) -> Result<()> {
    let one = u64::from(!message.text().is_empty());
    if MAIN.get() {
        WATCHERS.set(WATCHERS.get() + one);
    } else {
        ELSEWHERE.fetch_add(one, Ordering::Relaxed);
    }
    Ok(())
}

async fn command(ctx: &Context) -> Result<()> {
    let one = u64::from(!ctx.message()?.text().is_empty());
    if MAIN.get() {
        RUN.set(RUN.get() + one);
    } else {
        RUN_ELSEWHERE.fetch_add(one, Ordering::Relaxed);
    }
    Ok(())
}

/// Counts from zero again.
pub(crate) fn reset() {
    MAIN.set(true);
    WATCHERS.set(0);
    ELSEWHERE.store(0, Ordering::Relaxed);
    RUN.set(0);
    RUN_ELSEWHERE.store(0, Ordering::Relaxed);
}

/// Counts the runs since then.
pub(crate) fn calls() -> Calls {
    Calls {
        watchers: WATCHERS.get() + ELSEWHERE.load(Ordering::Relaxed),
        commands: RUN.get() + RUN_ELSEWHERE.load(Ordering::Relaxed),
    }
}

/// Writes what `#[watcher]` writes for a function.
macro_rules! runs {
    ($watcher:path) => {
        |_| {
            private::runner(async move {
                loop {
                    let turn = private::Turn::next().await;
                    let event = turn.event(private::event::<Message>());
                    let answer = $watcher(turn.ctx(), event).await;
                    let result = private::result(private::returns(), answer);
                    turn.end(result);
                }
            })
        }
    };
}
pub(super) use runs;

/// Makes a handler for each watcher, and one for each command.
pub(crate) fn rows(watchers: &[Want]) -> Rows {
    let mut rows = Rows::default();
    for number in 0..COMMANDS {
        let name: &'static str = format!("command{number}").leak();
        rows.command(name, |(), ctx, _input| {
            Ok(private::run(private::outcome(
                private::returns(),
                command(ctx),
            )))
        });
    }
    for (number, want) in watchers.iter().enumerate() {
        let name: &'static str = format!("watcher{number}").leak();
        rows.watcher(name, filter(*want), runs!(watch));
    }
    rows
}

/// Gives the filter as `#[watcher(incoming, …)]` makes it.
pub(super) fn filter(want: Want) -> FilterSpec {
    let second = match want {
        Want::All => return FilterSpec::Incoming,
        Want::Chat(number) if number < 100 => {
            let id = chat(number).to_bot_api();
            FilterSpec::Chats(vec![PeerSpec::Id(id)].leak())
        }
        // A person who never writes.
        Want::Chat(number) => {
            let id = i64::try_from(number).unwrap_or_default() + 10_000_000;
            FilterSpec::Chats(vec![PeerSpec::Id(id)].leak())
        }
        Want::Regex(number) => FilterSpec::Regex(pattern(number).leak()),
    };
    FilterSpec::All(vec![FilterSpec::Incoming, second].leak())
}

/// Runs the workload.
pub(crate) async fn run(workload: &Workload, watchers: &[Want]) -> super::Measured {
    reset();
    let path = match Path::start(&user(ME), rows(watchers)).await {
        Ok(path) => path,
        Err(error) => return super::failed(&format!("the bot does not start: {error}")),
    };
    let timer = super::Timer::start();
    for (number, packet) in workload.packets.iter().enumerate() {
        if let Err(error) = path.packet(packet) {
            return super::failed(&format!("a packet is refused: {error}"));
        }
        // Faster than the handlers are, updates would be dropped, as they should be.
        if number % BURST == 0 {
            path.settled().await;
        }
    }
    path.settled().await;
    let measured = timer.stop(calls());
    let stats = path.stats();
    if stats.dropped > 0 || stats.errors > 0 || stats.panics > 0 {
        return super::failed(&format!("not every handler ran well: {stats:?}"));
    }
    measured
}
