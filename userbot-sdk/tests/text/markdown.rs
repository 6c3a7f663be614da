//! Markdown, by example and by property.

use proptest::prelude::*;
use userbot_sdk::text::{EntityKind, FormattedText};

use crate::TestResult;
use crate::properties::{any_formatted, coverage};

#[test]
fn every_mark_of_markdown_means_its_entity() -> TestResult {
    let cases = [
        ("**b**", "<b>b</b>"),
        ("__i__", "<i>i</i>"),
        ("--u--", "<u>u</u>"),
        ("~~s~~", "<s>s</s>"),
        ("||h||", "<tg-spoiler>h</tg-spoiler>"),
        ("`x*y`", "<code>x*y</code>"),
        ("`a\\`b`", "<code>a`b</code>"),
        (
            "```rust\nfn f() {}\n```",
            "<pre><code class=\"language-rust\">fn f() {}</code></pre>",
        ),
        ("```\na\nb\n```", "<pre>a\nb</pre>"),
        ("```a b```", "<pre>a b</pre>"),
        (
            "[a **b**](https://x.org/\\))",
            "<a href=\"https://x.org/)\">a <b>b</b></a>",
        ),
        (
            "[Ann](tg://user?id=42)",
            "<a href=\"tg://user?id=42\">Ann</a>",
        ),
        (
            "![👍](tg://emoji?id=5)",
            "<tg-emoji emoji-id=\"5\">👍</tg-emoji>",
        ),
        ("> a\n> b\nc", "<blockquote>a\nb</blockquote>\nc"),
        (
            "x\n**> a\n**> b",
            "x\n<blockquote expandable>a\nb</blockquote>",
        ),
        ("> ```\n> x\n> ```", "<blockquote><pre>x</pre></blockquote>"),
        ("**a __b** c__", "<b>a <i>b</i></b><i> c</i>"),
        (
            "2 * 3 - 1, snake_case, a|b, [x] (y)",
            "2 * 3 - 1, snake_case, a|b, [x] (y)",
        ),
        ("\\*\\*no\\*\\*", "**no**"),
    ];
    for (markdown, html) in cases {
        let text = FormattedText::from_markdown(markdown)?;
        assert_eq!(text.to_html(), html, "{markdown}");
        let again = FormattedText::from_markdown(&text.to_markdown())?;
        assert_eq!(again, text, "{markdown} {}", text.to_markdown());
    }
    Ok(())
}

#[test]
fn mistakes_in_markdown_have_a_place() {
    let cases = [
        ("a\nb **c", "2:3", "a\nb **c"),
        ("****", "1:1", "****"),
        ("![x](https://a.org)", "1:1", "![x](https://a.org)"),
        ("![x", "1:1", "![x"),
        ("**a** ||b", "1:7", "a ||b"),
    ];
    for (markdown, place, kept) in cases {
        let error = FormattedText::from_markdown(markdown).unwrap_err();
        assert_eq!(
            format!("{}:{}", error.line, error.column),
            place,
            "{markdown}"
        );
        assert!(error.to_string().contains('`'), "{error}");
        assert_eq!(FormattedText::from_markdown_lossy(markdown).text, kept);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_says_the_same_when_read_back(text in any_formatted()) {
        let mut text = text;
        // What Markdown cannot say: see `to_markdown`.
        text.entities.retain(|entity| match &entity.kind {
            EntityKind::Blockquote { .. } => false,
            EntityKind::Pre { language } => !language.contains([' ', '`', '\n']),
            EntityKind::TextLink { url } => !url.contains('\n'),
            _ => true,
        });
        let text = text.normalised();
        let markdown = text.to_markdown();
        let read = FormattedText::from_markdown(&markdown).map_err(|error| {
            TestCaseError::fail(format!("{error} in {markdown:?}"))
        })?;
        prop_assert_eq!(&read.text, &text.text, "{}", markdown);
        // Code inside of a block of code is a block of code, and so is a block inside of a block.
        let seen = |text: &FormattedText| -> Vec<Vec<String>> {
            let mut units = coverage(text);
            for kinds in &mut units {
                if kinds.iter().any(|kind| kind.starts_with("Pre")) {
                    kinds.retain(|kind| kind != "Code" && !kind.starts_with("Pre"));
                    kinds.push("Pre".to_owned());
                }
            }
            units
        };
        prop_assert_eq!(seen(&read), seen(&text), "{}", markdown);
    }

    #[test]
    fn no_markdown_makes_a_reader_panic(text in any::<String>(), marks in "[*_|~`\\[\\]()!>\\\\ a\n-]{0,60}") {
        for source in [text.as_str(), marks.as_str()] {
            let lossy = FormattedText::from_markdown_lossy(source);
            prop_assert!(lossy.entities.iter().all(|one| one.end() as usize <= lossy.utf16_len()));
            match FormattedText::from_markdown(source) {
                Ok(strict) => prop_assert_eq!(strict, lossy),
                Err(error) => prop_assert!(source.is_char_boundary(error.position)),
            }
        }
    }
}
