//! A regular expression of a watcher: checked at the start, compiled when a text is first compared with it.
//!
//! A compiled expression takes tens of kilobytes and up to a millisecond. Most watchers look for a text that the one
//! pass over each message finds first, so that many of their expressions are never needed.

use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::FilterError;

/// Larger programs are compiled at the start, because only that tells whether regex takes them at all: its limit is ten
/// megabytes. A state takes less than a hundred bytes.
const MOST_STATES: usize = 60_000;
/// The most bytes that stand for a character.
const BYTES: usize = 4;

/// Is a regular expression that compiles.
#[derive(Debug)]
pub(super) struct Expression {
    pattern: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    /// Checks an expression.
    ///
    /// # Errors
    ///
    /// It does not compile.
    pub(super) fn new(pattern: &'static str) -> Result<Self, FilterError> {
        let small = regex_syntax::parse(pattern).is_ok_and(|hir| states(&hir) <= MOST_STATES);
        let compiled = OnceLock::new();
        if !small {
            let regex = Regex::new(pattern).map_err(|error| FilterError::Regex {
                pattern: pattern.to_owned(),
                error: Box::new(error),
            })?;
            compiled.get_or_init(|| Some(regex));
        }
        Ok(Self { pattern, compiled })
    }

    /// Returns the expression as it is written.
    pub(super) fn as_str(&self) -> &str {
        self.pattern
    }

    /// Tells whether a text has a match.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            // It was checked above; were that wrong, the watcher would see nothing.
            let compiled = Regex::new(self.pattern);
            compiled
                .inspect_err(|error| tracing::error!(%error, "the expression of a watcher"))
                .ok()
        });
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// Gives a number of states that the program of an expression does not exceed.
fn states(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() + 1,
        HirKind::Class(Class::Bytes(_)) => 2,
        HirKind::Class(Class::Unicode(class)) => {
            // A range becomes sequences of bytes, at most some for each length; the ends of many are shared.
            let ranges = class.ranges().len();
            ranges.saturating_mul(BYTES).saturating_add(BYTES * BYTES)
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            let sub = states(&repetition.sub).saturating_add(2);
            // Without an upper end there is one copy more.
            sub.saturating_mul(times.saturating_add(1))
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts
            .iter()
            .map(states)
            .fold(1, |all, one| all.saturating_add(one).saturating_add(1)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn compiles_when_it_is_needed() {
        let expression = Expression::new(r"(?i)\border-\d+\b").unwrap();
        assert!(expression.compiled.get().is_none());
        assert!(expression.is_match("An ORDER-12."));
        assert!(!expression.is_match("disorder-12"));
        assert!(expression.compiled.get().is_some());
        assert_eq!(expression.as_str(), r"(?i)\border-\d+\b");
    }

    #[test]
    fn refuses_at_once_what_does_not_compile() {
        for (pattern, reason) in [
            ("a(", "unclosed group"),
            (r"(\w{100}){100}", "size limit"),
            (r"(?:a{1000}){1000}", "size limit"),
        ] {
            let error = Expression::new(pattern).unwrap_err().to_string();
            assert!(error.contains(reason), "{pattern}: {error}");
        }
    }

    #[test]
    fn compiles_at_once_what_is_large() {
        let large = Expression::new(r"\w{50}").unwrap();
        assert!(large.compiled.get().is_some());
    }

    /// Makes expressions of all sizes.
    fn pattern() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "a",
            "яблоко",
            r"\w",
            r"\d",
            r"\p{L}",
            ".",
            "[a-f]",
            r"[^\s]",
            r"(?i:straße)",
            r"\b",
            "^",
            "",
            r"\PM",
            r"[\p{Cyrillic}\p{Greek}]",
            "🦊",
            r"(?-u:\w)",
        ]);
        leaf.prop_map(ToOwned::to_owned)
            .prop_recursive(4, 24, 4, |inner| {
                let times = vec!["*", "+", "?", "{3}", "{2,9}", "{40}", "{5,}", "{0}"];
                prop_oneof![
                    prop::collection::vec(inner.clone(), 1..5).prop_map(|parts| parts.concat()),
                    prop::collection::vec(inner.clone(), 2..5)
                        .prop_map(|ways| format!("({})", ways.join("|"))),
                    (inner, prop::sample::select(times))
                        .prop_map(|(part, times)| format!("(?:{part}){times}")),
                ]
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// What is not compiled at the start compiles later, and says the same as regex.
        #[test]
        fn what_waits_compiles(pattern in pattern(), text in "[aя 1_🦊]{0,20}") {
            let pattern: &'static str = pattern.leak();
            let regex = Regex::new(pattern);
            let expression = Expression::new(pattern);
            prop_assert_eq!(regex.is_ok(), expression.is_ok());
            if let (Ok(regex), Ok(expression)) = (regex, expression) {
                prop_assert_eq!(regex.is_match(&text), expression.is_match(&text));
            }
        }
    }
}
