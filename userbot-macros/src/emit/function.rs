//! A free function that is a handler: its row, submitted on its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use super::{Private, row};
use crate::check::signature::Place;
use crate::model::{HandlerDef, HandlerKind};

/// Writes what stands below the function.
pub(crate) fn function(def: &HandlerDef, sdk: &Path) -> TokenStream {
    let p = &Private::new(sdk);
    let cfgs = &def.cfgs;
    let row = row::row(
        p,
        &HandlerDef {
            cfgs: Vec::new(),
            ..def.clone()
        },
        Place::Free,
    );
    let (kind, of) = match &def.kind {
        HandlerKind::Command(_) => ("Command", "CommandRow"),
        HandlerKind::Watcher(_) => ("Watcher", "WatcherRow"),
        HandlerKind::Schedule(_) => ("Schedule", "ScheduleRow"),
    };
    let kind = Ident::new(kind, Span::mixed_site());
    let of = Ident::new(of, Span::mixed_site());
    quote! {
        #(#cfgs)*
        #[allow(deprecated)]
        const _: () = {
            static __USERBOT_ROW: #p::#of<()> = #row;
            #p::inventory::submit! {
                #p::FreeHandler {
                    module_path: ::core::module_path!(),
                    version: ::core::env!("CARGO_PKG_VERSION"),
                    sdk_version: #p::SDK_VERSION,
                    kind: #p::FreeHandlerKind::#kind(&__USERBOT_ROW),
                }
            }
        };
    }
}
