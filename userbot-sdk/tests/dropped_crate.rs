//! What cannot be shown inside this workspace, with small ones of their own: a crate that no code
//! names is dropped by the linker, and its modules with it; a changed file of texts is built anew.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn cargo(arguments: &[&str], manifest: &Path) -> Output {
    // The directory of the outer build, where most of what this one needs lies ready.
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(cargo)
        .args(arguments)
        .args(["--quiet", "--offline", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(target)
        // What the outer cargo says about flags and wrappers is for the outer build.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs")
}

fn run(binary: &str) -> String {
    let arguments = ["run", "--package", "bot", "--bin", binary];
    let Output {
        status,
        stdout,
        stderr,
    } = cargo(&arguments, &root().join("fixtures/dropped/Cargo.toml"));
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

/// Checks the texts of a crate of its own, which is changed between the builds.
#[test]
fn a_changed_file_of_texts_is_built_anew() {
    const MODULE: &str = r#"//! Speaks.
        use userbot_sdk::prelude::*;

        /// Speaks.
        #[derive(Module, Default)]
        #[module(texts = "locales")]
        pub struct Speaker;

        #[handlers]
        impl Speaker {
            /// Speaks.
            #[command]
            async fn speak(&self, ctx: &Context) -> Result<()> {
                ctx.answer(elsewhere::text(ctx)).await
            }
        }

        mod elsewhere;
    "#;
    const ELSEWHERE: &str = r#"use userbot_sdk::prelude::*;
        pub fn text(ctx: &Context) -> String {
            ctx.t("hello", &[])
        }
    "#;
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    let fixture = root().join("fixtures/dropped");
    let profile = fs::read_to_string(fixture.join("Cargo.toml")).expect("the fixture");
    let profile = &profile[profile.find("[profile.dev]").expect("its profile")..];
    let sdk = root().join("userbot-sdk").canonicalize().expect("the SDK");
    let sdk = sdk.display();
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"speaker\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nuserbot-sdk = {{ path = {:?} }}\n[workspace]\n{profile}",
            sdk.to_string()
        ),
    );
    fs::copy(fixture.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock");
    write("src/lib.rs", MODULE);
    write("src/elsewhere.rs", ELSEWHERE);
    write("locales/en.ftl", "hello = Hello!\n");
    let build = || {
        let Output { status, stderr, .. } = cargo(&["build"], &folder.path().join("Cargo.toml"));
        let text = String::from_utf8_lossy(&stderr).into_owned();
        if status.success() { Ok(()) } else { Err(text) }
    };
    assert_eq!(build(), Ok(()));

    write("locales/en.ftl", "helo = Hello!\n");
    let mistake = build().expect_err("the key is gone");
    for part in [
        "src/elsewhere.rs:3: there is no text `hello` in locales/en.ftl; did you mean `helo`?",
        "src/lib.rs:6",
    ] {
        assert!(mistake.contains(part), "{mistake}");
    }

    write("locales/en.ftl", "hello = Good day!\n");
    assert_eq!(build(), Ok(()));
}
