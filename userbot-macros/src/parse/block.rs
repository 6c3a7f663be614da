//! `#[handlers]`: the impl block and the methods in it.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::{Attribute, GenericParam, Ident, ImplItem, ItemImpl, Meta, Type};

use super::entries::{self, Repeats};
use super::{crate_path, handler, has};
use crate::check::names;
use crate::check::signature::Place;
use crate::keys;
use crate::model::{Attr, BlockDef, BlockRole, HandlerDef, Marked, Value};
use crate::span::Errors;

/// Reads the block; the attributes of its methods become markers.
pub(crate) fn block(attribute: TokenStream, item: &mut ItemImpl, errors: &mut Errors) -> BlockDef {
    let keys = entries::entries(attribute, &keys::HANDLERS, Repeats::Refused, errors);
    let manual = has(&keys, "manual");
    let mut role = BlockRole::Main {
        parts: Vec::new(),
        manual,
    };
    for entry in &keys {
        match (entry.key.name, &entry.value) {
            ("part", Value::Names(names)) => {
                if has(&keys, "parts") {
                    errors.push(
                        entry.ident.span(),
                        "a block is either a part or lists the parts",
                    );
                }
                if let Some(name) = names.first() {
                    role = BlockRole::Part {
                        name: name.clone(),
                        manual,
                    };
                }
            }
            ("parts", Value::Names(names)) if !has(&keys, "part") => {
                role = BlockRole::Main {
                    parts: names.clone(),
                    manual,
                };
            }
            _ => {}
        }
    }
    let broken = !header(item, manual, errors);
    let handlers = methods(item, errors);
    names::unique(&handlers, errors);
    let is_cfg = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    BlockDef {
        cfgs: item.attrs.iter().filter(is_cfg).cloned().collect(),
        generics: item.generics.clone(),
        self_type: (*item.self_ty).clone(),
        handlers,
        role,
        sdk: crate_path(&keys, "userbot_sdk"),
        broken,
    }
}

/// Checks the line of `impl`; returns false when no table can be written for it.
fn header(item: &ItemImpl, manual: bool, errors: &mut Errors) -> bool {
    if let Some((_, path, _)) = &item.trait_ {
        errors.at(
            path,
            "`#[handlers]` goes on an inherent `impl` block: commands are not methods of a trait",
        );
        return false;
    }
    let mut fits = true;
    if !matches!(&*item.self_ty, Type::Path(_) | Type::Group(_)) {
        errors.at(
            &item.self_ty,
            "`#[handlers]` goes on the `impl` block of a struct",
        );
        fits = false;
    }
    if let Some(lifetime) = lifetime(item) {
        errors.push(
            lifetime,
            "a module lives as long as the bot and cannot borrow: take the lifetime away",
        );
        return false;
    }
    let generic = item
        .generics
        .params
        .iter()
        .any(|param| !matches!(param, GenericParam::Lifetime(_)));
    if generic && !manual {
        errors.at(
            &item.generics,
            "a generic module cannot register itself: write `#[handlers(manual)]` and register the concrete type with `Registry::module`",
        );
        fits = false;
    }
    fits
}

/// Finds a lifetime in the header.
fn lifetime(item: &ItemImpl) -> Option<Span> {
    let parameter = item
        .generics
        .lifetimes()
        .next()
        .map(|parameter| parameter.lifetime.span());
    parameter.or_else(|| crate::check::lifetime(item.self_ty.to_token_stream()))
}

fn methods(item: &mut ItemImpl, errors: &mut Errors) -> Vec<HandlerDef> {
    let mut handlers = Vec::new();
    let mut seen = false;
    for inner in &mut item.items {
        match inner {
            ImplItem::Fn(method) => {
                seen |= hidden_in_cfg_attr(&mut method.attrs, errors);
                let marks = take_marks(&mut method.attrs, errors);
                seen |= !marks.is_empty();
                if let [_, second, ..] = &marks[..] {
                    errors.push(
                        second.span,
                        "one method is one handler: move this to a method of its own",
                    );
                }
                if !marks.is_empty() {
                    method.attrs.push(dictated());
                }
                if let Some(marked) = marks.first()
                    && let Some((def, _)) =
                        handler::handler(marked, &method.attrs, &method.sig, Place::Method, errors)
                {
                    handlers.push(def);
                }
            }
            ImplItem::Const(constant) => not_a_method(&mut constant.attrs, &mut seen, errors),
            ImplItem::Type(alias) => not_a_method(&mut alias.attrs, &mut seen, errors),
            ImplItem::Macro(call) => {
                seen = true;
                errors.at(
                    &call.mac.path,
                    "`#[handlers]` cannot see the methods that a macro makes: write them out, or let the macro write the whole block",
                );
            }
            _ => {}
        }
    }
    // On the block of a trait nothing else is worth saying.
    if !seen && item.trait_.is_none() {
        errors.push(
            Span::call_site(),
            "this block has no handlers: mark a method with `#[command]`, `#[watcher(…)]` or `#[every(\"5m\")]`, or remove `#[handlers]`",
        );
    }
    handlers
}

/// Keeps clippy from asking for another signature than the one that handlers have.
pub(crate) fn dictated() -> Attribute {
    syn::parse_quote!(#[allow(clippy::unused_async)])
}

fn not_a_method(attributes: &mut Vec<Attribute>, seen: &mut bool, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let Some(attr) = Attr::of(attribute.path()) else {
            return true;
        };
        *seen = true;
        errors.at(attribute, format!("`#[{}]` goes on a method", attr.name()));
        false
    });
}

/// Takes the arguments out of the attributes that make a handler, and leaves markers.
fn take_marks(attributes: &mut [Attribute], errors: &mut Errors) -> Vec<Marked> {
    let mut marks = Vec::new();
    for attribute in attributes {
        let Some(attr) = Attr::of(attribute.path()) else {
            continue;
        };
        let span = attribute
            .path()
            .segments
            .last()
            .map_or_else(Span::call_site, |last| last.ident.span());
        let tokens = match &attribute.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(pair) => {
                errors.at(
                    &pair.value,
                    format!("write the keys in brackets, as in `#[{}(…)]`", attr.name()),
                );
                TokenStream::new()
            }
        };
        let path = attribute.path().clone();
        let marker = Ident::new(crate::expand::MARKER, span);
        attribute.meta = syn::parse_quote!(#path(#marker));
        marks.push(Marked { attr, span, tokens });
    }
    marks
}

/// Reports `#[cfg_attr(…, command)]`, which would be switched on only after this block was read.
fn hidden_in_cfg_attr(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> bool {
    let before = attributes.len();
    attributes.retain(|attribute| {
        let Meta::List(list) = &attribute.meta else {
            return true;
        };
        if !attribute.path().is_ident("cfg_attr") {
            return true;
        }
        let hidden = entries::pieces(list.tokens.clone())
            .into_iter()
            .skip(1)
            .find_map(|piece| {
                let meta = syn::parse2::<Meta>(piece).ok()?;
                Attr::of(meta.path()).map(|attr| (attr, meta))
            });
        let Some((attr, meta)) = hidden else {
            return true;
        };
        errors.at(
            meta,
            format!(
                "`#[{}]` cannot stand inside `cfg_attr`: put `#[cfg(…)]` on the method",
                attr.name()
            ),
        );
        false
    });
    attributes.len() != before
}
