//! The rules for every call: deadline, waits, repeats.
//!
//! A call passes, in this order: its turn (calls of a family and messages to a chat are spaced),
//! the gate of its method (closed while a flood wait runs), the gate of its chat (closed while slow
//! mode runs), the network. No other layer sleeps or repeats. What was called, by which module, and
//! what had to wait, is counted.

mod caller;
mod clock;
mod family;
mod gate;
mod ledger;
mod pace;
mod patience;
mod watchdog;
mod wrapped;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_mtsender::InvocationError;
use grammers_tl_types as tl;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use tracing::{Instrument, debug, info, warn};

pub(crate) use self::caller::{as_caller, as_callers, caller, hand_on_calls};
pub(super) use self::clock::watch_clock;
pub use self::family::CallFamily;
use self::gate::Gates;
use self::ledger::{Account, Ledger};
pub use self::ledger::{CallCount, CallReport};
use self::pace::Pace;
pub use self::pace::{CallLimits, Rate};
pub(super) use self::patience::within;
pub(super) use self::watchdog::watch;
use self::wrapped::innermost;
use super::clock::MachineClock;
use super::connect::ConnectionObserver;
use super::proxy::Bridge;
use super::session::Session;
use super::supervisor::{Link, Links};
use super::{CallError, ErrorClass, PeerId, RpcError};

/// The client library panics on a request of more than about a megabyte.
const MAX_REQUEST: usize = 1_000_000;
/// The longest pause between two attempts.
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// How often a call follows the account to another data centre.
const MAX_MIGRATIONS: u32 = 3;
/// A data centre that has said nothing for so long while a call waited is given up at once; after
/// less it is asked first.
const SILENCE: Duration = Duration::from_secs(15);

/// Says how one call is made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// How long the call may take, repeats included, but not what it waits for floods and for its
    /// turn. 60 seconds.
    pub deadline: Duration,
    /// The longest flood or slow-mode wait that is waited out; a longer one is returned as an
    /// error at once. 60 seconds.
    pub flood_limit: Duration,
    /// The longest wait for the call's turn, see [`CallLimits`]; when the turn is later, the call
    /// gives [`CallError::Paced`] at once. 5 minutes.
    pub pace_limit: Duration,
    /// The data centre; the account's own when it is `None`.
    pub dc: Option<i32>,
    /// The chat that is written to, for slow mode.
    pub chat: Option<PeerId>,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(60),
            flood_limit: Duration::from_secs(60),
            pace_limit: Duration::from_secs(300),
            dc: None,
            chat: None,
        }
    }
}

impl CallOptions {
    /// Sets how long the call may take.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the longest flood wait that is waited out; zero returns each one as an error.
    pub fn flood_limit(mut self, limit: Duration) -> Self {
        self.flood_limit = limit;
        self
    }

    /// Sets the longest wait for the call's turn.
    pub fn pace_limit(mut self, limit: Duration) -> Self {
        self.pace_limit = limit;
        self
    }

    /// Sets the data centre.
    pub fn dc(mut self, dc: i32) -> Self {
        self.dc = Some(dc);
        self
    }

    /// Sets the chat that is written to.
    pub fn chat(mut self, chat: PeerId) -> Self {
        self.chat = Some(chat);
        self
    }
}

/// Makes the calls of one client.
#[derive(Debug)]
pub(crate) struct Policy {
    session: Arc<Session>,
    links: Links,
    observer: Option<Arc<dyn ConnectionObserver>>,
    methods: Gates<u32>,
    chats: Gates<PeerId>,
    /// Knows why nothing comes through the proxy.
    bridge: Option<Arc<Bridge>>,
    clock: Arc<MachineClock>,
    pace: Pace,
    ledger: Ledger,
    /// When each data centre last said anything.
    heard: Mutex<HashMap<i32, Instant>>,
    /// When each data centre last answered a call.
    answered: Mutex<HashMap<i32, Instant>>,
    /// Asks the watchdog to look at the connection now.
    suspect: Notify,
    /// Why the login has ended, once Telegram has said so.
    dead: Mutex<Option<RpcError>>,
}

/// Is one call on its way.
struct Call {
    constructor: u32,
    method: &'static str,
    body: Vec<u8>,
    options: CallOptions,
    account: Account,
    started: Instant,
    /// Time spent waiting for floods, which does not count against the deadline.
    flooded: Duration,
    /// Time spent waiting for its turn, which does not count either.
    paced: Duration,
    attempts: u32,
    migrations: u32,
}

/// What to do after a failed attempt.
enum Next {
    Repeat(Duration),
    Fail(CallError),
}

impl Policy {
    pub(in crate::telegram) fn new(
        session: Arc<Session>,
        links: Links,
        observer: Option<Arc<dyn ConnectionObserver>>,
        limits: CallLimits,
        bridge: Option<Arc<Bridge>>,
        clock: Arc<MachineClock>,
    ) -> Self {
        Self {
            session,
            links,
            observer,
            methods: Gates::default(),
            chats: Gates::default(),
            pace: Pace::new(limits),
            bridge,
            clock,
            ledger: Ledger::default(),
            heard: Mutex::default(),
            answered: Mutex::default(),
            suspect: Notify::new(),
            dead: Mutex::default(),
        }
    }

    /// Returns what was called and what waited.
    pub(crate) fn report(&self) -> CallReport {
        let mut waits: Vec<_> = self.methods.all_closed();
        waits.sort_unstable_by_key(|(_, left)| std::cmp::Reverse(*left));
        CallReport {
            counts: self.ledger.counts(),
            waits: waits
                .into_iter()
                .map(|(method, left)| (tl::name_for_id(method), left))
                .collect(),
        }
    }

    /// Returns why the login has ended, once Telegram has said so.
    pub(crate) fn ended(&self) -> Option<RpcError> {
        self.dead().clone()
    }

    fn dead(&self) -> MutexGuard<'_, Option<RpcError>> {
        self.dead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a call and returns the bytes of the answer.
    pub(crate) async fn call(
        &self,
        body: Vec<u8>,
        options: CallOptions,
    ) -> Result<Vec<u8>, CallError> {
        let constructor = innermost(&body);
        let method = tl::name_for_id(constructor);
        if body.len() > MAX_REQUEST {
            return Err(CallError::InvalidInput(format!(
                "{method} is {} bytes long; Telegram takes at most {MAX_REQUEST}",
                body.len()
            )));
        }
        // After its end a login does not come back; asking again and again would be a loop.
        if let Some(error) = self.ended()
            && !is_login(method)
        {
            return Err(error.with_method(method).into());
        }
        let call = Call {
            constructor,
            method,
            body,
            options,
            account: (caller(), method),
            started: Instant::now(),
            flooded: Duration::ZERO,
            paced: Duration::ZERO,
            attempts: 0,
            migrations: 0,
        };
        let (account, started) = (call.account, call.started);
        let dc = call.options.dc;
        self.ledger.note(account, |row| row.calls += 1);
        let span = tracing::debug_span!("call", method);
        let work = self.run(call).instrument(span);
        let result = tokio::select! {
            biased;
            () = self.links.stopped() => Err(CallError::Stopped),
            result = work => result.map_err(|error| self.blame(error, dc, started)),
        };
        if result.is_err() {
            self.ledger.note(account, |row| row.failed += 1);
        } else if is_sign_in(method) {
            self.dead().take();
        }
        result
    }

    /// Says what the proxy has against it, or what is wrong with the clock, when that is why nothing came through since then.
    fn blame(&self, error: CallError, dc: Option<i32>, since: Instant) -> CallError {
        if !matches!(error, CallError::Connection(_) | CallError::Deadline { .. }) {
            return error;
        }
        let dc = dc.unwrap_or_else(|| self.session.home_dc());
        if let Some(ahead) = self.clock.trouble(dc)
            && !self.answered_since(dc, since)
        {
            return CallError::Clock { ahead };
        }
        if self.last_heard(dc).is_some_and(|last| last >= since) {
            return error;
        }
        let problem = self.bridge.as_ref().and_then(|bridge| bridge.problem());
        problem.map_or(error, CallError::Proxy)
    }

    async fn run(&self, mut call: Call) -> Result<Vec<u8>, CallError> {
        self.wait_turn(&mut call).await?;
        loop {
            self.pass_gates(&mut call).await?;
            let left = call.left();
            if left.is_zero() {
                return Err(call.late());
            }
            let dc = call.options.dc.unwrap_or_else(|| self.session.home_dc());
            let begun = Instant::now();
            let attempt = async {
                let link = self.links.link().await;
                let answer = link
                    .handle(dc)
                    .raw_invoke_in_dc(dc, call.body.clone())
                    .await;
                (link, answer)
            };
            call.attempts += 1;
            if call.attempts > 1 {
                self.ledger.note(call.account, |row| row.repeated += 1);
            }
            let attempt = self.noticing(dc, begun, attempt);
            let Some((link, result)) = within(left, attempt).await else {
                self.suspect_silence(dc, begun, call.unhindered_since(begun));
                return Err(call.late());
            };
            let error = match result {
                Ok(body) => {
                    self.answered_by(dc);
                    return Ok(body);
                }
                Err(error) => error,
            };
            match self.judge(&mut call, dc, &link, error).await {
                Next::Fail(error) => return Err(error),
                Next::Repeat(pause) => {
                    if pause >= call.left() {
                        return Err(call.late());
                    }
                    if !pause.is_zero() {
                        sleep(pause).await;
                    }
                }
            }
        }
    }

    /// Waits until it is the call's turn.
    async fn wait_turn(&self, call: &mut Call) -> Result<(), CallError> {
        let turn = self
            .pace
            .turn(CallFamily::of(call.method), call.options.chat);
        if turn.wait > call.options.pace_limit {
            return Err(CallError::Paced {
                method: call.method,
                wait: turn.wait,
            });
        }
        if !turn.wait.is_zero() {
            debug!(wait = ?turn.wait, "waits for its turn");
            let start = Instant::now();
            sleep(turn.wait).await;
            call.paced = start.elapsed();
            let paced = call.paced;
            self.ledger.note(call.account, |row| row.paced += paced);
        }
        turn.take();
        Ok(())
    }

    /// Waits until the method and the chat may be called.
    async fn pass_gates(&self, call: &mut Call) -> Result<(), CallError> {
        loop {
            let closed = self
                .methods
                .closed(&call.constructor)
                .or_else(|| call.options.chat.and_then(|chat| self.chats.closed(&chat)));
            let Some((left, error)) = closed else {
                return Ok(());
            };
            if call.flooded + left > call.options.flood_limit {
                return Err(error.into());
            }
            debug!(?left, "waits for Telegram's permission");
            let start = Instant::now();
            sleep(left).await;
            let waited = start.elapsed();
            call.flooded += waited;
            self.ledger.note(call.account, |row| row.flooded += waited);
        }
    }

    /// Decides what to do about a failed attempt.
    async fn judge(&self, call: &mut Call, dc: i32, link: &Link, error: InvocationError) -> Next {
        let error = match error {
            InvocationError::Rpc(error) => {
                self.answered_by(dc);
                RpcError::from_library(&error).with_method(call.method)
            }
            InvocationError::Io(error) => return call.broken(&error.to_string()),
            InvocationError::Transport(error) => return call.broken(&error.to_string()),
            InvocationError::Dropped(_) => return call.broken("the connection was closed"),
            InvocationError::Session(error) => {
                return Next::Fail(match error.downcast::<super::SessionError>() {
                    Ok(error) => CallError::Session(*error),
                    Err(error) => CallError::Connection(error.to_string()),
                });
            }
            InvocationError::Deserialize(error) => {
                return Next::Fail(CallError::answer(call.method, error.to_string()));
            }
            InvocationError::InvalidDc => {
                return Next::Fail(CallError::Connection(format!(
                    "data centre {dc} is not known"
                )));
            }
            InvocationError::Authentication(error) => {
                return Next::Fail(CallError::Connection(format!(
                    "no key could be agreed on with Telegram: {error}"
                )));
            }
        };
        match error.class() {
            ErrorClass::FloodWait => {
                let wait = error.wait().unwrap_or(Duration::from_secs(1));
                info!(seconds = wait.as_secs(), "Telegram orders a wait");
                if let Some(observer) = &self.observer {
                    observer.flood_wait(call.method, wait);
                }
                self.methods.close(call.constructor, wait, &error);
                // The gate sleeps, or returns the error when the wait is too long.
                Next::Repeat(Duration::ZERO)
            }
            ErrorClass::SlowMode => {
                let wait = error.wait().unwrap_or(Duration::from_secs(1));
                let Some(chat) = call.options.chat else {
                    return Next::Fail(error.into());
                };
                debug!(seconds = wait.as_secs(), %chat, "slow mode");
                self.chats.close(chat, wait, &error);
                Next::Repeat(Duration::ZERO)
            }
            ErrorClass::Server => {
                debug!(
                    name = error.name(),
                    attempts = call.attempts,
                    "server fault"
                );
                let pause = call.pause(call.attempts);
                if pause < call.left() {
                    Next::Repeat(pause)
                } else {
                    Next::Fail(error.into())
                }
            }
            ErrorClass::Migrate => self.migrate(call, dc, link, error).await,
            ErrorClass::SessionDead => {
                self.login_ended(call, &error);
                Next::Fail(error.into())
            }
            _ => Next::Fail(error.into()),
        }
    }

    /// Follows the account to the data centre where it lives.
    async fn migrate(&self, call: &mut Call, old: i32, link: &Link, error: RpcError) -> Next {
        let account = matches!(
            error.name(),
            "PHONE_MIGRATE" | "USER_MIGRATE" | "NETWORK_MIGRATE"
        );
        let new = error.value().and_then(|value| i32::try_from(value).ok());
        let (true, Some(new), None) = (account, new, call.options.dc) else {
            return Next::Fail(error.into());
        };
        call.migrations += 1;
        if call.migrations > MAX_MIGRATIONS {
            return Next::Fail(error.into());
        }
        info!(old, new, "the account lives in another data centre");
        link.leave(old);
        match self.session.set_home_dc(new).await {
            Ok(()) => Next::Repeat(Duration::ZERO),
            Err(error) => Next::Fail(error.into()),
        }
    }

    /// Notes that the login is over, when an error means that.
    fn login_ended(&self, call: &Call, error: &RpcError) {
        let home = self.session.home_dc();
        // A foreign data centre that does not know the account yet says the same, and so does the
        // own one before the login.
        if call.options.dc.is_some_and(|dc| dc != home)
            || !self.session.is_logged_in()
            || is_login(call.method)
        {
            return;
        }
        if self.dead().replace(error.clone()).is_none() {
            warn!(name = error.name(), "the login is no longer valid");
            if let Some(observer) = &self.observer {
                observer.logged_out(error);
            }
        }
    }

    /// Notes that a data centre said something.
    pub(crate) fn heard_from(&self, dc: i32) {
        self.heard().insert(dc, Instant::now());
    }

    /// Returns when a data centre last said something.
    fn last_heard(&self, dc: i32) -> Option<Instant> {
        self.heard().get(&dc).copied()
    }

    fn heard(&self) -> MutexGuard<'_, HashMap<i32, Instant>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives up the connection to a data centre that has not said anything since an attempt began, or has it
    /// looked at when the call, with its earlier attempts, has been waiting for a moment only.
    fn suspect_silence(&self, dc: i32, attempt: Instant, call: Instant) {
        let last = self.last_heard(dc);
        if last.is_some_and(|last| last >= attempt) {
            return;
        }
        let since = last.map_or(call, |last| last.max(call));
        if since.elapsed() < SILENCE {
            self.suspect.notify_one();
        } else if let Some(link) = self.links.current() {
            link.reset(dc);
        }
    }
}

/// Tells whether a method, when it succeeds, makes a login.
fn is_sign_in(method: &str) -> bool {
    matches!(
        method,
        "auth.signIn"
            | "auth.signUp"
            | "auth.checkPassword"
            | "auth.importBotAuthorization"
            | "auth.exportLoginToken"
            | "auth.importLoginToken"
    )
}

/// Tells whether a method belongs to the login, which is possible without one.
fn is_login(method: &str) -> bool {
    method.starts_with("auth.") && method != "auth.logOut" || method == "account.getPassword"
}

impl Call {
    fn left(&self) -> Duration {
        let waited = self.flooded + self.paced;
        let used = self.started.elapsed().saturating_sub(waited);
        self.options.deadline.saturating_sub(used)
    }

    /// Returns since when nothing but the network held the call up, which was not later than the attempt.
    fn unhindered_since(&self, attempt: Instant) -> Instant {
        if self.flooded.is_zero() && self.paced.is_zero() {
            self.started
        } else {
            attempt
        }
    }

    fn late(&self) -> CallError {
        CallError::Deadline {
            method: self.method,
            after: self.options.deadline,
        }
    }

    /// Returns the pause after so many failed attempts: 1, 2, 4… seconds.
    #[expect(clippy::unused_self, reason = "reads as a property of the call")]
    fn pause(&self, attempts: u32) -> Duration {
        Duration::from_secs(1_u64 << attempts.saturating_sub(1).min(6)).min(MAX_PAUSE)
    }

    /// Says what to do when the connection broke: the first time connect anew at once, as
    /// Telegram closes connections whenever it likes.
    fn broken(&self, reason: &str) -> Next {
        debug!(reason, attempts = self.attempts, "connection broke");
        let pause = match self.attempts {
            0 | 1 => Duration::ZERO,
            attempts => self.pause(attempts - 1),
        };
        if pause < self.left() {
            Next::Repeat(pause)
        } else {
            Next::Fail(CallError::Connection(reason.to_owned()))
        }
    }
}
