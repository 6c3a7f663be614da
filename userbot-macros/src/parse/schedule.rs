//! `#[every("5m", …)]` and `#[cron("0 9 * * *", …)]`.

use std::time::Duration;

use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Token};

use super::entries::{self, Repeats};
use super::{has, value};
use crate::cron;
use crate::keys;
use crate::model::{Attr, Entry, Marked, ScheduleDef, TimingDef, Value};
use crate::span::Errors;

/// Reads the time in quotes and the keys after it.
pub(super) fn schedule(marked: &Marked, errors: &mut Errors) -> (Option<ScheduleDef>, Vec<Entry>) {
    let cron = marked.attr == Attr::Cron;
    let Some((text, rest)) = split(marked, cron, errors) else {
        return (None, Vec::new());
    };
    let table = if cron { &keys::CRON } else { &keys::EVERY };
    let timing = if cron {
        expression(text, errors)
    } else {
        value::length(&text, errors).map(|interval| TimingDef::Every {
            interval,
            delay: None,
        })
    };
    let keys = entries::entries(rest, table, Repeats::Refused, errors);
    let timing = timing.map(|timing| match timing {
        TimingDef::Every { interval, .. } => TimingDef::Every {
            interval,
            delay: duration(&keys, "delay"),
        },
        TimingDef::Cron { expression, .. } => TimingDef::Cron {
            expression,
            zone: zone(&keys, errors),
            catch_up: has(&keys, "catch_up"),
        },
    });
    let def = timing.map(|timing| ScheduleDef {
        timing,
        jitter: duration(&keys, "jitter"),
        overlap: find(&keys, "overlap").and_then(|value| match value {
            Value::Words(words) => words.first().cloned(),
            _ => None,
        }),
        autostart: !matches!(find(&keys, "autostart"), Some(Value::Bool(false))),
        backoff: duration(&keys, "backoff"),
    });
    (def, keys)
}

/// Takes the text in quotes off the front.
fn split(
    marked: &Marked,
    cron: bool,
    errors: &mut Errors,
) -> Option<(LitStr, proc_macro2::TokenStream)> {
    let example = if cron {
        "`#[cron(…)]` takes a cron expression in quotes, as in `#[cron(\"0 9 * * *\")]`"
    } else {
        "`#[every(…)]` takes a length of time in quotes, as in `#[every(\"5m\")]`"
    };
    if marked.tokens.is_empty() {
        errors.push(marked.span, example);
        return None;
    }
    let parser = |input: ParseStream<'_>| {
        let text: Option<LitStr> = if input.peek(LitStr) {
            Some(input.parse()?)
        } else {
            None
        };
        if text.is_some() && !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((text, input.parse::<proc_macro2::TokenStream>()?))
    };
    match parser.parse2(marked.tokens.clone()) {
        Err(error) => {
            errors.syntax(error);
            None
        }
        Ok((None, rest)) => {
            errors.at(rest, example);
            None
        }
        Ok((Some(text), rest)) => Some((text, rest)),
    }
}

fn expression(text: LitStr, errors: &mut Errors) -> Option<TimingDef> {
    match cron::parse(&text.value()) {
        Ok(_) => Some(TimingDef::Cron {
            expression: text,
            zone: None,
            catch_up: false,
        }),
        Err(reason) => {
            errors.push(text.span(), format!("`{}` {reason}", text.value()));
            None
        }
    }
}

/// Whether there is such a time zone is known where the bot runs; here, whether it looks like one.
fn zone(keys: &[Entry], errors: &mut Errors) -> Option<LitStr> {
    let Value::Text(text) = find(keys, "zone")? else {
        return None;
    };
    let name = text.value();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "/_-+".contains(letter);
    if name.is_empty() || !name.chars().all(fits) {
        errors.push(
            text.span(),
            format!("`{name}` is not the name of a time zone; write one such as `Europe/Berlin`"),
        );
        return None;
    }
    Some(text.clone())
}

fn duration(keys: &[Entry], name: &str) -> Option<Duration> {
    match find(keys, name)? {
        Value::Duration(time) => Some(*time),
        _ => None,
    }
}

fn find<'a>(keys: &'a [Entry], name: &str) -> Option<&'a Value> {
    keys.iter()
        .find(|entry| entry.key.name == name)
        .map(|entry| &entry.value)
}
