//! Parsed arguments: values, mistakes, usage, help and the check of definitions.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fmt;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};
use userbot_sdk::command::{
    ArgumentError, ArgumentMistake, CommandInfo, Duration, Reason, check_definition, help_text,
    parse, split, usage_line,
};
use userbot_sdk::strings::Language;

/// What the user of the example bot may give.
#[derive(Debug, Args)]
struct RemindArgs {
    /// When, such as 10m or 2h.
    #[arg(short, long)]
    after: Option<Duration>,
    /// How loud.
    #[arg(long, value_enum, default_value = "normal")]
    volume: Volume,
    /// How often.
    #[arg(short, long, value_parser = clap::value_parser!(u8).range(1..=5))]
    times: Option<u8>,
    /// A temperature.
    #[arg(long)]
    degrees: Option<f64>,
    /// An offset.
    #[arg(long)]
    shift: Option<i64>,
    /// A colour.
    #[arg(long)]
    colour: Option<Colour>,
    /// Two corners.
    #[arg(long, num_args = 2, value_names = ["X", "Y"])]
    at: Option<Vec<i32>>,
    /// Some tags.
    #[arg(long, num_args = 2..=3)]
    tags: Option<Vec<String>>,
    /// Without a sound.
    #[arg(short, long, conflicts_with = "times")]
    quiet: bool,
    /// A letter.
    #[arg(long, require_equals = true)]
    letter: Option<char>,
    #[arg(long, hide = true)]
    secret: bool,
    /// What to remind of.
    #[arg(required = true)]
    text: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Volume {
    Silent,
    Normal,
    Loud,
}

#[derive(Debug, Clone, PartialEq)]
struct Colour(String);

#[derive(Debug)]
struct NotAColour;

impl fmt::Display for NotAColour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("colours begin with #, not <")
    }
}

impl std::error::Error for NotAColour {}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        if text.starts_with('#') {
            Ok(Self(text.into()))
        } else {
            Err(NotAColour)
        }
    }
}

#[derive(Debug, Args)]
struct NotesArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, PartialEq, Subcommand)]
enum Action {
    /// Adds a note.
    Add {
        /// Its name.
        name: String,
        text: Vec<String>,
    },
    /// Removes a note.
    Remove { name: String },
}

#[derive(Debug, Args)]
struct OneArgs {
    name: Option<String>,
    number: Option<i32>,
}

fn info<'a>(name: &'a str, languages: &'a [Language]) -> CommandInfo<'a> {
    CommandInfo {
        prefix: ".",
        name,
        languages,
        ..CommandInfo::default()
    }
}

fn mistake<A: Args + fmt::Debug>(text: &str) -> ArgumentMistake {
    let error = parse::<A>(&split(text), &info("remind", &[])).expect_err(text);
    error.mistake().cloned().expect("a mistake")
}

#[test]
fn good_arguments_are_parsed() {
    let text = "—after 2h30m --volume loud -t 5 --shift -5 --colour '#fff' --at -1 2 \
                --letter=x «buy milk» -7";
    let args: RemindArgs = parse(&split(text), &info("remind", &[])).expect("good");
    assert_eq!(args.after, Some(Duration::from_secs(9000)));
    assert_eq!(
        (args.volume, args.times, args.shift),
        (Volume::Loud, Some(5), Some(-5))
    );
    assert_eq!(args.colour, Some(Colour("#fff".into())));
    assert_eq!((args.at, args.letter), (Some(vec![-1, 2]), Some('x')));
    assert_eq!(args.text, ["buy milk", "-7"]);
    assert!(!args.quiet && !args.secret && args.degrees.is_none() && args.tags.is_none());

    let last: RemindArgs =
        parse(&split("-a 1m -a 2m x -- --quiet"), &info("remind", &[])).expect("good");
    assert_eq!(last.after, Some(Duration::from_secs(120)));
    assert_eq!(last.text, ["x", "--quiet"]);

    let notes: NotesArgs = parse(&split("add a b c"), &info("notes", &[])).expect("good");
    let text = vec!["b".to_owned(), "c".to_owned()];
    assert_eq!(
        notes.action,
        Action::Add {
            name: "a".into(),
            text
        }
    );
    let one: OneArgs = parse(&[], &info("one", &[])).expect("good");
    assert_eq!((one.name, one.number), (None, None));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn mistakes_say_all_that_is_known() {
    let invalid = |argument: &str, value: &str, reason| ArgumentMistake::Invalid {
        argument: argument.into(),
        value: value.into(),
        reason,
    };
    let cases = [
        (
            "--aftre 1h x",
            ArgumentMistake::UnknownOption {
                option: "--aftre".into(),
                suggestions: vec!["--after".into()],
            },
        ),
        (
            "-x",
            ArgumentMistake::UnknownOption {
                option: "-x".into(),
                suggestions: vec![],
            },
        ),
        (
            "",
            ArgumentMistake::Missing {
                arguments: vec!["TEXT".into()],
            },
        ),
        (
            "x --after",
            ArgumentMistake::MissingValue {
                argument: "--after".into(),
                possible: vec![],
            },
        ),
        (
            "x --volume lud",
            ArgumentMistake::NotPossible {
                argument: "--volume".into(),
                value: "lud".into(),
                possible: vec!["silent".into(), "normal".into(), "loud".into()],
                suggestion: Some("loud".into()),
            },
        ),
        (
            "x -t 7",
            invalid(
                "--times",
                "7",
                Reason::OutOfRange {
                    low: Some(1),
                    high: Some(5),
                },
            ),
        ),
        (
            "x -t many",
            invalid("--times", "many", Reason::NotAWholeNumber),
        ),
        (
            "x --shift 99999999999999999999",
            invalid("--shift", "99999999999999999999", Reason::TooLarge),
        ),
        (
            "x --degrees warm",
            invalid("--degrees", "warm", Reason::NotANumber),
        ),
        (
            "x --letter=xy",
            invalid("--letter", "xy", Reason::NotACharacter),
        ),
        (
            "x --colour red",
            invalid(
                "--colour",
                "red",
                Reason::Other("colours begin with #, not <".into()),
            ),
        ),
        (
            "x --at 1",
            ArgumentMistake::WrongNumberOfValues {
                argument: "--at".into(),
                actual: 1,
                expected: 2,
            },
        ),
        (
            "x --tags 1",
            ArgumentMistake::TooFewValues {
                argument: "--tags".into(),
                actual: 1,
                minimum: 2,
            },
        ),
        (
            "x -q -t 3",
            ArgumentMistake::Conflict {
                argument: "--quiet".into(),
                others: vec!["--times".into()],
            },
        ),
        (
            "x --letter y",
            ArgumentMistake::NeedsEquals {
                argument: "--letter".into(),
            },
        ),
        (
            "x --quiet=3",
            ArgumentMistake::TooManyValues {
                argument: "--quiet".into(),
                value: "3".into(),
            },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(mistake::<RemindArgs>(text), expected, "{text}");
    }
    assert_eq!(
        mistake::<OneArgs>("a 1 b"),
        ArgumentMistake::UnexpectedValue { value: "b".into() }
    );
    assert_eq!(
        mistake::<OneArgs>("a 3000000000"),
        invalid("NUMBER", "3000000000", Reason::TooLarge)
    );
    let choices = vec!["add".to_owned(), "remove".to_owned()];
    assert_eq!(
        mistake::<NotesArgs>(""),
        ArgumentMistake::MissingSubcommand {
            choices: choices.clone()
        }
    );
    assert_eq!(
        mistake::<NotesArgs>("remov x"),
        ArgumentMistake::UnknownSubcommand {
            name: "remov".into(),
            choices,
            suggestions: vec!["remove".into()],
        }
    );
}

#[test]
fn the_answer_has_the_usage_line() {
    let languages = [Language::russian()];
    let answer = |text: &str| {
        parse::<RemindArgs>(&split(text), &info("remind", &languages)).expect_err(text)
    };
    insta::assert_snapshot!(answer("x --after soon").html(), @r#"
    <code>soon</code> не подходит для <code>--after</code>: <code>soon</code> — не число; напишите, например, 10м или 2ч30м
    Использование: <code>.remind [--after AFTER] [--volume VOLUME] [--times TIMES] [--degrees DEGREES] [--shift SHIFT] [--colour COLOUR] [--at X Y]… [--tags TAGS…]… [--quiet] [--letter=LETTER] TEXT…</code>
    "#);
    let long = answer(&format!("x --after {}", "я".repeat(5000)));
    assert!(long.html().chars().count() < 600);
    assert!(!long.to_string().contains('<'));
}

#[test]
fn the_help_of_a_command() {
    let languages = [Language::english()];
    let remind = CommandInfo {
        about: Some("Reminds you of <things>."),
        ..info("remind", &languages)
    };
    insta::assert_snapshot!(help_text::<RemindArgs>(&remind), @r#"
    <b>.remind</b> — Reminds you of &lt;things&gt;.
    Usage: <code>.remind [--after AFTER] [--volume VOLUME] [--times TIMES] [--degrees DEGREES] [--shift SHIFT] [--colour COLOUR] [--at X Y]… [--tags TAGS…]… [--quiet] [--letter=LETTER] TEXT…</code>

    <b>Arguments</b>
    <code>TEXT…</code> — What to remind of

    <b>Options</b>
    <code>-a, --after AFTER</code> — When, such as 10m or 2h
    <code>--volume VOLUME</code> — How loud (possible: <code>silent</code>, <code>normal</code>, <code>loud</code>; default: <code>normal</code>)
    <code>-t, --times TIMES</code> — How often
    <code>--degrees DEGREES</code> — A temperature
    <code>--shift SHIFT</code> — An offset
    <code>--colour COLOUR</code> — A colour
    <code>--at X Y</code> — Two corners
    <code>--tags TAGS…</code> — Some tags
    <code>-q, --quiet</code> — Without a sound
    <code>--letter=LETTER</code> — A letter
    "#);
    for text in ["-h", "x --help", "--times 3 -h"] {
        let error = parse::<RemindArgs>(&split(text), &remind).expect_err(text);
        assert_eq!(
            error,
            ArgumentError::Help {
                html: help_text::<RemindArgs>(&remind)
            }
        );
    }
    assert!(parse::<RemindArgs>(&split("x -- -h"), &remind).is_ok());
    let russian = [Language::russian()];
    insta::assert_snapshot!(help_text::<NotesArgs>(&info("notes", &russian)), @r#"
    <b>.notes</b>
    Использование: <code>.notes КОМАНДА…</code>

    <b>Подкоманды</b>
    <code>add</code> — Adds a note
    <code>remove</code> — Removes a note
    "#);
    let add = parse::<NotesArgs>(&split("add -h"), &info("notes", &russian)).expect_err("help");
    insta::assert_snapshot!(add.html(), @r#"
    <b>.notes add</b> — Adds a note
    Использование: <code>.notes add NAME [TEXT]…</code>

    <b>Аргументы</b>
    <code>NAME</code> — Its name
    <code>TEXT…</code>
    "#);
}

#[test]
fn usage_lines() {
    assert_eq!(
        usage_line::<RemindArgs>(&info("remind", &[])),
        ".remind [--after AFTER] [--volume VOLUME] [--times TIMES] [--degrees DEGREES] \
         [--shift SHIFT] [--colour COLOUR] [--at X Y]… [--tags TAGS…]… [--quiet] \
         [--letter=LETTER] TEXT…"
    );
    assert_eq!(
        usage_line::<NotesArgs>(&info("notes", &[])),
        ".notes COMMAND…"
    );
    assert_eq!(
        usage_line::<OneArgs>(&info("one", &[])),
        ".one [NAME] [NUMBER]"
    );
    let own = CommandInfo {
        usage: Some("NAME or nothing"),
        ..info("one", &[])
    };
    assert_eq!(usage_line::<OneArgs>(&own), ".one NAME or nothing");
}

/// An option of its own with the name that help has elsewhere.
#[derive(Debug, Args)]
struct HostArgs {
    #[arg(short, long)]
    host: String,
}

#[derive(Debug, Args)]
struct TwiceArgs {
    #[arg(short, long)]
    name: Option<String>,
    #[arg(short, long)]
    number: Option<i32>,
}

#[derive(Debug, Args)]
struct BackwardArgs {
    #[arg(required = false)]
    first: Option<String>,
    second: String,
}

#[derive(Debug, Args)]
struct UnknownConflictArgs {
    #[arg(long, conflicts_with = "nothing")]
    name: Option<String>,
}

#[test]
fn definitions_are_checked() {
    assert_eq!(check_definition::<RemindArgs>(), Ok(()));
    assert_eq!(check_definition::<NotesArgs>(), Ok(()));
    assert_eq!(check_definition::<OneArgs>(), Ok(()));
    assert_eq!(check_definition::<HostArgs>(), Ok(()));
    assert_eq!(
        check_definition::<TwiceArgs>(),
        Err("`name` and `number` both use -n".into())
    );
    assert_eq!(
        check_definition::<BackwardArgs>(),
        Err("the required argument `second` comes after the optional `first`".into())
    );
    assert!(check_definition::<UnknownConflictArgs>().is_err_and(|text| text.contains("nothing")));
    let host: HostArgs = parse(&split("-h example.org"), &info("host", &[])).expect("good");
    assert_eq!(host.host, "example.org");
    assert!(matches!(
        parse::<HostArgs>(&split("--help"), &info("host", &[])),
        Err(ArgumentError::Help { .. })
    ));
}

#[derive(Args)]
#[allow(dead_code, reason = "only its definition is looked at")]
struct NamelessSwitchArgs {
    loud: bool,
}

#[derive(Args)]
#[allow(dead_code, reason = "only its definition is looked at")]
struct BadDefaultArgs {
    #[arg(default_value = "many")]
    times: u8,
    name: Option<String>,
}

#[derive(Args)]
#[allow(dead_code, reason = "only its definition is looked at")]
struct GoodDefaultArgs {
    name: String,
    #[arg(long, default_value = "1h")]
    after: Duration,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(clap::Subcommand)]
#[allow(dead_code, reason = "only its definition is looked at")]
enum Deed {
    Add { what: String },
}

#[test]
fn a_switch_without_a_name_and_a_bad_default_are_found_at_the_start() {
    assert_eq!(
        check_definition::<NamelessSwitchArgs>(),
        Err("`loud` is a switch, which needs a name: add `#[arg(short, long)]`".to_owned())
    );
    let bad = check_definition::<BadDefaultArgs>();
    assert!(
        bad.as_ref().is_err_and(
            |text| text.contains("a default does not fit its type") && text.contains("many")
        ),
        "{bad:?}"
    );
    assert_eq!(check_definition::<GoodDefaultArgs>(), Ok(()));
}
