//! What holds for every layer, and what clients of some layers rely on.

mod every;
mod known;

use super::read::Reader;
use super::schema::{self, Schema, Type};
use super::value::{Object, Value};

/// Reads a value with the schema of an older layer and nothing else.
fn read<'a>(bytes: &'a [u8], kind: &Type, schema: &Schema) -> Value<'a> {
    Reader::new(bytes, schema).whole(kind).unwrap_or_else(|error| {
        panic!("layer {} cannot read {kind:?}: {error}: {bytes:02x?}", schema.layer)
    })
}

fn read_object<'a>(bytes: &'a [u8], kind: &'static str, schema: &Schema) -> Object<'a> {
    let Value::Object(object) = read(bytes, &Type::Boxed(kind), schema) else {
        panic!("not an object")
    };
    object
}

fn all_older() -> Vec<Schema> {
    schema::older_layers().map(schema::older).collect()
}
