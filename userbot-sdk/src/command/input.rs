//! What a command is given besides its context: the text after its name.

use std::fmt;
use std::ops::Deref;

use super::parse::{self, ArgumentError, CommandInfo};

/// Is the text after a command's name, with what is needed to talk about mistakes in it.
#[derive(Debug, Clone)]
pub struct ArgumentInput {
    /// The text, as it was typed.
    pub text: String,
    /// The command, as usage lines show it.
    pub command: CommandInfo,
}

/// Is the rest of a command's line as it was typed: for commands that take free text.
///
/// Spacing, quotes and line breaks are kept; only the white space at both ends is gone.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// /// Says it louder.
/// #[command]
/// async fn shout(ctx: &Context, text: Raw) -> Result<()> {
///     ctx.answer(Outgoing::text(text.to_uppercase())).await?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Raw(pub String);

impl Deref for Raw {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
    const SHAPE: super::ArgumentsShape;

    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// Gives an [`ArgumentError`] that says in the user's language what is wrong.
    fn from_arguments(input: &ArgumentInput) -> Result<Self, ArgumentError>;
}

#[diagnostic::do_not_recommend]
impl<T: clap::Args> FromArguments for T {
    const SHAPE: super::ArgumentsShape = super::ArgumentsShape::Clap(T::augment_args);

    fn from_arguments(input: &ArgumentInput) -> Result<Self, ArgumentError> {
        parse::parse::<T>(&input.text, &input.command)
    }
}

impl FromArguments for Raw {
    const SHAPE: super::ArgumentsShape = super::ArgumentsShape::Raw;

    fn from_arguments(input: &ArgumentInput) -> Result<Self, ArgumentError> {
        Ok(Self(input.text.trim().to_owned()))
    }
}
