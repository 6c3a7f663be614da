//! A Redis server of a test's own, and a tunnel to it that can be cut.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener as StdListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use userbot_sdk::store::RedisStore;

/// Is a running server; it ends with the value.
pub(crate) struct Server {
    port: u16,
    child: Child,
    directory: TempDir,
}

impl Server {
    /// Starts one on a free port; `None` where none is installed, which is an error in continuous
    /// integration.
    pub(crate) fn start() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        // Another program may take the port between the look and the start: then the next one.
        for _ in 0..20 {
            let port = free_port();
            match spawn(port, &directory) {
                Ok(Some(child)) => {
                    return Some(Self {
                        port,
                        child,
                        directory,
                    });
                }
                Ok(None) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    assert!(
                        std::env::var("CI").as_deref() != Ok("true"),
                        "redis-server is not installed, and CI=true"
                    );
                    eprintln!("skipped: redis-server is not installed");
                    return None;
                }
                Err(error) => panic!("redis-server does not start: {error}"),
            }
        }
        panic!("no free port was found for redis-server");
    }

    /// Returns its address.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Opens a store with this prefix.
    pub(crate) async fn connect(&self, prefix: &str) -> RedisStore {
        RedisStore::connect(&self.url(), prefix).await.unwrap()
    }

    /// Kills it, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again with what it had written.
    pub(crate) async fn start_again(&mut self) {
        tokio::task::yield_now().await;
        self.child = spawn(self.port, &self.directory)
            .unwrap()
            .expect("the port was free a moment ago");
    }

    /// Asks it something directly.
    pub(crate) async fn command(&self, words: &[&str]) -> redis::Value {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query_async(&mut connection).await.unwrap()
    }

    /// Returns the key of the only lease under a prefix.
    pub(crate) async fn lease(&self, prefix: &str) -> String {
        let keys = self
            .command(&["KEYS", &format!("{{{prefix}}}:lease:*")])
            .await;
        let keys: Vec<String> = redis::from_redis_value(keys).unwrap();
        assert_eq!(keys.len(), 1, "{keys:?}");
        keys[0].clone()
    }

    /// Returns when so many stores listen to changes.
    pub(crate) async fn wait_for_listeners(&self, prefix: &str, count: usize) {
        let channel = format!("{{{prefix}}}:changes");
        loop {
            let answer = self.command(&["PUBSUB", "NUMSUB", &channel]).await;
            let (_, now): (String, usize) = redis::from_redis_value(answer).unwrap();
            if now >= count {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the program and waits until it is ready; `None` when the port is taken.
fn spawn(port: u16, directory: &TempDir) -> std::io::Result<Option<Child>> {
    let mut child = Command::new("redis-server")
        .args(["--port", &port.to_string()])
        .args(["--bind", "127.0.0.1", "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .arg("--dir")
        .arg(directory.path())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines = output.lines().map_while(Result::ok);
    let ready = lines.any(|line| line.contains("eady to accept connections"));
    if !ready {
        child.wait()?;
        return Ok(None);
    }
    // Nobody reads on: the server must not wait for that.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Some(child))
}

fn free_port() -> u16 {
    let listener = StdListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Passes connections on to a server, and cuts them when it is told to.
pub(crate) struct Tunnel {
    port: u16,
    state: Arc<State>,
}

struct State {
    cut_next: AtomicBool,
    cuts: AtomicUsize,
    /// Grows when all connections are to be cut.
    generation: watch::Sender<u32>,
}

impl Tunnel {
    /// Opens a tunnel.
    pub(crate) async fn to(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            cut_next: AtomicBool::new(false),
            cuts: AtomicUsize::new(0),
            generation: watch::Sender::new(0),
        });
        let (shared, target) = (Arc::clone(&state), server.port);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass_on(client, target, Arc::clone(&shared)));
            }
        });
        Self { port, state }
    }

    /// Returns the address of its near end.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Swallows the next answer of the server, and its connection with it.
    pub(crate) fn cut_the_next_answer(&self) {
        self.state.cut_next.store(true, Ordering::SeqCst);
    }

    /// Cuts every connection.
    pub(crate) fn cut_all(&self) {
        self.state
            .generation
            .send_modify(|generation| *generation += 1);
    }

    /// Returns how many answers were swallowed.
    pub(crate) fn cuts(&self) -> usize {
        self.state.cuts.load(Ordering::SeqCst)
    }
}

async fn pass_on(mut client: TcpStream, target: u16, state: Arc<State>) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", target)).await else {
        return;
    };
    let mut generation = state.generation.subscribe();
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    let mut listens = false;
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Some(bytes) = read.ok().filter(|read| *read > 0).map(|read| &up[..read]) else {
                    return;
                };
                listens |= bytes.windows(9).any(|word| word == b"SUBSCRIBE");
                if server.write_all(bytes).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Some(bytes) = read.ok().filter(|read| *read > 0).map(|read| &down[..read]) else {
                    return;
                };
                if !listens && state.cut_next.swap(false, Ordering::SeqCst) {
                    state.cuts.fetch_add(1, Ordering::SeqCst);
                    return;
                }
                if client.write_all(bytes).await.is_err() {
                    return;
                }
            }
            _ = generation.changed() => return,
        }
    }
}
