//! `#[command]`, `#[watcher]` and `#[every]` outside a block: on a free function.

use proc_macro2::{Span, TokenStream};
use syn::{Item, ItemFn, Path};

use super::handler;
use crate::check::signature::Place;
use crate::model::{Attr, HandlerDef, Marked};
use crate::span::Errors;

/// Reads a free function; returns nothing when no row can be written for it.
pub(crate) fn function(
    attr: Attr,
    attribute: TokenStream,
    item: TokenStream,
    errors: &mut Errors,
) -> Option<(HandlerDef, Path)> {
    let name = attr.name();
    let function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            match syn::parse2::<Item>(item) {
                Ok(Item::Struct(_) | Item::Enum(_)) if attr == Attr::Command => errors.push(
                    Span::call_site(),
                    "`#[command]` goes on a function; clap's `#[command(…)]` stands below `#[derive(Args)]`",
                ),
                Ok(Item::Impl(_)) => errors.push(
                    Span::call_site(),
                    format!("`#[{name}]` goes on a method; on the `impl` block goes `#[handlers]`"),
                ),
                Ok(_) => errors.push(Span::call_site(), format!("`#[{name}]` goes on a function")),
                // A method without a body, a constant of a trait: not items of their own.
                Err(_) => {
                    errors.push(Span::call_site(), format!("`#[{name}]` goes on a function with a body"));
                    drop(error);
                }
            }
            return None;
        }
    };
    if function.sig.receiver().is_some() {
        errors.push(
            Span::call_site(),
            format!(
                "`#[{name}]` on a method only works inside an `impl` block marked `#[handlers]`"
            ),
        );
        return None;
    }
    for other in &function.attrs {
        if Attr::of(other.path()).is_some() {
            errors.at(
                other,
                "one function is one handler: move this to a function of its own",
            );
        }
    }
    let marked = Marked {
        attr,
        span: Span::call_site(),
        tokens: attribute,
    };
    handler::handler(&marked, &function.attrs, &function.sig, Place::Free, errors)
}
