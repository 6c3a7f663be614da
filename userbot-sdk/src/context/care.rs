//! The care that every run of a handler or hook gets: a deadline, and a report when it fails.

use std::pin::pin;
use std::time::Duration;

use tokio::time::timeout;
use tracing::Instrument;

use super::bot::Bot;
use super::failure::{Failure, FailureKind};
use super::panics::{Panicked, catch};
use super::stats::add;
use crate::error::{Error, Result};
use crate::telegram::as_caller;

/// A run that takes so long is worth a line in the log.
const WARNING: Duration = Duration::from_secs(30);

/// Is how a run ended.
pub(crate) enum Outcome {
    Done(Result<()>),
    Panicked(Panicked),
    TimedOut(Duration),
}

impl Outcome {
    /// Returns the error that the run gave back.
    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Done(Err(error)) => Some(error),
            _ => None,
        }
    }
}

/// Runs a future within a deadline; warns when it takes long, and catches its panic.
pub(crate) async fn limited(
    deadline: Duration,
    name: &str,
    future: impl Future<Output = Result<()>>,
) -> Outcome {
    let warning = WARNING.min(deadline);
    let mut run = pin!(catch(future));
    let ended = if let Ok(ended) = timeout(warning, &mut run).await {
        Some(ended)
    } else {
        tracing::warn!(handler = name, "still running after {warning:?}");
        timeout(deadline.saturating_sub(warning), &mut run)
            .await
            .ok()
    };
    match ended {
        Some(Ok(result)) => Outcome::Done(result),
        Some(Err(panicked)) => Outcome::Panicked(panicked),
        None => Outcome::TimedOut(deadline),
    }
}

impl Bot {
    /// Runs a hook within a deadline; gives its failure, which is counted and not yet reported.
    pub(crate) async fn hook(
        &self,
        module: usize,
        name: &'static str,
        deadline: Duration,
        hook: impl Future<Output = Result<()>> + Send,
    ) -> (Outcome, Option<Failure>) {
        let module_name = self.module_name(Some(module));
        let span = tracing::info_span!("hook", module = module_name, hook = name);
        let hook = limited(deadline, name, hook).instrument(span);
        let outcome = Box::pin(as_caller(module_name, hook)).await;
        let failure = self.failure(module_name, name, &outcome);
        (outcome, failure)
    }

    /// Counts and describes a failure; `None` when there was none.
    pub(crate) fn failure(
        &self,
        module: &'static str,
        name: &'static str,
        outcome: &Outcome,
    ) -> Option<Failure> {
        match outcome {
            Outcome::Done(Ok(())) => None,
            // What it asks for is done and told elsewhere.
            Outcome::Done(Err(error)) if error.request().is_some() => None,
            Outcome::Done(Err(error)) => {
                add(&self.counters.errors, 1);
                Some(Failure::of_error(module, name, error))
            }
            Outcome::Panicked(panicked) => {
                add(&self.counters.panics, 1);
                Some(Failure::of_panic(module, name, panicked.clone()))
            }
            Outcome::TimedOut(deadline) => {
                add(&self.counters.deadlines, 1);
                let text = format!("ran longer than {deadline:?}");
                Some(Failure::new(FailureKind::Deadline, module, name, text))
            }
        }
    }
}
