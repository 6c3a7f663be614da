//! Responders: answers that a test gives in place of the world.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use grammers_tl_types::{Serializable, name_for_id};

use super::{CallCount, Method};
use crate::server::{Reply, lock};

type Filter = Arc<dyn Fn(&[u8]) -> bool + Send + Sync>;
type Action = Arc<dyn Fn(&[u8]) -> Option<Response> + Send + Sync>;

/// What becomes of a call that a responder takes.
#[derive(Clone, Debug)]
pub(crate) enum Response {
    /// It is answered in place of the world.
    Reply(Reply),
    /// The world carries it out, and the connection closes before the answer.
    Lose,
}

/// An error that a responder answers with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} {name}")]
pub struct RpcError {
    /// The number, such as 400 or 420.
    pub code: i32,
    /// The name, such as `PEER_ID_INVALID`.
    pub name: String,
}

impl RpcError {
    /// Makes an error of Telegram.
    pub fn new(code: i32, name: impl Into<String>) -> Self {
        Self {
            code,
            name: name.into(),
        }
    }
}

/// A handle of a responder for the method `F`.
///
/// The responder is in force as soon as it is made; each function changes it and gives the handle back. It lives
/// as long as its [`Rpc`](super::Rpc), not as long as the handle. Until it is told what to answer, it only counts
/// the calls and lets others answer.
pub struct Responder<F> {
    rule: Arc<Rule>,
    method: PhantomData<fn() -> F>,
}

impl<F> std::fmt::Debug for Responder<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Responder")
            .field("name", &self.rule.name())
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}

impl<F> Responder<F> {
    /// Counts the calls that this responder matched.
    pub fn calls(&self) -> usize {
        lock(&self.rule.state).calls
    }

    /// Removes the responder. What was expected of it is not checked any more.
    pub fn remove(self) {
        lock(&self.rule.state).removed = true;
    }

    fn set(self, change: impl FnOnce(&mut RuleState)) -> Self {
        change(&mut lock(&self.rule.state));
        self
    }
}

impl<F: Method> Responder<F> {
    pub(super) fn new(rule: Arc<Rule>) -> Self {
        Self {
            rule,
            method: PhantomData,
        }
    }

    /// Limits the responder to calls that fulfil a condition.
    pub fn matching(self, condition: impl Fn(&F) -> bool + Send + Sync + 'static) -> Self {
        let filter: Filter =
            Arc::new(move |args| F::from_bytes(args).is_ok_and(|call| condition(&call)));
        self.set(|rule| rule.filter = Some(filter))
    }

    /// Names the responder in the log and in failures.
    pub fn named(self, name: impl Into<String>) -> Self {
        self.set(|rule| rule.name = Some(name.into()))
    }

    /// Answers with what a function makes of the call.
    pub fn reply_with(
        self,
        answer: impl Fn(&F) -> Result<F::Return, RpcError> + Send + Sync + 'static,
    ) -> Self
    where
        F::Return: Serializable,
    {
        self.respond_with(move |call| match answer(call) {
            Ok(value) => Reply::ok(&value),
            Err(RpcError { code, name }) => Reply::Err { code, name },
        })
    }

    /// Replies with what a function makes of the call, silence and delays included.
    pub fn respond_with(self, reply: impl Fn(&F) -> Reply + Send + Sync + 'static) -> Self {
        let action: Action = Arc::new(move |args| {
            F::from_bytes(args)
                .ok()
                .map(|call| Response::Reply(reply(&call)))
        });
        self.set(|rule| rule.action = Some(action))
    }

    /// Answers with a value.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the value is made for this call: a reference would only be noise"
    )]
    pub fn reply(self, value: F::Return) -> Self
    where
        F::Return: Serializable,
    {
        self.always_reply(Reply::ok(&value))
    }

    /// Answers with an error.
    pub fn error(self, code: i32, name: impl Into<String>) -> Self {
        self.always_reply(Reply::err(code, name))
    }

    /// Answers with the error `FLOOD_WAIT_` and a number of seconds.
    pub fn flood_wait(self, seconds: u32) -> Self {
        self.error(420, format!("FLOOD_WAIT_{seconds}"))
    }

    /// Never answers.
    pub fn silence(self) -> Self {
        self.always_reply(Reply::Silence)
    }

    /// Closes the connection instead of an answer.
    pub fn hang_up(self) -> Self {
        self.always_reply(Reply::Hangup)
    }

    /// Has the call carried out, and closes the connection before the answer: the client cannot know that it was done.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::tl::functions::messages::SendMessage;
    /// # use userbot_testkit::prelude::*;
    /// # userbot_testkit::run_test("doc", || async {
    /// let world = World::new();
    /// let bot = MockClient::on(&world).start().await?;
    /// bot.rpc().on::<SendMessage>().lose_answer().once();
    /// bot.client().send("me", "hello").await?;
    /// assert_eq!(world.saved_messages().messages().len(), 1);
    /// # TestResult::Ok(())
    /// # });
    /// ```
    pub fn lose_answer(self) -> Self {
        self.set(|rule| rule.action = Some(Arc::new(|_| Some(Response::Lose))))
    }

    /// Delays what this responder answers, on tokio's clock.
    pub fn after(self, delay: Duration) -> Self {
        self.set(|rule| rule.delay = Some(delay))
    }

    /// Answers the next matching call only.
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// Answers only this many of the next matching calls.
    pub fn times(self, count: usize) -> Self {
        self.set(|rule| rule.left = Some(count))
    }

    /// Answers all matching calls. That is so from the start.
    pub fn always(self) -> Self {
        self.set(|rule| rule.left = None)
    }

    /// Expects a number of matching calls. It is checked at the end of the test, or by
    /// [`Rpc::verify`](super::Rpc::verify).
    pub fn expect(self, count: impl Into<CallCount>) -> Self {
        self.set(|rule| rule.expected = Some(count.into()))
    }

    fn always_reply(self, reply: Reply) -> Self {
        let action: Action = Arc::new(move |_| Some(Response::Reply(reply.clone())));
        self.set(|rule| rule.action = Some(action))
    }
}

/// A responder as its [`Rpc`](super::Rpc) keeps it.
pub(super) struct Rule {
    pub(super) method: u32,
    state: Mutex<RuleState>,
}

#[derive(Default)]
struct RuleState {
    name: Option<String>,
    filter: Option<Filter>,
    action: Option<Action>,
    delay: Option<Duration>,
    /// How many calls it still takes; `None` for all.
    left: Option<usize>,
    expected: Option<CallCount>,
    calls: usize,
    removed: bool,
}

impl Rule {
    pub(super) fn new(method: u32) -> Self {
        Self {
            method,
            state: Mutex::default(),
        }
    }

    pub(super) fn name(&self) -> String {
        let name = lock(&self.state).name.clone();
        name.unwrap_or_else(|| format!("responder for {}", name_for_id(self.method)))
    }

    pub(super) fn is_limited(&self) -> bool {
        lock(&self.state).left.is_some()
    }

    /// The reply to a call, if this responder takes it and has one.
    pub(super) fn reply(&self, args: &[u8]) -> Option<Response> {
        let filter = {
            let state = lock(&self.state);
            if state.removed || state.left == Some(0) {
                return None;
            }
            state.filter.clone()
        };
        if filter.is_some_and(|filter| !filter(args)) {
            return None;
        }
        let (action, delay) = {
            let mut state = lock(&self.state);
            match &mut state.left {
                Some(0) => return None,
                Some(left) => *left -= 1,
                None => {}
            }
            state.calls += 1;
            (state.action.clone(), state.delay)
        };
        let response = action.and_then(|action| action(args))?;
        Some(match (delay, response) {
            (Some(delay), Response::Reply(reply)) => Response::Reply(reply.after(delay)),
            (_, response) => response,
        })
    }

    /// What is wrong with the number of calls.
    pub(super) fn unmet(&self) -> Option<String> {
        let name = self.name();
        let state = lock(&self.state);
        let expected = state
            .expected
            .filter(|expected| !expected.contains(state.calls))?;
        if state.removed {
            return None;
        }
        let (method, calls) = (name_for_id(self.method), CallCount::from(state.calls));
        let name = if state.name.is_some() {
            format!(" ({name})")
        } else {
            String::new()
        };
        Some(format!(
            "expected {method}{name} to be called {expected}, but it was called {calls}"
        ))
    }
}
