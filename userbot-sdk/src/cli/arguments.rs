//! The command line of a bot binary.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::Exit;

/// What a bot binary can be asked to do.
#[derive(Parser, Debug)]
#[command(
    version = env!("CARGO_PKG_VERSION"),
    about = "A Telegram userbot",
    after_help = "Environment:\n  \
        TELEGRAM_API_ID, TELEGRAM_API_HASH  the application, from my.telegram.org (else asked for)\n  \
        TELEGRAM_BOT_TOKEN                  log in as this bot instead of a person\n  \
        USERBOT_STORE                       a Redis server for the values, redis://:password@host/0\n  \
        RUST_LOG                            what to log, such as info or userbot_sdk=debug"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    options: Options,
    /// The name under which the program was started, without its directory and extension.
    #[arg(skip)]
    program: Option<String>,
}

/// Is what to do.
#[derive(Subcommand, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Runs the bot until it is stopped (the default).
    Run,
    /// Logs in: phone number, code, password of the two-step verification; or a bot token.
    Login,
    /// Checks the modules and ends.
    Check,
}

#[derive(Args, Debug)]
struct Options {
    /// File that holds the login; by default `NAME.userbot/session.redb` in this directory.
    #[arg(long, value_name = "PATH", global = true)]
    session: Option<PathBuf>,
    /// What to log, such as `info` or `userbot_sdk=debug`.
    #[arg(long, value_name = "FILTER", global = true)]
    log: Option<String>,
    /// Languages in which to answer, the preferred one first, such as `ru,en`.
    #[arg(long, value_name = "CODES", value_delimiter = ',', global = true)]
    language: Vec<String>,
    /// Answers an unknown command with the nearest names.
    #[arg(long, global = true)]
    suggest: bool,
}

impl Arguments {
    /// Reads the command line; help and mistakes are printed.
    pub(super) fn read<S: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = S>,
    ) -> Result<Self, Exit> {
        Self::try_read(words).map_err(|error| {
            // A closed standard error is no reason to fail in another way.
            let _ = error.print();
            if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Success
            }
        })
    }

    fn try_read<S: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = S>,
    ) -> Result<Self, clap::Error> {
        let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
        let program = words.first().and_then(|path| Path::new(path).file_stem());
        let program = program.map(|name| name.to_string_lossy().into_owned());
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(&words)?;
        let mut arguments =
            Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        arguments.program = program.filter(|name| !name.is_empty());
        Ok(arguments)
    }

    pub(super) fn action(&self) -> Action {
        self.action.unwrap_or(Action::Run)
    }

    /// Returns the file that holds the login.
    pub(super) fn session(&self) -> PathBuf {
        let program = self.program.as_deref().unwrap_or("bot");
        let default = || {
            Path::new(".")
                .join(format!("{program}.userbot"))
                .join("session.redb")
        };
        self.options.session.clone().unwrap_or_else(default)
    }

    pub(super) fn log(&self) -> Option<&str> {
        self.options.log.as_deref()
    }

    /// Returns the languages: those that were named, else that of the system, else English.
    pub(super) fn languages(&self) -> Vec<String> {
        if !self.options.language.is_empty() {
            return self.options.language.clone();
        }
        let system = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        system_languages(system.as_deref())
    }

    pub(super) fn suggest_unknown(&self) -> bool {
        self.options.suggest
    }
}

/// Reads a language of the system, such as `ru_RU.UTF-8`; English is always understood.
fn system_languages(system: Option<&str>) -> Vec<String> {
    let code = system
        .and_then(|system| system.split(['_', '.', '@']).next())
        .unwrap_or_default();
    match code {
        "" | "C" | "POSIX" | "en" => vec!["en".to_owned()],
        code if crate::strings::Language::new(code).is_ok() => {
            vec![code.to_owned(), "en".to_owned()]
        }
        _ => vec!["en".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Arguments {
        let all = std::iter::once("bot").chain(arguments.iter().copied());
        Arguments::try_read(all).unwrap()
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn runs_when_nothing_is_said() {
        assert_eq!(read(&[]).action(), Action::Run);
        assert!(read(&[]).session().ends_with("session.redb"));
        let login = read(&["login", "--session", "a/b.redb", "--language", "ru,en"]);
        assert_eq!(login.action(), Action::Login);
        assert_eq!(login.session(), Path::new("a/b.redb"));
        assert_eq!(login.languages(), ["ru", "en"]);
    }

    #[test]
    fn reads_the_language_of_the_system() {
        assert_eq!(system_languages(Some("ru_RU.UTF-8")), ["ru", "en"]);
        assert_eq!(system_languages(Some("C.UTF-8")), ["en"]);
        assert_eq!(system_languages(Some("nonsense-locale")), ["en"]);
        assert_eq!(system_languages(None), ["en"]);
    }
}
