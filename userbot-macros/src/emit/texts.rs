//! Translated texts: the files, embedded so that a change of one is a change of the source.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Private, data};
use crate::model::FreeTextsDef;
use crate::texts::Embedded;

/// Writes what `texts!` leaves.
pub(crate) fn texts(def: &FreeTextsDef) -> TokenStream {
    let p = &Private::new(&def.sdk);
    let texts = embedded(p, &def.texts);
    quote! {
        const _: () = {
            #p::inventory::submit! {
                #p::FreeTexts { module_path: ::core::module_path!(), texts: #texts }
            }
        };
    }
}

/// Writes a `Texts`.
pub(super) fn embedded(p: &Private<'_>, texts: &Embedded) -> TokenStream {
    let language = &texts.default_language;
    let files = texts.files.iter().map(|file| {
        let (language, path) = (&file.language, &file.path);
        let source = if path.starts_with('.') {
            quote!(::core::include_str!(#path))
        } else {
            quote!(::core::include_str!(::core::concat!(
                ::core::env!("CARGO_MANIFEST_DIR"), "/", #path
            )))
        };
        quote!(#p::TextFile { language: #language, path: #path, source: #source })
    });
    let used = data::option(texts.used.as_ref().map(|keys| quote!(&[#(#keys),*])));
    quote!(#p::Texts { default_language: #language, files: &[#(#files),*], used: #used })
}
