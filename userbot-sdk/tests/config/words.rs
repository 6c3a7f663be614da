//! What validators say, in English and Russian.

use std::fmt::Write as _;

use userbot_sdk::config::{Description, Invalid, Validator};
use userbot_sdk::prelude::*;
use userbot_sdk::strings::Language;

use super::subjects::{SUBJECTS, said};

#[test]
fn descriptions() {
    let mut all = String::new();
    for subject in SUBJECTS.iter() {
        let english = subject.description.to_html(&[]);
        let russian = subject.description.to_html(&[Language::russian()]);
        writeln!(all, "{}\n  {english}\n  {russian}", subject.name).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn errors() {
    let texts = [
        "",
        "maybe",
        "5.5",
        "1000",
        "1,234",
        "NaN",
        "0",
        "Hello, world",
        "a\nb",
        "x",
        "example.com",
        "https://a b",
        "x://y",
        "hihg",
        "photo, photo",
        "a, b, c, d",
        "1, x",
        "\"a",
        "\"a\" b",
        "5x",
        "1y",
        "10 XB",
        "99999999 TB",
        "Moskow",
        "777000",
        "-5",
        "t.me/+x",
        "😀a",
        "😀😀😀😀",
        "<b>&",
        "\u{202e}abc\0",
    ];
    let mut all = String::new();
    for subject in SUBJECTS.iter() {
        let mut seen: Vec<[String; 2]> = Vec::new();
        writeln!(all, "{}", subject.name).unwrap();
        for text in texts {
            let Err(error) = subject.attack(text) else {
                continue;
            };
            let words = said(&error);
            // The same words for another text say nothing new.
            let plain = words.clone().map(|words| words.replace(&escape(text), ""));
            if seen.contains(&plain) {
                continue;
            }
            let [english, russian] = words;
            writeln!(all, "  {text:?}\n    {english}\n    {russian}").unwrap();
            seen.push(plain);
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn editors_are_plain_data() {
    let mut all = String::new();
    for subject in SUBJECTS.iter() {
        let json = serde_json::to_string(&subject.editor).unwrap();
        let again: userbot_sdk::config::Editor = serde_json::from_str(&json).unwrap();
        assert_eq!(again, subject.editor);
        writeln!(all, "{}\n  {json}", subject.name).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// The number before a noun chooses its form.
#[test]
fn plurals() {
    let russian = [Language::russian()];
    let mut all = String::new();
    for count in [1, 2, 5, 11, 21, 22, 25, 101, 111, 1000] {
        let exact = Text::new().exact_length(count).description();
        let most = Text::new().max_length(count).description();
        let between = Text::new().min_length(1).max_length(count).description();
        let items = Series::of(Boolean).exact_items(count).description();
        let digits = Integer::<i64>::new()
            .digits(u32::try_from(count).unwrap())
            .description();
        for description in [exact, most, between, items, digits] {
            writeln!(
                all,
                "{} | {}",
                description.to_html(&[]),
                description.to_html(&russian)
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_language_of_the_reader_is_found() {
    let german: Language = "de".parse().unwrap();
    let swiss: Language = "de-CH".parse().unwrap();
    let own = Description::new("a colour").in_language("de", "eine Farbe");
    assert_eq!(own.to_html(std::slice::from_ref(&swiss)), "eine Farbe");
    assert_eq!(
        own.to_html(&[Language::russian(), german.clone()]),
        "eine Farbe"
    );
    assert_eq!(own.to_html(&[Language::russian()]), "a colour");
    assert_eq!(own.to_string(), "a colour");
    // What no language has is said in English.
    assert_eq!(Boolean.description().to_html(&[german]), "yes or no");
    let nested =
        Optional(Custom::new(|_| Ok(0_u8), u8::to_string).described(&[("de", "eine Zahl")]));
    assert_eq!(
        nested.description().to_html(&[swiss]),
        "eine Zahl; may be left empty"
    );
}

#[test]
fn words_of_authors_are_escaped() {
    let error = Invalid::new("1 < 2 & <b>").in_language("ru", "<i>");
    assert_eq!(error.to_html(&[]), "1 &lt; 2 &amp; &lt;b&gt;.");
    assert_eq!(error.to_string(), "1 < 2 & <b>.");
    assert_eq!(error.to_html(&[Language::russian()]), "&lt;i&gt;.");
    let pattern = RegExp::new("<b>&").description();
    assert_eq!(
        pattern.to_html(&[]),
        "a text that matches <code>&lt;b&gt;&amp;</code>"
    );
}
