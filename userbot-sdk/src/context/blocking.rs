//! Work that must not run on the threads of the runtime.

use std::panic::Location;
use std::sync::Arc;

use super::Context;
use super::panics::catch_now;
use crate::error::{Error, Result};

/// So many blocking jobs of one bot run at once; the others wait.
pub(super) const AT_ONCE: usize = 16;

impl Context {
    /// Runs work that takes long without an `.await`: compressing, drawing, a library that waits
    /// by blocking its thread. It gets a thread of its own, so that everything else goes on.
    ///
    /// At most 16 such jobs of a bot run at once, the others wait. When the module ends, a job that
    /// waits is given up. One that runs cannot be stopped from outside: the module's end waits a
    /// few seconds for it, so a long one looks at [`is_cancelled`](Context::is_cancelled) now and
    /// then.
    ///
    /// # Errors
    ///
    /// The work panicked, or the module ended before it began. What the work itself returns, an
    /// error too, is inside.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Says how many primes there are up to a million.
    /// #[command]
    /// async fn primes(ctx: &Context) -> Result<()> {
    ///     let count = ctx
    ///         .blocking(|| (2..1_000_000_u32).filter(|n| (2..=n.isqrt()).all(|d| n % d != 0)).count())
    ///         .await?;
    ///     ctx.answer(count.to_string()).await
    /// }
    /// ```
    #[track_caller]
    pub fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send + 'static {
        let location = Location::caller();
        let (bot, scope) = (Arc::clone(self.bot()), Arc::clone(self.scope()));
        async move {
            let given_up = || Error::msg("the module ended before this work began").at(location);
            let permit = tokio::select! {
                biased;
                () = scope.ending() => return Err(given_up()),
                permit = Arc::clone(&bot.blocking).acquire_owned() => permit,
            };
            let permit = permit.map_err(|_| given_up())?;
            let job = scope.job();
            let running = bot.activity.spawn_blocking(move || {
                let _held = (job, permit);
                catch_now(work)
            });
            match running.await {
                Ok(Ok(value)) => Ok(value),
                Ok(Err(panicked)) => Err(Error::msg(panicked.to_string()).at(location)),
                Err(error) => Err(Error::from(error).at(location)),
            }
        }
    }
}
