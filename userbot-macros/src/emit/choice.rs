//! `#[derive(Choice)]`: the variants as data.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Private;
use crate::docs::DocText;
use crate::model::{ChoiceDef, VariantDef};

/// Writes the implementations.
pub(crate) fn choice(def: &ChoiceDef) -> TokenStream {
    let ChoiceDef {
        ident,
        variants,
        sdk,
    } = def;
    let p = &Private::new(sdk);
    let options = variants.iter().map(|VariantDef { name, labels, .. }| {
        let name = &name.text;
        let labels = labels
            .iter()
            .map(|DocText { language, text }| quote!((#language, #text)));
        quote!(#p::ChoiceOption { name: #name, labels: &[#(#labels),*] })
    });
    let made = variants.iter().enumerate().map(|(index, variant)| {
        let index = Literal::usize_unsuffixed(index);
        let variant = &variant.ident;
        quote!(#index => Self::#variant)
    });
    let places = variants.iter().enumerate().map(|(index, variant)| {
        let index = Literal::usize_unsuffixed(index);
        let variant = &variant.ident;
        quote!(Self::#variant => #index)
    });
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #p::Choices for #ident {
            const OPTIONS: &'static [#p::ChoiceOption] = &[#(#options),*];
            fn from_index(index: usize) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match index {
                    #(#made,)*
                    _ => return ::core::option::Option::None,
                })
            }
            fn index(&self) -> usize {
                match self {
                    #(#places,)*
                }
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #p::DefaultValidator for #ident {
            type Validator = #p::Choice<Self>;
            fn validator() -> Self::Validator {
                #p::Choice::variants()
            }
        }
    }
}
