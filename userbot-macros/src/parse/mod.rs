//! From tokens to the model: attributes, blocks, functions.

pub(crate) mod block;
pub(crate) mod choice;
pub(crate) mod config;
pub(crate) mod entries;
pub(crate) mod function;
pub(crate) mod handler;
pub(crate) mod module;
mod peer;
mod schedule;
pub(crate) mod test;
pub(crate) mod texts;
mod value;

use syn::Path;

use crate::model::{Entry, Value};

/// Returns the path of the SDK: `crate = …`, or `::userbot_sdk`.
fn crate_path(entries: &[Entry], default: &str) -> Path {
    entries
        .iter()
        .find_map(|entry| match &entry.value {
            Value::Path(path) if entry.key.name == "crate" => Some(path.clone()),
            _ => None,
        })
        .unwrap_or_else(|| {
            let ident = syn::Ident::new(default, proc_macro2::Span::mixed_site());
            syn::parse_quote!(::#ident)
        })
}

/// Returns true when the flag stands among the entries.
fn has(entries: &[Entry], name: &str) -> bool {
    entries.iter().any(|entry| entry.key.name == name)
}

/// Returns every translation of `doc(…)`.
fn translations(entries: &[Entry]) -> Vec<crate::docs::Translation> {
    entries
        .iter()
        .filter_map(|entry| match &entry.value {
            Value::Translations(texts) => Some(texts.clone()),
            _ => None,
        })
        .flatten()
        .collect()
}
