//! Values that are never shown.

use std::fmt;

use zeroize::Zeroize;

/// Holds something that is never shown: it prints as `***` and is overwritten when it is dropped.
///
/// A field of the type `Secret` is a hidden text; `Secret<T>` hides any other type. What is inside
/// is read with [`expose`](Self::expose), and nowhere else: there is no `Display` of it, no
/// `Deref`, no serialisation.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{DefaultValidator, Secret, Validator};
///
/// let key: Secret = <Secret>::validator().parse("hunter2")?;
/// assert_eq!(format!("{key} {key:?}"), "*** ***");
/// assert_eq!(key.expose(), "hunter2");
/// # Ok::<(), userbot_sdk::config::Invalid>(())
/// ```
pub struct Secret<T = String> {
    value: T,
    wipe: fn(&mut T),
}

impl<T> Secret<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self
    where
        T: Zeroize,
    {
        Self::with_wipe(value, T::zeroize)
    }

    /// Hides a value of a type that has no [`Zeroize`]; `wipe` overwrites it before it is dropped.
    pub fn with_wipe(value: T, wipe: fn(&mut T)) -> Self {
        Self { value, wipe }
    }

    /// Gives what is hidden. Do not log it.
    pub fn expose(&self) -> &T {
        &self.value
    }
}

impl<T> Drop for Secret<T> {
    fn drop(&mut self) {
        (self.wipe)(&mut self.value);
    }
}

impl<T: Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self::with_wipe(self.value.clone(), self.wipe)
    }
}

impl<T: Default + Zeroize> Default for Secret<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: PartialEq> PartialEq for Secret<T> {
    /// Compares what is hidden; the time that it takes is not hidden.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Secret<T> {}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Secret;

    #[test]
    fn a_secret_is_wiped_once_when_it_is_dropped() {
        static WIPED: AtomicUsize = AtomicUsize::new(0);
        let secret = Secret::with_wipe(7_u8, |value| {
            *value = 0;
            WIPED.fetch_add(1, Ordering::Relaxed);
        });
        let copy = secret.clone();
        drop(secret);
        assert_eq!(WIPED.load(Ordering::Relaxed), 1);
        assert_eq!(copy.expose(), &7);
        drop(copy);
        assert_eq!(WIPED.load(Ordering::Relaxed), 2);
    }
}
