//! Values on a Redis server, which several processes can share.
//!
//! The values of one prefix are a hash, and a sorted set that keeps their order. A commit is a
//! script, which Redis runs as one step. Every commit has an id that is kept for two minutes: when
//! the connection is lost before the answer came, the commit is sent again, and Redis knows
//! whether it has happened.

mod keys;
mod lease;
mod listen;
mod scripts;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, RedisError, RedisResult, ScriptInvocation};
use tokio::time::{Instant, sleep, timeout};

use self::keys::Keys;
use self::lease::Leases;
use self::scripts::Scripts;
use super::backend::prefix_end;
use super::{ChangeSender, Changes, Commit, Outcome, Pair, Scan, Store, StoreError, Write};

/// So long an operation is tried again while the server cannot be reached.
const PATIENCE: Duration = Duration::from_secs(10);
/// So long one try may take.
const TRY: Duration = Duration::from_secs(5);
/// The first pause between tries; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Is a [`Store`] on a Redis server.
///
/// Several processes may use the same prefix of one server: they share one state, see each
/// other's changes in [`watch`](super::Db::watch), and their updates and transactions exclude each
/// other. One account runs in one process at a time all the same: a bot claims its account when it
/// starts, and a second process with the account is refused (see [`Store::claim`]).
///
/// A lost connection is survived: operations wait up to ten seconds for the server to come back,
/// and a commit happens once, whenever the connection broke.
///
/// When a method returned, Redis has the change. Whether it survives a crash of the *server* is a
/// matter of the server's settings: `appendonly yes` with `appendfsync always` makes it so. A
/// server that keeps less is named in the log at the start.
///
/// Needs the feature `redis`. Connections are not encrypted: use a server on the same machine, in
/// a private network, or behind a tunnel.
///
/// # Examples
///
/// ```no_run
/// use std::sync::Arc;
///
/// use userbot_sdk::runtime::Userbot;
/// use userbot_sdk::store::RedisStore;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let store = RedisStore::connect("redis://localhost/0", "mybot").await?;
/// let bot = Userbot::builder().store(Arc::new(store));
/// # Ok(())
/// # }
/// ```
pub struct RedisStore(Arc<Inner>);

struct Inner {
    connection: ConnectionManager,
    keys: Keys,
    scripts: Scripts,
    changes: ChangeSender,
    leases: Leases,
    /// Tells the commits of this process from all others.
    process: u64,
    next: AtomicU64,
    closed: AtomicBool,
    /// Ends the listener.
    listener: tokio::task::AbortHandle,
}

impl RedisStore {
    /// Connects to a server, such as `redis://:password@host:6379/0` or `redis+unix:///path`.
    ///
    /// Everything is kept under keys that begin with the prefix, so that bots with different
    /// prefixes share a server without sharing values.
    ///
    /// # Errors
    ///
    /// The address cannot be read, or the server cannot be reached or refuses. An error never
    /// holds the password.
    pub async fn connect(url: &str, prefix: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|_| {
            StoreError::Unavailable(
                "the address of the Redis server cannot be read: write it as \
                 redis://:password@host:port/number"
                    .to_owned(),
            )
        })?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(TRY))
            .set_response_timeout(Some(TRY))
            .set_number_of_retries(1)
            .set_min_delay(PAUSE)
            .set_max_delay(LONGEST_PAUSE);
        let connected = timeout(
            PATIENCE,
            ConnectionManager::new_with_config(client.clone(), config),
        );
        let connection = match connected.await {
            Ok(connection) => connection.map_err(|error| unavailable(&error))?,
            Err(_) => return Err(no_answer()),
        };
        let keys = Keys::new(prefix);
        let changes = ChangeSender::new();
        let listener = tokio::spawn(listen::listen(
            client,
            keys.channel.clone(),
            changes.clone(),
        ));
        let process = getrandom::u64()
            .map_err(|error| StoreError::Unavailable(format!("no random number: {error}")))?;
        let store = Self(Arc::new(Inner {
            connection,
            keys,
            scripts: Scripts::new(),
            changes,
            leases: Leases::default(),
            process,
            next: AtomicU64::new(0),
            closed: AtomicBool::new(false),
            listener: listener.abort_handle(),
        }));
        store.0.check_durability().await;
        Ok(store)
    }
}

impl Inner {
    /// Tries again while the server cannot be reached.
    async fn patiently<T: FromRedisValue>(&self, ask: Ask<'_>) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        let end = Instant::now() + PATIENCE;
        let mut pause = PAUSE;
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(StoreError::Closed);
            }
            let error = match timeout(TRY, ask.send(&mut connection)).await {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(error)) if !can_pass(&error) => return Err(unavailable(&error)),
                Ok(Err(error)) => unavailable(&error),
                Err(_) => no_answer(),
            };
            if Instant::now() + pause >= end {
                return Err(error);
            }
            tracing::debug!(%error, "the Redis server is asked again");
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Says in the log when the server may lose what it has accepted.
    async fn check_durability(&self) {
        let mut connection = self.connection.clone();
        let mut setting = async |name: &str| {
            redis::cmd("CONFIG")
                .arg("GET")
                .arg(name)
                .query_async::<Vec<String>>(&mut connection)
                .await
                .ok()
                .and_then(|pair| pair.into_iter().nth(1))
        };
        let (append, sync) = (setting("appendonly").await, setting("appendfsync").await);
        match (append.as_deref(), sync.as_deref()) {
            (Some("yes"), Some("always")) => {}
            (Some(append), Some(sync)) => tracing::warn!(
                appendonly = append,
                appendfsync = sync,
                "a crash of the Redis server can lose the latest values: \
                 set `appendonly yes` and `appendfsync always`"
            ),
            _ => tracing::info!("the Redis server does not tell how safe its values are"),
        }
    }

    fn commit_id(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:x}:{number:x}", self.process)
    }
}

#[async_trait]
impl Store for RedisStore {
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let inner = &self.0;
        let mut command = redis::cmd("HGET");
        command.arg(&inner.keys.values).arg(key);
        inner.patiently(Ask::Command(&command)).await
    }

    async fn get_many(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let inner = &self.0;
        let mut command = redis::cmd("HMGET");
        command.arg(&inner.keys.values).arg(keys);
        inner.patiently(Ask::Command(&command)).await
    }

    async fn scan(&self, scan: Scan) -> Result<Vec<Pair>, StoreError> {
        let (least, greatest) = bounds(&scan);
        let inner = &self.0;
        let mut invocation = inner.scripts.scan.prepare_invoke();
        invocation
            .key(&inner.keys.values)
            .key(&inner.keys.index)
            .arg(least)
            .arg(greatest)
            .arg(i64::try_from(scan.limit).unwrap_or(i64::MAX))
            .arg(u8::from(scan.reverse));
        let page: Vec<Vec<u8>> = inner.patiently(Ask::Script(&invocation)).await?;
        let mut page = page.into_iter();
        let mut pairs = Vec::with_capacity(page.len() / 2);
        while let (Some(key), Some(value)) = (page.next(), page.next()) {
            pairs.push((key, value));
        }
        Ok(pairs)
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        let inner = &self.0;
        let id = inner.commit_id();
        let (lease, held) = inner.leases.held();
        let mut invocation = inner.scripts.commit.prepare_invoke();
        invocation
            .key(&inner.keys.values)
            .key(&inner.keys.index)
            .key(inner.keys.lease(&lease))
            .key(inner.keys.fence(&lease))
            .key(inner.keys.applied(&id))
            .arg(held)
            .arg(&id)
            .arg(&inner.keys.channel)
            .arg(commit.conditions.len());
        for condition in &commit.conditions {
            let value = condition.value.as_deref();
            invocation
                .arg(&condition.key)
                .arg(u8::from(value.is_some()))
                .arg(value.unwrap_or_default());
        }
        for write in &commit.writes {
            match write {
                Write::Put { key, value } => invocation.arg("p").arg(key).arg(value),
                Write::Remove { key } => invocation.arg("r").arg(key),
                Write::Add { key, by } => invocation.arg("a").arg(key).arg(*by),
                Write::RemovePrefix { prefix } => invocation.arg("x").arg(prefix).arg(end(prefix)),
            };
        }
        let outcome: String = inner.patiently(Ask::Script(&invocation)).await?;
        match outcome.as_str() {
            "committed" => Ok(Outcome::Committed),
            "conflict" => Ok(Outcome::Conflict),
            _ => {
                inner.leases.lost();
                Err(StoreError::TakenOver(lease))
            }
        }
    }

    fn changes(&self) -> Changes {
        self.0.changes.subscribe()
    }

    async fn claim(&self, account: &str) -> Result<(), StoreError> {
        lease::claim(&self.0, account).await
    }

    async fn claim_all(&self) -> Result<(), StoreError> {
        lease::claim_all(&self.0).await
    }

    async fn release(&self) -> Result<(), StoreError> {
        lease::release(&self.0).await
    }

    async fn taken_over(&self) {
        self.0.leases.taken_over().await;
    }

    async fn close(&self) -> Result<(), StoreError> {
        let released = lease::release(&self.0).await;
        self.0.closed.store(true, Ordering::Release);
        self.0.listener.abort();
        released
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.listener.abort();
        self.leases.stop();
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("keys", &self.0.keys)
            .finish_non_exhaustive()
    }
}

/// Is what the server is asked, which can be sent again.
#[derive(Clone, Copy)]
enum Ask<'a> {
    Command(&'a Cmd),
    Script(&'a ScriptInvocation<'a>),
}

impl Ask<'_> {
    async fn send<T: FromRedisValue>(self, connection: &mut ConnectionManager) -> RedisResult<T> {
        match self {
            Self::Command(command) => command.query_async(connection).await,
            Self::Script(script) => script.invoke_async(connection).await,
        }
    }
}

/// Gives the keys between which a page lies, as Redis writes them.
fn bounds(scan: &Scan) -> (Vec<u8>, Vec<u8>) {
    let mut least = marked(b'[', &scan.prefix);
    let mut greatest = end(&scan.prefix);
    if let Some(after) = &scan.after {
        if scan.reverse {
            // Past the end of the prefix it is no bound.
            if prefix_end(&scan.prefix).is_none_or(|end| *after < end) {
                greatest = marked(b'(', after);
            }
        } else if *after >= scan.prefix {
            least = marked(b'(', after);
        }
    }
    (least, greatest)
}

/// Gives the end of all keys that start so.
fn end(prefix: &[u8]) -> Vec<u8> {
    prefix_end(prefix).map_or_else(|| b"+".to_vec(), |end| marked(b'(', &end))
}

fn marked(mark: u8, key: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(key.len() + 1);
    bound.push(mark);
    bound.extend_from_slice(key);
    bound
}

/// Tells whether it makes sense to ask again: the connection broke, or the server is starting.
fn can_pass(error: &RedisError) -> bool {
    use redis::ErrorKind::Server;
    use redis::ServerErrorKind::{BusyLoading, TryAgain};
    error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_connection_refusal()
        || matches!(error.kind(), Server(BusyLoading | TryAgain))
}

fn unavailable(error: &RedisError) -> StoreError {
    StoreError::Unavailable(format!("the Redis server: {error}"))
}

fn no_answer() -> StoreError {
    StoreError::Unavailable("the Redis server does not answer".to_owned())
}
