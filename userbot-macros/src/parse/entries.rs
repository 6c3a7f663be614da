//! The list of keys in an attribute: `name = "x", hidden, scope(private)`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Expr, Ident, Meta, Token, token};

use super::value;
use crate::keys::{Form, Key, Keys};
use crate::model::{Entry, Value};
use crate::span::Errors;

/// Is what stands after a key, before its key says what it must be.
pub(super) enum After {
    Nothing,
    /// `= …`.
    Value(Expr),
    /// `(…)`, and where it stands.
    List(TokenStream, Span),
}

/// Reads all entries of a list; each mistake costs only the entry in which it is.
pub(crate) fn entries(
    tokens: TokenStream,
    keys: &'static Keys,
    repeats: Repeats,
    errors: &mut Errors,
) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for piece in pieces(tokens) {
        let text = piece.to_string();
        let Some((ident, after)) = piece_of(piece, keys, errors) else {
            continue;
        };
        let key = match keys.find(&ident.unraw().to_string()) {
            Ok(key) => key,
            Err(message) => {
                errors.push(ident.span(), message);
                continue;
            }
        };
        if let Some(first) = found.iter().find(|other| other.text == text) {
            errors.push(ident.span(), format!("`{}` stands twice", key.name));
            errors.push(first.ident.span(), "it stands here first");
            continue;
        }
        if repeats == Repeats::Refused
            && !key.repeat
            && let Some(first) = found.iter().find(|other| other.key == key)
        {
            errors.push(
                ident.span(),
                format!("`{}` stands twice{}", key.name, several(key)),
            );
            errors.push(first.ident.span(), "it stands here first");
            continue;
        }
        if let Some(value) = value::read(key, &ident, after, errors) {
            found.push(Entry {
                key,
                ident,
                value,
                text,
            });
        }
    }
    found
}

/// Returns what stands in the brackets of every attribute of this name, as one list.
pub(super) fn listed(
    attributes: &[Attribute],
    name: &str,
    example: &str,
    errors: &mut Errors,
) -> TokenStream {
    let mut tokens = TokenStream::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name))
    {
        match &attribute.meta {
            Meta::List(list) => {
                let list = &list.tokens;
                tokens.extend(quote::quote!(#list,));
            }
            other => errors.at(
                other,
                format!("write the keys in brackets, as in `#[{name}({example})]`"),
            ),
        }
    }
    tokens
}

/// Tells whether keys that are not repeatable may stand in one list with different values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// All entries hold at once.
    Refused,
    /// Each entry is an alternative.
    Allowed,
}

/// Says how to give several values to a key.
fn several(key: &Key) -> String {
    match key.form {
        Form::Peers | Form::Numbers => format!("; for several write `{}(…, …)`", key.name),
        Form::Pattern => {
            format!(
                "; when one of them is enough, write `any({0} = …, {0} = …)`",
                key.name
            )
        }
        _ => String::new(),
    }
}

/// Splits at the commas that are not inside brackets.
pub(super) fn pieces(tokens: TokenStream) -> Vec<TokenStream> {
    let mut all = Vec::new();
    let mut current = TokenStream::new();
    let mut depth = 0_u32;
    let mut closure = false;
    let mut previous = ' ';
    for token in tokens {
        let mark = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match mark {
            ',' if depth == 0 && !closure => {
                all.push(std::mem::take(&mut current));
                previous = ' ';
                continue;
            }
            // The parameters of a closure: `|a, b|`.
            '|' => closure = !closure,
            // A shift: `1 << 4`.
            '<' if previous == '<' => depth = depth.saturating_sub(1),
            // A list of generics in a path: `a::<B, C>`.
            '<' => depth += 1,
            '>' if previous != '-' && previous != '=' => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = mark;
        current.extend([token]);
    }
    all.push(current);
    all.retain(|piece| !piece.is_empty());
    all
}

/// Reads one entry: a word, and what follows it.
fn piece_of(piece: TokenStream, keys: &Keys, errors: &mut Errors) -> Option<(Ident, After)> {
    let parser = |input: ParseStream<'_>| {
        if !input.peek(Ident::peek_any) {
            let example = keys.all.first().map_or("", |key| key.example);
            let message = format!("expected a key of {}, such as `{example}`", keys.owner);
            return Err(input.error(message));
        }
        let ident = input.call(Ident::parse_any)?;
        let after = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if input.is_empty() {
                return Err(syn::Error::new(
                    ident.span(),
                    format!("`{ident} =` has no value"),
                ));
            }
            After::Value(input.parse()?)
        } else if input.peek(token::Paren) {
            let content;
            let paren = syn::parenthesized!(content in input);
            After::List(content.parse()?, paren.span.join())
        } else {
            After::Nothing
        };
        if input.is_empty() {
            Ok((ident, after))
        } else {
            Err(input.error(format!("expected `,` after `{ident}`")))
        }
    };
    match parser.parse2(piece) {
        Ok(found) => Some(found),
        Err(error) => {
            errors.syntax(error);
            None
        }
    }
}

/// Reads a list of words out of a table, such as `private, groups`.
pub(super) fn words(tokens: TokenStream, keys: &'static Keys, errors: &mut Errors) -> Vec<Entry> {
    let found = entries(tokens, keys, Repeats::Refused, errors);
    found
        .into_iter()
        .filter(|entry| matches!(entry.value, Value::Flag))
        .collect()
}

/// Reads a list of names, such as `admin, fun`.
pub(super) fn names(tokens: TokenStream, errors: &mut Errors) -> Vec<Ident> {
    let mut found: Vec<Ident> = Vec::new();
    for piece in pieces(tokens) {
        match syn::parse2::<Ident>(piece.clone()) {
            Ok(ident) if found.contains(&ident) => {
                errors.push(ident.span(), format!("`{ident}` stands twice"));
            }
            Ok(ident) => found.push(ident),
            Err(_) => errors.at(piece.to_token_stream(), "expected a name"),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::keys;

    fn read(tokens: TokenStream, keys: &'static Keys) -> (Vec<String>, Vec<String>) {
        let mut errors = Errors::default();
        let found = entries(tokens, keys, Repeats::Refused, &mut errors);
        (
            found
                .into_iter()
                .map(|entry| entry.key.name.to_owned())
                .collect(),
            errors.messages(),
        )
    }

    #[test]
    fn each_mistake_costs_only_its_entry() {
        let (found, messages) = read(
            quote!(nmae = "x", alias = "a", alias = 5, hidden, usage, 7, cooldown = "3s" raw),
            &keys::COMMAND,
        );
        assert_eq!(found, ["alias", "hidden"]);
        assert_eq!(messages.len(), 5, "{messages:#?}");
        assert!(messages[0].contains("did you mean `name`"));
        assert!(messages[1].contains("alias = "));
        assert!(messages[2].contains("usage = "));
        assert!(messages[3].contains("expected a key"));
        assert!(messages[4].contains("expected `,`"));
    }

    #[test]
    fn repetitions_are_found() {
        let (_, messages) = read(quote!(hidden, hidden), &keys::COMMAND);
        assert_eq!(messages, ["`hidden` stands twice", "it stands here first"]);
        let (_, messages) = read(quote!(chat = 1, chat = 2), &keys::WATCHER);
        assert!(messages[0].contains("chat(…, …)"), "{messages:?}");
        let (found, messages) = read(quote!(contains = "a", contains = "b"), &keys::WATCHER);
        assert!(messages.is_empty() && found.len() == 2);
    }

    #[test]
    fn commas_in_generics_do_not_split() {
        let (found, messages) = read(quote!(filter = a::<B, C>, text), &keys::WATCHER);
        assert_eq!(found, ["filter", "text"], "{messages:?}");
        let (found, messages) = read(
            quote!(
                default = 64 << 10,
                validator = Series::<Integer, Comma>::new()
            ),
            &keys::OPTION,
        );
        assert_eq!(found, ["default", "validator"], "{messages:?}");
    }
}
