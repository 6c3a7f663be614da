//! One future for all runs of a watcher.
//!
//! A busy account sees thousands of messages, and most watchers are done with each at once. So a
//! watcher is not started anew for each event: its future takes one event after another, and what
//! it works with lies where it is, allocated once. Between two events it waits for its turn. When
//! a run has to wait for something else, the future goes away with it and becomes a task, and the
//! next event gets another one.

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{self, Poll};

use crate::context::Context;
use crate::error::Result;
use crate::telegram::Event;

/// Nothing is left in here between two polls; without anything to drop, a thread reaches it with
/// one instruction.
type Passed<T> = Cell<Option<ManuallyDrop<T>>>;

thread_local! {
    /// The context of the turn that the runner which is polled here shall take.
    static NEXT: Passed<Box<Context>> = const { Cell::new(None) };
    /// That of the turn that has just ended, and how it ended.
    static ENDED: Passed<(Box<Context>, Result<()>)> = const { Cell::new(None) };
}

/// Runs a watcher on one event after another.
pub struct Runner(Pin<Box<dyn Future<Output = ()> + Send>>);

/// Is what one run of a watcher works with.
pub struct Turn {
    /// Boxed: what is handed from one to the next is a pointer.
    ctx: Box<Context>,
}

impl Turn {
    /// Waits for the next turn.
    #[inline]
    pub fn next() -> impl Future<Output = Self> {
        poll_fn(|_| match NEXT.take() {
            Some(ctx) => Poll::Ready(Self {
                ctx: ManuallyDrop::into_inner(ctx),
            }),
            None => Poll::Pending,
        })
    }

    /// Returns the context.
    #[inline]
    pub fn ctx(&self) -> &Context {
        &self.ctx
    }

    /// Returns the event that `read` takes out of any event. Where `read` is known here, it is not
    /// called through a pointer.
    ///
    /// # Panics
    ///
    /// Never: a watcher is given events of its kind alone.
    #[inline]
    pub fn event<E>(&self, read: fn(&Event) -> Option<&E>) -> &E {
        match self.ctx.event().and_then(|event| read(event)) {
            Some(event) => event,
            // The index keeps watchers by the kind of their events, and asks by that of the event.
            None => unreachable!("an event of another kind"),
        }
    }

    /// Ends the turn.
    #[inline]
    pub fn end(self, result: Result<()>) {
        ENDED.set(Some(ManuallyDrop::new((self.ctx, result))));
    }
}

impl Runner {
    /// Makes a runner of a loop that takes a turn, runs the watcher and ends the turn.
    pub fn new(turns: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Box::pin(turns))
    }

    /// Begins a turn and goes as far as it gets without waiting. It gives the context back.
    pub(crate) fn begin(
        &mut self,
        ctx: Box<Context>,
        cx: &mut task::Context<'_>,
    ) -> Poll<(Box<Context>, Result<()>)> {
        NEXT.set(Some(ManuallyDrop::new(ctx)));
        self.poll(cx)
    }

    fn poll(&mut self, cx: &mut task::Context<'_>) -> Poll<(Box<Context>, Result<()>)> {
        // It never ends; what it says is that a turn has.
        let _ = self.0.as_mut().poll(cx);
        match ENDED.take() {
            Some(ended) => Poll::Ready(ManuallyDrop::into_inner(ended)),
            None => Poll::Pending,
        }
    }

    /// Goes on with a turn until it ends.
    pub(crate) async fn finish(mut self) -> Result<()> {
        let (_, result) = poll_fn(|cx| self.poll(cx)).await;
        result
    }

    /// Takes one turn from its beginning to its end.
    pub(crate) async fn run(mut self, ctx: Box<Context>) -> Result<()> {
        let mut ctx = Some(ctx);
        let (_, result) = poll_fn(|cx| match ctx.take() {
            Some(ctx) => self.begin(ctx, cx),
            None => self.poll(cx),
        })
        .await;
        result
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").finish_non_exhaustive()
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").finish_non_exhaustive()
    }
}
