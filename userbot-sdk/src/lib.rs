//! x
pub mod command;
pub mod strings;
pub mod text;
