//! A bot that runs for long on a Telegram that misbehaves: does its memory stay flat, and is every message accounted for?
//!
//! `cargo run --release -p benches -- soak [MINUTES]` starts a simulated Telegram as a process of its own, so that the
//! memory that is measured is the bot's alone: the real client, its session and its store in files, the runtime and a
//! module. People say something fifty times a second in twenty chats, while connections break and freeze, pushes are
//! lost, doubled and reordered, calls are refused, floods are ordered, and the network part of the client library is
//! killed; one handler run in a hundred panics. The run fails when a message is lost, comes twice or out of its order,
//! when an answer is missing or doubled, when a drop is not counted, or when memory grows.

mod bot;
mod report;
mod telegram;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use userbot_sdk::error::{Error, Result};
use userbot_sdk::prelude::*;
use userbot_sdk::runtime::Userbot;
use userbot_sdk::telegram::{ConnectOptions, Connection, Session, StringSession, login};

use bot::{Soaked, Tally};
use report::Report;

use crate::memory::trend::{Limits, trend};
use crate::memory::{allocator, data_megabytes};

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long people talk, in minutes.
    #[arg(default_value_t = 10.0)]
    minutes: f64,
    /// How many messages a second there are.
    #[arg(long, default_value_t = 50)]
    rate: u32,
    /// What chats, pauses and faults are chosen by.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Seconds between two lines.
    #[arg(long, default_value_t = 10)]
    interval: u64,
    /// Tells each fault on the standard error when it happens.
    #[arg(long)]
    faults: bool,
    /// Is the simulated Telegram.
    #[arg(long, hide = true)]
    serve: bool,
}

/// A run of less than eight minutes says nothing about memory. The client library keeps two buffers of a megabyte for
/// each connection, and how much of them was ever touched depends on the largest packet: that is the noise.
const FLAT: Limits = Limits {
    shortest: 480.0,
    growth: 1.0,
    per: 3_600.0,
    unit: "s",
    noise: 2.5,
};

/// How long the bot may take to catch up when everybody is silent.
const PATIENCE: Duration = Duration::from_secs(180);

pub(crate) fn run(options: &Options) -> Result<()> {
    if !options.serve && !allocator::is_told() {
        return allocator::tell();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    if options.serve {
        return runtime.block_on(telegram::serve(options));
    }
    // Nothing, unless RUST_LOG asks for it.
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::builder()
                .with_default_directive(LevelFilter::OFF.into())
                .from_env_lossy(),
        )
        .with_writer(std::io::stderr)
        .init();
    let mut telegram = Telegram::start(options)?;
    let result = runtime.block_on(soak(options, &mut telegram));
    telegram.end()?;
    result
}

async fn soak(options: &Options, telegram: &mut Telegram) -> Result<()> {
    // What panics do is counted; their words would hide the lines.
    std::panic::set_hook(Box::new(|_| {}));
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("session.redb");
    let login = telegram.line().await?;
    let session = Session::open(&path)?;
    session.import(&StringSession::parse(&login)?).await?;
    // Whose login it is, Telegram says.
    let (client, _) = Connection::open(ConnectOptions::new(1, session));
    login::current(&client).await?;
    client.disconnect().await?;
    drop(client);

    let tally = Arc::new(Tally::default());
    let running = Userbot::builder()
        .registry(Registry::new().module::<Soaked>())
        .session(path)
        .api(1, "0123456789abcdef0123456789abcdef")
        .observer(Arc::clone(&tally) as _)
        .start()
        .await?;
    telegram.say("go")?;
    let start = Instant::now();
    let mut samples = Vec::new();
    println!("   time  messages   panics  answers  dropped   memory");
    let end = loop {
        tokio::select! {
            end = telegram.line() => break serde_json::from_str::<Value>(&end?)?,
            () = tokio::time::sleep(Duration::from_secs(options.interval)) => {}
        }
        let memory = data_megabytes();
        let elapsed = start.elapsed();
        samples.push((elapsed.as_secs_f64(), memory));
        let (seen, stats) = (bot::counts(), running.stats());
        println!(
            "{:>5} s {:>9} {:>8} {:>8} {:>8} {memory:>5.1} MB",
            elapsed.as_secs(),
            seen.messages,
            stats.panics,
            seen.answers,
            stats.dropped
        );
    };
    let sent: BTreeMap<usize, u64> = serde_json::from_value(end["sent"].clone())?;
    let total: u64 = sent.values().sum();
    let silent = Instant::now();
    while bot::counts().messages < total && silent.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // What runs may finish, and what waits for a connection may go out.
    while (!running.idle() || running.stats().waiting > 0) && silent.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (seen, stats) = (bot::counts(), running.stats());
    running.stop().await;
    telegram.say("count")?;
    let there: Value = serde_json::from_str(&telegram.line().await?)?;

    let report = Report {
        sent,
        faults: &end["faults"],
        answers: there["answers"].as_u64().unwrap_or_default(),
        seen,
        stats,
        tally: &tally,
        memory: trend(&samples, FLAT),
    };
    report.print();
    report.judge()?;
    println!("\nall is well");
    Ok(())
}

/// The simulated Telegram, a process of its own.
struct Telegram {
    child: Child,
    lines: UnboundedReceiver<String>,
}

impl Telegram {
    fn start(options: &Options) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["soak", "--serve"])
            .arg(options.minutes.to_string())
            .args(["--rate", &options.rate.to_string()])
            .args(["--seed", &options.seed.to_string()])
            .args(options.faults.then_some("--faults"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (sender, lines) = unbounded_channel();
        if let Some(out) = child.stdout.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(std::io::Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self { child, lines })
    }

    /// Waits for its next line.
    async fn line(&mut self) -> Result<String> {
        let line = self.lines.recv().await;
        line.ok_or_else(|| Error::msg("the simulated Telegram has ended"))
    }

    fn say(&mut self, word: &str) -> Result<()> {
        let stdin = self.child.stdin.as_mut();
        let stdin = stdin.ok_or_else(|| Error::msg("the simulated Telegram has no input"))?;
        Ok(writeln!(stdin, "{word}")?)
    }

    fn end(mut self) -> Result<()> {
        // It ends with its input.
        drop(self.child.stdin.take());
        self.child.wait()?;
        Ok(())
    }
}
