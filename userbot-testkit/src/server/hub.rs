//! What all connections of a server share: keys, sessions, and the way of a call from packet to answer.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use grammers_tl_types as tl;
use indexmap::IndexMap;
use tokio::sync::{Notify, mpsc, watch};

use super::backend::{Backend, Call, Reply};
use super::clock::Clock;
use super::crypto::{AuthKey, CryptoError};
use super::faults::{Faults, Push};
use super::lock;
use super::message::{Incoming, Malformed, Packet, boxed, gzip, head, rpc_result};
use super::random::Random;
use super::salts::Salts;
use super::session::{Progress, Session, Surroundings};
use super::wrappers::unwrap;
use crate::rpc::Rpc;

/// How many sessions of one key are remembered; the oldest without a connection go first.
const SESSIONS: usize = 256;
/// How many updates of one session may wait for calls that are not answered.
const WAITING: usize = 1024;

/// Shared by the handle of a server and its tasks.
pub(crate) struct Hub {
    pub(crate) addr: SocketAddr,
    pub(crate) dc_id: i32,
    pub(crate) clock: Clock,
    pub(crate) salts: Salts,
    pub(crate) faults: Faults,
    pub(crate) rpc: Rpc,
    pub(crate) activity: Arc<AtomicU64>,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) seed: u64,
    backend: Arc<dyn Backend>,
    busy: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    keys: HashMap<i64, Key>,
    links: HashMap<u64, LinkEntry>,
    last_link: u64,
}

struct Key {
    key: Arc<AuthKey>,
    layer: i32,
    sessions: IndexMap<i64, Session>,
}

struct LinkEntry {
    orders: mpsc::UnboundedSender<Order>,
    kill: Arc<Notify>,
    /// The key that the connection speaks with, and its sessions.
    key_id: Option<i64>,
    sessions: Vec<i64>,
    flushing: bool,
}

/// What the writing half of a connection is told.
#[derive(Debug)]
pub(crate) enum Order {
    /// Sessions have something to send.
    Flush,
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
}

/// Why a connection ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Close {
    #[error("no key exchange: use the pre-shared key")]
    PlainPacket,
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
            Close::PlainPacket | Close::UnknownKey(_) => Some(404),
            _ => None,
        }
    }
}

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
        dc_id: i32,
        seed: u64,
        backend: Arc<dyn Backend>,
    ) -> Arc<Self> {
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
            stop: watch::Sender::new(false),
            seed,
            backend,
            busy: AtomicUsize::new(0),
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

    /// Runs a task of this server: it counts as activity, and it ends when the server stops.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let mut stop = self.stop.subscribe();
        let task = Counted {
            task: Box::pin(task),
            activity: Arc::clone(&self.activity),
        };
        tokio::spawn(async move {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => {}
                () = task => {}
            }
        });
    }

    // Keys and sessions.

    pub(crate) fn add_key(&self, key: [u8; 256]) -> i64 {
        let key = Arc::new(AuthKey::new(key));
        let id = key.id();
        let entry = || Key {
            key,
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

    /// Does something with a session and lets its connection write what that queued.
    fn with_session<T>(
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
        let mut state = lock(&self.state);
        state.last_link += 1;
        let id = state.last_link;
        let entry = LinkEntry {
            orders,
            kill: Arc::clone(&kill),
            key_id: None,
            sessions: Vec::new(),
            flushing: false,
        };
        state.links.insert(id, entry);
        Link {
            id,
            orders: receiver,
            kill,
        }
    }

    pub(crate) fn close_link(&self, id: u64) {
        let mut lost = Vec::new();
        {
            let mut state = lock(&self.state);
            let Some(link) = state.links.remove(&id) else {
                return;
            };
            let Some(key_id) = link.key_id else { return };
            let Some(key) = state.keys.get_mut(&key_id) else {
                return;
            };
            for session_id in link.sessions {
                if let Some(session) = key.sessions.get_mut(&session_id)
                    && session.detach(id)
                {
                    lost.push((key_id, session_id));
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

    fn hang_up(&self, key_id: i64, session_id: i64) {
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
            let salt = self.salts.current(key.key.id(), self.clock.unix());
            let plain = entry.sessions.iter().find_map(|id| {
                let session = key.sessions.get_mut(id)?;
                let current = session.links.last() == Some(&link);
                if current {
                    session.take_packet(&self.clock, salt)
                } else {
                    None
                }
            });
            let Some(plain) = plain else {
                entry.flushing = false;
                return None;
            };
            (Arc::clone(&key.key), plain)
        };
        Some(key.seal(plain, random))
    }

    // The way of a call.

    /// Takes in one packet; carries out what it asks for. Gives the time after which the connection closes
    /// unless a ping comes, if the packet sets one.
    pub(crate) fn packet(
        self: &Arc<Self>,
        link: u64,
        frame: &super::transport::Frame,
    ) -> Result<Option<Duration>, Close> {
        let _busy = self.busy();
        let id = frame
            .payload
            .first_chunk::<8>()
            .ok_or(CryptoError::Length)?;
        let key_id = i64::from_le_bytes(*id);
        if key_id == 0 {
            return Err(Close::PlainPacket);
        }
        let key = lock(&self.state)
            .keys
            .get(&key_id)
            .map(|key| Arc::clone(&key.key));
        let opened = key.ok_or(Close::UnknownKey(key_id))?.open(&frame.payload)?;
        let packet = Packet::parse(&opened.plain)?;
        if frame.quick_ack {
            self.order(link, Order::QuickAck(opened.quick_ack));
        }
        let session_id = packet.session_id;
        let demands = {
            let mut state = lock(&self.state);
            let state = &mut *state;
            let entry = state.links.get_mut(&link).ok_or(Close::Hangup)?;
            if entry.key_id.is_some_and(|bound| bound != key_id) {
                return Err(Close::OtherKey);
            }
            entry.key_id = Some(key_id);
            if !entry.sessions.contains(&session_id) {
                entry.sessions.push(session_id);
            }
            let key = state
                .keys
                .get_mut(&key_id)
                .ok_or(Close::UnknownKey(key_id))?;
            let session = key
                .sessions
                .entry(session_id)
                .or_insert_with(|| Session::new(key_id, session_id));
            session.attach(link);
            let around = Surroundings {
                clock: &self.clock,
                salts: &self.salts,
                strict_salts: self.faults.checks_salts(),
            };
            let demands = session.receive(packet, &around);
            for &(msg_id, doomed) in &demands.destroy {
                let gone = doomed != session_id && key.sessions.shift_remove(&doomed).is_some();
                let notice = if gone {
                    boxed(&tl::types::DestroySessionOk { session_id: doomed })
                } else {
                    boxed(&tl::types::DestroySessionNone { session_id: doomed })
                };
                if let Some(session) = key.sessions.get_mut(&session_id) {
                    tracing::debug!(msg_id, doomed, gone, "session destroyed");
                    session.notify(notice, &self.clock);
                }
            }
            key.forget_old_sessions();
            demands
        };
        let mut hang_up = false;
        for call in demands.calls {
            hang_up |= self.execute(key_id, session_id, call);
            if hang_up {
                break;
            }
        }
        if hang_up {
            return Err(Close::Hangup);
        }
        self.with_session(key_id, session_id, |_| ());
        Ok(demands.disconnect_in)
    }

    /// Carries out one call; tells whether the connection is to be closed.
    fn execute(self: &Arc<Self>, key_id: i64, session_id: i64, message: Incoming) -> bool {
        self.bump();
        let msg_id = message.msg_id;
        let reply = match unwrap(&message.body) {
            Err(name) => Reply::err(400, name),
            Ok(call) => {
                match self.check_order(key_id, session_id, &call.after) {
                    Progress::Working => {
                        self.wait_for(key_id, session_id, call.after.clone(), message.clone());
                        return false;
                    }
                    Progress::Unknown | Progress::Failed => {
                        let reply = Reply::err(400, "MSG_WAIT_FAILED");
                        return self.settle(key_id, session_id, msg_id, reply);
                    }
                    Progress::Succeeded => {}
                }
                let layer = self.enter(key_id, session_id, call.layer, !call.without_updates);
                let call = Call {
                    key_id,
                    session_id,
                    msg_id,
                    layer,
                    dc_id: self.dc_id,
                    id: head(&call.body),
                    args: call.body.get(4..).unwrap_or_default(),
                };
                self.ask(&call)
            }
        };
        self.settle(key_id, session_id, msg_id, reply)
    }

    /// Whether all of the calls that another one has to wait for succeeded.
    fn check_order(&self, key_id: i64, session_id: i64, after: &[i64]) -> Progress {
        let state = lock(&self.state);
        let sessions = state.keys.get(&key_id).map(|key| &key.sessions);
        let Some(session) = sessions.and_then(|all| all.get(&session_id)) else {
            return Progress::Succeeded;
        };
        let states = after.iter().map(|id| session.progress(*id));
        states.fold(Progress::Succeeded, |all, one| match (all, one) {
            (Progress::Failed | Progress::Unknown, _) | (_, Progress::Succeeded) => all,
            (_, other) => other,
        })
    }

    fn wait_for(&self, key_id: i64, session_id: i64, after: Vec<i64>, message: Incoming) {
        self.with_session(key_id, session_id, |session| {
            if session.waiting.len() < WAITING {
                session.acknowledge(message.msg_id, &self.clock);
                session.waiting.push((after, message));
            }
        });
    }

    /// Notes what the wrappers of a call say; gives the layer that holds for it.
    fn enter(&self, key_id: i64, session_id: i64, layer: Option<i32>, updates: bool) -> i32 {
        let mut subscribed = false;
        let mut result = tl::LAYER;
        if let Some(key) = lock(&self.state).keys.get_mut(&key_id) {
            key.layer = layer.unwrap_or(key.layer);
            result = key.layer;
            if let Some(session) = key.sessions.get_mut(&session_id) {
                session.layer = layer.or(session.layer);
                result = session.layer.unwrap_or(result);
                subscribed = updates && !session.subscribed;
                session.subscribed |= updates;
            }
        }
        if subscribed {
            self.backend.subscribed(key_id, session_id);
        }
        result
    }

    /// Finds the reply to a call: a fault's, a responder's or the backend's.
    fn ask(&self, call: &Call<'_>) -> Reply {
        let entry = self.rpc.arrived(call, self.clock.elapsed());
        let asked = catch_unwind(AssertUnwindSafe(|| {
            if let Some((code, name)) = self.faults.next_failure() {
                return (Reply::Err { code, name }, Some("fault".to_owned()));
            }
            match self.rpc.respond(call) {
                Some((reply, name)) => (reply, Some(name)),
                None => (self.backend.call(call), None),
            }
        }));
        let (reply, responder) = asked.unwrap_or_else(|panic| {
            self.rpc.panicked(call, &panic);
            (Reply::err(500, "RESPONDER_PANICKED"), None)
        });
        let reply = match self.faults.delay() {
            Some(delay) => reply.after(delay),
            None => reply,
        };
        self.rpc.replied(entry, &reply, responder);
        reply
    }

    /// Carries a reply out; tells whether the connection is to be closed.
    fn settle(self: &Arc<Self>, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) -> bool {
        let clock = &self.clock;
        match reply {
            Reply::Ok(body) => {
                let body = self.compressed(body);
                self.with_session(key_id, session_id, |session| {
                    session.answer(msg_id, rpc_result(msg_id, &body), true, clock);
                });
                self.resume(key_id, session_id);
                false
            }
            Reply::Err { code, name } => {
                let error = tl::types::RpcError {
                    error_code: code,
                    error_message: name,
                };
                self.with_session(key_id, session_id, |session| {
                    session.answer(msg_id, rpc_result(msg_id, &boxed(&error)), false, clock);
                });
                self.resume(key_id, session_id);
                false
            }
            Reply::Silence => {
                self.with_session(key_id, session_id, |session| {
                    session.acknowledge(msg_id, clock)
                });
                false
            }
            Reply::Hangup => {
                self.with_session(key_id, session_id, |session| session.forget(msg_id));
                true
            }
            Reply::After(delay, reply) => {
                self.with_session(key_id, session_id, |session| {
                    session.acknowledge(msg_id, clock)
                });
                let hub = Arc::clone(self);
                self.spawn(async move {
                    tokio::time::sleep(delay).await;
                    if hub.settle(key_id, session_id, msg_id, *reply) {
                        hub.hang_up(key_id, session_id);
                    }
                });
                false
            }
        }
    }

    /// Carries out the calls that waited for the last answer.
    fn resume(self: &Arc<Self>, key_id: i64, session_id: i64) {
        let ready = self.with_session(key_id, session_id, |session| {
            let waiting = std::mem::take(&mut session.waiting);
            let (still, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(after, _)| {
                after
                    .iter()
                    .any(|id| session.progress(*id) == Progress::Working)
            });
            session.waiting = still;
            ready
        });
        for (_, message) in ready.into_iter().flatten() {
            if self.execute(key_id, session_id, message) {
                self.hang_up(key_id, session_id);
            }
        }
    }

    fn compressed(&self, body: Vec<u8>) -> Vec<u8> {
        match self.faults.gzip_threshold() {
            Some(limit) if body.len() > limit => gzip(&body).unwrap_or(body),
            _ => body,
        }
    }

    // Updates.

    pub(crate) fn push(&self, key_id: i64, body: Vec<u8>, except: Option<i64>) {
        for push in self.faults.deliver(Push {
            key_id,
            body,
            except,
        }) {
            let body = self.compressed(push.body);
            for (session_id, subscribed) in self.sessions(push.key_id) {
                if subscribed && push.except != Some(session_id) {
                    self.with_session(push.key_id, session_id, |session| {
                        session.push(body.clone(), &self.clock);
                    });
                }
            }
        }
        self.bump();
    }
}

impl Key {
    fn forget_old_sessions(&mut self) {
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
