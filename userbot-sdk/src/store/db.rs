//! What a module sees of the store.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a key is a name: it is written where it is used, and a constant is copied"
)]

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::transaction::atomically;
use super::{
    Accepts, AsKey, AsListKey, AsMapKey, Commit, KeyName, List, Map, MapId, Pair, Scan, Storage,
    StoreError, Transaction, Watch, Write, envelope, layout,
};

/// So many values are read at once when all are asked for.
const PAGE: usize = 256;

/// Is the values of one namespace: those of a module, mostly.
///
/// [`Context::db`](crate::context::Context::db) gives a module its own. A clone is cheap. Whatever
/// `serde` can write may be stored; once a method that changes something has returned, the change
/// survives a crash of the bot.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// const HOME: Key<String> = Key::new("home");
///
/// /// Remembers where home is.
/// #[command]
/// async fn home(ctx: &Context, place: Raw) -> Result<()> {
///     if !place.is_empty() {
///         ctx.db().set(HOME, place.trim()).await?;
///     }
///     let home = ctx.db().get(HOME).await?;
///     ctx.answer(escape(&home.unwrap_or("nowhere".to_owned()))).await
/// }
/// ```
#[derive(Clone)]
pub struct Db {
    storage: Storage,
    namespace: Arc<str>,
}

impl Db {
    pub(super) fn new(storage: Storage, namespace: &str) -> Self {
        Self {
            storage,
            namespace: namespace.into(),
        }
    }

    /// Returns the name of the namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Returns the values of the whole bot.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Reads a value; `None` when there is none.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or the value is of another type.
    pub async fn get<T: DeserializeOwned>(
        &self,
        key: impl AsKey<T>,
    ) -> Result<Option<T>, StoreError> {
        let raw = layout::value(&self.namespace, key.name());
        let bytes = self.stored(&raw).await?;
        self.decode(key.name(), bytes.as_deref())
    }

    /// Sets a value, whatever was there before.
    ///
    /// # Errors
    ///
    /// The value cannot be stored; the old one stays.
    pub async fn set<V: Serialize + ?Sized>(
        &self,
        key: impl Accepts<V>,
        value: &V,
    ) -> Result<(), StoreError> {
        let bytes = self.encode(key.name(), value, None)?;
        let raw = layout::value(&self.namespace, key.name());
        if key.is_batched() {
            let lock = self.storage.lock_of(&raw);
            let _turn = lock.lock().await;
            return self.storage.set_batched(raw, bytes).await;
        }
        self.commit(vec![Write::put(raw, bytes)]).await
    }

    /// Sets a value that is gone after a while, by the clock of the bot.
    ///
    /// A later [`set`](Db::set) makes it stay.
    ///
    /// # Errors
    ///
    /// The value cannot be stored; the old one stays.
    pub async fn set_for<V: Serialize + ?Sized>(
        &self,
        key: impl Accepts<V>,
        value: &V,
        duration: impl Into<Duration>,
    ) -> Result<(), StoreError> {
        let expires = self.after(duration.into());
        let bytes = self.encode(key.name(), value, Some(expires))?;
        let raw = layout::value(&self.namespace, key.name());
        self.commit(vec![
            Write::put(layout::expiry(&raw), layout::time(expires)),
            Write::put(raw, bytes),
        ])
        .await
    }

    /// Removes a value, if there is one.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub async fn remove(&self, key: impl KeyName) -> Result<(), StoreError> {
        let raw = layout::value(&self.namespace, key.name());
        self.commit(vec![Write::Remove { key: raw }]).await
    }

    /// Returns the names of all values in order. Lists and maps are not among them.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn keys(&self) -> Result<Vec<String>, StoreError> {
        let prefix = layout::values(&self.namespace);
        self.storage.flush_if_batched_in(&prefix).await?;
        let mut names = Vec::new();
        let mut after = None;
        loop {
            let scan = Scan::new(prefix.clone(), PAGE).after(after);
            let page = self.storage.store().scan(scan).await?;
            let full = page.len() == PAGE;
            after = page.last().map(|(key, _)| key.clone());
            names.extend(self.names(&prefix, page));
            if !full {
                return Ok(names);
            }
        }
    }

    /// Gives access to a map.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// const NOTES: MapKey<String, String> = MapKey::new("notes");
    ///
    /// /// Lists the names of the notes.
    /// #[command]
    /// async fn notes(ctx: &Context) -> Result<()> {
    ///     let names = ctx.db().map(NOTES).ids().await?;
    ///     ctx.answer(escape(&names.join(", "))).await
    /// }
    /// ```
    pub fn map<K: MapId, V>(&self, key: impl AsMapKey<K, V>) -> Map<K, V> {
        Map::new(self.clone(), key.name())
    }

    /// Gives access to a list.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// const QUEUE: ListKey<String> = ListKey::new("queue");
    ///
    /// /// Says whose turn it is.
    /// #[command]
    /// async fn next(ctx: &Context) -> Result<()> {
    ///     let next = ctx.db().list(QUEUE).pop_front().await?;
    ///     ctx.answer(escape(&next.unwrap_or("nobody's".to_owned()))).await
    /// }
    /// ```
    pub fn list<T>(&self, key: impl AsListKey<T>) -> List<T> {
        List::new(self.clone(), key.name())
    }

    /// Returns a stream of the values that are set from now on, also by other processes on the same
    /// store; `None` is a value that was removed or has expired.
    ///
    /// A value that is [`batched`](super::Key::batched) is seen when it is written. On a server changes
    /// come with a delay: one that was made just before may be seen too.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// const MOOD: Key<String> = Key::new("mood");
    ///
    /// /// Tells of every change of the mood.
    /// #[command]
    /// async fn moods(ctx: &Context) -> Result<()> {
    ///     let mut moods = ctx.db().watch(MOOD);
    ///     let later = ctx.clone();
    ///     ctx.spawn(async move {
    ///         while let Some(mood) = moods.next().await {
    ///             later.reply(escape(&mood?.unwrap_or("none".to_owned()))).await?;
    ///         }
    ///         Ok(())
    ///     });
    ///     ctx.answer("I will tell you.").await
    /// }
    /// ```
    pub fn watch<T: DeserializeOwned + Send + 'static>(
        &self,
        key: impl AsKey<T>,
    ) -> Watch<Option<T>> {
        Watch::of_value(self.clone(), key.name().to_owned())
    }

    /// Writes what is not written yet: what is set under keys that are
    /// [`batched`](super::Key::batched).
    ///
    /// # Errors
    ///
    /// It cannot be written; it goes on waiting.
    pub async fn flush(&self) -> Result<(), StoreError> {
        self.storage.flush().await
    }

    /// Changes a value by what it was, and returns what it is now. Nobody comes between: when
    /// somebody else changed it, the function is called again.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written, or the value is of another type; it stays as it was.
    pub async fn update<T: Serialize + DeserializeOwned + Send>(
        &self,
        key: impl AsKey<T>,
        mut change: impl FnMut(Option<T>) -> T + Send,
    ) -> Result<T, StoreError> {
        let name = key.name();
        let raw = layout::value(&self.namespace, name);
        let lock = self.storage.lock_of(&raw);
        let _turn = lock.lock().await;
        if key.is_batched() {
            let old = self.stored(&raw).await?;
            let new = change(self.decode(name, old.as_deref())?);
            let bytes = self.encode(name, &new, None)?;
            self.storage.set_batched(raw, bytes).await?;
            return Ok(new);
        }
        let change = std::sync::Mutex::new(&mut change);
        atomically(self, name, |transaction| {
            let (raw, change) = (&raw, &change);
            async move {
                let old = transaction.read(raw).await?;
                let old = self.decode(name, old.as_deref())?;
                let new = {
                    let mut change = change
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    change(old)
                };
                transaction.write(raw.clone(), Some(self.encode(name, &new, None)?))?;
                Ok(new)
            }
        })
        .await
    }

    /// Reads and changes several values in one step: all changes happen, or none.
    ///
    /// When somebody else changed in the meantime what was read, the function runs again; so it
    /// should only read and write. Its error undoes everything. Do not wait in it for another
    /// transaction that runs elsewhere.
    ///
    /// # Errors
    ///
    /// The function's own error, or the store's.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// const MINE: Key<i64> = Key::new("mine");
    /// const YOURS: Key<i64> = Key::new("yours");
    ///
    /// /// Gives a coin away.
    /// #[command]
    /// async fn give(ctx: &Context) -> Result<()> {
    ///     let left = ctx
    ///         .db()
    ///         .transaction(|tx| async move {
    ///             let mine = tx.get(MINE).await?.unwrap_or(10);
    ///             if mine == 0 {
    ///                 return Err(Error::user("You have no coins left."));
    ///             }
    ///             let yours = tx.get(YOURS).await?.unwrap_or(0);
    ///             tx.set(MINE, &(mine - 1))?;
    ///             tx.set(YOURS, &(yours + 1))?;
    ///             Ok(mine - 1)
    ///         })
    ///         .await?;
    ///     ctx.answer(format!("{left} coins left")).await
    /// }
    /// ```
    pub async fn transaction<R, F>(
        &self,
        body: impl FnMut(Transaction) -> F + Send,
    ) -> crate::Result<R>
    where
        F: Future<Output = crate::Result<R>> + Send,
    {
        atomically(self, &self.namespace, body).await
    }

    /// Removes everything: values, lists and maps.
    ///
    /// # Errors
    ///
    /// The store cannot be written; everything is still there.
    pub async fn clear(&self) -> Result<(), StoreError> {
        let prefix = layout::namespace(&self.namespace);
        self.commit(vec![
            Write::RemovePrefix {
                prefix: layout::expiry(&prefix),
            },
            Write::RemovePrefix { prefix },
        ])
        .await
    }

    pub(super) async fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let commit = Commit {
            conditions: Vec::new(),
            writes,
        };
        // Without conditions there is no conflict.
        self.storage.commit(commit).await.map(|_| ())
    }

    /// Reads what stands under a key, written or not.
    async fn stored(&self, raw: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.storage.batched(raw) {
            Some(bytes) => Ok(Some(bytes)),
            None => self.storage.store().get(raw).await,
        }
    }

    /// Gives the names of values that have not expired.
    pub(super) fn names(&self, prefix: &[u8], pairs: Vec<Pair>) -> Vec<String> {
        let alive = pairs
            .into_iter()
            .filter(|(_, value)| self.is_alive(Some(value)));
        alive
            .filter_map(|(key, _)| String::from_utf8(key.strip_prefix(prefix)?.to_vec()).ok())
            .collect()
    }

    /// Tells whether there is a value that has not expired.
    pub(super) fn is_alive(&self, bytes: Option<&[u8]>) -> bool {
        let now = self.storage.now();
        bytes.is_some_and(|bytes| envelope::open(bytes).is_none_or(|value| value.is_alive(now)))
    }

    pub(super) fn after(&self, duration: Duration) -> Timestamp {
        let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        let now = self.storage.now();
        now.checked_add(duration).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn encode<T: Serialize + ?Sized>(
        &self,
        name: &str,
        value: &T,
        expires: Option<Timestamp>,
    ) -> Result<Vec<u8>, StoreError> {
        envelope::seal(value, expires).map_err(|error| StoreError::Unstorable {
            namespace: self.namespace.to_string(),
            key: name.to_owned(),
            ty: envelope::type_name::<T>(),
            reason: error.to_string(),
        })
    }

    pub(super) fn decode<T: DeserializeOwned>(
        &self,
        name: &str,
        bytes: Option<&[u8]>,
    ) -> Result<Option<T>, StoreError> {
        let Some(bytes) = bytes else { return Ok(None) };
        let mismatch = |stored: &str, reason: String| StoreError::Type {
            namespace: self.namespace.to_string(),
            key: name.to_owned(),
            stored: stored.to_owned(),
            wanted: envelope::type_name::<T>(),
            reason,
        };
        let Some(opened) = envelope::open(bytes) else {
            return Err(mismatch(
                "unknown",
                "it was written by something else".to_owned(),
            ));
        };
        if !opened.is_alive(self.storage.now()) {
            return Ok(None);
        }
        match opened.read() {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(mismatch(opened.ty, error.to_string())),
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}
