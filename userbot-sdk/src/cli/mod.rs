//! The terminal side of a bot binary.

mod prompt;

pub use prompt::TerminalPrompt;
