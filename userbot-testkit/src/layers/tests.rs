//! What holds for every layer, and what clients of some layers rely on.

mod calls;
mod every;
mod objects;

use grammers_tl_types::Serializable;

use super::downgrade_object;
use super::read::Reader;
use super::schema::{self, Schema, Type};
use super::value::{Object, Value};

/// Reads a value with the schema of an older layer and nothing else.
fn read<'a>(bytes: &'a [u8], kind: &Type, schema: &Schema) -> Value<'a> {
    Reader::new(bytes, schema)
        .whole(kind)
        .unwrap_or_else(|error| {
            panic!(
                "layer {} cannot read {kind:?}: {error}: {bytes:02x?}",
                schema.layer
            )
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

/// Bytes, piece by piece.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn new(id: u32) -> Bytes {
        Bytes::default().add(&id)
    }

    fn add(mut self, part: &impl Serializable) -> Bytes {
        part.serialize(&mut self.0);
        self
    }

    fn text(self, text: &str) -> Bytes {
        self.add(&text.to_owned())
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Bytes(text.as_bytes().into())
}

#[track_caller]
fn field<'o, 'a>(object: &'o Object<'a>, name: &str) -> &'o Value<'a> {
    object
        .get(name)
        .unwrap_or_else(|| panic!("{object:?} has no {name}"))
}

#[track_caller]
fn inner<'o, 'a>(object: &'o Object<'a>, name: &str) -> &'o Object<'a> {
    match field(object, name) {
        Value::Object(inner) => inner,
        other => panic!("{name} is {other:?}"),
    }
}

#[track_caller]
fn elements<'o, 'a>(object: &'o Object<'a>, name: &str) -> Vec<&'o Object<'a>> {
    let Value::Vector(values) = field(object, name) else {
        panic!("{name} is no vector")
    };
    values
        .iter()
        .map(|value| match value {
            Value::Object(inner) => inner,
            other => panic!("{name} has {other:?}"),
        })
        .collect()
}

/// Converts an object and reads it with nothing but the older schema.
#[track_caller]
fn downgraded(
    object: &impl Serializable,
    kind: &'static str,
    layer: i32,
    test: impl Fn(&Object<'_>),
) {
    let bytes = object.to_bytes();
    let converted = downgrade_object(&bytes, layer).unwrap();
    test(&read_object(&converted, kind, &schema::older(layer)));
}
