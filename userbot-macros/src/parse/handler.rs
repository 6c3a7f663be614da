//! One handler: a function and the attribute that makes it one.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Attribute, Path, Signature};

use super::entries::{self, Repeats};
use super::{crate_path, has, schedule, translations};
use crate::check::signature::{self, Place};
use crate::check::{filters, names};
use crate::docs;
use crate::keys;
use crate::model::{Attr, CommandDef, Entry, HandlerDef, HandlerKind, Marked, NameDef, Value};
use crate::span::Errors;

/// Reads a handler; returns nothing when no row can be written for it.
pub(crate) fn handler(
    marked: &Marked,
    attributes: &[Attribute],
    signature: &Signature,
    place: Place,
    errors: &mut Errors,
) -> Option<(HandlerDef, Path)> {
    let checked = signature::check(marked.attr, signature, place, errors);
    let mut schedule = None;
    let keys = match marked.attr {
        Attr::Command => entries::entries(
            marked.tokens.clone(),
            &keys::COMMAND,
            Repeats::Refused,
            errors,
        ),
        Attr::Watcher => entries::entries(
            marked.tokens.clone(),
            &keys::WATCHER,
            Repeats::Refused,
            errors,
        ),
        Attr::Every | Attr::Cron => {
            let (found, keys) = schedule::schedule(marked, errors);
            schedule = found;
            keys
        }
    };
    if let (Place::Method, Some(entry)) =
        (place, keys.iter().find(|entry| entry.key.name == "crate"))
    {
        errors.push(
            entry.ident.span(),
            "inside a block, `crate = …` belongs to `#[handlers(crate = …)]`",
        );
    }
    let texts = docs::collect(attributes, &translations(&keys), errors);
    let kind = match marked.attr {
        Attr::Command => command(&keys, signature, errors).map(HandlerKind::Command),
        Attr::Watcher => {
            let found: Vec<Entry> = keys
                .iter()
                .filter(|entry| !entry.key.variant.is_empty())
                .cloned()
                .collect();
            filters::check(&found, errors);
            Some(HandlerKind::Watcher(found))
        }
        Attr::Every | Attr::Cron => schedule.map(HandlerKind::Schedule),
    };
    let checked = checked?;
    if has(&keys, "raw") {
        signature::check_raw(signature, checked.argument.as_ref(), errors);
    }
    let def = HandlerDef {
        cfgs: attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
            .cloned()
            .collect(),
        ident: signature.ident.clone(),
        docs: texts,
        argument: checked.argument,
        output: checked.output,
        kind: kind?,
    };
    Some((def, crate_path(&keys, "userbot_sdk")))
}

fn command(keys: &[Entry], signature: &Signature, errors: &mut Errors) -> Option<CommandDef> {
    let mut given = None;
    let mut aliases = Vec::new();
    let mut usage = None;
    let mut cooldown = None;
    let (mut scope, mut only) = (Vec::new(), Vec::new());
    for entry in keys {
        match (entry.key.name, &entry.value) {
            ("name", Value::Text(text)) => given = Some(text),
            ("alias", Value::Text(text)) => aliases.push(text),
            ("usage", Value::Text(text)) => {
                if text.value().trim().is_empty() || text.value().contains('\n') {
                    errors.push(
                        text.span(),
                        "`usage` is one line, as in `usage = \"<city>\"`",
                    );
                } else {
                    usage = Some(text.clone());
                }
            }
            ("cooldown", Value::Duration(time)) => cooldown = Some(*time),
            ("scope", Value::Words(words)) => scope.clone_from(words),
            ("only", Value::Words(words)) => only.clone_from(words),
            _ => {}
        }
    }
    let name = match given {
        Some(text) => names::written(text, "name", errors)?,
        None => from_function(signature, errors)?,
    };
    let mut all: Vec<NameDef> = Vec::new();
    for text in aliases {
        let Some(alias) = names::written(text, "alias", errors) else {
            continue;
        };
        if alias.text == name.text {
            errors.push(
                alias.span,
                format!("the command is called `{}` already", name.text),
            );
        } else if all.iter().any(|other| other.text == alias.text) {
            errors.push(
                alias.span,
                format!("the alias `{}` stands twice", alias.text),
            );
        } else {
            all.push(alias);
        }
    }
    Some(CommandDef {
        name,
        aliases: all,
        scope,
        only,
        cooldown,
        hidden: has(keys, "hidden"),
        usage,
    })
}

/// Takes the command's name from the function's.
fn from_function(signature: &Signature, errors: &mut Errors) -> Option<NameDef> {
    let ident = signature.ident.unraw().to_string();
    let span: Span = signature.ident.span();
    let name = ident.strip_prefix("cmd_").unwrap_or(&ident).to_lowercase();
    if let Err(reason) = names::check(&name) {
        errors.push(
            span,
            format!("the function's name gives no command name: {reason}; write `name = \"…\"`"),
        );
        return None;
    }
    Some(NameDef { text: name, span })
}
