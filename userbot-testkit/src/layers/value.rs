//! A tree of values, between the bytes of one layer and those of another.

use std::borrow::Cow;

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Int(i32),
    Long(i64),
    Double(f64),
    Fixed(&'a [u8]),
    Bytes(Cow<'a, [u8]>),
    Bool(bool),
    /// A field of type `true` whose bit is set.
    True,
    Vector(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// A constructor with its fields, or a method with its parameters. Fields that are not there have no entry.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object<'a> {
    pub(super) name: &'static str,
    /// The type that the constructor belongs to; empty for a method.
    pub(super) kind: &'static str,
    pub(super) fields: Vec<(&'static str, Value<'a>)>,
}

impl<'a> Object<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.fields
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value<'a>> {
        let at = self.fields.iter().position(|(known, _)| *known == name)?;
        Some(self.fields.swap_remove(at).1)
    }
}
