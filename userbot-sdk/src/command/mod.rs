//! Commands: messages that start with the prefix, and their arguments.

mod input;
mod parse;
mod spec;

pub use input::{ArgumentInput, FromArguments, Raw};
pub use parse::{ArgumentError, CommandInfo};
pub use spec::{ArgumentsShape, ChatScope, CommandRow, CommandSpec, Role, RunCommand};
pub(crate) use parse::check_definition;
