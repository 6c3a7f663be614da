//! What a command is given besides its context: the text after its name.

use std::sync::Arc;

use super::parse::{self, ArgumentError, CommandInfo};
use super::{ArgumentsShape, Raw, split};
use crate::module::Documentation;
use crate::strings::Language;

/// Is the text after a command's name, with what is needed to talk about mistakes in it.
#[derive(Debug, Clone)]
pub struct ArgumentInput {
    /// The text, as it was typed.
    pub text: String,
    /// The prefix of commands.
    pub prefix: Arc<str>,
    /// The name of the command.
    pub name: &'static str,
    /// The usage line that its author wrote.
    pub usage: Option<&'static str>,
    /// What the command does, in the user's language.
    pub about: String,
    /// The languages of the user, the preferred one first.
    pub languages: Arc<[Language]>,
    /// Where descriptions of the arguments in these languages are found.
    pub documentation: Option<Documentation>,
}

impl ArgumentInput {
    /// Returns the command, as usage lines and help show it.
    pub fn info(&self) -> CommandInfo<'_> {
        CommandInfo {
            prefix: &self.prefix,
            name: self.name,
            usage: self.usage,
            about: Some(&self.about)
                .filter(|about| !about.is_empty())
                .map(String::as_str),
            languages: &self.languages,
            documentation: self.documentation.as_ref(),
        }
    }
}

/// Is a type that a command can take as its argument: a `clap::Args` struct, [`Raw`] or `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as command arguments",
    label = "not a type that arguments can be read into",
    note = "derive `Args` for a struct with a field for each argument, or take `Raw` for the text as it is"
)]
pub trait FromArguments: Sized {
    /// The shape of the arguments, for help and checks.
    const SHAPE: ArgumentsShape;

    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// Gives an [`ArgumentError`] that says in the user's language what is wrong.
    fn from_arguments(input: &ArgumentInput) -> Result<Self, ArgumentError>;
}

#[diagnostic::do_not_recommend]
impl<T: clap::Args> FromArguments for T {
    const SHAPE: ArgumentsShape = ArgumentsShape::Clap(T::augment_args);

    fn from_arguments(input: &ArgumentInput) -> Result<Self, ArgumentError> {
        parse::parse::<T>(&split(&input.text), &input.info())
    }
}

impl FromArguments for Raw {
    const SHAPE: ArgumentsShape = ArgumentsShape::Raw;

    fn from_arguments(input: &ArgumentInput) -> Result<Self, ArgumentError> {
        let asks = matches!(input.text.trim(), "-h" | "--help");
        if asks {
            let html = super::shape_help(&ArgumentsShape::Raw, &input.info());
            return Err(ArgumentError::Help { html });
        }
        Ok(Self::after_name(&input.text))
    }
}
