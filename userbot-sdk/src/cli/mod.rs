//! The command line of a bot binary.
//!
//! [`run`] is a whole `main`: it reads the command line, finds the modules that are linked in,
//! and runs until a signal comes. Signals: SIGINT (Ctrl-C) and SIGTERM stop cleanly within 10
//! seconds; a second one ends the process at once.

mod arguments;
mod exit;
mod log;
mod prompt;
mod signals;

pub use exit::Exit;
pub use prompt::TerminalPrompt;

use std::path::{Path, PathBuf};

use clap::FromArgMatches;

use self::arguments::{Action, Arguments};
use self::signals::Signals;
use crate::module::Registry;
use crate::runtime::{Running, StartError, StopReason, Userbot};

/// Runs a bot with every module that is linked into the program.
///
/// # Examples
///
/// ```no_run
/// #[tokio::main]
/// async fn main() -> userbot_sdk::Exit {
///     userbot_sdk::run().await
/// }
/// ```
#[track_caller]
pub fn run() -> impl Future<Output = Exit> {
    run_with(Registry::new().discover())
}

/// Runs a bot with these modules.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::prelude::*;
///
/// #[tokio::main]
/// async fn main() -> userbot_sdk::Exit {
///     userbot_sdk::run_with(Registry::new().discover().without("Weather")).await
/// }
/// ```
pub async fn run_with(registry: Registry) -> Exit {
    let arguments = match arguments::read() {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    log::start(arguments.log.as_deref());
    let registry = crate::builtin::add(registry);
    // The state of the whole program: on the heap, it does not grow the task of `main`.
    Box::pin(act(registry, arguments)).await
}

async fn act(registry: Registry, arguments: Arguments) -> Exit {
    if let Action::Check = arguments.action() {
        return check(&registry);
    }
    // Modules that do not fit together are reported before anybody types a code.
    if let Err(problems) = registry.validate() {
        eprintln!("{problems}");
        return Exit::Problems;
    }
    let signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("signals cannot be received: {error}");
            return Exit::Failure;
        }
    };
    match arguments.action() {
        Action::Check => Exit::Success,
        Action::Login => signals.or(login(&arguments)).await,
        Action::Run => run_bot(registry, &arguments, signals).await,
    }
}

fn check(registry: &Registry) -> Exit {
    match registry.validate() {
        Ok(catalogue) => {
            println!(
                "{} modules with {} commands: all is well",
                catalogue.modules().len(),
                catalogue.commands().count()
            );
            Exit::Success
        }
        Err(problems) => {
            eprintln!("{problems}");
            Exit::Problems
        }
    }
}

async fn run_bot(registry: Registry, arguments: &Arguments, mut signals: Signals) -> Exit {
    let starting = start(registry, arguments);
    let running = tokio::select! {
        running = starting => match running {
            Ok(running) => running,
            Err(exit) => return exit,
        },
        signal = signals.next() => return Exit::Signal(signal),
    };
    tracing::info!("running; stop with Ctrl-C");
    let reason = tokio::select! {
        reason = running.wait() => reason,
        signal = signals.next() => {
            eprintln!("stopping; once more to stop at once");
            return tokio::select! {
                () = running.stop() => Exit::Success,
                _ = signals.next() => Exit::Signal(signal),
            };
        }
    };
    match reason {
        StopReason::Asked => Exit::Success,
        StopReason::LoginEnded => Exit::LoginEnded,
    }
}

async fn start(registry: Registry, arguments: &Arguments) -> Result<Running, Exit> {
    let (api_id, api_hash) = arguments.application().map_err(|error| fail(&error))?;
    let session = private(&arguments.session())?;
    let builder = Userbot::builder()
        .registry(registry)
        .session(session)
        .api(api_id, api_hash)
        .languages(arguments.languages())
        .suggest_unknown(arguments.suggest_unknown());
    builder.start().await.map_err(|error| fail(&error))
}

fn fail(error: &StartError) -> Exit {
    eprintln!("{error}");
    Exit::from(error)
}

async fn login(arguments: &Arguments) -> Exit {
    todo_login(arguments).await
}
