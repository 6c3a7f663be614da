//! A store whose work is counted, so that a test can wait for it.

use std::sync::Arc;

use async_trait::async_trait;

use crate::store::{Changes, Commit, Outcome, Pair, Scan, Store, StoreError};
use crate::telegram::Activity;

/// Counts what a store does as work of the bot: it happens on threads that nobody else sees.
#[derive(Debug)]
pub(super) struct Counted {
    store: Arc<dyn Store>,
    activity: Activity,
}

impl Counted {
    pub(super) fn new(store: Arc<dyn Store>, activity: &Activity) -> Self {
        Self {
            store,
            activity: activity.clone(),
        }
    }
}

#[async_trait]
impl Store for Counted {
    async fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let _busy = self.activity.busy();
        self.store.get(key).await
    }

    async fn get_many(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let _busy = self.activity.busy();
        self.store.get_many(keys).await
    }

    async fn scan(&self, scan: Scan) -> Result<Vec<Pair>, StoreError> {
        let _busy = self.activity.busy();
        self.store.scan(scan).await
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        let _busy = self.activity.busy();
        self.store.commit(commit).await
    }

    fn changes(&self) -> Changes {
        self.store.changes()
    }

    async fn claim(&self, account: &str) -> Result<(), StoreError> {
        let _busy = self.activity.busy();
        self.store.claim(account).await
    }

    async fn claim_all(&self) -> Result<(), StoreError> {
        let _busy = self.activity.busy();
        self.store.claim_all().await
    }

    async fn release(&self) -> Result<(), StoreError> {
        let _busy = self.activity.busy();
        self.store.release().await
    }

    async fn taken_over(&self) {
        self.store.taken_over().await;
    }

    async fn flush(&self) -> Result<(), StoreError> {
        let _busy = self.activity.busy();
        self.store.flush().await
    }

    async fn close(&self) -> Result<(), StoreError> {
        let _busy = self.activity.busy();
        self.store.close().await
    }
}
