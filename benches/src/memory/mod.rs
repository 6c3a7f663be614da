//! The memory of this process, as Linux tells it, and where it goes.

pub(crate) mod allocator;
pub(crate) mod trend;
pub(crate) mod updates;

/// Returns the memory that is in use now, in megabytes; 0 where the system does not tell.
pub(crate) fn resident_megabytes() -> f64 {
    megabytes("self", "VmRSS:")
}

/// Returns the memory that the process has taken for its data, in megabytes; 0 where the system does not tell.
///
/// Parts of the program and its files that happen to be in memory are not counted: they grow with what has run so far.
pub(crate) fn data_megabytes() -> f64 {
    megabytes("self", "RssAnon:")
}

/// Returns the largest memory that the process had so far, in megabytes; 0 where the system does not tell.
pub(crate) fn peak_megabytes() -> f64 {
    megabytes("self", "VmHWM:")
}

/// Returns a figure of a process, `self` or its number, in megabytes; 0 where the system does not tell.
pub(crate) fn megabytes(process: &str, figure: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(figure));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
