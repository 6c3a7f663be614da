//! Every definition, in every layer.

use std::collections::BTreeSet;

use grammers_tl_types::name_for_id;
use proptest::prelude::*;

use super::super::conversion::Conversion;
use super::super::read::{BOOL_FALSE, BOOL_TRUE, VECTOR};
use super::super::schema::{self, Definition, Schema, Type};
use super::super::{Error, NEWEST, downgrade_object, downgrade_result, upgrade_call};
use super::{all_older, read};

/// Makes up values with a schema: the same ones for the same seed.
struct Sampler<'s> {
    schema: &'s Schema,
    state: u64,
    /// How likely an optional field is there, in percent.
    optional: u64,
}

impl Sampler<'_> {
    fn random(&mut self, below: u64) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.state >> 33) % below
    }

    fn definition(&mut self, definition: &Definition, depth: usize) -> Vec<u8> {
        let mut flags = [0_u32; 4];
        for condition in definition.fields.iter().filter_map(|field| field.condition) {
            if depth < 4 && self.random(100) < self.optional {
                flags[usize::from(condition.word)] |= condition.mask();
            }
        }
        let mut out = definition.id.to_le_bytes().to_vec();
        for field in &definition.fields {
            let there = |c: schema::Condition| flags[usize::from(c.word)] & c.mask() != 0;
            if let Type::Flags(word) = field.kind {
                out.extend(flags[usize::from(word)].to_le_bytes());
            } else if field.condition.is_none_or(there) {
                out.extend(self.value(&field.kind, depth));
            }
        }
        out
    }

    fn value(&mut self, kind: &Type, depth: usize) -> Vec<u8> {
        match kind {
            Type::Int | Type::Flags(_) => vec![7, 0, 0, 0],
            Type::Long | Type::Double => vec![9, 0, 0, 0, 0, 0, 0, 0],
            Type::Fixed(length) => vec![1; *length],
            Type::Bytes => vec![2, b'o', b'k', 0],
            Type::Bool => if self.random(2) == 0 {
                BOOL_TRUE
            } else {
                BOOL_FALSE
            }
            .to_le_bytes()
            .into(),
            Type::True => Vec::new(),
            Type::Call => self
                .schema
                .method("help.getConfig")
                .unwrap()
                .id
                .to_le_bytes()
                .into(),
            Type::Vector(inner) => {
                let count = if depth < 3 { self.random(3) } else { 0 };
                let mut out = VECTOR.to_le_bytes().to_vec();
                out.extend(u32::try_from(count).unwrap().to_le_bytes());
                (0..count).for_each(|_| out.extend(self.value(inner, depth)));
                out
            }
            Type::Boxed(kind) => {
                let mut choice: Vec<_> = self.schema.constructors_of(kind).collect();
                choice.sort_by_key(|definition| (definition.fields.len(), definition.name));
                let count = if depth < 3 { choice.len() } else { 1 };
                let chosen = self.random(count as u64);
                self.definition(choice[usize::try_from(chosen).unwrap()], depth + 1)
            }
        }
    }
}

fn samples<'d>(
    schema: &'d Schema,
    wanted: impl Fn(&Definition) -> bool + 'd,
) -> impl Iterator<Item = (&'d Definition, Vec<u8>)> {
    let mut definitions: Vec<_> = schema.definitions().filter(|d| wanted(d)).collect();
    definitions.sort_by_key(|definition| definition.name);
    definitions.into_iter().flat_map(move |definition| {
        [100, 30].map(|optional| {
            let state = u64::from(definition.id) ^ optional;
            let mut sampler = Sampler {
                schema,
                state,
                optional,
            };
            (definition, sampler.definition(definition, 0))
        })
    })
}

#[test]
fn the_newest_schema_is_the_one_of_the_types() {
    let newest = schema::newest();
    let mut count = 0;
    for definition in newest.definitions() {
        assert_eq!(definition.name, name_for_id(definition.id));
        count += 1;
    }
    let text = include_str!("../schema/api.tl");
    assert_eq!(
        count,
        text.lines().filter(|line| line.contains('#')).count()
    );
    assert!(text.starts_with(&format!("// LAYER {NEWEST}\n")));
}

#[test]
fn every_line_of_the_differences_is_understood() {
    let text = include_str!("../schema/differences.tl");
    let mut sections = text
        .split("// LAYER ")
        .skip(1)
        .map(|section| section.lines());
    let mut newer = schema::newest().as_ref().clone();
    for older in all_older() {
        let mut lines = sections.next().unwrap();
        assert_eq!(lines.next().unwrap().parse(), Ok(older.layer));
        assert!(older.layer < newer.layer);
        for line in lines {
            let name = line
                .trim_start_matches(['-', '!'])
                .split('#')
                .next()
                .unwrap();
            let is_function = line.trim_start_matches('-').starts_with('!');
            let find = |schema: &Schema| {
                let found = if is_function {
                    schema.method(name)
                } else {
                    schema.constructor(name)
                };
                found.map(|definition| definition.id)
            };
            if line.starts_with('-') {
                assert!(
                    find(&newer).is_some(),
                    "{line} of layer {} removes nothing",
                    older.layer
                );
                assert_eq!(find(&older), None, "{line}");
            } else {
                let id = line.split(['#', ' ']).nth(1).unwrap();
                assert_eq!(find(&older), u32::from_str_radix(id, 16).ok(), "{line}");
            }
        }
        newer = older;
    }
    assert_eq!(sections.count(), 0);
}

#[test]
fn every_type_of_a_field_exists_in_its_layer() {
    for schema in all_older() {
        for definition in schema.definitions() {
            for field in &definition.fields {
                if let Type::Boxed(kind) = field.kind.element() {
                    assert!(
                        schema.has_type(kind),
                        "{} of {} is of type {kind}, which layer {} has not",
                        field.name,
                        definition.name,
                        schema.layer
                    );
                }
            }
        }
    }
}

#[test]
fn every_object_can_be_read_by_every_older_layer() {
    let newest = schema::newest();
    let objects: Vec<_> = samples(&newest, |definition| !definition.is_function).collect();
    for older in all_older() {
        for (definition, bytes) in &objects {
            match downgrade_object(bytes, older.layer) {
                Ok(converted) => {
                    read(&converted, &definition.result, &older);
                }
                Err(Error::NoForm { .. }) => {}
                Err(error) => panic!("{} to {}: {error}", definition.name, older.layer),
            }
        }
    }
}

#[test]
fn what_clients_see_most_has_a_form_in_every_layer() {
    let kinds = [
        "User",
        "Chat",
        "Message",
        "Dialog",
        "MessageMedia",
        "MessageAction",
        "Updates",
        "Config",
        "messages.Messages",
        "messages.Dialogs",
        "messages.ChatFull",
        "users.UserFull",
        "ChatFull",
        "contacts.ResolvedPeer",
        "upload.File",
        "updates.Difference",
        "updates.ChannelDifference",
        "channels.ChannelParticipants",
        "UserFull",
        "Photo",
        "Document",
        "ReplyMarkup",
        "UserStatus",
    ];
    let newest = schema::newest();
    let objects: Vec<_> = samples(&newest, |definition| {
        matches!(definition.result, Type::Boxed(kind) if kinds.contains(&kind))
            && !definition.is_function
    })
    .collect();
    let mut without_form = BTreeSet::new();
    for layer in schema::older_layers() {
        for (definition, bytes) in &objects {
            if let Err(error) = downgrade_object(bytes, layer) {
                assert!(
                    matches!(error, Error::NoForm { .. }),
                    "{}: {error}",
                    definition.name
                );
                without_form.insert(definition.name);
            }
        }
    }
    // Communities are newer than most layers, and nothing could stand for one.
    let communities = ["communityFull", "dialogCommunity", "messages.chatFull"];
    assert_eq!(without_form, BTreeSet::from(communities));
}

#[test]
fn every_call_of_every_older_layer_can_be_read_by_the_newest() {
    let newest = schema::newest();
    for older in all_older() {
        for (definition, bytes) in samples(&older, |definition| definition.is_function) {
            match upgrade_call(&bytes, older.layer) {
                Ok(converted) => {
                    read(&converted, &Type::Call, &newest);
                }
                Err(Error::NoForm { .. }) => {}
                Err(error) => panic!("{} of {}: {error}", definition.name, older.layer),
            }
        }
    }
}

#[test]
fn every_result_can_be_read_by_every_older_layer() {
    let newest = schema::newest();
    for older in all_older() {
        let mut methods: Vec<_> = newest
            .definitions()
            .filter(|d| d.is_function && d.result != Type::Boxed("X"))
            .collect();
        methods.sort_by_key(|definition| definition.name);
        for method in methods {
            let state = u64::from(method.id);
            let mut sampler = Sampler {
                schema: &newest,
                state,
                optional: 50,
            };
            let bytes = sampler.value(&method.result, 0);
            let expected = older
                .method(method.name)
                .map_or(&method.result, |d| &d.result);
            match downgrade_result(method.id, &bytes, older.layer) {
                Ok(converted) => {
                    read(&converted, expected, &older);
                }
                Err(Error::NoForm { .. }) => {}
                Err(error) => panic!("{} to {}: {error}", method.name, older.layer),
            }
        }
    }
}

#[test]
fn the_newest_layer_is_not_touched() {
    let bytes = [1, 2, 3];
    for layer in [NEWEST, NEWEST + 1, i32::MAX] {
        assert_eq!(&*downgrade_object(&bytes, layer).unwrap(), &bytes);
        assert_eq!(&*downgrade_result(5, &bytes, layer).unwrap(), &bytes);
        assert_eq!(&*upgrade_call(&bytes, layer).unwrap(), &bytes);
    }
}

#[test]
fn a_layer_without_a_schema_is_served_as_the_next_older_one() {
    let layer = |asked| Conversion::with(asked).map(|conversion| conversion.older.layer);
    assert_eq!(layer(NEWEST), None);
    assert_eq!(layer(229), Some(229));
    assert_eq!(layer(226), Some(225));
    assert_eq!(layer(158), Some(158));
    assert_eq!(layer(100), Some(158));
    assert_eq!(layer(i32::MIN), Some(158));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn random_bytes_give_an_error_or_an_object(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        layer in 100..240,
        method in any::<u32>(),
    ) {
        let _ = downgrade_object(&bytes, layer);
        let _ = downgrade_result(method, &bytes, layer);
        let _ = upgrade_call(&bytes, layer);
    }

    #[test]
    fn damaged_objects_give_an_error_or_an_object(
        which in any::<prop::sample::Index>(),
        state in any::<u64>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
        layer in 158..230,
    ) {
        let schema = schema::newest();
        let mut definitions: Vec<_> = schema.definitions().collect();
        definitions.sort_by_key(|definition| definition.name);
        let definition = definitions[which.index(definitions.len())];
        let mut sampler = Sampler { schema: &schema, state, optional: 40 };
        let mut bytes = sampler.definition(definition, 0);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 4).max(4));
        let _ = downgrade_object(&bytes, layer);
        let _ = upgrade_call(&bytes, layer);
    }
}
