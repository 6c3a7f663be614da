//! Lists: many values in an order, each read, written, put in and taken out by itself.

mod transaction;
mod tree;

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::transaction::TransactionList;
use self::tree::Head;
use super::layout::{self, RawKey};
use super::transaction::atomically;
use super::{Commit, Condition, Db, Outcome, StoreError, Transaction, Write};

/// So often elements are read that others change meanwhile.
const TRIES: usize = 512;

/// Is access to a list; [`Db::list`] gives it. The list itself need not be made: one without
/// elements is one that nobody has written to.
///
/// Places are counted from 0. Whatever is done to one element reads and writes a few small values,
/// even when the list has a million others.
///
/// # Examples
///
/// ```
/// # use std::sync::Arc;
/// # use userbot_sdk::store::{ListKey, MemoryStore, Storage};
/// const QUEUE: ListKey<String> = ListKey::new("queue");
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), userbot_sdk::store::StoreError> {
/// # let db = Storage::new(Arc::new(MemoryStore::new())).db("queue");
/// let queue = db.list(QUEUE);
/// queue.push("Ann").await?;
/// queue.push("Bob").await?;
/// queue.insert(1, "Cem").await?;
/// assert_eq!(queue.all().await?, ["Ann", "Cem", "Bob"]);
/// assert_eq!(queue.pop_front().await?.as_deref(), Some("Ann"));
/// assert_eq!(queue.len().await?, 2);
/// # Ok(())
/// # }
/// ```
pub struct List<T> {
    db: Db,
    name: Arc<str>,
    marker: PhantomData<fn() -> T>,
}

impl<T> List<T> {
    pub(super) fn new(db: Db, name: &str) -> Self {
        Self {
            db,
            name: name.into(),
            marker: PhantomData,
        }
    }

    /// Returns how many elements there are, without reading them.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn len(&self) -> Result<u64, StoreError> {
        Ok(self.head().await?.1.len)
    }

    /// Returns true when there is no element.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.len().await? == 0)
    }

    /// Removes all elements.
    ///
    /// # Errors
    ///
    /// The store cannot be written; all elements are still there.
    pub async fn clear(&self) -> Result<(), StoreError> {
        let namespace = self.db.namespace();
        for _ in 0..TRIES {
            let (old, head) = self.head().await?;
            if old.is_none() {
                return Ok(());
            }
            let new = head.emptied();
            let key = self.head_key();
            let commit = Commit {
                conditions: vec![Condition {
                    key: key.clone(),
                    value: old,
                }],
                writes: vec![
                    Write::RemovePrefix {
                        prefix: layout::list_nodes(namespace, &self.name),
                    },
                    Write::RemovePrefix {
                        prefix: layout::list_elements(namespace, &self.name),
                    },
                    Write::put(key, tree::json(&self.name, &new)?),
                ],
            };
            if self.db.storage().commit(commit).await? == Outcome::Committed {
                return Ok(());
            }
        }
        Err(StoreError::Contended(self.name.to_string()))
    }

    async fn head(&self) -> Result<(Option<Vec<u8>>, Head), StoreError> {
        let bytes = self.db.storage().store().get(&self.head_key()).await?;
        let head = match &bytes {
            Some(bytes) => tree::parse(&self.name, bytes)?,
            None => Head::default(),
        };
        Ok((bytes, head))
    }

    fn head_key(&self) -> RawKey {
        layout::list_head(self.db.namespace(), &self.name)
    }

    /// Changes the list in a transaction of its own.
    async fn change<R, F>(
        &self,
        mut body: impl FnMut(TransactionList<T>) -> F + Send,
    ) -> Result<R, StoreError>
    where
        F: Future<Output = Result<R, StoreError>> + Send,
    {
        let lock = self.db.storage().lock_of(&self.head_key());
        let _turn = lock.lock().await;
        atomically(&self.db, &self.name, |transaction| {
            body(TransactionList::new(transaction, &self.name))
        })
        .await
    }

    /// Reads until nobody has changed the order meanwhile.
    async fn reading<R, F>(
        &self,
        body: impl Fn(TransactionList<T>) -> F + Send,
    ) -> Result<R, StoreError>
    where
        F: Future<Output = Result<R, StoreError>> + Send,
    {
        for _ in 0..TRIES {
            let (before, _) = self.head().await?;
            let list = TransactionList::new(Transaction::new(self.db.clone()), &self.name);
            let result = body(list).await;
            if self.head().await?.0 == before {
                return result;
            }
        }
        Err(StoreError::Contended(self.name.to_string()))
    }
}

impl<T> List<T> {
    /// Adds an element at the end.
    ///
    /// # Errors
    ///
    /// The element cannot be stored.
    pub async fn push<V: Serialize + ?Sized>(&self, value: &V) -> Result<(), StoreError>
    where
        T: Borrow<V>,
    {
        self.put_value(u64::MAX, value).await
    }

    /// Adds an element at the beginning.
    ///
    /// # Errors
    ///
    /// The element cannot be stored.
    pub async fn push_front<V: Serialize + ?Sized>(&self, value: &V) -> Result<(), StoreError>
    where
        T: Borrow<V>,
    {
        self.put_value(0, value).await
    }

    /// Adds several elements at the end, in one step.
    ///
    /// # Errors
    ///
    /// An element cannot be stored; then none is.
    pub async fn extend<'a, V: Serialize + ?Sized + 'a>(
        &self,
        values: impl IntoIterator<Item = &'a V>,
    ) -> Result<(), StoreError>
    where
        T: Borrow<V>,
    {
        let mut encoded = Vec::new();
        for value in values {
            encoded.push(self.db.encode(&self.name, value, None)?);
        }
        let encoded = &encoded;
        self.change(|list| async move {
            for bytes in encoded {
                list.put(u64::MAX, bytes.clone()).await?;
            }
            Ok(())
        })
        .await
    }

    /// Puts an element in at a place; the one that was there and those after it move on by one.
    ///
    /// # Errors
    ///
    /// The place is beyond the end, or the element cannot be stored.
    pub async fn insert<V: Serialize + ?Sized>(
        &self,
        index: u64,
        value: &V,
    ) -> Result<(), StoreError>
    where
        T: Borrow<V>,
    {
        let bytes = self.db.encode(&self.name, value, None)?;
        let bytes = &bytes;
        self.change(|list| async move {
            list.check(index, true).await?;
            list.put(index, bytes.clone()).await
        })
        .await
    }

    /// Replaces the element at a place.
    ///
    /// # Errors
    ///
    /// There is none, or the new one cannot be stored.
    pub async fn set<V: Serialize + ?Sized>(&self, index: u64, value: &V) -> Result<(), StoreError>
    where
        T: Borrow<V>,
    {
        let bytes = self.db.encode(&self.name, value, None)?;
        let bytes = &bytes;
        self.change(|list| async move { list.replace(index, bytes.clone()).await })
            .await
    }

    async fn put_value<V: Serialize + ?Sized>(
        &self,
        index: u64,
        value: &V,
    ) -> Result<(), StoreError> {
        let bytes = self.db.encode(&self.name, value, None)?;
        let bytes = &bytes;
        self.change(|list| async move { list.put(index, bytes.clone()).await })
            .await
    }
}

impl<T: DeserializeOwned + Send> List<T> {
    /// Reads the element at a place; `None` when there is none.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the element is of another type.
    pub async fn get(&self, index: u64) -> Result<Option<T>, StoreError> {
        self.reading(|list| async move { list.get(index).await })
            .await
    }

    /// Reads a page of elements from a place on.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn page(&self, start: u64, limit: usize) -> Result<Vec<T>, StoreError> {
        self.reading(|list| async move { list.page(start, limit).await })
            .await
    }

    /// Reads the last elements, at most so many, in their order.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn last(&self, limit: usize) -> Result<Vec<T>, StoreError> {
        self.reading(|list| async move {
            let start = list.len().await?.saturating_sub(limit as u64);
            list.page(start, limit).await
        })
        .await
    }

    /// Reads all elements in their order.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn all(&self) -> Result<Vec<T>, StoreError> {
        self.page(0, usize::MAX).await
    }

    /// Takes out the last element.
    ///
    /// # Errors
    ///
    /// The store cannot be written, or the element is of another type; it is still there.
    pub async fn pop(&self) -> Result<Option<T>, StoreError> {
        self.change(|list| async move { list.pop().await }).await
    }

    /// Takes out the first element.
    ///
    /// # Errors
    ///
    /// The store cannot be written, or the element is of another type; it is still there.
    pub async fn pop_front(&self) -> Result<Option<T>, StoreError> {
        self.change(|list| async move { list.pop_front().await })
            .await
    }

    /// Takes out the element at a place; those after it move up by one.
    ///
    /// # Errors
    ///
    /// There is none, the store cannot be written, or the element is of another type; it is still
    /// there.
    pub async fn remove(&self, index: u64) -> Result<T, StoreError> {
        self.change(|list| async move { list.remove(index).await })
            .await
    }

    /// Changes the element at a place by what it was, and returns what it is now.
    ///
    /// # Errors
    ///
    /// There is none, the store cannot be written, or the element is of another type; it stays as
    /// it was.
    pub async fn update(
        &self,
        index: u64,
        change: impl FnMut(T) -> T + Send,
    ) -> Result<T, StoreError>
    where
        T: Serialize,
    {
        let change = std::sync::Mutex::new(change);
        let change = &change;
        self.change(|list| async move {
            list.check(index, false).await?;
            let old = list.get(index).await?;
            let old = old.ok_or_else(|| tree::broken(&list.name))?;
            let new = {
                let mut change = change
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                change(old)
            };
            let bytes = list.encoded(&new)?;
            list.replace(index, bytes).await?;
            Ok(new)
        })
        .await
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            db: self.db.clone(),
            name: Arc::clone(&self.name),
            marker: PhantomData,
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("List").field(&self.name).finish()
    }
}
