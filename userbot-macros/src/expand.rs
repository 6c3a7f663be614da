//! One function per macro: parse, check, emit, and the original item with every mistake.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident, ItemFn, ItemImpl};

use crate::model::Attr;
use crate::span::Errors;
use crate::{emit, parse};

/// Is the argument that `#[handlers]` leaves in the attributes of its methods.
///
/// They stay there as markers, so that a forgotten import is rustc's own "cannot find attribute"
/// and an import is never unused.
pub(crate) const MARKER: &str = "__inside_handlers";

/// Expands `#[derive(Module)]`.
pub(crate) fn module(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let def = parse::module::module(&input, &mut errors);
    let output = (!matches!(input.data, syn::Data::Union(_))
        && input.generics.lifetimes().next().is_none())
    .then(|| emit::module(&def));
    quote!(#output #errors)
}

/// Expands `#[derive(Choice)]`.
pub(crate) fn choice(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let output = parse::choice::choice(&input, &mut errors).map(|def| emit::choice(&def));
    quote!(#output #errors)
}

/// Expands `#[derive(Config)]`.
pub(crate) fn config(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let def = parse::config::config(&input, &mut errors);
    let output = input.generics.params.is_empty().then(|| emit::config(&def));
    quote!(#output #errors)
}

/// Expands `#[handlers]`.
pub(crate) fn handlers(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut block = match syn::parse2::<ItemImpl>(item.clone()) {
        Ok(block) => block,
        Err(error) => {
            if syn::parse2::<syn::Item>(item.clone()).is_ok() {
                errors.push(
                    proc_macro2::Span::call_site(),
                    "`#[handlers]` goes on an `impl` block, such as `impl Notes { … }`",
                );
            } else {
                errors.syntax(error);
            }
            return quote!(#item #errors);
        }
    };
    let def = parse::block::block(attribute, &mut block, &mut errors);
    if let syn::Type::Path(path) = &*block.self_ty
        && let Some(last) = path.path.segments.last()
    {
        let (name, place) = (last.ident.to_string(), last.ident.span());
        crate::texts::in_block(&name, place, item.clone(), &mut errors);
    }
    let output = emit::block(&def);
    quote!(#block #output #errors)
}

/// Expands `#[command]`, `#[watcher]` and `#[every]` on a free function; passes markers through.
pub(crate) fn handler(attr: Attr, attribute: TokenStream, item: TokenStream) -> TokenStream {
    if syn::parse2::<Ident>(attribute.clone()).is_ok_and(|ident| ident == MARKER) {
        return item;
    }
    let mut errors = Errors::default();
    let output = parse::function::function(attr, attribute, item.clone(), &mut errors)
        .map(|(def, sdk)| emit::function(&def, &sdk));
    if let Ok(function) = syn::parse2::<ItemFn>(item.clone()) {
        crate::texts::in_function(function.sig.ident.span(), item.clone(), &mut errors);
    }
    let dictated = output.is_some().then(parse::block::dictated);
    quote!(#dictated #item #output #errors)
}

/// Expands `texts!`.
pub(crate) fn texts(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let def = parse::texts::texts(input, &mut errors);
    let output = def.map(|def| emit::texts(&def));
    quote!(#output #errors)
}

/// Expands `#[userbot_testkit::test]`.
pub(crate) fn test(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
        errors.push(
            proc_macro2::Span::call_site(),
            "`#[userbot_testkit::test]` goes on an `async fn`",
        );
        return quote!(#item #errors);
    };
    let def = parse::test::test(attribute, function, &mut errors);
    let output = emit::test(&def);
    quote!(#output #errors)
}

#[cfg(test)]
mod tests;
