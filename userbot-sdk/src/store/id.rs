//! Ids of the elements of maps.

use jiff::Timestamp;

use super::layout;

/// Writes an id so that the bytes have the order of the ids.
///
/// A borrowed form (`str`) writes the same as its owned one (`String`).
pub trait WriteId {
    /// Appends the id.
    fn write_id(&self, out: &mut Vec<u8>);
}

/// Is what can be the id of an element of a [`MapKey`](super::MapKey): texts, numbers, ids of
/// chats and people, times, and pairs and triples of them.
///
/// Elements are read in the order of their ids. For a type of your own, write what it is made of:
///
/// ```
/// use userbot_sdk::store::{MapId, WriteId};
///
/// #[derive(Debug, PartialEq)]
/// struct Place {
///     city: String,
///     street: String,
/// }
///
/// impl WriteId for Place {
///     fn write_id(&self, out: &mut Vec<u8>) {
///         self.city.write_id(out);
///         self.street.write_id(out);
///     }
/// }
///
/// impl MapId for Place {
///     fn read_id(from: &mut &[u8]) -> Option<Self> {
///         let city = MapId::read_id(from)?;
///         let street = MapId::read_id(from)?;
///         Some(Self { city, street })
///     }
/// }
///
/// let mut bytes = Vec::new();
/// let place = Place { city: "Rīga".into(), street: "Brīvības iela".into() };
/// place.write_id(&mut bytes);
/// assert_eq!(Place::read_id(&mut &*bytes), Some(place));
/// ```
pub trait MapId: WriteId + Sized {
    /// Reads an id from the beginning of the bytes and leaves what follows; `None` when there is
    /// none of this type.
    fn read_id(from: &mut &[u8]) -> Option<Self>;
}

impl WriteId for str {
    fn write_id(&self, out: &mut Vec<u8>) {
        layout::text(out, self);
    }
}

impl WriteId for String {
    fn write_id(&self, out: &mut Vec<u8>) {
        layout::text(out, self);
    }
}

impl MapId for String {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Self::from_utf8(layout::read_bytes(from)?).ok()
    }
}

impl WriteId for [u8] {
    fn write_id(&self, out: &mut Vec<u8>) {
        layout::bytes(out, self);
    }
}

impl WriteId for Vec<u8> {
    fn write_id(&self, out: &mut Vec<u8>) {
        layout::bytes(out, self);
    }
}

impl MapId for Vec<u8> {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        layout::read_bytes(from)
    }
}

macro_rules! unsigned {
    ($($number:ty),*) => {$(
        impl WriteId for $number {
            fn write_id(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
        }

        impl MapId for $number {
            fn read_id(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_be_bytes(*bytes))
            }
        }
    )*};
}

unsigned!(u8, u16, u32, u64, u128);

// With the sign turned over, negative numbers come before the others.
macro_rules! signed {
    ($($number:ty as $unsigned:ty),*) => {$(
        impl WriteId for $number {
            fn write_id(&self, out: &mut Vec<u8>) {
                (self.cast_unsigned() ^ (1 << (<$unsigned>::BITS - 1))).write_id(out);
            }
        }

        impl MapId for $number {
            fn read_id(from: &mut &[u8]) -> Option<Self> {
                let bits = <$unsigned>::read_id(from)?;
                Some((bits ^ (1 << (<$unsigned>::BITS - 1))).cast_signed())
            }
        }
    )*};
}

signed!(i8 as u8, i16 as u16, i32 as u32, i64 as u64, i128 as u128);

impl WriteId for bool {
    fn write_id(&self, out: &mut Vec<u8>) {
        u8::from(*self).write_id(out);
    }
}

impl MapId for bool {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        match u8::read_id(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl WriteId for char {
    fn write_id(&self, out: &mut Vec<u8>) {
        u32::from(*self).write_id(out);
    }
}

impl MapId for char {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Self::from_u32(u32::read_id(from)?)
    }
}

impl WriteId for Timestamp {
    fn write_id(&self, out: &mut Vec<u8>) {
        self.as_nanosecond().write_id(out);
    }
}

impl MapId for Timestamp {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Self::from_nanosecond(i128::read_id(from)?).ok()
    }
}

impl<A: WriteId, B: WriteId> WriteId for (A, B) {
    fn write_id(&self, out: &mut Vec<u8>) {
        self.0.write_id(out);
        self.1.write_id(out);
    }
}

impl<A: MapId, B: MapId> MapId for (A, B) {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Some((A::read_id(from)?, B::read_id(from)?))
    }
}

impl<A: WriteId, B: WriteId, C: WriteId> WriteId for (A, B, C) {
    fn write_id(&self, out: &mut Vec<u8>) {
        self.0.write_id(out);
        self.1.write_id(out);
        self.2.write_id(out);
    }
}

impl<A: MapId, B: MapId, C: MapId> MapId for (A, B, C) {
    fn read_id(from: &mut &[u8]) -> Option<Self> {
        Some((A::read_id(from)?, B::read_id(from)?, C::read_id(from)?))
    }
}

/// Reads an id that is all there is.
pub(super) fn whole<K: MapId>(mut bytes: &[u8]) -> Option<K> {
    let id = K::read_id(&mut bytes)?;
    bytes.is_empty().then_some(id)
}
