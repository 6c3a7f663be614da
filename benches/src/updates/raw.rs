//! The floor: a hand-written match over the types of Telegram's schema, without gap handling.

#![allow(
    clippy::unused_async,
    reason = "a handler is an async function, as people write it"
)]

use std::cell::Cell;
use std::collections::HashMap;

use futures_util::future::LocalBoxFuture;
use grammers_tl_types as tl;
use grammers_tl_types::Deserializable as _;
use regex::RegexSet;
use userbot_sdk::telegram::PeerId;

use super::watchers::{Calls, Want, pattern};
use super::workload::{COMMANDS, Workload, chat};

/// Is a handler as people write it by hand: an async function behind a pointer.
type Handler = for<'a> fn(&'a Counters, &'a tl::types::Message) -> LocalBoxFuture<'a, ()>;

#[derive(Default)]
pub(crate) struct Counters {
    watchers: Cell<u64>,
    commands: Cell<u64>,
}

async fn watch(counters: &Counters, message: &tl::types::Message) {
    counters
        .watchers
        .set(counters.watchers.get() + u64::from(!message.message.is_empty()));
}

async fn command(counters: &Counters, message: &tl::types::Message) {
    counters
        .commands
        .set(counters.commands.get() + u64::from(!message.message.is_empty()));
}

struct Router {
    commands: HashMap<String, Handler>,
    by_chat: HashMap<PeerId, Vec<Handler>>,
    patterns: RegexSet,
    by_pattern: Vec<Handler>,
    everything: Vec<Handler>,
}

impl Router {
    fn new(watchers: &[Want]) -> Self {
        let handler: Handler = |counters, message| Box::pin(watch(counters, message));
        let command: Handler = |counters, message| Box::pin(command(counters, message));
        let mut by_chat: HashMap<PeerId, Vec<Handler>> = HashMap::new();
        let mut patterns = Vec::new();
        let mut everything = Vec::new();
        for want in watchers {
            match want {
                Want::Chat(number) if *number < 100 => {
                    by_chat.entry(chat(*number)).or_default().push(handler);
                }
                Want::Chat(number) => {
                    let id = i64::try_from(*number).unwrap_or_default();
                    by_chat.entry(PeerId::User(-id)).or_default().push(handler);
                }
                Want::Regex(number) => patterns.push(pattern(*number)),
                Want::All => everything.push(handler),
            }
        }
        let by_pattern = vec![handler; patterns.len()];
        Self {
            commands: (0..COMMANDS)
                .map(|number| (format!("command{number}"), command))
                .collect(),
            by_chat,
            patterns: super::set(&patterns),
            by_pattern,
            everything,
        }
    }

    async fn route(&self, counters: &Counters, update: &tl::enums::Update) {
        let message = match update {
            tl::enums::Update::NewMessage(update) => &update.message,
            tl::enums::Update::NewChannelMessage(update) => &update.message,
            _ => return,
        };
        let tl::enums::Message::Message(message) = message else {
            return;
        };
        if message.out {
            if let Some(rest) = message.message.strip_prefix('.')
                && let Some(name) = rest.split_whitespace().next()
                && let Some(handler) = self.commands.get(name)
            {
                handler(counters, message).await;
            }
            return;
        }
        if let Some(handlers) = self.by_chat.get(&PeerId::from_tl(&message.peer_id)) {
            for handler in handlers {
                handler(counters, message).await;
            }
        }
        if !self.by_pattern.is_empty() {
            for number in self.patterns.matches(&message.message) {
                self.by_pattern[number](counters, message).await;
            }
        }
        for handler in &self.everything {
            handler(counters, message).await;
        }
    }
}

/// Runs the workload.
pub(crate) async fn run(workload: &Workload, watchers: &[Want]) -> super::Measured {
    let router = Router::new(watchers);
    let counters = Counters::default();
    let timer = super::Timer::start();
    for packet in &workload.packets {
        if let Ok(tl::enums::Updates::Updates(updates)) = tl::enums::Updates::from_bytes(packet) {
            for update in &updates.updates {
                router.route(&counters, update).await;
            }
        }
    }
    timer.stop(Calls {
        watchers: counters.watchers.get(),
        commands: counters.commands.get(),
    })
}
