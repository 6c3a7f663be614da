//! What all connections of a server share: keys, sessions, links.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_util::FutureExt as _;
use grammers_tl_types as tl;
use indexmap::IndexMap;
use tokio::sync::{Notify, mpsc, watch};

use super::backend::Backend;
use super::clock::Clock;
use super::crypto::{AuthKey, CryptoError};
use super::exchange::Exchange;
use super::faults::Faults;
use super::handle::ServerConfig;
use super::lock;
use super::message::Malformed;
use super::random::Random;
use super::salts::Salts;
use super::session::Session;
use crate::rpc::Rpc;

/// How many sessions of one key are remembered; the oldest without a connection go first.
const SESSIONS: usize = 256;

/// Shared by the handle of a server and its tasks.
pub(crate) struct Hub {
    pub(crate) addr: SocketAddr,
    pub(crate) dc_id: i32,
    pub(crate) clock: Clock,
    pub(crate) salts: Salts,
    pub(crate) faults: Faults,
    pub(crate) rpc: Rpc,
    pub(crate) activity: Arc<AtomicU64>,
    /// How many encrypted packets arrived.
    pub(crate) packets: AtomicU64,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) seed: u64,
    pub(super) backend: Arc<dyn Backend>,
    busy: AtomicUsize,
    pub(super) state: Mutex<State>,
    /// Calls that will be answered later.
    pub(super) deferred: Mutex<HashMap<CallKey, Deferred>>,
    /// Connections that agree on a key.
    exchanges: Mutex<HashMap<u64, Exchange>>,
    /// Whether they get one.
    key_exchange: bool,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) keys: HashMap<i64, Key>,
    pub(super) links: HashMap<u64, LinkEntry>,
    last_link: u64,
}

/// A key, its sessions and the layer that was announced last.
pub(super) struct Key {
    pub(super) auth: Arc<AuthKey>,
    pub(super) layer: i32,
    pub(super) sessions: IndexMap<i64, Session>,
}

pub(super) struct LinkEntry {
    orders: mpsc::UnboundedSender<Order>,
    kill: Arc<Notify>,
    frozen: Arc<AtomicBool>,
    /// The key that the connection speaks with, and its sessions.
    pub(super) key_id: Option<i64>,
    pub(super) sessions: Vec<i64>,
    flushing: bool,
}

/// What the writing half of a connection is told.
#[derive(Debug)]
pub(crate) enum Order {
    /// Sessions have something to send.
    Flush,
    /// A packet without encryption.
    Plain(Vec<u8>),
    /// A packet arrived whose sender wants to know.
    QuickAck(u32),
    /// A transport error, after which nothing more is sent.
    Error(i32),
    /// Bytes as they are.
    Raw(Vec<u8>),
}

/// A connection as its task sees it.
pub(crate) struct Link {
    pub(crate) id: u64,
    pub(crate) orders: mpsc::UnboundedReceiver<Order>,
    pub(crate) kill: Arc<Notify>,
    /// Set when nothing passes any more.
    pub(crate) frozen: Arc<AtomicBool>,
}

/// Why a connection ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Close {
    #[error("a step of a key exchange that breaks its rules, or needs Telegram's own key")]
    BrokenExchange,
    #[error("the key {0} is not known")]
    UnknownKey(i64),
    #[error("the connection changed its key")]
    OtherKey,
    #[error("{0}")]
    Crypto(#[from] CryptoError),
    #[error("{0}")]
    Malformed(#[from] Malformed),
    #[error("a call was answered by hanging up")]
    Hangup,
}

impl Close {
    /// The transport error that is sent before.
    pub(crate) fn status(&self) -> Option<i32> {
        match self {
            Close::BrokenExchange | Close::UnknownKey(_) => Some(404),
            _ => None,
        }
    }
}

/// Names a call by its key, session and message.
pub(super) type CallKey = (i64, i64, i64);

/// The method of a call that is answered later, and its caller's layer.
pub(super) type Deferred = (u32, i32);

/// Counts something as unfinished while it lives.
pub(crate) struct Busy<'a>(&'a AtomicUsize);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hub {
    pub(crate) fn new(
        addr: SocketAddr,
        config: &ServerConfig,
        backend: Arc<dyn Backend>,
    ) -> Arc<Self> {
        let (dc_id, seed) = (config.dc_id, config.seed);
        let clock = Clock::start();
        let salts = Salts::new(seed, clock.unix());
        Arc::new(Self {
            addr,
            dc_id,
            clock,
            salts,
            faults: Faults::new(),
            rpc: Rpc::new(),
            activity: Arc::default(),
            packets: AtomicU64::new(0),
            stop: watch::Sender::new(false),
            seed,
            backend,
            busy: AtomicUsize::new(0),
            deferred: Mutex::default(),
            exchanges: Mutex::default(),
            key_exchange: config.key_exchange,
            state: Mutex::default(),
        })
    }

    pub(crate) fn bump(&self) {
        self.activity.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn busy(&self) -> Busy<'_> {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Busy(&self.busy)
    }

    /// Messages that are in work or wait to be written to an open connection.
    pub(crate) fn pending(&self) -> usize {
        let state = lock(&self.state);
        let sessions = state.keys.values().flat_map(|key| key.sessions.values());
        let queued: usize = sessions
            .filter(|session| !session.links.is_empty())
            .map(Session::queued)
            .sum();
        queued + self.busy.load(Ordering::Relaxed)
    }

    /// Runs a task of this server: it counts as activity, and it ends when the server stops. A panic in it fails
    /// the test, as one of a responder does.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let mut stop = self.stop.subscribe();
        let task = Counted {
            task: Box::pin(AssertUnwindSafe(task).catch_unwind()),
            activity: Arc::clone(&self.activity),
        };
        let rpc = self.rpc.clone();
        tokio::spawn(async move {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => {}
                ended = task => if let Err(panic) = ended {
                    rpc.panicked("the simulated data centre", &*panic);
                },
            }
        });
    }

    // Keys and sessions.

    pub(crate) fn add_key(&self, key: [u8; 256]) -> i64 {
        let key = Arc::new(AuthKey::new(key));
        let id = key.id();
        let entry = || Key {
            auth: key,
            layer: tl::LAYER,
            sessions: IndexMap::new(),
        };
        lock(&self.state).keys.entry(id).or_insert_with(entry);
        id
    }

    pub(crate) fn forget_key(&self, key_id: i64) {
        let mut state = lock(&self.state);
        state.keys.remove(&key_id);
        for link in state
            .links
            .values_mut()
            .filter(|link| link.key_id == Some(key_id))
        {
            link.key_id = None;
            link.sessions.clear();
        }
    }

    /// The sessions of a key that have a connection, and those of them that receive updates.
    pub(crate) fn sessions(&self, key_id: i64) -> Vec<(i64, bool)> {
        let state = lock(&self.state);
        let sessions = state
            .keys
            .get(&key_id)
            .into_iter()
            .flat_map(|key| key.sessions.values());
        sessions
            .filter(|session| !session.links.is_empty())
            .map(|session| (session.id, session.subscribed))
            .collect()
    }

    /// The connected sessions of a key that receive updates, with the layer that each one speaks.
    pub(super) fn subscribers(&self, key_id: i64) -> Vec<(i64, i32)> {
        let state = lock(&self.state);
        let Some(key) = state.keys.get(&key_id) else {
            return Vec::new();
        };
        let sessions = key.sessions.values();
        sessions
            .filter(|session| session.subscribed && !session.links.is_empty())
            .map(|session| (session.id, session.layer.unwrap_or(key.layer)))
            .collect()
    }

    /// Does something with a session and lets its connection write what that queued.
    pub(super) fn with_session<T>(
        &self,
        key_id: i64,
        session_id: i64,
        act: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        let mut state = lock(&self.state);
        let session = state.keys.get_mut(&key_id)?.sessions.get_mut(&session_id)?;
        let result = act(session);
        let link = session
            .links
            .last()
            .copied()
            .filter(|_| session.queued() > 0);
        if let Some(link) = link.and_then(|link| state.links.get_mut(&link)) {
            link.flush();
        }
        Some(result)
    }

    // Connections.

    pub(crate) fn open_link(&self) -> Link {
        let (orders, receiver) = mpsc::unbounded_channel();
        let kill = Arc::new(Notify::new());
        let frozen = Arc::new(AtomicBool::new(false));
        let mut state = lock(&self.state);
        state.last_link += 1;
        let id = state.last_link;
        let entry = LinkEntry {
            orders,
            kill: Arc::clone(&kill),
            frozen: Arc::clone(&frozen),
            key_id: None,
            sessions: Vec::new(),
            flushing: false,
        };
        state.links.insert(id, entry);
        Link {
            id,
            orders: receiver,
            kill,
            frozen,
        }
    }

    /// Takes in a packet without encryption: a step of an exchange of keys.
    pub(super) fn plain_packet(&self, link: u64, payload: &[u8]) -> Result<(), Close> {
        // The key's number and the message's, and the length.
        let body = payload.get(20..).ok_or(CryptoError::Length)?;
        let step = lock(&self.exchanges)
            .entry(link)
            .or_insert_with(|| Exchange::new(self.seed ^ link, self.key_exchange))
            .step(body, self.clock.unix());
        let (answer, key) = step.ok_or(Close::BrokenExchange)?;
        if let Some(key) = key {
            self.add_key(key);
        }
        let mut packet = vec![0; 8];
        packet.extend_from_slice(&self.clock.message_id(true).to_le_bytes());
        packet.extend_from_slice(&u32::try_from(answer.len()).unwrap_or(0).to_le_bytes());
        packet.extend_from_slice(&answer);
        self.order(link, Order::Plain(packet));
        Ok(())
    }

    pub(crate) fn close_link(&self, id: u64) {
        lock(&self.exchanges).remove(&id);
        let mut lost = Vec::new();
        {
            let mut state = lock(&self.state);
            let state = &mut *state;
            let Some(link) = state.links.remove(&id) else {
                return;
            };
            let Some(key_id) = link.key_id else { return };
            let Some(key) = state.keys.get_mut(&key_id) else {
                return;
            };
            for session_id in link.sessions {
                let Some(session) = key.sessions.get_mut(&session_id) else {
                    continue;
                };
                if session.detach(id) {
                    lost.push((key_id, session_id));
                }
                // What was written to the lost connection goes to another one, if there is any.
                let other = session.links.last().filter(|_| session.queued() > 0);
                if let Some(other) = other.and_then(|other| state.links.get_mut(other)) {
                    other.flush();
                }
            }
        }
        for (key_id, session_id) in lost {
            self.backend.disconnected(key_id, session_id);
        }
        self.bump();
    }

    pub(crate) fn order(&self, link: u64, order: Order) {
        if let Some(link) = lock(&self.state).links.get(&link) {
            // The receiver lives as long as the entry, or the connection is just ending.
            let _ = link.orders.send(order);
        }
    }

    pub(crate) fn inject(&self, bytes: &[u8]) {
        for link in lock(&self.state).links.values() {
            let _ = link.orders.send(Order::Raw(bytes.to_vec()));
        }
    }

    pub(crate) fn connections(&self) -> usize {
        lock(&self.state).links.len()
    }

    pub(crate) fn drop_connections(&self) {
        for link in lock(&self.state).links.values() {
            link.kill.notify_one();
        }
    }

    pub(crate) fn freeze_connections(&self) {
        for link in lock(&self.state).links.values() {
            link.frozen.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn hang_up(&self, key_id: i64, session_id: i64) {
        let state = lock(&self.state);
        let sessions = state.keys.get(&key_id).map(|key| &key.sessions);
        let links = sessions
            .and_then(|all| all.get(&session_id))
            .map(|session| &session.links);
        for link in links
            .into_iter()
            .flatten()
            .filter_map(|link| state.links.get(link))
        {
            link.kill.notify_one();
        }
    }

    /// The next packet that a connection has to write, encrypted.
    pub(crate) fn next_packet(&self, link: u64, random: &mut Random) -> Option<Vec<u8>> {
        let (key, plain) = {
            let mut state = lock(&self.state);
            let state = &mut *state;
            let entry = state.links.get_mut(&link)?;
            let key = state.keys.get_mut(&entry.key_id?)?;
            let salt = self.salts.current(key.auth.id(), self.clock.unix());
            let plain = entry.sessions.iter().find_map(|id| {
                let session = key.sessions.get_mut(id)?;
                let current = session.links.last() == Some(&link);
                if current {
                    session.take_packet(link, &self.clock, salt)
                } else {
                    None
                }
            });
            let Some(mut plain) = plain else {
                entry.flushing = false;
                return None;
            };
            if self.faults.next_confusion() {
                // After the salt comes the session.
                for byte in plain.iter_mut().skip(8).take(8) {
                    *byte ^= 0x5a;
                }
            }
            (Arc::clone(&key.auth), plain)
        };
        Some(key.seal(plain, random))
    }
}

impl Key {
    pub(super) fn forget_old_sessions(&mut self) {
        while self.sessions.len() > SESSIONS {
            let oldest = self
                .sessions
                .values()
                .find(|session| session.links.is_empty());
            let Some(oldest) = oldest.map(|session| session.id) else {
                break;
            };
            self.sessions.shift_remove(&oldest);
        }
    }
}

impl LinkEntry {
    fn flush(&mut self) {
        if !self.flushing {
            self.flushing = true;
            let _ = self.orders.send(Order::Flush);
        }
    }
}

/// A task whose polls count as activity.
struct Counted<F> {
    task: Pin<Box<F>>,
    activity: Arc<AtomicU64>,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.activity.fetch_add(1, Ordering::Relaxed);
        self.task.as_mut().poll(context)
    }
}
