//! The arguments of a command: a line that a person typed becomes a typed value.

use clap::{Args, Command, FromArgMatches as _};
use userbot_sdk::command::{CommandInfo, parse, split};
use userbot_sdk::error::{Error, Result};

use super::{Effort, Race, same};

const LINE: &str = r#"--after 90 --repeat=3 -q "buy milk" 'and bread' tomorrow"#;
const SHORT: &str = "buy milk tomorrow";

/// What a reminder takes.
#[derive(Args, Debug, PartialEq, Eq)]
struct Remind {
    /// Minutes until then.
    #[arg(short, long, default_value_t = 60)]
    after: u32,
    /// How often.
    #[arg(long, default_value_t = 1)]
    repeat: u8,
    /// Without a sound.
    #[arg(short, long)]
    quiet: bool,
    /// What to say.
    text: Vec<String>,
}

pub(super) fn run(effort: Effort) -> Result<()> {
    let right = Remind {
        after: 90,
        repeat: 3,
        quiet: true,
        text: ["buy milk", "and bread", "tomorrow"].map(Into::into).into(),
    };
    same("our arguments", &ours(LINE)?, &right)?;
    same("clap's arguments", &clap_alone(LINE)?, &right)?;
    same("arguments by hand", &by_hand(LINE)?, &right)?;
    same("our arguments", &ours(SHORT)?, &by_hand(SHORT)?)?;
    for (what, line) in [
        ("arguments: options and quotes, typed", LINE),
        ("arguments: three plain words, typed", SHORT),
    ] {
        Race::new(what, effort)
            .way("ours: split and parse", || ours(line))
            .way("shlex and clap, bare", || clap_alone(line))
            .way("shlex and a match by hand", || by_hand(line))
            .run();
    }
    let words: Vec<String> = split(LINE).into_iter().map(|word| word.text).collect();
    same("words", &Some(words), &shlex::split(LINE))?;
    Race::new("arguments: words alone", effort)
        .way("ours: split", || split(LINE))
        .way("shlex", || shlex::split(LINE))
        .run();
    Ok(())
}

fn ours(line: &str) -> Result<Remind> {
    let info = CommandInfo {
        prefix: ".",
        name: "remind",
        ..CommandInfo::default()
    };
    Ok(parse(&split(line), &info)?)
}

fn clap_alone(line: &str) -> Result<Remind> {
    let words = shlex::split(line).ok_or_else(unclear)?;
    let command = Remind::augment_args(Command::new("remind").no_binary_name(true));
    let matches = command.try_get_matches_from(words)?;
    Ok(Remind::from_arg_matches(&matches)?)
}

fn by_hand(line: &str) -> Result<Remind> {
    let mut remind = Remind {
        after: 60,
        repeat: 1,
        quiet: false,
        text: Vec::new(),
    };
    let mut words = shlex::split(line).ok_or_else(unclear)?.into_iter();
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        match name {
            "-q" | "--quiet" => remind.quiet = true,
            "-a" | "--after" => {
                let value = value.or_else(|| words.next()).ok_or_else(unclear)?;
                remind.after = value.parse()?;
            }
            "--repeat" => {
                let value = value.or_else(|| words.next()).ok_or_else(unclear)?;
                remind.repeat = value.parse()?;
            }
            _ => remind.text.push(word),
        }
    }
    Ok(remind)
}

fn unclear() -> Error {
    Error::msg("the line is unclear")
}
