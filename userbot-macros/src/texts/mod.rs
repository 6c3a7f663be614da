//! Translated texts: the files of a folder, and the places in the source that use them.
//!
//! `outline` reads one Fluent source, `folder` a whole folder. `uses` finds `.t("key", …)` in
//! tokens, and `scan` does that for a source file, together with the modules that it declares.
//! `tree` follows `mod name;` through the files of a crate, `owner` tells to which module a use
//! belongs, and `check` compares what is used with what there is.
//!
//! A use inside a block `#[handlers]`, or in a free function that is a handler, is reported at
//! its own place, when the module's declaration stands in the same file. All others are reported
//! at the declaration, with their file and line, because a macro can point only at its own input.
//! Where the compiler does not tell the file, as in some editors, nothing is checked: a false
//! alarm is worse than a mistake that the next build finds.

mod check;
mod folder;
mod outline;
mod owner;
mod scan;
mod tree;
mod uses;

pub(crate) use check::{declared, in_block, in_function};

use std::path::PathBuf;

use proc_macro2::Span;
use syn::LitStr;

/// Is what a declaration says: `texts = "locales"`, or `texts!("locales")`.
#[derive(Debug, Clone)]
pub(crate) struct TextsDef {
    /// The folder, as it was written.
    pub(crate) folder: LitStr,
    /// The language in which every text exists.
    pub(crate) default_language: Option<LitStr>,
}

/// Is what is written out for a declaration.
#[derive(Debug)]
pub(crate) struct Embedded {
    /// The language in which every text exists.
    pub(crate) default_language: String,
    pub(crate) files: Vec<EmbeddedFile>,
    /// The keys that the source uses, unless that is not known or some are made while running.
    pub(crate) used: Option<Vec<String>>,
}

/// Is one file that is embedded.
#[derive(Debug)]
pub(crate) struct EmbeddedFile {
    pub(crate) language: String,
    /// The path from the folder of `Cargo.toml`, or, when it starts with a dot, from the source file.
    pub(crate) path: String,
}

/// Returns the file in which a span stands, when the compiler tells it.
fn file_of(span: Span) -> Option<PathBuf> {
    if proc_macro::is_available() {
        span.unwrap().local_file()
    } else {
        None
    }
}
