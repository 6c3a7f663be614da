//! A store whose work is counted, so that a test can wait for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::store::{KeyValue, StoreError};
use crate::telegram::Activity;

/// Counts reads and writes of a store as work of the bot: they run on threads that nobody else sees.
#[derive(Debug)]
pub(super) struct Counted {
    store: Arc<dyn KeyValue>,
    activity: Activity,
}

impl Counted {
    pub(super) fn new(store: Arc<dyn KeyValue>, activity: &Activity) -> Self {
        Self { store, activity: activity.clone() }
    }
}

impl KeyValue for Counted {
    fn read(&self) -> BoxFuture<'_, Result<BTreeMap<String, String>, StoreError>> {
        Box::pin(async move {
            let _busy = self.activity.busy();
            self.store.read().await
        })
    }

    fn write(&self, key: String, value: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let _busy = self.activity.busy();
            self.store.write(key, value).await
        })
    }
}
