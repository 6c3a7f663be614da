//! Handlers that hold their thread, found while they do.
//!
//! Each thread notes what it polls (one plain write for each poll). One thread of the process
//! looks at these notes every few milliseconds: a note that stays the same is a handler that does
//! not come back. The time is the runtime's, so that in a test whose clock stands still nobody is
//! too slow.

use std::cell::RefCell;
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::Thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::context::catch_now;

/// A poll that takes so long is worth a thread of its own.
pub(super) const SLOW: Duration = Duration::from_millis(10);
/// A poll that takes so long is a fault.
pub(super) const BLOCKED: Duration = Duration::from_millis(50);
/// So often the notes are looked at while anything happens.
const LOOK: Duration = Duration::from_millis(5);
/// After so many looks at which nothing happened, the next poll has to wake the one who looks.
const IDLE: u32 = 200;
/// When that goes wrong, it looks after this time.
const ASLEEP: Duration = Duration::from_secs(1);

/// Is told of polls that take long.
pub(super) trait Watched: Send + Sync {
    /// A poll of the handler with this number takes long.
    fn slow(&self, handler: usize);

    /// A poll of the handler with this number blocks its thread.
    fn blocked(&self, handler: usize, elapsed: Duration);
}

/// Is the notes of one dispatcher.
pub(super) struct Watch {
    runtime: Option<Handle>,
    beats: Mutex<Vec<(Arc<Beat>, Seen)>>,
}

/// Is what one thread polls: the number of the handler and one more in the lower half, 0 for
/// nothing; in the upper half, which poll it is.
#[derive(Debug, Default)]
pub(super) struct Beat {
    poll: AtomicU64,
    /// Where Linux tells how long the thread was ready to run and was not let.
    schedule: Option<PathBuf>,
}

/// Is what was seen of a beat, and since when.
#[derive(Debug, Clone, Copy)]
struct Seen {
    value: u64,
    since: Instant,
    /// How long its thread had been held up by others when it was first seen to take long.
    held_up: Option<Duration>,
    told: Told,
}

impl Seen {
    fn new(value: u64, since: Instant) -> Self {
        Self {
            value,
            since,
            held_up: None,
            told: Told::Nothing,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Nothing,
    Slow,
    Blocked,
}

const POLL: u64 = 1 << 32;
const HANDLER: u64 = POLL - 1;

thread_local! {
    /// The beats of this thread, one for each dispatcher.
    static BEATS: RefCell<Vec<(Weak<Watch>, Arc<Beat>)>> = const { RefCell::new(Vec::new()) };
}

impl Beat {
    /// Makes the note of this thread.
    fn here() -> Self {
        let thread = std::fs::read_link("/proc/thread-self");
        Self {
            poll: AtomicU64::new(0),
            schedule: thread
                .ok()
                .map(|thread| Path::new("/proc").join(thread).join("schedstat")),
        }
    }

    /// Returns how long the thread was ready to run and was not let, where the system tells: a
    /// machine with too much to do is not the fault of a handler.
    fn held_up(&self) -> Duration {
        let read = |path| std::fs::read_to_string(path).ok();
        let text = self.schedule.as_ref().and_then(read).unwrap_or_default();
        let nanos = text.split_whitespace().nth(1);
        Duration::from_nanos(nanos.and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
    }

    /// Notes that a poll of a handler begins.
    pub(super) fn enter(&self, handler: usize) {
        let poll = (self.poll.load(Ordering::Relaxed) & !HANDLER).wrapping_add(POLL);
        self.poll
            .store(poll | (handler as u64 + 1), Ordering::Relaxed);
        if ASLEEP_NOW.load(Ordering::Relaxed) {
            wake();
        }
    }

    /// Notes that nothing is polled any more.
    pub(super) fn leave(&self) {
        let poll = self.poll.load(Ordering::Relaxed) & !HANDLER;
        self.poll.store(poll, Ordering::Relaxed);
    }
}

impl Watch {
    /// Makes notes that `watched` is told about, from another thread.
    pub(super) fn new(watched: Weak<dyn Watched>) -> Arc<Self> {
        let watch = Arc::new(Self {
            runtime: Handle::try_current().ok(),
            beats: Mutex::default(),
        });
        look_at(Arc::downgrade(&watch), watched);
        watch
    }

    /// Returns the note of this thread.
    pub(super) fn beat(self: &Arc<Self>) -> Arc<Beat> {
        BEATS.with_borrow_mut(|known| {
            let mine = known
                .iter()
                .find(|(watch, _)| std::ptr::eq(watch.as_ptr(), Arc::as_ptr(self)));
            if let Some((_, beat)) = mine {
                return Arc::clone(beat);
            }
            known.retain(|(watch, _)| watch.strong_count() > 0);
            let beat = Arc::new(Beat::here());
            known.push((Arc::downgrade(self), Arc::clone(&beat)));
            let seen = Seen::new(0, Instant::now());
            let mut beats = self.beats();
            // Of threads that have ended.
            beats.retain(|(beat, _)| Arc::strong_count(beat) > 1);
            beats.push((Arc::clone(&beat), seen));
            beat
        })
    }

    /// Runs a future of a handler with each of its polls noted; `took` is told how long each was.
    pub(super) async fn noted<F: Future>(
        self: Arc<Self>,
        handler: usize,
        took: impl Fn(Duration),
        future: F,
    ) -> F::Output {
        /// Also when the future panics.
        struct Leave(Arc<Beat>);

        impl Drop for Leave {
            fn drop(&mut self) {
                self.0.leave();
            }
        }

        let mut future = pin!(future);
        poll_fn(|cx| {
            let leave = Leave(self.beat());
            leave.0.enter(handler);
            let begun = Instant::now();
            let polled = future.as_mut().poll(cx);
            took(begun.elapsed());
            polled
        })
        .await
    }

    /// Looks at all notes; true when anything happened.
    fn look(&self, watched: &Weak<dyn Watched>) -> bool {
        let _runtime = self.runtime.as_ref().map(Handle::enter);
        let now = Instant::now();
        let mut busy = false;
        let mut slow = Vec::new();
        for (beat, seen) in self.beats().iter_mut() {
            let value = beat.poll.load(Ordering::Relaxed);
            if value != seen.value {
                busy = true;
                *seen = Seen::new(value, now);
                continue;
            }
            let Some(handler) = (value & HANDLER).checked_sub(1) else {
                continue;
            };
            busy = true;
            let elapsed = now.duration_since(seen.since);
            if elapsed.is_zero() || seen.told == Told::Blocked {
                continue;
            }
            let held_up = beat.held_up();
            let before = *seen.held_up.get_or_insert(held_up);
            let elapsed = elapsed.saturating_sub(held_up.saturating_sub(before));
            let told = if elapsed >= BLOCKED {
                Told::Blocked
            } else if elapsed >= SLOW {
                Told::Slow
            } else {
                Told::Nothing
            };
            if told > seen.told {
                seen.told = told;
                slow.push((
                    usize::try_from(handler).unwrap_or(usize::MAX),
                    told,
                    elapsed,
                ));
            }
        }
        if let Some(watched) = watched.upgrade() {
            for (handler, told, elapsed) in slow {
                // An observer's panic is not the end of this thread.
                let _ = catch_now(|| match told {
                    Told::Nothing => {}
                    Told::Slow => watched.slow(handler),
                    Told::Blocked => watched.blocked(handler, elapsed),
                });
            }
        }
        busy
    }

    fn beats(&self) -> MutexGuard<'_, Vec<(Arc<Beat>, Seen)>> {
        self.beats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

type Watches = Vec<(Weak<Watch>, Weak<dyn Watched>)>;

/// Everything that is looked at in this process.
static WATCHES: Mutex<Watches> = Mutex::new(Vec::new());
/// The thread that looks.
static LOOKS: OnceLock<Thread> = OnceLock::new();
/// It waits to be woken.
static ASLEEP_NOW: AtomicBool = AtomicBool::new(false);

fn watches() -> MutexGuard<'static, Watches> {
    WATCHES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look_at(watch: Weak<Watch>, watched: Weak<dyn Watched>) {
    let mut all = watches();
    all.retain(|(watch, _)| watch.strong_count() > 0);
    all.push((watch, watched));
    drop(all);
    if LOOKS.get().is_some() {
        return;
    }
    let started = std::thread::Builder::new()
        .name("userbot-watchdog".to_owned())
        .spawn(look);
    match started {
        Ok(thread) => {
            let _ = LOOKS.set(thread.thread().clone());
        }
        Err(error) => tracing::warn!(%error, "nobody looks for handlers that block"),
    }
}

#[cold]
fn wake() {
    ASLEEP_NOW.store(false, Ordering::Relaxed);
    if let Some(thread) = LOOKS.get() {
        thread.unpark();
    }
}

/// Looks at everything, for as long as the process lives.
fn look() {
    let mut idle = 0;
    loop {
        if idle < IDLE {
            std::thread::sleep(LOOK);
        } else {
            ASLEEP_NOW.store(true, Ordering::Relaxed);
            std::thread::park_timeout(ASLEEP);
            ASLEEP_NOW.store(false, Ordering::Relaxed);
        }
        // Without the lock: who is told may start a bot.
        let all = watches().clone();
        let looked = |(watch, watched): &(Weak<Watch>, Weak<dyn Watched>)| {
            watch.upgrade().is_some_and(|watch| watch.look(watched))
        };
        // All of them, whatever the first one says.
        let busy = all.iter().filter(|one| looked(one)).count();
        idle = if busy > 0 { 0 } else { (idle + 1).min(IDLE) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_ready_longer_and_longer() {
        let beat = Beat::here();
        let before = beat.held_up();
        std::thread::yield_now();
        assert!(beat.held_up() >= before);
        if cfg!(target_os = "linux") {
            assert!(beat.schedule.is_some());
        }
    }
}
