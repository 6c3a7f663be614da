//! Keeps the allocator of Linux from blurring figures of memory.

use std::process::Command;

use userbot_sdk::error::Result;

/// Tells it to keep one heap instead of one for each thread, and to give large pieces back: what it keeps for later
/// would look like growth. It is read when a process starts.
const ALLOCATOR: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
];

/// Tells whether this process was started with that.
pub(crate) fn is_told() -> bool {
    std::env::var_os(ALLOCATOR[0].0).is_some()
}

/// Runs this program again, with that, to its end.
pub(crate) fn tell() -> Result<()> {
    let status = Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .envs(ALLOCATOR)
        .status()?;
    if status.success() {
        return Ok(());
    }
    // It has said why.
    std::process::exit(status.code().unwrap_or(1))
}
