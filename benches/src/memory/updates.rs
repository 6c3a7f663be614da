//! Does memory stay flat over millions of updates?
//!
//! `cargo run --release -p benches -- memory` sends the workload of `updates` through the SDK's path again and again:
//! one bot, and messages with ever new numbers, as a long life brings them. The run fails when a handler ran too often
//! or not often enough, or when the process holds more data in the last third than in the first one.

use std::collections::HashMap;
use std::time::Instant;

use grammers_tl_types as tl;
use grammers_tl_types::{Deserializable as _, Serializable as _};
use userbot_sdk::__private::bench::Path;
use userbot_sdk::error::{Error, Result};

use super::trend::{Limits, trend};
use super::{allocator, data_megabytes};
use crate::updates::watchers::{Calls, Mix, expected};
use crate::updates::workload::{ME, user, workload};
use crate::updates::{orders, sdk};

/// So many packets come at once.
const BURST: usize = 32;
/// Messages until their numbers are changed and memory is looked at.
const PASS: usize = 20_000;

/// One byte that is kept of each update would be five megabytes, from the middle of the first third to the middle of
/// the last one of ten million. Less than a million say nothing.
const FLAT: Limits = Limits {
    shortest: 1e6,
    growth: 0.0,
    per: 1e6,
    unit: "updates",
    noise: 1.0,
};

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many updates there are.
    #[arg(long, default_value_t = 10_000_000)]
    updates: usize,
    /// How many watchers of the full mix look at each.
    #[arg(long, default_value_t = 100)]
    watchers: usize,
    /// The seed of the workload.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Measures, prints and judges.
pub(crate) fn run(options: &Options) -> Result<()> {
    if !allocator::is_told() {
        return allocator::tell();
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(feed(options))
}

async fn feed(options: &Options) -> Result<()> {
    let watchers = Mix::Full.watchers(options.watchers);
    let mut work = workload(options.seed, PASS, orders(&watchers));
    let once = expected(&work, &watchers);
    let step = Step::of(&work.packets)?;
    sdk::reset();
    let path = Path::start(&user(ME), sdk::rows(&watchers)).await?;
    let passes = options.updates.div_ceil(PASS);
    let mut samples = Vec::with_capacity(passes);
    let start = Instant::now();
    println!("     updates   memory");
    for pass in 1..=passes {
        for (number, packet) in work.packets.iter().enumerate() {
            path.packet(packet)?;
            if number % BURST == 0 {
                path.settled().await;
            }
        }
        path.settled().await;
        let memory = data_megabytes();
        let done = count(pass) * count(PASS);
        samples.push((done, memory));
        if pass % (passes / 20).max(1) == 0 {
            println!("{done:>12.0} {memory:>5.2} MB");
        }
        for packet in &mut work.packets {
            step.forward(packet)?;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let stats = path.stats();
    let right = Calls {
        watchers: once.watchers * passes as u64,
        commands: once.commands * passes as u64,
    };
    if sdk::calls() != right || stats.dropped > 0 || stats.errors > 0 || stats.panics > 0 {
        return Err(Error::msg(format!(
            "{:?} instead of {right:?}; {stats:?}",
            sdk::calls()
        )));
    }
    let memory = trend(&samples, FLAT);
    println!(
        "\n{} updates, {} watchers, {seconds:.0} s; {} runs of handlers, none of them lost\nmemory: {memory}",
        passes * PASS,
        options.watchers,
        right.watchers + right.commands
    );
    if memory.is_flat() {
        Ok(())
    } else {
        Err(Error::msg("memory grows with the updates"))
    }
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn count(number: usize) -> f64 {
    number as f64
}

/// How far the numbers of a pass are from those of the next one.
struct Step {
    messages: i32,
    /// Messages in each channel; 0 is everything else.
    pts: HashMap<i64, i32>,
}

impl Step {
    fn of(packets: &[Vec<u8>]) -> Result<Self> {
        let mut pts = HashMap::new();
        for packet in packets {
            let mut updates = read(packet)?;
            for update in &mut updates.updates {
                if let Some((channel, _, _)) = numbers(update) {
                    *pts.entry(channel).or_default() += 1;
                }
            }
        }
        let messages = i32::try_from(packets.len())?;
        Ok(Self { messages, pts })
    }

    /// Makes a packet of one pass that of the next pass.
    fn forward(&self, packet: &mut Vec<u8>) -> Result<()> {
        let mut updates = read(packet)?;
        for update in &mut updates.updates {
            if let Some((channel, pts, id)) = numbers(update) {
                *pts += self.pts.get(&channel).copied().unwrap_or_default();
                *id += self.messages;
            }
        }
        packet.clear();
        tl::enums::Updates::from(updates).serialize(packet);
        Ok(())
    }
}

fn read(packet: &[u8]) -> Result<tl::types::Updates> {
    match tl::enums::Updates::from_bytes(packet) {
        Ok(tl::enums::Updates::Updates(updates)) => Ok(updates),
        other => Err(Error::msg(format!("no list of updates: {other:?}"))),
    }
}

/// Gives the channel (0 for none) of a new message, its pts and its number.
fn numbers(update: &mut tl::enums::Update) -> Option<(i64, &mut i32, &mut i32)> {
    let (message, pts) = match update {
        tl::enums::Update::NewMessage(new) => (&mut new.message, &mut new.pts),
        tl::enums::Update::NewChannelMessage(new) => (&mut new.message, &mut new.pts),
        _ => return None,
    };
    let tl::enums::Message::Message(message) = message else {
        return None;
    };
    let channel = match &message.peer_id {
        tl::enums::Peer::Channel(peer) => peer.channel_id,
        _ => 0,
    };
    Some((channel, pts, &mut message.id))
}
