//! The paused clock: it stands still except in `advance`.

use std::sync::mpsc;
use std::time::Duration;

use tokio::task::JoinHandle;

/// Keeps tokio's paused clock from moving by itself.
///
/// A paused clock jumps to the next timer whenever the runtime has nothing to do, and waiting for
/// a socket looks like that. While a blocking job runs it does not jump, so this is one that
/// waits until it is dropped.
#[derive(Debug)]
pub(crate) struct Frozen {
    release: Option<mpsc::Sender<()>>,
    _job: JoinHandle<()>,
}

impl Frozen {
    pub(crate) fn new() -> Self {
        let (release, wait) = mpsc::channel::<()>();
        let job = tokio::task::spawn_blocking(move || {
            // Returns when the sender is dropped; nothing is ever sent.
            let _ = wait.recv();
        });
        Self { release: Some(release), _job: job }
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        self.release.take();
    }
}

/// Is the length of so many seconds.
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Is the length of so many minutes.
pub const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// Is the length of so many hours.
pub const fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3_600)
}

/// Is the length of so many days.
pub const fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}
