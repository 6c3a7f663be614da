//! From the model to tokens: constant data and function pointers, no logic.
//!
//! Spans: a row stands at its function's name, so that a future that is not `Send` is reported
//! there; what checks an argument or a result stands at that type. Everything that the user did
//! not write has the macro's own hygiene, which also keeps the user's lints away from it.

mod block;
mod data;
mod function;
mod module;
mod row;
mod test;

pub(crate) use block::block;
pub(crate) use function::function;
pub(crate) use module::module;
pub(crate) use test::test;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

/// Is the path of the names that generated code uses.
struct Private<'a>(&'a Path);

impl ToTokens for Private<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path = self.0;
        tokens.extend(quote!(#path::__private));
    }
}
