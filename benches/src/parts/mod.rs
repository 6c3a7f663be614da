//! What single operations cost, each beside somebody else's way to the same result.
//!
//! `cargo run --release -p benches -- parts [PART…]`. Every way of a row works on the same input, and its result is
//! compared with what is right before it is measured. The ways take turns, round by round, and the medians are printed:
//! nanoseconds for one operation, and what ours takes in proportion to it. With `--features html` the client library's
//! own HTML is among them.

mod arguments;
mod config;
mod html;
mod split;
mod texts;

use std::fmt::Debug;
use std::hint::black_box;
use std::time::{Duration, Instant};

use userbot_sdk::error::{Error, Result};

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What is measured; everything when nothing is said.
    #[arg(value_enum)]
    parts: Vec<Part>,
    #[command(flatten)]
    effort: Effort,
}

/// How exactly it is measured.
#[derive(clap::Args, Debug, Clone, Copy)]
struct Effort {
    /// Rounds; the medians are printed.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// About how long one round of one way takes.
    #[arg(long, default_value_t = 20)]
    milliseconds: u64,
}

/// Is one concept of the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The arguments of a command.
    Arguments,
    /// Reads of a module's config.
    Config,
    /// Translated texts.
    Texts,
    /// HTML to a text with entities, and back.
    Html,
    /// Cutting a long text into messages.
    Split,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> Result<()> {
    use clap::ValueEnum as _;
    let parts = if options.parts.is_empty() {
        Part::value_variants()
    } else {
        &options.parts
    };
    println!("median of {} rounds", options.effort.rounds);
    for part in parts {
        match part {
            Part::Arguments => arguments::run(options.effort)?,
            Part::Config => config::run(options.effort),
            Part::Texts => texts::run(options.effort),
            Part::Html => html::run(options.effort)?,
            Part::Split => split::run(options.effort)?,
        }
    }
    Ok(())
}

/// Fails the run when a result is not what it has to be.
fn same<T: PartialEq + Debug>(what: &str, found: &T, right: &T) -> Result<()> {
    if found == right {
        return Ok(());
    }
    Err(Error::msg(format!(
        "{what}: {found:?} instead of {right:?}"
    )))
}

/// Several ways to one result; the first one is ours.
struct Race<'a> {
    what: String,
    effort: Effort,
    ways: Vec<Way<'a>>,
}

struct Way<'a> {
    name: &'a str,
    run: Box<dyn FnMut(u32) + 'a>,
    /// How often it runs in a round.
    calls: u32,
    /// Nanoseconds of one operation, for each round.
    times: Vec<f64>,
}

impl<'a> Race<'a> {
    fn new(what: impl Into<String>, effort: Effort) -> Self {
        Self {
            what: what.into(),
            effort,
            ways: Vec::new(),
        }
    }

    fn way<T>(mut self, name: &'a str, mut work: impl FnMut() -> T + 'a) -> Self {
        self.ways.push(Way {
            name,
            run: Box::new(move |calls| {
                for _ in 0..calls {
                    black_box(work());
                }
            }),
            calls: 1,
            times: Vec::new(),
        });
        self
    }

    /// Measures all ways and prints them.
    fn run(mut self) {
        let wanted = Duration::from_millis(self.effort.milliseconds);
        for way in &mut self.ways {
            // It is warm by then.
            while way.time() < wanted && way.calls < 1 << 30 {
                way.calls *= 2;
            }
        }
        for _ in 0..self.effort.rounds.max(1) {
            for way in &mut self.ways {
                let time = way.time();
                way.times
                    .push(time.as_secs_f64() * 1e9 / f64::from(way.calls));
            }
        }
        println!("\n{:<58} {:>12} {:>8}", self.what, "ns", "ours is");
        let ours = self.ways.first_mut().map_or(0.0, Way::median);
        for way in &mut self.ways {
            let median = way.median();
            println!("  {:<56} {median:>12.1} {:>7.2}×", way.name, ours / median);
        }
    }
}

impl Way<'_> {
    fn time(&mut self) -> Duration {
        let start = Instant::now();
        (self.run)(self.calls);
        start.elapsed()
    }

    fn median(&mut self) -> f64 {
        self.times.sort_by(f64::total_cmp);
        let middle = self.times.get(self.times.len() / 2);
        middle.copied().unwrap_or_default()
    }
}
