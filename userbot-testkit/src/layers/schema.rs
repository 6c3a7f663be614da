//! The text of the schemas, parsed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The newest layer in full.
const NEWEST: &str = include_str!("schema/api.tl");
/// For each older layer, what it has instead of the next newer one.
const DIFFERENCES: &str = include_str!("schema/differences.tl");

/// A constructor or a method.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) id: u32,
    pub(super) is_function: bool,
    pub(super) fields: Vec<Field>,
    /// The type that the constructor belongs to, or that the method answers.
    pub(super) result: Type,
}

/// A field of a constructor, or a parameter of a method.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Type,
    pub(super) condition: Option<Condition>,
}

/// The bit that says whether a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// Which word of flags it is in, as in [`Type::Flags`].
    pub(super) word: u8,
    pub(super) bit: u8,
}

impl Condition {
    pub(super) fn mask(self) -> u32 {
        1u32.checked_shl(u32::from(self.bit)).unwrap_or(0)
    }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Type {
    Int,
    Long,
    Double,
    /// As many bytes as the number says, without a length before them.
    Fixed(usize),
    /// `string` and `bytes` look the same.
    Bytes,
    Bool,
    /// Nothing but the bit of its condition.
    True,
    /// A word of flags: 1 is `flags`, 2 is `flags2`.
    Flags(u8),
    Vector(Box<Type>),
    /// Any method: the parameter of a wrapper.
    Call,
    /// Any constructor of the type of this name.
    Boxed(&'static str),
}

impl Type {
    fn parse(text: &'static str) -> Type {
        match text {
            "int" => Type::Int,
            "long" => Type::Long,
            "double" => Type::Double,
            "int128" => Type::Fixed(16),
            "int256" => Type::Fixed(32),
            "string" | "bytes" => Type::Bytes,
            "Bool" => Type::Bool,
            "true" | "" => Type::True,
            "!X" => Type::Call,
            _ => match text
                .strip_prefix("Vector<")
                .and_then(|rest| rest.strip_suffix('>'))
            {
                Some(inner) => Type::Vector(Box::new(Type::parse(inner))),
                None => Type::Boxed(text),
            },
        }
    }

    /// The type of which this one is a vector, or itself.
    pub(super) fn element(&self) -> &Type {
        match self {
            Type::Vector(inner) => inner.element(),
            other => other,
        }
    }
}

impl Definition {
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Reads a line of a schema; `newer` finds the form of the next newer layer, on which a line may be based.
    ///
    /// Gives `None` for a line that is no definition: the files have none, a test reads them all.
    fn parse(
        line: &'static str,
        newer: impl Fn(bool, &str) -> Option<Arc<Definition>>,
    ) -> Option<Definition> {
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (name, id) = head.split_once('#')?;
        let id = u32::from_str_radix(id, 16).ok()?;
        let is_function = name.starts_with('!');
        let name = name.trim_start_matches('!');
        let (words, result) = match rest.split_once('=') {
            Some((words, result)) => (words, Some(Type::parse(result.trim()))),
            None => (rest, None),
        };
        let newer = newer(is_function, name);
        let mut fields = Vec::new();
        let mut removed = Vec::new();
        for word in words.split_ascii_whitespace() {
            if let Some(name) = word.strip_prefix('-') {
                removed.push(name);
            } else if let Some((name, kind)) = word.split_once(':') {
                fields.push(Field::parse(name, kind)?);
            } else {
                fields.push(newer.as_ref()?.field(word)?.clone());
            }
        }
        if !removed.is_empty() {
            let kept = newer.as_ref()?.fields.iter();
            fields = kept
                .filter(|field| !removed.contains(&field.name))
                .cloned()
                .collect();
        }
        let result = match result {
            Some(result) => result,
            None => newer?.result.clone(),
        };
        Some(Definition {
            name,
            id,
            is_function,
            fields,
            result,
        })
    }
}

impl Field {
    fn parse(name: &'static str, text: &'static str) -> Option<Field> {
        if text == "#" {
            let word = name.strip_prefix("flags")?;
            let word = if word.is_empty() {
                1
            } else {
                word.parse().ok()?
            };
            return Some(Field {
                name,
                kind: Type::Flags(word),
                condition: None,
            });
        }
        let Some((condition, kind)) = text.split_once('?') else {
            return Some(Field {
                name,
                kind: Type::parse(text),
                condition: None,
            });
        };
        let (word, bit) = condition.split_once('.').unwrap_or(("1", condition));
        let condition = Condition {
            word: word.parse().ok()?,
            bit: bit.parse().ok()?,
        };
        Some(Field {
            name,
            kind: Type::parse(kind),
            condition: Some(condition),
        })
    }
}

/// The definitions of one layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    pub(super) layer: i32,
    by_id: HashMap<u32, Arc<Definition>>,
    constructors: HashMap<&'static str, Arc<Definition>>,
    methods: HashMap<&'static str, Arc<Definition>>,
    /// The names of the constructors of each type.
    types: HashMap<&'static str, Vec<&'static str>>,
}

impl Schema {
    /// The constructor or method with this identifier.
    pub(super) fn by_id(&self, id: u32) -> Option<&Definition> {
        self.by_id.get(&id).map(AsRef::as_ref)
    }

    pub(super) fn constructor(&self, name: &str) -> Option<&Definition> {
        self.constructors.get(name).map(AsRef::as_ref)
    }

    pub(super) fn method(&self, name: &str) -> Option<&Definition> {
        self.methods.get(name).map(AsRef::as_ref)
    }

    /// The constructors of a type; none if the layer has no such type.
    pub(super) fn constructors_of(&self, kind: &str) -> impl Iterator<Item = &Definition> {
        let names = self.types.get(kind).into_iter().flatten();
        names.filter_map(|name| self.constructor(name))
    }

    pub(super) fn has_type(&self, kind: &str) -> bool {
        self.constructors_of(kind).next().is_some()
    }

    /// All constructors, then all methods.
    pub(super) fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.constructors
            .values()
            .chain(self.methods.values())
            .map(AsRef::as_ref)
    }

    fn named(&self, is_function: bool, name: &str) -> Option<Arc<Definition>> {
        if is_function {
            &self.methods
        } else {
            &self.constructors
        }
        .get(name)
        .cloned()
    }

    fn put(&mut self, definition: &Arc<Definition>) {
        self.remove(definition.is_function, definition.name);
        self.by_id.insert(definition.id, Arc::clone(definition));
        if definition.is_function {
            self.methods.insert(definition.name, Arc::clone(definition));
        } else {
            if let Type::Boxed(kind) = definition.result {
                self.types.entry(kind).or_default().push(definition.name);
            }
            self.constructors
                .insert(definition.name, Arc::clone(definition));
        }
    }

    fn remove(&mut self, is_function: bool, name: &str) {
        let definitions = if is_function {
            &mut self.methods
        } else {
            &mut self.constructors
        };
        let Some(old) = definitions.remove(name) else {
            return;
        };
        self.by_id.remove(&old.id);
        if let (false, Type::Boxed(kind)) = (is_function, &old.result)
            && let Some(names) = self.types.get_mut(kind)
        {
            names.retain(|known| *known != name);
        }
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::Removed { is_function, name } => self.remove(*is_function, name),
            Change::Put(definition) => self.put(definition),
        }
    }
}

/// How a layer differs from the next newer one.
#[derive(Debug)]
enum Change {
    Removed {
        is_function: bool,
        name: &'static str,
    },
    Put(Arc<Definition>),
}

/// All that the two files say.
#[derive(Debug)]
struct Schemas {
    newest: Arc<Schema>,
    /// Newer layers first.
    older: Vec<(i32, Vec<Change>)>,
    any: HashMap<u32, Arc<Definition>>,
}

/// Constants: reading them once serves the whole process.
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    let mut newest = Schema {
        layer: super::NEWEST,
        ..Schema::default()
    };
    for line in NEWEST.lines() {
        if let Some(definition) = Definition::parse(line, |_, _| None) {
            newest.put(&Arc::new(definition));
        }
    }
    let mut any = newest.by_id.clone();
    let mut current = newest.clone();
    let mut older: Vec<(i32, Vec<Change>)> = Vec::new();
    for line in DIFFERENCES.lines() {
        if let Some(layer) = line.strip_prefix("// LAYER ") {
            older.extend(layer.parse().ok().map(|layer| (layer, Vec::new())));
            continue;
        }
        let change = if let Some(name) = line.strip_prefix('-') {
            let is_function = name.starts_with('!');
            Change::Removed {
                is_function,
                name: name.trim_start_matches('!'),
            }
        } else {
            let newer = |is_function, name: &str| current.named(is_function, name);
            let Some(definition) = Definition::parse(line, newer) else {
                continue;
            };
            let definition = Arc::new(definition);
            any.entry(definition.id)
                .or_insert_with(|| Arc::clone(&definition));
            Change::Put(definition)
        };
        current.apply(&change);
        if let Some((_, changes)) = older.last_mut() {
            changes.push(change);
        }
    }
    Schemas {
        newest: Arc::new(newest),
        older,
        any,
    }
});

/// The schema that this crate is written for.
pub(super) fn newest() -> Arc<Schema> {
    Arc::clone(&SCHEMAS.newest)
}

/// A definition of whatever layer has one with this identifier, the newest first.
pub(super) fn of_any_layer(id: u32) -> Option<&'static Definition> {
    SCHEMAS.any.get(&id).map(AsRef::as_ref)
}

/// The layers whose schema is known besides the newest, newer ones first.
pub(super) fn older_layers() -> impl Iterator<Item = i32> {
    SCHEMAS.older.iter().map(|(layer, _)| *layer)
}

/// The schema of one of [`older_layers`].
pub(super) fn older(layer: i32) -> Schema {
    let mut schema = Schema::clone(&SCHEMAS.newest);
    for (number, changes) in &SCHEMAS.older {
        if *number < layer {
            break;
        }
        for change in changes {
            schema.apply(change);
        }
        schema.layer = *number;
    }
    schema
}
