//! The canonical form of a list of entities.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::HashMap;

use super::entity::{Entity, EntityKind};
use super::utf16::Offsets;

/// Orders entities as Telegram does: by beginning, longer ones first.
pub(super) fn order(a: &Entity, b: &Entity) -> Ordering {
    let key = |one: &Entity| (one.offset, Reverse(one.length), one.kind.rank());
    key(a).cmp(&key(b)).then_with(|| a.kind.cmp(&b.kind))
}

/// Brings entities to their canonical form, see `FormattedText::normalised`.
pub(super) fn normalise(text: &str, entities: &[Entity]) -> Vec<Entity> {
    if entities.is_empty() {
        return Vec::new();
    }
    let offsets = Offsets::new(text);
    let mut styles: HashMap<u8, Vec<Entity>> = HashMap::new();
    let mut blocks = Vec::new();
    let mut automatic = Vec::new();
    for entity in entities {
        let Some(entity) = snap(entity, &offsets) else {
            continue;
        };
        if entity.kind.is_style() {
            styles.entry(entity.kind.rank()).or_default().push(entity);
        } else if entity.kind.is_automatic() {
            automatic.push(entity);
        } else {
            blocks.push(entity);
        }
    }
    let mut result = nest(blocks);
    for mut group in styles.into_values() {
        group.sort_by(order);
        result.extend(merge(group));
    }
    result.extend(automatic);
    result.sort_by(order);
    result.dedup();
    result
}

/// Cuts an entity to the text and to whole characters; an empty one disappears.
fn snap(entity: &Entity, offsets: &Offsets) -> Option<Entity> {
    let start = offsets.floor(entity.offset as usize);
    let end = offsets.ceil(entity.end() as usize);
    if start >= end || entity.length == 0 {
        return None;
    }
    let kind = match &entity.kind {
        EntityKind::TextLink { url } => match user_of_link(url) {
            Some(user_id) => EntityKind::MentionName { user_id },
            None => entity.kind.clone(),
        },
        kind => kind.clone(),
    };
    Some(Entity {
        kind,
        offset: u32::try_from(start).ok()?,
        length: u32::try_from(end - start).ok()?,
    })
}

/// Reads the id in `tg://user?id=42`.
pub(super) fn user_of_link(url: &str) -> Option<i64> {
    let id = url
        .strip_prefix("tg://user?id=")
        .or_else(|| url.strip_prefix("tg://user/?id="))?;
    // Only the spelling that is written back, so that reading and writing agree.
    let number: i64 = id.parse().ok()?;
    (number > 0 && number.to_string() == id).then_some(number)
}

/// Joins entities of one kind that touch or overlap; the list is sorted.
fn merge(group: Vec<Entity>) -> Vec<Entity> {
    let mut merged: Vec<Entity> = Vec::with_capacity(group.len());
    for entity in group {
        match merged.last_mut() {
            Some(last) if last.end() >= entity.offset => {
                last.length = last.end().max(entity.end()) - last.offset;
            }
            _ => merged.push(entity),
        }
    }
    merged
}

/// Makes the entities that cannot be cut in two nest properly: where two overlap only partly, the
/// later one begins where the earlier one ends.
fn nest(blocks: Vec<Entity>) -> Vec<Entity> {
    let mut waiting: BinaryHeap<Reverse<Sorted>> = blocks
        .into_iter()
        .map(|entity| Reverse(Sorted(entity)))
        .collect();
    let mut open: Vec<Entity> = Vec::new();
    let mut result: Vec<Entity> = Vec::new();
    while let Some(Reverse(Sorted(mut entity))) = waiting.pop() {
        while open
            .last()
            .is_some_and(|outer| outer.end() <= entity.offset)
        {
            open.pop();
        }
        if let Some(outer) = open.last() {
            if outer.end() < entity.end() {
                let end = entity.end();
                entity.offset = outer.end();
                entity.length = end - entity.offset;
                waiting.push(Reverse(Sorted(entity)));
                continue;
            }
            if redundant(&open, &entity) {
                continue;
            }
        }
        open.push(entity.clone());
        result.push(entity);
    }
    result
}

/// Tells whether an entity adds nothing to those around it: the same again, or inline code that
/// fills a block of code.
fn redundant(open: &[Entity], entity: &Entity) -> bool {
    open.iter().any(|outer| {
        outer.kind == entity.kind
            || (entity.kind == EntityKind::Code
                && matches!(outer.kind, EntityKind::Pre { .. })
                && outer.range() == entity.range())
    })
}

/// Orders the heap.
#[derive(PartialEq, Eq)]
struct Sorted(Entity);

impl Ord for Sorted {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Sorted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
