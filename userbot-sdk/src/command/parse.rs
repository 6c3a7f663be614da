//! Placeholder until the argument parser is merged.
use crate::strings::Language;

/// Is a command as usage lines show it.
#[derive(Debug, Clone)]
pub struct CommandInfo {
    /// Prefix and name.
    pub name: String,
    /// Usage override.
    pub usage: Option<String>,
    /// The languages in which to speak.
    pub languages: Vec<Language>,
}
/// Is a mistake.
#[derive(Debug)]
pub struct ArgumentError;
pub(crate) fn parse<A: clap::Args>(_text: &str, _c: &CommandInfo) -> Result<A, ArgumentError> {
    Err(ArgumentError)
}

/// Checks a definition.
pub(crate) fn check_definition(_shape: &super::ArgumentsShape) -> Result<(), String> {
    Ok(())
}
