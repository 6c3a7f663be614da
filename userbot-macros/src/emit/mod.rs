//! From the model to tokens: constant data and function pointers, no logic.
//!
//! Spans: a row stands at its function's name, so that a future that is not `Send` is reported
//! there; what checks an argument or a result stands at that type. Everything that the user did
//! not write has the macro's own hygiene, which also keeps the user's lints away from it.

mod block;
mod choice;
mod config;
mod data;
mod function;
mod module;
mod row;
mod test;
mod texts;

pub(crate) use block::block;
pub(crate) use choice::choice;
pub(crate) use config::config;
pub(crate) use function::function;
pub(crate) use module::module;
pub(crate) use test::test;
pub(crate) use texts::texts;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

use crate::span;

/// Is the path of the names that generated code uses.
struct Private<'a> {
    sdk: &'a Path,
    place: Option<Span>,
}

impl<'a> Private<'a> {
    fn new(sdk: &'a Path) -> Self {
        Self { sdk, place: None }
    }

    /// Returns the same path, written at another place: errors about a call point there.
    fn at(&self, place: Span) -> Self {
        Self {
            sdk: self.sdk,
            place: Some(place),
        }
    }
}

impl ToTokens for Private<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path = self.sdk;
        let path = quote!(#path::__private);
        tokens.extend(span::generated(&path, self.place));
    }
}
