//! The signature of a handler: `&self`, `ctx: &Context`, then what its kind takes.

use quote::ToTokens;
use syn::{FnArg, Pat, PatType, Receiver, ReturnType, Signature, Type};

use crate::model::Attr;
use crate::span::Errors;

/// Is where the function stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a block marked `#[handlers]`.
    Method,
    /// In a Rust module.
    Free,
}

/// Is what the table needs to know about a signature without mistakes.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The type after `ctx`; without the `&` for a watcher.
    pub(crate) argument: Option<Type>,
    pub(crate) output: Type,
}

/// The types of events, to tell a forgotten `ctx` from a renamed `Context`.
const EVENTS: &[&str] = &[
    "Message",
    "Edited",
    "Deleted",
    "Album",
    "Reaction",
    "Typing",
    "ReadReceipt",
    "Joined",
    "Left",
    "JoinRequested",
    "Pinned",
    "ChatChanged",
    "RightsChanged",
    "PollChanged",
    "PollVote",
    "Call",
    "UserStatus",
    "CallbackPress",
    "RawUpdate",
];

/// Checks a signature; reports every mistake and returns nothing when there was one.
pub(crate) fn check(
    attr: Attr,
    signature: &Signature,
    place: Place,
    errors: &mut Errors,
) -> Option<Checked> {
    let before = errors.count();
    qualifiers(attr, signature, errors);
    let (receiver, inputs) = split(signature);
    match (place, receiver) {
        (Place::Method, None) => errors.push(
            signature.ident.span(),
            format!("{} in a block takes `&self` first; without it, write a free function outside the block", attr.noun()),
        ),
        (Place::Method, Some(receiver)) => check_receiver(attr, receiver, errors),
        (Place::Free, _) => {}
    }
    let argument = parameters(attr, signature, &inputs, errors);
    let output = match &signature.output {
        ReturnType::Type(_, output) if matches!(**output, Type::ImplTrait(_) | Type::Infer(_)) => {
            errors.at(output, format!("{} returns `Result<()>`", attr.noun()));
            None
        }
        ReturnType::Type(_, output) => Some((**output).clone()),
        ReturnType::Default => {
            errors.push(
                signature.paren_token.span.close(),
                format!(
                    "{} returns `Result<()>`: write `-> Result<()>` and end with `Ok(())`",
                    attr.noun()
                ),
            );
            None
        }
    };
    (errors.count() == before).then_some(())?;
    Some(Checked {
        argument: argument?,
        output: output?,
    })
}

/// Checks what the key `raw` promises.
pub(crate) fn check_raw(signature: &Signature, argument: Option<&Type>, errors: &mut Errors) {
    match argument {
        None => errors.push(
            signature.paren_token.span.close(),
            "`raw` gives the command its text: take it as `text: Raw`",
        ),
        Some(argument) if last(argument).as_deref() != Some("Raw") => {
            errors.at(
                argument,
                "`raw` gives the command its text as it was typed: the argument is `Raw`",
            );
        }
        Some(_) => {}
    }
}

/// Checks the words before `fn`, and the generics.
fn qualifiers(attr: Attr, signature: &Signature, errors: &mut Errors) {
    let noun = attr.noun();
    if signature.asyncness.is_none() {
        errors.push(
            signature.fn_token.span,
            format!("{noun} is an `async fn`: write `async` before `fn`"),
        );
    }
    if let Some(word) = &signature.constness {
        errors.at(word, format!("{noun} cannot be `const`"));
    }
    if let Some(word) = &signature.unsafety {
        errors.at(word, format!("{noun} cannot be `unsafe`"));
    }
    if let Some(word) = &signature.abi {
        errors.at(word, format!("{noun} cannot be `extern`"));
    }
    if let Some(dots) = &signature.variadic {
        errors.at(dots, format!("{noun} cannot be variadic"));
    }
    if !signature.generics.params.is_empty() {
        errors.at(
            &signature.generics,
            format!(
                "{noun} has no generics or lifetimes of its own: take owned values of one type"
            ),
        );
    } else if let Some(clause) = &signature.generics.where_clause {
        errors.at(
            clause,
            format!("{noun} has no `where` clause: put it on the block"),
        );
    }
}

fn split(signature: &Signature) -> (Option<&Receiver>, Vec<&PatType>) {
    let mut receiver = None;
    let mut inputs = Vec::new();
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(found) => receiver = Some(found),
            FnArg::Typed(typed) => inputs.push(typed),
        }
    }
    (receiver, inputs)
}

fn check_receiver(attr: Attr, receiver: &Receiver, errors: &mut Errors) {
    let plain = receiver.colon_token.is_none();
    if plain && receiver.reference.is_some() && receiver.mutability.is_none() {
        return;
    }
    let advice = if plain && receiver.reference.is_none() {
        "the module stays in use after the call"
    } else {
        "many handlers run at a time, so keep changing state behind a lock"
    };
    errors.at(receiver, format!("{} takes `&self`: {advice}", attr.noun()));
}

/// Checks the parameters; the outer `None` means that there was a mistake.
#[expect(
    clippy::option_option,
    reason = "outside: a mistake was reported; inside: no argument"
)]
fn parameters(
    attr: Attr,
    signature: &Signature,
    inputs: &[&PatType],
    errors: &mut Errors,
) -> Option<Option<Type>> {
    let wants = match attr {
        Attr::Command => "`ctx: &Context` and at most one argument",
        Attr::Watcher => "`ctx: &Context` and one event, such as `msg: &Message`",
        Attr::Every | Attr::Cron => "`ctx: &Context` and nothing else",
    };
    for input in inputs {
        name(input, errors);
    }
    let Some(first) = inputs.first() else {
        errors.push(
            signature.paren_token.span.close(),
            format!("{} takes {wants}", attr.noun()),
        );
        return None;
    };
    let rest = &inputs[1..];
    if !context(attr, first, rest, wants, errors) {
        return None;
    }
    let most = usize::from(!matches!(attr, Attr::Every | Attr::Cron));
    for extra in rest.iter().skip(most) {
        let hint = match attr {
            Attr::Command => "; put the arguments into one struct with `#[derive(Args)]`",
            Attr::Watcher | Attr::Every | Attr::Cron => "",
        };
        errors.at(extra, format!("{} takes {wants}{hint}", attr.noun()));
    }
    match (attr, rest.first()) {
        (Attr::Command, None) | (Attr::Every | Attr::Cron, _) => Some(None),
        (Attr::Command, Some(argument)) => owned(&argument.ty, errors).map(Some),
        (Attr::Watcher, None) => {
            errors.push(
                signature.paren_token.span.close(),
                format!("a watcher takes {wants}; its type chooses what is watched"),
            );
            None
        }
        (Attr::Watcher, Some(event)) => borrowed(&event.ty, errors).map(Some),
    }
}

/// Checks that a parameter has a plain name.
fn name(input: &PatType, errors: &mut Errors) {
    let plain = match &*input.pat {
        Pat::Ident(ident) => ident.by_ref.is_none() && ident.subpat.is_none(),
        Pat::Wild(_) => true,
        _ => false,
    };
    if !plain {
        errors.at(
            &input.pat,
            "give this parameter a name, and take it apart inside the function",
        );
    }
}

/// Checks that the first parameter is the context.
fn context(
    attr: Attr,
    first: &PatType,
    rest: &[&PatType],
    wants: &str,
    errors: &mut Errors,
) -> bool {
    let noun = attr.noun();
    let (reference, inner) = peel(&first.ty);
    let named = last(inner);
    if named.as_deref() == Some("Context") {
        return match reference {
            Some(false) => true,
            Some(true) => {
                errors.at(&first.ty, "the context is shared: take `&Context`");
                false
            }
            None => {
                errors.at(
                    &first.ty,
                    format!("{noun} borrows the context: take `&Context`"),
                );
                false
            }
        };
    }
    if let Some(later) = rest
        .iter()
        .find(|input| last(peel(&input.ty).1).as_deref() == Some("Context"))
    {
        errors.at(
            later,
            format!("the context comes first: {noun} takes {wants}"),
        );
        return false;
    }
    // A `Context` under another name is a reference too; an event or a value is not one.
    let event = named
        .as_deref()
        .is_some_and(|named| EVENTS.contains(&named));
    let lone_watcher = attr == Attr::Watcher && rest.is_empty();
    if reference != Some(false)
        || event
        || lone_watcher
        || matches!(inner, Type::Path(path) if path.path.is_ident("str"))
    {
        let hint = if attr == Attr::Command && named.as_deref() == Some("Message") {
            "; the message is `ctx.message()?`"
        } else {
            ""
        };
        errors.at(
            first,
            format!("the first parameter is the context: {noun} takes {wants}{hint}"),
        );
        return false;
    }
    true
}

/// Checks the argument of a command: an owned type.
fn owned(argument: &Type, errors: &mut Errors) -> Option<Type> {
    match peel(argument) {
        (Some(_), Type::Path(path)) if path.path.is_ident("str") => {
            errors.at(argument, "for free text take `Raw`, which derefs to `str`");
        }
        (Some(_), inner) if last(inner).as_deref() == Some("Message") => {
            errors.at(
                argument,
                "a command gets no message as a parameter: it is `ctx.message()?`, and the one that it replies to is `ctx.replied().await?`",
            );
        }
        (Some(_), inner) => {
            let inner = inner.to_token_stream().to_string().replace(' ', "");
            errors.at(
                argument,
                format!("a command owns its argument: take `{inner}` without the `&`"),
            );
        }
        (None, Type::ImplTrait(_)) => errors.at(
            argument,
            "the argument is one type that can be named, not `impl Trait`",
        ),
        (None, Type::Infer(_)) => errors.at(argument, "write the type of the argument"),
        (None, _) if super::lifetime(argument.to_token_stream()).is_some() => {
            errors.at(
                argument,
                "arguments own their data: use `String` in place of `&str`, and no lifetimes",
            );
        }
        (None, _) => return Some(argument.clone()),
    }
    None
}

/// Checks the event of a watcher: a shared reference.
fn borrowed(event: &Type, errors: &mut Errors) -> Option<Type> {
    match peel(event) {
        (Some(false), Type::ImplTrait(_)) => errors.at(
            event,
            "the event is one type, such as `&Message`, not `impl Trait`",
        ),
        (Some(false), inner) => return Some(inner.clone()),
        (Some(true), inner) => {
            let inner = inner.to_token_stream().to_string().replace(' ', "");
            errors.at(
                event,
                format!("other watchers see the event too: take `&{inner}`"),
            );
        }
        (None, inner) => {
            let inner = inner.to_token_stream().to_string().replace(' ', "");
            errors.at(
                event,
                format!("a watcher borrows the event: take `&{inner}`"),
            );
        }
    }
    None
}

/// Takes a reference off: `Some(mutable)` and what is behind it.
fn peel(ty: &Type) -> (Option<bool>, &Type) {
    match ty {
        Type::Reference(reference) => (
            Some(reference.mutability.is_some()),
            peel_groups(&reference.elem),
        ),
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        other => (None, other),
    }
}

fn peel_groups(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel_groups(&group.elem),
        Type::Paren(paren) => peel_groups(&paren.elem),
        other => other,
    }
}

/// Returns the last word of a path.
fn last(ty: &Type) -> Option<String> {
    match peel_groups(ty) {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
