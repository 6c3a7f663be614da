//! `#[derive(Module)]`: the description of a module, and its hooks when it has none of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, Type, WherePredicate, parse_quote};

use super::{Private, data};
use crate::model::ModuleDef;
use crate::span;

/// Writes the implementations.
pub(crate) fn module(def: &ModuleDef) -> TokenStream {
    let ModuleDef {
        ident,
        generics,
        name,
        docs,
        hooks,
        no_handlers,
        texts,
        needs,
        offers,
        config,
        sdk,
    } = def;
    let p = &Private::new(sdk);
    let (parameters, arguments, clause) = generics.split_for_impl();
    let mut made = generics.clone();
    let mut lives = generics.clone();
    if !generics.params.is_empty() {
        let default: WherePredicate = parse_quote!(#ident #arguments: ::core::default::Default);
        made.make_where_clause().predicates.push(default.clone());
        let bounds: WherePredicate = parse_quote!(
            #ident #arguments: #p::Describe + ::core::marker::Send + ::core::marker::Sync + 'static
        );
        lives.make_where_clause().predicates.push(bounds);
        for service in offers {
            if let Type::TraitObject(service) = service {
                let offered = &service.bounds;
                let bounds: WherePredicate = parse_quote!(
                    #ident #arguments: #offered + ::core::marker::Send + ::core::marker::Sync + 'static
                );
                made.make_where_clause().predicates.push(bounds);
            }
        }
    }
    let needs = needs_of(p, needs);
    let offers = offers_of(p, offers);
    let made = made.where_clause;
    let lives = lives.where_clause;
    let docs = data::docs(p, docs);
    let texts = texts.as_ref().map_or_else(
        || quote!(#p::Texts::NONE),
        |texts| super::texts::embedded(p, texts),
    );
    let location = data::location(p, ident.span());
    let create = quote_spanned!(ident.span()=> ::core::default::Default::default());
    let module = (!hooks).then(|| {
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #parameters #p::Module for #ident #arguments #lives {}
        }
    });
    let table = no_handlers.then(|| {
        let submit = generics
            .params
            .is_empty()
            .then(|| quote!(#p::inventory::submit! { #p::ModuleEntry::of::<#ident>() }));
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #parameters #p::Handlers for #ident #arguments #clause {
                const TABLE: #p::ModuleTable<Self> =
                    #p::ModuleTable { commands: &[], watchers: &[], schedules: &[], parts: &[] };
            }
            #submit
        }
    });
    let options = config.as_ref().map(|config| options_of(p, config));
    let config = config
        .as_ref()
        .map_or_else(|| quote!(()), ToTokens::to_token_stream);
    quote! {
        #options
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #parameters #p::Describe for #ident #arguments #made {
            const INFO: #p::ModuleInfo = #p::ModuleInfo {
                name: #name,
                version: ::core::env!("CARGO_PKG_VERSION"),
                crate_name: #p::crate_name(::core::module_path!()),
                sdk_version: #p::SDK_VERSION,
                docs: #docs,
                texts: #texts,
                location: #location,
            };
            #needs
            type Config = #config;
            fn create() -> Self {
                #create
            }
            #offers
        }
        #module
        #table
    }
}

/// Writes that a config is the one of a module, at the place of its type: one that is no config is
/// reported there.
fn options_of(p: &Private<'_>, config: &Path) -> TokenStream {
    let place = span::hidden_at(config.span());
    let there = p.at(place);
    quote_spanned! {place=>
        #[automatically_derived]
        impl #there::ModuleConfig for #config {}
    }
}

/// Writes what a module needs; each bound stands at the type that it is about.
fn needs_of(p: &Private<'_>, needs: &[Type]) -> Option<TokenStream> {
    let rows = needs.iter().map(|need| {
        let place = span::hidden_at(need.span());
        let near = p.at(place);
        let (name, location) = (text(need), data::location(p, need.span()));
        let kind = if matches!(need, Type::TraitObject(_)) {
            quote_spanned!(place=> service)
        } else {
            quote_spanned!(place=> module)
        };
        quote_spanned!(place=> #near::Need::#kind::<#need>(#name, #location))
    });
    (!needs.is_empty()).then(|| quote!(const NEEDS: &'static [#p::Need] = &[#(#rows),*];))
}

/// Writes the services of a module, and how it is seen as each.
fn offers_of(p: &Private<'_>, offers: &[Type]) -> Option<TokenStream> {
    let rows = offers.iter().map(|service| {
        let place = span::hidden_at(service.span());
        let (near, name) = (p.at(place), text(service));
        quote_spanned!(place=> #near::Service::of::<#service>(#name))
    });
    let this = &Ident::new("__userbot_this", Span::mixed_site());
    let values = offers.iter().map(|service| {
        let place = span::hidden_at(service.span());
        let near = p.at(place);
        let shared =
            quote_spanned!(place=> <::std::sync::Arc<Self> as ::core::clone::Clone>::clone(#this));
        quote_spanned!(place=> #near::Offered::of::<#service>(#shared))
    });
    (!offers.is_empty()).then(|| {
        quote! {
            const OFFERS: &'static [#p::Service] = &[#(#rows),*];
            fn offers(#this: &::std::sync::Arc<Self>) -> ::std::vec::Vec<#p::Offered> {
                ::std::vec![#(#values),*]
            }
        }
    })
}

/// Gives a type as its author would write it.
fn text(of: &Type) -> String {
    use quote::ToTokens as _;
    let written = of.to_token_stream().to_string();
    written
        .replace(" :: ", "::")
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace(":: ", "::")
}
