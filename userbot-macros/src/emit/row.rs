//! One row of a table: the spec of a handler and the function pointer that runs it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;

use super::{Private, data};
use crate::check::signature::Place;
use crate::model::{CommandDef, Entry, HandlerDef, HandlerKind};
use crate::span;

/// Writes a `CommandRow`, `WatcherRow` or `ScheduleRow`, with the function's `#[cfg]`s before it.
pub(super) fn row(p: &Private<'_>, handler: &HandlerDef, place: Place) -> TokenStream {
    let cfgs = &handler.cfgs;
    let row = match &handler.kind {
        HandlerKind::Command(command) => command_row(p, handler, command, place),
        HandlerKind::Watcher(filters) => watcher_row(p, handler, filters, place),
        HandlerKind::Schedule(schedule) => {
            let name = name(handler);
            let docs = data::docs(p, &handler.docs);
            let timing = data::timing(p, &schedule.timing);
            let jitter = data::duration(p, schedule.jitter.unwrap_or_default());
            let overlap = data::overlap(p, schedule.overlap.as_ref());
            let autostart = schedule.autostart;
            let backoff = data::option(schedule.backoff.map(|time| data::duration(p, time)));
            let location = data::location(p, handler.ident.span());
            let call = Call::new(p, handler, place);
            let (module, ctx, run) = (&call.module, &call.ctx, call.outcome(None));
            let at = call.at;
            let run = {
                let p = p.at(at);
                quote_spanned!(at=> #p::run(#run))
            };
            quote!(#p::ScheduleRow {
                spec: #p::ScheduleSpec {
                    name: #name,
                    docs: #docs,
                    timing: #timing,
                    jitter: #jitter,
                    overlap: #overlap,
                    autostart: #autostart,
                    backoff: #backoff,
                    location: #location,
                },
                run: |#module, #ctx| #run,
            })
        }
    };
    quote!(#(#cfgs)* #row)
}

fn command_row(
    p: &Private<'_>,
    handler: &HandlerDef,
    command: &CommandDef,
    place: Place,
) -> TokenStream {
    let name = &command.name.text;
    let aliases = command.aliases.iter().map(|alias| &alias.text);
    let docs = data::docs(p, &handler.docs);
    let scope = data::variants(p, "ChatScope", &command.scope);
    let only = data::variants(p, "Role", &command.only);
    let cooldown = data::option(command.cooldown.map(|time| data::duration(p, time)));
    let hidden = command.hidden;
    let usage = data::option(command.usage.as_ref());
    let location = data::location(p, handler.ident.span());
    let call = Call::new(p, handler, place);
    let (module, ctx, at) = (&call.module, &call.ctx, call.at);
    let input = Ident::new("__userbot_input", at);
    let (shape, run) = match &handler.argument {
        None => {
            let run = call.outcome(None);
            let near = p.at(at);
            (
                quote!(#p::ArgumentsShape::None),
                quote_spanned!(at=> #near::command(#near::read::<()>(#input), |()| #run)),
            )
        }
        Some(argument) => {
            let value = Ident::new("__userbot_argument", at);
            let run = call.outcome(Some(&value));
            let check = span::hidden_at(argument.span());
            let (near, there) = (p.at(at), p.at(check));
            let read = quote_spanned!(check=> #there::read::<#argument>(#input));
            (
                quote_spanned!(check=> #there::shape::<#argument>()),
                quote_spanned!(at=> #near::command(#read, |#value| #run)),
            )
        }
    };
    quote!(#p::CommandRow {
        spec: #p::CommandSpec {
            name: #name,
            aliases: &[#(#aliases),*],
            docs: #docs,
            scope: #scope,
            only: #only,
            cooldown: #cooldown,
            hidden: #hidden,
            usage: #usage,
            location: #location,
        },
        arguments: #shape,
        run: |#module, #ctx, #input| #run,
    })
}

fn watcher_row(
    p: &Private<'_>,
    handler: &HandlerDef,
    filters: &[Entry],
    place: Place,
) -> TokenStream {
    let name = name(handler);
    let docs = data::docs(p, &handler.docs);
    let filter = data::filter(p, filters);
    let location = data::location(p, handler.ident.span());
    let event = handler.argument.as_ref();
    let check = span::hidden_at(event.map_or_else(Span::call_site, Spanned::span));
    let there = p.at(check);
    let kind = quote_spanned!(check=> #there::kind::<#event>());
    let call = Call::new(p, handler, place);
    let at = call.at;
    let turn = Ident::new("__userbot_turn", at);
    let (module, near) = (&call.module, p.at(at));
    let read = quote_spanned!(check=> #there::event::<#event>());
    let run = call.call(
        &quote_spanned!(at=> &#module),
        &quote_spanned!(at=> #turn.ctx()),
        Some(&quote_spanned!(at=> #turn.event(#read))),
    );
    let returns = call.returns();
    let run = quote_spanned!(at=> #near::runner(async move {
        loop {
            let #turn = #near::Turn::next().await;
            let __userbot_result = #near::result(#returns, #run.await);
            #turn.end(__userbot_result);
        }
    }));
    quote!(#p::WatcherRow {
        spec: #p::WatcherSpec {
            name: #name,
            docs: #docs,
            kind: #kind,
            filter: #filter,
            location: #location,
        },
        run: |#module| #run,
    })
}

fn name(handler: &HandlerDef) -> String {
    handler.ident.unraw().to_string()
}

/// Is the call of the user's function.
struct Call<'a> {
    p: &'a Private<'a>,
    handler: &'a HandlerDef,
    place: Place,
    /// The span of what surrounds the call.
    at: Span,
    module: Ident,
    ctx: Ident,
}

impl<'a> Call<'a> {
    fn new(p: &'a Private<'a>, handler: &'a HandlerDef, place: Place) -> Self {
        let at = span::hidden_at(handler.ident.span());
        let module = match place {
            Place::Method => Ident::new("__userbot_module", at),
            Place::Free => Ident::new("_", at),
        };
        Self {
            p,
            handler,
            place,
            at,
            module,
            ctx: Ident::new("__userbot_ctx", at),
        }
    }

    /// Writes the future of the call; what checks its result stands at the result's type.
    fn outcome(&self, argument: Option<&Ident>) -> TokenStream {
        let (module, ctx) = (&self.module, &self.ctx);
        let argument = argument.map(|argument| quote!(#argument));
        let call = self.call(&quote!(#module), &quote!(#ctx), argument.as_ref());
        let (returns, near) = (self.returns(), self.p.at(self.at));
        quote_spanned!(self.at=> #near::outcome(#returns, #call))
    }

    /// Writes the call, with what gives the module, the context and the argument.
    fn call(
        &self,
        module: &TokenStream,
        ctx: &TokenStream,
        argument: Option<&TokenStream>,
    ) -> TokenStream {
        let function = &self.handler.ident;
        let argument = argument.into_iter();
        match self.place {
            Place::Method => {
                quote_spanned!(self.at=> Self::#function(#module, #ctx #(, #argument)*))
            }
            Place::Free => quote_spanned!(self.at=> #function(#ctx #(, #argument)*)),
        }
    }

    /// Writes what turns the answer of the call into a result.
    fn returns(&self) -> TokenStream {
        let output = &self.handler.output;
        let result = span::hidden_at(output.span());
        let there = self.p.at(result);
        quote_spanned!(result=> #there::returns::<#output>())
    }
}
