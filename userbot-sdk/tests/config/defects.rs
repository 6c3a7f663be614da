//! What is wrong with the settings of Hikka and Heroku, and right here: one test for each.
//!
//! The names are those of their validators.

use userbot_sdk::config::{Editor, Validator};
use userbot_sdk::prelude::*;

fn texts(items: &[&str]) -> Vec<String> {
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

// TelegramID

/// There, basic groups are refused, and `-100` is cut off so that a channel looks like a person.
#[test]
fn telegram_id_of_basic_groups_and_channels() {
    let id = TelegramId::new();
    assert_eq!(id.parse("-4012345678"), Ok(PeerId::Group(4_012_345_678)));
    assert_eq!(
        id.parse("-1001234567890"),
        Ok(PeerId::Channel(1_234_567_890))
    );
    assert_eq!(id.render(&PeerId::Channel(1_234_567_890)), "-1001234567890");
    assert_eq!(id.parse("1234567890"), Ok(PeerId::User(1_234_567_890)));
}

/// There, every number up to 2⁶⁴ is an id, and so is 0.
#[test]
fn telegram_id_in_the_ranges_of_telegram() {
    for wrong in [
        "0",
        "18446744073709551615",
        "-1000000000000",
        "-9999999999999",
        "1.5",
        "durov",
        "+",
    ] {
        assert!(TelegramId::new().parse(wrong).is_err(), "{wrong}");
    }
}

// Union

/// There, a union with `NoneType` turns everything into `None`.
#[test]
fn union_with_nothing_keeps_values() {
    let union = Optional(Union(Integer::<i64>::new(), Text::new()));
    assert_eq!(union.parse("5"), Ok(Some(Either::First(5))));
    assert_eq!(union.parse("x"), Ok(Some(Either::Second("x".to_owned()))));
    assert_eq!(union.parse(""), Ok(None));
}

/// There, which validator accepted a value is forgotten, and a value may come back as another.
#[test]
fn union_remembers_which_one_it_was() {
    let union = Union(Integer::<i64>::new(), Text::new());
    let text = Either::Second("5".to_owned());
    assert_eq!(union.render(&text), "2|5");
    assert_eq!(union.parse("2|5"), Ok(text));
    assert_eq!(union.parse("5"), Ok(Either::First(5)));
}

// NoneType

/// There, it is the wrong way round: nothing is refused, and something is nothing.
#[test]
fn nothing_is_nothing() {
    let optional = Optional(Text::new());
    for nothing in ["", "  ", "\n"] {
        assert_eq!(optional.parse(nothing), Ok(None));
    }
    for something in ["x", "0", "False", "none"] {
        assert_eq!(optional.parse(something), Ok(Some(something.to_owned())));
    }
    let number = Optional(Integer::<i64>::new());
    for nothing in ["", "none", "None", "null", "нет"] {
        assert_eq!(number.parse(nothing), Ok(None));
    }
    assert_eq!(number.parse("0"), Ok(Some(0)));
    assert!(number.parse("x").is_err());
}

// Hidden

/// There, what is hidden loses its own control.
#[test]
fn hidden_keeps_the_editor() {
    fn inner(validator: &impl Validator) -> Editor {
        match validator.editor() {
            Editor::Secret { inner } => *inner,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(inner(&Hidden(Boolean)), Editor::Toggle);
    assert_eq!(
        inner(&Hidden(Series::of(Text::new()))),
        Series::of(Text::new()).editor()
    );
    assert_eq!(
        inner(&Hidden(Choice::new(&["a", "b"]))),
        Choice::new(&["a", "b"]).editor()
    );
    assert_eq!(inner(&Hidden(Integer::<i64>::new())), Editor::number());
}

// Emoji

/// The same there: each is an emoji, and lengths count them.
#[test]
fn emoji_are_counted_as_people_see_them() {
    let one = Emoji::new().exact_length(1);
    for emoji in ["😀", "👩‍👩‍👧", "👍🏽", "🇺🇦", "1️⃣", "❤️", "❤", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "🧑🏻‍🚀"]
    {
        assert_eq!(one.parse(emoji), Ok(emoji.to_owned()), "{emoji}");
    }
    for other in [
        "1",
        "#",
        "a",
        "я",
        "-",
        "😀a",
        "😀 😀",
        "\u{fe0f}",
        "\u{200d}",
        "🇺",
        "\u{20e3}",
    ] {
        assert!(Emoji::new().parse(other).is_err(), "{other:?}");
    }
}

// EntityLike

/// There, it always raises a `TypeError`.
#[test]
fn entity_like_works() {
    let name = |name: &str| Ok(Entity::Username(name.to_owned()));
    for typed in [
        "@durov",
        "durov",
        "t.me/durov",
        "https://t.me/durov",
        "http://T.me/durov/15",
        "tg://resolve?domain=durov",
        "durov.t.me",
    ] {
        assert_eq!(EntityLike.parse(typed), name("durov"), "{typed}");
    }
    assert_eq!(
        EntityLike.parse("-1001234567890"),
        Ok(Entity::Id(PeerId::Channel(1_234_567_890)))
    );
    assert_eq!(
        EntityLike.parse("https://t.me/c/1234567/15"),
        Ok(Entity::Id(PeerId::Channel(1_234_567)))
    );
    assert_eq!(
        EntityLike.parse("tg://user?id=777000"),
        Ok(Entity::Id(PeerId::User(777_000)))
    );
    assert_eq!(EntityLike.parse("me"), Ok(Entity::Me));
    for wrong in [
        "",
        "@",
        "two words",
        "t.me/+AbCd",
        "t.me/joinchat/AbCd",
        "t.me/addstickers/Cats",
        "https://example.com/durov",
        "имя",
        "tg://user?id=-5",
    ] {
        assert!(EntityLike.parse(wrong).is_err(), "{wrong}");
    }
}

// RandomLink

/// There, the value is a list that changes into another text each time that it is printed.
#[test]
fn random_link_is_picked_when_asked() {
    let links = RandomLink::new()
        .parse("https://a.example/, https://b.example/")
        .unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..200 {
        seen.insert(links.pick().unwrap().clone());
    }
    // That 200 coins all fall on one side happens once in 10⁵⁹ runs.
    assert_eq!(seen.len(), 2);
    assert_eq!(
        RandomLink::new().render(&links),
        "https://a.example/, https://b.example/"
    );
    assert_eq!(RandomLink::new().parse("").unwrap().pick(), None);
    assert!(RandomLink::new().parse("https://a.example/, x").is_err());
}

// Validator

/// There, an own validator is a function whose documentation is a text or a dict of texts.
#[test]
fn custom_reads_writes_and_describes() {
    let even = Custom::new(
        |text| {
            text.trim()
                .parse()
                .ok()
                .filter(|number: &u32| number.is_multiple_of(2))
                .ok_or_else(|| {
                    userbot_sdk::config::Invalid::new("an even number is needed")
                        .in_language("ru", "нужно чётное число")
                })
        },
        u32::to_string,
    )
    .described(&[("en", "an even number"), ("ru", "чётное число")])
    .edited_by(Editor::number());
    assert_eq!(even.parse("4"), Ok(4));
    assert_eq!(
        even.parse("5").unwrap_err().to_string(),
        "An even number is needed."
    );
    assert_eq!(even.description().to_string(), "an even number");
    assert_eq!(even.editor(), Editor::number());
    assert!(even.check(&5).is_err());
}

/// There, the default is not validated.
#[test]
fn a_default_is_checked() {
    assert!(Integer::between(1, 100).check(&0).is_err());
    assert!(Text::new().max_length(3).check(&"four".to_owned()).is_err());
    assert!(
        Series::of(Integer::between(1, 9))
            .check(&vec![1, 10])
            .is_err()
    );
    assert!(Optional(Integer::between(1, 9)).check(&Some(10)).is_err());
    assert!(Choice::new(&["a"]).check(&"b".to_owned()).is_err());
    assert!(MultiChoice::new(&["a"]).check(&texts(&["a", "a"])).is_err());
    assert!(
        Link::new()
            .check(&Url::parse("ftp://a.b").unwrap())
            .is_err()
    );
    assert!(Emoji::new().check(&"x".to_owned()).is_err());
    assert!(
        EntityLike
            .check(&Entity::Username("a b".to_owned()))
            .is_err()
    );
    assert!(TelegramId::new().check(&PeerId::User(0)).is_err());
    assert!(
        TelegramId::new()
            .check(&PeerId::Group(i64::from(i32::MAX) * 10_000))
            .is_err()
    );
}
