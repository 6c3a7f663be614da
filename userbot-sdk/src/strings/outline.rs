//! What a Fluent source holds: its keys, their arguments and their plural forms.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

/// Is the keys of a source, each with what it holds.
///
/// Attributes are keys of their own, `message.attribute`. Terms begin with `-`: they are not
/// looked up from outside, but texts refer to them.
pub(super) type Outline = BTreeMap<String, Part>;

/// Is what one text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// The arguments that it has places for itself.
    pub(super) arguments: BTreeSet<String>,
    /// The texts and terms that it refers to.
    pub(super) references: BTreeSet<String>,
    /// The choices by number.
    pub(super) plurals: Vec<Plural>,
}

/// Is a choice whose variants are named after plural forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plural {
    /// The argument that chooses.
    pub(super) argument: String,
    /// The forms that it names.
    pub(super) forms: BTreeSet<String>,
}

/// The names of all plural forms.
pub(super) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Lists what a source holds.
pub(super) fn outline(resource: &FluentResource) -> Outline {
    let mut found = Outline::new();
    for entry in resource.entries() {
        match entry {
            Entry::Message(message) => {
                let name = message.id.name;
                if let Some(value) = &message.value {
                    read(value, found.entry(name.to_owned()).or_default());
                }
                for attribute in &message.attributes {
                    let key = format!("{name}.{}", attribute.id.name);
                    read(&attribute.value, found.entry(key).or_default());
                }
            }
            Entry::Term(term) => {
                let key = format!("-{}", term.id.name);
                read(&term.value, found.entry(key).or_default());
                for attribute in &term.attributes {
                    let key = format!("-{}.{}", term.id.name, attribute.id.name);
                    read(&attribute.value, found.entry(key).or_default());
                }
            }
            _ => {}
        }
    }
    found
}

/// Lists the names of all texts and terms, also those that stand there twice.
pub(super) fn names(resource: &FluentResource) -> impl Iterator<Item = String> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name.to_owned()),
        Entry::Term(term) => Some(format!("-{}", term.id.name)),
        _ => None,
    })
}

/// Gives the arguments of a text and of the texts that it refers to.
pub(super) fn arguments(outline: &Outline, key: &str) -> BTreeSet<String> {
    let (mut seen, mut arguments) = (BTreeSet::new(), BTreeSet::new());
    let mut waiting = vec![key];
    while let Some(key) = waiting.pop() {
        // A term gets its arguments where it is used, not from outside.
        if let Some(part) = outline.get(key).filter(|_| !key.starts_with('-'))
            && seen.insert(key)
        {
            arguments.extend(part.arguments.iter().cloned());
            waiting.extend(part.references.iter().map(String::as_str));
        }
    }
    arguments
}

fn read(pattern: &Pattern<&str>, part: &mut Part) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            expression_in(expression, part);
        }
    }
}

fn expression_in(expression: &Expression<&str>, part: &mut Part) {
    match expression {
        Expression::Inline(inline) => inline_in(inline, part),
        Expression::Select { selector, variants } => {
            inline_in(selector, part);
            let names: Vec<&str> = variants
                .iter()
                .filter_map(|variant| match variant.key {
                    VariantKey::Identifier { name } => Some(name),
                    VariantKey::NumberLiteral { .. } => None,
                })
                .collect();
            // `[0] *[other]` is a choice by single numbers, not by forms.
            let by_number = names == ["other"] && variants.len() > 1;
            // Other names than these are a choice by text, such as a gender.
            if let Some(argument) = chosen_by(selector)
                && !names.is_empty()
                && !by_number
                && names.iter().all(|name| FORMS.contains(name))
            {
                part.plurals.push(Plural {
                    argument: argument.to_owned(),
                    forms: names.into_iter().map(str::to_owned).collect(),
                });
            }
            for variant in variants {
                read(&variant.value, part);
            }
        }
    }
}

/// Gives the argument that chooses by plural form; an ordinal number has other forms.
fn chosen_by<'s>(selector: &InlineExpression<&'s str>) -> Option<&'s str> {
    match selector {
        InlineExpression::VariableReference { id } => Some(id.name),
        InlineExpression::FunctionReference { id, arguments }
            if id.name == "NUMBER"
                && arguments
                    .named
                    .iter()
                    .all(|named| named.name.name != "type") =>
        {
            arguments.positional.first().and_then(chosen_by)
        }
        _ => None,
    }
}

fn inline_in(inline: &InlineExpression<&str>, part: &mut Part) {
    let with_attribute =
        |name: String, attribute: &Option<fluent_syntax::ast::Identifier<&str>>| match attribute {
            Some(attribute) => format!("{name}.{}", attribute.name),
            None => name,
        };
    match inline {
        InlineExpression::VariableReference { id } => {
            part.arguments.insert(id.name.to_owned());
        }
        InlineExpression::MessageReference { id, attribute } => {
            part.references
                .insert(with_attribute(id.name.to_owned(), attribute));
        }
        InlineExpression::TermReference {
            id,
            attribute,
            arguments,
        } => {
            part.references
                .insert(with_attribute(format!("-{}", id.name), attribute));
            for argument in arguments.iter().flat_map(|given| &given.named) {
                inline_in(&argument.value, part);
            }
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                inline_in(argument, part);
            }
        }
        InlineExpression::Placeable { expression } => expression_in(expression, part),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
    }
}
