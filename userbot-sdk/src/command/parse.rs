//! From words to the arguments of a command.

use clap::Command;
use clap::error::ErrorKind;
use thiserror::Error;

use super::definition::definition;
use super::help::{help, usage};
use super::mistake::ArgumentMistake;
use super::split::Word;
use crate::module::Documentation;
use crate::strings::{Language, Value, builtin};
use crate::text::FormattedText;

/// Says which command is called, for its usage line, its help and its messages.
#[derive(Debug, Clone, Copy, Default)]
pub struct CommandInfo<'a> {
    /// The prefix of commands, such as `.`.
    pub prefix: &'a str,
    /// The name of the command.
    pub name: &'a str,
    /// What stands after the name in the usage line, if the author wrote it.
    pub usage: Option<&'a str>,
    /// What the command does, in the user's language.
    pub about: Option<&'a str>,
    /// The languages of the user, the preferred one first.
    pub languages: &'a [Language],
    /// Where descriptions of the arguments in these languages are found.
    pub documentation: Option<&'a Documentation>,
}

/// Says why there are no arguments to run a command with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ArgumentError {
    /// The user asked for help with `-h` or `--help`.
    #[error("{}", plain(.html))]
    Help {
        /// The help, as HTML.
        html: String,
    },
    /// The user made a mistake.
    #[error("{}", plain(.html))]
    Mistake {
        /// The mistake.
        mistake: Box<ArgumentMistake>,
        /// What to tell the user, with the usage line, as HTML.
        html: String,
    },
}

impl ArgumentError {
    /// Gives what to answer in the chat, as HTML.
    pub fn html(&self) -> &str {
        match self {
            Self::Help { html } | Self::Mistake { html, .. } => html,
        }
    }

    /// Gives the mistake, if it is one.
    pub fn mistake(&self) -> Option<&ArgumentMistake> {
        match self {
            Self::Help { .. } => None,
            Self::Mistake { mistake, .. } => Some(mistake),
        }
    }
}

fn plain(html: &str) -> String {
    FormattedText::from_html_lossy(html).text
}

/// Parses the words after a command into a type that derives `clap::Args`.
///
/// clap does the parsing, and nothing that it writes reaches the user. An option that is given
/// twice takes its last value, and a negative number is a value.
///
/// ```
/// use clap::Args;
/// use userbot_sdk::command::{CommandInfo, Duration, parse, split};
///
/// #[derive(Args)]
/// struct RemindArgs {
///     /// When, such as 10m or 2h.
///     #[arg(short, long)]
///     after: Option<Duration>,
///     text: Vec<String>,
/// }
///
/// let info = CommandInfo { prefix: ".", name: "remind", ..CommandInfo::default() };
/// let args: RemindArgs = parse(&split("—after 1h buy milk"), &info)?;
/// assert_eq!(args.after, Some(Duration::from_secs(3600)));
/// assert_eq!(args.text, ["buy", "milk"]);
///
/// let error = parse::<RemindArgs>(&split("--aftre 1h"), &info).err().expect("a mistake");
/// assert_eq!(
///     error.to_string(),
///     "Unknown option --aftre. Did you mean --after?\nUsage: .remind [--after AFTER] [TEXT]…",
/// );
/// # Ok::<(), userbot_sdk::command::ArgumentError>(())
/// ```
///
/// # Errors
///
/// The user asked for help, or made a mistake. Both hold the answer in the user's language.
///
/// # Panics
///
/// In debug builds when the definition of the type is wrong, which
/// [`check_definition`](super::check_definition) finds at start-up.
pub fn parse<A: clap::Args>(words: &[Word], info: &CommandInfo<'_>) -> Result<A, ArgumentError> {
    let arguments = words.iter().map(|word| word.text.as_str());
    let mut command = definition::<A>();
    let outcome = command
        .try_get_matches_from_mut(arguments)
        .and_then(|mut matches| A::from_arg_matches_mut(&mut matches));
    outcome.map_err(|error| explain(&error, &mut command, words, info))
}

/// Turns clap's error into ours.
fn explain(
    error: &clap::Error,
    command: &mut Command,
    words: &[Word],
    info: &CommandInfo<'_>,
) -> ArgumentError {
    command.build();
    // The subcommand that was called, as far as it exists.
    let mut called: &Command = command;
    let mut path: Vec<&str> = Vec::new();
    for word in words {
        if let Some(subcommand) = called.find_subcommand(&word.text) {
            path.push(subcommand.get_name());
            called = subcommand;
        }
    }
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        return ArgumentError::Help {
            html: help(called, info, &path),
        };
    }
    let choices = called
        .get_subcommands()
        .filter(|subcommand| !subcommand.is_hide_set())
        .map(|subcommand| subcommand.get_name().to_owned())
        .collect();
    let mistake = ArgumentMistake::from_clap(error, choices);
    let usage = Value::from(usage(called, info, &path));
    let usage = builtin().get(info.languages, "help-usage", &[("usage", usage)]);
    let html = format!("{}\n{usage}", mistake.to_html(info.languages));
    ArgumentError::Mistake {
        mistake: Box::new(mistake),
        html,
    }
}
