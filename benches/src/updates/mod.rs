//! What an update costs, from its decrypted bytes to the end of all handlers.
//!
//! The same workload goes through a hand-written match over the raw types (the floor), through a
//! hand-written match over the updates of `grammers-client` (the peer, with the same handling of
//! gaps), and through this SDK as it ships. Handlers count; a wrong count fails the run.

mod isolation;
mod library;
mod raw;
pub(crate) mod sdk;
pub(crate) mod watchers;
pub(crate) mod workload;

use std::time::{Duration, Instant};

use regex::RegexSet;

use watchers::{Calls, Mix, Want, expected};
use workload::{Workload, workload};

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Messages in a round.
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
    /// Rounds; the medians are printed.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// The seed of the workload.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs one path alone, with so many watchers: for a profiler.
    #[arg(long, value_name = "WATCHERS")]
    alone: Option<usize>,
    /// The path that runs alone.
    #[arg(long, value_enum, default_value_t = Peer::Sdk, requires = "alone")]
    peer: Peer,
    /// Which watchers it has.
    #[arg(long, value_enum, default_value_t = Mix::Full, requires = "alone")]
    mix: Mix,
    /// Measures instead what one bad watcher costs the others.
    #[arg(long)]
    isolation: bool,
    /// Runs one case of it alone, from 0 for no bad watcher: for a profiler.
    #[arg(long, requires = "isolation")]
    case: Option<usize>,
}

/// Is a path of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Peer {
    /// A match over the types of Telegram's schema.
    Raw,
    /// A match over the updates of the client library.
    Library,
    /// This SDK.
    Sdk,
}

/// Is the end of one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    time: Duration,
    calls: Calls,
}

/// Measures one round.
struct Timer(Instant);

impl Timer {
    fn start() -> Self {
        Self(Instant::now())
    }

    fn stop(self, calls: Calls) -> Measured {
        Measured {
            time: self.0.elapsed(),
            calls,
        }
    }
}

/// Measures and prints.
pub(crate) fn run(options: &Options) {
    if options.isolation {
        match options.case {
            Some(case) => isolation::alone(case, options.messages, options.rounds, options.seed),
            None => isolation::run(options.messages, options.rounds, options.seed),
        }
        return;
    }
    if let Some(count) = options.alone {
        let watchers = options.mix.watchers(count);
        let work = workload(options.seed, options.messages, orders(&watchers));
        let right = expected(&work, &watchers);
        let time = median(options.rounds, right, &|| match options.peer {
            Peer::Raw => block_on(raw::run(&work, &watchers)),
            Peer::Library => block_on(library::run(&work, &watchers)),
            Peer::Sdk => block_on(sdk::run(&work, &watchers)),
        });
        println!("{:.2} µs per update", micros(time, &work));
        return;
    }
    println!(
        "{} messages, median of {} rounds, seed {}, µs per update; ratios compare with `library`",
        options.messages, options.rounds, options.seed
    );
    for (mix, sizes) in [
        (Mix::Full, &[0, 10, 100, 1_000][..]),
        (Mix::Selective, &[0, 1_000, 10_000][..]),
    ] {
        println!(
            "\n{mix:?} mix\n{:>8} {:>10} {:>10} {:>10} {:>12} {:>10} {:>8}",
            "W", "raw", "library", "sdk", "sdk/library", "sdk/raw", "RSS MB"
        );
        for &count in sizes {
            let watchers = mix.watchers(count);
            let work = workload(options.seed, options.messages, orders(&watchers));
            let right = expected(&work, &watchers);
            let round = |run: &dyn Fn() -> Measured| median(options.rounds, right, run);
            let floor = round(&|| block_on(raw::run(&work, &watchers)));
            let peer = round(&|| block_on(library::run(&work, &watchers)));
            let own = round(&|| block_on(sdk::run(&work, &watchers)));
            println!(
                "{count:>8} {:>10.2} {:>10.2} {:>10.2} {:>12.2} {:>10.2} {:>8.0}",
                micros(floor, &work),
                micros(peer, &work),
                micros(own, &work),
                own.as_secs_f64() / peer.as_secs_f64(),
                own.as_secs_f64() / floor.as_secs_f64(),
                crate::memory::resident_megabytes(),
            );
        }
    }
}

/// Says how many different texts the watchers look for.
pub(crate) fn orders(watchers: &[Want]) -> usize {
    let number = |want: &Want| match want {
        Want::Regex(number) => Some(*number + 1),
        _ => None,
    };
    watchers.iter().filter_map(number).max().unwrap_or(0)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(future),
        Err(error) => fail(&format!("no runtime: {error}")),
    }
}

/// Gives the median time of some rounds, the first of which warms up.
fn median(rounds: usize, right: Calls, run: &dyn Fn() -> Measured) -> Duration {
    let mut times: Vec<Duration> = (0..=rounds)
        .map(|_| {
            let measured = run();
            if measured.calls != right {
                fail(&format!(
                    "wrong count: {:?} instead of {right:?}",
                    measured.calls
                ));
            }
            measured.time
        })
        .skip(1)
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn micros(time: Duration, work: &Workload) -> f64 {
    time.as_secs_f64() * 1e6 / work.packets.len() as f64
}

/// Compiles expressions that are known to be good.
fn set(patterns: &[String]) -> RegexSet {
    match regex::RegexSetBuilder::new(patterns)
        .size_limit(1 << 28)
        .build()
    {
        Ok(set) => set,
        Err(error) => fail(&format!("the expressions of the watchers: {error}")),
    }
}

fn failed(what: &str) -> Measured {
    fail(what)
}

/// Ends the program.
fn fail(what: &str) -> ! {
    eprintln!("{what}");
    std::process::exit(1)
}
