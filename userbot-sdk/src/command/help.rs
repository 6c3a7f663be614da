//! The usage line and the help of a command.

use clap::{Arg, ArgAction, Command};

use super::ArgumentsShape;
use super::definition::{definition, definition_of, value_counts, value_names};
use super::parse::CommandInfo;
use crate::strings::{Value, builtin};
use crate::text::escape;

/// Writes how a command is used, in one line: `.remind [--after AFTER] [TEXT]…`.
///
/// The result is plain text. The `usage` of the info, if any, stands in place of the arguments.
pub fn usage_line<A: clap::Args>(info: &CommandInfo<'_>) -> String {
    let mut command = definition::<A>();
    command.build();
    usage(&command, info, &[])
}

/// Writes the help of a command as HTML: what it does, its usage, arguments, options, defaults and
/// possible values.
pub fn help_text<A: clap::Args>(info: &CommandInfo<'_>) -> String {
    let mut command = definition::<A>();
    command.build();
    help(&command, info, &[])
}

/// Writes how a command is used, like [`usage_line`], when the type of its arguments is not
/// known any more: from the catalogue of modules.
pub fn shape_usage(shape: &ArgumentsShape, info: &CommandInfo<'_>) -> String {
    let mut command = definition_of(shape);
    command.build();
    usage(&command, info, &[])
}

/// Writes the help of a command, like [`help_text`], when the type of its arguments is not known
/// any more: from the catalogue of modules.
pub fn shape_help(shape: &ArgumentsShape, info: &CommandInfo<'_>) -> String {
    let mut command = definition_of(shape);
    command.build();
    help(&command, info, &[])
}

/// Writes the usage line of a built command, below the subcommands of a path.
pub(super) fn usage(command: &Command, info: &CommandInfo<'_>, path: &[&str]) -> String {
    let mut line = format!("{}{}", info.prefix, info.name);
    for name in path {
        line.push(' ');
        line.push_str(name);
    }
    if let Some(usage) = info.usage.filter(|_| path.is_empty()) {
        line.push(' ');
        line.push_str(usage.trim());
        return line.trim_end().to_owned();
    }
    let visible = || command.get_arguments().filter(|arg| !arg.is_hide_set());
    let (options, positionals) = (
        visible().filter(|arg| !arg.is_positional()),
        visible().filter(|arg| arg.is_positional()),
    );
    for arg in options.chain(positionals) {
        line.push(' ');
        line += &one(arg);
    }
    if command.has_subcommands() {
        let placeholder = builtin().get(info.languages, "help-subcommand-placeholder", &[]);
        let optional = !command.is_subcommand_required_set();
        let (open, close) = if optional {
            (" [", "]…")
        } else {
            (" ", "…")
        };
        line.push_str(open);
        line.push_str(&placeholder);
        line.push_str(close);
    }
    line
}

/// Writes one argument as it stands in a usage line.
fn one(arg: &Arg) -> String {
    let name = value_names(arg);
    if arg.is_positional() {
        // The dots stand outside of the brackets: `[TEXT]…`.
        let (single, dots) = match name.strip_suffix('…') {
            Some(single) => (single, "…"),
            None => (name.as_str(), ""),
        };
        return match (arg.is_last_set(), arg.is_required_set()) {
            (true, true) => format!("-- {name}"),
            (true, false) => format!("[-- {name}]"),
            (false, true) => name,
            (false, false) => format!("[{single}]{dots}"),
        };
    }
    let flag = arg
        .get_long()
        .map(|long| format!("--{long}"))
        .or_else(|| arg.get_short().map(|short| format!("-{short}")))
        .unwrap_or_default();
    let text = format!("{flag}{}", value_of(arg));
    let repeats = matches!(arg.get_action(), ArgAction::Append | ArgAction::Count);
    let dots = if repeats { "…" } else { "" };
    if arg.is_required_set() {
        format!("{text}{dots}")
    } else {
        format!("[{text}]{dots}")
    }
}

/// Writes the value of an option behind it.
fn value_of(arg: &Arg) -> String {
    let name = value_names(arg);
    let (least, most) = value_counts(arg);
    match (most, least, arg.is_require_equals_set()) {
        (0, _, _) => String::new(),
        (_, 0, true) => format!("[={name}]"),
        (_, 0, false) => format!(" [{name}]"),
        (_, _, true) => format!("={name}"),
        (_, _, false) => format!(" {name}"),
    }
}

/// Writes the help of a built command.
pub(super) fn help(command: &Command, info: &CommandInfo<'_>, path: &[&str]) -> String {
    let text = |key: &str| builtin().get(info.languages, key, &[]);
    let mut title = format!("{}{}", info.prefix, info.name);
    for name in path {
        title.push(' ');
        title.push_str(name);
    }
    let about = if path.is_empty() {
        info.about.map(str::to_owned)
    } else {
        command.get_about().map(ToString::to_string)
    };
    let mut lines = vec![match about.filter(|about| !about.trim().is_empty()) {
        Some(about) => format!("<b>{}</b> — {}", escape(&title), escape(about.trim())),
        None => format!("<b>{}</b>", escape(&title)),
    }];
    let usage = usage(command, info, path);
    lines.push(builtin().get(
        info.languages,
        "help-usage",
        &[("usage", Value::from(usage))],
    ));

    let visible = || command.get_arguments().filter(|arg| !arg.is_hide_set());
    let groups = [("help-arguments", true), ("help-options", false)];
    for (key, positional) in groups {
        let args: Vec<&Arg> = visible()
            .filter(|arg| arg.is_positional() == positional && !arg.is_hide_long_help_set())
            .collect();
        if args.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("<b>{}</b>", escape(text(key))));
        lines.extend(args.into_iter().map(|arg| entry(arg, info, path)));
    }
    let subcommands: Vec<&Command> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .collect();
    if !subcommands.is_empty() {
        lines.push(String::new());
        lines.push(format!("<b>{}</b>", escape(text("help-subcommands"))));
        for subcommand in subcommands {
            let about = translated(info, path, subcommand.get_name())
                .or_else(|| subcommand.get_about().map(ToString::to_string))
                .unwrap_or_default();
            lines.push(described(subcommand.get_name(), about.trim()));
        }
    }
    lines.join("\n")
}

/// Gives the description of an argument or subcommand that the texts of the module have.
fn translated(info: &CommandInfo<'_>, path: &[&str], name: &str) -> Option<String> {
    let name = argument_name(path, name);
    info.documentation?.argument(info.name, &name)
}

/// Gives the name of an argument or subcommand in the texts: `remove-name` for the argument `name`
/// of the subcommand `remove`.
pub(super) fn argument_name(path: &[&str], name: &str) -> String {
    path.iter()
        .chain([&name])
        .copied()
        .collect::<Vec<_>>()
        .join("-")
}

/// Writes the line of one argument.
fn entry(arg: &Arg, info: &CommandInfo<'_>, path: &[&str]) -> String {
    let label = if arg.is_positional() {
        value_names(arg)
    } else {
        let mut names: Vec<String> = Vec::new();
        names.extend(arg.get_short().map(|short| format!("-{short}")));
        names.extend(arg.get_long().map(|long| format!("--{long}")));
        format!("{}{}", names.join(", "), value_of(arg))
    };
    let about = translated(info, path, arg.get_id().as_str())
        .or_else(|| {
            let written = arg.get_help().or_else(|| arg.get_long_help());
            written.map(ToString::to_string)
        })
        .unwrap_or_default();
    let mut line = described(&label, about.trim());
    let takes_value = arg.get_action().takes_values();
    let mut notes = Vec::new();
    let list = |key: &str, values: &[String]| {
        let values: Vec<String> = values
            .iter()
            .map(|value| format!("<code>{}</code>", escape(value)))
            .collect();
        builtin().get(
            info.languages,
            key,
            &[("values", Value::html(values.join(", ")))],
        )
    };
    if takes_value && !arg.is_hide_possible_values_set() {
        let possible: Vec<String> = arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| value.get_name().to_owned())
            .collect();
        if !possible.is_empty() {
            notes.push(list("help-possible", &possible));
        }
    }
    if takes_value && !arg.is_hide_default_value_set() {
        let defaults: Vec<String> = arg
            .get_default_values()
            .iter()
            .map(|value| value.to_string_lossy().into_owned())
            .collect();
        if !defaults.is_empty() {
            notes.push(list("help-default", &defaults));
        }
    }
    if !notes.is_empty() {
        line.push_str(" (");
        line.push_str(&notes.join("; "));
        line.push(')');
    }
    line
}

/// Writes a name and what it is.
fn described(name: &str, about: &str) -> String {
    if about.is_empty() {
        format!("<code>{}</code>", escape(name))
    } else {
        format!("<code>{}</code> — {}", escape(name), escape(about))
    }
}
