//! `#[derive(Module)]`: the description of a module, and its hooks when it has none of its own.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{WherePredicate, parse_quote};

use super::{Private, data};
use crate::model::ModuleDef;

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
    }
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
    quote! {
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
            fn create() -> Self {
                #create
            }
        }
        #module
        #table
    }
}
