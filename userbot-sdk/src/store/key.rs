//! Names of values, maps and lists.

use std::fmt::{self, Display};
use std::marker::PhantomData;

/// Names a value and says its type: a constant of a module.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// const VISITS: Key<u32> = Key::new("visits");
///
/// /// Counts how often it was asked.
/// #[command]
/// async fn visit(ctx: &Context) -> Result<()> {
///     let visits = ctx.db().update(VISITS, |visits| visits.unwrap_or(0) + 1).await?;
///     ctx.answer(format!("This was visit {visits}.")).await
/// }
/// ```
pub struct Key<T> {
    name: &'static str,
    batched: bool,
    marker: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// Names a value.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            batched: false,
            marker: PhantomData,
        }
    }

    /// Lets the value be written a little later than it is set: at most 5 seconds, and when the
    /// bot stops.
    ///
    /// It is for what changes all the time and may lose its last seconds in a crash, such as a
    /// counter of messages. The bot itself reads the new value at once. Everything else about it
    /// stays the same, and [`Db::flush`](super::Db::flush) writes it now.
    #[must_use]
    pub const fn batched(mut self) -> Self {
        self.batched = true;
        self
    }

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Names one of many values of this kind, such as that of a chat.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// const GREETING: Key<String> = Key::new("greeting");
    ///
    /// /// Changes the greeting of this chat.
    /// #[command]
    /// async fn greeting(ctx: &Context, text: Raw) -> Result<()> {
    ///     let chat = ctx.message()?.chat().id();
    ///     ctx.db().set(GREETING.at(chat), text.trim()).await?;
    ///     ctx.answer("Good.").await
    /// }
    /// ```
    pub fn at(self, which: impl Display) -> At<Self> {
        At::new(self.name, which, self.batched)
    }
}

/// Names a map and says the types of its ids and its values: a constant of a module.
///
/// Each element is read and written by itself, however many there are, and they are kept in the
/// order of their ids. [`Db::map`](super::Db::map) gives access to it.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// const NOTES: MapKey<String, String> = MapKey::new("notes");
///
/// /// Shows a note.
/// #[command]
/// async fn note(ctx: &Context, name: Raw) -> Result<()> {
///     let note = ctx.db().map(NOTES).get(name.trim()).await?;
///     let note = note.ok_or_else(|| Error::user("There is no such note."))?;
///     ctx.answer(escape(&note)).await
/// }
/// ```
pub struct MapKey<K, V> {
    name: &'static str,
    marker: PhantomData<fn() -> (K, V)>,
}

impl<K, V> MapKey<K, V> {
    /// Names a map.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            marker: PhantomData,
        }
    }

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Names one of many maps of this kind, such as that of a chat.
    pub fn at(self, which: impl Display) -> At<Self> {
        At::new(self.name, which, false)
    }
}

/// Names a list and says the type of its elements: a constant of a module.
///
/// Elements are read, written, added and removed anywhere without touching the others, however
/// many there are. [`Db::list`](super::Db::list) gives access to it.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// const LINES: ListKey<String> = ListKey::new("lines");
///
/// /// Remembers a line, and shows the last five.
/// #[command]
/// async fn line(ctx: &Context, text: Raw) -> Result<()> {
///     let lines = ctx.db().list(LINES);
///     lines.push(text.trim()).await?;
///     let last = lines.last(5).await?;
///     ctx.answer(escape(&last.join("\n"))).await
/// }
/// ```
pub struct ListKey<T> {
    name: &'static str,
    marker: PhantomData<fn() -> T>,
}

impl<T> ListKey<T> {
    /// Names a list.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            marker: PhantomData,
        }
    }

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Names one of many lists of this kind, such as that of a chat.
    pub fn at(self, which: impl Display) -> At<Self> {
        At::new(self.name, which, false)
    }
}

/// Names one of many values, maps or lists of a kind: what `at` of a key gives.
///
/// Its name is that of the key, a slash, and which one it is.
pub struct At<K> {
    name: String,
    batched: bool,
    marker: PhantomData<fn() -> K>,
}

impl<K> At<K> {
    fn new(name: &str, which: impl Display, batched: bool) -> Self {
        Self {
            name: format!("{name}/{which}"),
            batched,
            marker: PhantomData,
        }
    }
}

/// Is a name of a value, whatever its type: a key, or any text.
pub trait KeyName {
    /// Returns the name.
    fn name(&self) -> &str;

    /// Returns true when the value may be written a little later than it is set.
    fn is_batched(&self) -> bool {
        false
    }
}

/// Is what names a value of type `T`: a [`Key`], or any text.
///
/// A [`Key`] knows its type; with a text the type is said where it is used, as in
/// `db.get::<u32>("visits")`. Both name the same value.
pub trait AsKey<T: ?Sized>: KeyName {}

/// Is what names a place for a value of type `V`: a key of that type, or any text. A key of a
/// `String` takes a `str`, too, and one of a `Vec` a slice.
pub trait Accepts<V: ?Sized>: KeyName {}

/// Is what names a map: a [`MapKey`], or any text, as in `db.map::<String, u32>("points")`.
pub trait AsMapKey<K, V>: KeyName {}

/// Is what names a list: a [`ListKey`], or any text, as in `db.list::<String>("lines")`.
pub trait AsListKey<T>: KeyName {}

impl<T> KeyName for Key<T> {
    fn name(&self) -> &str {
        self.name
    }

    fn is_batched(&self) -> bool {
        self.batched
    }
}

impl<K, V> KeyName for MapKey<K, V> {
    fn name(&self) -> &str {
        self.name
    }
}

impl<T> KeyName for ListKey<T> {
    fn name(&self) -> &str {
        self.name
    }
}

impl<K> KeyName for At<K> {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_batched(&self) -> bool {
        self.batched
    }
}

impl<K> KeyName for &At<K> {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_batched(&self) -> bool {
        self.batched
    }
}

impl<T> AsKey<T> for Key<T> {}
impl<T> AsKey<T> for At<Key<T>> {}
impl<T> AsKey<T> for &At<Key<T>> {}
impl<T> Accepts<T> for Key<T> {}
impl<T> Accepts<T> for At<Key<T>> {}
impl<T> Accepts<T> for &At<Key<T>> {}
impl Accepts<str> for Key<String> {}
impl Accepts<str> for At<Key<String>> {}
impl Accepts<str> for &At<Key<String>> {}
impl<T> Accepts<[T]> for Key<Vec<T>> {}
impl<T> Accepts<[T]> for At<Key<Vec<T>>> {}
impl<T> Accepts<[T]> for &At<Key<Vec<T>>> {}
impl<K, V> AsMapKey<K, V> for MapKey<K, V> {}
impl<K, V> AsMapKey<K, V> for At<MapKey<K, V>> {}
impl<K, V> AsMapKey<K, V> for &At<MapKey<K, V>> {}
impl<T> AsListKey<T> for ListKey<T> {}
impl<T> AsListKey<T> for At<ListKey<T>> {}
impl<T> AsListKey<T> for &At<ListKey<T>> {}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl KeyName for $text {
            fn name(&self) -> &str {
                self
            }
        }

        impl<T: ?Sized> AsKey<T> for $text {}
        impl<V: ?Sized> Accepts<V> for $text {}
        impl<K, V> AsMapKey<K, V> for $text {}
        impl<T> AsListKey<T> for $text {}
    )*};
}

texts!(&str, String, &String);

macro_rules! constants {
    ($($name:literal $key:ident<$($types:ident),*>;)*) => {$(
        impl<$($types),*> Clone for $key<$($types),*> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$($types),*> Copy for $key<$($types),*> {}

        impl<$($types),*> fmt::Debug for $key<$($types),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple($name).field(&self.name).finish()
            }
        }
    )*};
}

constants! {
    "Key" Key<T>;
    "MapKey" MapKey<K, V>;
    "ListKey" ListKey<T>;
}

impl<K> Clone for At<K> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            ..*self
        }
    }
}

impl<K> fmt::Debug for At<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("At").field(&self.name).finish()
    }
}
