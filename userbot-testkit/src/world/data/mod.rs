//! The state of a world, as plain data. Operations stand in `ops`, what a viewer sees in `view`.

pub(crate) mod account;
pub(crate) mod chat;
pub(crate) mod file;
pub(crate) mod log;
pub(crate) mod mailbox;
pub(crate) mod message;
pub(crate) mod place;
pub(crate) mod schedule;
pub(crate) mod user;

use super::PushSink;
use super::bot::BotReply;
use super::clock::Clock;
use super::seed::{Seed, mix};
use super::timer::Timer;
use super::view::Peers;
use account::{Account, DataCentre, LoginCode, LoginToken, Transfer};
use chat::ChatData;
use file::{FileData, Upload};
use grammers_tl_types::enums;
use message::{Msg, PollData};
use place::Place;
use schedule::Queues;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use user::UserData;

/// An update on its way to one user.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) user: i64,
    pub(crate) update: enums::Update,
    pub(crate) peers: Peers,
}

/// An inline query or a press of a button that waits for its bot.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) bot: i64,
    /// Where the answer goes: key, session, message id. An actor's press has none.
    pub(crate) call: Option<(i64, i64, i64)>,
    pub(crate) kind: WaitingKind,
    pub(crate) answer: Option<enums::messages::BotCallbackAnswer>,
}

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WaitingKind {
    Press,
    Inline,
}

/// What a bot answered an inline query with, kept for the sending.
#[derive(Clone, Debug)]
pub(crate) struct InlineAnswer {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) query: String,
    pub(crate) results: Vec<enums::InputBotInlineResult>,
}

/// Switches that make the world behave in a rarer way.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    pub(crate) min_users: bool,
    pub(crate) difference_limit: Option<i32>,
    pub(crate) channel_difference_limit: Option<i32>,
    /// Where files that are new go.
    pub(crate) file_dc: Option<i32>,
    /// Uploads that are this are not kept as bytes.
    pub(crate) known_content: Option<crate::world::content::Generated>,
}

/// Everything there is in one simulated Telegram.
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) seed: Seed,
    secret: u64,
    pub(crate) owner: i64,
    pub(crate) users: BTreeMap<i64, UserData>,
    pub(crate) chats: BTreeMap<i64, ChatData>,
    pub(crate) messages: BTreeMap<Place, BTreeMap<i32, Msg>>,
    /// Where the message with an id of the common counter stands.
    pub(crate) common: BTreeMap<i32, Place>,
    pub(crate) polls: BTreeMap<i64, PollData>,
    pub(crate) files: BTreeMap<i64, FileData>,
    /// What links lead to.
    pub(crate) pages: BTreeMap<String, grammers_tl_types::types::WebPage>,
    pub(crate) uploads: HashMap<(i64, i64), Upload>,
    pub(crate) accounts: BTreeMap<i64, Account>,
    pub(crate) codes: BTreeMap<String, LoginCode>,
    pub(crate) tokens: BTreeMap<Vec<u8>, LoginToken>,
    /// Temporary links to profiles: whose, and until when.
    pub(crate) contact_tokens: BTreeMap<String, (i64, i32)>,
    pub(crate) transfers: BTreeMap<i64, Transfer>,
    pub(crate) centres: BTreeMap<i32, DataCentre>,
    pub(crate) waiting: BTreeMap<i64, Waiting>,
    pub(crate) inline: BTreeMap<i64, InlineAnswer>,
    /// Messages that bots know by an inline id.
    pub(crate) inline_ids: BTreeMap<i64, (Place, i32)>,
    pub(crate) switches: Switches,
    pub(crate) outbox: Vec<Outgoing>,
    /// What bots of the world are about to say, where: after the call that made them talk is answered.
    pub(crate) scripts: Vec<(i64, Place, Vec<BotReply>)>,
    /// Updates for keys on which nobody is signed in yet.
    pub(crate) notices: Vec<(i64, enums::Update)>,
    pub(crate) answers: Vec<((i64, i64, i64), crate::server::Reply)>,
    pub(crate) sink: Option<Arc<dyn PushSink>>,
    pub(crate) schedule: Queues,
    pub(crate) timer: Option<Timer>,
    /// `RANDOM_ID_DUPLICATE` is about these.
    pub(crate) random_ids: HashMap<(i64, i64), i32>,
    next_user: i64,
    next_group: i64,
    next_channel: i64,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("users", &self.users.len())
            .field("chats", &self.chats.len())
            .field(
                "messages",
                &self.messages.values().map(BTreeMap::len).sum::<usize>(),
            )
            .finish_non_exhaustive()
    }
}

/// The account that sends service notices, such as login codes.
pub(crate) const TELEGRAM: i64 = 777_000;

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Seed::new(seed);
        let secret = random.next();
        let mut state = Self {
            clock: Clock::new(),
            seed: random,
            secret,
            owner: 0,
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            messages: BTreeMap::new(),
            common: BTreeMap::new(),
            polls: BTreeMap::new(),
            files: BTreeMap::new(),
            pages: BTreeMap::new(),
            uploads: HashMap::new(),
            accounts: BTreeMap::new(),
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
            contact_tokens: BTreeMap::new(),
            transfers: BTreeMap::new(),
            centres: BTreeMap::new(),
            waiting: BTreeMap::new(),
            inline: BTreeMap::new(),
            inline_ids: BTreeMap::new(),
            switches: Switches::default(),
            outbox: Vec::new(),
            scripts: Vec::new(),
            notices: Vec::new(),
            answers: Vec::new(),
            sink: None,
            schedule: Queues::new(),
            timer: None,
            random_ids: HashMap::new(),
            next_user: 1_000_001,
            next_group: 4_000_001,
            next_channel: 1_500_000_001,
        };
        state
            .users
            .insert(TELEGRAM, UserData::new(TELEGRAM, "Telegram"));
        let owner = state.new_user("Owner");
        state.owner = owner;
        state
    }

    pub(crate) fn now(&mut self) -> i32 {
        self.clock.now()
    }

    /// Makes a person.
    pub(crate) fn new_user(&mut self, first_name: &str) -> i64 {
        let id = self.next_user;
        self.next_user += 1;
        let mut user = UserData::new(id, first_name);
        user.phone = Some(format!("1999{:07}", id % 10_000_000));
        self.users.insert(id, user);
        id
    }

    pub(crate) fn next_group_id(&mut self) -> i64 {
        self.next_group += 1;
        self.next_group - 1
    }

    pub(crate) fn next_channel_id(&mut self) -> i64 {
        self.next_channel += 1;
        self.next_channel - 1
    }

    /// The data centre that files are in: one that clients can reach.
    pub(crate) fn file_dc(&self) -> i32 {
        if let Some(dc) = self.switches.file_dc {
            return dc;
        }
        let usual = self.centres.is_empty() || self.centres.contains_key(&2);
        let first = self.centres.keys().next().copied();
        first.filter(|_| !usual).unwrap_or(2)
    }

    /// The access hash with which `viewer` refers to a user or channel.
    pub(crate) fn access_hash(&self, viewer: i64, target: i64) -> i64 {
        let mixed = mix(self.secret
            ^ mix(viewer.cast_unsigned())
            ^ mix(target.cast_unsigned()).rotate_left(17));
        mixed.cast_signed() | 1
    }

    /// What a min constructor carries in place of the hash: it opens nothing.
    pub(crate) fn min_hash(&self, target: i64) -> i64 {
        mix(self.secret ^ mix(target.cast_unsigned()) ^ 0x6d69_6e00).cast_signed() & !1
    }

    /// Is any client signed in as this user?
    pub(crate) fn connected(&self, user: i64) -> bool {
        self.accounts
            .values()
            .any(|account| account.user == Some(user))
    }

    pub(crate) fn name(&self, user: i64) -> String {
        self.users
            .get(&user)
            .map_or_else(|| "?".to_owned(), |user| user.first_name.clone())
    }
}
