//! Notices when nothing can go on: Telegram ended the login, or the network part is given up.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::running::StopReason;
use crate::telegram::{ConnectOptions, ConnectionObserver, Gap, RpcError};

/// Is told what happens to the connection, and passes it on to whoever wanted to know first.
#[derive(Debug)]
pub(super) struct LoginWatch {
    ended: watch::Sender<Option<StopReason>>,
    next: Option<Arc<dyn ConnectionObserver>>,
}

impl LoginWatch {
    /// Puts a watch in front of the observer of the options.
    pub(super) fn on(mut options: ConnectOptions) -> (Arc<Self>, ConnectOptions) {
        let watch = Arc::new(Self {
            ended: watch::Sender::new(None),
            next: options.observer.take(),
        });
        let observer: Arc<dyn ConnectionObserver> = Arc::clone(&watch) as _;
        options.observer = Some(observer);
        (watch, options)
    }

    /// Waits until nothing can go on, and returns why.
    pub(super) async fn ended(&self) -> StopReason {
        let mut ended = self.ended.subscribe();
        let reason = ended.wait_for(Option::is_some).await;
        // The sender is part of this value, so there always is a reason.
        reason
            .ok()
            .and_then(|reason| *reason)
            .unwrap_or(StopReason::Asked)
    }
}

impl ConnectionObserver for LoginWatch {
    fn rebuilt(&self, reason: &str) {
        if let Some(next) = &self.next {
            next.rebuilt(reason);
        }
    }

    fn clock(&self, ahead: i64) {
        if let Some(next) = &self.next {
            next.clock(ahead);
        }
    }

    fn gave_up(&self, reason: &str) {
        self.ended.send_replace(Some(StopReason::ConnectionFailed));
        if let Some(next) = &self.next {
            next.gave_up(reason);
        }
    }

    fn flood_wait(&self, method: &'static str, wait: Duration) {
        if let Some(next) = &self.next {
            next.flood_wait(method, wait);
        }
    }

    fn logged_out(&self, error: &RpcError) {
        self.ended.send_replace(Some(StopReason::LoginEnded));
        if let Some(next) = &self.next {
            next.logged_out(error);
        }
    }

    fn gap(&self, gap: &Gap) {
        if let Some(next) = &self.next {
            next.gap(gap);
        }
    }
}
