//! How long builds take: the starter against a program on the client library.
//!
//! `cargo run --release -p benches -- build` copies the workspace and writes the smallest program on the client library
//! beside it, which asks for the same third-party crates with the same features. Both are built from nothing, each into
//! a folder of its own; then a module of the starter is changed and tested, and a line of the other program is changed
//! and built, in turns. Nothing is downloaded: the crates must be there. Let the machine do nothing else meanwhile.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use userbot_sdk::error::{Error, Result};

/// What is promised.
const PROMISED: f64 = 1.5;

const BARE: &str = include_str!("bin/bare_client.rs");
/// Where the starter changes, and what for.
const CHANGED: (&str, &str) = (
    r#"ctx.answer("pong")"#,
    r#"ctx.answer(["pong", "ROUND"][0])"#,
);
/// The same for the other program.
const BARE_CHANGED: (&str, &str) = (
    r#"message.edit("pong")"#,
    r#"message.edit(["pong", "ROUND"][0])"#,
);

/// What can be chosen.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How often something is changed; the medians are printed.
    #[arg(long, default_value_t = 5)]
    changes: usize,
    /// Also builds a program that asks for the client library and tokio alone.
    #[arg(long)]
    lean: bool,
}

/// Measures and prints.
pub(crate) fn run(options: &Options) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or_else(|| Error::msg("no workspace"))?;
    let starter = Project::new(folder.path(), "starter");
    copy(root, &starter.source)?;
    let crates = crates(&starter)?;
    println!("{} third-party crates in both", crates.len());
    let bare = Project::new(folder.path(), "bare");
    bare.write(root, &manifest(&crates))?;

    let clean = starter.run(&["build", "-p", "starter"])?;
    let bare_clean = bare.run(&["build"])?;
    println!("\nclean build");
    row("starter", clean, clean, None);
    row(
        "bare program, same crates",
        bare_clean,
        clean,
        Some(PROMISED),
    );
    if options.lean {
        let lean = Project::new(folder.path(), "lean");
        lean.write(root, &lean_manifest(&crates)?)?;
        let time = lean.run(&["build"])?;
        row(
            "bare program, client library and tokio only",
            time,
            clean,
            None,
        );
    }

    let module = starter.source.join("examples/starter/src/lib.rs");
    let main = bare.source.join("src/main.rs");
    let test = ["test", "-p", "starter"];
    starter.run(&test)?;
    let (mut tested, mut built) = (Vec::new(), Vec::new());
    let (old, bare_old) = (fs::read_to_string(&module)?, BARE);
    for round in 0..options.changes.max(1) {
        change(&module, &old, CHANGED, round)?;
        tested.push(starter.run(&test)?);
        change(&main, bare_old, BARE_CHANGED, round)?;
        built.push(bare.run(&["build"])?);
    }
    let (tested, built) = (median(tested), median(built));
    println!("\nafter a change, medians of {}", options.changes);
    row("starter: cargo test -p starter", tested, tested, None);
    row("bare program: cargo build", built, tested, Some(PROMISED));
    Ok(())
}

fn row(what: &str, time: Duration, ours: Duration, promised: Option<f64>) {
    let ratio = ours.as_secs_f64() / time.as_secs_f64();
    print!("  {what:<48} {:>8.2} s", time.as_secs_f64());
    match promised {
        Some(promised) => println!("   the starter takes {ratio:.2}×, promised {promised}×"),
        None if time == ours => println!(),
        None => println!("   the starter takes {ratio:.2}×"),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A workspace, and where its builds go.
struct Project {
    source: PathBuf,
    target: PathBuf,
}

impl Project {
    fn new(folder: &Path, name: &str) -> Self {
        Self {
            source: folder.join(name),
            target: folder.join(format!("target-{name}")),
        }
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.source)
            .env("CARGO_TARGET_DIR", &self.target)
            // What a person has who sets nothing.
            .env_remove("CARGO_INCREMENTAL")
            .env_remove("RUSTFLAGS")
            .env("CARGO_NET_OFFLINE", "true");
        cargo
    }

    /// Runs a command of cargo to its end, and tells how long it took.
    fn run(&self, arguments: &[&str]) -> Result<Duration> {
        let start = Instant::now();
        let output = self.cargo().args(arguments).output()?;
        let time = start.elapsed();
        if output.status.success() {
            return Ok(time);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Error::msg(format!("cargo {arguments:?} failed:\n{said}")))
    }

    /// Writes the program on the client library.
    fn write(&self, root: &Path, manifest: &str) -> Result<()> {
        fs::create_dir_all(self.source.join("src"))?;
        fs::write(self.source.join("src/main.rs"), BARE)?;
        fs::copy(root.join("Cargo.lock"), self.source.join("Cargo.lock"))?;
        // The same settings of the compiler.
        let workspace = fs::read_to_string(root.join("Cargo.toml"))?;
        let profiles = workspace
            .find("[profile.")
            .and_then(|at| workspace.get(at..));
        let whole = format!("{manifest}\n{}", profiles.unwrap_or_default());
        fs::write(self.source.join("Cargo.toml"), whole)?;
        // What the lock file has too much goes, before the clock runs.
        let mut cargo = self.cargo();
        cargo.args(["metadata", "--format-version", "1"]);
        let status = cargo.stdout(Stdio::null()).status()?;
        if status.success() {
            return Ok(());
        }
        Err(Error::msg(
            "the program on the client library has no dependencies",
        ))
    }
}

/// Copies the files of the workspace, without what builds have left.
fn copy(root: &Path, to: &Path) -> Result<()> {
    let list = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()?;
    if !list.status.success() {
        return Err(Error::msg("git does not list the files of the workspace"));
    }
    for name in String::from_utf8(list.stdout)?.split_terminator('\0') {
        let (from, to) = (root.join(name), to.join(name));
        if !from.is_file() {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, to)?;
    }
    Ok(())
}

fn change(file: &Path, text: &str, (from, to): (&str, &str), round: usize) -> Result<()> {
    let changed = text.replace(from, &to.replace("ROUND", &round.to_string()));
    if changed == text {
        return Err(Error::msg(format!("{} has no {from}", file.display())));
    }
    Ok(fs::write(file, changed)?)
}

/// The third-party crates of a program: name and version, and the features that are on.
type Crates = BTreeMap<(String, String), Vec<String>>;

/// Lists the crates that the starter is built from, but for those of the workspace.
fn crates(starter: &Project) -> Result<Crates> {
    let tree = starter
        .cargo()
        .args(["tree", "-p", "starter", "-e", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}|{f}"])
        .output()?;
    if !tree.status.success() {
        let said = String::from_utf8_lossy(&tree.stderr);
        return Err(Error::msg(format!("cargo tree failed:\n{said}")));
    }
    Ok(read_tree(&String::from_utf8(tree.stdout)?))
}

/// Reads lines such as `serde v1.0.219|default,derive`.
fn read_tree(tree: &str) -> Crates {
    let mut crates = Crates::new();
    for line in tree.lines() {
        let line = line.trim_end_matches("(*)").trim_end();
        let Some((package, features)) = line.split_once('|') else {
            continue;
        };
        let mut words = package.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            continue;
        };
        // One of the workspace has its folder behind it.
        if words.any(|word| word.starts_with("(/")) {
            continue;
        }
        let key = (name.to_owned(), version.trim_start_matches('v').to_owned());
        let known = crates.entry(key).or_default();
        for feature in features.split(',').filter(|feature| !feature.is_empty()) {
            if !known.iter().any(|one| one == feature) {
                known.push(feature.to_owned());
            }
        }
    }
    crates
}

const HEAD: &str = "[workspace]\n\n[package]\nname = \"bare\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";

/// Writes a manifest that asks for all of them.
fn manifest(crates: &Crates) -> String {
    let mut text = HEAD.to_owned();
    let mut last = "";
    for (number, ((name, version), features)) in crates.iter().enumerate() {
        // Of a crate that is there in two versions, one gets another name.
        let key = if name == last {
            format!("{name}-{number}")
        } else {
            name.clone()
        };
        last = name;
        let _ = writeln!(
            text,
            "{key} = {{ package = {name:?}, version = \"={version}\", default-features = false, features = {features:?} }}"
        );
    }
    text
}

/// Writes a manifest that asks for what the program uses, and no more.
fn lean_manifest(crates: &Crates) -> Result<String> {
    let mut text = HEAD.to_owned();
    for wanted in [
        "grammers-client",
        "grammers-mtsender",
        "grammers-session",
        "tokio",
    ] {
        let found = crates.keys().find(|(name, _)| name == wanted);
        let (name, version) = found.ok_or_else(|| Error::msg(format!("no {wanted}")))?;
        let features: &[&str] = match wanted {
            "tokio" => &["rt-multi-thread", "macros"],
            _ => &[],
        };
        let _ = writeln!(
            text,
            "{name} = {{ version = \"={version}\", default-features = false, features = {features:?} }}"
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_becomes_a_manifest() {
        let tree = "starter v0.1.0 (/somewhere/examples/starter)|\n\
            serde v1.0.219|default,std\n\
            serde_derive v1.0.219 (proc-macro)|default\n\
            serde v1.0.219|derive,std (*)\n\
            getrandom v0.2.16|\n\
            getrandom v0.4.1|std\n";

        let crates = read_tree(tree);

        assert_eq!(crates.len(), 4, "{crates:?}");
        let text = manifest(&crates);
        assert!(
            text.contains(r#"serde = { package = "serde", version = "=1.0.219", default-features = false, features = ["default", "std", "derive"] }"#),
            "{text}"
        );
        assert!(
            text.contains("getrandom-1 = { package = \"getrandom\""),
            "{text}"
        );
        assert!(!text.contains("starter"), "{text}");
    }

    #[test]
    fn what_changes_is_there() {
        let module = include_str!("../../examples/starter/src/lib.rs");

        assert!(module.contains(CHANGED.0));
        assert!(BARE.contains(BARE_CHANGED.0));
    }
}
