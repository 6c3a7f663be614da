//! `#[derive(Config)]`: the table of options and how a value is put together.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{Private, data};
use crate::model::{ConfigDef, OptionDef};
use crate::span;

/// Writes the implementation.
pub(crate) fn config(def: &ConfigDef) -> TokenStream {
    let ConfigDef {
        ident,
        fields,
        sdk,
        broken,
    } = def;
    let p = &Private::new(sdk);
    let location = data::location(p, ident.span());
    let name = ident.to_string();
    let (rows, assemble) = if *broken {
        // What is wrong is reported; an implementation keeps the module's own code quiet.
        (TokenStream::new(), quote!(|_| ::core::option::Option::None))
    } else {
        let rows = fields.iter().map(|field| row(p, field));
        let parts = fields.iter().map(|field| {
            let (cfgs, ident, name) = (&field.cfgs, &field.ident, &field.name.text);
            quote!(#(#cfgs)* #ident: #p::take(__userbot_values, #name)?)
        });
        (
            quote!(#(#rows),*),
            quote!(|__userbot_values| ::core::option::Option::Some(Self { #(#parts),* })),
        )
    };
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #p::Config for #ident {
            const TABLE: #p::ConfigTable<Self> = #p::ConfigTable {
                name: #name,
                options: &[#rows],
                assemble: #assemble,
                location: #location,
            };
        }
    }
}

fn row(p: &Private<'_>, field: &OptionDef) -> TokenStream {
    let OptionDef {
        cfgs,
        ident,
        name,
        docs,
        of,
        default,
        validator,
    } = field;
    let name = &name.text;
    let given = default.is_some();
    let docs = data::docs(p, docs);
    let location = data::location(p, ident.span());
    // Each check stands at the place of what it is about.
    let own = span::hidden_at(of.span());
    let own_p = p.at(own);
    let validator = if let Some(validator) = validator {
        let place = span::hidden_at(validator.span());
        let there = p.at(place);
        quote_spanned!(place=> #there::validator::<#of, _, _>(#validator))
    } else {
        quote_spanned!(own=> #own_p::own_validator::<#of>())
    };
    let default = if let Some(default) = default {
        let place = span::hidden_at(default.span());
        let there = p.at(place);
        quote_spanned!(place=> #there::default_value::<#of, _, _>(|| #default))
    } else {
        quote_spanned!(own=> #own_p::no_default::<#of>())
    };
    let value = Ident::new("__userbot_config", span::hidden_at(ident.span()));
    quote! {
        #(#cfgs)*
        #p::OptionRow {
            spec: #p::OptionRowSpec {
                name: #name,
                docs: #docs,
                has_default: #given,
                location: #location,
            },
            make: || #p::option(#validator, #default, |#value: &Self| &#value.#ident),
        }
    }
}
