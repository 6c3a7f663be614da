//! Texts that mean no good: nothing panics, nothing gets in that does not come out again, and
//! every refusal can be shown in a chat.

use proptest::collection::vec;
use proptest::prelude::*;
use userbot_sdk::config::Validator;
use userbot_sdk::prelude::*;

use super::subjects::{SUBJECTS, said};

/// Pieces of hostile texts.
const PIECES: &[&str] = &[
    "",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{200e}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{e000}",
    "\u{10ffff}",
    "\\ud800",
    "\\udfff",
    "\u{d7ff}",
    "\u{e0001}",
    "\u{e007f}",
    "\u{fe0f}",
    "\u{20e3}",
    "\u{1f3fd}",
    "\u{1f1fa}",
    "0",
    "1",
    "-1",
    "+1",
    "−1",
    "--1",
    "+-1",
    "1-",
    "007",
    "1_000",
    "1 000",
    "1,000",
    "1.000",
    "1.0",
    "1.",
    ".5",
    ",5",
    "1e5",
    "1e400",
    "-1e400",
    "1e-400",
    "1e99999999999999999999",
    "0x10",
    "0b1",
    "0o7",
    "1f",
    "NaN",
    "nan",
    "-nan",
    "inf",
    "-Infinity",
    "∞",
    "½",
    "٣",
    "１２",
    "Ⅷ",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "340282366920938463463374607431768211456",
    "99999999999999999999999999999999999999999999999999",
    "true",
    "True",
    "TRUE",
    "yes",
    "да",
    "ДА",
    "off",
    "None",
    "none",
    "null",
    "нет",
    "[]",
    "[1, 2]",
    "(1,)",
    "{}",
    "{'a': 1}",
    "'x'",
    "\"x\"",
    "\"",
    "\"\"",
    "\"\"\"",
    "\\",
    "\\\"",
    "\"\\\"",
    "\"\\\\\"",
    "\"a\" b",
    ",",
    ",,",
    ";",
    "|",
    "1|",
    "2|",
    "1|2|1|",
    "2|2|",
    "__import__('os').system('id')",
    "$(id)",
    "${HOME}",
    "{{7*7}}",
    "%s%n",
    "../../etc/passwd",
    "<b>",
    "</code>",
    "&amp;",
    "&#0;",
    "<code>",
    "{ $x }",
    "{$what}",
    "http://",
    "https://a",
    "https://a b",
    "https://a.com/ b",
    "HTTP://EXAMPLE.COM",
    "http:example.com",
    "https:\\\\a.b\\c",
    "x://y",
    "javascript:alert(1)",
    "data:,x",
    "file:///etc/passwd",
    "https://user:pass@a.com:99999/",
    "https://[::1]:80/",
    "https://[::1",
    "http://256.256.256.256",
    "http://0x7f.1",
    "https://xn--a",
    "https://a.com/%",
    "//a.com",
    "example.com",
    "example.com:80",
    "mailto:a@b",
    "tg://resolve?domain=durov",
    "tg://user?id=5",
    "t.me/durov",
    "t.me/+x",
    "t.me/c/1/2",
    "t.me/c/99999999999999999999",
    "t.me/joinchat/x",
    "durov.t.me",
    "@durov",
    "@",
    "@1",
    "@имя",
    "me",
    "-100",
    "-1000000000000",
    "-1001",
    "-1003000000000000",
    "777000",
    "1099511627776",
    "10m",
    "1h30m",
    "-5m",
    "5 мин. 3 с.",
    "1y",
    "99999999999999999999w",
    "10 MB",
    "1.5GiB",
    "18446744073709551616",
    "16777216TiB",
    "20000000TB",
    "1 КБ",
    "MB",
    "Europe/Moscow",
    "europe/moscow",
    "UTC",
    "utc+3",
    "+3",
    "+15",
    "-14:00",
    "+0530",
    "+5:3",
    "MSK",
    "Etc/GMT+3",
    "Etc/Unknown",
    "😀",
    "👩‍👩‍👧",
    "🇺🇦",
    "🇺",
    "1️⃣",
    "👍🏽",
    "❤",
    "☺️",
    "#",
    "*",
    "a",
    "aab",
    "aaab",
    "abb\n",
    "123-45",
    "photo, video",
    "photo, photo",
    "fast",
    "FAST",
    "low",
    "lwo",
    "127.0.0.1",
    "::1",
];

/// Each piece alone: what is said about it can be shown.
#[test]
fn pieces() {
    for subject in SUBJECTS.iter() {
        for text in PIECES {
            if let Err(error) = subject.attack(text) {
                said(&error);
            }
        }
    }
}

/// Each piece before a fortieth of the others, in turns: some 2000 texts.
#[test]
fn pairs_of_pieces() {
    let mut count = 0;
    for (index, first) in PIECES.iter().enumerate() {
        for second in PIECES.iter().skip(index % 40).step_by(40) {
            for text in [format!("{first}{second}"), format!("{first}, {second}")] {
                count += 1;
                for subject in SUBJECTS.iter() {
                    let _ = subject.attack(&text);
                }
            }
        }
    }
    assert!(count > 1500, "{count}");
}

/// Long texts, some of a megabyte, each read by each validator.
#[test]
fn megabytes() {
    let long = |piece: &str, length: usize| piece.repeat(length / piece.len());
    let mega = |piece: &str| long(piece, 1 << 20);
    let some = |piece: &str| long(piece, 1 << 15);
    let texts = [
        mega("9"),
        mega("\"\\"),
        format!("https://a.b/{}", some("ы")),
        some("0"),
        some(" "),
        some("a"),
        some("\""),
        some("\\"),
        some("["),
        some("("),
        some("-"),
        some("😀"),
        some("🇺🇦"),
        some("\u{200d}😀"),
        some("e\u{301}"),
        some("\u{202e}"),
        some("1|"),
        some("1h"),
        some("9w"),
        format!("https://{}", some("a")),
        format!("https://{}", some("a.")),
        format!("1.{}", some("3")),
        format!("\"{}\"", some("\\\"")),
        format!("{}b", some("a")),
        format!("@{}", some("a")),
        format!("Europe/{}", some("M")),
        some("aab"),
    ];
    for subject in SUBJECTS.iter() {
        for text in &texts {
            if let Err(error) = subject.attack(text) {
                said(&error);
            }
        }
    }
}

/// Lists of a hundred thousand items.
#[test]
fn long_lists() {
    let list = vec!["1"; 100_000].join(",");
    let numbers = Series::of(Integer::<i64>::new());
    assert_eq!(
        numbers.parse(&list).map(|numbers| numbers.len()),
        Ok(100_000)
    );
    let choices = MultiChoice::<super::subjects::Mode>::variants();
    assert!(choices.parse(&list).is_err());
    let quoted = vec!["\"a, b\""; 100_000].join(", ");
    assert_eq!(
        Series::of(Text::new())
            .parse(&quoted)
            .map(|texts| texts.len()),
        Ok(100_000)
    );
}

/// Quotation marks in quotation marks: each level of nesting doubles the text, so that a text of
/// any size has few levels.
#[test]
fn deep_nesting() {
    let mut text = String::from("x");
    for _ in 0..13 {
        text = userbot_sdk::config::list::join([text.as_str(), ""], ',');
        for subject in SUBJECTS.iter() {
            if let Err(error) = subject.attack(&text) {
                said(&error);
            }
        }
    }
    let mut blank = String::from("\"\"");
    for _ in 0..13 {
        blank = format!("\"{}\"", blank.replace('\\', "\\\\").replace('"', "\\\""));
        for subject in SUBJECTS.iter() {
            let _ = subject.attack(&blank);
        }
    }
}

/// Expressions that take for ever elsewhere.
#[test]
fn regex_bombs() {
    let long = "a".repeat(100_000);
    for pattern in [
        "(a+)+",
        "(a|a)*",
        "(a|aa)+",
        "(.*)*b|a*",
        "(x+x+)+y|a*",
        "([a-zA-Z]+)*",
    ] {
        let validator = RegExp::new(pattern);
        assert_eq!(validator.problem(), None);
        assert!(validator.parse(&long).is_ok(), "{pattern}");
        assert!(validator.parse(&format!("{long}!")).is_err(), "{pattern}");
    }
    // One that would fill the memory is refused, and its author is told.
    let huge = RegExp::new(r"(?:(?:\w{1000}){1000}){1000}");
    assert!(huge.problem().is_some());
    assert_eq!(
        huge.parse("a").unwrap_err().to_string(),
        "This setting is broken; tell the author of the module."
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text(text in any::<String>()) {
        for subject in SUBJECTS.iter() {
            if let Err(error) = subject.attack(&text) {
                said(&error);
            }
        }
    }

    #[test]
    fn any_mixture(pieces in vec(proptest::sample::select(PIECES), 0..9)) {
        let text = pieces.concat();
        for subject in SUBJECTS.iter() {
            if let Err(error) = subject.attack(&text) {
                said(&error);
            }
        }
    }

    /// The standard decides what a link is; white space is the one thing that is refused before.
    #[test]
    fn links_agree_with_the_standard(text in prop_oneof![
        "(https?|ftp|tg|x|mailto|data)?:?/{0,3}[a-z0-9.@:\\[\\]%-]{0,12}(/[a-zа-я?#&=%]{0,8})?",
        vec(proptest::sample::select(PIECES), 1..5).prop_map(|pieces| pieces.concat()),
    ]) {
        let text = text.trim();
        let spaced = text.contains(|c: char| c.is_whitespace() || c.is_control());
        let invisible = text.contains(|c: char| ('\u{200b}'..='\u{200f}').contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2060}'..='\u{206f}').contains(&c) || c == '\u{feff}');
        if spaced || invisible {
            return Ok(());
        }
        let standard = Url::parse(text).ok();
        prop_assert_eq!(Link::any().parse(text).ok(), standard.clone());
        let web = standard.filter(|link| ["http", "https"].contains(&link.scheme()));
        prop_assert_eq!(Link::new().parse(text).ok(), web);
    }
}
