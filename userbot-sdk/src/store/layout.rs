//! Under which keys of a backend everything stands.
//!
//! Every key begins with the area: `d` for what modules keep, `x` for the times at which keys
//! expire. In the first area follows the namespace, then a letter for the kind of entry:
//!
//! | key | value |
//! |---|---|
//! | `d` namespace `v` name | a value |
//! | `d` namespace `c` name | how many elements a map has |
//! | `d` namespace `m` name id | an element of a map |
//! | `d` namespace `h` name | the head of a list |
//! | `d` namespace `n` name number | a node of the tree that orders a list |
//! | `d` namespace `l` name number | an element of a list |
//! | `d` namespace `z` | the version of the module's data |
//! | `x` key | when that key expires |
//!
//! A text that something follows ends with a zero byte. Inside, 0 is written as 1 1 and 1 as 1 2, so
//! that no text is the beginning of another one and all keep their order.

use super::Write;

/// Is a key of a backend.
pub(super) type RawKey = Vec<u8>;

/// Is where the values of all modules stand.
pub(super) const DATA: &[u8] = b"d";
/// Is where the times stand at which keys expire.
pub(super) const EXPIRIES: &[u8] = b"x";

pub(super) fn namespace(namespace: &str) -> RawKey {
    let mut key = DATA.to_vec();
    text(&mut key, namespace);
    key
}

pub(super) fn value(namespace: &str, name: &str) -> RawKey {
    last(namespace, b'v', name)
}

/// Gives how the keys of all values of a namespace start.
pub(super) fn values(namespace: &str) -> RawKey {
    last(namespace, b'v', "")
}

/// Gives where the number of elements of a map stands.
pub(super) fn map_count(namespace: &str, name: &str) -> RawKey {
    last(namespace, b'c', name)
}

/// Gives how the keys of the elements of a map start; the id follows.
pub(super) fn map_elements(namespace: &str, name: &str) -> RawKey {
    inside(namespace, b'm', name)
}

pub(super) fn list_head(namespace: &str, name: &str) -> RawKey {
    last(namespace, b'h', name)
}

/// Gives how the keys of the nodes of a list start; the number follows.
pub(super) fn list_nodes(namespace: &str, name: &str) -> RawKey {
    inside(namespace, b'n', name)
}

/// Gives how the keys of the elements of a list start; the number follows.
pub(super) fn list_elements(namespace: &str, name: &str) -> RawKey {
    inside(namespace, b'l', name)
}

/// Gives where the version of a module's data stands.
pub(super) fn version(namespace: &str) -> RawKey {
    last(namespace, b'z', "")
}

/// Gives the namespace of a value or an element; nothing for what only keeps them together.
pub(super) fn namespace_of_value(key: &[u8]) -> Option<String> {
    let mut rest = key.strip_prefix(DATA)?;
    let namespace = String::from_utf8(read_bytes(&mut rest)?).ok()?;
    matches!(rest.first()?, b'v' | b'm' | b'l').then_some(namespace)
}

/// Gives the key at which the elements of the map are counted that this element is one of.
pub(super) fn count_of_element(key: &[u8]) -> Option<RawKey> {
    let mut rest = key.strip_prefix(DATA)?;
    let namespace = String::from_utf8(read_bytes(&mut rest)?).ok()?;
    let mut rest = rest.strip_prefix(b"m")?;
    let name = String::from_utf8(read_bytes(&mut rest)?).ok()?;
    Some(map_count(&namespace, &name))
}

/// Writes a time at which a key expires.
pub(super) fn time(time: jiff::Timestamp) -> Vec<u8> {
    time.as_millisecond().to_string().into_bytes()
}

/// Gives the time that a write notes, if it notes one.
pub(super) fn noted_time(write: &Write) -> Option<jiff::Timestamp> {
    match write {
        Write::Put { key, value } if key.starts_with(EXPIRIES) => read_time(value),
        _ => None,
    }
}

/// Reads what [`time`] wrote.
pub(super) fn read_time(bytes: &[u8]) -> Option<jiff::Timestamp> {
    let millis = std::str::from_utf8(bytes).ok()?.parse().ok()?;
    jiff::Timestamp::from_millisecond(millis).ok()
}

pub(super) fn expiry(key: &[u8]) -> RawKey {
    [EXPIRIES, key].concat()
}

fn last(namespace: &str, kind: u8, name: &str) -> RawKey {
    let mut key = self::namespace(namespace);
    key.push(kind);
    key.extend_from_slice(name.as_bytes());
    key
}

fn inside(namespace: &str, kind: u8, name: &str) -> RawKey {
    let mut key = self::namespace(namespace);
    key.push(kind);
    text(&mut key, name);
    key
}

/// Writes a text and its end.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    bytes(out, text.as_bytes());
}

/// Writes bytes and their end.
pub(super) fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    for &byte in bytes {
        match byte {
            0 | 1 => out.extend_from_slice(&[1, byte + 1]),
            _ => out.push(byte),
        }
    }
    out.push(0);
}

/// Reads what [`bytes`] wrote, and leaves what follows.
pub(super) fn read_bytes(from: &mut &[u8]) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = from.iter();
    loop {
        match rest.next()? {
            0 => break,
            1 => match rest.next()? {
                byte @ (1 | 2) => found.push(byte - 1),
                _ => return None,
            },
            &byte => found.push(byte),
        }
    }
    *from = rest.as_slice();
    Some(found)
}
