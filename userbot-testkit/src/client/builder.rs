//! Says what the bot under test is made of, and starts it.

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::sync::Arc;
use std::time::Duration;

use grammers_session::SessionData;
use grammers_session::types::{DcOption, PeerAuth, PeerId, PeerInfo};
use userbot_sdk::context::{Dropped, Failure, Observer};
use userbot_sdk::error::Result;
use userbot_sdk::module::{Handlers, Module, Registry};
use userbot_sdk::runtime::{Userbot, UserbotBuilder};
use userbot_sdk::telegram::{Activity, ConnectOptions, Session};

use super::failures::Failures;
use super::{MockClient, clock};
use crate::test_run::panic_with;
use crate::server::{Server, ServerConfig};
use crate::world::{User, World};

/// The data centre of the world.
const DC: i32 = 2;
/// The number of the application; the simulated Telegram does not look at it.
const API_ID: i32 = 1;

/// Says what a [`MockClient`] is made of.
#[must_use = "`start` starts the bot"]
pub struct MockClientBuilder {
    world: World,
    owner: User,
    registry: Registry,
    bot: UserbotBuilder,
    seed: u8,
}

impl MockClientBuilder {
    pub(super) fn new(world: World) -> Self {
        let owner = world.owner();
        Self { world, owner, registry: Registry::new(), bot: Userbot::builder(), seed: 1 }
    }

    /// Adds a module.
    pub fn module<M: Module + Handlers>(mut self) -> Self {
        self.registry = self.registry.module::<M>();
        self
    }

    /// Adds every module and free function that is linked into the test.
    #[track_caller]
    pub fn discover(mut self) -> Self {
        self.registry = self.registry.discover();
        self
    }

    /// Adds what is declared in one Rust module and those below it: `module_path!()` mostly.
    pub fn discover_in(mut self, module_path: &str) -> Self {
        self.registry = self.registry.discover_in(module_path);
        self
    }

    /// Uses this registry, instead of the modules that were added so far.
    pub fn registry(mut self, registry: Registry) -> Self {
        self.registry = registry;
        self
    }

    /// Uses the account of this user, instead of the world's owner.
    pub fn account(mut self, user: &User) -> Self {
        self.owner = user.clone();
        self
    }

    /// Sets the prefix of commands.
    pub fn prefix(self, prefix: &str) -> Self {
        self.configure(|bot| bot.prefix_default(prefix))
    }

    /// Sets the languages in which the bot speaks to its owner, such as `["ru"]`.
    pub fn languages<'a>(self, codes: impl IntoIterator<Item = &'a str>) -> Self {
        let codes: Vec<&str> = codes.into_iter().collect();
        self.configure(|bot| bot.languages(codes))
    }

    /// Sets anything else of the bot.
    ///
    /// # Examples
    ///
    /// ```
    /// # use userbot_testkit::prelude::*;
    /// # userbot_testkit::run_test("doc", || async {
    /// let world = World::new();
    /// let bot = MockClient::on(&world).configure(|bot| bot.suggest_unknown(true)).start().await?;
    /// # TestResult::Ok(())
    /// # });
    /// ```
    pub fn configure(mut self, change: impl FnOnce(UserbotBuilder) -> UserbotBuilder) -> Self {
        self.bot = change(self.bot);
        self
    }

    /// Sets how long a handler may run.
    pub fn handler_deadline(self, deadline: Duration) -> Self {
        self.configure(|bot| bot.handler_deadline(deadline))
    }

    /// Starts the data centre and the bot, and settles.
    ///
    /// # Errors
    ///
    /// The modules have problems, or the bot cannot start.
    ///
    /// # Panics
    ///
    /// Panics outside of `#[userbot_testkit::test]`, whose clock it needs.
    pub async fn start(self) -> Result<MockClient> {
        if !clock::is_frozen() {
            panic_with("a MockClient needs the clock of `#[userbot_testkit::test]`");
        }
        let server = self.world.serve(ServerConfig { dc_id: DC, ..ServerConfig::default() }).await?;
        let key = auth_key(self.seed, self.owner.id());
        let key_id = server.add_key(key);
        self.world.sign_in(key_id, &self.owner);
        let session = Session::in_memory(session_data(server.addr(), key, &self.owner));

        let (activity, failures) = (Activity::new(), Failures::default());
        let running = self
            .bot
            .registry(self.registry)
            .observer(Arc::new(Watch(failures.clone())))
            .connection(ConnectOptions::new(API_ID, session).activity(&activity))
            .start()
            .await?;
        let client = MockClient {
            world: self.world,
            owner: self.owner,
            server,
            running: Some(running),
            activity,
            failures,
        };
        client.settle().await;
        Ok(client)
    }
}

impl std::fmt::Debug for MockClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockClientBuilder").field("registry", &self.registry).finish_non_exhaustive()
    }
}

/// Makes a key that no other account of the world has.
fn auth_key(seed: u8, user: i64) -> [u8; 256] {
    let mut state = u64::from(seed) ^ user.cast_unsigned();
    std::array::from_fn(|_| {
        // SplitMix64, https://prng.di.unimi.it/splitmix64.c
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed.to_be_bytes()[0]
    })
}

/// Makes the session of somebody who is signed in at this address.
fn session_data(address: SocketAddr, key: [u8; 256], user: &User) -> SessionData {
    let SocketAddr::V4(ipv4) = address else {
        panic_with("the data centre listens on IPv4");
    };
    let ipv6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, ipv4.port(), 0, 0);
    let mut data = SessionData { home_dc: DC, ..SessionData::default() };
    data.dc_options.clear();
    data.dc_options.insert(DC, DcOption { id: DC, ipv4, ipv6, auth_key: Some(key) });
    let me = PeerInfo::User {
        id: user.id(),
        auth: Some(PeerAuth::from_hash(user.access_hash_of(user))),
        bot: Some(user.is_bot()),
        is_self: Some(true),
    };
    data.peer_infos.insert(PeerId::self_user(), me);
    data
}

/// Sees what goes wrong in handlers.
#[derive(Debug)]
struct Watch(Failures);

impl Observer for Watch {
    fn failed(&self, failure: &Failure) {
        let place = failure.location.as_deref().unwrap_or("unknown place");
        self.0.push(format!(
            "{:?} in {}::{} at {place}: {}",
            failure.kind, failure.module, failure.handler, failure.text
        ));
    }

    fn dropped(&self, dropped: &Dropped) {
        self.0.push(format!(
            "{} events for {}::{} were dropped",
            dropped.count, dropped.module, dropped.handler
        ));
    }
}
