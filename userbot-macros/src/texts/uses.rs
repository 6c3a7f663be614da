//! Where texts are used: `.t("key", &[("name", …)])` in any tokens, those of macros included.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};

/// The methods that look up a text.
const METHODS: &[&str] = &["t", "t_plain"];

/// Is one use of a text.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// The key; nothing when it is made while running.
    pub(super) key: Option<Word>,
    /// The names of the arguments, when they are written out.
    pub(super) arguments: Option<Vec<Word>>,
}

/// Is a string literal.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) value: String,
    /// As it stands in the source, quotes included.
    pub(super) written: String,
    pub(super) span: Span,
}

impl Use {
    /// Returns the names of the arguments as text.
    pub(super) fn names(&self) -> Option<Vec<String>> {
        let arguments = self.arguments.as_ref()?;
        Some(arguments.iter().map(|word| word.value.clone()).collect())
    }
}

/// Finds every use in some tokens; what stands below `#[cfg(test)]` is left out.
pub(super) fn uses(tokens: TokenStream) -> Vec<Use> {
    let mut found = Vec::new();
    collect(&tokens.into_iter().collect::<Vec<_>>(), &mut found);
    found
}

fn collect(tokens: &[TokenTree], found: &mut Vec<Use>) {
    let mut skip = false;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(mark) if skip && mark.as_char() == ';' => skip = false,
            TokenTree::Group(group) => {
                let after_hash = index > 0 && is_punct(&tokens[index - 1], '#');
                if after_hash && is_test(group) {
                    skip = true;
                } else if skip {
                    skip = group.delimiter() != Delimiter::Brace;
                } else {
                    if group.delimiter() == Delimiter::Parenthesis
                        && let Some(one) = call(&tokens[..index], group)
                    {
                        found.push(one);
                    }
                    collect(&group.stream().into_iter().collect::<Vec<_>>(), found);
                }
            }
            _ => {}
        }
    }
}

/// Tells whether brackets hold `cfg(test)` or `cfg(all(test, …))`.
pub(super) fn is_test(attribute: &Group) -> bool {
    let text = attribute.stream().to_string().replace(' ', "");
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_ident(token: &TokenTree, names: &[&str]) -> bool {
    matches!(token, TokenTree::Ident(ident) if names.iter().any(|name| ident == name))
}

/// Reads `receiver.t(…)` or `Context::t(…)`.
fn call(before: &[TokenTree], brackets: &Group) -> Option<Use> {
    let own = match before {
        [.., dot, method] if is_punct(dot, '.') && is_ident(method, METHODS) => 0,
        [.., of, first, second, method]
            if is_ident(of, &["Context"])
                && is_punct(first, ':')
                && is_punct(second, ':')
                && is_ident(method, METHODS) =>
        {
            1
        }
        _ => return None,
    };
    let pieces = split(brackets.stream());
    let mut pieces = pieces.iter().skip(own);
    let (key, arguments) = (pieces.next()?, pieces.next()?);
    // Another type may have a method with this name: ours takes two arguments.
    if pieces.next().is_some() {
        return None;
    }
    Some(Use {
        key: word(key),
        arguments: list(arguments),
    })
}

/// Splits at the commas.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut all = vec![Vec::new()];
    for token in tokens {
        if is_punct(&token, ',') {
            all.push(Vec::new());
        } else if let Some(last) = all.last_mut() {
            last.push(token);
        }
    }
    all.retain(|piece| !piece.is_empty());
    all
}

/// Reads a string literal that stands alone.
fn word(tokens: &[TokenTree]) -> Option<Word> {
    match tokens {
        [TokenTree::Literal(literal)] => literal_word(literal),
        // What a macro was given arrives in invisible brackets.
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            word(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => None,
    }
}

fn literal_word(literal: &Literal) -> Option<Word> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(Word {
            value: text.value(),
            written: literal.to_string(),
            span: literal.span(),
        }),
        _ => None,
    }
}

/// Reads `&[("name", …), …]`.
fn list(tokens: &[TokenTree]) -> Option<Vec<Word>> {
    let [and, TokenTree::Group(brackets)] = tokens else {
        return None;
    };
    if !is_punct(and, '&') || brackets.delimiter() != Delimiter::Bracket {
        return None;
    }
    split(brackets.stream())
        .iter()
        .map(|piece| {
            let [TokenTree::Group(pair)] = &piece[..] else {
                return None;
            };
            word(split(pair.stream()).first()?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn shown(tokens: TokenStream) -> Vec<String> {
        let one = |found: Use| {
            let key = found
                .key
                .as_ref()
                .map_or("?", |key| key.value.as_str())
                .to_owned();
            match found.names() {
                Some(names) => format!("{key}({})", names.join(" ")),
                None => format!("{key}(?)"),
            }
        };
        uses(tokens).into_iter().map(one).collect()
    }

    #[test]
    fn uses_are_found_in_macros_closures_and_attributes_of_cfg() {
        let tokens = quote! {
            ctx.answer(ctx.t("a", &[("x", &f(1, 2)), ("y", &ctx.t_plain("b", &[]))])).await?;
            tokio::select! { _ = later => { self.ctx.t("c", args) } }
            format!("{}", ctx.t(KEY, &[]));
            #[cfg(feature = "x")]
            Context::t(&ctx, r"d", &[("n", &1),],);
            #[cfg(test)]
            mod tests { fn x() { ctx.t("hidden", &[]); } }
            #[cfg(test)]
            use x::{y};
            other.t("one");
            other.t("one", &[], 3);
            t("free", &[]);
            ctx.t("e", &[pair]);
        };
        assert_eq!(
            shown(tokens),
            ["a(x y)", "b()", "c(?)", "?()", "d(n)", "e(?)"]
        );
    }
}
