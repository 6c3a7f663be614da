//! A crate that no code names is dropped by the linker, and its modules with it. That cannot be
//! shown inside this workspace, so a small one of its own is built here.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(binary: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let fixture = root.join("fixtures/dropped/Cargo.toml");
    // The directory of the outer build, where most of what this one needs lies ready.
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--offline",
            "--package",
            "bot",
            "--bin",
            binary,
        ])
        .arg("--manifest-path")
        .arg(fixture)
        .arg("--target-dir")
        .arg(target)
        // What the outer cargo says about flags and wrappers is for the outer build.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("text")
}

#[test]
fn a_crate_that_nobody_names_is_reported_and_naming_it_helps() {
    let report = run("forgets");
    assert!(report.contains("`weather` is expected"), "{report}");
    assert!(report.contains("modules!{ weather }"), "{report}");
    assert!(report.contains("forgets.rs:6"), "{report}");

    let fixed = run("names");
    assert_eq!(fixed, "forecast\n");
}
