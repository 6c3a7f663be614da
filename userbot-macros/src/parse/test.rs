//! `#[userbot_testkit::test]`.

use proc_macro2::TokenStream;
use syn::ItemFn;

use super::crate_path;
use super::entries::{self, Repeats};
use crate::keys;
use crate::model::TestDef;
use crate::span::Errors;

/// Reads a test function.
pub(crate) fn test(attribute: TokenStream, function: ItemFn, errors: &mut Errors) -> TestDef {
    let keys = entries::entries(attribute, &keys::TEST, Repeats::Refused, errors);
    let mut broken = false;
    let mut mistake = |tokens: &dyn quote::ToTokens, message: &str| {
        errors.at(tokens, message);
        broken = true;
    };
    let signature = &function.sig;
    for attribute in &function.attrs {
        if attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "test")
        {
            mistake(
                attribute,
                "`#[userbot_testkit::test]` is the only `test` attribute that this function needs: remove this one",
            );
        }
    }
    if signature.asyncness.is_none() {
        mistake(
            &signature.fn_token,
            "a test with the simulated Telegram is an `async fn`; for others use Rust's own `#[test]`",
        );
    }
    if !signature.inputs.is_empty() {
        mistake(
            &signature.inputs,
            "a test takes no arguments: make a `World` inside",
        );
    }
    if !signature.generics.params.is_empty() {
        mistake(&signature.generics, "a test cannot be generic");
    }
    if let Some(word) = &signature.constness {
        mistake(word, "a test cannot be `const`");
    }
    if let Some(word) = &signature.unsafety {
        mistake(word, "a test cannot be `unsafe`");
    }
    if let Some(word) = &signature.abi {
        mistake(word, "a test cannot be `extern`");
    }
    TestDef {
        testkit: crate_path(&keys, "userbot_testkit"),
        function,
        broken,
    }
}
