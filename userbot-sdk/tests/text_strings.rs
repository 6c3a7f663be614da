//! Translated texts: fallbacks, mistakes in sources, and differences between languages.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use userbot_sdk::strings::{Language, Strings, StringsError, StringsProblem, Value};

#[test]
fn languages_fall_back() {
    let mut strings = Strings::new();
    let (english, russian) = (Language::english(), Language::russian());
    let portuguese: Language = "pt-BR".parse().expect("good");
    strings
        .add(&english, "a = A { $x }\n    .b = B\nonly = English")
        .expect("good");
    strings
        .add(&russian, "a = Я { $x }\n    .b = Б")
        .expect("good");
    strings
        .add(&portuguese.base(), "a = P { $x }")
        .expect("good");
    let x = [("x", Value::from("<"))];
    assert_eq!(
        strings.get(&[portuguese.clone(), russian.clone()], "a", &x),
        "P &lt;"
    );
    assert_eq!(strings.get(&[portuguese, russian.clone()], "a.b", &x), "Б");
    assert_eq!(
        strings.get(std::slice::from_ref(&russian), "only", &[]),
        "English"
    );
    assert_eq!(strings.get(&[], "nothing.at all", &[]), "nothing.at all");
    assert_eq!(strings.get(&[], "a", &[]), "A {$x}");
    assert_eq!(strings.get(&[], "a", &[("x", Value::html("<b>"))]), "A <b>");
    assert_eq!(
        strings.get(&[], "a", &[("x", Value::from(-1_001_234_567_890_i64))]),
        "A -1001234567890"
    );

    assert_eq!(
        strings.add(&russian, "new = 1\na = 2"),
        Err(StringsError::Duplicate {
            language: russian.clone(),
            key: "a".into()
        })
    );
    assert_eq!(
        strings.add(&russian, "two = 1\ntwo = 2"),
        Err(StringsError::Duplicate {
            language: russian.clone(),
            key: "two".into()
        })
    );
    assert!(matches!(
        strings.add(&english, "good = 1\n\n= bad"),
        Err(StringsError::Syntax { line: 3, .. })
    ));
    assert!(!strings.has(&russian, "new") && !strings.has(&russian, "two"));
    assert!(!strings.has(&english, "good"));
    assert_eq!(
        strings.problems(),
        [
            StringsProblem::Missing {
                language: "pt".parse().expect("good"),
                key: "a.b".into()
            },
            StringsProblem::Missing {
                language: "pt".parse().expect("good"),
                key: "only".into()
            },
            StringsProblem::Missing {
                language: russian,
                key: "only".into()
            },
        ]
    );
}

#[test]
fn translations_that_take_other_arguments_are_found() {
    let mut strings = Strings::new();
    strings
        .add(
            &Language::english(),
            "# A comment with $nothing\n-term = { $no }\nn = { $count ->\n[one] { $count } of { $all }\n   *[other] many\n} x\nm =\n    { $who }",
        )
        .expect("good");
    strings
        .add(&Language::russian(), "n = { $count }\nm = { $who }")
        .expect("good");
    assert_eq!(
        strings.problems(),
        [StringsProblem::Arguments {
            language: Language::russian(),
            key: "n".into(),
            expected: vec!["all".into(), "count".into()],
            found: vec!["count".into()],
        }]
    );
}

#[test]
fn a_duration_is_said_in_the_language_of_the_text() {
    let mut strings = Strings::new();
    let hour = userbot_sdk::command::Duration::from_secs(3600);
    let args = [("delay", Value::from(&hour))];
    strings
        .add(&Language::english(), "set = In { $delay }.")
        .expect("good");
    assert_eq!(
        strings.get(&[Language::russian()], "set", &args),
        "In 1 hour."
    );
    strings
        .add(&Language::russian(), "set = Через { $delay }.")
        .expect("good");
    assert_eq!(
        strings.get(&[Language::russian()], "set", &args),
        "Через 1 час."
    );
}
