//! What the macros write about a command: constant data and one function pointer.

use std::fmt;
use std::time::Duration;

use super::{ArgumentError, ArgumentInput};
use crate::context::{Context, HandlerFuture};
use crate::module::{Docs, SourceLocation};

/// Describes a command: everything that `#[command(…)]` and its doc comment say.
#[derive(Debug, Clone, Copy)]
pub struct CommandSpec {
    /// The name, in lower case and without the prefix.
    pub name: &'static str,
    /// Other names, in lower case.
    pub aliases: &'static [&'static str],
    /// What it does, in every language that the author gave.
    pub docs: Docs,
    /// The chats in which it works; empty means all.
    pub scope: &'static [ChatScope],
    /// Who may use it; empty means the owner. Until permissions can be granted, only the owner may.
    pub only: &'static [Role],
    /// The shortest time between two uses in one chat.
    pub cooldown: Option<Duration>,
    /// True when `help` does not list it.
    pub hidden: bool,
    /// The usage line to show instead of the derived one, without prefix and name.
    pub usage: Option<&'static str>,
    /// Where the function stands.
    pub location: SourceLocation,
}

/// Is a kind of chat in which a command works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChatScope {
    /// Chats with one person.
    Private,
    /// Basic groups and supergroups.
    Groups,
    /// Broadcast channels.
    Channels,
    /// The account's Saved Messages.
    Saved,
}

/// Is a set of people who may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The account's owner.
    Owner,
    /// Administrators of the chat.
    Admins,
    /// Members of the chat.
    Members,
    /// Everybody.
    Everyone,
}

/// Starts a command: reads the arguments, then gives the future to run.
///
/// Arguments are read before the future exists, so that a mistake in them costs nothing.
pub type RunCommand<M> =
    for<'a> fn(&'a M, &'a Context, &ArgumentInput) -> Result<HandlerFuture<'a>, ArgumentError>;

/// Is one row of a module's command table.
pub struct CommandRow<M> {
    /// What is known about the command.
    pub spec: CommandSpec,
    /// The shape of its arguments, for usage lines, help and checks.
    pub arguments: ArgumentsShape,
    /// What runs it.
    pub run: RunCommand<M>,
}

impl<M> fmt::Debug for CommandRow<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandRow")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

/// Describes the arguments of a command without running it.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentsShape {
    /// The command takes no arguments.
    None,
    /// The command takes the text as it is.
    Raw,
    /// The command takes arguments that clap parses; the function gives their definition.
    Clap(fn(clap::Command) -> clap::Command),
}
