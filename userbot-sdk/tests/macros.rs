//! What the macros accept and write, read back through the public tables.
//!
//! Each file of `ui/pass` is a small program for an author to read; they are compiled together
//! here, which costs one link in place of one for each.

#![allow(
    dead_code,
    reason = "the programs show declarations; nothing runs their handlers"
)]
#![allow(clippy::pedantic, clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "ui/pass/attributes.rs"]
mod attributes;
#[path = "ui/pass/cfg.rs"]
mod cfg;
#[path = "ui/pass/choice.rs"]
mod choice;
#[path = "ui/pass/config.rs"]
mod config;
#[path = "ui/pass/free.rs"]
mod free;
#[path = "ui/pass/full.rs"]
mod full;
#[path = "ui/pass/manual.rs"]
mod manual;
#[path = "ui/pass/modules.rs"]
mod modules;
#[path = "ui/pass/own_testkit.rs"]
mod own_testkit;
#[path = "ui/pass/parts.rs"]
mod parts;
#[path = "ui/pass/reexport.rs"]
mod reexport;

#[test]
fn attributes_runs() {
    attributes::main();
}

#[test]
fn cfg_runs() {
    cfg::main();
}

#[test]
fn choice_runs() {
    choice::main();
}

#[test]
fn config_runs() {
    config::main();
}

#[test]
fn free_runs() {
    free::main();
}

#[test]
fn full_runs() {
    full::main();
}

#[test]
fn manual_runs() {
    manual::main();
}

#[test]
fn modules_runs() {
    modules::main();
}

#[test]
fn parts_runs() {
    parts::main();
}

#[test]
fn reexport_runs() {
    reexport::main();
}

#[test]
fn own_testkit_runs() {
    own_testkit::main();
}

#[test]
fn both_crates_read_cron_expressions_alike() {
    assert_eq!(
        include_str!("../src/schedule/syntax.rs"),
        include_str!("../../userbot-macros/src/cron.rs"),
        "copy one over the other"
    );
}
