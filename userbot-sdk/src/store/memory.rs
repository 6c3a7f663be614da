//! Values that live as long as the process: for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::{BoxFuture, ready};

use super::{KeyValue, StoreError};

/// Is a [`KeyValue`] in memory.
///
/// A clone of the [`Arc`](std::sync::Arc) around it can be given to a second start, which then
/// finds what the first one wrote.
#[derive(Debug, Default)]
pub struct Memory {
    values: Mutex<BTreeMap<String, String>>,
}

impl Memory {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self::default()
    }
}

impl KeyValue for Memory {
    fn read(&self) -> BoxFuture<'_, Result<BTreeMap<String, String>, StoreError>> {
        let values = self
            .values
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(ready(Ok(values)))
    }

    fn write(&self, key: String, value: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(value) => values.insert(key, value),
            None => values.remove(&key),
        };
        Box::pin(ready(Ok(())))
    }
}
