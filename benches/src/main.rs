//! The benchmarks of the workspace. Each compares figures of one run with each other.
//!
//! ```text
//! cargo run -p benches                                       what a test costs, in a debug build
//! cargo run --release -p benches -- updates                  what an update costs, against two peers
//! cargo run --release -p benches -- updates --isolation      what one bad watcher costs the others
//! cargo run --release -p benches -- instructions             the same in instructions, which repeat (needs valgrind)
//! cargo run --release -p benches -- memory                   memory over ten million updates
//! cargo run --release -p benches -- parts                    arguments, config, texts, HTML, cutting of texts
//! cargo run --release -p benches --features html -- parts    and HTML against the client library's own
//! cargo run --release -p benches -- media                    the memory that a large file takes
//! cargo run --release -p benches -- media --throughput       how fast files go up and down, against the client library
//! cargo run --release -p benches -- store                    the store against a JSON file
//! cargo run --release -p benches --features sqlite -- store  and against SQLite
//! cargo run --release -p benches -- start                    time until ready, and memory, with fifty modules
//! cargo run --release -p benches -- build                    clean and incremental builds of the starter
//! cargo run --release -p benches -- soak                     a bot that runs for long, on a Telegram that misbehaves
//! ```

mod build_times;
mod instructions;
mod loopback;
mod media;
mod memory;
mod parts;
mod soak;
mod start;
mod store;
mod testkit;
mod updates;

use clap::{Parser, Subcommand};
use userbot_sdk::Result;

/// Measures, as ratios within one run.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// What a test with the testkit costs.
    Testkit,
    /// What an update costs, from its bytes to the end of all handlers.
    Updates(updates::Options),
    /// The same in instructions of the processor.
    Instructions(instructions::Options),
    /// Whether memory stays flat over millions of updates.
    Memory(memory::updates::Options),
    /// What single operations cost.
    Parts(parts::Options),
    /// A large file: the memory that it takes, and its speed.
    Media(media::Options),
    /// Reads and durable writes of the store.
    Store(store::Options),
    /// Time until ready, and memory, with fifty modules.
    Start(start::Options),
    /// Clean and incremental builds of the starter.
    Build(build_times::Options),
    /// A bot that runs for long: messages are counted, memory is watched.
    Soak(soak::Options),
    /// Is a data centre, for the other benchmarks.
    #[command(hide = true)]
    Loopback(loopback::Options),
}

fn main() -> Result<()> {
    match Options::parse().what {
        None | Some(What::Testkit) => testkit::run(),
        Some(What::Updates(options)) => updates::run(&options),
        Some(What::Instructions(options)) => return instructions::run(&options),
        Some(What::Memory(options)) => return memory::updates::run(&options),
        Some(What::Parts(options)) => return parts::run(&options),
        Some(What::Media(options)) => return media::run(&options),
        Some(What::Store(options)) => return store::run(&options),
        Some(What::Start(options)) => return start::run(&options),
        Some(What::Build(options)) => return build_times::run(&options),
        Some(What::Soak(options)) => return soak::run(&options),
        Some(What::Loopback(options)) => return loopback::serve(&options),
    }
    Ok(())
}
