//! The watchers of a run, and how often each has to be called.

use super::workload::{Workload, order};

/// Is what a watcher asks; all take incoming messages only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// Messages of the chat with this number.
    Chat(usize),
    /// Messages whose text matches the expression with this number, found anywhere.
    Regex(usize),
    /// Everything.
    All,
}

/// Is which watchers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Mix {
    /// Half one chat, a quarter expressions, a quarter everything.
    Full,
    /// Half one chat of ten thousand, half expressions: nearly no message matches.
    Selective,
}

/// Chats of the selective mix: most of them never write.
const MANY_CHATS: usize = 10_000;

impl Mix {
    /// Lists the watchers.
    pub(crate) fn watchers(self, count: usize) -> Vec<Want> {
        let want = |number: usize| match (self, number % 4) {
            (Self::Full, 0 | 1) => Want::Chat(number % 100),
            (Self::Full, 2) => Want::Regex(number / 4),
            (Self::Full, _) => Want::All,
            (Self::Selective, 0 | 1) => Want::Chat(number % MANY_CHATS + 90),
            (Self::Selective, _) => Want::Regex(number / 2),
        };
        (0..count).map(want).collect()
    }
}

/// Is the expression with this number.
pub(crate) fn pattern(number: usize) -> String {
    format!(r"{}\d*", order(number))
}

/// Counts how many calls of watchers and commands a workload has to cause.
pub(crate) fn expected(workload: &Workload, watchers: &[Want]) -> Calls {
    let mut calls = Calls::default();
    let everything = count(watchers, |want| want == Want::All);
    for content in &workload.contents {
        if content.command {
            calls.commands += 1;
        }
        if content.outgoing {
            continue;
        }
        calls.watchers += everything;
        calls.watchers += count(watchers, |want| match want {
            Want::Chat(chat) => chat == content.chat,
            Want::Regex(number) => content.order == Some(number),
            Want::All => false,
        });
    }
    calls
}

fn count(watchers: &[Want], wants: impl Fn(Want) -> bool) -> u64 {
    watchers.iter().filter(|want| wants(**want)).count() as u64
}

/// Is how many handlers ran.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) watchers: u64,
    pub(crate) commands: u64,
}
