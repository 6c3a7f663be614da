//! The handle of a running server.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use grammers_tl_types::{Serializable, enums};
use tokio::net::TcpListener;

use super::backend::{Backend, Reply};
use super::connection::serve;
use super::faults::Faults;
use super::hub::Hub;
use crate::rpc::Rpc;

/// Where a server listens and what it calls itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The address of the interface; the loopback one at first.
    pub address: IpAddr,
    /// The port; 0, as at first, takes a free one.
    pub port: u16,
    /// The number of the data centre; 2 at first.
    pub dc_id: i32,
    /// What padding, salts and identifiers are made from.
    pub seed: u64,
    /// Whether clients can agree on a key with it, as with a data centre of the delivery network.
    pub key_exchange: bool,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            dc_id: 2,
            seed: 0x7e1e,
            key_exchange: false,
        }
    }
}

impl ServerConfig {
    /// Makes the configuration of a server on a free port of the loopback interface.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the address of the interface.
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the number of the data centre.
    pub fn dc_id(mut self, dc_id: i32) -> Self {
        self.dc_id = dc_id;
        self
    }

    /// Sets what padding, salts and identifiers are made from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Lets clients agree on a key with the server, as with a data centre of the delivery network.
    pub fn key_exchange(mut self, on: bool) -> Self {
        self.key_exchange = on;
        self
    }
}

/// A running server: a handle that is cheap to clone. The server stops with its last handle.
///
/// It runs as tasks of the runtime that it was started on and uses tokio's clock, so a test with a paused clock
/// is in control of its delays.
#[derive(Clone)]
pub struct Server(Arc<Running>);

/// A handle that does not keep the server running, for a backend that pushes to the server that owns it.
#[derive(Clone)]
pub struct WeakServer(Weak<Running>);

struct Running(Arc<Hub>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.stop.send_replace(true);
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("addr", &self.addr())
            .field("dc_id", &self.dc_id())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for WeakServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WeakServer").finish_non_exhaustive()
    }
}

impl WeakServer {
    /// Gives the server, if it still runs.
    pub fn upgrade(&self) -> Option<Server> {
        self.0.upgrade().map(Server)
    }
}

impl Server {
    /// Starts a server on the current runtime.
    ///
    /// # Errors
    ///
    /// Fails when the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime with input, output and time.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use userbot_testkit::server::{Backend, Call, Reply, Server, ServerConfig};
    ///
    /// struct Nothing;
    ///
    /// impl Backend for Nothing {
    ///     fn call(&self, call: &Call<'_>) -> Reply {
    ///         Reply::err(400, format!("NO_RESPONDER_{}", call.name()))
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = Server::start(ServerConfig::new().dc_id(4), Arc::new(Nothing)).await?;
    /// let key_id = server.add_key([7; 256]);
    /// println!("data centre {} at {}, key {key_id}", server.dc_id(), server.addr());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start(config: ServerConfig, backend: Arc<dyn Backend>) -> io::Result<Server> {
        let listener = TcpListener::bind((config.address, config.port)).await?;
        let hub = Hub::new(listener.local_addr()?, &config, backend);
        hub.spawn(accept(listener, Arc::clone(&hub)));
        Ok(Server(Arc::new(Running(hub))))
    }

    /// Gives the address to connect to.
    pub fn addr(&self) -> SocketAddr {
        self.hub().addr
    }

    /// Gives the number of the data centre.
    pub fn dc_id(&self) -> i32 {
        self.hub().dc_id
    }

    /// Gives a handle that does not keep the server running.
    pub fn downgrade(&self) -> WeakServer {
        WeakServer(Arc::downgrade(&self.0))
    }

    /// Makes a key known, as a finished key exchange would; gives the identifier of the key.
    pub fn add_key(&self, key: [u8; 256]) -> i64 {
        self.hub().add_key(key)
    }

    /// Forgets a key and its sessions. Clients that use it get the transport error 404 from now on.
    pub fn forget_key(&self, key_id: i64) {
        self.hub().forget_key(key_id);
    }

    /// Pushes updates to each connected session of a key that receives updates.
    ///
    /// `except` is the session that made the call which caused the updates: it has them in its answer. A session
    /// without a connection does not get them, as with Telegram: the client asks for the difference later.
    pub fn push(&self, key_id: i64, updates: &enums::Updates, except: Option<i64>) {
        self.push_raw(key_id, updates.to_bytes(), except);
    }

    /// Pushes a serialised message, such as an update that no client can read.
    pub fn push_raw(&self, key_id: i64, body: Vec<u8>, except: Option<i64>) {
        self.hub().push(key_id, body, except);
    }

    /// Writes bytes to all connections as they are, such as a broken frame.
    pub fn inject(&self, bytes: &[u8]) {
        self.hub().inject(bytes);
    }

    /// Lists the sessions of a key that have a connection.
    pub fn sessions(&self, key_id: i64) -> Vec<i64> {
        self.hub()
            .sessions(key_id)
            .into_iter()
            .map(|(session, _)| session)
            .collect()
    }

    /// Lists the connected sessions of a key that receive updates.
    pub fn subscribed_sessions(&self, key_id: i64) -> Vec<i64> {
        let sessions = self.hub().sessions(key_id).into_iter();
        sessions
            .filter(|(_, subscribed)| *subscribed)
            .map(|(session, _)| session)
            .collect()
    }

    /// Counts the open connections.
    pub fn connections(&self) -> usize {
        self.hub().connections()
    }

    /// Closes all connections. New ones are accepted.
    pub fn drop_connections(&self) {
        self.hub().drop_connections();
    }

    /// Freezes all connections: they stay open, and nothing passes in either direction any more, as when a cable
    /// is pulled. New ones are accepted.
    pub fn freeze_connections(&self) {
        self.hub().freeze_connections();
    }

    /// Answers a call that was answered with [`Reply::After`], before its time is over.
    ///
    /// Nothing happens when it has been answered already.
    pub fn answer(&self, key_id: i64, session_id: i64, msg_id: i64, reply: Reply) {
        self.hub()
            .answer_deferred(key_id, session_id, msg_id, reply);
    }

    /// Lets the server's clock run ahead of the clients' by so many seconds, or behind them, as when theirs are wrong.
    ///
    /// Messages whose time is too far off are refused from then on, as Telegram refuses them.
    pub fn skew_clock(&self, seconds: i64) {
        self.hub().clock.set_skew(seconds);
    }

    /// Refuses each message as one from the future, whatever its time is: Telegram does so only when the client's clock is
    /// ahead, as with [`Server::skew_clock`].
    pub fn refuse_times(&self, on: bool) {
        self.hub().clock.set_lies(on);
    }

    /// Makes all salts invalid that clients know.
    pub fn change_salts(&self) {
        self.hub().salts.change();
    }

    /// Gives the faults that this server commits.
    pub fn faults(&self) -> &Faults {
        &self.hub().faults
    }

    /// Gives the log of calls and the responders.
    pub fn rpc(&self) -> &Rpc {
        &self.hub().rpc
    }

    /// Counts what the server did: bytes read and written, calls, polls of its tasks.
    ///
    /// Two equal values mean that nothing happened between them.
    pub fn activity(&self) -> u64 {
        self.hub().activity.load(Ordering::Relaxed)
    }

    /// Gives the counter behind [`Server::activity`], for somebody who watches several sources.
    pub fn activity_counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.hub().activity)
    }

    /// Counts the encrypted packets that arrived, those that were refused too.
    pub fn packets(&self) -> u64 {
        self.hub().packets.load(Ordering::Relaxed)
    }

    /// Counts the calls in work and the messages that wait to be written to an open connection.
    ///
    /// Calls that are answered later on purpose, or never, do not count.
    pub fn pending(&self) -> usize {
        self.hub().pending()
    }

    /// Gives the Unix time of the server: the real time at its start and what passed on tokio's clock since.
    pub fn unix_time(&self) -> i32 {
        self.hub().clock.unix()
    }

    /// Gives the time since the server started, on tokio's clock.
    pub fn uptime(&self) -> Duration {
        self.hub().clock.elapsed()
    }

    /// Stops the server and closes its connections.
    pub fn stop(&self) {
        self.hub().stop.send_replace(true);
    }

    fn hub(&self) -> &Arc<Hub> {
        &self.0.0
    }
}

async fn accept(listener: TcpListener, hub: Arc<Hub>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) if hub.faults.refuses() => drop(stream),
            Ok((stream, _)) => hub.spawn(serve(Arc::clone(&hub), stream)),
            Err(error) => {
                tracing::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        hub.bump();
    }
}
