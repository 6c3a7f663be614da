//! Commands: finding one in a message and reading its arguments.
//!
//! [`find_command`] takes a message apart into prefix, name and rest, [`split()`] cuts the rest into
//! words as a shell would, and [`parse`] turns the words into a type that derives `clap::Args`.
//! What a user did wrong is an [`ArgumentError`] whose text is in the user's language;
//! [`suggest`] finds the command that was meant.

mod definition;
mod help;
mod input;
mod mistake;
mod normalise;
mod parse;
mod prefix;
mod raw;
mod spec;
mod split;
pub mod suggest;

pub use crate::duration::{self, Duration, DurationError};
pub(crate) use definition::argument_names;
pub use definition::{check_definition, check_shape};
pub use help::{help_text, shape_help, shape_usage, usage_line};
pub use input::{ArgumentInput, FromArguments};
pub use mistake::{ArgumentMistake, Reason};
pub use parse::{ArgumentError, CommandInfo, parse};
pub use prefix::{PrefixError, Prefixed, find_command, fold_name, validate_prefix};
pub use raw::Raw;
pub use spec::{ArgumentsShape, ChatScope, CommandRow, CommandSpec, Role, RunCommand};
pub use split::{Word, split, split_formatted};
