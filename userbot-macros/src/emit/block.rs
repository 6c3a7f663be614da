//! `#[handlers]`: the table of a module, and its entry in the registry.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Ident, WherePredicate, parse_quote};

use super::{Private, data, row};
use crate::check::signature::Place;
use crate::model::{BlockDef, BlockRole, HandlerKind};

/// Writes what stands below the block.
pub(crate) fn block(def: &BlockDef) -> TokenStream {
    if def.broken {
        return TokenStream::new();
    }
    let p = &Private::new(&def.sdk);
    let cfgs = &def.cfgs;
    let this = &def.self_type;
    let mut generics = def.generics.clone();
    if !generics.params.is_empty() {
        let lives: WherePredicate = parse_quote!(#this: 'static);
        generics.make_where_clause().predicates.push(lives);
    }
    let (parameters, _, clause) = generics.split_for_impl();
    let rows = |wanted: fn(&HandlerKind) -> bool| {
        let rows = def
            .handlers
            .iter()
            .filter(|handler| wanted(&handler.kind))
            .map(|handler| row::row(p, handler, Place::Method));
        quote!(&[#(#rows),*])
    };
    let commands = rows(|kind| matches!(kind, HandlerKind::Command(_)));
    let watchers = rows(|kind| matches!(kind, HandlerKind::Watcher(_)));
    let schedules = rows(|kind| matches!(kind, HandlerKind::Schedule(_)));
    match &def.role {
        BlockRole::Main { parts, manual } => {
            let names = parts.iter().map(constant);
            let marks = parts.iter().map(|part| mark(def, part, true));
            let submit = (!manual).then(|| {
                quote! {
                    #(#cfgs)*
                    #p::inventory::submit! { #p::ModuleEntry::of::<#this>() }
                    #(#marks)*
                }
            });
            quote! {
                #(#cfgs)*
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                #[allow(deprecated)]
                impl #parameters #p::Handlers for #this #clause {
                    const TABLE: #p::ModuleTable<Self> = #p::ModuleTable {
                        commands: #commands,
                        watchers: #watchers,
                        schedules: #schedules,
                        parts: &[#(&Self::#names),*],
                    };
                }
                #submit
            }
        }
        BlockRole::Part { name, manual } => {
            let constant = constant(name);
            let mark = (!manual).then(|| mark(def, name, false));
            quote! {
                #(#cfgs)*
                #[automatically_derived]
                #[allow(deprecated, non_upper_case_globals)]
                impl #parameters #this #clause {
                    #[doc(hidden)]
                    pub(crate) const #constant: #p::ModuleTable<Self> = #p::ModuleTable {
                        commands: #commands,
                        watchers: #watchers,
                        schedules: #schedules,
                        parts: &[],
                    };
                }
                #mark
            }
        }
    }
}

/// Names the table of a part; it points at the part's name, where a misspelling is reported.
fn constant(part: &Ident) -> Ident {
    format_ident!("handlers_part_{}", part.unraw(), span = part.span())
}

/// Submits the mark by which the registry finds a part that no block lists.
fn mark(def: &BlockDef, part: &Ident, listed: bool) -> TokenStream {
    let (p, this, cfgs) = (&Private::new(&def.sdk), &def.self_type, &def.cfgs);
    let name = part.unraw().to_string();
    let location = data::location(p, part.span());
    let place = crate::span::hidden_at(proc_macro2::Span::call_site());
    quote_spanned! {place=>
        #(#cfgs)*
        #p::inventory::submit! {
            #p::PartMark {
                module: ::core::stringify!(#this),
                part: #name,
                listed: #listed,
                location: #location,
                type_id: #p::TypeId::of::<#this>,
            }
        }
    }
}
