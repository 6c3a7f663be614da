//! Maps: many values under one name, each read and written by itself.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backend::Pair;
use super::layout::{self, RawKey};
use super::transaction::atomically;
use super::watch::{MapChange, Watch};
use super::{Db, MapId, Scan, StoreError, Transaction, Write, WriteId, envelope, id};

/// So many elements are read at once when all are asked for.
const PAGE: usize = 256;

/// Is access to a map; [`Db::map`] gives it. The map itself need not be made: one without elements
/// is one that nobody has written to.
///
/// Ids are given by reference, and a text as `&str`.
///
/// # Examples
///
/// ```
/// # use std::sync::Arc;
/// # use userbot_sdk::store::{MapKey, MemoryStore, Storage};
/// const POINTS: MapKey<String, u32> = MapKey::new("points");
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), userbot_sdk::store::StoreError> {
/// # let db = Storage::new(Arc::new(MemoryStore::new())).db("game");
/// let points = db.map(POINTS);
/// points.insert("Ann", &3).await?;
/// points.update("Ann", |points| points.unwrap_or(0) + 1).await?;
/// points.insert("Bob", &2).await?;
/// assert_eq!(points.get("Ann").await?, Some(4));
/// assert_eq!(points.len().await?, 2);
/// assert_eq!(points.all().await?, [("Ann".to_owned(), 4), ("Bob".to_owned(), 2)]);
/// # Ok(())
/// # }
/// ```
pub struct Map<K, V> {
    db: Db,
    name: Arc<str>,
    marker: PhantomData<fn() -> (K, V)>,
}

impl<K: MapId, V> Map<K, V> {
    pub(super) fn new(db: Db, name: &str) -> Self {
        Self {
            db,
            name: name.into(),
            marker: PhantomData,
        }
    }

    /// Reads an element; `None` when there is none with this id.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the element is of another type.
    pub async fn get<Q: WriteId + ?Sized>(&self, id: &Q) -> Result<Option<V>, StoreError>
    where
        K: Borrow<Q>,
        V: DeserializeOwned,
    {
        let raw = self.raw(id);
        let bytes = self.db.storage().store().get(&raw).await?;
        self.db.decode(&self.name, bytes.as_deref())
    }

    /// Returns true when there is an element with this id.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn contains<Q: WriteId + ?Sized>(&self, id: &Q) -> Result<bool, StoreError>
    where
        K: Borrow<Q>,
    {
        let raw = self.raw(id);
        let bytes = self.db.storage().store().get(&raw).await?;
        Ok(self.db.is_alive(bytes.as_deref()))
    }

    /// Sets an element, whatever was there before; true when it is a new one.
    ///
    /// # Errors
    ///
    /// The element cannot be stored; the old one stays.
    pub async fn insert<Q: WriteId + ?Sized, W: Serialize + ?Sized>(
        &self,
        id: &Q,
        value: &W,
    ) -> Result<bool, StoreError>
    where
        K: Borrow<Q>,
        V: Borrow<W>,
    {
        let bytes = self.db.encode(&self.name, value, None)?;
        self.put(self.raw(id), bytes, None).await
    }

    /// Sets an element that is gone after a while, by the clock of the bot; true when it is a new
    /// one.
    ///
    /// # Errors
    ///
    /// The element cannot be stored; the old one stays.
    pub async fn insert_for<Q: WriteId + ?Sized, W: Serialize + ?Sized>(
        &self,
        id: &Q,
        value: &W,
        duration: impl Into<Duration>,
    ) -> Result<bool, StoreError>
    where
        K: Borrow<Q>,
        V: Borrow<W>,
    {
        let expires = self.db.after(duration.into());
        let bytes = self.db.encode(&self.name, value, Some(expires))?;
        self.put(self.raw(id), bytes, Some(expires)).await
    }

    /// Removes an element; true when there was one.
    ///
    /// # Errors
    ///
    /// The store cannot be written; the element is still there.
    pub async fn remove<Q: WriteId + ?Sized>(&self, id: &Q) -> Result<bool, StoreError>
    where
        K: Borrow<Q>,
    {
        let raw = self.raw(id);
        atomically(&self.db, &self.name, |transaction| {
            let (raw, name) = (raw.clone(), &self.name);
            async move { remove(&transaction, name, raw).await }
        })
        .await
    }

    /// Changes an element by what it was, and returns what it is now. Nobody comes between: when
    /// somebody else changed it, the function is called again.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written, or the element is of another type; it stays as it was.
    pub async fn update<Q: WriteId + ?Sized>(
        &self,
        id: &Q,
        change: impl FnMut(Option<V>) -> V + Send,
    ) -> Result<V, StoreError>
    where
        K: Borrow<Q>,
        V: Serialize + DeserializeOwned + Send,
    {
        let raw = self.raw(id);
        let lock = self.db.storage().lock_of(&raw);
        let _turn = lock.lock().await;
        let change = std::sync::Mutex::new(change);
        atomically(&self.db, &self.name, |transaction| {
            let (raw, change) = (raw.clone(), &change);
            async move {
                let old = transaction.read(&raw).await?;
                let old = self.db.decode(&self.name, old.as_deref())?;
                let new = {
                    let mut change = change
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    change(old)
                };
                let bytes = self.db.encode(&self.name, &new, None)?;
                put(&transaction, &self.name, raw, bytes, None).await?;
                Ok(new)
            }
        })
        .await
    }

    /// Returns how many elements there are, without reading them.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn len(&self) -> Result<u64, StoreError> {
        self.db.storage().sweep_due().await?;
        let key = layout::map_count(self.db.namespace(), &self.name);
        let stored = self.db.storage().store().get(&key).await?;
        let count = super::backend::counter(stored.as_deref());
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Returns true when there is no element.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.len().await? == 0)
    }

    /// Reads a page of elements in the order of their ids: those after an id, or the first ones.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn page<Q: WriteId + ?Sized>(
        &self,
        after: Option<&Q>,
        limit: usize,
    ) -> Result<Vec<(K, V)>, StoreError>
    where
        K: Borrow<Q>,
        V: DeserializeOwned,
    {
        let pairs = self.pairs(after.map(|id| self.raw(id)), limit, false);
        self.decoded(pairs.await?)
    }

    /// Reads a page of elements backwards: those before an id, or the last ones, the last of them
    /// first.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn page_back<Q: WriteId + ?Sized>(
        &self,
        before: Option<&Q>,
        limit: usize,
    ) -> Result<Vec<(K, V)>, StoreError>
    where
        K: Borrow<Q>,
        V: DeserializeOwned,
    {
        let pairs = self.pairs(before.map(|id| self.raw(id)), limit, true);
        self.decoded(pairs.await?)
    }

    /// Reads all elements in the order of their ids.
    ///
    /// Others may write meanwhile; in a [`Transaction`] they may not.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn all(&self) -> Result<Vec<(K, V)>, StoreError>
    where
        V: DeserializeOwned,
    {
        self.decoded(self.pairs(None, usize::MAX, false).await?)
    }

    /// Reads the ids of all elements in their order.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn ids(&self) -> Result<Vec<K>, StoreError> {
        let pairs = self.pairs(None, usize::MAX, false).await?;
        let prefix = self.prefix();
        pairs
            .iter()
            .map(|(key, _)| read_id(&self.db, &self.name, &prefix, key))
            .collect()
    }

    /// Removes all elements.
    ///
    /// # Errors
    ///
    /// The store cannot be written; all elements are still there.
    pub async fn clear(&self) -> Result<(), StoreError> {
        let prefix = self.prefix();
        let writes = vec![
            Write::RemovePrefix {
                prefix: layout::expiry(&prefix),
            },
            Write::RemovePrefix { prefix },
            Write::Remove {
                key: layout::map_count(self.db.namespace(), &self.name),
            },
        ];
        self.db.commit(writes).await
    }

    /// Returns a stream of the changes that are made from now on, also by other processes on the
    /// same store.
    ///
    /// An element that is changed quickly several times may be told of once, with its last value.
    pub fn watch(&self) -> Watch<MapChange<K, V>>
    where
        K: Send + 'static,
        V: DeserializeOwned + Send + 'static,
    {
        Watch::of_map(self.db.clone(), Arc::clone(&self.name))
    }

    fn prefix(&self) -> RawKey {
        layout::map_elements(self.db.namespace(), &self.name)
    }

    fn raw<Q: WriteId + ?Sized>(&self, id: &Q) -> RawKey {
        raw(self.db.namespace(), &self.name, id)
    }

    async fn put(
        &self,
        raw: RawKey,
        bytes: Vec<u8>,
        expires: Option<jiff::Timestamp>,
    ) -> Result<bool, StoreError> {
        atomically(&self.db, &self.name, |transaction| {
            let (raw, bytes, name) = (raw.clone(), bytes.clone(), &self.name);
            async move { put(&transaction, name, raw, bytes, expires).await }
        })
        .await
    }

    /// Reads elements that have not expired.
    async fn pairs(
        &self,
        mut after: Option<RawKey>,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<Pair>, StoreError> {
        let prefix = self.prefix();
        let mut found = Vec::new();
        loop {
            let page = (limit - found.len()).clamp(1, PAGE);
            let scan = Scan {
                prefix: prefix.clone(),
                after,
                limit: page,
                reverse,
            };
            let pairs = self.db.storage().store().scan(scan).await?;
            let full = pairs.len() == page;
            after = pairs.last().map(|(key, _)| key.clone());
            found.extend(
                pairs
                    .into_iter()
                    .filter(|(_, value)| self.db.is_alive(Some(value))),
            );
            if !full || found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    fn decoded(&self, pairs: Vec<Pair>) -> Result<Vec<(K, V)>, StoreError>
    where
        V: DeserializeOwned,
    {
        decoded(&self.db, &self.name, &self.prefix(), pairs)
    }
}

impl<K, V> Clone for Map<K, V> {
    fn clone(&self) -> Self {
        Self {
            db: self.db.clone(),
            name: Arc::clone(&self.name),
            marker: PhantomData,
        }
    }
}

impl<K, V> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Map").field(&self.name).finish()
    }
}

/// Is access to a map inside of a [`Transaction`], which gives it.
pub struct TransactionMap<K, V> {
    transaction: Transaction,
    name: String,
    marker: PhantomData<fn() -> (K, V)>,
}

impl<K, V> TransactionMap<K, V> {
    pub(super) fn new(transaction: Transaction, name: &str) -> Self {
        Self {
            transaction,
            name: name.to_owned(),
            marker: PhantomData,
        }
    }
}

impl<K: MapId, V> TransactionMap<K, V> {
    /// Reads an element.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the element is of another type.
    pub async fn get<Q: WriteId + ?Sized>(&self, id: &Q) -> Result<Option<V>, StoreError>
    where
        K: Borrow<Q>,
        V: DeserializeOwned,
    {
        let bytes = self.transaction.read(&self.raw(id)).await?;
        self.db().decode(&self.name, bytes.as_deref())
    }

    /// Sets an element; true when it is a new one.
    ///
    /// # Errors
    ///
    /// The element cannot be stored.
    pub async fn insert<Q: WriteId + ?Sized, W: Serialize + ?Sized>(
        &self,
        id: &Q,
        value: &W,
    ) -> Result<bool, StoreError>
    where
        K: Borrow<Q>,
        V: Borrow<W>,
    {
        let bytes = self.db().encode(&self.name, value, None)?;
        put(&self.transaction, &self.name, self.raw(id), bytes, None).await
    }

    /// Removes an element; true when there was one.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn remove<Q: WriteId + ?Sized>(&self, id: &Q) -> Result<bool, StoreError>
    where
        K: Borrow<Q>,
    {
        remove(&self.transaction, &self.name, self.raw(id)).await
    }

    /// Returns how many elements there are.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn len(&self) -> Result<u64, StoreError> {
        let key = layout::map_count(self.db().namespace(), &self.name);
        self.transaction.count(&key).await
    }

    /// Returns true when there is no element.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.len().await? == 0)
    }

    /// Reads all elements in the order of their ids.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn all(&self) -> Result<Vec<(K, V)>, StoreError>
    where
        V: DeserializeOwned,
    {
        let prefix = layout::map_elements(self.db().namespace(), &self.name);
        let mut pairs = self.transaction.scan(&prefix).await?;
        pairs.retain(|(_, value)| self.db().is_alive(Some(value)));
        decoded(self.db(), &self.name, &prefix, pairs)
    }

    /// Removes all elements.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn clear(&self) -> Result<(), StoreError> {
        let prefix = layout::map_elements(self.db().namespace(), &self.name);
        for (key, _) in self.transaction.scan(&prefix).await? {
            remove(&self.transaction, &self.name, key).await?;
        }
        Ok(())
    }

    fn db(&self) -> &Db {
        self.transaction.db()
    }

    fn raw<Q: WriteId + ?Sized>(&self, id: &Q) -> RawKey {
        raw(self.db().namespace(), &self.name, id)
    }
}

impl<K, V> fmt::Debug for TransactionMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TransactionMap").field(&self.name).finish()
    }
}

fn raw<Q: WriteId + ?Sized>(namespace: &str, name: &str, id: &Q) -> RawKey {
    let mut key = layout::map_elements(namespace, name);
    id.write_id(&mut key);
    key
}

/// Sets an element and counts it; true when nothing alive was there.
async fn put(
    transaction: &Transaction,
    name: &str,
    raw: RawKey,
    bytes: Vec<u8>,
    expires: Option<jiff::Timestamp>,
) -> Result<bool, StoreError> {
    let db = transaction.db();
    let old = transaction.read(&raw).await?;
    if old.is_none() {
        transaction.add(layout::map_count(db.namespace(), name), 1)?;
    }
    match expires {
        Some(expires) => transaction.write_expiring(raw, bytes, expires)?,
        None => transaction.write(raw, Some(bytes))?,
    }
    Ok(!db.is_alive(old.as_deref()))
}

/// Removes an element and counts it; true when something alive was there.
async fn remove(transaction: &Transaction, name: &str, raw: RawKey) -> Result<bool, StoreError> {
    let db = transaction.db();
    let old = transaction.read(&raw).await?;
    if old.is_some() {
        transaction.add(layout::map_count(db.namespace(), name), -1)?;
        transaction.write(raw, None)?;
    }
    Ok(db.is_alive(old.as_deref()))
}

fn decoded<K: MapId, V: DeserializeOwned>(
    db: &Db,
    name: &str,
    prefix: &[u8],
    pairs: Vec<Pair>,
) -> Result<Vec<(K, V)>, StoreError> {
    let mut elements = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        let id = read_id(db, name, prefix, &key)?;
        if let Some(value) = db.decode(name, Some(&value))? {
            elements.push((id, value));
        }
    }
    Ok(elements)
}

/// Reads the id out of the key of an element.
fn read_id<K: MapId>(db: &Db, name: &str, prefix: &[u8], key: &[u8]) -> Result<K, StoreError> {
    let read = key.strip_prefix(prefix).and_then(id::whole);
    read.ok_or_else(|| StoreError::Type {
        namespace: db.namespace().to_owned(),
        key: name.to_owned(),
        stored: "another id".to_owned(),
        wanted: envelope::type_name::<K>(),
        reason: "an element of the map has an id of another type".to_owned(),
    })
}
