//! Notices when Telegram ends the login.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::telegram::{ConnectOptions, ConnectionObserver, RpcError};

/// Is told what happens to the connection, and passes it on to whoever wanted to know first.
#[derive(Debug)]
pub(super) struct LoginWatch {
    ended: watch::Sender<bool>,
    next: Option<Arc<dyn ConnectionObserver>>,
}

impl LoginWatch {
    /// Puts a watch in front of the observer of the options.
    pub(super) fn on(mut options: ConnectOptions) -> (Arc<Self>, ConnectOptions) {
        let watch = Arc::new(Self {
            ended: watch::Sender::new(false),
            next: options.observer.take(),
        });
        let observer: Arc<dyn ConnectionObserver> = Arc::clone(&watch) as _;
        options.observer = Some(observer);
        (watch, options)
    }

    /// Waits until the login has ended.
    pub(super) async fn ended(&self) {
        let mut ended = self.ended.subscribe();
        // The sender is part of this value.
        let _ = ended.wait_for(|ended| *ended).await;
    }
}

impl ConnectionObserver for LoginWatch {
    fn rebuilt(&self, reason: &str) {
        if let Some(next) = &self.next {
            next.rebuilt(reason);
        }
    }

    fn flood_wait(&self, method: &'static str, wait: Duration) {
        if let Some(next) = &self.next {
            next.flood_wait(method, wait);
        }
    }

    fn logged_out(&self, error: &RpcError) {
        self.ended.send_replace(true);
        if let Some(next) = &self.next {
            next.logged_out(error);
        }
    }

    fn gap(&self, what: &str) {
        if let Some(next) = &self.next {
            next.gap(what);
        }
    }
}
