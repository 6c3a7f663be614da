//! `run` with several accounts.

use super::arguments::Arguments;
use super::say::say;
use super::signals::Signals;
use super::{Exit, fail, prepare, why_login_ended};
use crate::module::Registry;
use crate::runtime::{Accounts, RunningAccounts, StopReason};

/// Runs several accounts until they have all stopped. One that fails leaves the others alone.
pub(super) async fn run(
    registry: &Registry,
    arguments: &Arguments,
    names: &[String],
    signals: &mut Signals,
) -> Exit {
    let started = tokio::select! {
        started = start(registry, arguments, names) => started,
        signal = signals.next() => return Exit::Signal(signal),
    };
    match started {
        Ok((accounts, failure)) => until_stopped(accounts, failure, arguments, signals).await,
        Err(exit) => exit,
    }
}

/// Starts what can be started; gives with it how the last failure would end a process.
async fn start(
    registry: &Registry,
    arguments: &Arguments,
    names: &[String],
) -> Result<(RunningAccounts, Option<Exit>), Exit> {
    let mut accounts = Accounts::new();
    let mut failure = None;
    for name in names {
        match prepare(registry.clone(), arguments, Some(name)).await {
            Ok(builder) => accounts = accounts.account(name, builder),
            Err(exit) => failure = Some(exit),
        }
    }
    let running = accounts.start().await;
    for (name, error) in running.failed() {
        eprint!("{name}: ");
        failure = Some(fail(error));
    }
    let some = running.started().next().is_some();
    match failure {
        Some(exit) if !some => Err(exit),
        failure => Ok((running, failure)),
    }
}

async fn until_stopped(
    mut accounts: RunningAccounts,
    failure: Option<Exit>,
    arguments: &Arguments,
    signals: &mut Signals,
) -> Exit {
    let mut exit = failure.unwrap_or(Exit::Success);
    loop {
        let ended = tokio::select! {
            ended = accounts.next_end() => ended,
            signal = signals.next() => {
                eprintln!("{}", say("cli-stopping", &[]));
                return tokio::select! {
                    () = accounts.stop() => {
                        tracing::debug!(?signal, "stopped cleanly");
                        Exit::Success
                    }
                    second = signals.next() => Exit::Signal(second),
                };
            }
        };
        match ended {
            Some((name, StopReason::LoginEnded)) => {
                eprintln!("{}", arguments.texts().account_ended(&name));
                if let Some(running) = accounts.get(&name) {
                    eprintln!("{name}: {}", why_login_ended(running));
                }
                exit = Exit::LoginEnded;
            }
            Some((name, StopReason::ConnectionFailed)) => {
                eprintln!("{name}: {}", say("cli-connection", &[]));
                exit = Exit::ConnectionFailed;
            }
            Some((name, StopReason::TakenOver)) => {
                eprintln!("{name}: {}", say("cli-taken-over", &[]));
                exit = Exit::Session;
            }
            Some((name, reason)) => tracing::info!(name, ?reason, "an account has stopped"),
            None => return exit,
        }
    }
}
