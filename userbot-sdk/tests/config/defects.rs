//! What is wrong with the settings of Hikka and Heroku, and right here: one test for each.
//!
//! The names are those of their validators.

use userbot_sdk::config::{Editor, Validator};
use userbot_sdk::prelude::*;

pub(crate) fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

// The way from what was typed to the value.

/// There, `ast.literal_eval` reads what was typed before the validator sees it.
#[test]
fn nothing_is_evaluated() {
    for typed in [
        "1_000", "0x10", "[1, 2]", "(1,)", "{'a': 1}", "None", "True", "'x'", "1e3", "b'x'", " x ",
        "1+1", "\"q\"",
    ] {
        assert_eq!(Text::new().parse(typed), Ok(typed.to_owned()));
        assert_eq!(RegExp::new("(?s).*").parse(typed), Ok(typed.to_owned()));
    }
}

/// There, a set or a tuple becomes a list, and a list of one type becomes another.
#[test]
fn brackets_are_characters() {
    assert_eq!(
        Series::of(Text::new()).parse("(1, 2)"),
        Ok(texts(&["(1", "2)"]))
    );
    assert!(Series::of(Integer::<i64>::new()).parse("[1, 2]").is_err());
}

/// There, texts in lists are stripped for good.
#[test]
fn white_space_in_items_can_be_kept() {
    let series = Series::of(Text::new());
    assert_eq!(series.parse("\" a \", b"), Ok(texts(&[" a ", "b"])));
    assert_eq!(series.render(&texts(&[" a ", "b"])), "\" a \", b");
}

/// There, `None` becomes "", 0, False or an empty list, by the kind of validator.
#[test]
fn none_is_not_turned_into_another_value() {
    assert_eq!(Text::new().parse("None"), Ok("None".to_owned()));
    assert!(Integer::<i64>::new().parse("None").is_err());
    assert!(Boolean.parse("None").is_err());
    assert!(Float::new().parse("None").is_err());
    assert_eq!(Series::of(Text::new()).parse("None"), Ok(texts(&["None"])));
    for empty in ["", " "] {
        assert!(Integer::<i64>::new().parse(empty).is_err());
        assert!(Boolean.parse(empty).is_err());
        assert!(Float::new().parse(empty).is_err());
        assert!(Choice::new(&["a"]).parse(empty).is_err());
        assert!(Link::new().parse(empty).is_err());
        assert!(DurationRange::new().parse(empty).is_err());
    }
}

/// There, the checkboxes of a `MultiChoice` change the list behind the validator's back.
#[test]
fn what_an_editor_makes_is_a_text_for_the_validator() {
    let validator = MultiChoice::new(&["a", "b", "c, d"]).max_items(2);
    let Editor::MultiChoice {
        options, maximum, ..
    } = validator.editor()
    else {
        panic!("several are chosen with boxes");
    };
    assert_eq!(maximum, Some(2));
    let ticked = |count: usize| {
        let values = options
            .iter()
            .rev()
            .take(count)
            .map(|option| option.value.as_str());
        validator.parse(&userbot_sdk::config::list::join(values, ','))
    };
    assert_eq!(ticked(2), Ok(texts(&["c, d", "b"])));
    assert!(ticked(3).is_err());
}

/// There, a choice shows 12 or 14 of its options.
#[test]
fn an_editor_names_every_option() {
    let words = &[
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "t",
    ];
    let Editor::Choice { options } = Choice::new(words).editor() else {
        panic!("one is chosen from a list");
    };
    assert_eq!(options.len(), words.len());
}

/// There, a hidden value is shown as so many stars as it has characters.
#[test]
fn stars_do_not_tell_the_length() {
    let hidden = Hidden(Text::new());
    for secret in ["", "a", "a long secret"] {
        assert_eq!(hidden.show(&Secret::from(secret)), "***");
    }
}

// Boolean

/// There, `YES` and `TRUE` are refused.
#[test]
fn boolean_in_upper_case() {
    for yes in [
        "YES", "TRUE", "True", "Yes", "ON", "oN", "Y", "1", "ДА", "Вкл",
    ] {
        assert_eq!(Boolean.parse(yes), Ok(true), "{yes}");
    }
    for no in ["NO", "FALSE", "False", "OFF", "N", "0", "НЕТ", "Выкл"] {
        assert_eq!(Boolean.parse(no), Ok(false), "{no}");
    }
}

/// There, a list gives a `TypeError` and not a refusal.
#[test]
fn boolean_of_a_list_is_an_ordinary_refusal() {
    for list in ["[]", "[True]", "1, 0", "{}"] {
        assert!(
            Boolean
                .parse(list)
                .unwrap_err()
                .to_string()
                .ends_with("write yes or no.")
        );
    }
}

// Integer

/// There, `5.0` is refused with the words of Python; a text that is no number, such as `True`, too.
#[test]
fn integer_with_an_empty_fraction() {
    let integer = Integer::<i64>::new();
    assert_eq!(integer.parse("5.0"), Ok(5));
    assert_eq!(integer.parse("-5.0"), Ok(-5));
    assert_eq!(
        integer.parse("5.5").unwrap_err().to_string(),
        "5.5 is not a whole number."
    );
    assert_eq!(
        integer.parse("True").unwrap_err().to_string(),
        "True is not a whole number."
    );
}

/// There, the minus sign counts as a digit.
#[test]
fn integer_digits_without_the_sign() {
    let digits = Integer::<i64>::new().digits(3);
    assert_eq!(digits.parse("-123"), Ok(-123));
    assert!(digits.parse("-12").is_err());
    assert!(digits.parse("1234").is_err());
    assert_eq!(digits.parse("+123"), Ok(123));
}

/// There, numbers grow without a limit; here they fit their type, and the limit is told.
#[test]
fn integer_of_any_length() {
    let huge = "9".repeat(5000);
    let error = Integer::<u8>::new().parse(&huge).unwrap_err();
    assert_eq!(error.to_string(), "It must be from 0 to 255.");
}

// Choice

/// There, a choice that looks like a number, a list or `None` cannot be reached by typing.
#[test]
fn choice_of_what_looks_like_a_literal() {
    let choice = Choice::new(&["1", "None", "[]", "True", "0x10", "'x'"]);
    for word in ["1", "None", "[]", "True", "0x10", "'x'"] {
        assert_eq!(choice.parse(word), Ok(word.to_owned()));
    }
}

// MultiChoice

/// There, the order is lost in a set.
#[test]
fn multi_choice_keeps_the_order() {
    let validator = MultiChoice::new(&["a", "b", "c", "d", "e"]);
    for list in ["e, a, c", "c, a, e", "b", "d, e, c, b, a", ""] {
        let chosen = validator.parse(list).unwrap();
        assert_eq!(validator.render(&chosen), list);
    }
}

/// There, the same choice twice is dropped without a word.
#[test]
fn multi_choice_refuses_a_repetition() {
    let error = MultiChoice::new(&["a", "b"]).parse("a, b, A").unwrap_err();
    assert_eq!(error.to_string(), "a stands there twice.");
}

// Series

/// There, the documented `separator` does not exist.
#[test]
fn series_has_a_separator() {
    let series = Series::of(Text::new()).separator(';');
    assert_eq!(series.parse("a, b; c"), Ok(texts(&["a, b", "c"])));
    assert_eq!(series.render(&texts(&["a, b", "c"])), "a, b; c");
}

/// There, zeros and empty texts are dropped.
#[test]
fn series_keeps_falsy_items() {
    assert_eq!(
        Series::of(Integer::<i64>::new()).parse("0,1,2"),
        Ok(vec![0, 1, 2])
    );
    assert_eq!(
        Series::of(Boolean).parse("no, yes, no"),
        Ok(vec![false, true, false])
    );
    assert_eq!(Series::of(Float::new()).parse("0.0, 1"), Ok(vec![0.0, 1.0]));
    assert_eq!(
        Series::of(Text::new()).parse("a,,b"),
        Ok(texts(&["a", "", "b"]))
    );
    assert_eq!(
        Series::of(Optional(Boolean)).parse("yes,,no"),
        Ok(vec![Some(true), None, Some(false)])
    );
}

/// There, the length is checked before items are dropped, so that a shorter list gets in.
#[test]
fn series_counts_what_it_keeps() {
    let three = Series::of(Integer::<i64>::new()).exact_items(3);
    assert_eq!(three.parse("0, 0, 1").map(|items| items.len()), Ok(3));
    assert!(three.parse("0, 1").is_err());
    assert!(Series::of(Text::new()).max_items(2).parse("a,,b").is_err());
}

/// There, an item cannot hold a comma.
#[test]
fn series_items_may_hold_the_separator() {
    let series = Series::of(Text::new());
    assert_eq!(
        series.parse("\"Hello, world\", b"),
        Ok(texts(&["Hello, world", "b"]))
    );
}

// Link

/// There, `x://y` passes.
#[test]
fn link_of_an_unknown_scheme() {
    for link in [
        "x://y",
        "ftp://a.b",
        "javascript://a.b",
        "file://a/b",
        "tg://resolve?domain=durov",
    ] {
        let error = Link::new().parse(link).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The link must start with https:, http:.",
            "{link}"
        );
    }
}

/// There, a link with spaces passes.
#[test]
fn link_with_spaces() {
    for link in [
        "https://a b",
        "https://a.b/c d",
        "https://a.b/?q=c d",
        "https://a.b\n/c",
        "https://a.b/\u{a0}c",
        "https ://a.b",
    ] {
        assert!(Link::new().parse(link).is_err(), "{link}");
    }
    assert!(Link::new().parse(" https://a.b/c%20d\n").is_ok());
}

/// There, a domain alone is refused and nothing more is said.
#[test]
fn link_of_a_bare_domain() {
    for (typed, proposed) in [
        ("example.com", "https://example.com"),
        ("example.com/a?b", "https://example.com/a?b"),
        ("example.com:8080/a", "https://example.com:8080/a"),
        ("пример.рф", "https://пример.рф"),
    ] {
        let error = Link::new().parse(typed).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{typed} is not a link; write {proposed}.")
        );
        assert!(Link::new().parse(proposed).is_ok());
    }
    // No address is made of a number.
    assert_eq!(
        Link::new().parse("5.5").unwrap_err().to_string(),
        "5.5 is not a link."
    );
    assert_eq!(
        Link::new().parse("example").unwrap_err().to_string(),
        "example is not a link."
    );
}

/// There, a host that is none passes.
#[test]
fn link_with_a_broken_host() {
    for link in [
        "https://",
        "https://256.256.256.256",
        "https://a.b:99999",
        "https://[::1",
        "https://xn--a",
        "https://a%00b",
    ] {
        assert!(Link::new().parse(link).is_err(), "{link}");
    }
}

// String

/// There, the text was evaluated before; here every character arrives, and graphemes are counted.
#[test]
fn string_arrives_whole() {
    let text = " 007\t\"quoted\" \\n [] 👩‍👩‍👧 e\u{301} \n";
    assert_eq!(Text::new().parse(text), Ok(text.to_owned()));
    assert!(Text::new().exact_length(2).parse("👩‍👩‍👧e\u{301}").is_ok());
    assert!(Text::new().exact_length(4).parse("007 ").is_ok());
}

// RegExp

/// There, it is enough that a text begins as the expression says.
#[test]
fn reg_exp_matches_the_whole_text() {
    let validator = RegExp::new("a+");
    assert!(validator.parse("aaa").is_ok());
    for wrong in ["aaab", "baaa", "aaa\n", "aaa ", "", "\naaa"] {
        assert!(validator.parse(wrong).is_err(), "{wrong:?}");
    }
    // Nor does an alternative, a flag or an anchor get around it.
    assert!(RegExp::new("a|b").parse("ab").is_err());
    assert!(RegExp::new("a|ab").parse("ab").is_ok());
    assert!(RegExp::new("(?m)^a$").parse("a\nb").is_err());
    assert!(RegExp::new("(?x)a # comment").parse("ab").is_err());
}

// Float

/// There, `nan` and `inf` pass every limit.
#[test]
fn float_is_finite() {
    for float in [
        Float::new(),
        Float::between(0.0, 1.0),
        Float::at_least(0.0),
        Float::at_most(1.0),
    ] {
        for typed in [
            "nan",
            "NaN",
            "-nan",
            "inf",
            "-inf",
            "Infinity",
            "+infinity",
            "1e999",
            "-1e999",
        ] {
            assert!(float.parse(typed).is_err(), "{typed}");
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(float.check(&value).is_err());
        }
    }
    assert_eq!(Float::new().parse("0,5"), Ok(0.5));
}
