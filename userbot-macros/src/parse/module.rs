//! `#[derive(Module)]`.

use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput};

use super::entries::{self, Repeats};
use super::{crate_path, has, texts::texts_def, translations};
use crate::docs;
use crate::keys;
use crate::model::{Entry, ModuleDef, Value};
use crate::span::Errors;

/// Reads the type and its `#[module(…)]`.
pub(crate) fn module(input: &DeriveInput, errors: &mut Errors) -> ModuleDef {
    if let Data::Union(union) = &input.data {
        errors.at(union.union_token, "a module is a struct");
    }
    if let Some(lifetime) = input.generics.lifetimes().next() {
        errors.at(
            lifetime,
            "a module lives as long as the bot and cannot borrow: take the lifetime away",
        );
    }
    let tokens = entries::listed(&input.attrs, "module", "name = \"Notes\"", errors);
    let keys = entries::entries(tokens, &keys::MODULE, Repeats::Refused, errors);
    let texts = texts_def(&keys, errors).and_then(|def| {
        let name = input.ident.to_string();
        crate::texts::declared(&def, Some(&name), input.ident.span(), errors)
    });
    ModuleDef {
        texts,
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        name: name(&keys, errors).unwrap_or_else(|| input.ident.unraw().to_string()),
        docs: docs::collect(&input.attrs, &translations(&keys), errors),
        hooks: has(&keys, "hooks"),
        no_handlers: has(&keys, "no_handlers"),
        needs: types(&keys, "needs"),
        offers: types(&keys, "offers"),
        config: keys.iter().find_map(|entry| match &entry.value {
            Value::Path(path) if entry.key.name == "config" => Some(path.clone()),
            _ => None,
        }),
        sdk: crate_path(&keys, "userbot_sdk"),
    }
}

fn types(keys: &[Entry], name: &str) -> Vec<syn::Type> {
    keys.iter()
        .filter(|entry| entry.key.name == name)
        .find_map(|entry| match &entry.value {
            Value::Types(types) => Some(types.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

fn name(keys: &[Entry], errors: &mut Errors) -> Option<String> {
    let text = keys.iter().find_map(|entry| match &entry.value {
        Value::Text(text) if entry.key.name == "name" => Some(text),
        _ => None,
    })?;
    let name = text.value();
    if name.is_empty() {
        errors.push(text.span(), "the module's name is empty");
        return None;
    }
    if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
        errors.push(
            text.span(),
            "people type a module's name: it is one word, without white space",
        );
        return None;
    }
    Some(name)
}
