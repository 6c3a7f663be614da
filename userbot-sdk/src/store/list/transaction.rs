//! A list inside of a transaction.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::tree::{self, Tree};
use crate::store::layout::{self, RawKey};
use crate::store::{StoreError, Transaction};

/// Is access to a list inside of a [`Transaction`], which gives it.
pub struct TransactionList<T> {
    transaction: Transaction,
    pub(super) name: String,
    marker: PhantomData<fn() -> T>,
}

impl<T> TransactionList<T> {
    pub(in crate::store) fn new(transaction: Transaction, name: &str) -> Self {
        Self {
            transaction,
            name: name.to_owned(),
            marker: PhantomData,
        }
    }

    /// Returns how many elements there are.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn len(&self) -> Result<u64, StoreError> {
        Ok(self.tree().await?.len())
    }

    /// Returns true when there is no element.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.len().await? == 0)
    }

    async fn tree(&self) -> Result<Tree<'_>, StoreError> {
        Tree::open(&self.transaction, &self.name).await
    }

    /// Makes sure that there is an element at a place, or that one may be put in there.
    pub(super) async fn check(&self, index: u64, end_too: bool) -> Result<(), StoreError> {
        let len = self.len().await?;
        if index < len || (end_too && index == len) {
            return Ok(());
        }
        Err(StoreError::NoElement {
            list: self.name.clone(),
            index,
            len,
        })
    }

    /// Puts bytes in at a place; beyond the end means at the end.
    pub(super) async fn put(&self, index: u64, bytes: Vec<u8>) -> Result<(), StoreError> {
        let mut tree = self.tree().await?;
        let index = index.min(tree.len());
        let element = tree.insert(index).await?;
        self.transaction.write(self.element(element), Some(bytes))
    }

    pub(super) async fn replace(&self, index: u64, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.check(index, false).await?;
        let element = self.tree().await?.find(index).await?;
        self.transaction.write(self.element(element), Some(bytes))
    }

    fn element(&self, number: u64) -> RawKey {
        let mut key = layout::list_elements(self.transaction.db().namespace(), &self.name);
        key.extend_from_slice(&number.to_be_bytes());
        key
    }
}

impl<T> TransactionList<T> {
    /// Adds an element at the end.
    ///
    /// # Errors
    ///
    /// The element cannot be stored.
    pub async fn push<V: Serialize + ?Sized>(&self, value: &V) -> Result<(), StoreError>
    where
        T: Borrow<V>,
    {
        self.put(u64::MAX, self.encoded(value)?).await
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
        self.put(0, self.encoded(value)?).await
    }

    /// Puts an element in at a place.
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
        self.check(index, true).await?;
        self.put(index, self.encoded(value)?).await
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
        self.replace(index, self.encoded(value)?).await
    }

    pub(super) fn encoded<V: Serialize + ?Sized>(&self, value: &V) -> Result<Vec<u8>, StoreError> {
        self.transaction.db().encode(&self.name, value, None)
    }
}

impl<T: DeserializeOwned> TransactionList<T> {
    /// Reads the element at a place; `None` when there is none.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the element is of another type.
    pub async fn get(&self, index: u64) -> Result<Option<T>, StoreError> {
        let tree = self.tree().await?;
        if index >= tree.len() {
            return Ok(None);
        }
        let element = tree.find(index).await?;
        let bytes = self.transaction.read(&self.element(element)).await?;
        self.decoded(bytes.as_deref()).map(Some)
    }

    /// Reads a page of elements from a place on.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or an element is of another type.
    pub async fn page(&self, start: u64, limit: usize) -> Result<Vec<T>, StoreError> {
        let tree = self.tree().await?;
        let numbers = tree.range(start, limit as u64).await?;
        let keys: Vec<RawKey> = numbers.iter().map(|&number| self.element(number)).collect();
        let values = self.transaction.read_many(&keys).await?;
        values
            .iter()
            .map(|bytes| self.decoded(bytes.as_deref()))
            .collect()
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
    /// The store cannot be read, or the element is of another type.
    pub async fn pop(&self) -> Result<Option<T>, StoreError> {
        match self.len().await? {
            0 => Ok(None),
            len => self.remove(len - 1).await.map(Some),
        }
    }

    /// Takes out the first element.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the element is of another type.
    pub async fn pop_front(&self) -> Result<Option<T>, StoreError> {
        match self.len().await? {
            0 => Ok(None),
            _ => self.remove(0).await.map(Some),
        }
    }

    /// Takes out the element at a place.
    ///
    /// # Errors
    ///
    /// There is none, the store cannot be read, or the element is of another type.
    pub async fn remove(&self, index: u64) -> Result<T, StoreError> {
        self.check(index, false).await?;
        let mut tree = self.tree().await?;
        let key = self.element(tree.find(index).await?);
        let bytes = self.transaction.read(&key).await?;
        // What cannot be read is not thrown away.
        let value = self.decoded(bytes.as_deref())?;
        tree.remove(index).await?;
        self.transaction.write(key, None)?;
        Ok(value)
    }

    fn decoded(&self, bytes: Option<&[u8]>) -> Result<T, StoreError> {
        let value = self.transaction.db().decode(&self.name, bytes)?;
        value.ok_or_else(|| tree::broken(&self.name))
    }
}

impl<T> fmt::Debug for TransactionList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TransactionList").field(&self.name).finish()
    }
}
