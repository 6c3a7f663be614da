//! How the owner learns of failures without being flooded by them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::failure::{Blocked, Dropped, Failure, Observer};

/// The same news is told at most once in this time.
const QUIET: Duration = Duration::from_secs(60);
/// More different news than this are not remembered one by one.
const REMEMBERED: usize = 256;
/// So many failures in a row of one module are worth a warning.
pub(super) const STREAK: usize = 5;

/// Decides what is told, and counts what is not.
pub(crate) struct Reporter {
    observer: Option<Arc<dyn Observer>>,
    news: Mutex<HashMap<String, News>>,
    /// Failures in a row, by the place of the module in the catalogue.
    streaks: Vec<AtomicUsize>,
}

#[derive(Debug)]
struct News {
    told: Instant,
    quiet: Duration,
    kept_back: usize,
}

/// Is whether something is told now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Tell {
    /// Yes, and so many of the same kind were kept back since the last time.
    Now {
        /// How many.
        kept_back: usize,
    },
    /// No: it was told a moment ago.
    Later,
}

impl Reporter {
    pub(crate) fn new(observer: Option<Arc<dyn Observer>>, modules: usize) -> Self {
        let streaks = (0..modules).map(|_| AtomicUsize::new(0)).collect();
        Self {
            observer,
            news: Mutex::default(),
            streaks,
        }
    }

    /// Logs a failure in full and shows it to the observer.
    pub(crate) fn failed(&self, failure: &Failure) {
        tracing::error!(
            id = %failure.id,
            kind = ?failure.kind,
            module = failure.module,
            handler = failure.handler,
            chat = failure.chat.map(tracing::field::display),
            location = failure.location.as_deref().unwrap_or("unknown"),
            "{}",
            failure.text
        );
        if let Some(observer) = &self.observer {
            observer.failed(failure);
        }
    }

    /// Logs dropped events and shows them to the observer.
    pub(crate) fn dropped(&self, dropped: &Dropped) {
        tracing::warn!(
            module = dropped.module,
            handler = dropped.handler,
            chat = dropped.chat.map(tracing::field::display),
            count = dropped.count,
            "events were dropped: the handler does not keep up"
        );
        if let Some(observer) = &self.observer {
            observer.dropped(dropped);
        }
    }

    /// Logs that a handler blocks its thread and shows it to the observer.
    pub(crate) fn blocked(&self, blocked: &Blocked) {
        tracing::warn!(
            module = blocked.module,
            handler = blocked.handler,
            elapsed = ?blocked.elapsed,
            "a handler blocks its thread: what blocks belongs into `ctx.blocking`"
        );
        if let Some(observer) = &self.observer {
            observer.blocked(blocked);
        }
    }

    /// Asks whether to tell the owner something that has this key.
    pub(crate) fn ask(&self, key: &str) -> Tell {
        self.ask_for(key, 1, QUIET)
    }

    /// Asks whether to tell the owner of so many things that have this key.
    pub(crate) fn ask_for_all(&self, key: &str, count: usize) -> Tell {
        self.ask_for(key, count, QUIET)
    }

    /// Asks whether to tell the owner something that has this key, at most once in such a time.
    pub(crate) fn ask_once_in(&self, quiet: Duration, key: &str) -> Tell {
        self.ask_for(key, 1, quiet)
    }

    fn ask_for(&self, key: &str, count: usize, quiet: Duration) -> Tell {
        let now = Instant::now();
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = news.get_mut(key) {
            if now.duration_since(known.told) < known.quiet {
                known.kept_back += count;
                return Tell::Later;
            }
            known.told = now;
            return Tell::Now {
                kept_back: std::mem::take(&mut known.kept_back),
            };
        }
        if news.len() >= REMEMBERED {
            news.retain(|_, known| now.duration_since(known.told) < known.quiet);
        }
        if news.len() >= REMEMBERED {
            return Tell::Later;
        }
        news.insert(
            key.to_owned(),
            News {
                told: now,
                quiet,
                kept_back: 0,
            },
        );
        Tell::Now { kept_back: 0 }
    }

    /// Tells whether the latest run of a module has failed.
    pub(crate) fn is_failing(&self, module: usize) -> bool {
        let streak = self.streaks.get(module);
        streak.is_some_and(|streak| streak.load(Ordering::Relaxed) > 0)
    }

    /// Notes how a run ended; gives the number of failures in a row.
    pub(crate) fn ended(&self, module: usize, failed: bool) -> usize {
        let Some(streak) = self.streaks.get(module) else {
            return 0;
        };
        if failed {
            streak.fetch_add(1, Ordering::Relaxed) + 1
        } else {
            if streak.load(Ordering::Relaxed) > 0 {
                streak.store(0, Ordering::Relaxed);
            }
            0
        }
    }
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reporter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn tells_the_same_news_once_a_minute_with_a_count() {
        let reporter = Reporter::new(None, 0);
        assert_eq!(reporter.ask("a"), Tell::Now { kept_back: 0 });
        assert_eq!(reporter.ask("a"), Tell::Later);
        assert_eq!(reporter.ask("a"), Tell::Later);
        assert_eq!(reporter.ask("b"), Tell::Now { kept_back: 0 });
        tokio::time::advance(QUIET).await;
        assert_eq!(reporter.ask("a"), Tell::Now { kept_back: 2 });
        assert_eq!(reporter.ask_for_all("a", 64), Tell::Later);
        assert_eq!(reporter.ask("a"), Tell::Later);
        tokio::time::advance(QUIET).await;
        let kept_back = 65;
        assert_eq!(reporter.ask_for_all("a", 3), Tell::Now { kept_back });
    }

    #[tokio::test(start_paused = true)]
    async fn remembers_a_bounded_number_of_news() {
        let reporter = Reporter::new(None, 0);
        for number in 0..10 * REMEMBERED {
            reporter.ask(&number.to_string());
        }
        assert_eq!(reporter.news.lock().unwrap().len(), REMEMBERED);
        assert_eq!(reporter.ask("more"), Tell::Later);
        tokio::time::advance(QUIET).await;
        assert_eq!(reporter.ask("more"), Tell::Now { kept_back: 0 });
        assert_eq!(reporter.news.lock().unwrap().len(), 1);
    }

    #[test]
    fn counts_failures_in_a_row() {
        let reporter = Reporter::new(None, 2);
        for count in 1..5 {
            assert_eq!(reporter.ended(0, true), count);
        }
        assert_eq!(reporter.ended(0, false), 0);
        assert_eq!(reporter.ended(0, true), 1);
        assert_eq!(reporter.ended(1, true), 1);
        assert_eq!(reporter.ended(7, true), 0);
    }
}
