//! `#[userbot_testkit::test]`: an ordinary test that hands the function to the testkit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;

use crate::model::TestDef;
use crate::span;

/// Writes the test.
pub(crate) fn test(def: &TestDef) -> TokenStream {
    let TestDef {
        function,
        testkit,
        broken,
    } = def;
    if *broken {
        return quote!(#[allow(unused)] #function);
    }
    let syn::ItemFn {
        attrs,
        vis,
        sig,
        block,
    } = function;
    let (name, output) = (&sig.ident, &sig.output);
    // What the testkit says about a wrong result stands at the result's type.
    let place = match output {
        syn::ReturnType::Default => name.span(),
        syn::ReturnType::Type(_, result) => result.span(),
    };
    let run = span::generated(&quote!(#testkit::__private::run_test), Some(place));
    quote! {
        #[::core::prelude::v1::test]
        #(#attrs)*
        #vis fn #name() {
            async fn #name() #output #block
            #run(
                ::core::concat!(::core::module_path!(), "::", ::core::stringify!(#name)),
                #name,
            );
        }
    }
}
