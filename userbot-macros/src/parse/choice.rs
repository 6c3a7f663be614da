//! `#[derive(Choice)]`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Meta, Variant};

use super::entries::{self, Repeats};
use super::{crate_path, translations};
use crate::docs;
use crate::keys::{self, Keys};
use crate::model::{ChoiceDef, Entry, NameDef, Value, VariantDef};
use crate::span::Errors;

/// Reads the enum and its `#[choice(…)]`; nothing when nothing can be written for it.
pub(crate) fn choice(input: &DeriveInput, errors: &mut Errors) -> Option<ChoiceDef> {
    let Data::Enum(data) = &input.data else {
        errors.at(
            &input.ident,
            "`#[derive(Choice)]` goes on an enum: each variant is something to choose",
        );
        return None;
    };
    let keys = read(&input.attrs, &keys::CHOICE, errors);
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "what people choose from has no generics: write a plain enum",
        );
        return None;
    }
    if data.variants.is_empty() {
        errors.at(
            &input.ident,
            "there is nothing to choose from: the enum has no variants",
        );
        return None;
    }
    let variants: Vec<VariantDef> = data
        .variants
        .iter()
        .map(|one| variant(one, errors))
        .collect();
    unique(&variants, errors);
    // A variant with fields cannot be made; the other mistakes leave an enum that can be used.
    let made = data
        .variants
        .iter()
        .all(|one| matches!(one.fields, Fields::Unit));
    made.then(|| ChoiceDef {
        ident: input.ident.clone(),
        variants,
        sdk: crate_path(&keys, "userbot_sdk"),
    })
}

fn read(attributes: &[Attribute], table: &'static Keys, errors: &mut Errors) -> Vec<Entry> {
    let mut tokens = TokenStream::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("choice"))
    {
        match &attribute.meta {
            Meta::List(list) => {
                let list = &list.tokens;
                tokens.extend(quote::quote!(#list,));
            }
            other => errors.at(
                other,
                "write the keys in brackets, as in `#[choice(name = \"fast\")]`",
            ),
        }
    }
    entries::entries(tokens, table, Repeats::Refused, errors)
}

fn variant(variant: &Variant, errors: &mut Errors) -> VariantDef {
    if !matches!(variant.fields, Fields::Unit) {
        errors.at(
            &variant.fields,
            "a variant to choose holds nothing: take the fields away",
        );
    }
    let keys = read(&variant.attrs, &keys::CHOICE_VARIANT, errors);
    let name = name(&keys, errors).unwrap_or_else(|| NameDef {
        text: words(&variant.ident),
        span: variant.ident.span(),
    });
    VariantDef {
        ident: variant.ident.clone(),
        name,
        labels: docs::collect(&variant.attrs, &translations(&keys), errors),
    }
}

fn name(keys: &[Entry], errors: &mut Errors) -> Option<NameDef> {
    let text = keys.iter().find_map(|entry| match &entry.value {
        Value::Text(text) if entry.key.name == "name" => Some(text),
        _ => None,
    })?;
    let name = text.value();
    if name.is_empty() || name.trim() != name || name.chars().any(char::is_control) {
        errors.push(
            text.span(),
            "people type this name: it is not empty and has no white space at its ends",
        );
        return None;
    }
    Some(NameDef {
        text: name,
        span: text.span(),
    })
}

/// Writes the name of a variant as people type it: `VeryFast` as `very-fast`.
fn words(ident: &Ident) -> String {
    let written = ident.unraw().to_string();
    let mut name = String::with_capacity(written.len() + 4);
    let characters: Vec<char> = written.chars().collect();
    for (index, c) in characters.iter().enumerate() {
        let previous = index.checked_sub(1).and_then(|at| characters.get(at));
        let next = characters.get(index + 1);
        let starts = c.is_uppercase()
            && previous.is_some_and(|previous| {
                !previous.is_uppercase() && *previous != '_'
                    || (previous.is_uppercase() && next.is_some_and(|next| next.is_lowercase()))
            });
        if starts {
            name.push('-');
        }
        match c {
            '_' => name.push('-'),
            _ => name.extend(c.to_lowercase()),
        }
    }
    name
}

/// Reports two variants that people could not tell apart.
fn unique(variants: &[VariantDef], errors: &mut Errors) {
    for (index, one) in variants.iter().enumerate() {
        let same =
            |other: &&VariantDef| other.name.text.to_lowercase() == one.name.text.to_lowercase();
        if let Some(first) = variants.iter().take(index).find(same) {
            errors.push(
                one.name.span,
                format!(
                    "`{}` is chosen by this name already: upper and lower case are the same to people",
                    first.ident
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_typed_in_lower_case_with_dashes() {
        for (ident, name) in [
            ("Fast", "fast"),
            ("VeryFast", "very-fast"),
            ("HTTPServer", "http-server"),
            ("Mp3", "mp3"),
            ("r#Self_", "self-"),
            ("Тихо", "тихо"),
        ] {
            let ident: Ident = syn::parse_str(ident).unwrap();
            assert_eq!(words(&ident), name);
        }
    }
}
