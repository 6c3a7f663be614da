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
//! A text that something follows ends with a zero byte; a zero byte inside is written as 0 255, so
//! that no text is the beginning of another one and all keep their order.

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

pub(super) fn expiry(key: &[u8]) -> RawKey {
    [EXPIRIES, key].concat()
}

fn last(namespace: &str, kind: u8, name: &str) -> RawKey {
    let mut key = self::namespace(namespace);
    key.push(kind);
    key.extend_from_slice(name.as_bytes());
    key
}

/// Writes a text and its end.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    bytes(out, text.as_bytes());
}

/// Writes bytes and their end.
pub(super) fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    for &byte in bytes {
        out.push(byte);
        if byte == 0 {
            out.push(u8::MAX);
        }
    }
    out.push(0);
}
