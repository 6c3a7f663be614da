//! Says what the bot under test is made of, and starts it.

use std::sync::Arc;
use std::time::Duration;

use grammers_session::Session as _;
use userbot_sdk::Timestamp;
use userbot_sdk::config::Environment;
use userbot_sdk::context::{Dropped, Failure, Observer};
use userbot_sdk::error::Result;
use userbot_sdk::module::{Handlers, Module, Registry};
use userbot_sdk::runtime::{Userbot, UserbotBuilder};
use userbot_sdk::store::Store;
use userbot_sdk::telegram::{Activity, CallLimits, Session};

use super::failures::Failures;
use super::{MockClient, clock};
use crate::server::ServerConfig;
use crate::test_run::panic_with;
use crate::world::{User, World};

/// The number of the application; the simulated Telegram does not look at it.
const API_ID: i32 = 1;
/// Its secret, at which nobody looks either.
const API_HASH: &str = "testkit";

/// Says what a [`MockClient`] is made of.
#[must_use = "`start` starts the bot"]
pub struct MockClientBuilder {
    world: World,
    owner: User,
    registry: Registry,
    bot: UserbotBuilder,
    session: Option<Arc<Session>>,
    /// Other data centres, and whether each is one of the delivery network.
    centres: Vec<(i32, bool)>,
    environment: Environment,
    values: Vec<(String, String, String)>,
}

impl MockClientBuilder {
    pub(super) fn new(world: World) -> Self {
        let owner = world.owner();
        let now = Timestamp::new(i64::from(world.now()), 0).unwrap_or_default();
        // The clock of a test stands still: a bot that spaces its calls would stop in the middle.
        let bot = Userbot::builder()
            .started_at(now)
            .time_zone("UTC")
            .call_limits(CallLimits::off());
        Self {
            world,
            owner,
            registry: Registry::new(),
            bot,
            session: None,
            centres: Vec::new(),
            environment: Environment::empty(),
            values: Vec::new(),
        }
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
    ///
    /// # Panics
    ///
    /// Panics when the user belongs to another world.
    #[track_caller]
    pub fn account(mut self, user: &User) -> Self {
        self.world.check_own(user);
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
    /// Calls are not spaced in tests, because the clock stands still: `call_limits` turns that on.
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

    /// Uses this session instead of a new one: that of a bot which was stopped, to start it again.
    /// It has to be a session of the same account.
    pub fn session(mut self, session: Arc<Session>) -> Self {
        self.session = Some(session);
        self
    }

    /// Uses this store instead of a new one in memory: that of a bot which was stopped, to start it
    /// again, or a file.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use userbot_sdk::store::MemoryStore;
    /// # use userbot_testkit::prelude::*;
    /// # userbot_testkit::run_test("doc", || async {
    /// let world = World::new();
    /// let store = Arc::new(MemoryStore::new());
    /// let mut bot = MockClient::on(&world).store(store.clone()).start().await?;
    /// bot.db("greeter").set("greeting", "hello").await?;
    /// bot.stop().await;
    /// drop(bot);
    ///
    /// let bot = MockClient::on(&world).store(store).start().await?;
    /// let greeting = bot.db("greeter").get::<String>("greeting").await?;
    /// assert_eq!(greeting.as_deref(), Some("hello"));
    /// # TestResult::Ok(())
    /// # });
    /// ```
    pub fn store(self, store: Arc<dyn Store>) -> Self {
        self.configure(|bot| bot.store(store))
    }

    /// Starts another data centre too; the account lives in number 2.
    ///
    /// [`World::keep_files_in`] puts files there.
    pub fn data_centre(mut self, dc: i32) -> Self {
        self.centres.push((dc, false));
        self
    }

    /// Starts a data centre of the content delivery network too.
    ///
    /// [`Message::put_on_cdn`](crate::world::Message::put_on_cdn) puts files there.
    pub fn cdn(mut self, dc: i32) -> Self {
        self.centres.push((dc, true));
        self
    }

    /// Sets an option of a module before the modules load, as if its owner had set it earlier.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    /// use userbot_testkit::prelude::*;
    ///
    /// #[derive(Config)]
    /// struct TeaConfig {
    ///     /// The kind.
    ///     #[config(default = "green")]
    ///     kind: String,
    /// }
    ///
    /// /// Makes tea.
    /// #[derive(Module, Default)]
    /// #[module(config = TeaConfig)]
    /// struct Tea;
    ///
    /// #[handlers]
    /// impl Tea {
    ///     /// Brews a cup.
    ///     #[command]
    ///     async fn tea(&self, ctx: &Context) -> Result<()> {
    ///         ctx.answer(ctx.config::<TeaConfig>().kind.as_str()).await
    ///     }
    /// }
    ///
    /// # userbot_testkit::run_test("doc", || async {
    /// let world = World::new();
    /// let mut bot = MockClient::on(&world)
    ///     .module::<Tea>()
    ///     .config_value("Tea", "kind", "black")
    ///     .start()
    ///     .await?;
    /// bot.send(world.owner(), ".tea").await.expect_edited("black");
    /// # TestResult::Ok(())
    /// # });
    /// ```
    pub fn config_value(mut self, module: &str, option: &str, value: &str) -> Self {
        self.values
            .push((module.to_owned(), option.to_owned(), value.to_owned()));
        self
    }

    /// Sets an environment variable of an option, such as `USERBOT_REMINDER__LIMIT`. A bot under
    /// test sees only those, and none of its process.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment = self.environment.with(name, value);
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
            panic_with(
                "a MockClient needs the clock of a test: write `#[userbot_testkit::test]` where \
                 `#[tokio::test]` or `#[test]` stands",
            );
        }
        let server = self.world.serve(ServerConfig::new()).await?;
        let mut login = self.world.login(&server, &self.owner, 1);
        let mut servers = vec![server];
        for (dc, cdn) in self.centres {
            let config = ServerConfig::new().dc_id(dc);
            let other = if cdn {
                self.world.serve_cdn(config).await?
            } else {
                self.world.serve_centre(config).await?
            };
            if !cdn {
                let option = self.world.introduce(&other, &self.owner, 1);
                login.dc_options.insert(dc, option);
            }
            servers.push(other);
        }
        let session = match self.session {
            Some(session) => {
                // The data centre may stand at another port than the last time.
                for option in login.dc_options.values() {
                    session.set_dc_option(option).await?;
                }
                session
            }
            None => Session::in_memory(login),
        };

        let (activity, failures) = (Activity::new(), Failures::default());
        let mut bot = self.bot;
        for (module, option, value) in self.values {
            bot = bot.config_value(module, option, value);
        }
        let running = bot
            .environment(self.environment)
            .registry(userbot_sdk::builtin::add(self.registry))
            .observer(Arc::new(Watch(failures.clone())))
            .session(session)
            .api(API_ID, API_HASH)
            .activity(activity.clone())
            .start()
            .await?;
        let client = MockClient {
            world: self.world,
            owner: self.owner,
            servers,
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
        f.debug_struct("MockClientBuilder")
            .field("registry", &self.registry)
            .finish_non_exhaustive()
    }
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
