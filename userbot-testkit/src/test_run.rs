//! Runs the body of a `#[userbot_testkit::test]`.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::log::Log;

/// Is what a test returns; `?` in a test reports its file and line.
pub type TestResult<T = ()> = userbot_sdk::Result<T>;

/// Is what the body of a test may give back: nothing, or a [`TestResult`].
pub trait TestOutcome {
    /// Panics when the test failed.
    fn report(self);
}

impl TestOutcome for () {
    fn report(self) {}
}

impl TestOutcome for TestResult {
    #[track_caller]
    fn report(self) {
        if let Err(error) = self {
            panic_with(&format!("the test gave an error: {error:?}"));
        }
    }
}

/// How long a test may take on the wall clock before it is stopped: it hangs.
///
/// Tests take milliseconds; this only turns a hang into a message.
const HANGS_AFTER: Duration = Duration::from_secs(120);

/// Runs a test on a runtime of its own, with the clock paused and the log captured.
///
/// # Panics
///
/// Panics when the body does, after printing the last lines of the log.
pub fn run_test<F>(name: &str, body: impl FnOnce() -> F)
where
    F: Future,
    F::Output: TestOutcome,
{
    let log = Log::new();
    let watchdog = Watchdog::start(name.to_owned(), log.clone());
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _capture = log.capture();
        let runtime = match tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => panic_with(&format!("no runtime for the test: {error}")),
        };
        runtime.block_on(async {
            // While a blocking job runs, the paused clock does not move by itself.
            let _thaw = crate::client::clock::freeze();
            body().await.report();
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
    }));
    watchdog.stop();
    if let Err(panic) = result {
        let lines = log.last(20);
        if !lines.is_empty() {
            eprintln!("last lines of the log:\n{}", lines.join("\n"));
        }
        resume_unwind(panic);
    }
}

struct Watchdog(mpsc::Sender<()>);

impl Watchdog {
    fn start(name: String, log: Log) -> Self {
        let (finished, wait) = mpsc::channel::<()>();
        thread::spawn(move || {
            if wait.recv_timeout(HANGS_AFTER) == Err(mpsc::RecvTimeoutError::Timeout) {
                eprintln!(
                    "the test {name} has been running for {} s and hangs; a future that sleeps needs \
                     `bot.advance(…)`. Last lines of the log:\n{}",
                    HANGS_AFTER.as_secs(),
                    log.last(40).join("\n")
                );
                std::process::exit(101);
            }
        });
        Self(finished)
    }

    fn stop(self) {
        drop(self.0);
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "a failed test is a panic")]
pub(crate) fn panic_with(message: &str) -> ! {
    panic!("{message}")
}
