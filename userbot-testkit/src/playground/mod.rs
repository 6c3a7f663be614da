//! A terminal chat with a simulated Telegram, and a bot in it: no account, no network.
//!
//! [`run`] is for the `main` of a bot: it makes a small world, starts the bot on it as it would be started on the
//! real Telegram, and opens a chat. What one types is said by the account's owner, so commands work; `/as Ann hello`
//! lets somebody else speak, and `/help` tells the rest.
//!
//! When the input is not a terminal, each line of it is said, the bot's answer is awaited, and a plain transcript is
//! printed that is the same each time:
//!
//! ```text
//! $ printf '.ping\n/as Ann nice\n' | cargo run -q -p starter
//! You: .ping
//! You: pong (edited)
//! Ann: nice
//! ```
//!
//! [`Playground::builder`] does the same with a world, an input and an output of one's own.
//!
//! # Limits
//!
//! The clock is the real one: a reminder in an hour comes in an hour. Tests with
//! [`MockClient`](crate::client::MockClient) move the clock.
//!
//! The folder from the line that is typed to the screen: `input` reads it, `talk` obeys, `deed` acts in the world,
//! `bot` reacts, `watch` is told of each change and asks `eye` what the owner sees and `ledger` what is new, and
//! `render` writes it onto the `screen`. `pipe` and `terminal` are the two sources of lines.

mod bot;
mod deed;
mod eye;
mod input;
mod ledger;
mod names;
mod pipe;
mod render;
mod sample;
mod scene;
mod screen;
mod slash;
mod stage;
mod talk;
mod terminal;
mod texts;
mod watch;

use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use userbot_sdk::Exit;
use userbot_sdk::module::Registry;

pub use texts::Language;

use crate::world::World;

/// Opens a chat with a bot of these modules, on the terminal or on what is piped in.
///
/// It returns when the person leaves or the input ends, after the bot has stopped. The world is new each time; what
/// the bot keeps (settings, config, values of modules) is there again the next time: it stands in the file
/// `NAME.userbot/playground.redb` in the current folder, apart from what the bot keeps for the real account. Remove the
/// file to begin anew.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::prelude::*;
///
/// /// Answers "pong".
/// #[command]
/// async fn ping(ctx: &Context) -> Result<()> {
///     ctx.answer("pong").await
/// }
///
/// #[tokio::main]
/// async fn main() -> userbot_sdk::Exit {
///     userbot_testkit::playground::run(Registry::new().discover()).await
/// }
/// ```
pub async fn run(registry: Registry) -> Exit {
    Playground::builder()
        .registry(registry)
        .keep_in(own_file())
        .run()
        .await
}

/// Returns where [`run`] keeps values: in the folder that the program's login would be in, too.
fn own_file() -> PathBuf {
    let program = std::env::args_os().next().map(PathBuf::from);
    let name = program.as_deref().and_then(Path::file_stem).map_or_else(
        || "bot".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    PathBuf::from(format!("{name}.userbot")).join("playground.redb")
}

/// Is a terminal chat with a simulated Telegram.
#[derive(Debug)]
pub struct Playground;

impl Playground {
    /// Begins a playground.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::Exit;
    /// use userbot_sdk::prelude::*;
    /// use userbot_testkit::World;
    /// use userbot_testkit::playground::{Language, Playground};
    ///
    /// let world = World::new();
    /// let ann = world.user("Ann");
    /// let club = world.group("Club").member(&ann).create();
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let exit = Playground::builder()
    ///     .world(&world)
    ///     .registry(Registry::new())
    ///     .language(Language::English)
    ///     .input("/chat club\n/as Ann hello\n".as_bytes())
    ///     .output(std::io::sink())
    ///     .run()
    ///     .await;
    /// assert_eq!(exit, Exit::Success);
    /// # });
    /// club.last_message().expect_text("hello").expect_from(&ann);
    /// ```
    pub fn builder() -> PlaygroundBuilder {
        PlaygroundBuilder::default()
    }
}

/// Collects what a playground consists of; [`run`](Self::run) opens it.
#[derive(Default)]
#[must_use = "a playground opens with `run`"]
pub struct PlaygroundBuilder {
    registry: Registry,
    world: Option<World>,
    language: Option<Language>,
    input: Option<Box<dyn Read + Send>>,
    output: Option<Box<dyn Write + Send>>,
    store: Option<PathBuf>,
}

impl PlaygroundBuilder {
    /// Sets the modules of the bot; the built-in ones are added.
    pub fn registry(mut self, registry: Registry) -> Self {
        self.registry = registry;
        self
    }

    /// Sets the world; its owner's first chat is opened, or Saved Messages. Without this there is a small world with
    /// some people and chats.
    pub fn world(mut self, world: &World) -> Self {
        self.world = Some(world.clone());
        self
    }

    /// Sets the language of the playground and of the bot; otherwise it is that of the terminal.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Reads lines from here instead of the standard input. There is then no line editing.
    pub fn input(mut self, input: impl Read + Send + 'static) -> Self {
        self.input = Some(Box::new(input));
        self
    }

    /// Writes a plain transcript here instead of to the standard output.
    pub fn output(mut self, output: impl Write + Send + 'static) -> Self {
        self.output = Some(Box::new(output));
        self
    }

    /// Keeps what the bot keeps in this file, so that it is there the next time. Without this it is forgotten at the
    /// end.
    pub fn keep_in(mut self, file: impl Into<PathBuf>) -> Self {
        self.store = Some(file.into());
        self
    }

    /// Opens the chat and returns when it is over and the bot has stopped.
    ///
    /// Dropping the future stops the bot. What is wrong with the modules is written to the output, and the exit says
    /// so, as [`userbot_sdk::run`] would.
    pub async fn run(self) -> Exit {
        stage::run(self).await
    }
}

impl fmt::Debug for PlaygroundBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaygroundBuilder")
            .field("registry", &self.registry)
            .field("world", &self.world)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
