//! Texts: HTML, splitting and offsets, by example and by property.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;
use userbot_sdk::text::{Entity, EntityKind, FormattedText, HtmlErrorKind, SplitLimits, utf16};

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn kinds(html: &str) -> Vec<(EntityKind, u32, u32)> {
    let text = FormattedText::from_html(html).unwrap_or_else(|error| panic!("{html}: {error}"));
    text.entities
        .into_iter()
        .map(|one| (one.kind, one.offset, one.length))
        .collect()
}

#[test]
fn every_tag_means_its_entity() {
    let pre = |language: &str| EntityKind::Pre {
        language: language.into(),
    };
    let link = |url: &str| EntityKind::TextLink { url: url.into() };
    let cases = [
        ("<b>x</b>", EntityKind::Bold),
        ("<STRONG>x</strong>", EntityKind::Bold),
        ("<i>x</i>", EntityKind::Italic),
        ("<em>x</em>", EntityKind::Italic),
        ("<u>x</u>", EntityKind::Underline),
        ("<ins>x</ins>", EntityKind::Underline),
        ("<s>x</s>", EntityKind::Strike),
        ("<strike>x</strike>", EntityKind::Strike),
        ("<del>x</del>", EntityKind::Strike),
        ("<tg-spoiler>x</tg-spoiler>", EntityKind::Spoiler),
        ("<span class='tg-spoiler'>x</span>", EntityKind::Spoiler),
        ("<code>x</code>", EntityKind::Code),
        ("<pre>x</pre>", pre("")),
        ("<pre><code>x</code></pre>", pre("")),
        (
            "<pre><code class=\"language-rust\">x</code></pre>",
            pre("rust"),
        ),
        ("<pre language=c++>x</pre>", pre("c++")),
        (
            "<a href=\"https://a.b/?c=1&amp;d=2\">x</a>",
            link("https://a.b/?c=1&d=2"),
        ),
        (
            "<a href=https://a.b/?c=1&d=2>x</a>",
            link("https://a.b/?c=1&d=2"),
        ),
        ("<a>x</a>", link("x")),
        (
            "<a href='tg://user?id=42'>x</a>",
            EntityKind::MentionName { user_id: 42 },
        ),
        ("<a href='tg://user?id=abc'>x</a>", link("tg://user?id=abc")),
        (
            "<blockquote>x</blockquote>",
            EntityKind::Blockquote { collapsed: false },
        ),
        (
            "<blockquote expandable>x</blockquote>",
            EntityKind::Blockquote { collapsed: true },
        ),
        (
            "<tg-emoji emoji-id=\"5\">x</tg-emoji>",
            EntityKind::CustomEmoji { document_id: 5 },
        ),
        (
            "<emoji document_id=5>x</emoji>",
            EntityKind::CustomEmoji { document_id: 5 },
        ),
    ];
    for (html, kind) in cases {
        assert_eq!(kinds(html), [(kind, 0, 1)], "{html}");
    }
}

#[test]
fn character_references_and_line_breaks() -> TestResult {
    let text = FormattedText::from_html(
        "&lt;&gt;&amp;&quot;&apos;&nbsp;&#65;&#x1F44D;<br/>AT&T &copy; &#0; &#xD800; &#+65; &",
    )?;
    assert_eq!(
        text.text,
        "<>&\"'\u{a0}A👍\nAT&T &copy; &#0; &#xD800; &#+65; &"
    );
    Ok(())
}

#[test]
fn offsets_count_utf16_units() {
    assert_eq!(kinds("👍<b>я👍</b>"), [(EntityKind::Bold, 2, 3)]);
}

#[test]
fn mistakes_have_a_name_and_a_place() {
    let cases = [
        ("a\n <3", (2, 2), "StrayLessThan"),
        ("<b", (1, 1), "UnfinishedTag"),
        ("<a href='x>y</a>", (1, 1), "UnfinishedTag"),
        ("я<foo>x</foo>", (1, 2), "UnknownTag"),
        ("<span>x</span>", (1, 1), "WrongAttribute"),
        (
            "<tg-emoji emoji-id=x>y</tg-emoji>",
            (1, 1),
            "WrongAttribute",
        ),
        ("x</b>", (1, 2), "UnexpectedClose"),
        ("<b><i>x</b></i>", (1, 8), "WrongOrder"),
        ("x\n<b>y", (2, 1), "Unclosed"),
    ];
    for (html, place, name) in cases {
        let error = FormattedText::from_html(html).expect_err(html);
        assert_eq!((error.line, error.column), place, "{html}");
        assert!(
            format!("{:?}", error.kind).starts_with(name),
            "{html}: {error}"
        );
    }
    let deep = FormattedText::from_html(&"<b>".repeat(1000)).expect_err("too deep");
    assert_eq!(deep.kind, HtmlErrorKind::TooDeep { limit: 128 });
    insta::assert_snapshot!(
        FormattedText::from_html("Hi <user>").expect_err("unknown"),
        @"line 1, column 4: Telegram has no tag `<user>`; write `&lt;` for the character `<`"
    );
}

#[test]
fn the_lenient_reader_keeps_what_is_not_html() {
    let cases = [
        ("1 < 2 <3", "1 < 2 <3"),
        ("<foo>x</foo>", "<foo>x</foo>"),
        ("<span>x</span>", "<span>x</span>"),
        ("x</b>", "x</b>"),
        ("<b", "<b"),
        ("<a href='x", "<a href='x"),
        ("<b>x", "x"),
    ];
    for (html, text) in cases {
        assert_eq!(FormattedText::from_html_lossy(html).text, text);
    }
    let overlapping = FormattedText::from_html_lossy("<b>a<i>b</b>c</i>");
    assert_eq!(overlapping.to_html(), "<b>a<i>b</i></b><i>c</i>");
    // Tags that never end take time in proportion to the text.
    for piece in ["<a b=", "<a b=\"", "<b>", "</b>", "<a x ", "&", "<"] {
        let long = piece.repeat(50_000);
        assert!(!FormattedText::from_html_lossy(&long).text.is_empty() || piece == "<b>");
    }
}

#[test]
fn overlapping_entities_nest_when_written() {
    let text = FormattedText::new(
        "abcdef",
        vec![
            Entity::new(EntityKind::Bold, 0, 4),
            Entity::new(EntityKind::Code, 2, 4),
            Entity::new(EntityKind::Italic, 1, 2),
        ],
    );
    let html = text.to_html();
    assert_eq!(html, "<b>a<i>b</i></b><code><b><i>c</i>d</b>ef</code>");
    assert_eq!(FormattedText::from_html(&html), Ok(text.normalised()));
}

#[test]
fn trimming_is_what_the_server_does() -> TestResult {
    for (html, trimmed) in [
        (" \n a \n", "a"),
        ("<b> a </b> ", "<b> a</b>"),
        (" <b> a</b>", "<b> a</b>"),
        ("a<b> </b>", "a"),
        ("\ta", "\ta"),
        (" \n ", ""),
        ("", ""),
    ] {
        assert_eq!(
            FormattedText::from_html(html)?.trimmed().to_html(),
            trimmed,
            "{html:?}"
        );
    }
    Ok(())
}

#[test]
fn a_cut_is_made_at_the_best_place() {
    let limits = SplitLimits {
        units: 20,
        entities: 100,
    };
    let cases = [
        ("one two 33\n\nfour\nfive six", "one two 33\n\n"),
        ("one two three\nfour five six", "one two three\n"),
        ("One two three. Four five six", "One two three. "),
        ("one two three four five six", "one two three four "),
        ("a\nbcdefghijklmnopqrstuvwxyz", "a\n"),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrst"),
        ("abcdefghijklmnopqrs👨‍👩‍👧tuv", "abcdefghijklmnopqrs"),
        ("abcdefghijklmnopqrse\u{301}x", "abcdefghijklmnopqrs"),
    ];
    for (text, first) in cases {
        let parts = FormattedText::plain(text).split(limits);
        assert_eq!(parts[0].text, first);
        assert_eq!(FormattedText::concat(parts).text, text);
    }
    assert_eq!(FormattedText::plain("").split(limits), []);
}

#[test]
fn code_keeps_its_language_and_emoji_stay_whole() -> TestResult {
    let code = "x".repeat(30);
    let text = FormattedText::from_html(&format!(
        "<pre><code class=\"language-rust\">{code}</code></pre>12345678<tg-emoji emoji-id=\"1\">ABC</tg-emoji>"
    ))?;
    let parts: Vec<String> = text
        .split(SplitLimits {
            units: 20,
            entities: 100,
        })
        .iter()
        .map(FormattedText::to_html)
        .collect();
    assert_eq!(
        parts,
        [
            "<pre><code class=\"language-rust\">xxxxxxxxxxxxxxxxxxxx</code></pre>",
            "<pre><code class=\"language-rust\">xxxxxxxxxx</code></pre>12345678",
            "<tg-emoji emoji-id=\"1\">ABC</tg-emoji>",
        ]
    );
    Ok(())
}

#[test]
fn a_part_holds_a_hundred_entities() -> TestResult {
    let text = FormattedText::from_html(&"<b>a</b> ".repeat(250))?;
    let parts = text.split(SplitLimits::MESSAGE);
    let counts: Vec<usize> = parts.iter().map(|part| part.entities.len()).collect();
    assert_eq!(counts, [100, 100, 50]);
    assert_eq!(FormattedText::concat(parts), text);
    Ok(())
}

#[test]
fn slices_take_any_range() -> TestResult {
    let text = FormattedText::from_html("a<b>👍b</b>")?;
    assert_eq!(text.slice(0..2).to_html(), "a");
    assert_eq!(text.slice(1..3).to_html(), "<b>👍</b>");
    assert_eq!(text.slice(0..usize::MAX), text);
    #[expect(
        clippy::reversed_empty_ranges,
        reason = "a reversed range is the case under test"
    )]
    let reversed = text.slice(3..1);
    assert_eq!(reversed, FormattedText::default());
    Ok(())
}

#[test]
fn entities_survive_telegrams_schema() {
    use grammers_tl_types::{enums, types};
    let user = |id| {
        Some(enums::InputUser::User(types::InputUser {
            user_id: id,
            access_hash: 7,
        }))
    };
    let kinds = [
        EntityKind::Bold,
        EntityKind::Italic,
        EntityKind::Underline,
        EntityKind::Strike,
        EntityKind::Spoiler,
        EntityKind::Code,
        EntityKind::Pre {
            language: "rust".into(),
        },
        EntityKind::TextLink {
            url: "https://a.b".into(),
        },
        EntityKind::MentionName { user_id: 42 },
        EntityKind::CustomEmoji { document_id: 5 },
        EntityKind::Blockquote { collapsed: true },
        EntityKind::Blockquote { collapsed: false },
    ];
    for kind in kinds {
        let entity = Entity::new(kind, 3, 4);
        let sent = entity.to_tl(user).expect("is sent");
        assert_eq!(Entity::from(&sent), entity);
    }
    assert!(
        Entity::new(EntityKind::MentionName { user_id: 1 }, 0, 1)
            .to_tl(|_| None)
            .is_none()
    );
    assert!(Entity::new(EntityKind::Hashtag, 0, 1).to_tl(user).is_none());
    assert!(
        Entity::new(EntityKind::Bold, u32::MAX, 1)
            .to_tl(user)
            .is_none()
    );
    let wrong = types::MessageEntityBold {
        offset: -1,
        length: -5,
    }
    .into();
    assert_eq!(Entity::from(&wrong), Entity::new(EntityKind::Bold, 0, 0));
}

/// Texts with everything that is difficult: wide characters, clusters, HTML, blanks.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-z]{1,4}",
        3 => Just(" ".to_owned()),
        1 => Just(". ".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("👨‍👩‍👧".to_owned()),
        1 => Just("🇩🇪🇫🇷".to_owned()),
        1 => Just("e\u{301}\u{302}".to_owned()),
        1 => Just("я".to_owned()),
        1 => Just("<b>&amp;\"".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_kind() -> impl Strategy<Value = EntityKind> {
    prop_oneof![
        Just(EntityKind::Bold),
        Just(EntityKind::Italic),
        Just(EntityKind::Underline),
        Just(EntityKind::Strike),
        Just(EntityKind::Spoiler),
        Just(EntityKind::Code),
        "[a-z+\"<& -]{0,4}".prop_map(|language| EntityKind::Pre { language }),
        "[a-z:/?&\"'<> ]{1,6}".prop_map(|url| EntityKind::TextLink { url }),
        (1..9i64).prop_map(|user_id| EntityKind::MentionName { user_id }),
        any::<i64>().prop_map(|document_id| EntityKind::CustomEmoji { document_id }),
        any::<bool>().prop_map(|collapsed| EntityKind::Blockquote { collapsed }),
    ]
}

fn any_formatted() -> impl Strategy<Value = FormattedText> {
    let entity = (any_kind(), 0..60u32, 0..40u32)
        .prop_map(|(kind, offset, length)| Entity::new(kind, offset, length));
    (any_text(), prop::collection::vec(entity, 0..12))
        .prop_map(|(text, entities)| FormattedText::new(text, entities))
}

/// Says for each unit which entities cover it.
fn coverage(text: &FormattedText) -> Vec<Vec<String>> {
    (0..text.utf16_len())
        .map(|unit| {
            let mut kinds: Vec<String> = text
                .entities
                .iter()
                .filter(|entity| (entity.offset as usize..entity.end() as usize).contains(&unit))
                .map(|entity| format!("{:?}", entity.kind))
                .collect();
            kinds.sort();
            kinds.dedup();
            kinds
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html_is_read_back_as_written(text in any_formatted()) {
        let html = text.to_html();
        let read = FormattedText::from_html(&html);
        prop_assert_eq!(read, Ok(text.normalised()), "{}", html);
    }

    #[test]
    fn no_html_makes_a_reader_panic(text in any::<String>(), markup in "[<>/&;#a-z\"'= \n]{0,60}") {
        for source in [text.as_str(), markup.as_str()] {
            let lossy = FormattedText::from_html_lossy(source);
            if let Ok(strict) = FormattedText::from_html(source) {
                prop_assert_eq!(strict, lossy);
            }
        }
    }

    #[test]
    fn the_canonical_form_is_stable(text in any_formatted()) {
        let once = text.normalised();
        prop_assert_eq!(once.normalised(), once);
    }

    #[test]
    fn parts_fit_and_make_the_whole(
        text in any_formatted(), units in 2..60usize, entities in 12..20usize,
    ) {
        let whole = text.normalised();
        let parts = text.split(SplitLimits { units, entities });
        let mut at = 0;
        for part in &parts {
            prop_assert!(!part.text.is_empty());
            prop_assert!(part.utf16_len() <= units);
            prop_assert!(part.entities.len() <= entities);
            for entity in &part.entities {
                prop_assert!(entity.length > 0 && entity.end() as usize <= part.utf16_len());
            }
            at += part.text.len();
            let grapheme = whole.text.grapheme_indices(true)
                .find(|(start, grapheme)| *start < at && at < start + grapheme.len());
            if let Some((start, grapheme)) = grapheme {
                prop_assert!(utf16::len(grapheme) > units, "{grapheme:?} was cut, {start}");
            }
        }
        let joined = FormattedText::concat(parts);
        prop_assert_eq!(&joined.text, &whole.text);
        prop_assert_eq!(coverage(&joined), coverage(&whole));
    }

    #[test]
    fn offsets_convert_both_ways(text in any_text(), offset in 0..200usize) {
        let offsets = utf16::Offsets::new(&text);
        let byte = utf16::to_byte(&text, offset);
        prop_assert!(text.is_char_boundary(byte));
        prop_assert_eq!(offsets.to_byte(offset), byte);
        prop_assert_eq!(offsets.from_byte(offset), utf16::from_byte(&text, offset));
        prop_assert_eq!(offsets.len(), text.encode_utf16().count());
        let back = utf16::from_byte(&text, byte);
        prop_assert!(back <= offset && (back == offset || offset - back == 1 || offset > offsets.len()));
        prop_assert_eq!(utf16::to_byte(&text, back), byte);
    }

    #[test]
    fn nothing_panics_on_wrong_entities(
        text in any_text(), offset in any::<u32>(), length in any::<u32>(), from in any::<usize>(), to in any::<usize>(),
    ) {
        let text = FormattedText::new(text, vec![
            Entity::new(EntityKind::Bold, offset, length),
            Entity::new(EntityKind::Code, offset % 50, length),
        ]);
        let _ = (text.to_html(), text.trimmed(), text.slice(from..to), text.split(SplitLimits::default()));
        let joined = FormattedText::concat([text.clone(), text]);
        prop_assert!(joined.entities.iter().all(|one| one.end() as usize <= joined.utf16_len()));
    }
}

/// Makes the same "random" numbers in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // SplitMix64, https://prng.di.unimi.it/splitmix64.c
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 12] = [
            "word",
            "a",
            " ",
            " ",
            ". ",
            "\n",
            "\n\n",
            "👨‍👩‍👧",
            "🇩🇪🇫🇷",
            "e\u{301}\u{302}",
            "я",
            "👍🏽",
        ];
        (0..self.roll(24))
            .map(|_| PIECES[self.roll(PIECES.len())])
            .collect()
    }

    fn entity(&mut self) -> Entity {
        let kind = match self.roll(7) {
            0 => EntityKind::Bold,
            1 => EntityKind::Spoiler,
            2 => EntityKind::Code,
            3 => EntityKind::Pre {
                language: "rust".to_owned(),
            },
            4 => EntityKind::TextLink {
                url: "https://a.org".to_owned(),
            },
            5 => EntityKind::CustomEmoji { document_id: 7 },
            _ => EntityKind::Blockquote {
                collapsed: self.roll(2) == 0,
            },
        };
        let number = |number: usize| u32::try_from(number).unwrap();
        Entity::new(kind, number(self.roll(40)), number(self.roll(30)))
    }
}

#[test]
fn a_hundred_thousand_texts_are_split_well() {
    let covered = |texts: &[FormattedText]| {
        let mut sums = std::collections::BTreeMap::<EntityKind, u64>::new();
        for entity in texts.iter().flat_map(|text| &text.entities) {
            *sums.entry(entity.kind.clone()).or_default() += u64::from(entity.length);
        }
        sums
    };
    let mut dice = Dice(10);
    for case in 0..100_000 {
        let text = dice.text();
        let entities = (0..dice.roll(5)).map(|_| dice.entity()).collect();
        let text = FormattedText::new(text, entities);
        let limits = SplitLimits {
            units: 2 + dice.roll(40),
            entities: 5 + dice.roll(4),
        };
        let parts = text.split(limits);
        let whole = text.normalised();
        let mut joined = String::new();
        let mut at = 0;
        let cuts: Vec<usize> = whole
            .text
            .grapheme_indices(true)
            .map(|(start, _)| start)
            .collect();
        for part in &parts {
            let units = part.utf16_len();
            assert!(units > 0 && units <= limits.units, "case {case}: {text:?}");
            assert!(
                part.entities.len() <= limits.entities,
                "case {case}: {text:?}"
            );
            for entity in &part.entities {
                assert!(
                    entity.length > 0 && entity.end() as usize <= units,
                    "case {case}: {text:?}"
                );
            }
            if cuts.binary_search(&at).is_err() {
                // Only what is longer than a part is cut.
                let start = cuts[cuts.partition_point(|cut| *cut < at) - 1];
                let long = whole.text[start..].graphemes(true).next().unwrap();
                assert!(utf16::len(long) > limits.units, "case {case}: {text:?}");
            }
            at += part.text.len();
            joined.push_str(&part.text);
        }
        assert_eq!(joined, whole.text, "case {case}");
        assert_eq!(
            covered(&parts),
            covered(std::slice::from_ref(&whole)),
            "case {case}: {text:?}"
        );
    }
}

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
