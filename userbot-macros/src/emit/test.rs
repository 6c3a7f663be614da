//! `#[userbot_testkit::test]`: an ordinary test that hands the function to the testkit.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::TestDef;

/// Writes the test.
pub(crate) fn test(def: &TestDef) -> TokenStream {
    let TestDef { function, testkit, broken } = def;
    if *broken {
        return quote!(#function);
    }
    let syn::ItemFn { attrs, vis, sig, block } = function;
    let (name, output) = (&sig.ident, &sig.output);
    quote! {
        #[::core::prelude::v1::test]
        #(#attrs)*
        #vis fn #name() #output {
            async fn #name() #output #block
            #testkit::__private::run_test(#name)
        }
    }
}
