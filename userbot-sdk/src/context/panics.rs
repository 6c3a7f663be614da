//! Panics of handlers, caught and described.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

/// Is a panic that was caught: what it said and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panicked {
    pub(crate) message: String,
    pub(crate) location: Option<String>,
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked: {}", self.message)?;
        self.location
            .as_ref()
            .map_or(Ok(()), |location| write!(f, " at {location}"))
    }
}

thread_local! {
    static WATCHED: RefCell<Watched> = const { RefCell::new(Watched::No) };
}

/// Is what this thread is polling.
#[derive(Debug)]
enum Watched {
    /// Nothing that runs in [`catch`].
    No,
    /// A future that runs in [`catch`].
    Running,
    /// One that has panicked, and where.
    Panicked(Option<String>),
}

/// Runs a future and turns its panic into a value.
///
/// The place of a panic is known only to the panic hook. The first call adds one that notes the
/// place for futures that run in here, and hands everything else to the hook that was there.
pub(crate) async fn catch<F: Future>(future: F) -> Result<F::Output, Panicked> {
    let mut future = pin!(future);
    std::future::poll_fn(move |cx| match catch_now(|| future.as_mut().poll(cx)) {
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

/// Runs a function and turns its panic into a value.
pub(crate) fn catch_now<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    install_hook();
    let outer = WATCHED.replace(Watched::Running);
    let done = catch_unwind(AssertUnwindSafe(work));
    let location = match WATCHED.replace(outer) {
        Watched::Panicked(location) => location,
        Watched::No | Watched::Running => None,
    };
    done.map_err(|payload| Panicked {
        message: describe(payload.as_ref()),
        location,
    })
}

fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let noted = WATCHED.try_with(|watched| {
                let Ok(mut watched) = watched.try_borrow_mut() else {
                    return false;
                };
                if matches!(*watched, Watched::No) {
                    return false;
                }
                *watched = Watched::Panicked(info.location().map(ToString::to_string));
                true
            });
            if !noted.unwrap_or(false) {
                previous(info);
            }
        }));
    });
}

fn describe(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a value that is no text".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tells_what_and_where() {
        let panicked = catch(async {
            tokio::task::yield_now().await;
            let parts: Vec<u32> = Vec::new();
            assert!(!parts.is_empty(), "no parts: {}", parts.len());
        })
        .await
        .unwrap_err();
        assert_eq!(panicked.message, "no parts: 0");
        assert!(panicked.location.unwrap().contains("panics.rs:"));
    }

    #[tokio::test]
    async fn leaves_others_alone() {
        assert_eq!(catch(async { 7 }).await, Ok(7));
        let outer = catch(async {
            let inner = catch(async { std::panic::panic_any(1_u8) }).await;
            assert_eq!(inner.unwrap_err().message, "a value that is no text");
            3
        });
        assert_eq!(outer.await, Ok(3));
    }
}
