//! Names of values.

use std::fmt;
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

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.name).finish()
    }
}

/// Is a name of a value, whatever its type: a [`Key`], or any text.
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

impl<T> KeyName for Key<T> {
    fn name(&self) -> &str {
        self.name
    }

    fn is_batched(&self) -> bool {
        self.batched
    }
}

impl KeyName for &str {
    fn name(&self) -> &str {
        self
    }
}

impl KeyName for String {
    fn name(&self) -> &str {
        self
    }
}

impl KeyName for &String {
    fn name(&self) -> &str {
        self
    }
}

impl<T> AsKey<T> for Key<T> {}

impl<T: ?Sized> AsKey<T> for &str {}

impl<T: ?Sized> AsKey<T> for String {}

impl<T: ?Sized> AsKey<T> for &String {}
