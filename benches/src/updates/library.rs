//! The peer: a hand-written match over the updates of `grammers-client`, with its gap handling.

#![allow(
    clippy::unused_async,
    reason = "a handler is an async function, as people write it"
)]

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use grammers_client::Client;
use grammers_client::message::Message;
use grammers_client::update::Update;
use grammers_mtsender::{SenderPool, UpdatesConfiguration};
use grammers_session::SessionData;
use grammers_session::storages::MemorySession;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types as tl;
use grammers_tl_types::Deserializable as _;
use regex::RegexSet;
use tokio::sync::mpsc;
use userbot_sdk::telegram::PeerId;

use super::watchers::{Calls, Want, pattern};
use super::workload::{COMMANDS, Workload, chat};

type Handler = for<'a> fn(&'a Counters, &'a Message) -> LocalBoxFuture<'a, ()>;

#[derive(Default)]
struct Counters {
    watchers: Cell<u64>,
    commands: Cell<u64>,
}

async fn watch(counters: &Counters, message: &Message) {
    counters
        .watchers
        .set(counters.watchers.get() + u64::from(!message.text().is_empty()));
}

async fn command(counters: &Counters, message: &Message) {
    counters
        .commands
        .set(counters.commands.get() + u64::from(!message.text().is_empty()));
}

struct Router {
    commands: HashMap<String, Handler>,
    by_chat: HashMap<i64, Vec<Handler>>,
    patterns: RegexSet,
    by_pattern: Vec<Handler>,
    everything: Vec<Handler>,
}

impl Router {
    fn new(watchers: &[Want]) -> Self {
        let handler: Handler = |counters, message| Box::pin(watch(counters, message));
        let command: Handler = |counters, message| Box::pin(command(counters, message));
        let mut by_chat: HashMap<i64, Vec<Handler>> = HashMap::new();
        let mut patterns = Vec::new();
        let mut everything = Vec::new();
        for want in watchers {
            match want {
                Want::Chat(number) if *number < 100 => {
                    let id = dialog_id(chat(*number));
                    by_chat.entry(id).or_default().push(handler);
                }
                Want::Chat(number) => {
                    let id = i64::try_from(*number).unwrap_or_default();
                    by_chat.entry(-id).or_default().push(handler);
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

    async fn route(&self, counters: &Counters, message: &Message) {
        if message.outgoing() {
            if let Some(rest) = message.text().strip_prefix('.')
                && let Some(name) = rest.split_whitespace().next()
                && let Some(handler) = self.commands.get(name)
            {
                handler(counters, message).await;
            }
            return;
        }
        let Some(id) = message.peer_id().bot_api_dialog_id() else {
            return;
        };
        if let Some(handlers) = self.by_chat.get(&id) {
            for handler in handlers {
                handler(counters, message).await;
            }
        }
        if !self.by_pattern.is_empty() {
            for number in self.patterns.matches(message.text()) {
                self.by_pattern[number](counters, message).await;
            }
        }
        for handler in &self.everything {
            handler(counters, message).await;
        }
    }
}

fn dialog_id(chat: PeerId) -> i64 {
    match chat {
        PeerId::User(id) => id,
        PeerId::Group(id) => -id,
        PeerId::Channel(id) => -1_000_000_000_000 - id,
    }
}

/// Runs the workload.
pub(crate) async fn run(workload: &Workload, watchers: &[Want]) -> super::Measured {
    let router = Router::new(watchers);
    let counters = Counters::default();
    let session = Arc::new(MemorySession::from(SessionData::default()));
    let pool = SenderPool::new(session, 1);
    let client = Client::new(pool.handle.clone());
    let (sender, receiver) = mpsc::channel(16_384);
    let configuration = UpdatesConfiguration { catch_up: false };
    let stream = client.stream_updates(receiver, configuration).await;
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return super::failed(&format!("the stream of updates: {error}")),
    };
    let timer = super::Timer::start();
    for packet in &workload.packets {
        let Ok(updates) = tl::enums::Updates::from_bytes(packet) else {
            return super::failed("a packet cannot be read");
        };
        if sender.try_send(UpdatesLike::Updates(updates)).is_err() {
            return super::failed("the channel is full");
        }
        match stream.next().await {
            Ok(Update::NewMessage(message)) => router.route(&counters, &message).await,
            Ok(_) => {}
            Err(error) => return super::failed(&format!("an update: {error}")),
        }
    }
    timer.stop(Calls {
        watchers: counters.watchers.get(),
        commands: counters.commands.get(),
    })
}
