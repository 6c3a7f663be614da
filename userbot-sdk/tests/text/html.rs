//! HTML, splitting and offsets by example.

use userbot_sdk::text::{Entity, EntityKind, FormattedText, HtmlErrorKind, SplitLimits};

use crate::TestResult;

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
