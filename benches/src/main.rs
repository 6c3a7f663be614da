//! The benchmarks of the workspace. Each compares figures of one run with each other.
//!
//! ```text
//! cargo run -p benches                                       what a test costs, in a debug build
//! cargo run --release -p benches -- media                    the memory that a large file takes
//! cargo run --release -p benches -- store                    the store against a JSON file
//! cargo run --release -p benches --features sqlite -- store  and against SQLite
//! cargo run --release -p benches -- updates                  what an update costs, against two peers
//! cargo run --release -p benches -- updates --isolation      what one bad watcher costs the others
//! cargo run --release -p benches -- soak                     a bot that runs for long, on a Telegram that misbehaves
//! ```

mod media;
mod memory;
mod soak;
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
    /// The memory that a large file takes.
    Media {
        /// The size of the file.
        #[arg(default_value_t = 2_000)]
        megabytes: u64,
    },
    /// Reads and durable writes of the store, and reads of config.
    Store(store::Options),
    /// A bot that runs for long: messages are counted, memory is watched.
    Soak(soak::Options),
    /// What an update costs, from its bytes to the end of all handlers.
    Updates(updates::Options),
}

fn main() -> Result<()> {
    match Options::parse().what {
        None | Some(What::Testkit) => testkit::run(),
        Some(What::Media { megabytes }) => return media::run(megabytes),
        Some(What::Store(options)) => return store::run(&options),
        Some(What::Soak(options)) => return soak::run(&options),
        Some(What::Updates(options)) => updates::run(&options),
    }
    Ok(())
}
