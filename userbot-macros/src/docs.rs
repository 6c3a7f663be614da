//! Texts for people: doc comments and `doc(ru = "…")`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta};

use crate::span::Errors;

/// Is a text in one language.
#[derive(Debug, Clone)]
pub(crate) struct DocText {
    /// The language code, such as `en` or `pt-br`.
    pub(crate) language: String,
    /// An expression of type `&'static str`.
    pub(crate) text: TokenStream,
}

/// Is `ru = "…"` of `doc(…)`.
#[derive(Debug, Clone)]
pub(crate) struct Translation {
    pub(crate) language: Ident,
    pub(crate) text: LitStr,
}

/// Is every two-letter language code of ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch \
    co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he \
    hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv \
    kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny \
    oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su \
    sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Is what people write for a language, and its code.
const MISTAKEN: &[(&str, &str)] = &[
    ("ua", "uk"),
    ("by", "be"),
    ("kz", "kk"),
    ("cz", "cs"),
    ("jp", "ja"),
    ("cn", "zh"),
    ("gr", "el"),
    ("english", "en"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("german", "de"),
];

/// Returns the language code that an identifier stands for: `ru`, `tlh`, `pt_br` as `pt-br`.
///
/// # Errors
///
/// Says what is wrong with it.
pub(crate) fn language(written: &str) -> Result<String, String> {
    let code = written.to_lowercase().replace('_', "-");
    let (primary, region) = code
        .split_once('-')
        .map_or((code.as_str(), None), |(a, b)| (a, Some(b)));
    let known = match primary.len() {
        2 => LANGUAGES
            .split(' ')
            .any(|language| language.trim() == primary),
        3 => primary.bytes().all(|byte| byte.is_ascii_lowercase()),
        _ => false,
    };
    let region_fits = region.is_none_or(|region| {
        (2..=8).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if known && region_fits {
        return Ok(code);
    }
    let hint = MISTAKEN
        .iter()
        .find(|(wrong, _)| *wrong == primary)
        .map_or_else(
            || String::from("write one such as `en`, `ru` or `pt_br`"),
            |(_, right)| format!("did you mean `{right}`?"),
        );
    Err(format!("`{written}` is not a language code; {hint}"))
}

/// Puts the doc comment (as English) and the translations together.
pub(crate) fn collect(
    attributes: &[Attribute],
    translations: &[Translation],
    errors: &mut Errors,
) -> Vec<DocText> {
    let mut texts = Vec::new();
    if let Some(text) = comment(attributes) {
        texts.push(DocText {
            language: String::from("en"),
            text,
        });
    }
    for Translation {
        language: written,
        text,
    } in translations
    {
        match language(&written.to_string()) {
            Err(message) => errors.push(written.span(), message),
            Ok(code) if code == "en" && texts.iter().any(|doc| doc.language == "en") => {
                errors.push(
                    written.span(),
                    "the doc comment is the English text already; remove one of them",
                );
            }
            Ok(code) if texts.iter().any(|doc| doc.language == code) => {
                errors.push(written.span(), format!("the text in `{code}` stands twice"));
            }
            Ok(_) if text.value().trim().is_empty() => {
                errors.push(
                    text.span(),
                    "this text is empty; say what it does, or leave it out",
                );
            }
            Ok(code) => texts.push(DocText {
                language: code,
                text: text.to_token_stream(),
            }),
        }
    }
    texts
}

/// Returns the doc comment as an expression, or nothing when there is none.
fn comment(attributes: &[Attribute]) -> Option<TokenStream> {
    let mut parts: Vec<Expr> = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
    {
        if let Meta::NameValue(pair) = &attribute.meta {
            parts.push(pair.value.clone());
        }
    }
    if parts.is_empty() {
        return None;
    }
    let literals: Option<Vec<String>> = parts.iter().map(literal).collect();
    let Some(lines) = literals else {
        // `#[doc = include_str!("…")]` among them: the compiler puts the pieces together.
        let pieces = parts.iter().map(|part| {
            literal(part).map_or_else(
                || quote!(#part, "\n"),
                |text| format!("{}\n", text.trim()).to_token_stream(),
            )
        });
        return Some(quote!(::core::concat!(#(#pieces),*)));
    };
    let text = tidy(
        &lines
            .iter()
            .map(|line| without_stars(line))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    (!text.is_empty()).then(|| text.to_token_stream())
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// Removes the column of stars of a `/** … */` comment.
fn without_stars(comment: &str) -> String {
    let mut lines = comment.lines();
    let Some(first) = lines.next() else {
        return String::new();
    };
    let rest: Vec<&str> = lines.collect();
    let starred = !rest.is_empty()
        && rest
            .iter()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('*'));
    if !starred {
        return comment.to_owned();
    }
    let rest = rest
        .iter()
        .map(|line| line.trim_start().strip_prefix('*').unwrap_or(""));
    std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Removes the indentation that all lines share, and empty lines at both ends.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let indent = |line: &&str| line.chars().take_while(|c| *c == ' ').count();
    let shared = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.get(shared..).unwrap_or(""))
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::{collect, language};
    use crate::span::Errors;

    fn text_of(item: &syn::ItemStruct) -> Option<String> {
        collect(&item.attrs, &[], &mut Errors::default())
            .first()
            .map(|doc| doc.text.to_string())
    }

    #[test]
    fn a_doc_comment_keeps_its_lines_and_loses_its_indentation() {
        let item: syn::ItemStruct =
            syn::parse_str("/// Says hello.\n///\n///     .hello\n///\nstruct X;").unwrap();
        assert_eq!(
            text_of(&item).as_deref(),
            Some("\"Says hello.\\n\\n    .hello\"")
        );
        let item: syn::ItemStruct =
            syn::parse_str("/** Says hello.\n  *\n  * More.\n  */ struct X;").unwrap();
        assert_eq!(
            text_of(&item).as_deref(),
            Some("\"Says hello.\\n\\nMore.\"")
        );
        let item: syn::ItemStruct = parse_quote!(
            struct X;
        );
        assert_eq!(text_of(&item), None);
    }

    #[test]
    fn an_included_file_is_put_together_by_the_compiler() {
        let item: syn::ItemStruct = parse_quote!(
            #[doc = " Head."]
            #[doc = include_str!("x.md")]
            struct X;
        );
        let text = text_of(&item).unwrap();
        assert!(
            text.contains("concat !") && text.contains("include_str !"),
            "{text}"
        );
    }

    #[test]
    fn languages_are_checked() {
        assert_eq!(language("ru").as_deref(), Ok("ru"));
        assert_eq!(language("pt_BR").as_deref(), Ok("pt-br"));
        assert_eq!(language("tlh").as_deref(), Ok("tlh"));
        assert!(language("ua").unwrap_err().contains("did you mean `uk`"));
        assert!(language("xx").unwrap_err().contains("not a language code"));
        assert!(language("nonsense").unwrap_err().contains("such as `en`"));
    }
}
