//! The plural forms of a language.

use std::collections::BTreeSet;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

use super::language::Language;

/// Lists the forms that whole numbers have in a language and that a choice does not name.
///
/// A choice has a variant for everything else; when it is called `other`, it may stand for one of
/// the forms: `[one] [few] *[other]` is complete in Russian.
pub(super) fn missing(language: &Language, named: &BTreeSet<String>) -> Vec<String> {
    let mut missing: Vec<String> = forms(language)
        .into_iter()
        .filter(|form| !named.contains(*form))
        .map(str::to_owned)
        .collect();
    let stands_for_one = named.contains("other") && !forms(language).contains("other");
    if stands_for_one && missing.len() == 1 {
        missing.clear();
    }
    missing
}

/// Gives the forms that whole numbers have in a language; none when its rules are not known.
fn forms(language: &Language) -> BTreeSet<&'static str> {
    let rules = [language.clone(), language.base()]
        .into_iter()
        .find_map(|language| {
            PluralRules::create(language.identifier().clone(), PluralRuleType::CARDINAL).ok()
        });
    let Some(rules) = rules else {
        return BTreeSet::new();
    };
    // Every form of a whole number that people meet shows up among these.
    (0_u32..=200)
        .filter_map(|number| rules.select(number).ok())
        .map(|category| match category {
            PluralCategory::ZERO => "zero",
            PluralCategory::ONE => "one",
            PluralCategory::TWO => "two",
            PluralCategory::FEW => "few",
            PluralCategory::MANY => "many",
            PluralCategory::OTHER => "other",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(code: &str, named: &[&str]) -> String {
        let named = named.iter().map(|name| (*name).to_owned()).collect();
        missing(&code.parse().unwrap(), &named).join(" ")
    }

    #[test]
    fn forms_are_those_of_the_language() {
        assert_eq!(lacking("en", &["one", "other"]), "");
        assert_eq!(lacking("en", &["other"]), "one");
        assert_eq!(lacking("ru", &["one", "few", "many"]), "");
        assert_eq!(lacking("ru", &["one", "few", "other"]), "");
        assert_eq!(lacking("ru-RU", &["one", "other"]), "few many");
        assert_eq!(lacking("ja", &["other"]), "");
        assert_eq!(lacking("ar", &["one", "other"]), "few many two zero");
        assert_eq!(lacking("tlh", &["one"]), "");
    }
}
