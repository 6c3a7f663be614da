//! Streams of changes.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream, Stream};
use serde::de::DeserializeOwned;

use super::{Change, Changes, Db, MapId, StoreError, id, layout};

/// Is a stream of what is changed, from the call that gave it on.
///
/// Of changes that follow each other quickly some may be left out, never the last one. It ends
/// with the store.
///
/// # Examples
///
/// ```
/// # use std::sync::Arc;
/// # use userbot_sdk::store::{Key, MemoryStore, Storage};
/// const MOOD: Key<String> = Key::new("mood");
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), userbot_sdk::store::StoreError> {
/// # let db = Storage::new(Arc::new(MemoryStore::new())).db("mood");
/// let mut moods = db.watch(MOOD);
/// db.set("mood", "good").await?;
/// assert_eq!(moods.next().await, Some(Ok(Some("good".to_owned()))));
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is asked for its next item"]
pub struct Watch<T>(BoxStream<'static, Result<T, StoreError>>);

/// Is a change of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapChange<K, V> {
    /// An element was added, or its value is another one.
    Set {
        /// The element's id.
        id: K,
        /// Its value.
        value: V,
    },
    /// An element was removed, or it has expired.
    Removed {
        /// The element's id.
        id: K,
    },
    /// All elements were removed, or changes were missed because there were too many: read the
    /// map anew.
    All,
}

impl<T> Watch<T> {
    /// Waits for the next change; `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Result<T, StoreError>> {
        self.0.next().await
    }
}

impl<T: DeserializeOwned + Send + 'static> Watch<Option<T>> {
    pub(super) fn of_value(db: Db, name: String) -> Self {
        let raw = layout::value(db.namespace(), &name);
        let changes = db.storage().store().changes();
        let start = (db, name, raw, changes, None::<Option<Vec<u8>>>);
        let items = stream::unfold(start, |(db, name, raw, mut changes, mut last)| async move {
            loop {
                if !changes.next().await?.touches(&raw) {
                    continue;
                }
                let item = match db.storage().store().get(&raw).await {
                    Ok(bytes) if last.as_ref() == Some(&bytes) => continue,
                    Ok(bytes) => {
                        let item = db.decode(&name, bytes.as_deref());
                        last = Some(bytes);
                        item
                    }
                    Err(error) => Err(error),
                };
                return Some((item, (db, name, raw, changes, last)));
            }
        });
        Self(items.boxed())
    }
}

impl<K: MapId + Send + 'static, V: DeserializeOwned + Send + 'static> Watch<MapChange<K, V>> {
    pub(super) fn of_map(db: Db, name: Arc<str>) -> Self {
        let prefix = layout::map_elements(db.namespace(), &name);
        let changes = db.storage().store().changes();
        let start = (db, name, prefix, changes);
        let items = stream::unfold(start, |(db, name, prefix, mut changes)| async move {
            let item = next_of_map(&db, &name, &prefix, &mut changes).await?;
            Some((item, (db, name, prefix, changes)))
        });
        Self(items.boxed())
    }
}

async fn next_of_map<K: MapId, V: DeserializeOwned>(
    db: &Db,
    name: &str,
    prefix: &[u8],
    changes: &mut Changes,
) -> Option<Result<MapChange<K, V>, StoreError>> {
    loop {
        let key = match changes.next().await? {
            Change::Key(key) => key,
            Change::Prefix(removed) => {
                if prefix.starts_with(&removed) {
                    return Some(Ok(MapChange::All));
                }
                continue;
            }
            Change::Unknown => return Some(Ok(MapChange::All)),
        };
        // An id of another type is nothing that this map has.
        let Some(id) = key.strip_prefix(prefix).and_then(id::whole) else {
            continue;
        };
        let value = match db.storage().store().get(&key).await {
            Ok(bytes) => db.decode(name, bytes.as_deref()),
            Err(error) => Err(error),
        };
        return Some(value.map(|value| match value {
            Some(value) => MapChange::Set { id, value },
            None => MapChange::Removed { id },
        }));
    }
}

impl<T> Stream for Watch<T> {
    type Item = Result<T, StoreError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}

impl<T> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}
