//! `texts = "locales"` of a module, and `texts!("locales")` of free functions.

use proc_macro2::{Span, TokenStream};
use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Token};

use super::crate_path;
use super::entries::{self, Repeats};
use crate::keys;
use crate::model::{Entry, FreeTextsDef, Value};
use crate::span::Errors;
use crate::texts::{TextsDef, declared};

/// Reads the keys of `#[module(…)]` that are about texts.
pub(super) fn texts_def(keys: &[Entry], errors: &mut Errors) -> Option<TextsDef> {
    let default_language = text(keys, "default_language");
    let folder = text(keys, "texts");
    if let (None, Some(language)) = (&folder, &default_language) {
        errors.push(
            language.span(),
            "`default_language` is about the texts of `texts = \"locales\"`, which is not here",
        );
    }
    checked(folder?, default_language, errors)
}

/// Reads the arguments of `texts!`.
pub(crate) fn texts(input: TokenStream, errors: &mut Errors) -> Option<FreeTextsDef> {
    const EXAMPLE: &str = "`texts!` takes a folder in quotes, as in `texts!(\"locales\")`";
    let parser = |input: ParseStream<'_>| {
        let folder: Option<LitStr> = if input.peek(LitStr) {
            Some(input.parse()?)
        } else {
            None
        };
        if folder.is_some() && !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((folder, input.parse::<TokenStream>()?))
    };
    let (folder, rest) = match parser.parse2(input) {
        Ok(parts) => parts,
        Err(error) => {
            errors.syntax(error);
            return None;
        }
    };
    let Some(folder) = folder else {
        errors.push(Span::call_site(), EXAMPLE);
        return None;
    };
    let keys = entries::entries(rest, &keys::TEXTS, Repeats::Refused, errors);
    let place = folder.span();
    let def = checked(folder, text(&keys, "default_language"), errors)?;
    Some(FreeTextsDef {
        texts: declared(&def, None, place, errors)?,
        sdk: crate_path(&keys, "userbot_sdk"),
    })
}

fn checked(
    folder: LitStr,
    default_language: Option<LitStr>,
    errors: &mut Errors,
) -> Option<TextsDef> {
    let path = folder.value();
    if path.trim_matches('/').is_empty() || path.starts_with('/') || path.contains('\\') {
        errors.push(
            folder.span(),
            "the folder of the texts is a path from Cargo.toml, such as `locales`, or from this file, such as `./locales`",
        );
        return None;
    }
    Some(TextsDef {
        folder,
        default_language,
    })
}

fn text(keys: &[Entry], name: &str) -> Option<LitStr> {
    keys.iter().find_map(|entry| match &entry.value {
        Value::Text(text) if entry.key.name == name => Some(text.clone()),
        _ => None,
    })
}
