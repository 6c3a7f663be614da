//! A simulated Telegram for testing userbot modules: the real client, real `MTProto`, no account.
//!
//! A [`World`] holds users, chats and their messages. A [`MockClient`]
//! is a bot that is signed in as the world's owner: the unmodified client library, connected to a
//! data centre on loopback, with the modules under test. A test lets people act and looks at what
//! they would see:
//!
//! ```
//! use userbot_sdk::prelude::*;
//! use userbot_testkit::prelude::*;
//!
//! /// Answers.
//! #[derive(Module, Default)]
//! struct Pinger;
//!
//! #[handlers]
//! impl Pinger {
//!     /// Answers "pong".
//!     #[command]
//!     async fn ping(&self, ctx: &Context) -> Result<()> {
//!         ctx.answer("pong").await
//!     }
//! }
//!
//! # userbot_testkit::run_test("doc", || async {
//! // In a test crate: #[userbot_testkit::test] async fn answers() -> TestResult {
//! let world = World::new();
//! let ann = world.user("Ann");
//! let club = world.group("Club").member(&ann).create();
//! let mut bot = MockClient::on(&world).module::<Pinger>().start().await?;
//!
//! let asked = bot.send(&club, ".ping").await;
//!
//! asked.expect_edited("pong");
//! assert_eq!(club.transcript(), "You: pong (edited)\n");
//! # TestResult::Ok(())
//! # });
//! ```
//!
//! # Time
//!
//! The clock stands still. Sleeps, deadlines, schedules and flood waits end only when the test
//! says [`advance`](client::MockClient::advance). Acting settles: `send`, `act`, `advance` and the
//! rest return when nothing moves any more, so there is nothing to wait for.
//!
//! # What is real
//!
//! Everything between the handler and the socket: the SDK's dispatch and policy, the client
//! library, encryption, update gaps. What is not: the key exchange (a key is shared beforehand),
//! secret chats, calls, payments, and calls that the table in [`methods`] does not list. A call
//! that nobody models is answered with an error and fails the test by its name; answer it with
//! [`Rpc::on`](rpc::Rpc::on).

pub mod client;
mod layers;
mod lint;
mod log;
pub mod methods;
#[cfg(feature = "playground")]
pub mod playground;
pub mod prelude;
pub mod rpc;
pub mod server;
mod test_run;
pub mod transcript;
pub mod web;
pub mod world;

pub use client::MockClient;
pub use lint::{LintBuilder, lint};
pub use log::Log;
pub use test_run::{TestOutcome, TestResult, run_test};
pub use userbot_macros::test;
pub use world::World;

#[doc(hidden)]
pub mod __private {
    pub use crate::test_run::run_test;
}
