//! Several accounts in one process.

use std::fmt;

use futures_util::future::{join_all, select_all};

use super::builder::UserbotBuilder;
use super::error::StartError;
use super::running::{Running, StopReason};

/// Runs several accounts in one process.
///
/// Each is a bot of its own: its session, settings, modules, prefix and connection belong to it
/// alone, and what it logs stands in the span `account` with its name. One that does not start,
/// whose login ends, or that has to wait for a flood leaves the others alone.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::module::Registry;
/// use userbot_sdk::runtime::{Accounts, Userbot};
///
/// # async fn run() {
/// let api = (12345, "0123456789abcdef0123456789abcdef");
/// let account = |name: &str| {
///     Userbot::builder()
///         .registry(Registry::new().discover())
///         .session(format!("mybot.userbot/{name}/session.redb").as_str())
///         .api(api.0, api.1)
/// };
/// let mut running = Accounts::new()
///     .account("home", account("home"))
///     .account("work", account("work").prefix_default("!"))
///     .start()
///     .await;
/// for (name, error) in running.failed() {
///     eprintln!("{name}: {error}");
/// }
/// while let Some((name, reason)) = running.next_end().await {
///     eprintln!("{name} has stopped: {reason:?}");
/// }
/// # }
/// ```
#[derive(Debug, Default)]
#[must_use = "`start` starts the accounts"]
pub struct Accounts {
    accounts: Vec<(String, UserbotBuilder)>,
}

impl Accounts {
    /// Begins without accounts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an account under a name, which stands in its log lines.
    pub fn account(mut self, name: impl Into<String>, builder: UserbotBuilder) -> Self {
        self.accounts.push((name.into(), builder));
        self
    }

    /// Starts all of them at once, and returns when each has started or failed.
    pub async fn start(self) -> RunningAccounts {
        let mut names: Vec<String> = Vec::new();
        let starts = self.accounts.into_iter().map(|(name, builder)| {
            let twice = names.contains(&name);
            names.push(name.clone());
            async move {
                let started = if twice {
                    Err(StartError::AccountTwice(name.clone()))
                } else {
                    builder.name(name.clone()).start().await
                };
                Account {
                    name,
                    started,
                    ended: false,
                }
            }
        });
        RunningAccounts {
            accounts: join_all(starts).await,
        }
    }
}

/// Is a set of accounts that were started.
///
/// Dropping it ends all of them without saving; call [`RunningAccounts::stop`] for a clean end.
pub struct RunningAccounts {
    accounts: Vec<Account>,
}

struct Account {
    name: String,
    started: Result<Running, StartError>,
    /// Its end was told by `next_end`.
    ended: bool,
}

impl RunningAccounts {
    /// Returns an account that has started; it may have stopped since.
    pub fn get(&self, name: &str) -> Option<&Running> {
        let mut accounts = self.accounts.iter();
        let account = accounts.find(|account| account.name == name && account.started.is_ok())?;
        account.started.as_ref().ok()
    }

    /// Returns the accounts that have started, in the order in which they were added.
    pub fn started(&self) -> impl Iterator<Item = (&str, &Running)> {
        self.accounts
            .iter()
            .filter_map(|account| Some((account.name.as_str(), account.started.as_ref().ok()?)))
    }

    /// Returns the accounts that did not start, and why.
    pub fn failed(&self) -> impl Iterator<Item = (&str, &StartError)> {
        self.accounts
            .iter()
            .filter_map(|account| Some((account.name.as_str(), account.started.as_ref().err()?)))
    }

    /// Starts another account, or one again that failed or has stopped.
    ///
    /// # Errors
    ///
    /// See [`StartError`]; [`StartError::AccountTwice`] when it runs already.
    pub async fn start(
        &mut self,
        name: impl Into<String>,
        builder: UserbotBuilder,
    ) -> Result<&Running, StartError> {
        let name = name.into();
        let known = self.accounts.iter().find(|account| account.name == name);
        if let Some(Ok(running)) = known.map(|account| &account.started)
            && running.stop_reason().is_none()
        {
            return Err(StartError::AccountTwice(name));
        }
        let running = builder.name(name.clone()).start().await?;
        self.accounts.retain(|account| account.name != name);
        let place = self.accounts.len();
        self.accounts.push(Account {
            name: name.clone(),
            started: Ok(running),
            ended: false,
        });
        match &self.accounts[place].started {
            Ok(running) => Ok(running),
            // It was just put there.
            Err(_) => Err(StartError::AccountTwice(name)),
        }
    }

    /// Waits until one more account has stopped, for whatever reason; `None` when none runs.
    ///
    /// Each end is told once. It may be dropped while it waits.
    pub async fn next_end(&mut self) -> Option<(String, StopReason)> {
        let waits: Vec<_> = self
            .accounts
            .iter()
            .enumerate()
            .filter(|(_, account)| !account.ended)
            .filter_map(|(place, account)| {
                let running = account.started.as_ref().ok()?;
                Some(Box::pin(async move { (place, running.wait().await) }))
            })
            .collect();
        if waits.is_empty() {
            return None;
        }
        let ((place, reason), _, _) = select_all(waits).await;
        let account = self.accounts.get_mut(place)?;
        account.ended = true;
        Some((account.name.clone(), reason))
    }

    /// Stops all of them at once, and returns when they have stopped, after at most 10 seconds.
    pub async fn stop(&self) {
        join_all(self.started().map(|(_, running)| running.stop())).await;
    }
}

impl fmt::Debug for RunningAccounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = self.accounts.iter().map(|account| {
            let state = match &account.started {
                Err(_) => "failed",
                Ok(running) if running.stop_reason().is_some() => "stopped",
                Ok(_) => "running",
            };
            (account.name.as_str(), state)
        });
        f.debug_map().entries(states).finish()
    }
}

/// Wraps a start so that what it logs, and everything that it starts, is known by the name.
pub(super) fn named(builder: &mut UserbotBuilder) -> tracing::Span {
    let Some(name) = builder.name.take() else {
        return tracing::Span::none();
    };
    let span = tracing::info_span!("account", name);
    builder.activity = builder.activity.in_span(&span);
    if let Some(options) = &mut builder.connect {
        options.activity = builder.activity.clone();
    }
    span
}
