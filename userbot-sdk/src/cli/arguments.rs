//! The command line of a bot binary.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::session::SessionAction;
use super::texts::Texts;
use super::translated::Translation;
use super::{Exit, accounts};
use crate::telegram::ProxySettings;
use crate::telegram::login::Language;

/// What a bot binary can be asked to do.
#[derive(Parser, Debug)]
#[command(
    version = env!("CARGO_PKG_VERSION"),
    about = "A Telegram userbot",
    after_help = "Environment:\n  \
        TELEGRAM_API_ID, TELEGRAM_API_HASH  the application, from my.telegram.org (else asked for)\n  \
        TELEGRAM_BOT_TOKEN                  log in as this bot instead of a person\n  \
        USERBOT_BACKUP_PASSPHRASE           encrypts and opens backups\n  \
        USERBOT_STORE                       a Redis server for the values, redis://:password@host/0\n  \
        USERBOT_PROXY                       the proxy, as for --proxy, where nobody else can see it\n  \
        USERBOT_PASSPHRASE                  the passphrase of an encrypted session; or\n  \
        USERBOT_PASSPHRASE_FILE             a file that holds it; or\n  \
        USERBOT_PASSPHRASE_COMMAND          a command that prints it, such as that of your keyring\n  \
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
#[derive(Subcommand, Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Runs the bot until it is stopped (the default).
    Run,
    /// Logs in: phone number, code, password of the two-step verification; a QR code; a bot token.
    Login {
        /// Shows a QR code to scan with Telegram on a phone, instead of asking for the number.
        #[arg(long)]
        qr: bool,
    },
    /// Lists the accounts that have a folder here.
    Accounts,
    /// Takes a login over from another program, hands it on, or encrypts it.
    #[command(subcommand)]
    Session(SessionAction),
    /// Checks the modules and ends.
    Check,
    /// Writes everything that the bot keeps to a new file; encrypted when
    /// `USERBOT_BACKUP_PASSPHRASE` is set.
    Backup {
        /// The file.
        file: PathBuf,
    },
    /// Replaces everything that the bot keeps with a backup; what was there is kept in a file.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Takes over the database of a Hikka, Heroku or Friendly-Telegram bot.
    ImportHikka {
        /// The database, such as `config-12345.json`.
        file: PathBuf,
        /// Only say what would be taken.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Args, Debug)]
struct Options {
    /// File that holds the login; by default `NAME.userbot/session.redb` in this directory.
    #[arg(long, value_name = "PATH", global = true)]
    session: Option<PathBuf>,
    /// An account with a folder of its own, `NAME.userbot/ACCOUNT`; several for `run`.
    #[arg(long, value_name = "ACCOUNT", global = true, value_parser = accounts::name, conflicts_with = "session")]
    account: Vec<String>,
    /// Runs every account that has a folder here.
    #[arg(long, global = true, conflicts_with_all = ["account", "session"])]
    all: bool,
    /// The proxy: `socks5://user:password@host:port`, or a link to an MTProxy or SOCKS5 server.
    #[arg(long, value_name = "LINK", global = true)]
    proxy: Option<String>,
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
        let translation = Translation::new(&super::say::languages());
        Self::try_read(words, translation.as_ref()).map_err(|error| {
            let to_stderr = error.use_stderr();
            let said = translation.filter(|_| to_stderr);
            match said.and_then(|translation| translation.mistake(&error)) {
                Some(said) => eprintln!("{said}"),
                // A closed standard error is no reason to fail in another way.
                None => drop(error.print()),
            }
            if to_stderr {
                Exit::Usage
            } else {
                Exit::Success
            }
        })
    }

    fn try_read<S: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = S>,
        translation: Option<&Translation>,
    ) -> Result<Self, clap::Error> {
        let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
        let program = words.first().and_then(|path| Path::new(path).file_stem());
        let program = program.map(|name| name.to_string_lossy().into_owned());
        let mut command = Self::command();
        if let Some(translation) = translation {
            command = translation.of(command);
        }
        let matches = command.try_get_matches_from_mut(&words)?;
        let mut arguments =
            Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        arguments.program = program.filter(|name| !name.is_empty());
        Ok(arguments)
    }

    pub(super) fn action(&self) -> &Action {
        self.action.as_ref().unwrap_or(&Action::Run)
    }

    /// Returns the folder of all accounts.
    pub(super) fn home(&self) -> PathBuf {
        let program = self.program.as_deref().unwrap_or("bot");
        Path::new(".").join(format!("{program}.userbot"))
    }

    /// Returns the names of the accounts that are meant; empty for the one without a name.
    pub(super) fn accounts(&self) -> Vec<String> {
        if self.options.all {
            return accounts::names(&self.home());
        }
        self.options.account.clone()
    }

    /// Returns the file that holds the login of an account.
    pub(super) fn session(&self, account: Option<&str>) -> PathBuf {
        let named = account.unwrap_or(accounts::DEFAULT);
        let default = || accounts::session(&self.home(), named);
        self.options.session.clone().unwrap_or_else(default)
    }

    /// Returns the proxy: of the command line, else of the environment.
    pub(super) fn proxy(&self) -> Result<Option<ProxySettings>, Exit> {
        let link = self.options.proxy.clone();
        let link = link.or_else(|| std::env::var("USERBOT_PROXY").ok());
        let link = link.filter(|link| !link.trim().is_empty());
        match link.map(|link| link.parse()).transpose() {
            Ok(proxy) => Ok(proxy),
            Err(error) => {
                eprintln!("{error}");
                Err(Exit::Usage)
            }
        }
    }

    /// Returns the language of what the command line says itself.
    pub(super) fn texts(&self) -> Texts {
        let languages = self.languages();
        let first = languages.first().map(String::as_str);
        Texts(Language::of_locale(first.unwrap_or_default()))
    }

    pub(super) fn log(&self) -> Option<&str> {
        self.options.log.as_deref()
    }

    /// Returns the languages: those that were named, else that of the system, else English.
    pub(super) fn languages(&self) -> Vec<String> {
        if !self.options.language.is_empty() {
            return self.options.language.clone();
        }
        system_languages(super::say::locale().as_deref())
    }

    pub(super) fn suggest_unknown(&self) -> bool {
        self.options.suggest
    }
}

/// Reads a language of the system, such as `ru_RU.UTF-8`; English is always understood.
pub(super) fn system_languages(system: Option<&str>) -> Vec<String> {
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
        Arguments::try_read(all, None).unwrap()
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn runs_when_nothing_is_said() {
        assert_eq!(read(&[]).action(), &Action::Run);
        assert!(
            read(&[])
                .session(None)
                .ends_with("bot.userbot/session.redb")
        );
        let login = read(&["login", "--session", "a/b.redb", "--language", "ru,en"]);
        assert_eq!(login.action(), &Action::Login { qr: false });
        assert_eq!(login.session(None), Path::new("a/b.redb"));
        assert_eq!(login.languages(), ["ru", "en"]);
    }

    #[test]
    fn accounts_have_folders() {
        let two = read(&["run", "--account", "home", "--account", "work"]);
        assert_eq!(two.accounts(), ["home", "work"]);
        assert!(
            two.session(Some("work"))
                .ends_with("bot.userbot/work/session.redb")
        );
        for wrong in [
            &["bot", "--account", "../x"][..],
            &["bot", "--account", "a", "--session", "b"],
            &["bot", "--all", "--account", "a"],
            &["bot", "session", "export", "--format", "json"],
        ] {
            assert!(Arguments::try_read(wrong, None).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_proxy_is_read_and_a_wrong_one_is_refused() {
        let proxy = read(&["--proxy", "socks5://127.0.0.1:9050"])
            .proxy()
            .unwrap();
        assert_eq!(proxy.unwrap().to_string(), "SOCKS5 127.0.0.1:9050");
        assert_eq!(
            read(&["--proxy", "nonsense"]).proxy().unwrap_err(),
            Exit::Usage
        );
    }

    #[test]
    fn reads_the_language_of_the_system() {
        assert_eq!(system_languages(Some("ru_RU.UTF-8")), ["ru", "en"]);
        assert_eq!(system_languages(Some("C.UTF-8")), ["en"]);
        assert_eq!(system_languages(Some("nonsense-locale")), ["en"]);
        assert_eq!(system_languages(None), ["en"]);
    }
}
