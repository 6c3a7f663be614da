//! The paused clock: it stands still except in `advance`.

use std::cell::RefCell;
use std::sync::mpsc;
use std::time::Duration;

use tokio::task::JoinHandle;

thread_local! {
    /// What keeps this thread's clock from moving. A test has a thread and a runtime of its own.
    static FROZEN: RefCell<Option<Frozen>> = const { RefCell::new(None) };
}

/// Stops the clock of this thread's runtime until the guard is dropped.
pub(crate) fn freeze() -> Thaw {
    FROZEN.set(Some(Frozen::new()));
    Thaw(())
}

/// Tells whether the clock of this thread stands still.
pub(crate) fn is_frozen() -> bool {
    FROZEN.with_borrow(Option::is_some)
}

/// Lets the clock run freely again.
#[derive(Debug)]
pub(crate) struct Thaw(());

impl Drop for Thaw {
    fn drop(&mut self) {
        FROZEN.take();
    }
}

/// Moves the clock from timer to timer until the duration has passed.
pub(crate) async fn advance(duration: Duration) {
    // With nothing left that holds it, the clock jumps to the next timer each time that the
    // runtime has nothing to do, until it is this sleep's turn.
    FROZEN.take();
    tokio::time::sleep(duration).await;
    FROZEN.set(Some(Frozen::new()));
}

/// Keeps tokio's paused clock from moving by itself.
///
/// A paused clock jumps to the next timer whenever the runtime has nothing to do, and waiting for
/// a socket looks like that. While a blocking job runs it does not jump, so this is one that
/// waits until it is dropped.
#[derive(Debug)]
struct Frozen {
    release: Option<mpsc::Sender<()>>,
    _job: JoinHandle<()>,
}

impl Frozen {
    fn new() -> Self {
        let (release, wait) = mpsc::channel::<()>();
        let job = tokio::task::spawn_blocking(move || {
            // Returns when the sender is dropped; nothing is ever sent.
            let _ = wait.recv();
        });
        Self {
            release: Some(release),
            _job: job,
        }
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
