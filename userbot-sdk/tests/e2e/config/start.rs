//! What the check at the start finds.

use userbot_sdk::config::{Choice, Integer, Text};
use userbot_sdk::module::{Problem, ProblemKind, Registry};
use userbot_sdk::prelude::*;

#[derive(Config)]
struct WrongConfig {
    /// Too much.
    #[config(default = 500, validator = Integer::between(1, 100))]
    much: i64,
    /// No default, and zero is too little.
    #[config(validator = Integer::between(1, 100))]
    none: i64,
    /// A text that is none of the words.
    #[config(default = "c", validator = Choice::new(&["a", "b"]))]
    word: String,
    /// A validator that accepts nothing.
    #[config(default = "x", validator = Text::new().min_length(5).max_length(2))]
    never: String,
    /// A duration that is none.
    #[config(default = "soon", doc(ru = "Длительность."))]
    time: Duration,
    /// Fine.
    #[config(default = "a, b")]
    fine: Vec<String>,
}

/// Cannot start.
#[derive(Module, Default)]
#[module(no_handlers, config = WrongConfig, doc(ru = "Не запускается."))]
struct Wrong;

#[test]
fn a_default_that_its_validator_refuses_is_found_with_its_place() {
    let registry = Registry::new().module::<Wrong>();
    let problems = registry.validate().unwrap_err();
    let kinds: Vec<ProblemKind> = problems.iter().map(Problem::kind).collect();
    assert_eq!(kinds, [ProblemKind::InvalidConfig; 5]);
    for problem in problems.iter() {
        assert_eq!(problem.locations().len(), 1);
        assert!(problem.locations()[0].file.ends_with("start.rs"));
    }
    let said: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}\n    {}", problem.what(), problem.help()))
        .collect();
    insta::assert_snapshot!(said.join("\n"));

    let untranslated = Registry::new().module::<Wrong>().translated(["ru"]);
    let problems = untranslated.validate().unwrap_err();
    let missing = problems
        .iter()
        .filter(|problem| problem.kind() == ProblemKind::MissingTranslation);
    assert_eq!(missing.count(), 5);
}

#[test]
#[should_panic(expected = "option fine of Half has no text in `ru`")]
fn lint_wants_the_docs_of_options_in_all_languages() {
    userbot_testkit::lint::<Half>();
}

#[derive(Config)]
struct HalfConfig {
    /// Fine.
    fine: bool,
}

/// Is half translated.
#[derive(Module, Default)]
#[module(no_handlers, config = HalfConfig, doc(ru = "Переведён наполовину."))]
struct Half;
