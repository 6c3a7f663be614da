//! Waiting for an answer, with a limit.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The longest single wait.
const STEP: Duration = Duration::from_secs(1);

/// Gives the output of a future, or `None` when it takes longer than the limit.
///
/// It looks at the clock every second instead of setting one timer. A clock that is stopped jumps
/// to the next timer whenever the program waits for the network, and would jump over an answer
/// that is on its way.
pub(in crate::telegram) async fn within<F: Future>(
    limit: Duration,
    future: F,
) -> Option<F::Output> {
    let end = Instant::now() + limit;
    let mut future = pin!(future);
    loop {
        let step = end.min(Instant::now() + STEP);
        tokio::select! {
            biased;
            output = &mut future => return Some(output),
            () = sleep_until(step) => {
                if step >= end {
                    return None;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ends_at_the_limit() {
        let start = Instant::now();
        let limit = Duration::from_millis(2_500);
        assert_eq!(within(limit, std::future::pending::<()>()).await, None);
        assert_eq!(start.elapsed(), limit);
        let soon = tokio::time::sleep(Duration::from_secs(2));
        assert_eq!(within(limit, soon).await, Some(()));
        assert_eq!(within(Duration::ZERO, async { 7 }).await, Some(7));
    }
}
