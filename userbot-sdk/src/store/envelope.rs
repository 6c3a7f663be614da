//! How a value is written: JSON, after a line that names the type and the time at which it expires.
//!
//! JSON, because it can be read without the program that wrote it, in a backup or with the tools
//! of a server, and because a struct that has grown a field with a default, or lost one, still
//! reads what an older version wrote. The type is noted for messages only: whether a value can be
//! read is decided by reading it, so that a renamed struct or a wider number is no mistake.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::finite::{self, NotFinite};

/// Is a value without its envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opened<'a> {
    pub(super) expires: Option<Timestamp>,
    pub(super) ty: &'a str,
    pub(super) json: &'a [u8],
}

/// Puts a value into its envelope.
pub(super) fn seal<T: Serialize + ?Sized>(
    value: &T,
    expires: Option<Timestamp>,
) -> Result<Vec<u8>, serde_json::Error> {
    if let Err(error @ NotFinite::Number(_)) = finite::check(value) {
        return Err(serde::ser::Error::custom(error));
    }
    let expires = expires.map_or_else(|| "-".to_owned(), |at| at.as_millisecond().to_string());
    let mut bytes = format!("1 {expires} {}\n", type_name::<T>()).into_bytes();
    serde_json::to_writer(&mut bytes, value)?;
    Ok(bytes)
}

/// Reads the line before a value; `None` when it is none that this version knows.
pub(super) fn open(bytes: &[u8]) -> Option<Opened<'_>> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut parts = line.splitn(3, ' ');
    let ("1", expires, ty) = (parts.next()?, parts.next()?, parts.next()?) else {
        return None;
    };
    let expires = match expires {
        "-" => None,
        number => Some(Timestamp::from_millisecond(number.parse().ok()?).ok()?),
    };
    Some(Opened {
        expires,
        ty,
        json: &bytes[end + 1..],
    })
}

impl Opened<'_> {
    /// Tells whether the value is still there at this time.
    pub(super) fn is_alive(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }

    /// Reads the value.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(self.json)
    }
}

/// Gives the name of a type as one writes it: without the paths.
pub(super) fn type_name<T: ?Sized>() -> String {
    let full = std::any::type_name::<T>();
    let mut short = String::with_capacity(full.len());
    let mut word = 0;
    for letter in full.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            short.push(letter);
        } else if letter == ':' {
            short.truncate(word);
        } else {
            short.push(letter);
        }
        if !(letter.is_alphanumeric() || letter == '_') {
            word = short.len();
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn names_types_without_paths() {
        assert_eq!(type_name::<u32>(), "u32");
        assert_eq!(type_name::<str>(), "str");
        assert_eq!(
            type_name::<BTreeMap<String, Option<Vec<(i64, String)>>>>(),
            "BTreeMap<String, Option<Vec<(i64, String)>>>"
        );
        assert_eq!(type_name::<Timestamp>(), "Timestamp");
    }

    #[test]
    fn reads_what_it_wrote_and_nothing_else() {
        let at = Timestamp::from_millisecond(1_500).unwrap();
        let sealed = seal(&vec![1_u8, 2], Some(at)).unwrap();
        let opened = open(&sealed).unwrap();
        assert_eq!(opened.ty, "Vec<u8>");
        assert_eq!(opened.expires, Some(at));
        assert!(!opened.is_alive(at));
        assert_eq!(opened.read::<Vec<u8>>().unwrap(), [1, 2]);
        for bad in ["", "1 - u8", "2 - u8\n1", "1 x u8\n1", "1\n1"] {
            assert_eq!(open(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
