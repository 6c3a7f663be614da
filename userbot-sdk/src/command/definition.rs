//! The clap definition behind the arguments of a command.

use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};

use super::ArgumentsShape;

/// The id of the flag that asks for help; no field can have it.
pub(super) const HELP_ID: &str = "userbot-sdk:help";

/// Makes the clap command of an argument type, set up for a chat: no name of a binary,
/// no process that exits, negative numbers as values, and `-h` and `--help` unless the type uses
/// these names itself.
pub(super) fn definition<A: clap::Args>() -> Command {
    configure(A::augment_args(Command::new("command"))).no_binary_name(true)
}

/// Makes the same for arguments whose type is not known any more.
pub(super) fn definition_of(shape: &ArgumentsShape) -> Command {
    let command = Command::new("command");
    let command = match shape {
        ArgumentsShape::Clap(augment) => augment(command),
        // The name is a word that stands for what a person types.
        // The usage line shows it; a list with this one word would say nothing more.
        ArgumentsShape::Raw => command.arg(
            Arg::new("text")
                .action(ArgAction::Append)
                .hide_long_help(true),
        ),
        ArgumentsShape::None => command,
    };
    configure(command).no_binary_name(true)
}

fn configure(command: Command) -> Command {
    let short = !uses(&command, |arg| arg.get_short() == Some('h'));
    let long = !uses(&command, |arg| arg.get_long() == Some("help"));
    let mut command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        // The derive asks for help where a subcommand is missing; our message names them.
        .arg_required_else_help(false)
        .args_override_self(true)
        .mut_args(|arg| {
            let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
            // `trailing_var_arg` and `allow_hyphen_values` take negative numbers anyway.
            if takes_value && !arg.is_allow_hyphen_values_set() {
                arg.allow_negative_numbers(true)
            } else {
                arg
            }
        })
        .mut_subcommands(configure);
    if short || long {
        let mut help = Arg::new(HELP_ID).action(ArgAction::Help).hide(true);
        if short {
            help = help.short('h');
        }
        if long {
            help = help.long("help");
        }
        command = command.arg(help);
    }
    command
}

fn uses(command: &Command, test: impl Fn(&Arg) -> bool) -> bool {
    command.get_arguments().any(test)
}

/// Lists the names of the arguments and subcommands, as the texts of a module call them.
pub(crate) fn argument_names(shape: &ArgumentsShape) -> Vec<String> {
    fn collect(command: &Command, path: &mut Vec<String>, found: &mut Vec<String>) {
        let name = |path: &[String], name: &str| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            super::help::argument_name(&path, name)
        };
        for argument in command.get_arguments() {
            found.push(name(path, argument.get_id().as_str()));
        }
        for subcommand in command.get_subcommands() {
            found.push(name(path, subcommand.get_name()));
            path.push(subcommand.get_name().to_owned());
            collect(subcommand, path, found);
            path.pop();
        }
    }
    let mut found = Vec::new();
    collect(&definition_of(shape), &mut Vec::new(), &mut found);
    found
}

/// Checks the definition of an argument type, as start-up and tests do.
///
/// # Errors
///
/// What is wrong with it, for the developer: two options with one name, a required argument after
/// an optional one, and whatever else clap finds. clap's own checks exist in debug builds only; a
/// release build finds the first kinds.
pub fn check_definition<A: clap::Args>() -> Result<(), String> {
    check_shape(&ArgumentsShape::Clap(A::augment_args))
}

/// Checks the definition of arguments whose type is not known any more, like
/// [`check_definition`].
///
/// # Errors
///
/// What is wrong with it, for the developer.
pub fn check_shape(shape: &ArgumentsShape) -> Result<(), String> {
    // `augment_args` is generated code, and clap's checks report by panicking.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let command = definition_of(shape);
        check(&command)?;
        check_defaults(&command)?;
        command.debug_assert();
        Ok(())
    }));
    outcome.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("the definition is not valid");
        Err(text.trim().to_owned())
    })
}

/// Finds a default that its own type refuses: it would be a mistake of the person who types.
fn check_defaults(command: &Command) -> Result<(), String> {
    let outcome = command.clone().try_get_matches_from([""; 0]);
    if let Err(error) = outcome
        && matches!(
            error.kind(),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation
        )
    {
        let text = error.to_string();
        let text = text.lines().next().unwrap_or_default();
        let text = text.strip_prefix("error: ").unwrap_or(text);
        return Err(format!("a default does not fit its type: {text}"));
    }
    command
        .get_subcommands()
        .try_for_each(|command| check_defaults(&command.clone().no_binary_name(true)))
}

/// Finds the usual mistakes without panicking.
fn check(command: &Command) -> Result<(), String> {
    let mut names: Vec<(String, String)> = Vec::new();
    let mut optional: Option<String> = None;
    let mut endless: Option<String> = None;
    for arg in command.get_arguments() {
        let id = arg.get_id().to_string();
        let shorts = arg
            .get_short()
            .into_iter()
            .chain(arg.get_all_short_aliases().unwrap_or_default());
        let longs = arg
            .get_long()
            .into_iter()
            .chain(arg.get_all_aliases().unwrap_or_default());
        let spelt = shorts
            .map(|short| format!("-{short}"))
            .chain(longs.map(|long| format!("--{long}")));
        for name in spelt {
            if let Some((_, other)) = names.iter().find(|(taken, _)| *taken == name) {
                return Err(format!("`{other}` and `{id}` both use {name}"));
            }
            names.push((name, id.clone()));
        }
        if !arg.is_positional() {
            continue;
        }
        if !arg.get_action().takes_values() {
            return Err(format!(
                "`{id}` is a switch, which needs a name: add `#[arg(short, long)]`"
            ));
        }
        if arg.is_required_set()
            && let Some(first) = &optional
        {
            return Err(format!(
                "the required argument `{id}` comes after the optional `{first}`"
            ));
        }
        if let Some(first) = &endless
            && !arg.is_last_set()
        {
            return Err(format!(
                "`{id}` comes after `{first}`, which takes everything"
            ));
        }
        if !arg.is_required_set() {
            optional.get_or_insert_with(|| id.clone());
        }
        if value_counts(arg).1 == usize::MAX {
            endless = Some(id);
        }
    }
    command.get_subcommands().try_for_each(check)
}

/// Gives how many values an argument takes at least and at most.
pub(super) fn value_counts(arg: &Arg) -> (usize, usize) {
    match arg.get_num_args() {
        Some(range) => (range.min_values(), range.max_values()),
        // Without `num_args`, a positional that appends takes all that follows.
        None if arg.is_positional() && matches!(arg.get_action(), ArgAction::Append) => {
            (1, usize::MAX)
        }
        None if arg.get_action().takes_values() => (1, 1),
        None => (0, 0),
    }
}

/// Gives the names of the values of an argument as a usage line shows them: `AFTER`, `X Y`,
/// `TEXT…`; empty for a flag.
pub(super) fn value_names(arg: &Arg) -> String {
    // More values than these are too many to be written one by one.
    const FEW: usize = 4;
    let (least, most) = value_counts(arg);
    if most == 0 {
        return String::new();
    }
    let id = arg.get_id().as_str().to_uppercase();
    let mut names: Vec<&str> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(clap::builder::Str::as_str)
        .collect();
    if names.is_empty() {
        names.push(&id);
    }
    if names.len() == 1 && least == most && most <= FEW {
        names.resize(most, names.first().copied().unwrap_or_default());
    }
    let more = if most > names.len() { "…" } else { "" };
    format!("{}{more}", names.join(" "))
}
