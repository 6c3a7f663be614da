//! What a run came to, and what is wrong with it.

use std::collections::BTreeMap;

use serde_json::Value;
use userbot_sdk::context::Stats;
use userbot_sdk::error::{Error, Result};

use super::bot::{self, Counts, Tally};
use crate::memory::trend::Trend;

/// What a run came to, seen from both sides.
pub(super) struct Report<'a> {
    /// How many messages there were in each chat.
    pub(super) sent: BTreeMap<usize, u64>,
    /// What Telegram did, and how often.
    pub(super) faults: &'a Value,
    /// How many answers are in the chats.
    pub(super) answers: u64,
    /// What the bot's handler saw.
    pub(super) seen: Counts,
    /// What the runtime counted.
    pub(super) stats: Stats,
    /// What the runtime reported.
    pub(super) tally: &'a Tally,
    pub(super) memory: Trend,
}

impl Report<'_> {
    fn total(&self) -> u64 {
        self.sent.values().sum()
    }

    pub(super) fn print(&self) {
        let (seen, stats) = (self.seen, self.stats);
        println!("\nfaults        {}", self.faults);
        println!(
            "messages      {} sent, {} handled once in their order, {} jumped over, {} repeated",
            self.total(),
            seen.messages,
            seen.lost,
            seen.repeated
        );
        println!(
            "panics        {} were due, {} counted, {} reported",
            seen.panics,
            stats.panics,
            self.tally.panics()
        );
        println!(
            "answers       {} given, {} failed, {} in the chats",
            seen.answers, seen.refused, self.answers
        );
        println!(
            "drops         {} counted, {} reported",
            stats.dropped,
            self.tally.dropped()
        );
        println!("memory        {}", self.memory);
    }

    /// Says what is not as it was promised.
    pub(super) fn judge(&self) -> Result<()> {
        let (seen, stats) = (self.seen, self.stats);
        let mut wrong = Vec::new();
        let all_there = self
            .sent
            .iter()
            .all(|(chat, sent)| bot::last(*chat) == *sent);
        if seen.messages != self.total() || seen.lost > 0 || seen.repeated > 0 || !all_there {
            wrong.push("messages were lost, repeated or out of order");
        }
        if stats.panics != seen.panics || self.tally.panics() != seen.panics {
            wrong.push("panics were not counted");
        }
        if stats.dropped > 0 || self.tally.dropped() != stats.dropped {
            wrong.push("events were dropped");
        }
        if seen.refused > 0 || self.answers != seen.answers {
            wrong.push("answers are missing or doubled");
        }
        if !self.memory.is_flat() {
            wrong.push("memory grows");
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Error::msg(wrong.join("; ")))
    }
}
