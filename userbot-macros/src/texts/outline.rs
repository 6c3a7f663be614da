//! What a Fluent source holds: its keys and their arguments.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// Is the keys of a source, each with the arguments that it has places for.
pub(super) type Outline = BTreeMap<String, BTreeSet<String>>;

/// Reads a source; attributes are keys of their own, `message.attribute`.
///
/// # Errors
///
/// Gives the line and the reason of everything that is wrong.
pub(super) fn outline(source: &str) -> Result<Outline, Vec<(usize, String)>> {
    let resource = match parser::parse(source) {
        Ok(resource) => resource,
        Err((_, errors)) => {
            return Err(errors
                .into_iter()
                .map(|error| (line(source, error.pos.start), error.kind.to_string()))
                .collect());
        }
    };
    let mut found = Found::default();
    let mut twice = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let name = message.id.name;
                let patterns = message
                    .value
                    .iter()
                    .map(|value| (name.to_owned(), value))
                    .chain(message.attributes.iter().map(|attribute| {
                        (format!("{name}.{}", attribute.id.name), &attribute.value)
                    }));
                for (key, pattern) in patterns {
                    if found.all.contains_key(&key) {
                        twice.push((last_line(source, name), format!("`{key}` is defined twice")));
                    }
                    let part = found.all.entry(key).or_default();
                    read(pattern, part);
                }
            }
            Entry::Term(term) => {
                let part = found.all.entry(format!("-{}", term.id.name)).or_default();
                read(&term.value, part);
            }
            _ => {}
        }
    }
    if twice.is_empty() {
        Ok(found.resolved())
    } else {
        Err(twice)
    }
}

/// Is the parts of a source, before references are followed.
#[derive(Default)]
struct Found {
    all: BTreeMap<String, Part>,
}

#[derive(Default)]
struct Part {
    variables: BTreeSet<String>,
    references: BTreeSet<String>,
}

impl Found {
    /// Adds to each message what the messages that it refers to have places for.
    fn resolved(&self) -> Outline {
        self.all
            .keys()
            // A term is not looked up from outside, and takes its arguments where it is used.
            .filter(|key| !key.starts_with('-'))
            .map(|key| {
                let (mut seen, mut variables) = (BTreeSet::new(), BTreeSet::new());
                let mut waiting = vec![key];
                while let Some(key) = waiting.pop() {
                    if let Some(part) = self.all.get(key)
                        && seen.insert(key)
                    {
                        variables.extend(part.variables.iter().cloned());
                        waiting.extend(&part.references);
                    }
                }
                (key.clone(), variables)
            })
            .collect()
    }
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
            for variant in variants {
                read(&variant.value, part);
            }
        }
    }
}

fn inline_in(inline: &InlineExpression<&str>, part: &mut Part) {
    match inline {
        InlineExpression::VariableReference { id } => {
            part.variables.insert(id.name.to_owned());
        }
        InlineExpression::MessageReference { id, attribute } => {
            part.references.insert(attribute.as_ref().map_or_else(
                || id.name.to_owned(),
                |attribute| format!("{}.{}", id.name, attribute.name),
            ));
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                inline_in(argument, part);
            }
        }
        InlineExpression::TermReference {
            arguments: Some(arguments),
            ..
        } => {
            for argument in &arguments.named {
                inline_in(&argument.value, part);
            }
        }
        InlineExpression::Placeable { expression } => expression_in(expression, part),
        _ => {}
    }
}

/// Counts the lines up to a place.
fn line(source: &str, position: usize) -> usize {
    let before = source.get(..position).unwrap_or(source);
    before.matches('\n').count() + 1
}

/// Finds the last line on which a message is defined.
fn last_line(source: &str, name: &str) -> usize {
    source
        .lines()
        .enumerate()
        .filter(|(_, line)| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        })
        .last()
        .map_or(1, |(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_come_from_selectors_attributes_and_references() {
        let found = outline(
            "-brand = { $case ->\n   *[a] A\n }\n\
             a = { $count ->\n    [one] { NUMBER($count) } { $who }\n   *[other] { b }\n }\n    .hint = { $hint }\n\
             b = { -brand(case: \"x\") } { $deep } { a.hint }\n\
             only =\n    .part = { c }\nc = { only.part }\n",
        )
        .unwrap();
        let arguments = |key: &str| {
            found[key]
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(arguments("a"), "count deep hint who");
        assert_eq!(arguments("a.hint"), "hint");
        assert_eq!(arguments("b"), "deep hint");
        assert_eq!(arguments("only.part"), "");
        assert!(!found.contains_key("only") && !found.contains_key("-brand"));
    }

    #[test]
    fn mistakes_have_their_line() {
        let errors = outline("a = 1\n\nb 2\nc = { $x\n").unwrap_err();
        assert_eq!(
            errors.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [3, 5]
        );
        let errors = outline("a = 1\n\n# again\na = 2\n").unwrap_err();
        assert_eq!(errors, [(4, String::from("`a` is defined twice"))]);
    }
}
