//! Writes values in the form of a layer.

use grammers_tl_types::Serializable;

use super::schema::{Definition, Field, Schema, Type};
use super::value::{Object, Value};
use super::{Error, NEWEST, coerce, read, rules};

/// How deep the written tree may be: what was read, and what the conversion adds.
const MAX_DEPTH: usize = 128;
/// How deep an object that has to be made up may be.
const MAX_MADE_UP: usize = 8;

/// Writes values in the form of a layer.
#[derive(Debug)]
pub(super) struct Writer<'s> {
    target: &'s Schema,
}

impl<'s> Writer<'s> {
    pub(super) fn new(target: &'s Schema) -> Self {
        Writer { target }
    }

    /// Writes a value of whatever layer as the target layer has it.
    pub(super) fn converted(&self, value: &Value<'_>, expected: &Type) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        self.value(&mut out, value, expected, 0)?;
        Ok(out)
    }

    fn value(
        &self,
        out: &mut Vec<u8>,
        value: &Value<'_>,
        expected: &Type,
        depth: usize,
    ) -> Result<(), Error> {
        if depth >= MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        match (expected, value) {
            (Type::Int, Value::Int(number)) => out.extend(number.to_le_bytes()),
            (Type::Long, Value::Long(number)) => out.extend(number.to_le_bytes()),
            (Type::Double, Value::Double(number)) => out.extend(number.to_le_bytes()),
            (Type::Fixed(length), Value::Fixed(bytes)) if bytes.len() == *length => {
                out.extend_from_slice(bytes);
            }
            (Type::Bytes, Value::Bytes(bytes)) => string(out, bytes),
            (Type::Bool, Value::Bool(value)) => boolean(out, *value),
            (Type::True, Value::True | Value::Bool(true)) => {}
            (Type::Vector(inner), Value::Vector(values)) => {
                self.vector(out, values, inner, depth)?;
            }
            (Type::Call | Type::Boxed(_), Value::Object(object)) => {
                self.object(out, object, expected, depth)?;
            }
            _ => {
                let value = coerce::coerce(value, expected, self.target);
                let value = value.ok_or_else(|| self.no_form(&format!("{expected:?}")))?;
                self.value(out, &value, expected, depth + 1)?;
            }
        }
        Ok(())
    }

    /// Leaves out the elements that have no form.
    fn vector(
        &self,
        out: &mut Vec<u8>,
        values: &[Value<'_>],
        inner: &Type,
        depth: usize,
    ) -> Result<(), Error> {
        word(out, read::VECTOR);
        let count_at = out.len();
        word(out, 0);
        let mut count = 0_u32;
        for value in values {
            let start = out.len();
            match self.value(out, value, inner, depth + 1) {
                Ok(()) => count += 1,
                Err(Error::NoForm { .. }) => out.truncate(start),
                Err(error) => return Err(error),
            }
        }
        out[count_at..count_at + 4].copy_from_slice(&count.to_le_bytes());
        Ok(())
    }

    fn object(
        &self,
        out: &mut Vec<u8>,
        object: &Object<'_>,
        expected: &Type,
        depth: usize,
    ) -> Result<(), Error> {
        let object = rules::reshape(object, expected, self.target);
        if *expected == Type::Call {
            let method = self
                .target
                .method(object.name)
                .ok_or_else(|| self.no_form(object.name))?;
            return self.definition(out, method, &object, depth);
        }
        let start = out.len();
        let same = self
            .target
            .constructor(object.name)
            .filter(|same| same.result == *expected);
        if let Some(same) = same {
            match self.definition(out, same, &object, depth) {
                Err(Error::NoForm { .. }) => out.truncate(start),
                written => return written,
            }
        } else if let Some(coerced) = coerce::convert(&object, expected, self.target) {
            return self.value(out, &coerced, expected, depth + 1);
        }
        let stand_in = self
            .stand_in(expected)
            .ok_or_else(|| self.no_form(object.name))?;
        self.definition(out, stand_in, &object, depth)
    }

    /// The constructor that says "something that you cannot see" or "nothing", for clients of older layers.
    fn stand_in(&self, expected: &Type) -> Option<&'s Definition> {
        let Type::Boxed(kind) = expected else {
            return None;
        };
        // A call must not silently mean something else than the client said.
        if self.target.layer >= NEWEST {
            return None;
        }
        ["Unsupported", "Empty"].into_iter().find_map(|end| {
            self.target
                .constructors_of(kind)
                .find(|definition| definition.name.ends_with(end))
        })
    }

    /// Writes a constructor or method with those fields of the object that it has.
    fn definition(
        &self,
        out: &mut Vec<u8>,
        definition: &Definition,
        object: &Object<'_>,
        depth: usize,
    ) -> Result<(), Error> {
        let object = rules::amend(object, definition);
        let mut flags = [0_u32; 4];
        let mut written = Vec::with_capacity(definition.fields.len());
        for field in &definition.fields {
            let bytes = self.field(&object, field, depth)?;
            if let (Some(condition), Some(_)) = (field.condition, &bytes)
                && let Some(word) = flags.get_mut(usize::from(condition.word))
            {
                *word |= condition.mask();
            }
            written.push(bytes);
        }
        word(out, definition.id);
        for (field, bytes) in definition.fields.iter().zip(written) {
            let bits = |word: u8| flags.get(usize::from(word)).copied().unwrap_or(0);
            let there = field
                .condition
                .is_none_or(|at| bits(at.word) & at.mask() != 0);
            match (&field.kind, bytes) {
                (Type::Flags(flags), _) => word(out, bits(*flags)),
                (_, Some(bytes)) => out.extend(bytes),
                // Mandatory here, or sharing its bit with a field that is there.
                (kind, None) if there => self.made_up(out, kind, 0)?,
                (_, None) => {}
            }
        }
        Ok(())
    }

    /// The bytes of a field; `None` if the object does not have it.
    fn field(
        &self,
        object: &Object<'_>,
        field: &Field,
        depth: usize,
    ) -> Result<Option<Vec<u8>>, Error> {
        let Some(value) = object.get(field.name) else {
            return Ok(None);
        };
        let mut out = Vec::new();
        match self.value(&mut out, value, &field.kind, depth + 1) {
            Ok(()) => Ok(Some(out)),
            Err(Error::NoForm { .. }) if field.condition.is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes the value of a type that says the least.
    fn made_up(&self, out: &mut Vec<u8>, kind: &Type, depth: usize) -> Result<(), Error> {
        match kind {
            Type::Int | Type::Flags(_) => word(out, 0),
            Type::Long | Type::Double => out.extend([0; 8]),
            Type::Fixed(length) => out.resize(out.len() + length, 0),
            Type::Bytes => string(out, &[]),
            Type::Bool => boolean(out, false),
            Type::True => {}
            Type::Vector(_) => {
                word(out, read::VECTOR);
                word(out, 0);
            }
            Type::Call => return Err(self.no_form("a method that was left out")),
            Type::Boxed(name) => {
                let start = out.len();
                for definition in self.simplest_first(name) {
                    if depth < MAX_MADE_UP && self.made_up_object(out, definition, depth).is_ok() {
                        return Ok(());
                    }
                    out.truncate(start);
                }
                return Err(self.no_form(name));
            }
        }
        Ok(())
    }

    fn made_up_object(
        &self,
        out: &mut Vec<u8>,
        definition: &Definition,
        depth: usize,
    ) -> Result<(), Error> {
        word(out, definition.id);
        let mandatory = definition
            .fields
            .iter()
            .filter(|field| field.condition.is_none());
        mandatory
            .map(|field| &field.kind)
            .try_for_each(|kind| self.made_up(out, kind, depth + 1))
    }

    fn simplest_first(&self, kind: &str) -> Vec<&'s Definition> {
        let mut definitions: Vec<_> = self.target.constructors_of(kind).collect();
        definitions.sort_by_key(|definition| {
            let mandatory = definition
                .fields
                .iter()
                .filter(|field| field.condition.is_none());
            (
                !definition.name.ends_with("Empty"),
                mandatory.count(),
                definition.name,
            )
        });
        definitions
    }

    fn no_form(&self, name: &str) -> Error {
        Error::NoForm {
            name: name.to_owned(),
            layer: self.target.layer,
        }
    }
}

fn word(out: &mut Vec<u8>, word: u32) {
    out.extend(word.to_le_bytes());
}

fn boolean(out: &mut Vec<u8>, value: bool) {
    word(
        out,
        if value {
            read::BOOL_TRUE
        } else {
            read::BOOL_FALSE
        },
    );
}

/// Writes a string. None is longer than its length can say: it was read from one, or it is a part of one.
fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    bytes.serialize(out);
}
