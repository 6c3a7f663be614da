//! The bot that is tried out: the real runtime on the real client, connected to the world.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::Arc;
use std::time::{Duration, Instant};

use grammers_session::SessionData;
use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerInfo};
use userbot_sdk::module::Registry;
use userbot_sdk::runtime::{Running, StartError, StopReason, Userbot};
use userbot_sdk::telegram::{Activity, Session};

use super::texts::Language;
use crate::log::Log;
use crate::server::{Server, ServerConfig, WeakServer};
use crate::world::{PushSink, World};

/// How often is looked whether the bot is still busy.
const GLANCE: Duration = Duration::from_millis(2);
/// How long nothing must move for the bot to count as idle: bytes cross the loopback in microseconds.
const QUIET: Duration = Duration::from_micros(300);

/// A running bot with the data centre that it is connected to.
#[derive(Debug)]
pub(super) struct Bot {
    running: Running,
    server: Server,
    activity: Activity,
    log: Log,
}

/// Why there is no bot.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoBot {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Network(#[from] io::Error),
}

impl Bot {
    /// Starts the data centre and the bot, signed in as the world's owner.
    pub(super) async fn start(
        world: &World,
        registry: Registry,
        language: Language,
        log: Log,
    ) -> Result<Self, NoBot> {
        let server = Server::start(ServerConfig::new(), Arc::new(world.clone())).await?;
        let key = [0x5a; 256];
        let key_id = server.add_key(key);
        world.sign_in(key_id, &world.owner());
        world.data_centre(server.dc_id(), server.addr());
        world.attach(Arc::new(Wire(server.downgrade())));

        let activity = Activity::new();
        let languages = match language {
            Language::English => vec!["en"],
            Language::Russian => vec!["ru", "en"],
        };
        let running = Userbot::builder()
            .registry(userbot_sdk::builtin::add(registry))
            .session(session(world, &server, key))
            .api(1, "playground")
            .languages(languages)
            .suggest_unknown(true)
            .activity(activity.clone())
            .start()
            .await?;
        Ok(Self { running, server, activity, log })
    }

    /// Waits until no handler runs and nothing moves; false when that took longer than `limit`.
    pub(super) async fn settle(&self, limit: Duration) -> bool {
        let idle = async {
            loop {
                self.quiet().await;
                if self.running.idle() {
                    return;
                }
                // A handler waits for its own timer.
                tokio::time::sleep(GLANCE).await;
            }
        };
        tokio::time::timeout(limit, idle).await.is_ok()
    }

    /// Returns when no task of the bot or the data centre has done anything for a while.
    async fn quiet(&self) {
        let moved = || self.activity.polls().wrapping_add(self.server.activity());
        let busy = || self.activity.blocking() > 0 || self.server.pending() > 0;
        let mut seen = moved();
        let mut since = Instant::now();
        let mut rounds = 0;
        while rounds < 24 || since.elapsed() < QUIET {
            tokio::task::yield_now().await;
            rounds += 1;
            let now = moved();
            if now != seen || busy() {
                (seen, since, rounds) = (now, Instant::now(), 0);
            }
        }
    }

    /// The commands with their prefix, in the order of the modules; the built-in ones last.
    pub(super) fn commands(&self) -> Vec<String> {
        let prefix = self.running.settings().prefix();
        let catalogue = self.running.modules();
        let of = |builtin: bool| {
            let modules = catalogue.modules().iter().filter(move |module| module.builtin() == builtin);
            modules.flat_map(|module| module.commands())
        };
        let all = of(false).chain(of(true)).map(|command| command.spec());
        let shown = all.filter(|spec| !spec.hidden);
        shown.map(|spec| format!("{prefix}{}", spec.name)).collect()
    }

    /// The last lines of the log.
    pub(super) fn log(&self, count: usize) -> Vec<String> {
        self.log.last(count)
    }

    /// The last calls, with their times where that is wanted.
    pub(super) fn calls(&self, count: usize, times: bool) -> Vec<String> {
        let calls = self.server.rpc().log();
        let last = calls.iter().skip(calls.len().saturating_sub(count));
        let write = |call: &crate::rpc::LoggedCall| {
            if times { call.to_string() } else { format!("{} => {}", call.text(), call.outcome()) }
        };
        last.map(write).collect()
    }

    /// Returns when the bot stops by itself.
    pub(super) fn ended(&self) -> impl Future<Output = String> + use<> {
        let running = self.running.clone();
        async move {
            match running.wait().await {
                StopReason::LoginEnded => "the login has ended".to_owned(),
                other => format!("{other:?}"),
            }
        }
    }

    pub(super) async fn stop(&self) {
        self.running.stop().await;
        self.server.stop();
    }
}

/// Sends what the world pushes over the wire.
struct Wire(WeakServer);

impl PushSink for Wire {
    fn push(&self, key_id: i64, updates: &grammers_tl_types::enums::Updates, except: Option<i64>) {
        if let Some(server) = self.0.upgrade() {
            server.push(key_id, updates, except);
        }
    }
}

/// The login that the bot has.
fn session(world: &World, server: &Server, key: [u8; 256]) -> Arc<Session> {
    let (ipv4, port) = match server.addr() {
        SocketAddr::V4(address) => (address, address.port()),
        // The configuration says IPv4.
        SocketAddr::V6(address) => {
            (SocketAddrV4::new(Ipv4Addr::LOCALHOST, address.port()), address.port())
        }
    };
    let option = DcOption {
        id: server.dc_id(),
        ipv4,
        ipv6: SocketAddrV6::new(Ipv6Addr::LOCALHOST, port, 0, 0),
        auth_key: Some(key),
    };
    let owner = world.owner();
    let me = PeerInfo::User {
        id: owner.id(),
        auth: Some(PeerAuth::from_hash(owner.access_hash_of(&owner))),
        bot: Some(false),
        is_self: Some(true),
    };
    Session::in_memory(SessionData {
        home_dc: server.dc_id(),
        dc_options: HashMap::from([(server.dc_id(), option)]),
        peer_infos: HashMap::from([(PeerId::self_user(), me)]),
        ..SessionData::default()
    })
}
