//! Constant data: docs, places, names, times, filters.

use std::time::Duration;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::Private;
use crate::docs::DocText;
use crate::model::{Entry, PeerDef, TimingDef, Value};
use crate::span;

/// Writes a `Docs`.
pub(super) fn docs(p: &Private<'_>, texts: &[DocText]) -> TokenStream {
    let texts = texts
        .iter()
        .map(|DocText { language, text }| quote!(#p::Doc { language: #language, text: #text }));
    quote!(#p::Docs(&[#(#texts),*]))
}

/// Writes a `SourceLocation`.
pub(super) fn location(p: &Private<'_>, place: Span) -> TokenStream {
    let line = Literal::u32_unsuffixed(span::line(place));
    quote!(#p::SourceLocation { file: ::core::file!(), line: #line })
}

/// Writes a `Duration`.
pub(super) fn duration(p: &Private<'_>, time: Duration) -> TokenStream {
    let seconds = Literal::u64_unsuffixed(time.as_secs());
    quote!(#p::Duration::from_secs(#seconds))
}

/// Writes when a schedule runs.
pub(super) fn timing(p: &Private<'_>, timing: &TimingDef) -> TokenStream {
    match timing {
        TimingDef::Every { interval, delay } => {
            let interval = duration(p, *interval);
            let delay = duration(p, delay.unwrap_or_default());
            quote!(#p::Timing::Every { interval: #interval, delay: #delay })
        }
        TimingDef::Cron {
            expression,
            zone,
            catch_up,
        } => {
            let zone = option(zone.as_ref());
            quote!(#p::Timing::Cron { expression: #expression, zone: #zone, catch_up: #catch_up })
        }
    }
}

/// Writes an `Overlap`.
pub(super) fn overlap(p: &Private<'_>, word: Option<&Entry>) -> TokenStream {
    let variant = word.map_or_else(|| Ident::new("Skip", Span::mixed_site()), variant);
    quote!(#p::Overlap::#variant)
}

/// Writes an `Option`.
pub(super) fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

/// Writes the variants of an enum that a list of words stands for.
pub(super) fn variants(p: &Private<'_>, of: &str, words: &[Entry]) -> TokenStream {
    let of = Ident::new(of, Span::mixed_site());
    let variants = words.iter().map(|word| {
        let variant = variant(word);
        quote!(#p::#of::#variant)
    });
    quote!(&[#(#variants),*])
}

/// Writes the filter of a watcher.
pub(super) fn filter(p: &Private<'_>, filters: &[Entry]) -> TokenStream {
    let filters = filters.iter().map(|entry| one(p, entry));
    quote!(#p::FilterSpec::All(&[#(#filters),*]))
}

fn one(p: &Private<'_>, entry: &Entry) -> TokenStream {
    let variant = variant(entry);
    let head = quote!(#p::FilterSpec::#variant);
    match &entry.value {
        Value::Pattern(text) => quote!(#head(#text)),
        Value::Numbers(numbers) => quote!(#head(&[#(#numbers),*])),
        Value::Peers(peers) => {
            let peers = peers.iter().map(|peer| match peer {
                PeerDef::Id(id) => quote!(#p::PeerSpec::Id(#id)),
                PeerDef::Username(name) => quote!(#p::PeerSpec::Username(#name)),
                PeerDef::Me => quote!(#p::PeerSpec::Me),
            });
            quote!(#head(&[#(#peers),*]))
        }
        Value::Path(path) => {
            let place = span::hidden_at(path.span());
            let ctx = Ident::new("__userbot_ctx", place);
            let msg = Ident::new("__userbot_msg", place);
            let p = p.at(place);
            let call = quote_spanned!(place=> #p::verdict(#path(#ctx, #msg)));
            quote!(#head(|#ctx, #msg| #call))
        }
        Value::Filters(inner) if entry.key.name == "not" => {
            let inner = inner.iter().map(|entry| one(p, entry));
            quote!(#head(&#(#inner)*))
        }
        Value::Filters(inner) => {
            let inner = inner.iter().map(|entry| one(p, entry));
            quote!(#head(&[#(#inner),*]))
        }
        _ => head,
    }
}

fn variant(entry: &Entry) -> Ident {
    Ident::new(entry.key.variant, Span::mixed_site())
}
