//! Chats, people and topics in filters: ids, usernames, `me`, constants.

use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, UnOp};

use super::value::{path, text};
use crate::keys::Key;
use crate::model::PeerDef;
use crate::span::Errors;

/// Reads `1`, `-1001234`, `"@name"`, `me` or a constant.
pub(super) fn peer(key: &'static Key, value: Expr, errors: &mut Errors) -> Option<PeerDef> {
    if let Some(text) = text(&value) {
        let written = text.value();
        let Some(name) = written.strip_prefix('@') else {
            errors.push(
                text.span(),
                format!(
                    "`{}` takes ids and usernames; a username starts with @, as in \"@name\"",
                    key.name
                ),
            );
            return None;
        };
        let fits = (1..=32).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.starts_with(|first: char| first.is_ascii_alphabetic());
        if !fits {
            errors.push(
                text.span(),
                format!("`{written}` cannot be a username: Telegram's have up to 32 letters, digits and underscores, and start with a letter"),
            );
            return None;
        }
        return Some(PeerDef::Username(LitStr::new(name, text.span())));
    }
    if path(&value).is_some_and(|path| path.is_ident("me")) {
        return Some(PeerDef::Me);
    }
    if path(&value).is_some() {
        return Some(PeerDef::Id(value));
    }
    let (negative, digits) = signed(&value);
    let Some(digits) = digits else {
        let message = format!(
            "`{}` takes ids, usernames such as \"@name\", and `me`, as in `{}`",
            key.name, key.example
        );
        errors.push(value.span(), message);
        return None;
    };
    let fits = digits.parse::<i64>().is_ok_and(|id| id != 0);
    if !fits {
        let sign = if negative { "-" } else { "" };
        errors.push(
            value.span(),
            format!("`{sign}{digits}` cannot be the id of a chat or a person"),
        );
        return None;
    }
    Some(PeerDef::Id(value))
}

/// Reads a positive number of 32 bits, or a constant.
pub(super) fn number(key: &'static Key, value: Expr, errors: &mut Errors) -> Option<Expr> {
    if path(&value).is_some() {
        return Some(value);
    }
    match signed(&value) {
        (false, Some(digits)) if digits.parse::<i32>().is_ok_and(|number| number > 0) => {
            Some(value)
        }
        _ => {
            errors.push(
                value.span(),
                format!(
                    "`{}` takes positive whole numbers, as in `{}`",
                    key.name, key.example
                ),
            );
            None
        }
    }
}

/// Returns the sign and the digits of an integer literal.
fn signed(value: &Expr) -> (bool, Option<String>) {
    match value {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => (true, signed(expr).1),
        Expr::Group(group) => signed(&group.expr),
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => (false, Some(number.base10_digits().to_owned())),
        _ => (false, None),
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::*;
    use crate::keys;
    use crate::model::{Entry, Value};
    use crate::parse::entries::{self, Repeats};

    fn watcher(tokens: TokenStream) -> (Vec<Entry>, Vec<String>) {
        let mut errors = Errors::default();
        let found = entries::entries(tokens, &keys::WATCHER, Repeats::Refused, &mut errors);
        (found, errors.messages())
    }

    #[test]
    fn peers_are_ids_usernames_me_and_constants() {
        let (found, messages) = watcher(quote!(
            chat(-1001234, "@name", LOG),
            from = me,
            topic(1, GENERAL)
        ));
        assert!(messages.is_empty(), "{messages:?}");
        let Value::Peers(chats) = &found[0].value else {
            panic!("no peers")
        };
        assert!(matches!(
            chats[..],
            [PeerDef::Id(_), PeerDef::Username(_), PeerDef::Id(_)]
        ));
        let Value::Peers(senders) = &found[1].value else {
            panic!("no peers")
        };
        assert!(matches!(senders[..], [PeerDef::Me]));
        assert!(matches!(&found[2].value, Value::Numbers(numbers) if numbers.len() == 2));
    }

    #[test]
    fn peers_that_cannot_exist_are_refused() {
        for (tokens, part) in [
            (quote!(chat = "name"), "starts with @"),
            (quote!(chat = "@1x"), "cannot be a username"),
            (quote!(chat = 0), "cannot be the id"),
            (quote!(chat = 99999999999999999999), "cannot be the id"),
            (quote!(chat = 1.5), "takes ids"),
            (quote!(chat()), "is empty"),
            (quote!(chat), "is written as"),
            (quote!(topic = -1), "positive"),
            (quote!(topic = "x"), "positive"),
        ] {
            let (found, messages) = watcher(tokens);
            assert!(found.is_empty(), "{part}");
            assert!(
                messages.iter().any(|message| message.contains(part)),
                "{part}: {messages:?}"
            );
        }
    }
}
