//! What goes over the wire: the log of all calls, and responders that answer in place of the world.
//!
//! A test asks first what a person would see (the world's messages); [`Rpc`] is for what a person cannot see:
//! which calls were made, how often, and what happens when Telegram refuses one.
//!
//! ```no_run
//! # fn example(rpc: &userbot_testkit::rpc::Rpc) {
//! use userbot_testkit::rpc::functions::messages::SendMessage;
//!
//! // The next message meets a flood limit; the one after it goes through.
//! rpc.on::<SendMessage>().flood_wait(30).once();
//! // … act …
//! assert_eq!(rpc.count::<SendMessage>(), 2);
//! # }
//! ```

mod count;
mod describe;
mod log;
mod responder;

use std::any::Any;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use grammers_tl_types::{Deserializable, Identifiable, RemoteCall, name_for_id};

pub use count::CallCount;
/// The methods of Telegram, as types.
pub use grammers_tl_types::functions;
pub use log::{LoggedCall, Outcome};
pub use responder::{Responder, RpcError};

use self::log::CallLog;
use self::responder::Rule;
use crate::server::{Call, Reply, lock};
pub(crate) use responder::Response;

/// A method of Telegram that a test can ask for or answer: all types of [`functions`] are.
pub trait Method: RemoteCall + Identifiable + Deserializable + 'static {}

impl<F: RemoteCall + Identifiable + Deserializable + 'static> Method for F {}

/// The calls that a server received, and the responders that answer some of them: a handle that is cheap to
/// clone.
#[derive(Clone, Default)]
pub struct Rpc(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    log: CallLog,
    rules: Vec<Arc<Rule>>,
    panics: Vec<String>,
}

impl std::fmt::Debug for Rpc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = lock(&self.0);
        f.debug_struct("Rpc")
            .field("calls", &state.log.total())
            .field("responders", &state.rules.len())
            .finish_non_exhaustive()
    }
}

/// Expectations about calls that were not met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.join("\n"))]
pub struct Unmet {
    /// One text for each.
    pub problems: Vec<String>,
}

impl Rpc {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Lists all calls in the order of their arrival.
    ///
    /// A very long log loses its oldest entries; the counts stay right.
    pub fn log(&self) -> Vec<LoggedCall> {
        lock(&self.0).log.entries().cloned().collect()
    }

    /// Lists the names of all calls in the order of their arrival, such as `messages.sendMessage`.
    pub fn names(&self) -> Vec<&'static str> {
        lock(&self.0).log.entries().map(LoggedCall::name).collect()
    }

    /// Counts the calls of a method.
    pub fn count<F: Method>(&self) -> usize {
        lock(&self.0).log.count(F::CONSTRUCTOR_ID)
    }

    /// Lists the calls of a method with their arguments, in the order of their arrival.
    pub fn calls<F: Method>(&self) -> Vec<F> {
        let entries = self.log();
        entries.iter().filter_map(LoggedCall::parse).collect()
    }

    /// Gives the newest call of a method.
    pub fn last<F: Method>(&self) -> Option<F> {
        let entries = self.log();
        entries.iter().rev().find_map(LoggedCall::parse)
    }

    /// Forgets the calls so far. Responders and their counts stay.
    pub fn clear(&self) {
        lock(&self.0).log = CallLog::default();
    }

    /// Writes the log as text, one call in a line.
    pub fn transcript(&self) -> String {
        let mut out = String::new();
        for call in self.log() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{call}");
        }
        out
    }

    /// Makes a responder for a method. It only counts calls until it is told what to answer.
    ///
    /// Responders that are limited ([`Responder::once`], [`Responder::times`]) go first, in the order in which
    /// they were made; then those that are not, the newest first; then the backend.
    ///
    /// ```no_run
    /// # fn example(rpc: &userbot_testkit::rpc::Rpc) {
    /// use userbot_testkit::rpc::functions::messages;
    ///
    /// rpc.on::<messages::SendMessage>()
    ///     .matching(|message| message.message.contains("forbidden"))
    ///     .error(403, "CHAT_WRITE_FORBIDDEN")
    ///     .named("the chat is closed")
    ///     .expect(1..=2);
    /// # }
    /// ```
    pub fn on<F: Method>(&self) -> Responder<F> {
        let rule = Arc::new(Rule::new(F::CONSTRUCTOR_ID));
        lock(&self.0).rules.push(Arc::clone(&rule));
        Responder::new(rule)
    }

    /// Removes all responders, with what was expected of them.
    pub fn remove_responders(&self) {
        lock(&self.0).rules.clear();
    }

    /// Checks how often a method was called.
    ///
    /// # Panics
    ///
    /// Panics if it was called more or less often; the text holds the log.
    #[track_caller]
    pub fn expect<F: Method>(&self, expected: impl Into<CallCount>) -> Vec<F> {
        let expected = expected.into();
        let (count, name) = (self.count::<F>(), name_for_id(F::CONSTRUCTOR_ID));
        assert!(
            expected.contains(count),
            "expected {name} to be called {expected}, but it was called {}\n{}",
            CallCount::from(count),
            self.newest(20),
        );
        self.calls()
    }

    /// Lists the calls that nobody answered: those of methods that neither a responder nor the backend knows.
    pub fn unmodelled(&self) -> Vec<LoggedCall> {
        let mut entries = self.log();
        entries.retain(LoggedCall::is_unmodelled);
        entries
    }

    /// Checks what was expected of responders, and that none of them panicked.
    ///
    /// # Errors
    ///
    /// Fails with each expectation that was not met.
    pub fn verify(&self) -> Result<(), Unmet> {
        let (rules, mut problems) = {
            let state = lock(&self.0);
            (state.rules.clone(), state.panics.clone())
        };
        problems.extend(rules.iter().filter_map(|rule| rule.unmet()));
        if problems.is_empty() {
            return Ok(());
        }
        problems.push(self.newest(20));
        Err(Unmet { problems })
    }

    /// The end of the log, for the text of a failure.
    fn newest(&self, count: usize) -> String {
        let state = lock(&self.0);
        let total = state.log.total();
        let mut out = match total {
            0 => "no calls were made".to_owned(),
            _ if total > count => format!("the last {count} of {total} calls:"),
            _ => "the calls so far:".to_owned(),
        };
        for call in state.log.newest(count) {
            let _ = write!(out, "\n  {call}");
        }
        out
    }

    // What the server tells and asks.

    /// Notes a call; gives its number.
    pub(crate) fn arrived(&self, call: &Call<'_>, at: Duration) -> u64 {
        lock(&self.0).log.push(call, at)
    }

    /// Notes what was replied.
    pub(crate) fn replied(&self, entry: u64, reply: &Reply, responder: Option<String>) {
        lock(&self.0).log.finish(entry, reply, responder);
    }

    pub(crate) fn panicked(&self, who: &str, panic: &(dyn Any + Send)) {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without a text");
        let problem = format!("{who} panicked: {text}");
        tracing::error!("{problem}");
        lock(&self.0).panics.push(problem);
    }

    /// The reply of the first responder that has one, and the responder's name.
    pub(crate) fn respond(&self, call: &Call<'_>) -> Option<(Response, String)> {
        let mut rules: Vec<_> = {
            let state = lock(&self.0);
            let matching = state.rules.iter().filter(|rule| rule.method == call.id);
            matching.cloned().enumerate().collect()
        };
        if rules.is_empty() {
            return None;
        }
        // No lock is held while a test's closures run.
        rules.sort_by_key(|(order, rule)| {
            let newest_first = usize::MAX - order;
            if rule.is_limited() {
                (0, *order)
            } else {
                (1, newest_first)
            }
        });
        rules
            .iter()
            .find_map(|(_, rule)| Some((rule.reply(call.args)?, rule.name())))
    }
}
