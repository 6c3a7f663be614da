//! One source file: the modules that it declares, the texts that it uses, the files below it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::uses::{self, Use};

/// Is what a source file holds, as far as texts are concerned.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) declarations: Vec<Declaration>,
    pub(super) uses: Vec<Found>,
    pub(super) children: Vec<Child>,
}

/// Is a module, or a place for free functions, and its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declaration {
    /// The name of the module's type; without it, the texts are those of free functions.
    pub(super) name: Option<String>,
    /// The folder, as it was written; without it, the module has no texts.
    pub(super) folder: Option<String>,
    pub(super) default_language: Option<String>,
}

/// Is a use and where it stands.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) used: Use,
    /// The type of the `impl` block in which it stands.
    pub(super) owner: Option<String>,
    pub(super) place: Place,
    pub(super) line: usize,
}

/// Is what a use stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A block `#[handlers]`.
    Handlers,
    /// A free function that is a handler.
    Handler,
    /// Anything else.
    Other,
}

/// Is `mod name;`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Child {
    /// The names of the modules in the file around it, and its own.
    pub(super) path: Vec<String>,
    /// What `#[path = "…"]` says.
    pub(super) written: Option<String>,
}

/// Is a scanned file and how it looked at that time: a process may outlive a change of it.
type Known = HashMap<PathBuf, ((Option<SystemTime>, u64), Rc<Scan>)>;

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::new(HashMap::new());
}

/// Scans a file; one that cannot be read or split into tokens is empty.
pub(super) fn scan(path: &Path) -> Rc<Scan> {
    let state = fs::metadata(path).map_or((None, 0), |data| (data.modified().ok(), data.len()));
    let known = KNOWN.with_borrow(|known| {
        known
            .get(path)
            .filter(|(then, _)| *then == state)
            .map(|(_, scan)| Rc::clone(scan))
    });
    known.unwrap_or_else(|| {
        let scan = Rc::new(
            fs::read_to_string(path).map_or_else(|_| Scan::default(), |text| of_text(&text)),
        );
        KNOWN.with_borrow_mut(|known| known.insert(path.to_owned(), (state, Rc::clone(&scan))));
        scan
    })
}

fn of_text(text: &str) -> Scan {
    let mut scan = Scan::default();
    if let Ok(tokens) = text.parse::<TokenStream>() {
        items(tokens, &mut Vec::new(), &mut scan);
        lines(text, &mut scan.uses);
    }
    scan
}

/// Walks through the items of a file or of a module in it.
fn items(tokens: TokenStream, path: &mut Vec<String>, scan: &mut Scan) {
    let mut attributes: Vec<Group> = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (&token, tokens.peek()) {
            (TokenTree::Punct(hash), Some(TokenTree::Group(group)))
                if item.is_empty()
                    && hash.as_char() == '#'
                    && group.delimiter() == Delimiter::Bracket =>
            {
                attributes.push(group.clone());
                tokens.next();
                continue;
            }
            _ => {}
        }
        let ends = match &token {
            TokenTree::Punct(mark) => mark.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        item.push(token);
        if ends {
            if !attributes.iter().any(uses::is_test) {
                one(&item, &attributes, path, scan);
            }
            attributes.clear();
            item.clear();
        }
    }
    one(&item, &attributes, path, scan);
}

/// Takes in one item.
fn one(item: &[TokenTree], attributes: &[Group], path: &mut Vec<String>, scan: &mut Scan) {
    let words: Vec<String> = item.iter().map(word).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let keyword = words
        .iter()
        .position(|word| {
            matches!(
                *word,
                "mod" | "struct" | "enum" | "impl" | "fn" | "macro_rules"
            )
        })
        .filter(|position| *position < 6);
    let mut owner = None;
    let mut place = Place::Other;
    match keyword.map(|at| (at, words[at])) {
        Some((at, "mod")) => {
            let name = words.get(at + 1).copied().unwrap_or_default().to_owned();
            path.push(name.trim_start_matches("r#").to_owned());
            match item.last() {
                Some(TokenTree::Group(content)) => items(content.stream(), path, scan),
                _ => scan.children.push(Child {
                    path: path.clone(),
                    written: attributes.iter().find_map(written_path),
                }),
            }
            path.pop();
            return;
        }
        Some((at, "struct" | "enum")) => {
            if let Some(name) = words.get(at + 1) {
                scan.declarations.extend(of_type(name, attributes));
            }
        }
        Some((at, "impl")) => {
            owner = self_type(&item[at + 1..]);
            if attributes
                .iter()
                .any(|attribute| last_is(attribute, &["handlers"]))
            {
                place = Place::Handlers;
            }
        }
        Some((_, "fn"))
            if attributes
                .iter()
                .any(|attribute| last_is(attribute, &["command", "watcher", "every"])) =>
        {
            place = Place::Handler;
        }
        None => {
            if let [
                ..,
                TokenTree::Ident(name),
                TokenTree::Punct(mark),
                TokenTree::Group(group),
            ] = without_semicolon(item)
                && name == "texts"
                && mark.as_char() == '!'
            {
                scan.declarations.extend(free(group));
            }
        }
        _ => {}
    }
    for used in uses::uses(item.iter().cloned().collect()) {
        scan.uses.push(Found {
            used,
            owner: owner.clone(),
            place,
            line: 0,
        });
    }
}

fn without_semicolon(item: &[TokenTree]) -> &[TokenTree] {
    match item {
        [rest @ .., TokenTree::Punct(mark)] if mark.as_char() == ';' => rest,
        all => all,
    }
}

/// Returns a word as text; brackets are empty, so that their content is not taken for words.
fn word(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(_) => String::new(),
        other => other.to_string(),
    }
}

/// Returns true when the last word of an attribute's path is one of these.
fn last_is(attribute: &Group, names: &[&str]) -> bool {
    let mut last = String::new();
    for token in attribute.stream() {
        match token {
            TokenTree::Ident(ident) => last = ident.to_string(),
            TokenTree::Punct(mark) if mark.as_char() == ':' => {}
            _ => break,
        }
    }
    names.contains(&last.as_str())
}

/// Reads `#[path = "…"]`.
fn written_path(attribute: &Group) -> Option<String> {
    last_is(attribute, &["path"])
        .then(|| values(attribute.stream()))?
        .into_iter()
        .find_map(|(key, value)| (key == "path").then_some(value))
}

/// Lists every `key = "…"` outside further brackets.
fn values(tokens: TokenStream) -> Vec<(String, String)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens
        .windows(3)
        .filter_map(|three| match three {
            [
                TokenTree::Ident(key),
                TokenTree::Punct(mark),
                TokenTree::Literal(value),
            ] if mark.as_char() == '=' => Some((key.to_string(), text(value)?)),
            _ => None,
        })
        .collect()
}

fn text(literal: &proc_macro2::Literal) -> Option<String> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// Reads the attributes of a type that derives `Module`.
fn of_type(name: &str, attributes: &[Group]) -> Option<Declaration> {
    let inner = |attribute: &Group| {
        attribute
            .stream()
            .into_iter()
            .find_map(|token| match token {
                TokenTree::Group(group) => Some(group.stream()),
                _ => None,
            })
    };
    let derives = attributes
        .iter()
        .filter(|attribute| last_is(attribute, &["derive"]))
        .filter_map(inner)
        .any(|list| {
            list.into_iter()
                .any(|token| matches!(token, TokenTree::Ident(ident) if ident == "Module"))
        });
    let keys: Vec<(String, String)> = attributes
        .iter()
        .filter(|attribute| last_is(attribute, &["module"]))
        .filter_map(inner)
        .flat_map(values)
        .collect();
    derives.then(|| Declaration {
        name: Some(name.to_owned()),
        folder: value_of(&keys, "texts"),
        default_language: value_of(&keys, "default_language"),
    })
}

/// Reads the arguments of `texts!(…)`.
fn free(arguments: &Group) -> Option<Declaration> {
    let first = arguments.stream().into_iter().next();
    let Some(TokenTree::Literal(folder)) = first else {
        return None;
    };
    Some(Declaration {
        name: None,
        folder: Some(text(&folder)?),
        default_language: value_of(&values(arguments.stream()), "default_language"),
    })
}

fn value_of(keys: &[(String, String)], name: &str) -> Option<String> {
    keys.iter()
        .find_map(|(key, value)| (key == name).then(|| value.clone()))
}

/// Returns the last word of the type that an `impl` block is for.
fn self_type(after_impl: &[TokenTree]) -> Option<String> {
    let (mut depth, mut name, mut previous) = (0_i32, None, ' ');
    for token in after_impl {
        let mark = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match token {
            TokenTree::Ident(word) if depth == 0 && word == "for" => name = None,
            TokenTree::Ident(word) if depth == 0 && word == "where" => break,
            TokenTree::Ident(word) if depth == 0 => name = Some(word.to_string()),
            TokenTree::Punct(_) if mark == '<' => depth += 1,
            TokenTree::Punct(_) if mark == '>' && previous != '-' => depth -= 1,
            _ => {}
        }
        previous = mark;
    }
    name
}

/// Finds the lines on which keys stand: the compiler does not keep them for tokens made of text.
fn lines(text: &str, uses: &mut [Found]) {
    let mut from = HashMap::new();
    for found in uses {
        let Some(key) = &found.used.key else {
            continue;
        };
        let start: &mut usize = from.entry(key.written.clone()).or_default();
        let called = |(position, _): &(usize, &str)| {
            text.get(..*position)
                .map(str::trim_end)
                .and_then(|before| before.strip_suffix(['(', ',']))
                .is_some()
        };
        let rest = text.get(*start..).unwrap_or_default();
        let here = rest
            .match_indices(key.written.as_str())
            .map(|(position, found)| (*start + position, found))
            .find(called);
        if let Some((position, written)) = here {
            found.line = text
                .get(..position)
                .unwrap_or_default()
                .matches('\n')
                .count()
                + 1;
            *start = position + written.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_apart() {
        let scan = of_text(
            r#"
            //! ctx.t("comment", &[]) is not one.
            userbot_sdk::texts!("locales/free", default_language = "ru");
            pub mod child;
            #[path = "elsewhere.rs"] mod other;
            pub(crate) mod inline { mod deep; fn f() { ctx.t("inline", &[]); } }
            #[derive(Module, Default)]
            #[module(name = "A", texts = "locales/a", doc(ru = "…"))]
            pub struct A { x: u8 }
            #[derive(userbot_sdk::Module)]
            struct B;
            struct C(u8);
            #[handlers]
            impl A { fn f(&self) { ctx.t("in_block",
                &[]); } }
            impl<T: Fn() -> u8> Trait<T> for crate::x::A where T: Copy { fn g() { ctx.t("in_impl", &[]) } }
            #[userbot_sdk::command(name = "x")]
            async fn x(ctx: &Context) { ctx.t("in_block", &[]) }
            #[cfg(test)]
            mod tests { fn f() { ctx.t("test", &[]) } }
            fn free() { ctx.t("free", &[]) }
            "#,
        );
        let folders: Vec<_> = scan
            .declarations
            .iter()
            .map(|one| (one.name.as_deref(), one.folder.as_deref()))
            .collect();
        assert_eq!(
            folders,
            [
                (None, Some("locales/free")),
                (Some("A"), Some("locales/a")),
                (Some("B"), None)
            ]
        );
        assert_eq!(scan.declarations[0].default_language.as_deref(), Some("ru"));
        let children: Vec<_> = scan
            .children
            .iter()
            .map(|child| (child.path.join("::"), child.written.as_deref()))
            .collect();
        assert_eq!(
            children,
            [
                (String::from("child"), None),
                (String::from("other"), Some("elsewhere.rs")),
                (String::from("inline::deep"), None)
            ]
        );
        let uses: Vec<_> = scan
            .uses
            .iter()
            .map(|found| {
                let key = found.used.key.as_ref().unwrap().value.as_str();
                (key, found.owner.as_deref(), found.place, found.line)
            })
            .collect();
        assert_eq!(
            uses,
            [
                ("inline", None, Place::Other, 6),
                ("in_block", Some("A"), Place::Handlers, 14),
                ("in_impl", Some("A"), Place::Other, 16),
                ("in_block", None, Place::Handler, 18),
                ("free", None, Place::Other, 21),
            ]
        );
    }
}
