//! What all contexts of one bot share.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::Semaphore;
use tokio::task::Id;

use super::clock::Clock;
use super::conversation::Lines;
use super::failure::{Blocked, Dropped, Failure, Observer};
use super::panics::catch;
use super::report::{Reporter, STREAK, Tell};
use super::scope::Scope;
use super::slots::Slot;
use super::stats::{Counters, HandlerReport, add};
use crate::error::Result;
use crate::module::Catalogue;
use crate::options::Configs;
use crate::store::{Settings, Storage};
use crate::strings::{Language, Strings, TextBook, Value};
use crate::telegram::{Activity, Client, Outgoing, PeerId, as_caller};

/// Is one running bot, as its handlers see it.
pub(crate) struct Bot {
    pub(crate) client: Client,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) texts: Arc<TextBook>,
    pub(crate) storage: Storage,
    pub(crate) configs: Configs,
    pub(crate) clock: Clock,
    pub(crate) activity: Activity,
    /// The modules, by their place in the catalogue.
    pub(crate) slots: Vec<Slot>,
    /// One module changes at a time, with those that depend on it.
    pub(crate) change: Change,
    /// What belongs to no module.
    pub(crate) scope: Arc<Scope>,
    pub(crate) counters: Counters,
    /// Knows what each handler has done, as soon as events can come.
    pub(crate) handlers: OnceLock<Weak<dyn HandlerReport>>,
    /// Switches modules off that fail again and again, when the owner wants that.
    pub(crate) breaker: OnceLock<Breaker>,
    /// How long one run of a handler may take.
    pub(crate) handler_deadline: Duration,
    /// The clocks by which schedules run.
    pub(crate) zone: TimeZone,
    /// Lets in so many blocking jobs at once.
    pub(crate) blocking: Arc<Semaphore>,
    pub(crate) reporter: Reporter,
    /// The chats in which somebody waits for answers.
    pub(crate) lines: Arc<Lines>,
}

/// The owner is told of a handler that blocks at most once in this time.
const BLOCKED_QUIET: Duration = Duration::from_secs(3_600);

/// Is what happens to a module that fails again and again.
pub(crate) struct Breaker {
    /// So many failures in a row are enough.
    pub(crate) after: usize,
    /// Is told which module it is, and how many failures there were.
    pub(crate) trip: Box<dyn Fn(usize, usize) + Send + Sync>,
}

/// Orders the changes of modules.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// Held by the change that is under way.
    pub(crate) lock: tokio::sync::Mutex<()>,
    /// The task in which it is, to tell a hook that asks for another one.
    pub(crate) task: Mutex<Option<Id>>,
}

/// Says the texts of the SDK in the languages of a chat.
#[derive(Debug)]
pub(crate) struct Voice {
    texts: Arc<Strings>,
    pub(crate) languages: Arc<[Language]>,
}

impl Voice {
    /// Gives a built-in text.
    pub(crate) fn text(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        self.texts.get(&self.languages, key, arguments)
    }
}

/// Is what a bot is made from.
pub(crate) struct BotParts {
    pub(crate) client: Client,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) texts: Arc<TextBook>,
    pub(crate) storage: Storage,
    pub(crate) configs: Configs,
    pub(crate) clock: Clock,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) activity: Activity,
    pub(crate) handler_deadline: Duration,
    pub(crate) zone: TimeZone,
}

impl Bot {
    /// Makes a bot whose modules are not loaded yet.
    pub(crate) fn new(parts: BotParts) -> Arc<Self> {
        let modules = parts.catalogue.modules().len();
        Arc::new(Self {
            client: parts.client,
            reporter: Reporter::new(parts.observer, modules),
            catalogue: parts.catalogue,
            settings: parts.settings,
            storage: parts.storage,
            configs: parts.configs,
            clock: parts.clock,
            slots: (0..modules).map(|_| Slot::default()).collect(),
            change: Change::default(),
            scope: Scope::of_bot(&parts.activity, &parts.texts),
            texts: parts.texts,
            counters: Counters::default(),
            handlers: OnceLock::new(),
            breaker: OnceLock::new(),
            handler_deadline: parts.handler_deadline,
            zone: parts.zone,
            blocking: Arc::new(Semaphore::new(super::blocking::AT_ONCE)),
            activity: parts.activity,
            lines: Arc::default(),
        })
    }

    /// Returns the scopes that live: the bot's own and one for each module that is there.
    pub(crate) fn scopes(&self) -> Vec<Arc<Scope>> {
        let modules = self.slots.iter().filter_map(Slot::current);
        std::iter::once(Arc::clone(&self.scope))
            .chain(modules.map(|held| held.scope))
            .collect()
    }

    /// Returns the slot of a module.
    pub(crate) fn slot(&self, module: usize) -> Option<&Slot> {
        self.slots.get(module)
    }

    /// Gives what speaks in a chat, or to the owner when there is none.
    pub(crate) fn voice(&self, chat: Option<PeerId>) -> Voice {
        Voice {
            texts: self.texts.sdk(),
            languages: match chat {
                Some(chat) => self.settings.languages_in(chat.to_bot_api()),
                None => self.settings.languages(),
            },
        }
    }

    /// Gives a built-in text in the owner's languages.
    pub(crate) fn text(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        self.texts
            .sdk()
            .get(&self.settings.languages(), key, arguments)
    }

    /// Notes a failure, and tells the owner unless the person in the chat is told already.
    pub(crate) fn failed(&self, module: usize, failure: &Failure, told: bool) {
        self.reporter.failed(failure);
        if !told && let Tell::Now { kept_back } = self.reporter.ask(&failure.id) {
            let mut text = self.text(
                "report-failed",
                &[
                    ("module", failure.module.into()),
                    ("handler", failure.handler.into()),
                    ("id", failure.id.as_str().into()),
                    ("text", shortened(&failure.text).into()),
                ],
            );
            if kept_back > 0 {
                text.push('\n');
                text += &self.text("report-again", &[("count", number(kept_back))]);
            }
            self.tell_owner(text);
        }
        let streak = self.reporter.ended(module, true);
        if let Some(breaker) = self.breaker.get().filter(|known| streak >= known.after) {
            (breaker.trip)(module, streak);
        } else if streak == STREAK {
            let prefix = self.settings.prefix();
            self.tell_owner(self.text(
                "report-streak",
                &[
                    ("module", failure.module.into()),
                    ("prefix", (&*prefix).into()),
                ],
            ));
        }
    }

    /// Notes dropped events and tells the owner.
    pub(crate) fn dropped(&self, dropped: &Dropped) {
        self.reporter.dropped(dropped);
        let key = format!("dropped {} {}", dropped.module, dropped.handler);
        if let Tell::Now { kept_back } = self.reporter.ask_for_all(&key, dropped.count) {
            self.tell_owner(self.text(
                "report-dropped",
                &[
                    ("module", dropped.module.into()),
                    ("handler", dropped.handler.into()),
                    ("count", number(dropped.count + kept_back)),
                ],
            ));
        }
    }

    /// Notes that a handler blocks its thread and tells the owner.
    pub(crate) fn blocked(&self, blocked: &Blocked) {
        add(&self.counters.blocked, 1);
        self.reporter.blocked(blocked);
        let key = format!("blocked {} {}", blocked.module, blocked.handler);
        if let Tell::Now { .. } = self.reporter.ask_once_in(BLOCKED_QUIET, &key) {
            self.tell_owner(
                self.text(
                    "report-blocked",
                    &[
                        ("module", blocked.module.into()),
                        ("handler", blocked.handler.into()),
                        (
                            "milliseconds",
                            i64::try_from(blocked.elapsed.as_millis())
                                .unwrap_or(i64::MAX)
                                .into(),
                        ),
                    ],
                ),
            );
        }
    }

    /// Sends a message to Saved Messages without waiting for it.
    pub(crate) fn tell_owner(&self, html: String) {
        let client = self.client.clone();
        self.scope.runs.spawn(async move {
            match catch(client.send("me", Outgoing::html(html))).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the owner could not be told"),
                Err(panicked) => tracing::error!(%panicked, "telling the owner failed"),
            }
        });
    }

    /// Starts a task in a scope: its error or panic is reported, and it ends with the scope.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        scope: &Scope,
        handler: &'static str,
        future: impl Future<Output = Result<()>> + Send + 'static,
    ) -> bool {
        let bot = Arc::clone(self);
        let module = scope.module;
        scope.background.spawn(async move {
            let name = bot.module_name(module);
            let failure = match catch(as_caller(name, future)).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => Failure::of_error(name, handler, &error),
                Err(panicked) => Failure::of_panic(name, handler, panicked),
            };
            bot.failed(module.unwrap_or(usize::MAX), &failure, false);
        })
    }

    pub(crate) fn module_name(&self, module: Option<usize>) -> &'static str {
        module
            .and_then(|index| self.catalogue.modules().get(index))
            .map_or("userbot-sdk", |module| module.info().name)
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot")
            .field("slots", &self.slots)
            .finish_non_exhaustive()
    }
}

/// Turns a count into an argument of a text.
pub(crate) fn number(count: usize) -> Value<'static> {
    // A count of things in memory: far below where a float loses one.
    Value::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Cuts a text that is meant for one glance.
fn shortened(text: &str) -> String {
    const MOST: usize = 500;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn shortens_at_a_letter() {
        assert_eq!(shortened("да"), "да");
        let long = "д".repeat(501);
        assert_eq!(shortened(&long).chars().count(), 501);
        assert!(shortened(&long).ends_with("д…"));
    }
}
