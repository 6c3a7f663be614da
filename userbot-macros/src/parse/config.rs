//! `#[derive(Config)]`.

use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Expr, Field, Fields, LitStr, Type};

use super::entries::{self, Repeats};
use super::{crate_path, translations};
use crate::docs;
use crate::keys;
use crate::model::{ConfigDef, Entry, NameDef, OptionDef, Value};
use crate::span::Errors;

const EXAMPLE: &str = "such as `struct ReminderConfig { limit: i64 }`";

/// Reads the struct, its fields and their `#[config(…)]`.
pub(crate) fn config(input: &DeriveInput, errors: &mut Errors) -> ConfigDef {
    let before = errors.count();
    if let Some(generic) = input.generics.params.first() {
        errors.at(
            generic,
            "a config has no generics: its options are kept under one name",
        );
    }
    let tokens = entries::listed(&input.attrs, "config", "crate = path", errors);
    let keys = entries::entries(tokens, &keys::CONFIG, Repeats::Refused, errors);
    let fields: Vec<OptionDef> = named(input, errors)
        .into_iter()
        .flatten()
        .filter_map(|field| option(field, errors))
        .collect();
    unique(&fields, errors);
    ConfigDef {
        ident: input.ident.clone(),
        fields,
        sdk: crate_path(&keys, "userbot_sdk"),
        broken: errors.count() > before,
    }
}

/// Returns the fields when they have names.
fn named<'a>(
    input: &'a DeriveInput,
    errors: &mut Errors,
) -> Option<impl Iterator<Item = &'a Field> + use<'a>> {
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            errors.at(
                data.enum_token,
                format!(
                    "a config is a struct with named fields, {EXAMPLE}; an enum can be the type of one of them"
                ),
            );
            return None;
        }
        Data::Union(data) => {
            errors.at(
                data.union_token,
                format!("a config is a struct with named fields, {EXAMPLE}"),
            );
            return None;
        }
    };
    match &data.fields {
        Fields::Named(fields) if fields.named.is_empty() => {
            errors.at(
                &input.ident,
                "this config has no fields: each field is an option that can be set",
            );
            None
        }
        Fields::Named(fields) => Some(fields.named.iter()),
        other => {
            let place = match other {
                Fields::Unnamed(fields) => fields.span(),
                _ => input.ident.span(),
            };
            errors.push(
                place,
                format!("the fields of a config have names, which people type, {EXAMPLE}"),
            );
            None
        }
    }
}

fn option(field: &Field, errors: &mut Errors) -> Option<OptionDef> {
    let ident = field.ident.clone()?;
    if let Type::Reference(reference) = &field.ty {
        errors.at(
            reference,
            "an option owns its value and cannot borrow: write `String`, for example",
        );
    }
    let tokens = entries::listed(&field.attrs, "config", "default = 10", errors);
    let keys = entries::entries(tokens, &keys::OPTION, Repeats::Refused, errors);
    Some(OptionDef {
        cfgs: field
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
            .cloned()
            .collect(),
        name: name(&keys, errors).unwrap_or_else(|| NameDef {
            text: ident.unraw().to_string(),
            span: ident.span(),
        }),
        docs: docs::collect(&field.attrs, &translations(&keys), errors),
        of: field.ty.clone(),
        default: expression(&keys, "default"),
        validator: expression(&keys, "validator"),
        ident,
    })
}

fn expression(keys: &[Entry], name: &str) -> Option<Expr> {
    keys.iter().find_map(|entry| match &entry.value {
        Value::Expression(value) if entry.key.name == name => Some(value.clone()),
        _ => None,
    })
}

fn name(keys: &[Entry], errors: &mut Errors) -> Option<NameDef> {
    let text = keys.iter().find_map(|entry| match &entry.value {
        Value::Text(text) if entry.key.name == "name" => Some(text),
        _ => None,
    })?;
    match check(text) {
        Ok(()) => Some(NameDef {
            text: text.value(),
            span: text.span(),
        }),
        Err(reason) => {
            errors.push(text.span(), reason);
            None
        }
    }
}

fn check(text: &LitStr) -> Result<(), String> {
    let name = text.value();
    if name.is_empty() {
        return Err(String::from("the option's name is empty"));
    }
    let starts = name.starts_with(char::is_alphanumeric);
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    if starts && name.chars().all(fits) {
        Ok(())
    } else {
        Err(format!(
            "`{name}` cannot be the name of an option: people type it as one word of letters, digits, `_` and `-`"
        ))
    }
}

/// Reports names that two fields share: people type them in any case, and `-` is `_`.
///
/// Fields with `#[cfg]` are left to the check at start-up: they may exclude each other.
fn unique(fields: &[OptionDef], errors: &mut Errors) {
    let fold = |name: &NameDef| name.text.to_lowercase().replace('-', "_");
    let mut seen: Vec<&NameDef> = Vec::new();
    for field in fields.iter().filter(|field| field.cfgs.is_empty()) {
        if let Some(first) = seen.iter().find(|other| fold(other) == fold(&field.name)) {
            errors.push(
                field.name.span,
                format!("the option `{}` is declared twice", field.name.text),
            );
            errors.push(
                first.span,
                format!("`{}` is first declared here", first.text),
            );
        } else {
            seen.push(&field.name);
        }
    }
}
