//! Waiting, and times to come.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Context;
use crate::command::Duration as Typed;

/// Waits.
///
/// It takes the prelude's `Duration`, which reads what people type, and the standard one. In a test
/// it ends when the test moves the clock. A handler that waits delays nobody else; to wait longer
/// than the few minutes that a handler may run, use [`Context::spawn`].
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::prelude::*;
///
/// /// Counts down from three.
/// #[command]
/// async fn countdown(ctx: &Context) -> Result<()> {
///     for number in ["3", "2", "1"] {
///         ctx.answer(number).await?;
///         sleep(Duration::from_secs(1)).await;
///     }
///     ctx.answer("🎉").await
/// }
/// ```
pub async fn sleep(duration: impl Into<Duration>) {
    tokio::time::sleep(duration.into()).await;
}

impl Context {
    /// Returns the time that is so far ahead: what
    /// [`Outgoing::schedule`](crate::telegram::Outgoing::schedule) and
    /// [`Client::mute`](crate::telegram::Client::mute) want.
    ///
    /// A duration that leads too far gives the last time there is.
    pub fn after(&self, duration: impl Into<Duration>) -> Timestamp {
        let duration = SignedDuration::try_from(duration.into()).unwrap_or(SignedDuration::MAX);
        self.now().checked_add(duration).unwrap_or(Timestamp::MAX)
    }

    /// Returns how long ago something was, in whole seconds; nothing for a time to come.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Says how old the message is that you reply to.
    /// #[command]
    /// async fn age(ctx: &Context) -> Result<()> {
    ///     let age = ctx.since(ctx.replied().await?.date());
    ///     ctx.answer(age.humanise(&ctx.languages())).await
    /// }
    /// ```
    pub fn since(&self, time: Timestamp) -> Typed {
        let seconds = self.now().duration_since(time).as_secs();
        Typed::from_secs(u64::try_from(seconds).unwrap_or(0))
    }
}
