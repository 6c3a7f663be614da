//! Filters that no event can pass.

use crate::keys;
use crate::model::{Entry, Value};
use crate::span::Errors;

/// Reports contradictions among filters that must all pass, and inside each of them.
pub(crate) fn check(filters: &[Entry], errors: &mut Errors) {
    for (index, second) in filters.iter().enumerate() {
        for first in &filters[..index] {
            if exclude(first, second) {
                let (a, b) = (first.key.name, second.key.name);
                errors.push(
                    second.ident.span(),
                    format!("`{b}` contradicts `{a}`: nothing is both; if one is enough, write `any({a}, {b})`"),
                );
                errors.push(first.ident.span(), format!("`{a}` stands here"));
            } else if denies(first, second) || denies(second, first) {
                let (plain, not) = if denies(first, second) {
                    (second, first)
                } else {
                    (first, second)
                };
                errors.push(
                    not.ident.span(),
                    format!(
                        "this contradicts `{}`: no event passes both",
                        plain.key.name
                    ),
                );
                errors.push(
                    plain.ident.span(),
                    format!("`{}` stands here", plain.key.name),
                );
            }
        }
    }
    for filter in filters {
        let Value::Filters(inner) = &filter.value else {
            continue;
        };
        if filter.key.name == "any" {
            for alternative in inner {
                check(std::slice::from_ref(alternative), errors);
            }
        } else {
            check(inner, errors);
        }
    }
}

/// Returns true when no event passes both.
fn exclude(a: &Entry, b: &Entry) -> bool {
    let (a, b) = (a.key.name, b.key.name);
    a != b
        && keys::EXCLUSIVE
            .iter()
            .any(|set| set.contains(&a) && set.contains(&b))
}

/// Returns true when `not` is `not(plain)`, or `not(any(…, plain, …))`.
fn denies(not: &Entry, plain: &Entry) -> bool {
    let Value::Filters(inner) = &not.value else {
        return false;
    };
    not.key.name == "not"
        && inner.iter().any(|denied| {
            denied.text == plain.text
                || matches!(&denied.value, Value::Filters(options)
                    if denied.key.name == "any" && options.iter().any(|option| option.text == plain.text))
        })
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::check;
    use crate::keys;
    use crate::parse::entries::{Repeats, entries};
    use crate::span::Errors;

    fn messages(tokens: TokenStream) -> Vec<String> {
        let mut errors = Errors::default();
        let found = entries(tokens, &keys::WATCHER, Repeats::Refused, &mut errors);
        check(&found, &mut errors);
        errors.messages()
    }

    #[test]
    fn contradictions_are_found_once_and_at_every_depth() {
        for tokens in [
            quote!(incoming, outgoing),
            quote!(private, channels),
            quote!(saved, supergroups),
            quote!(photo, text, poll),
            quote!(reply, not(reply)),
            quote!(not(reply), reply),
            quote!(text, not(any(reply, text))),
            quote!(any(all(incoming, outgoing), text)),
            quote!(not(all(private, groups))),
        ] {
            let text = tokens.to_string();
            let found = messages(tokens);
            assert_eq!(found.len(), 2, "{text}: {found:?}");
            assert!(found[0].contains("contradicts"), "{text}");
        }
    }

    #[test]
    fn what_can_happen_is_left_alone() {
        for tokens in [
            quote!(incoming, private, text),
            quote!(any(incoming, outgoing)),
            quote!(groups, supergroups),
            quote!(photo, text, not(reply)),
            quote!(any(contains = "a", contains = "b"), not(contains = "c")),
        ] {
            let text = tokens.to_string();
            assert!(messages(tokens).is_empty(), "{text}");
        }
    }
}
