//! The memory of this process, as Linux tells it.

/// Returns the memory that is in use now, in megabytes; 0 where the system does not tell.
#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
pub(crate) fn resident_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1))
        .and_then(|kilobytes| kilobytes.parse::<u64>().ok())
        .unwrap_or_default() as f64
        / 1024.0
}
