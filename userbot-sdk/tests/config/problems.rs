//! Mistakes of authors in their validators.

use userbot_sdk::config::Validator;
use userbot_sdk::prelude::*;

use super::subjects::SUBJECTS;

#[test]
fn good_validators_have_no_problem() {
    for subject in SUBJECTS.iter() {
        assert_eq!(subject.problem, None, "{}", subject.name);
    }
}

#[test]
fn mistakes_are_found_however_deep() {
    let minute = Duration::from_secs(60);
    let problems = [
        Integer::<i64>::between(2, 1).problem(),
        Integer::<i64>::new().digits(0).problem(),
        Float::between(1.0, 0.0).problem(),
        Float::at_least(f64::NAN).problem(),
        Text::new().min_length(3).max_length(2).problem(),
        Choice::new(&[]).problem(),
        Choice::new(&["a", "a"]).problem(),
        Choice::new(&["a", ""]).problem(),
        Choice::new(&[" a"]).problem(),
        MultiChoice::new(&["a"]).min_items(2).problem(),
        Series::of(Text::new()).separator('"').problem(),
        Series::of(Text::new()).min_items(2).max_items(1).problem(),
        Series::of(Optional(Hidden(RegExp::new("a(b")))).problem(),
        RegExp::new("a)(b").problem(),
        RegExp::new(r"(a)\1").problem(),
        DurationRange::between(Duration::from_secs(61), minute).problem(),
        ByteSize::between(2, 1).problem(),
        Emoji::new().max_length(0).problem(),
        Emoji::new().min_length(3).max_length(2).problem(),
        Union(Boolean, Choice::new(&[])).problem(),
        RandomLink::new().min_items(2).max_items(1).problem(),
        Box::new(Choice::new(&[])).problem(),
    ];
    for (index, problem) in problems.iter().enumerate() {
        assert!(problem.is_some(), "{index}");
    }
    let all: Vec<String> = problems.into_iter().flatten().collect();
    insta::assert_snapshot!(all.join("\n---\n"));
}

#[test]
fn a_comment_at_the_end_of_an_expression_hides_nothing() {
    let validator = RegExp::new("(?x) a+ # letters");
    assert_eq!(validator.problem(), None);
    assert!(validator.parse("aa").is_ok());
    assert!(validator.parse("aab").is_err());
}
