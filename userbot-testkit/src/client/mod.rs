//! A bot under test: the account of a world's owner, with its modules, on the real client.
//!
//! [`MockClient`] starts the same runtime that a bot binary starts, connected to a data centre on
//! loopback that serves the [`World`]. Its methods act and then *settle*: they return when
//! everything that follows from the act has happened, short of what waits for the clock.

mod builder;
pub(crate) mod clock;
mod failures;
pub(crate) mod settle;

use std::fmt;
use std::time::Duration;

use userbot_sdk::runtime::Running;
use userbot_sdk::store::Db;
use userbot_sdk::telegram::Client;

pub use builder::MockClientBuilder;
pub use clock::{days, hours, minutes, seconds};

use crate::rpc::Rpc;
use crate::server::{Faults, Server};
use crate::test_run::panic_with;
use crate::world::{Chat, Message, Press, Target, User, World};
use failures::Failures;
use userbot_sdk::telegram::Activity;

/// So long a stop may take at most.
const STOP: Duration = Duration::from_secs(10);

/// Is a bot that runs in a world, signed in as its owner.
///
/// Dropping it checks what the test did not: handlers that failed, calls that nobody models, and
/// responders that were not used as they said. A test can only pass when all of that is in order.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
/// use userbot_testkit::prelude::*;
///
/// /// Answers.
/// #[derive(Module, Default)]
/// struct Pinger;
///
/// #[handlers]
/// impl Pinger {
///     /// Answers "pong".
///     #[command]
///     async fn ping(&self, ctx: &Context) -> Result<()> {
///         ctx.answer("pong").await
///     }
/// }
///
/// # userbot_testkit::run_test("doc", || async {
/// let world = World::new();
/// let club = world.group("Club").create();
/// let mut bot = MockClient::on(&world).module::<Pinger>().start().await?;
///
/// bot.send(&club, ".ping").await.expect_edited("pong");
/// # TestResult::Ok(())
/// # });
/// ```
pub struct MockClient {
    world: World,
    owner: User,
    /// The one that the account lives in, and the others.
    servers: Vec<Server>,
    running: Option<Running>,
    activity: Activity,
    failures: Failures,
}

impl MockClient {
    /// Begins a bot on a world; [`MockClientBuilder::start`] starts it.
    pub fn on(world: &World) -> MockClientBuilder {
        MockClientBuilder::new(world.clone())
    }

    /// Returns the world that the bot is in.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Returns the user whose account the bot uses.
    pub fn owner(&self) -> &User {
        &self.owner
    }

    /// Writes a message as the owner, from another device, and settles.
    pub async fn send(&mut self, to: impl Target, text: &str) -> Message {
        let owner = self.owner.clone();
        self.act(|| owner.send(to, text)).await
    }

    /// Replies to a message as the owner, and settles.
    pub async fn reply(&mut self, to: &Message, text: &str) -> Message {
        let owner = self.owner.clone();
        self.act(|| owner.reply(to, text)).await
    }

    /// Edits an own message as the owner, from another device, and settles.
    pub async fn edit(&mut self, message: &Message, text: &str) -> Message {
        let owner = self.owner.clone();
        self.act(|| owner.edit(message, text)).await
    }

    /// Deletes a message as the owner, and settles.
    pub async fn delete(&mut self, message: &Message) {
        let owner = self.owner.clone();
        self.act(|| owner.delete(message)).await;
    }

    /// Presses a button as the owner, and settles.
    pub async fn press(&mut self, message: &Message, label: &str) -> Press {
        let owner = self.owner.clone();
        self.act(|| owner.press(message, label)).await
    }

    /// Lets somebody act in the world, and settles.
    ///
    /// # Examples
    ///
    /// ```
    /// # use userbot_testkit::prelude::*;
    /// # userbot_testkit::run_test("doc", || async {
    /// let world = World::new();
    /// let ann = world.user("Ann");
    /// let club = world.group("Club").member(&ann).create();
    /// let mut bot = MockClient::on(&world).start().await?;
    ///
    /// let hello = bot.act(|| ann.send(&club, "hello")).await;
    /// hello.expect_no_reply();
    /// # TestResult::Ok(())
    /// # });
    /// ```
    pub async fn act<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let result = act();
        self.settle().await;
        result
    }

    /// Returns when nothing moves any more: no update, handler or call that does not wait for the
    /// clock or for an answer that a responder withholds.
    pub async fn settle(&self) {
        settle::settle(&self.activity, &self.servers).await;
    }

    /// Moves the clock, timer by timer, and settles.
    ///
    /// Every timer that falls due on the way fires at its time and in order, and what it starts
    /// happens before the next one.
    pub async fn advance(&mut self, duration: Duration) {
        self.settle().await;
        clock::advance(duration).await;
        self.settle().await;
    }

    /// Returns the log of calls, and what changes their answers.
    pub fn rpc(&self) -> &Rpc {
        self.server().rpc()
    }

    /// Returns what can go wrong with the connection.
    pub fn faults(&self) -> &Faults {
        self.server().faults()
    }

    /// Returns the data centre that the account lives in.
    pub fn server(&self) -> &Server {
        &self.servers[0]
    }

    /// Returns another data centre, by its number.
    ///
    /// # Panics
    ///
    /// Panics when the bot was started without it.
    #[track_caller]
    pub fn data_centre(&self, dc: i32) -> &Server {
        match self.servers.iter().find(|server| server.dc_id() == dc) {
            Some(server) => server,
            None => panic_with(&format!("there is no data centre {dc}")),
        }
    }

    /// Returns the client of the bot, for calls from the test.
    ///
    /// # Panics
    ///
    /// Panics when the bot has been stopped.
    #[track_caller]
    pub fn client(&self) -> &Client {
        self.running().client()
    }

    /// Returns the running bot.
    ///
    /// # Panics
    ///
    /// Panics when the bot has been stopped.
    #[track_caller]
    pub fn running(&self) -> &Running {
        match &self.running {
            Some(running) => running,
            None => panic_with("the bot has been stopped"),
        }
    }

    /// Returns what the module with this name keeps.
    ///
    /// # Panics
    ///
    /// Panics when the bot has been stopped.
    #[track_caller]
    pub fn db(&self, module: &str) -> Db {
        self.running().db(module)
    }

    /// Returns the errors and panics of handlers so far, and forgives them.
    pub fn take_errors(&mut self) -> Vec<String> {
        self.failures.take()
    }

    /// Forgives the error or panic that a handler had, and returns its text.
    ///
    /// # Panics
    ///
    /// Panics when no handler failed.
    #[track_caller]
    pub fn expect_error(&mut self) -> String {
        let mut errors = self.failures.take();
        if errors.is_empty() {
            panic_with("expected a handler to fail, and none did");
        }
        let first = errors.remove(0);
        self.failures.put_back(errors);
        first
    }

    /// Stops the bot as a signal would, and settles.
    ///
    /// The clock moves only when a handler does not end by itself: then by the time that a stop
    /// may take.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            let stopping = self.activity.spawn(async move { running.stop().await });
            self.settle().await;
            if !stopping.is_finished() {
                self.advance(STOP).await;
            }
            if let Err(error) = stopping.await {
                panic_with(&format!("the bot could not be stopped: {error}"));
            }
        }
        self.settle().await;
    }

    /// Checks what dropping checks, now.
    ///
    /// # Panics
    ///
    /// Panics with everything that is not in order.
    #[track_caller]
    pub fn verify(&mut self) {
        let complaints = self.complaints();
        if !complaints.is_empty() {
            panic_with(&complaints.join("\n\n"));
        }
    }

    fn complaints(&mut self) -> Vec<String> {
        let mut complaints = Vec::new();
        let errors = self.failures.take();
        if !errors.is_empty() {
            complaints.push(format!(
                "handlers failed (call `bot.expect_error()` if that is right):\n  {}",
                errors.join("\n  ")
            ));
        }
        let unmodelled = self.rpc().unmodelled();
        if !unmodelled.is_empty() {
            let calls: Vec<String> = unmodelled
                .iter()
                .map(crate::rpc::LoggedCall::text)
                .collect();
            complaints.push(format!(
                "calls that the simulated Telegram does not model (answer them with \
                 `bot.rpc().on::<…>()`):\n  {}",
                calls.join("\n  ")
            ));
        }
        if let Err(unmet) = self.rpc().verify() {
            complaints.push(unmet.to_string());
        }
        complaints
    }

    /// Returns the chats of the owner, each with its transcript: for messages of failed tests.
    pub fn transcript(&self) -> String {
        let chats = self.world.chats();
        let parts: Vec<String> = chats
            .iter()
            .map(|chat: &Chat| format!("--- {}\n{}", chat.title(), chat.transcript()))
            .collect();
        parts.join("")
    }
}

impl Drop for MockClient {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}\ncalls:\n{}", self.transcript(), self.rpc().transcript());
        } else {
            let complaints = self.complaints();
            if !complaints.is_empty() {
                let all = complaints.join("\n\n");
                let message = format!(
                    "{all}\n\n{}\ncalls:\n{}",
                    self.transcript(),
                    self.rpc().transcript()
                );
                panic_with(&message);
            }
        }
    }
}

impl fmt::Debug for MockClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockClient")
            .field("owner", &self.owner.name())
            .finish_non_exhaustive()
    }
}
