//! A simulated Telegram and a client of it, for the tests of the Telegram layer.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses another part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use grammers_session::types::{DcOption, PeerAuth, PeerId as LibraryPeerId, PeerInfo};
use tokio::sync::mpsc;
use userbot_sdk::telegram::{
    Client, ConnectOptions, Connection, Event, EventSink, Message, PumpHandle, Receipt, Session,
    SessionData, UpdatePump, tl,
};
use userbot_testkit::server::{Server, ServerConfig, WeakServer};
use userbot_testkit::world::{PushSink, User, World};

/// An authorization key; each number makes another one.
pub fn key(number: u8) -> [u8; 256] {
    std::array::from_fn(|at| {
        u8::try_from(at)
            .unwrap()
            .wrapping_mul(31)
            .wrapping_add(number)
    })
}

/// Sends what the world pushes through the server.
struct Wire(WeakServer);

impl PushSink for Wire {
    fn push(&self, key_id: i64, updates: &tl::enums::Updates, except: Option<i64>) {
        if let Some(server) = self.0.upgrade() {
            server.push(key_id, updates, except);
        }
    }
}

/// A world behind a server.
pub struct Rig {
    pub world: World,
    pub server: Server,
    pub key_id: i64,
}

/// Collects events, and handles them at once when the test wants it.
pub struct Collector {
    events: mpsc::UnboundedSender<Event>,
    pub idle: AtomicBool,
    pub kept: std::sync::Mutex<Vec<Receipt>>,
}

impl EventSink for Collector {
    fn deliver(&self, event: Event, receipt: Receipt) {
        if !self.idle.load(Ordering::SeqCst) {
            self.kept.lock().unwrap().push(receipt);
        }
        // The test may have seen enough.
        let _ = self.events.send(event);
    }
}

/// A running pump and what it delivers.
pub struct Pump {
    pub handle: PumpHandle,
    pub sink: Arc<Collector>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Pump {
    pub fn start(pump: UpdatePump) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let sink = Arc::new(Collector {
            events: sender,
            idle: AtomicBool::new(true),
            kept: std::sync::Mutex::default(),
        });
        let handle = pump.spawn(Arc::clone(&sink) as Arc<dyn EventSink>);
        Self {
            handle,
            sink,
            events,
        }
    }

    /// Returns the next event that is of the wanted kind.
    pub async fn find<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        soon(async {
            loop {
                let event = self.events.recv().await.expect("a running pump");
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
        })
        .await
    }

    /// Returns the next new message.
    pub async fn message(&mut self) -> Message {
        self.find(|event| match event {
            Event::Message(message) => Some(message.clone()),
            _ => None,
        })
        .await
    }
}

impl Rig {
    pub async fn new() -> Self {
        let world = World::new();
        let rig = Self::unauthorized(world).await;
        rig.world.sign_in(rig.key_id, &rig.world.owner());
        rig
    }

    /// Serves a world in which nobody is signed in.
    pub async fn unauthorized(world: World) -> Self {
        let server = Server::start(ServerConfig::new(), Arc::new(world.clone()))
            .await
            .unwrap();
        let key_id = server.add_key(key(1));
        world.sign_out(key_id);
        world.data_centre(server.dc_id(), server.addr());
        world.attach(Arc::new(Wire(server.downgrade())));
        Self {
            world,
            server,
            key_id,
        }
    }

    /// Returns what a session must know to connect; `me` is signed in already.
    pub fn data(&self, me: Option<&User>) -> SessionData {
        let option = self.dc_option();
        let mut data = SessionData {
            home_dc: option.id,
            ..SessionData::default()
        };
        data.dc_options.clear();
        data.dc_options.insert(option.id, option);
        if let Some(me) = me {
            let info = PeerInfo::User {
                id: me.id(),
                auth: None::<PeerAuth>,
                bot: Some(false),
                is_self: Some(true),
            };
            data.peer_infos
                .insert(LibraryPeerId::user(me.id()).unwrap(), info);
        }
        data
    }

    pub fn dc_option(&self) -> DcOption {
        let SocketAddr::V4(ipv4) = self.server.addr() else {
            panic!("version 4")
        };
        let ipv6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, ipv4.port(), 0, 0);
        DcOption {
            id: self.server.dc_id(),
            ipv4,
            ipv6,
            auth_key: Some(key(1)),
        }
    }

    /// Connects as the owner of the world.
    pub fn connect(&self) -> (Client, UpdatePump) {
        let session = Session::in_memory(self.data(Some(&self.world.owner())));
        Connection::open(ConnectOptions::new(1, session))
    }

    /// Connects as the owner, with a running pump.
    pub async fn run(&self) -> (Client, Pump) {
        let (client, pump) = self.connect();
        let pump = Pump::start(pump);
        self.subscribed().await;
        (client, pump)
    }

    /// Waits until the server pushes updates to the client.
    pub async fn subscribed(&self) {
        soon(async {
            while self
                .server
                .rpc()
                .names()
                .iter()
                .all(|name| !name.starts_with("updates.get"))
                || self.server.pending() > 0
            {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    /// Counts the calls of a method.
    pub fn calls(&self, method: &str) -> usize {
        self.server
            .rpc()
            .names()
            .iter()
            .filter(|name| **name == method)
            .count()
    }
}

/// Fails a test that hangs. Nothing waits for this time.
pub async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("an answer in time")
}

/// Keeps a paused clock from moving by itself until it is dropped: then only the test moves it.
pub struct StoppedClock(Option<std::sync::mpsc::Sender<()>>);

impl StoppedClock {
    pub fn hold() -> Self {
        let (release, held) = std::sync::mpsc::channel::<()>();
        // A paused clock stands still while a blocking task runs.
        tokio::task::spawn_blocking(move || held.recv());
        Self(Some(release))
    }
}

impl Drop for StoppedClock {
    fn drop(&mut self) {
        self.0.take();
    }
}

impl Rig {
    /// Returns when neither the server nor the client has anything left to do.
    pub async fn settle(&self, client: &Client) {
        let (mut last, mut quiet) = ((0, 0), 0);
        while quiet < 300 {
            tokio::task::yield_now().await;
            let now = (client.activity().polls(), self.server.activity());
            quiet = if now == last && client.activity().blocking() == 0 {
                quiet + 1
            } else {
                0
            };
            last = now;
        }
    }

    /// Moves the stopped clock, second by second.
    pub async fn pass(&self, client: &Client, seconds: u64) {
        for _ in 0..seconds {
            self.settle(client).await;
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        self.settle(client).await;
    }
}
