//! The whole path of an update, from its decrypted bytes to its handlers, for measurements.
//!
//! Nothing of it is left out: the pump with its gap handling, the index, the queues, and handlers
//! with a real context, deadlines and isolation. Only the network is not there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use grammers_session::updates::UpdatesLike;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::command::{ArgumentsShape, CommandRow, CommandSpec, RunCommand};
use crate::context::{Bot, BotParts, Clock, Stats};
use crate::dispatch::{DispatchOptions, Dispatcher};
use crate::error::{Error, Result};
use crate::lifecycle::load_all;
use crate::module::{Docs, FreeModule, ModuleInfo, Registry, SourceLocation};
use crate::options::Configs;
use crate::store::{MemoryStore, Settings, SettingsDefaults, Storage};
use crate::strings::{Language, Texts};
use crate::telegram::{Activity, Client, EventKind, Peer, SessionData, UpdatePump, tl};
use crate::watcher::{FilterSpec, RunWatcher, WatcherRow, WatcherSpec};

/// So many packets wait for the pump, as behind a real connection.
const PACKETS: usize = 16_384;

const HERE: SourceLocation = SourceLocation {
    file: file!(),
    line: line!(),
};

/// Is a module whose handlers are made at run time. They live as long as the program.
#[derive(Default)]
pub struct Rows {
    commands: Vec<&'static CommandRow<()>>,
    watchers: Vec<&'static WatcherRow<()>>,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("commands", &self.commands.len())
            .field("watchers", &self.watchers.len())
            .finish()
    }
}

impl Rows {
    /// Adds a command that takes any text.
    pub fn command(&mut self, name: &'static str, run: RunCommand<()>) {
        let spec = CommandSpec {
            name,
            aliases: &[],
            docs: Docs(&[]),
            scope: &[],
            only: &[],
            cooldown: None,
            hidden: false,
            usage: None,
            location: HERE,
        };
        self.commands.push(Box::leak(Box::new(CommandRow {
            spec,
            arguments: ArgumentsShape::Raw,
            run,
        })));
    }

    /// Adds a watcher of messages.
    pub fn watcher(&mut self, name: &'static str, filter: FilterSpec, run: RunWatcher<()>) {
        let spec = WatcherSpec {
            name,
            docs: Docs(&[]),
            kind: EventKind::Message,
            filter,
            location: HERE,
        };
        self.watchers
            .push(Box::leak(Box::new(WatcherRow { spec, run })));
    }

    pub(crate) fn registry(self) -> Registry {
        let info = ModuleInfo {
            name: "Rows",
            version: super::SDK_VERSION,
            crate_name: "userbot_sdk",
            sdk_version: super::SDK_VERSION,
            docs: Docs(&[]),
            texts: Texts::NONE,
            location: HERE,
        };
        Registry::new().rows(FreeModule {
            info: Box::leak(Box::new(info)),
            commands: self.commands,
            watchers: self.watchers,
            schedules: Vec::new(),
            marker: std::marker::PhantomData,
        })
    }
}

/// Is a running bot that is given its updates by hand.
#[derive(Debug)]
pub struct Path {
    packets: mpsc::Sender<UpdatesLike>,
    dispatcher: Dispatcher,
    pump: JoinHandle<()>,
}

impl Path {
    /// Starts a bot of this account with these handlers, on the present runtime.
    ///
    /// # Errors
    ///
    /// The handlers do not pass the checks of every bot.
    pub async fn start(me: &tl::enums::User, rows: Rows) -> Result<Self> {
        let catalogue = rows.registry().validate()?;
        let client = Client::offline_with(SessionData::default());
        client.session().set_me(&Peer::from_user(me));
        let storage = Storage::new(Arc::new(MemoryStore::new()));
        let defaults = SettingsDefaults {
            prefix: ".".to_owned(),
            languages: vec![Language::english()],
        };
        let settings = Settings::open(storage.db("userbot"), defaults).await?;
        let bot = Bot::new(BotParts {
            client: client.clone(),
            catalogue: Arc::new(catalogue),
            settings: Arc::new(settings),
            texts: Arc::default(),
            storage,
            configs: Configs::default(),
            clock: Clock::starting_at(Timestamp::UNIX_EPOCH),
            observer: None,
            activity: Activity::new(),
            handler_deadline: Duration::from_secs(600),
            zone: jiff::tz::TimeZone::UTC,
        });
        load_all(&bot).await;
        let dispatcher = Dispatcher::new(bot, DispatchOptions::default());
        let (packets, receiver) = mpsc::channel(PACKETS);
        let sink = Arc::new(dispatcher.clone());
        let pump = tokio::spawn(UpdatePump::follow(client, receiver, sink));
        Ok(Self {
            packets,
            dispatcher,
            pump,
        })
    }

    /// Hands over one packet as it comes out of the decryption.
    ///
    /// # Errors
    ///
    /// It is no list of updates, or too many wait.
    pub fn packet(&self, bytes: &[u8]) -> Result<()> {
        let room = self
            .packets
            .try_reserve()
            .map_err(|error| Error::msg(error.to_string()))?;
        match <tl::enums::Updates as tl::Deserializable>::from_bytes(bytes) {
            Ok(updates) => room.send(UpdatesLike::Updates(updates)),
            Err(error) => return Err(Error::msg(error.to_string())),
        }
        Ok(())
    }

    /// Returns how many packets wait.
    pub fn waiting(&self) -> usize {
        PACKETS - self.packets.capacity()
    }

    /// Waits until every packet is taken in and every handler has ended.
    pub async fn settled(&self) {
        while self.waiting() > 0 || !self.dispatcher.idle() {
            tokio::task::yield_now().await;
        }
    }

    /// Returns the numbers so far.
    pub fn stats(&self) -> Stats {
        self.dispatcher.stats()
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        self.pump.abort();
    }
}
