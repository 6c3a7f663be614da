//! The command line of a bot binary.
//!
//! [`run`] is a whole `main`: it reads the command line, finds the modules that are linked in,
//! and runs until a signal comes. SIGINT (Ctrl-C) and SIGTERM stop cleanly within 10 seconds; a
//! second one ends the process at once.
//!
//! | Command line | What it does |
//! |---|---|
//! | `mybot`, `mybot run` | runs the bot |
//! | `mybot login` | logs in: phone number, code, password; or a bot token |
//! | `mybot login --qr` | logs in with a QR code that a phone scans |
//! | `mybot check` | checks the modules and ends |
//! | `mybot accounts` | lists the accounts |
//! | `mybot session import` | takes over a login of Telethon or Pyrogram |
//! | `mybot session export` | prints the login for Telethon or Pyrogram, after a warning |
//! | `mybot session encrypt`, `decrypt` | encrypts the session file with a passphrase, or not any more |
//! | `mybot backup FILE`, `mybot restore FILE` | writes everything that the bot keeps to a file, and brings it back |
//! | `mybot import-hikka FILE` | takes over the database of a Hikka bot; with `--dry-run` it only says what it would take |
//!
//! The login is kept in `mybot.userbot/session.redb`, or where `--session` says; that of
//! `--account work` in `mybot.userbot/work/session.redb`. `run` takes several accounts, or `--all`.
//! [`Exit`] lists the exit codes.

mod accounts;
mod application;
mod arguments;
mod exit;
mod hikka;
mod keeping;
mod log;
mod login;
mod passphrase;
mod prompt;
mod qr;
mod say;
mod session;
mod several;
mod signals;
mod texts;
mod translated;
mod values;

use std::ffi::OsString;
use std::sync::Arc;

use secrecy::ExposeSecret;

pub use exit::Exit;
pub use prompt::TerminalPrompt;
pub use signals::Signal;

use self::arguments::{Action, Arguments};
use self::say::say;
use self::session::Place;
use self::signals::Signals;
use crate::module::Registry;
use crate::runtime::{Running, StartError, StopReason, Userbot, UserbotBuilder};
use crate::store::{self, Storage};

/// Runs a bot with every module that is linked into the program, and the built-in ones.
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

/// Runs a bot with these modules, and the built-in ones.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::module::Registry;
///
/// #[tokio::main]
/// async fn main() -> userbot_sdk::Exit {
///     userbot_sdk::run_with(Registry::new().discover().without("Weather")).await
/// }
/// ```
pub async fn run_with(registry: Registry) -> Exit {
    run_from(registry, std::env::args_os()).await
}

/// Runs a bot with these modules and this command line, whose first word is the program's name.
///
/// It is for programs that have a command line of their own.
///
/// # Examples
///
/// ```
/// use userbot_sdk::module::Registry;
/// use userbot_sdk::{Exit, cli};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let exit = cli::run_from(Registry::new(), ["mybot", "check"]).await;
/// assert_eq!(exit, Exit::Success);
/// # }
/// ```
pub async fn run_from<S: Into<OsString> + Clone>(
    registry: Registry,
    command_line: impl IntoIterator<Item = S>,
) -> Exit {
    let arguments = match Arguments::read(command_line) {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    log::start(arguments.log());
    let registry = crate::builtin::add(registry);
    // Modules that do not fit together are reported before anybody types a code.
    if let Err(exit) = check(&registry, arguments.action()) {
        return exit;
    }
    // On the heap: the state of a whole bot would make the task of `main` large.
    Box::pin(act(registry, &arguments)).await
}

/// Checks the modules; ends when that is all that was asked for.
fn check(registry: &Registry, action: &Action) -> Result<(), Exit> {
    match registry.validate() {
        Ok(catalogue) if *action == Action::Check => {
            let (modules, commands) = (catalogue.modules().len(), catalogue.commands().count());
            let counts = [modules.to_string(), commands.to_string()];
            println!(
                "{}",
                say(
                    "cli-checked",
                    &[("modules", &counts[0]), ("commands", &counts[1])]
                )
            );
            Err(Exit::Success)
        }
        Ok(_) => Ok(()),
        Err(problems) => {
            eprintln!("{problems}");
            Err(Exit::Problems)
        }
    }
}

async fn act(registry: Registry, arguments: &Arguments) -> Exit {
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("{}", say("cli-signals", &[("error", &error.to_string())]));
            return Exit::Failure;
        }
    };
    let accounts = arguments.accounts();
    match arguments.action() {
        Action::Accounts => return accounts::list(&arguments.home(), arguments.texts()),
        Action::Run if accounts.len() > 1 => {
            return several::run(&registry, arguments, &accounts, &mut signals).await;
        }
        Action::Run | Action::Check => {}
        _ => {
            return tokio::select! {
                exit = manage(&registry, arguments, &accounts) => exit,
                signal = signals.next() => Exit::Signal(signal),
            };
        }
    }
    let account = accounts.first().map(String::as_str);
    let started = tokio::select! {
        started = start(registry, arguments, account) => started,
        signal = signals.next() => Err(Exit::Signal(signal)),
    };
    match started {
        Ok(running) => until_stopped(&running, &mut signals).await,
        Err(exit) => exit,
    }
}

/// Does what is about one account that does not run.
async fn manage(registry: &Registry, arguments: &Arguments, accounts: &[String]) -> Exit {
    if accounts.len() > 1 {
        eprintln!("{}", arguments.texts().one_account());
        return Exit::Usage;
    }
    let account = accounts.first().map(String::as_str);
    let session = arguments.session(account);
    if let Action::Restore { file } = arguments.action() {
        return keeping::restore(&session, account, file).await;
    }
    let proxy = match arguments.proxy() {
        Ok(proxy) => proxy,
        Err(exit) => return exit,
    };
    let store = match values::open(&session, account).await {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let storage = Storage::new(store);
    let place = Place {
        session: &session,
        db: storage.db(store::OWN),
        proxy,
        texts: arguments.texts(),
    };
    match arguments.action() {
        Action::Session(action) => session::run(action, &place).await,
        Action::Login { qr } => login::login(&place, *qr).await,
        Action::Backup { file } => keeping::backup(&storage, file).await,
        Action::ImportHikka { file, dry_run } => {
            hikka::import(registry, &storage, file, *dry_run).await
        }
        Action::Restore { .. } | Action::Run | Action::Check | Action::Accounts => Exit::Success,
    }
}

async fn start(
    registry: Registry,
    arguments: &Arguments,
    account: Option<&str>,
) -> Result<Running, Exit> {
    let builder = prepare(registry, arguments, account).await?;
    let builder = match account {
        Some(account) => builder.name(account),
        None => builder,
    };
    builder.start().await.map_err(|error| fail(&error))
}

/// Opens what belongs to an account and says what its bot is made of.
async fn prepare(
    registry: Registry,
    arguments: &Arguments,
    account: Option<&str>,
) -> Result<UserbotBuilder, Exit> {
    let path = arguments.session(account);
    let store = values::open(&path, account).await?;
    let own = Storage::new(Arc::clone(&store)).db(store::OWN);
    let api_id = application::id(&own).await?;
    let session = passphrase::open_session(&path, arguments.texts()).await?;
    let mut builder = Userbot::builder()
        .registry(registry)
        .session(session)
        .store(store)
        .daily_backups(values::daily_backups(&path))
        .languages(arguments.languages())
        .translations(path.with_file_name("translations"))
        .suggest_unknown(arguments.suggest_unknown());
    builder = match login::bot_token() {
        // The hash is needed only for a login, and a bot can log in without a person.
        Some(token) => {
            let hash = application::hash().await?;
            builder
                .api(api_id, hash.expose_secret())
                .bot_token(token.expose_secret())
        }
        None => builder.api(api_id, ""),
    };
    if let Some(proxy) = arguments.proxy()? {
        builder = builder.proxy(proxy);
    }
    Ok(builder)
}

/// Waits for the end of the bot, or for signals to end it.
async fn until_stopped(running: &Running, signals: &mut Signals) -> Exit {
    tokio::select! {
        reason = running.wait() => match reason {
            StopReason::TakenOver => {
                eprintln!("{}", say("cli-taken-over", &[]));
                Exit::Session
            }
            StopReason::LoginEnded => {
                eprintln!("{}", why_login_ended(running));
                Exit::LoginEnded
            }
            StopReason::ConnectionFailed => {
                eprintln!("{}", say("cli-connection", &[]));
                Exit::ConnectionFailed
            }
            _ => Exit::Success,
        },
        first = signals.next() => {
            eprintln!("{}", say("cli-stopping", &[]));
            tokio::select! {
                () = running.stop() => {
                    tracing::debug!(signal = ?first, "stopped cleanly");
                    Exit::Success
                }
                second = signals.next() => Exit::Signal(second),
            }
        }
    }
}

/// Says in the owner's language why Telegram ended the login, and what to do.
fn why_login_ended(running: &Running) -> String {
    running.login_end().map_or_else(
        || say("cli-login-ended", &[]),
        |error| {
            let explained = error.explain(&running.settings().languages());
            format!("{} [{}]", explained.text(), error.name())
        },
    )
}

fn fail(error: &StartError) -> Exit {
    eprintln!("{}", say::start_error(error));
    Exit::from(error)
}
