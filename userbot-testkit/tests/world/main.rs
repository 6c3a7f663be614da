//! The world: what people do and see, what calls answer, and what is pushed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by a panic"
)]
#![allow(
    clippy::too_many_lines,
    clippy::items_after_statements,
    clippy::needless_pass_by_value,
    clippy::similar_names,
    reason = "a test reads from top to bottom as one story"
)]

mod calls_admin_log;
mod calls_auth;
mod calls_chats;
mod calls_clients;
mod calls_dialogs;
mod calls_files;
mod calls_messages;
mod calls_schedule;
mod calls_start;
mod calls_topics;
mod handles;
mod property;
mod support;

use std::collections::BTreeSet;

#[test]
fn every_modelled_call_is_tested() {
    let lists = [
        calls_auth::COVERED,
        calls_admin_log::COVERED,
        calls_start::COVERED,
        calls_messages::COVERED,
        calls_schedule::COVERED,
        calls_dialogs::COVERED,
        calls_files::COVERED,
        calls_chats::COVERED,
        calls_topics::COVERED,
        calls_clients::COVERED,
    ];
    let tested: BTreeSet<&str> = lists
        .concat()
        .concat()
        .into_iter()
        .map(|name| name.trim_end_matches(['!', '?']))
        .collect();
    let modelled: BTreeSet<&str> = userbot_testkit::methods::modelled()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let missing: Vec<_> = modelled.difference(&tested).collect();
    let unknown: Vec<_> = tested.difference(&modelled).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not tested: {missing:?}; not modelled: {unknown:?}"
    );
}

#[test]
fn every_modelled_call_has_one_row_with_a_note() {
    let rows = userbot_testkit::methods::modelled();
    let names: BTreeSet<_> = rows.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), rows.len());
    assert!(
        rows.iter()
            .all(|(name, note)| name.contains('.') && !note.is_empty())
    );
}

#[test]
fn the_table_in_the_docs_is_the_table_of_the_code() {
    let docs = include_str!("../../src/methods/modelled.md");
    assert_eq!(
        docs,
        userbot_testkit::methods::modelled_table(),
        "run the ignored test `write_the_table`"
    );
}

#[test]
#[ignore = "writes src/methods/modelled.md anew"]
fn write_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/methods/modelled.md");
    std::fs::write(path, userbot_testkit::methods::modelled_table()).unwrap();
}
