//! The log of calls.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use grammers_tl_types::{Deserializable, Identifiable, name_for_id};

use super::describe::describe;
use crate::server::{Call, Reply};

/// How many calls are kept, and how many bytes of arguments.
const KEPT: (usize, usize) = (20_000, 16 << 20);
/// How many characters of a call are printed in one line.
const LINE: usize = 400;

/// A call that arrived at a server.
#[derive(Clone, Debug)]
pub struct LoggedCall {
    number: u64,
    id: u32,
    args: Arc<[u8]>,
    key_id: i64,
    session_id: i64,
    layer: i32,
    at: Duration,
    outcome: Outcome,
    delay: Option<Duration>,
    responder: Option<String>,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It is being answered.
    Pending,
    /// It succeeded.
    Answered {
        /// The name of the result's constructor.
        constructor: &'static str,
        /// The size of the result in bytes.
        bytes: usize,
    },
    /// It failed.
    Failed {
        /// The number of the error.
        code: i32,
        /// The name of the error.
        name: String,
    },
    /// It gets no answer.
    Silence,
    /// Its connection was closed.
    HungUp,
}

impl LoggedCall {
    /// Gives the method's name, such as `messages.sendMessage`.
    pub fn name(&self) -> &'static str {
        name_for_id(self.id)
    }

    /// Gives the constructor of the method.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Gives the serialised arguments, without the constructor.
    pub fn raw_args(&self) -> &[u8] {
        &self.args
    }

    /// Gives the method with its arguments as readable text.
    pub fn text(&self) -> String {
        describe(self.id, &self.args)
    }

    /// Reads the call as the method `F`; `None` if it is another one.
    pub fn parse<F: Identifiable + Deserializable>(&self) -> Option<F> {
        if self.id == F::CONSTRUCTOR_ID {
            F::from_bytes(&self.args).ok()
        } else {
            None
        }
    }

    /// Gives the key whose account called.
    pub fn key_id(&self) -> i64 {
        self.key_id
    }

    /// Gives the session that called.
    pub fn session_id(&self) -> i64 {
        self.session_id
    }

    /// Gives the layer of the schema that the caller announced.
    pub fn layer(&self) -> i32 {
        self.layer
    }

    /// Gives the time of arrival since the server's start, on tokio's clock.
    pub fn at(&self) -> Duration {
        self.at
    }

    /// Gives what became of the call.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Gives the time by which the outcome was delayed.
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// Gives the name of the responder or fault that replied; `None` if the backend did.
    pub fn responder(&self) -> Option<&str> {
        self.responder.as_deref()
    }

    /// Tells whether neither a responder nor the backend knew the method.
    pub fn is_unmodelled(&self) -> bool {
        matches!(&self.outcome, Outcome::Failed { name, .. } if name.starts_with("NO_RESPONDER_"))
    }
}

impl fmt::Display for LoggedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        let (shown, rest) = match text.char_indices().nth(LINE) {
            Some((end, _)) => (&text[..end], "…"),
            None => (&text[..], ""),
        };
        let seconds = self.at.as_secs_f64();
        write!(f, "+{seconds:.3}s {shown}{rest} => {}", self.outcome)?;
        if let Some(delay) = self.delay {
            write!(f, " after {delay:?}")?;
        }
        if let Some(responder) = &self.responder {
            write!(f, " ({responder})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Pending => f.write_str("in work"),
            Outcome::Answered { constructor, bytes } => write!(f, "{constructor}, {bytes} bytes"),
            Outcome::Failed { code, name } => write!(f, "{code} {name}"),
            Outcome::Silence => f.write_str("no answer"),
            Outcome::HungUp => f.write_str("hung up"),
        }
    }
}

impl Outcome {
    fn of(reply: &Reply) -> (Outcome, Option<Duration>) {
        let outcome = match reply {
            Reply::Ok(body) => Outcome::Answered {
                constructor: constructor(body),
                bytes: body.len(),
            },
            Reply::Err { code, name } => Outcome::Failed {
                code: *code,
                name: name.clone(),
            },
            Reply::Silence => Outcome::Silence,
            Reply::Hangup => Outcome::HungUp,
            Reply::After(delay, reply) => {
                let (outcome, further) = Outcome::of(reply);
                return (
                    outcome,
                    Some(delay.saturating_add(further.unwrap_or_default())),
                );
            }
        };
        (outcome, None)
    }
}

fn constructor(body: &[u8]) -> &'static str {
    match body
        .first_chunk::<4>()
        .map_or(0, |id| u32::from_le_bytes(*id))
    {
        0x9972_75b5 => "true",
        0xbc79_9737 => "false",
        id => name_for_id(id),
    }
}

/// The newest calls, and how often each method was called.
#[derive(Default)]
pub(super) struct CallLog {
    entries: VecDeque<LoggedCall>,
    bytes: usize,
    counts: HashMap<u32, usize>,
    total: usize,
    next: u64,
}

impl CallLog {
    pub(super) fn push(&mut self, call: &Call<'_>, at: Duration) -> u64 {
        let number = self.next;
        self.next += 1;
        self.total += 1;
        *self.counts.entry(call.id).or_default() += 1;
        self.bytes += call.args.len();
        self.entries.push_back(LoggedCall {
            number,
            id: call.id,
            args: Arc::from(call.args),
            key_id: call.key_id,
            session_id: call.session_id,
            layer: call.layer,
            at,
            outcome: Outcome::Pending,
            delay: None,
            responder: None,
        });
        while self.entries.len() > KEPT.0 || self.bytes > KEPT.1 {
            let Some(oldest) = self.entries.pop_front() else {
                break;
            };
            self.bytes -= oldest.args.len();
        }
        number
    }

    pub(super) fn finish(&mut self, number: u64, reply: &Reply, responder: Option<String>) {
        let entry = self
            .entries
            .iter_mut()
            .rev()
            .find(|entry| entry.number == number);
        if let Some(entry) = entry {
            (entry.outcome, entry.delay) = Outcome::of(reply);
            entry.responder = responder;
        }
    }

    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &LoggedCall> {
        self.entries.iter()
    }

    pub(super) fn newest(&self, count: usize) -> impl Iterator<Item = &LoggedCall> {
        self.entries
            .range(self.entries.len().saturating_sub(count)..)
    }

    pub(super) fn count(&self, id: u32) -> usize {
        self.counts.get(&id).copied().unwrap_or(0)
    }

    pub(super) fn total(&self) -> usize {
        self.total
    }
}
