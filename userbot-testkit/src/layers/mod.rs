//! Speaks older layers of Telegram's schema with clients that do not know the newest one.
//!
//! Everything in this crate is written for one layer, [`NEWEST`]. Telegram answers each client in the layer that the
//! client announced with `invokeWithLayer`, and most clients fail on a constructor that is not in theirs. So the
//! server converts at its edge: calls on their way in ([`upgrade_call`]), answers and updates on their way out
//! ([`downgrade_result`], [`downgrade_object`]). A client of the newest layer costs nothing: the schemas are not even
//! read.
//!
//! The conversion knows the schema of every layer (`schema/`, see the README there) and nothing about methods: it
//! reads an object with one schema ([`read`]) and writes it with the other ([`write`]), constructors and fields by
//! their name. What changed in more than name or place is in [`rules`]. Where the older layer has no form for a
//! thing, the nearest thing that says so takes its place (`messageMediaUnsupported`), or the thing is left out.
//!
//! | file | holds |
//! |---|---|
//! | `schema.rs` | the text of the schemas, parsed |
//! | `conversion.rs` | two layers side by side: which types differ at all |
//! | `value.rs`, `read.rs` | a tree of values, and how it is read from bytes |
//! | `write.rs`, `coerce.rs` | how the tree is written in another layer |
//! | `rules.rs` | buttons, replies, themes, forum topics: what was redesigned |

mod coerce;
mod conversion;
mod read;
mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod value;
mod write;

use std::borrow::Cow;

use conversion::Conversion;
use read::Reader;
use schema::{Definition, Type};
use value::{Object, Value};
use write::Writer;

/// The layer that this crate is written for.
pub(crate) const NEWEST: i32 = grammers_tl_types::LAYER;

/// Why something has no form in the other layer. What could not be converted is best sent as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// The bytes end within an object.
    #[error("the bytes end within an object")]
    Truncated,
    /// Bytes follow the object.
    #[error("{0} bytes follow the object")]
    LeftOver(usize),
    /// A constructor is in no schema.
    #[error("the constructor {0:08x} is in no schema")]
    UnknownConstructor(u32),
    /// Objects are nested deeper than any that Telegram sends.
    #[error("the object is nested too deeply")]
    TooDeep,
    /// The other layer has nothing that could stand for this.
    #[error("layer {layer} has no form for {name}")]
    NoForm {
        /// The constructor, the method or the type.
        name: String,
        /// The layer that was asked for.
        layer: i32,
    },
}

/// Writes an object, such as updates that are pushed, as a client of `layer` expects it.
///
/// # Errors
///
/// When the bytes are no object of the newest layer, or when the older layer has no form for it.
pub(crate) fn downgrade_object(bytes: &[u8], layer: i32) -> Result<Cow<'_, [u8]>, Error> {
    let Some(conversion) = Conversion::with(layer) else {
        return Ok(Cow::Borrowed(bytes));
    };
    let mut reader = Reader::new(bytes, &conversion.newest);
    let id = reader.peek().ok_or(Error::Truncated)?;
    let Some(definition) = conversion
        .newest
        .by_id(id)
        .filter(|found| !found.is_function)
    else {
        return Err(Error::UnknownConstructor(id));
    };
    let kind = definition.result.clone();
    if !conversion.affects(&kind) {
        return Ok(Cow::Borrowed(bytes));
    }
    let value = reader.whole(&kind)?;
    let writer = Writer::new(&conversion.older);
    let converted = writer.converted(&value, &kind).or_else(|error| {
        let emptied = emptied(value).ok_or(error)?;
        writer.converted(&emptied, &kind)
    })?;
    Ok(Cow::Owned(converted))
}

/// Writes what the method with the constructor `method` of the newest layer answers, as a client of `layer` expects it.
///
/// # Errors
///
/// When the bytes are not what the method answers in the newest layer, or when the older layer has no form for it.
pub(crate) fn downgrade_result(
    method: u32,
    bytes: &[u8],
    layer: i32,
) -> Result<Cow<'_, [u8]>, Error> {
    let Some(conversion) = Conversion::with(layer) else {
        return Ok(Cow::Borrowed(bytes));
    };
    let Some(method) = conversion
        .newest
        .by_id(method)
        .filter(|found| found.is_function)
    else {
        return Err(Error::UnknownConstructor(method));
    };
    let older_name = rules::older_method(method.name, &conversion.older);
    let expected = conversion
        .older
        .method(older_name)
        .map_or(&method.result, |older| &older.result);
    if *expected == method.result && !conversion.affects(expected) {
        return Ok(Cow::Borrowed(bytes));
    }
    let value = Reader::new(bytes, &conversion.newest).whole(&method.result)?;
    Writer::new(&conversion.older)
        .converted(&value, expected)
        .map(Cow::Owned)
}

/// Writes a call, without the wrappers around it, as the newest layer has it.
///
/// A constructor that the client's layer has not is looked for in all layers: clients keep some that Telegram dropped.
///
/// # Errors
///
/// When the bytes are no call that any layer has, or when the newest layer has nothing in its place.
pub(crate) fn upgrade_call(bytes: &[u8], layer: i32) -> Result<Cow<'_, [u8]>, Error> {
    let Some(conversion) = Conversion::with(layer) else {
        return Ok(Cow::Borrowed(bytes));
    };
    let mut reader = Reader::new(bytes, &conversion.older).lenient();
    let id = reader.peek().ok_or(Error::Truncated)?;
    let method = reader
        .definition(id)
        .filter(|found| found.is_function)
        .ok_or(Error::UnknownConstructor(id))?;
    if same_call(method, conversion) {
        return Ok(Cow::Borrowed(bytes));
    }
    let value = reader.whole(&Type::Call)?;
    Writer::new(&conversion.newest)
        .converted(&value, &Type::Call)
        .map(Cow::Owned)
}

/// Whether a call has the same bytes in both layers.
fn same_call(method: &Definition, conversion: &Conversion) -> bool {
    let newest = conversion.newest.method(method.name);
    newest.is_some_and(|newest| newest.id == method.id)
        && !method
            .fields
            .iter()
            .any(|field| conversion.affects(&field.kind))
}

/// What is left of an update that the client cannot read.
fn emptied(value: Value<'_>) -> Option<Value<'_>> {
    let Value::Object(mut short) = value else {
        return None;
    };
    if short.name != "updateShort" {
        return None;
    }
    let date = short.take("date")?;
    Some(Value::Object(Object {
        name: "updates",
        kind: "Updates",
        fields: vec![
            ("updates", Value::Vector(Vec::new())),
            ("users", Value::Vector(Vec::new())),
            ("chats", Value::Vector(Vec::new())),
            ("date", date),
            ("seq", Value::Int(0)),
        ],
    }))
}
