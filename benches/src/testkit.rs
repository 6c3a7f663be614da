//! What a test with the testkit costs.
//!
//! Meant for a debug build, which is what `cargo test` builds. Figures of one run are compared
//! with each other: a test that sends one command, a test that only starts the bot, and an empty
//! test on the same kind of runtime.

use std::time::{Duration, Instant};

use userbot_sdk::prelude::*;
use userbot_testkit::prelude::*;
use userbot_testkit::run_test;

/// Answers.
#[derive(Module, Default)]
struct Pinger;

#[handlers]
impl Pinger {
    /// Answers "pong".
    #[command]
    async fn ping(&self, ctx: &Context) -> Result<()> {
        ctx.answer("pong").await
    }
}

const ROUNDS: usize = 50;

/// Measures and prints.
pub(crate) fn run() {
    // The first of each warms up what is built once in a process.
    let mut empty = Vec::new();
    let mut start = Vec::new();
    let mut command = Vec::new();
    for _ in 0..=ROUNDS {
        empty.push(timed(|| run_test("empty", || async {})));
        start.push(timed(|| run_test("start", only_start)));
        command.push(timed(|| run_test("command", one_command)));
    }
    let (empty, start, command) = (median(&empty), median(&start), median(&command));
    println!("median of {ROUNDS} runs, in a {} build", profile());
    println!("empty test              {:>8.3} ms", milliseconds(empty));
    println!("test that starts a bot  {:>8.3} ms", milliseconds(start));
    println!(
        "test with one command   {:>8.3} ms, {:.2} × one that only starts",
        milliseconds(command),
        command.as_secs_f64() / start.as_secs_f64()
    );
}

async fn only_start() -> TestResult {
    let world = World::new();
    let _bot = MockClient::on(&world).module::<Pinger>().start().await?;
    Ok(())
}

async fn one_command() -> TestResult {
    let world = World::new();
    let club = world.group("Club").create();
    let mut bot = MockClient::on(&world).module::<Pinger>().start().await?;
    bot.send(&club, ".ping").await.expect_edited("pong");
    Ok(())
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted: Vec<Duration> = times.iter().skip(1).copied().collect();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn profile() -> &'static str {
    if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    }
}
