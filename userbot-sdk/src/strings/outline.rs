//! What a Fluent source holds: its keys and their arguments.

use std::collections::{BTreeMap, BTreeSet};

/// Lists the keys of a source that Fluent has accepted, each with the arguments that it uses.
///
/// Attributes are keys of their own, `message.attribute`. Terms, which begin with `-`, are left
/// out: they are not looked up from outside.
pub(super) fn outline(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut message = String::new();
    let mut current = None;
    for line in source.lines() {
        let content = line.trim_start();
        let mut value = content;
        let indented = line.starts_with(' ');
        if !indented && content.starts_with(['#', '-']) {
            current = None;
        } else if let Some((name, rest)) = definition(line) {
            name.clone_into(&mut message);
            current = Some(message.clone());
            value = rest;
        } else if let Some((name, rest)) = content.strip_prefix('.').and_then(definition)
            && current.is_some()
        {
            current = Some(format!("{message}.{name}"));
            value = rest;
        }
        // A message may consist of attributes only, so a key counts when it has a value.
        if let Some(key) = current.as_ref().filter(|_| !value.trim().is_empty()) {
            keys.entry(key.clone())
                .or_default()
                .extend(variables(value));
        }
    }
    keys
}

/// Reads `name = value`.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end();
    let good = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    good.then_some((name, value))
}

/// Finds `$name` inside of braces or selectors.
fn variables(value: &str) -> impl Iterator<Item = String> {
    value.split('$').skip(1).filter_map(|after| {
        let end = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
            .unwrap_or(after.len());
        after
            .get(..end)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
    })
}
