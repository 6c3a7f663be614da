//! The value of one key, read as its row in the table says.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Path, Type};

use super::entries::{self, After, Repeats};
use super::peer::{number, peer};
use crate::docs::Translation;
use crate::duration;
use crate::keys::{self, Form, Key};
use crate::model::Value;
use crate::span::Errors;

/// Reads what follows `key`; reports a mistake and returns nothing when it does not fit.
pub(super) fn read(
    key: &'static Key,
    ident: &Ident,
    after: After,
    errors: &mut Errors,
) -> Option<Value> {
    match (key.form, after) {
        (Form::Flag, After::Nothing) => Some(Value::Flag),
        (Form::Flag, after) => {
            let span = after.span(ident);
            errors.push(
                span,
                format!("`{0}` takes no value: write just `{0}`", key.name),
            );
            None
        }
        (Form::Text, After::Value(value)) => match text(&value) {
            Some(text) => Some(Value::Text(text)),
            None => wrong(key, value.span(), "a text in quotes", errors),
        },
        (Form::Pattern, After::Value(value)) => pattern(key, value, errors),
        (Form::Duration, After::Value(value)) => match text(&value) {
            Some(text) => length(&text, errors).map(Value::Duration),
            None => wrong(key, value.span(), "a length of time in quotes", errors),
        },
        (Form::Translations, After::List(list, span)) => {
            some(key, span, &list, errors)?;
            Some(Value::Translations(translations(list, errors)))
        }
        (Form::Words(words), After::List(list, span)) => {
            some(key, span, &list, errors)?;
            Some(Value::Words(entries::words(list, words, errors)))
        }
        (Form::Peers, After::Value(value)) => {
            peer(key, value, errors).map(|one| Value::Peers(vec![one]))
        }
        (Form::Peers, After::List(list, span)) => {
            some(key, span, &list, errors)?;
            let found = each(list, errors, |value, errors| peer(key, value, errors))?;
            (!found.is_empty()).then_some(found).map(Value::Peers)
        }
        (Form::Numbers, After::Value(value)) => {
            number(key, value, errors).map(|one| Value::Numbers(vec![one]))
        }
        (Form::Numbers, After::List(list, span)) => {
            some(key, span, &list, errors)?;
            let found = each(list, errors, |value, errors| number(key, value, errors))?;
            (!found.is_empty()).then_some(found).map(Value::Numbers)
        }
        (Form::Path, After::Value(value)) => match path(&value) {
            Some(path) => Some(Value::Path(path)),
            None if key.name == "filter" => wrong(
                key,
                value.span(),
                "the name of a function `(&Context, &Message) -> bool`",
                errors,
            ),
            None => wrong(key, value.span(), "a path", errors),
        },
        (Form::Value, After::Value(value)) => Some(Value::Expression(value)),
        (Form::Filters, After::List(list, span)) => {
            let repeats = if key.name == "any" {
                Repeats::Allowed
            } else {
                Repeats::Refused
            };
            some(key, span, &list, errors)?;
            Some(Value::Filters(filters(list, repeats, errors)))
        }
        (Form::Filter, After::List(list, span)) => {
            if entries::pieces(list.clone()).len() > 1 {
                errors.push(
                    span,
                    "`not` takes one filter; write `not(any(…))` for none of them, or `not(all(…))` for not all of them",
                );
                return None;
            }
            some(key, span, &list, errors)?;
            let found = filters(list, Repeats::Refused, errors);
            (!found.is_empty()).then_some(Value::Filters(found))
        }
        (Form::Name, After::Value(value)) => {
            match path(&value).and_then(|path| path.get_ident().cloned()) {
                Some(name) => Some(Value::Names(vec![name])),
                None => wrong(key, value.span(), "a name", errors),
            }
        }
        (Form::Names, After::List(list, span)) => {
            some(key, span, &list, errors)?;
            Some(Value::Names(entries::names(list, errors)))
        }
        (Form::Types, After::List(list, span)) => {
            some(key, span, &list, errors)?;
            Some(Value::Types(types(key, list, errors)))
        }
        (Form::Word(words), After::Value(value)) => word(key, words, &value, errors),
        (Form::Bool, After::Value(value)) => choice(key, &value, errors),
        (_, after) => wrong(key, after.span(ident), "more", errors),
    }
}

/// Reads a word out of a table.
fn word(key: &Key, words: &'static keys::Keys, value: &Expr, errors: &mut Errors) -> Option<Value> {
    let Some(word) = path(value).and_then(|path| path.get_ident().cloned()) else {
        return wrong(key, value.span(), "a word", errors);
    };
    let found = entries::words(word.into_token_stream(), words, errors);
    (!found.is_empty()).then_some(Value::Words(found))
}

/// Reads `true` or `false`.
fn choice(key: &Key, value: &Expr, errors: &mut Errors) -> Option<Value> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Bool(choice),
            ..
        }) => Some(Value::Bool(choice.value)),
        value => wrong(key, value.span(), "`true` or `false`", errors),
    }
}

impl After {
    fn span(&self, ident: &Ident) -> Span {
        match self {
            Self::Nothing => ident.span(),
            Self::Value(value) => value.span(),
            Self::List(_, span) => *span,
        }
    }
}

fn wrong(key: &Key, span: Span, wants: &str, errors: &mut Errors) -> Option<Value> {
    let message = if wants == "more" {
        format!("`{}` is written as `{}`", key.name, key.example)
    } else {
        format!("`{}` takes {wants}, as in `{}`", key.name, key.example)
    };
    errors.push(span, message);
    None
}

/// Reports an empty list.
fn some(key: &Key, span: Span, list: &TokenStream, errors: &mut Errors) -> Option<()> {
    if list.is_empty() {
        errors.push(
            span,
            format!(
                "`{}(…)` is empty; write it as in `{}`",
                key.name, key.example
            ),
        );
        return None;
    }
    Some(())
}

/// Reads filters: the table of watchers without the keys that are none.
fn filters(list: TokenStream, repeats: Repeats, errors: &mut Errors) -> Vec<crate::model::Entry> {
    let mut found = entries::entries(list, &keys::WATCHER, repeats, errors);
    found.retain(|entry| {
        let fits = !entry.key.variant.is_empty();
        if !fits {
            errors.push(
                entry.ident.span(),
                format!("`{}` is not a filter", entry.key.name),
            );
        }
        fits
    });
    found
}

/// Returns a string literal.
pub(super) fn text(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

/// Reads a length of time.
pub(super) fn length(text: &LitStr, errors: &mut Errors) -> Option<std::time::Duration> {
    match duration::parse(&text.value()) {
        Ok(length) => Some(length),
        Err(reason) => {
            errors.push(text.span(), format!("`{}` {reason}", text.value()));
            None
        }
    }
}

/// Returns a path.
pub(super) fn path(value: &Expr) -> Option<Path> {
    match value {
        Expr::Path(path) if path.qself.is_none() => Some(path.path.clone()),
        Expr::Group(group) => path(&group.expr),
        _ => None,
    }
}

fn pattern(key: &'static Key, value: Expr, errors: &mut Errors) -> Option<Value> {
    if let Some(text) = text(&value) {
        if text.value().is_empty() {
            errors.push(
                text.span(),
                format!("`{}` is empty, so it says nothing", key.name),
            );
            return None;
        }
        if key.name == "regex"
            && let Err(reason) = expression(&text.value())
        {
            errors.push(text.span(), reason);
            return None;
        }
        return Some(Value::Pattern(value));
    }
    if path(&value).is_some() {
        return Some(Value::Pattern(value));
    }
    wrong(key, value.span(), "a text in quotes or a constant", errors)
}

/// Checks the syntax of a regular expression.
fn expression(written: &str) -> Result<(), String> {
    let parsed = regex_syntax::ast::parse::Parser::new().parse(written);
    parsed.map(|_| ()).map_err(|error| {
        let range = error.span().start.offset..error.span().end.offset;
        let wrong = error.pattern().get(range).unwrap_or_default();
        let place = if wrong.is_empty() {
            String::new()
        } else {
            format!(" at `{wrong}`")
        };
        format!(
            "this regular expression is not valid{place}: {}",
            error.kind()
        )
    })
}

fn translations(list: TokenStream, errors: &mut Errors) -> Vec<Translation> {
    let mut found = Vec::new();
    for piece in entries::pieces(list) {
        let Ok(pair) = syn::parse2::<syn::MetaNameValue>(piece.clone()) else {
            errors.at(
                piece,
                "expected a language and its text, as in `ru = \"…\"`",
            );
            continue;
        };
        match (pair.path.get_ident(), text(&pair.value)) {
            (Some(language), Some(text)) => {
                found.push(Translation {
                    language: language.clone(),
                    text,
                });
            }
            (None, _) => errors.at(&pair.path, "expected a language code such as `ru`"),
            (_, None) => errors.at(&pair.value, "the text stands in quotes, as in `ru = \"…\"`"),
        }
    }
    found
}

/// Reads modules and services; `offers` takes only the latter.
fn types(key: &Key, list: TokenStream, errors: &mut Errors) -> Vec<Type> {
    let services_only = key.name == "offers";
    let mut found: Vec<Type> = Vec::new();
    for piece in entries::pieces(list) {
        match syn::parse2::<Type>(piece.clone()) {
            Ok(ty) if found.contains(&ty) => {
                errors.at(&piece, format!("`{piece}` stands twice"));
            }
            Ok(ty @ Type::TraitObject(_)) => found.push(ty),
            Ok(ty @ Type::Path(_)) if !services_only => found.push(ty),
            Ok(Type::Path(_)) => {
                errors.at(&piece, format!("a service is a trait: write `dyn {piece}`"));
            }
            _ if services_only => errors.at(piece, "expected a service such as `dyn Forecast`"),
            _ => errors.at(
                piece,
                "expected a module such as `Weather`, or a service such as `dyn Forecast`",
            ),
        }
    }
    found
}

/// Reads every value of a list that fits.
fn each<T>(
    list: TokenStream,
    errors: &mut Errors,
    read: impl Fn(Expr, &mut Errors) -> Option<T>,
) -> Option<Vec<T>> {
    let all = expressions(list, errors)?;
    Some(
        all.into_iter()
            .filter_map(|value| read(value, errors))
            .collect(),
    )
}

fn expressions(list: TokenStream, errors: &mut Errors) -> Option<Vec<Expr>> {
    let mut found = Vec::new();
    for piece in entries::pieces(list) {
        match syn::parse2(piece) {
            Ok(value) => found.push(value),
            Err(error) => {
                errors.syntax(error);
                return None;
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::model::Entry;

    fn watcher(tokens: TokenStream) -> (Vec<Entry>, Vec<String>) {
        let mut errors = Errors::default();
        let found = entries::entries(tokens, &keys::WATCHER, Repeats::Refused, &mut errors);
        (found, errors.messages())
    }

    #[test]
    fn expressions_are_read_as_they_run() {
        for good in [
            r"(?i)\border-\d{4}\b",
            r"\p{Cyrillic}+",
            r"(?P<name>.)",
            "привет|пока",
            "[",
        ] {
            assert_eq!(expression(good).is_ok(), good != "[", "{good}");
        }
    }

    #[test]
    fn filters_nest_and_empty_lists_are_refused() {
        let (found, messages) = watcher(quote!(any(photo, all(text, not(reply)), contains = "a")));
        assert!(messages.is_empty(), "{messages:?}");
        assert!(matches!(&found[0].value, Value::Filters(filters) if filters.len() == 3));
        for (tokens, part) in [
            (quote!(any()), "is empty"),
            (quote!(not()), "is empty"),
            (quote!(not(text, reply)), "one filter"),
            (quote!(any(doc(ru = "x"))), "not a filter"),
            (quote!(any(colour)), "unknown key `colour`"),
            (quote!(filter = |_, _| true), "name of a function"),
            (quote!(contains = ""), "says nothing"),
            (quote!(regex = r"a(b"), "at `(`: unclosed group"),
            (quote!(regex = r"(?<=a)b"), "look-around"),
            (quote!(regex = r"(a)\1"), "backreferences"),
            (quote!(text = "x"), "takes no value"),
        ] {
            let (_, messages) = watcher(tokens);
            assert!(
                messages.iter().any(|message| message.contains(part)),
                "{part}: {messages:?}"
            );
        }
    }
}
