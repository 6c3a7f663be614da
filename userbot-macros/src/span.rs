//! Places in the user's source: collected errors and line numbers.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// Collects the mistakes of one expansion, so that all of them are reported together.
#[derive(Debug, Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds a mistake at one place.
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Adds a mistake that covers all these tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.0.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds what the parser of Rust complains about.
    pub(crate) fn syntax(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Counts the mistakes so far.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the messages, for tests.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|error| error.clone().into_iter())
            .map(|e| e.to_string())
            .collect()
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for error in &self.0 {
            error.to_compile_error().to_tokens(tokens);
        }
    }
}

/// Returns the line on which a span starts; 1 outside a compilation.
///
/// `line!()` would give the line of the attribute on the block for every method in it.
pub(crate) fn line(span: Span) -> u32 {
    if proc_macro::is_available() {
        // `unwrap` gives the compiler's own span; inside a procedural macro it cannot fail.
        u32::try_from(span.unwrap().line()).unwrap_or(u32::MAX)
    } else {
        1
    }
}

/// Writes a path that the user gave, or a default, as generated code: lints about the user's own
/// paths leave it alone. Errors about it point at `place`.
pub(crate) fn generated(path: &TokenStream, place: Option<Span>) -> TokenStream {
    let tokens = path.clone().into_iter().map(|mut token| {
        // `$crate` means the crate of its own span.
        let keep = matches!(&token, TokenTree::Ident(ident) if ident == "$crate");
        if !keep {
            token.set_span(hidden_at(place.unwrap_or_else(|| token.span())));
        }
        token
    });
    tokens.collect()
}

/// Returns a span that points at `place`, but whose names cannot meet the user's.
pub(crate) fn hidden_at(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}
