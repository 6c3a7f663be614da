//! Every validator, alone and nested, with its type taken away.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::Duration as StdDuration;

use userbot_sdk::config::{DefaultValidator, Description, Editor, Invalid, Validator};
use userbot_sdk::prelude::*;
use userbot_sdk::strings::Language;
use userbot_sdk::text::FormattedText;

/// What an enum of a module looks like.
#[derive(Choice, Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    /// Answers at once.
    #[choice(doc(ru = "Отвечает сразу."))]
    Fast,
    /// Waits a little.
    #[choice(name = "1", doc(ru = "Немного ждёт."))]
    One,
    #[choice(name = "a, b")]
    Comma,
}

/// Is a validator whose values are known only as text.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    pub(crate) description: Description,
    pub(crate) editor: Editor,
    pub(crate) secret: bool,
    pub(crate) problem: Option<String>,
    attack: Box<Attack>,
}

type Attack = dyn Fn(&str) -> Result<String, Invalid> + Send + Sync;

/// All of them.
pub(crate) static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(subjects);

impl Subject {
    /// Gives a text to the validator and holds it to the laws of validators; gives what it writes.
    pub(crate) fn attack(&self, text: &str) -> Result<String, Invalid> {
        (self.attack)(text)
    }
}

/// Takes a validator's type away.
fn subject<V: Validator>(name: &'static str, validator: V) -> Subject
where
    V::Value: PartialEq + Debug,
{
    Subject {
        name,
        description: validator.description(),
        editor: validator.editor(),
        secret: validator.is_secret(),
        problem: validator.problem(),
        attack: Box::new(move |text| {
            let value = validator.parse(text)?;
            if let Err(error) = validator.check(&value) {
                panic!("{name}: {text:?} is read as {value:?} and refused: {error}");
            }
            let written = validator.render(&value);
            match validator.parse(&written) {
                Ok(again) => assert_eq!(again, value, "{name}: {text:?} is written as {written:?}"),
                Err(error) => panic!("{name}: {text:?} is written as {written:?}: {error}"),
            }
            if validator.is_secret() {
                assert!(
                    ["***", ""].contains(&validator.show(&value).as_str()),
                    "{name}"
                );
            } else {
                assert_eq!(validator.show(&value), written, "{name}");
            }
            Ok(written)
        }),
    }
}

/// Makes all of them.
#[allow(clippy::too_many_lines, reason = "a list")]
fn subjects() -> Vec<Subject> {
    let minute = Duration::from_secs(60);
    let odd =
        Custom::new(
            |text| match text.trim().parse::<u32>() {
                Ok(number) if number % 2 == 1 => Ok(number),
                _ => Err(Invalid::new("an odd number is needed")
                    .in_language("ru", "нужно нечётное число")),
            },
            u32::to_string,
        );
    vec![
        subject("Boolean", Boolean),
        subject("Integer", Integer::<i64>::new()),
        subject("Integer from 1 to 100", Integer::<i64>::between(1, 100)),
        subject("Integer from 1", Integer::<i64>::at_least(1)),
        subject("Integer up to -1", Integer::<i64>::at_most(-1)),
        subject("Integer of 4 digits", Integer::<u32>::new().digits(4)),
        subject(
            "Integer of 1 digit",
            Integer::<i32>::between(-5, 5).digits(1),
        ),
        subject("Integer u8", u8::validator()),
        subject("Integer u64", u64::validator()),
        subject("Integer isize", isize::validator()),
        subject("Float", Float::new()),
        subject("Float from 0 to 1", Float::between(0.0, 1.0)),
        subject("Float from 0.5", Float::at_least(0.5)),
        subject("Float up to 1e300", Float::at_most(1e300)),
        subject("Text", Text::new()),
        subject("Text of 2 to 5", Text::new().min_length(2).max_length(5)),
        subject("Text of at least 1", Text::new().not_empty()),
        subject("Text of at most 21", Text::new().max_length(21)),
        subject("Text of exactly 3", Text::new().exact_length(3)),
        subject("Text in a line", Text::new().single_line()),
        subject("Link", Link::new()),
        subject("Link of tg", Link::of(&["tg", "socks5"])),
        subject("Link of any scheme", Link::any()),
        subject("Choice", Choice::new(&["low", "high", "1"])),
        subject("Choice of an enum", Mode::validator()),
        subject("MultiChoice", MultiChoice::new(&["photo", "video", "a, b"])),
        subject(
            "MultiChoice of 1 to 2",
            MultiChoice::<Mode>::variants().min_items(1).max_items(2),
        ),
        subject("Series", Series::of(Integer::<i64>::new())),
        subject(
            "Series of 1 to 3",
            Series::of(Text::new()).min_items(1).max_items(3),
        ),
        subject("Series of at least 2", Series::of(Text::new()).min_items(2)),
        subject("Series of at most 21", Series::of(Boolean).max_items(21)),
        subject(
            "Series of exactly 2",
            Series::of(Float::new()).exact_items(2),
        ),
        subject(
            "Series by semicolons",
            Series::of(Text::new()).separator(';'),
        ),
        subject("Series by spaces", Series::of(Text::new()).separator(' ')),
        subject("Series by lines", Series::of(Text::new()).separator('\n')),
        subject("Series by bars", Series::of(Text::new()).separator('|')),
        subject("Series of series", Series::of(Series::of(Text::new()))),
        subject(
            "Series of series of series",
            Series::of(Series::of(Series::of(Text::new()).separator(';'))),
        ),
        subject("Series of optionals", Series::of(Optional(Text::new()))),
        subject("Series of choices", Series::of(Mode::validator())),
        subject("Hidden", Hidden(Text::new().min_length(3))),
        subject("Hidden number", Hidden(Integer::<i64>::between(1, 9))),
        subject("Hidden series", Hidden(Series::of(Text::new()))),
        subject("Hidden choice", Hidden(Choice::new(&["a", "b"]))),
        subject("Hidden boolean", Hidden(Boolean)),
        subject("Hidden link", Hidden(Link::new())),
        subject(
            "Series of hidden",
            Series::of(Hidden(Integer::<i64>::new())),
        ),
        subject("Optional hidden", Optional(Hidden(Text::new()))),
        subject("RegExp", RegExp::new("a+b|ab+")),
        subject(
            "RegExp with words",
            RegExp::new(r"\d{3}-\d{2}").described(&[
                ("en", "a code, such as 123-45"),
                ("ru", "код, например 123-45"),
            ]),
        ),
        subject("Duration", DurationRange::new()),
        subject(
            "Duration from 1m to 1h",
            DurationRange::between(minute, StdDuration::from_secs(3600).into()),
        ),
        subject("Duration from 1m", DurationRange::at_least(minute)),
        subject("Duration up to 1m", DurationRange::at_most(minute)),
        subject("ByteSize", ByteSize::new()),
        subject("ByteSize up to 2 GB", ByteSize::at_most(2_000_000_000)),
        subject(
            "ByteSize from 1 KiB to 1 MiB",
            ByteSize::between(1 << 10, 1 << 20),
        ),
        subject("TimeZone", TimeZone),
        subject("TelegramId", TelegramId::new()),
        subject("TelegramId of people", TelegramId::people()),
        subject("TelegramId of chats", TelegramId::chats()),
        subject("EntityLike", EntityLike),
        subject("Emoji", Emoji::new()),
        subject("Emoji of exactly 1", Emoji::new().exact_length(1)),
        subject("Emoji of 2 to 3", Emoji::new().min_length(2).max_length(3)),
        subject("Optional", Optional(Integer::<i64>::new())),
        subject("Optional text", Optional(Text::new())),
        subject("Optional optional", Optional(Optional(Text::new()))),
        subject("Optional series", Optional(Series::of(Text::new()))),
        subject(
            "Union",
            Union(Integer::<i64>::between(1, 9), Choice::new(&["off", "5"])),
        ),
        subject(
            "Union of texts",
            Union(Text::new().exact_length(2), Text::new()),
        ),
        subject(
            "Union of three",
            Union(Boolean, Integer::<i64>::new()).or(Series::of(Text::new())),
        ),
        subject(
            "Optional union",
            Optional(Union(
                Series::of(Integer::<i64>::new()),
                Text::new().not_empty(),
            )),
        ),
        subject("Series of unions", Series::of(Union(Boolean, Text::new()))),
        subject(
            "Hidden union",
            Hidden(Union(Integer::<i64>::new(), Boolean)),
        ),
        subject(
            "Union with a secret",
            Union(Integer::<i64>::new(), Hidden(Boolean)),
        ),
        subject("RandomLink", RandomLink::new()),
        subject("RandomLink of at least 1", RandomLink::new().min_items(1)),
        subject("Custom", odd),
        subject(
            "Custom of a type",
            Custom::<std::net::IpAddr>::of_text()
                .described(&[("en", "an IP address"), ("ru", "IP-адрес")]),
        ),
        subject(
            "Boxed",
            Box::new(Boolean) as Box<dyn Validator<Value = bool>>,
        ),
    ]
}

/// Says both languages of an error and checks that a chat can show them.
pub(crate) fn said(error: &Invalid) -> [String; 2] {
    [Language::english(), Language::russian()].map(|language| {
        let html = error.to_html(&[language]);
        let text =
            FormattedText::from_html(&html).unwrap_or_else(|wrong| panic!("{html:?}: {wrong}"));
        assert!(html.len() < 4096, "{html}");
        assert!(html.ends_with(['.', '?', '…', '!']), "{html}");
        for place in [
            "low", "high", "count", "found", "size", "needed", "reason", "first", "second", "form",
            "choices",
        ] {
            assert!(!html.contains(&format!("{{${place}}}")), "{html}");
        }
        assert!(
            !text
                .text
                .contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
            "{html:?}"
        );
        html
    })
}
