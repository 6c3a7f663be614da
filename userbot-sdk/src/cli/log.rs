//! The log of a bot binary.

use tracing_subscriber::EnvFilter;

use super::say::say;

/// What is logged unless somebody says otherwise: the bot itself in some detail, and warnings of
/// the libraries below.
const DEFAULT: &str = "warn,userbot_sdk=info";

/// Starts writing the log to the standard error: the filter of `--log`, else that of `RUST_LOG`.
///
/// A program that has set up a log of its own keeps it.
pub(super) fn start(filter: Option<&str>) {
    let text = filter
        .map(str::to_owned)
        .or_else(|| std::env::var("RUST_LOG").ok())
        .filter(|text| !text.trim().is_empty())
        .unwrap_or_else(|| DEFAULT.to_owned());
    let filter = EnvFilter::try_new(&text).unwrap_or_else(|error| {
        eprintln!(
            "{}",
            say(
                "cli-log",
                &[("filter", &text), ("error", &error.to_string())]
            )
        );
        EnvFilter::new(DEFAULT)
    });
    // An error means that there is a log already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .try_init();
}
