//! The messages that authors get from the compiler.
//!
//! Compiler messages differ between versions of Rust, so those in `ui/fail` are compared with one
//! of them only. After a change of a message: `TRYBUILD=overwrite cargo test --test ui`, then
//! read every line of the difference. `cargo test --test ui -- ui trybuild=NAME` runs one case.

use std::process::Command;

/// The version that wrote the `.stderr` files.
const PINNED: &str = "rustc 1.95.";

#[test]
fn ui() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .map(|output| output.stdout);
    let version = String::from_utf8(version.unwrap_or_default()).unwrap_or_default();
    if version.starts_with(PINNED) {
        let cases = trybuild::TestCases::new();
        cases.compile_fail("tests/ui/fail/*.rs");
    } else {
        println!("skipped: compiler messages are compared on {PINNED}x only, this is {version}");
    }
}
