//! The bot that runs for long, and what it has seen.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use userbot_sdk::context::{Dropped, Failure, FailureKind, Observer};
use userbot_sdk::prelude::*;

/// What was seen, all chats together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Messages that came when it was their turn.
    pub(super) messages: u64,
    /// Messages that were jumped over: they are lost, or come too late.
    pub(super) lost: u64,
    /// Messages whose turn was over already.
    pub(super) repeated: u64,
    /// Runs that were to panic.
    pub(super) panics: u64,
    /// Answers that Telegram confirmed.
    pub(super) answers: u64,
    /// Answers that ended in an error.
    pub(super) refused: u64,
}

#[derive(Default)]
struct Seen {
    counts: Counts,
    last: HashMap<usize, u64>,
}

static SEEN: Mutex<Option<Seen>> = Mutex::new(None);

fn seen<T>(look: impl FnOnce(&mut Seen) -> T) -> T {
    let mut seen: MutexGuard<'_, _> = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    look(seen.get_or_insert_default())
}

pub(super) fn counts() -> Counts {
    seen(|seen| seen.counts)
}

/// Returns the number of the last message that was seen in a chat.
pub(super) fn last(chat: usize) -> u64 {
    seen(|seen| seen.last.get(&chat).copied().unwrap_or_default())
}

const HANDLED: Key<u64> = Key::new("handled");

/// Counts what is said, answers some of it, and dies at some of it.
#[derive(Module, Default)]
pub(super) struct Soaked;

#[handlers]
impl Soaked {
    #[watcher(incoming)]
    async fn count(&self, ctx: &Context, message: &Message) -> Result<()> {
        let Some((chat, number)) = parse(message.text()) else {
            return Ok(());
        };
        let panics = number % 100 == 37;
        seen(|seen| {
            let last = seen.last.entry(chat).or_default();
            if number <= *last {
                seen.counts.repeated += 1;
                return;
            }
            seen.counts.lost += number - *last - 1;
            *last = number;
            seen.counts.messages += 1;
            seen.counts.panics += u64::from(panics);
        });
        assert!(!panics, "as told");
        if number % 10 == 0 {
            let count = |handled: Option<u64>| handled.unwrap_or_default() + 1;
            ctx.db().update(HANDLED, count).await?;
        }
        // More answers than the client sends in a while would make its chats wait, as they should.
        if number % 100 == 0 {
            let answer = ctx.reply(Outgoing::text(format!("heard {number}"))).await;
            if let Err(error) = &answer {
                eprintln!("answer {number} in chat {chat} failed: {error}");
            }
            seen(|seen| match answer {
                Ok(_) => seen.counts.answers += 1,
                Err(_) => seen.counts.refused += 1,
            });
        }
        Ok(())
    }

    /// Has nothing to do, every second.
    #[every("1s")]
    async fn tick(&self, ctx: &Context) -> Result<()> {
        ctx.db().get(HANDLED).await?;
        Ok(())
    }
}

fn parse(text: &str) -> Option<(usize, u64)> {
    let (chat, number) = text.split_once(' ')?;
    Some((chat.parse().ok()?, number.parse().ok()?))
}

/// Sees what the runtime reports.
#[derive(Debug, Default)]
pub(super) struct Tally {
    panics: AtomicU64,
    dropped: AtomicU64,
}

impl Tally {
    pub(super) fn panics(&self) -> u64 {
        self.panics.load(Ordering::SeqCst)
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::SeqCst)
    }
}

impl Observer for Tally {
    fn failed(&self, failure: &Failure) {
        if failure.kind == FailureKind::Panic {
            self.panics.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn dropped(&self, dropped: &Dropped) {
        let count = u64::try_from(dropped.count).unwrap_or(u64::MAX);
        self.dropped.fetch_add(count, Ordering::SeqCst);
    }
}
