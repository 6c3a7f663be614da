//! Texts without which an expression cannot match: what one pass over a message looks for.

use regex_syntax::hir::{Hir, HirKind};

/// More alternatives than this are not worth looking for one by one.
const MOST: usize = 32;
/// Shorter texts stand in nearly every message.
const SHORTEST: usize = 2;

/// Returns texts of which every text that the expression matches has at least one; `None` when
/// there are none worth looking for.
pub(super) fn required(pattern: &str) -> Option<Vec<String>> {
    // The expression compiles, or there would be no filter; how it is read is the default.
    of_hir(&regex_syntax::parse(pattern).ok()?)
}

/// Returns a text as such a list when it is worth looking for.
pub(super) fn of_text(text: &str) -> Option<Vec<String>> {
    (text.len() >= SHORTEST).then(|| vec![text.to_owned()])
}

/// Chooses the list that is the rarest to be found: the one whose shortest text is the longest.
pub(super) fn best(lists: impl Iterator<Item = Vec<String>>) -> Option<Vec<String>> {
    let shortest = |list: &Vec<String>| list.iter().map(String::len).min();
    lists.max_by_key(shortest)
}

fn of_hir(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => of_text(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Capture(capture) => of_hir(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of_hir(&repetition.sub),
        HirKind::Concat(parts) => best(parts.iter().filter_map(of_hir)),
        HirKind::Alternation(ways) => {
            let mut all = Vec::new();
            for way in ways {
                all.extend(of_hir(way)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    #[test]
    fn finds_what_every_match_has() {
        for (pattern, texts) in [
            (r"order-00012\d*", Some(&["order-00012"][..])),
            (r"\border\b", Some(&["order"])),
            (r"^(?:give|take)", Some(&["give", "take"])),
            (r"\d+ (роза|лилия)", Some(&["роза", "лилия"])),
            (r"(ab)+\w*longer", Some(&["longer"])),
            (r"(ab)*", None),
            (r"(?i)order", None),
            (r"order|\d", None),
            (r"a\d", None),
            (r"", None),
        ] {
            let found = required(pattern);
            let texts = texts.map(|texts| texts.iter().map(ToString::to_string).collect());
            assert_eq!(found, texts, "{pattern}");
        }
    }

    /// Makes expressions out of few letters, so that texts match them often.
    fn pattern() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("ab".to_owned()),
            Just("ba".to_owned()),
            Just("a".to_owned()),
            Just("[ab]".to_owned()),
            Just(r"\b".to_owned()),
            Just("(?i:aB)".to_owned()),
            Just("яб".to_owned()),
        ];
        leaf.prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 2..4)
                    .prop_map(|ways| format!("(?:{})", ways.join("|"))),
                (
                    inner,
                    prop::sample::select(vec!["?", "*", "+", "{0,2}", "{1,2}"])
                )
                    .prop_map(|(part, times)| format!("(?:{part}){times}")),
            ]
        })
    }

    proptest! {
        /// Where an expression matches, one of its texts stands.
        #[test]
        fn no_match_is_missed(pattern in pattern(), text in "[abAB яб]{0,12}") {
            let regex = Regex::new(&pattern).unwrap();
            if let Some(texts) = required(&pattern) && regex.is_match(&text) {
                prop_assert!(texts.iter().any(|wanted| text.contains(wanted)), "{texts:?}");
            }
        }
    }
}
