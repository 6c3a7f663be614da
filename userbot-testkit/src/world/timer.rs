//! Delivers scheduled messages on time, without keeping the world alive.

use super::World;
use std::sync::{Arc, Weak};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// The task that waits for the next scheduled message.
#[derive(Debug)]
pub(crate) struct Timer {
    due: i32,
    task: JoinHandle<()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl World {
    /// Sends the scheduled messages whose time has come, and sees to it that the next one is sent in time.
    pub(crate) fn catch_up(&self) {
        loop {
            let mut state = self.lock();
            if !state.something_is_due() {
                let due = state.next_due();
                let armed = state.timer.as_ref();
                let keeps =
                    armed.is_some_and(|timer| Some(timer.due) == due && !timer.task.is_finished());
                if !keeps {
                    state.timer = due.and_then(|due| self.wait_until(due, &state.clock));
                }
                return;
            }
            state.tick();
            state.send_due();
            Self::deliver(state, None);
        }
    }

    /// Outside a runtime nobody waits: there the clock stands still.
    fn wait_until(&self, due: i32, clock: &super::clock::Clock) -> Option<Timer> {
        let runtime = Handle::try_current().ok()?;
        let instant = clock.instant(due)?;
        let (state, server) = (Arc::downgrade(&self.state), Arc::downgrade(&self.server));
        let task = runtime.spawn(async move {
            tokio::time::sleep_until(instant).await;
            let Some((state, server)) = Weak::upgrade(&state).zip(Weak::upgrade(&server)) else {
                return;
            };
            Self { state, server }.catch_up();
        });
        Some(Timer { due, task })
    }
}
