//! What an update costs in instructions, which repeat from run to run and do not depend on what else the machine does.
//!
//! `cargo run --release -p benches -- instructions` runs `updates --alone` under callgrind. Four runs make one figure:
//! with one and with two rounds, which tells what a round takes, for some messages and for twice as many, which takes
//! away what a round needs before the first update.

use std::process::Command;

use userbot_sdk::error::{Error, Result};

use crate::updates::Peer;

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The numbers of watchers, of the full mix.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 10, 100, 1_000])]
    watchers: Vec<usize>,
    /// Messages in the smaller runs.
    #[arg(long, default_value_t = 2_000)]
    messages: u64,
    /// The seed of the workload.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> Result<()> {
    let version = Command::new("valgrind").arg("--version").output();
    let version = version.map_err(|error| {
        Error::msg(format!(
            "this needs valgrind, which does not start ({error}): install the package `valgrind`"
        ))
    })?;
    println!(
        "instructions per update, {} and {} messages, seed {}, {}",
        options.messages,
        options.messages * 2,
        options.seed,
        String::from_utf8_lossy(&version.stdout).trim()
    );
    println!(
        "{:>8} {:>12} {:>12} {:>12} {:>12} {:>10}",
        "W", "raw", "library", "sdk", "sdk/library", "sdk/raw"
    );
    for &watchers in &options.watchers {
        let each = |peer| per_update(options, watchers, peer);
        let raw = each(Peer::Raw)?;
        let library = each(Peer::Library)?;
        let sdk = each(Peer::Sdk)?;
        println!(
            "{watchers:>8} {raw:>12.0} {library:>12.0} {sdk:>12.0} {:>12.2} {:>10.2}",
            sdk / library,
            sdk / raw
        );
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn per_update(options: &Options, watchers: usize, peer: Peer) -> Result<f64> {
    let round = |messages: u64| {
        let once = count(options, watchers, peer, messages, 1)?;
        let twice = count(options, watchers, peer, messages, 2)?;
        Ok::<_, Error>(twice as f64 - once as f64)
    };
    let more = round(options.messages * 2)? - round(options.messages)?;
    Ok(more / options.messages as f64)
}

/// Counts the instructions of one run.
fn count(
    options: &Options,
    watchers: usize,
    peer: Peer,
    messages: u64,
    rounds: u64,
) -> Result<u64> {
    use clap::ValueEnum as _;
    let name = peer.to_possible_value();
    let name = name.as_ref().map_or("sdk", |name| name.get_name());
    let folder = tempfile::tempdir()?;
    let mut profile = std::ffi::OsString::from("--callgrind-out-file=");
    profile.push(folder.path().join("callgrind.out"));
    let run = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(profile)
        .arg(std::env::current_exe()?)
        .args(["updates", "--alone", &watchers.to_string(), "--peer", name])
        .args(["--messages", &messages.to_string()])
        .args(["--rounds", &rounds.to_string()])
        .args(["--seed", &options.seed.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&run.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .and_then(|(_, count)| count.trim().parse().ok());
    match collected {
        Some(count) if run.status.success() => Ok(count),
        _ => Err(Error::msg(format!("a run under callgrind failed:\n{said}"))),
    }
}
