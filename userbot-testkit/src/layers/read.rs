//! Reads values from the bytes of a layer.

use std::borrow::Cow;

use super::schema::{self, Definition, Schema, Type};
use super::value::{Object, Value};
use super::{Error, rules};

pub(super) const VECTOR: u32 = 0x1cb5_c415;
pub(super) const BOOL_TRUE: u32 = 0x9972_75b5;
pub(super) const BOOL_FALSE: u32 = 0xbc79_9737;

/// How deep objects may be nested. Telegram's own stay far below, hostile ones must not exhaust the stack.
const MAX_DEPTH: usize = 48;

/// Reads values from the bytes of a layer.
#[derive(Debug)]
pub(super) struct Reader<'a, 's> {
    bytes: &'a [u8],
    schema: &'s Schema,
    /// Whether constructors of other layers are read too.
    lenient: bool,
}

impl<'a, 's> Reader<'a, 's> {
    pub(super) fn new(bytes: &'a [u8], schema: &'s Schema) -> Self {
        Reader {
            bytes,
            schema,
            lenient: false,
        }
    }

    /// Reads what Telegram takes beyond the schema: constructors of other layers, which clients keep after Telegram
    /// dropped them, and peers in the place of users and channels.
    pub(super) fn lenient(self) -> Self {
        Reader {
            lenient: true,
            ..self
        }
    }

    /// The definition with this identifier.
    pub(super) fn definition(&self, id: u32) -> Option<&'s Definition> {
        let other = || schema::of_any_layer(id).filter(|_| self.lenient);
        self.schema.by_id(id).or_else(other)
    }

    /// The constructor that comes next.
    pub(super) fn peek(&self) -> Option<u32> {
        self.bytes
            .first_chunk()
            .map(|word| u32::from_le_bytes(*word))
    }

    /// Reads a value that takes up all bytes.
    pub(super) fn whole(&mut self, kind: &Type) -> Result<Value<'a>, Error> {
        let value = self.value(kind, 0)?;
        if self.bytes.is_empty() {
            Ok(value)
        } else {
            Err(Error::LeftOver(self.bytes.len()))
        }
    }

    fn value(&mut self, kind: &Type, depth: usize) -> Result<Value<'a>, Error> {
        Ok(match kind {
            // The bits of flags are read where the fields are: nothing else needs them.
            Type::Int | Type::Flags(_) => Value::Int(i32::from_le_bytes(self.chunk()?)),
            Type::Long => Value::Long(i64::from_le_bytes(self.chunk()?)),
            Type::Double => Value::Double(f64::from_le_bytes(self.chunk()?)),
            Type::Fixed(length) => Value::Fixed(self.take(*length)?),
            Type::Bytes => Value::Bytes(Cow::Borrowed(self.string()?)),
            Type::Bool => match self.word()? {
                BOOL_TRUE => Value::Bool(true),
                BOOL_FALSE => Value::Bool(false),
                id => return Err(Error::UnknownConstructor(id)),
            },
            Type::True => Value::True,
            Type::Vector(inner) => self.vector(inner, depth)?,
            Type::Call | Type::Boxed(_) => Value::Object(self.object(kind, depth)?),
        })
    }

    fn vector(&mut self, inner: &Type, depth: usize) -> Result<Value<'a>, Error> {
        match self.word()? {
            VECTOR => {}
            id => return Err(Error::UnknownConstructor(id)),
        }
        let count = self.word()?;
        // Each element takes at least four bytes, so a false count ends with the bytes.
        let mut values = Vec::new();
        for _ in 0..count {
            values.push(self.value(inner, depth)?);
        }
        Ok(Value::Vector(values))
    }

    fn object(&mut self, kind: &Type, depth: usize) -> Result<Object<'a>, Error> {
        if depth >= MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        let id = self.word()?;
        let definition = self.definition(id).filter(|found| match kind {
            Type::Call => found.is_function,
            kind => {
                let fits = found.result == *kind
                    || (self.lenient && rules::stands_for(&found.result, kind));
                fits && !found.is_function
            }
        });
        let definition = definition.ok_or(Error::UnknownConstructor(id))?;
        Ok(Object {
            name: definition.name,
            kind: match definition.result {
                Type::Boxed(name) if !definition.is_function => name,
                _ => "",
            },
            fields: self.fields(definition, depth)?,
        })
    }

    fn fields(
        &mut self,
        definition: &Definition,
        depth: usize,
    ) -> Result<Vec<(&'static str, Value<'a>)>, Error> {
        let mut flags = [0; 4];
        let mut fields = Vec::with_capacity(definition.fields.len());
        for field in &definition.fields {
            if let Type::Flags(word) = field.kind {
                let bits = self.word()?;
                if let Some(slot) = flags.get_mut(usize::from(word)) {
                    *slot = bits;
                }
                continue;
            }
            if let Some(condition) = field.condition {
                let bits = flags.get(usize::from(condition.word)).copied().unwrap_or(0);
                if bits & condition.mask() == 0 {
                    continue;
                }
            }
            fields.push((field.name, self.value(&field.kind, depth + 1)?));
        }
        Ok(fields)
    }

    fn string(&mut self) -> Result<&'a [u8], Error> {
        let [first] = self.chunk()?;
        let (header, length) = match first {
            254 => {
                let [a, b, c] = self.chunk()?;
                (4, u32::from_le_bytes([a, b, c, 0]))
            }
            // Telegram has no strings that need more than three bytes of length.
            255 => return Err(Error::Truncated),
            short => (1, u32::from(short)),
        };
        let length = usize::try_from(length).map_err(|_| Error::Truncated)?;
        let content = self.take(length)?;
        self.take((4 - (header + length) % 4) % 4)?;
        Ok(content)
    }

    fn word(&mut self) -> Result<u32, Error> {
        self.chunk().map(u32::from_le_bytes)
    }

    fn chunk<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (chunk, rest) = self.bytes.split_first_chunk().ok_or(Error::Truncated)?;
        self.bytes = rest;
        Ok(*chunk)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(length)
            .ok_or(Error::Truncated)?;
        self.bytes = rest;
        Ok(taken)
    }
}
