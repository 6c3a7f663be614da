//! Names that people type.

use syn::LitStr;

use crate::model::{HandlerDef, HandlerKind, NameDef};
use crate::span::Errors;

/// Marks that bots use as prefixes, besides those of ASCII.
const MARKS: &str = "«»“”„‘’—–…№§¿¡•";

/// Checks a command's name.
///
/// # Errors
///
/// Says what is wrong with it.
pub(crate) fn check(name: &str) -> Result<(), String> {
    let Some(first) = name.chars().next() else {
        return Err(String::from("a name has at least one letter"));
    };
    if name.chars().any(char::is_whitespace) {
        return Err(format!(
            "`{name}` has white space in it: a name is one word"
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(String::from("a name has no control characters"));
    }
    if name.contains('@') {
        return Err(format!("`{name}` has an @ in it, which starts a username"));
    }
    if first.is_ascii_punctuation() || MARKS.contains(first) {
        return Err(format!(
            "`{name}` starts with `{first}`, which could be the prefix: write the name without it"
        ));
    }
    if name.to_lowercase() != name {
        return Err(format!(
            "`{name}` has capital letters: write `{}`, people may type it in any case",
            name.to_lowercase()
        ));
    }
    Ok(())
}

/// Checks a name of `name = "…"` or `alias = "…"`.
pub(crate) fn written(text: &LitStr, key: &str, errors: &mut Errors) -> Option<NameDef> {
    let name = text.value();
    if name.is_empty() {
        errors.push(text.span(), format!("`{key}` is empty"));
        return None;
    }
    match check(&name) {
        Ok(()) => Some(NameDef {
            text: name,
            span: text.span(),
        }),
        Err(reason) => {
            errors.push(text.span(), reason);
            None
        }
    }
}

/// Reports names and aliases that two commands of one block share.
///
/// Functions with `#[cfg]` are left to the check at start-up: they may exclude each other.
pub(crate) fn unique(handlers: &[HandlerDef], errors: &mut Errors) {
    let mut seen: Vec<&NameDef> = Vec::new();
    for handler in handlers.iter().filter(|handler| handler.cfgs.is_empty()) {
        let HandlerKind::Command(command) = &handler.kind else {
            continue;
        };
        for name in std::iter::once(&command.name).chain(&command.aliases) {
            if let Some(first) = seen.iter().find(|other| other.text == name.text) {
                errors.push(
                    name.span,
                    format!("the command `{}` is declared twice", name.text),
                );
                errors.push(
                    first.span,
                    format!("`{}` is first declared here", name.text),
                );
            } else {
                seen.push(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_are_one_word_in_lower_case() {
        for name in ["ping", "a", "пинг", "add_note", "2fa", "to-do", "👋"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        for (name, reason) in [
            ("", "at least one"),
            ("a b", "white space"),
            ("a\u{a0}b", "white space"),
            ("a\0", "control"),
            ("ping@bot", "username"),
            (".ping", "prefix"),
            ("«x", "prefix"),
            ("Ping", "write `ping`"),
        ] {
            assert!(check(name).unwrap_err().contains(reason), "{name}");
        }
    }
}
