//! What the model must fulfil: signatures, names, filters.

pub(crate) mod filters;
pub(crate) mod names;
pub(crate) mod signature;

use proc_macro2::{Span, TokenStream, TokenTree};

/// Finds a lifetime other than `'static`.
pub(crate) fn lifetime(tokens: TokenStream) -> Option<Span> {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if let Some(found) = lifetime(group.stream()) {
                    return Some(found);
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == '\'' => {
                if let Some(TokenTree::Ident(name)) = tokens.next()
                    && name != "static"
                {
                    return Some(name.span());
                }
            }
            _ => {}
        }
    }
    None
}
