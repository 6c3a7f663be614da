//! Large files on their way through the bot: how much memory they take, and how fast they are.
//!
//! `cargo run -p benches -- media [MEGABYTES]` sends a file of so many megabytes (2000 if nothing is said) through the
//! data centre on loopback, up from a reader and down again, and prints the largest memory of the process. Bot and data
//! centre are one process, so the figure is that of both, with what the data centre keeps of answers until they are
//! confirmed. Every byte is compared on both sides.

mod throughput;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use userbot_sdk::error::{Error, Result};
use userbot_sdk::telegram::{ConnectOptions, Connection, FileSource, Outgoing, Session};
use userbot_testkit::server::ServerConfig;
use userbot_testkit::world::{Generated, World};

use crate::memory::peak_megabytes;

const MB: u64 = 1024 * 1024;
/// What the promise is: a file of any size through so much memory.
const PROMISED: f64 = 64.0;

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The size of the file; 2000 for memory, 200 for speed when nothing is said.
    megabytes: Option<u64>,
    /// Measures instead how fast it is, against the client library alone.
    #[arg(long)]
    throughput: bool,
    /// Rounds of that; the medians are printed.
    #[arg(long, default_value_t = 5, requires = "throughput")]
    rounds: usize,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if options.throughput {
        return throughput::run(options.megabytes.unwrap_or(200), options.rounds);
    }
    memory(options.megabytes.unwrap_or(2_000))
}

fn memory(megabytes: u64) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    println!(
        "before                  largest memory {:.0} MB: the programs themselves",
        peak_megabytes()
    );
    runtime.block_on(through(megabytes))?;
    let peak = peak_megabytes();
    println!("largest memory          {peak:>8.0} MB, promised {PROMISED} MB");
    if peak > PROMISED {
        return Err(Error::msg("a file takes more memory than is promised"));
    }
    Ok(())
}

async fn through(megabytes: u64) -> Result<()> {
    let content = Generated::new(1, megabytes * MB);
    let world = World::new();
    world.expect_content(content);
    let server = world.serve(ServerConfig::new()).await?;
    let session = Session::in_memory(world.login(&server, &world.owner(), 1));
    let (client, _pump) = Connection::open(ConnectOptions::new(1, session));

    let start = Instant::now();
    let parts = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&parts);
    // What the data centre notes of the calls for tests is no memory of the bot.
    let rpc = server.rpc().clone();
    let file = FileSource::sized_reader(content.reader(), content.size());
    let what = Outgoing::default()
        .document("film.mkv", file)
        .progress(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            rpc.clear();
        });
    let sent = client.send("me", what).await?;
    let there = world.saved_messages().last_message().content();
    assert_eq!(there.map(|content| content.size()), Some(content.size()));
    println!(
        "up                      {megabytes:>8} MB in {} parts, {:.1} s, largest memory {:.0} MB",
        parts.load(Ordering::Relaxed),
        start.elapsed().as_secs_f64(),
        peak_megabytes()
    );

    let start = Instant::now();
    let mut chunks = sent.chunks()?;
    let mut at = 0;
    while let Some(chunk) = chunks.next().await? {
        assert!(content.matches(at, &chunk), "other bytes at {at}");
        at += chunk.len() as u64;
    }
    assert_eq!(at, content.size());
    client.disconnect().await?;
    println!(
        "down                    {megabytes:>8} MB, {:.1} s, largest memory {:.0} MB",
        start.elapsed().as_secs_f64(),
        peak_megabytes()
    );
    Ok(())
}
