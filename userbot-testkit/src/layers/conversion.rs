//! Two layers side by side.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::rules;
use super::schema::{self, Schema, Type};

/// The newest layer and an older one.
#[derive(Debug)]
pub(super) struct Conversion {
    pub(super) newest: Arc<Schema>,
    pub(super) older: Schema,
    /// Types of which some value looks different in the two layers.
    affected: HashSet<&'static str>,
}

/// Derived from constants; what is here is never taken away.
static KNOWN: Mutex<BTreeMap<i32, &'static Conversion>> = Mutex::new(BTreeMap::new());

impl Conversion {
    /// The conversion for a client of `layer`; `None` if there is nothing to convert.
    ///
    /// A layer without a schema is served as the next older one that has one, so that nothing is sent which the
    /// client may not know yet. Below the oldest schema there is only that.
    pub(super) fn with(layer: i32) -> Option<&'static Conversion> {
        if layer >= super::NEWEST {
            return None;
        }
        let number = schema::older_layers().find(|known| *known <= layer);
        let number = number.or_else(|| schema::older_layers().last())?;
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        Some(
            known
                .entry(number)
                .or_insert_with(|| Box::leak(Box::new(Conversion::new(number)))),
        )
    }

    fn new(layer: i32) -> Conversion {
        let newest = schema::newest();
        let older = schema::older(layer);
        let affected = affected(&newest, &older);
        Conversion {
            newest,
            older,
            affected,
        }
    }

    /// Whether values of a type may look different in the two layers.
    pub(super) fn affects(&self, kind: &Type) -> bool {
        match kind.element() {
            Type::Boxed(name) => self.affected.contains(name),
            Type::Call => true,
            _ => false,
        }
    }
}

/// The types that differ, and those that can hold a value of such a type.
fn affected(newest: &Schema, older: &Schema) -> HashSet<&'static str> {
    let mut holders: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    let mut pending = rules::KINDS_OF_PEERS.to_vec();
    for (schema, other) in [(newest, older), (older, newest)] {
        for definition in schema
            .definitions()
            .filter(|definition| !definition.is_function)
        {
            let Type::Boxed(kind) = definition.result else {
                continue;
            };
            if other
                .constructor(definition.name)
                .is_none_or(|twin| twin.id != definition.id)
            {
                pending.push(kind);
            }
            for field in &definition.fields {
                if let Type::Boxed(inner) = field.kind.element() {
                    holders.entry(inner).or_default().push(kind);
                }
            }
        }
    }
    let mut affected = HashSet::new();
    while let Some(kind) = pending.pop() {
        if affected.insert(kind) {
            pending.extend(holders.get(kind).into_iter().flatten());
        }
    }
    affected
}
