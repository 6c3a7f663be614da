//! What a typed line means, before anybody looks whether that is possible.

use super::slash::Slash;

/// How many lines `/history`, `/log` and `/rpc` show when no number is given.
const SHOWN: usize = 10;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The line is empty.
    Nothing,
    /// Somebody does something in the current chat; nobody named means the owner.
    Act {
        who: Option<String>,
        act: Act,
    },
    Chat(String),
    Chats,
    History(usize),
    Log(usize),
    Rpc(usize),
    Help,
    Quit,
}

/// What a person does in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Say(String),
    Reply { to: Option<i32>, text: String },
    Edit(String),
    Delete(Option<i32>),
    React { to: Option<i32>, emoji: String },
    Pin(Option<i32>),
    Forward(String),
    Press(String),
    Join(Option<String>),
    Leave(Option<String>),
    Photo(String),
    Sticker(String),
}

/// Why a line means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    Unknown {
        typed: String,
        near: Option<Slash>,
    },
    Missing(Slash),
    TooMuch(Slash),
    NotANumber {
        slash: Slash,
        typed: String,
    },
    OpenQuote(String),
    /// `/as Ann /quit`: not something that a person does in a chat.
    NotAsOther(Slash),
}

/// Reads a line.
pub(super) fn parse(line: &str) -> Result<Input, Mistake> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(Input::Nothing);
    }
    let Some((slash, rest)) = slash(line)? else {
        return Ok(Input::Act {
            who: None,
            act: Act::Say(unescape(line)),
        });
    };
    let nothing_after = |input| {
        if rest.is_empty() {
            Ok(input)
        } else {
            Err(Mistake::TooMuch(slash))
        }
    };
    match slash {
        Slash::As => by_other(rest),
        Slash::Chat => needed(slash, rest).map(|name| Input::Chat(unquote(name))),
        Slash::Chats => nothing_after(Input::Chats),
        Slash::Help => nothing_after(Input::Help),
        Slash::Quit => nothing_after(Input::Quit),
        Slash::History => count(slash, rest).map(Input::History),
        Slash::Log => count(slash, rest).map(Input::Log),
        Slash::Rpc => count(slash, rest).map(Input::Rpc),
        _ => Ok(Input::Act {
            who: None,
            act: act(slash, rest)?,
        }),
    }
}

/// What stands after `/as`.
fn by_other(rest: &str) -> Result<Input, Mistake> {
    let (name, line) = first_name(needed(Slash::As, rest)?)?;
    let line = needed(Slash::As, line)?;
    let act = match slash(line)? {
        None => Act::Say(unescape(line)),
        Some((slash, rest)) => act(slash, rest)?,
    };
    Ok(Input::Act {
        who: Some(name),
        act,
    })
}

fn act(slash: Slash, rest: &str) -> Result<Act, Mistake> {
    let optional = |rest: &str| (!rest.is_empty()).then(|| unquote(rest));
    Ok(match slash {
        Slash::Press => Act::Press(unquote(needed(slash, rest)?)),
        Slash::Edit => Act::Edit(needed(slash, rest)?.to_owned()),
        Slash::Reply => {
            let (to, text) = numbered(needed(slash, rest)?);
            Act::Reply {
                to,
                text: needed(slash, text)?.to_owned(),
            }
        }
        Slash::React => {
            let (to, emoji) = numbered(needed(slash, rest)?);
            Act::React {
                to,
                emoji: needed(slash, emoji)?.to_owned(),
            }
        }
        Slash::Delete => Act::Delete(number(slash, rest)?),
        Slash::Pin => Act::Pin(number(slash, rest)?),
        Slash::Forward => Act::Forward(unquote(needed(slash, rest)?)),
        Slash::Join => Act::Join(optional(rest)),
        Slash::Leave => Act::Leave(optional(rest)),
        Slash::Photo => Act::Photo(rest.to_owned()),
        Slash::Sticker => Act::Sticker(if rest.is_empty() {
            "🙂".to_owned()
        } else {
            rest.to_owned()
        }),
        other => return Err(Mistake::NotAsOther(other)),
    })
}

/// The slash command at the beginning of a line, and what stands after it.
fn slash(line: &str) -> Result<Option<(Slash, &str)>, Mistake> {
    if !line.starts_with('/') || line.starts_with("//") {
        return Ok(None);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match Slash::named(word) {
        Some(slash) => Ok(Some((slash, rest.trim()))),
        None => Err(Mistake::Unknown {
            typed: word.to_owned(),
            near: Slash::near(word),
        }),
    }
}

/// A doubled slash at the beginning stands for a slash.
fn unescape(line: &str) -> String {
    line.strip_prefix('/')
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(line)
        .to_owned()
}

fn needed(slash: Slash, rest: &str) -> Result<&str, Mistake> {
    if rest.is_empty() {
        Err(Mistake::Missing(slash))
    } else {
        Ok(rest)
    }
}

/// A name at the beginning, which quotes keep together.
fn first_name(rest: &str) -> Result<(String, &str), Mistake> {
    let Some(quoted) = rest.strip_prefix('"') else {
        let (name, line) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return Ok((name.to_owned(), line.trim()));
    };
    match quoted.split_once('"') {
        Some((name, line)) => Ok((name.trim().to_owned(), line.trim())),
        None => Err(Mistake::OpenQuote(rest.to_owned())),
    }
}

fn unquote(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text).trim().to_owned()
}

/// The number of a message at the beginning, where something else follows.
fn numbered(rest: &str) -> (Option<i32>, &str) {
    let Some((first, text)) = rest.split_once(char::is_whitespace) else {
        return (None, rest);
    };
    match message_number(first) {
        Some(number) => (Some(number), text.trim()),
        None => (None, rest),
    }
}

fn message_number(word: &str) -> Option<i32> {
    let digits = word.strip_prefix('#').unwrap_or(word);
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

fn number(slash: Slash, rest: &str) -> Result<Option<i32>, Mistake> {
    if rest.is_empty() {
        return Ok(None);
    }
    let number = message_number(rest);
    number.map(Some).ok_or_else(|| Mistake::NotANumber {
        slash,
        typed: rest.to_owned(),
    })
}

fn count(slash: Slash, rest: &str) -> Result<usize, Mistake> {
    if rest.is_empty() {
        return Ok(SHOWN);
    }
    let count = rest.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| Mistake::NotANumber {
        slash,
        typed: rest.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn says(text: &str) -> Act {
        Act::Say(text.to_owned())
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with a result")]
    fn mine(act: Act) -> Result<Input, Mistake> {
        Ok(Input::Act { who: None, act })
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with a result")]
    fn by(who: &str, act: Act) -> Result<Input, Mistake> {
        Ok(Input::Act {
            who: Some(who.to_owned()),
            act,
        })
    }

    #[test]
    fn a_line_is_said() {
        assert_eq!(parse(".ping"), mine(says(".ping")));
        assert_eq!(parse("  hello /help \r"), mine(says("hello /help")));
        assert_eq!(parse("//start now"), mine(says("/start now")));
        assert_eq!(parse("///"), mine(says("//")));
        assert_eq!(parse(" \t"), Ok(Input::Nothing));
    }

    #[test]
    fn others_say_and_do() {
        assert_eq!(parse("/as Ann hello there"), by("Ann", says("hello there")));
        assert_eq!(parse("/AS \"Ann Lee\" //x"), by("Ann Lee", says("/x")));
        assert_eq!(
            parse("/as Ann /press Yes"),
            by("Ann", Act::Press("Yes".to_owned()))
        );
        assert_eq!(parse("/as Ann /join"), by("Ann", Act::Join(None)));
        assert_eq!(parse("/as"), Err(Mistake::Missing(Slash::As)));
        assert_eq!(parse("/as Ann"), Err(Mistake::Missing(Slash::As)));
        assert_eq!(
            parse("/as Ann /quit"),
            Err(Mistake::NotAsOther(Slash::Quit))
        );
        assert_eq!(
            parse("/as Ann /as Bob hi"),
            Err(Mistake::NotAsOther(Slash::As))
        );
        assert_eq!(
            parse("/as \"Ann hi"),
            Err(Mistake::OpenQuote("\"Ann hi".to_owned()))
        );
    }

    #[test]
    fn numbers_name_messages() {
        let reply = |to, text: &str| {
            mine(Act::Reply {
                to,
                text: text.to_owned(),
            })
        };
        assert_eq!(parse("/reply yes"), reply(None, "yes"));
        assert_eq!(parse("/reply 12 yes, 3"), reply(Some(12), "yes, 3"));
        assert_eq!(parse("/reply #12 yes"), reply(Some(12), "yes"));
        assert_eq!(parse("/reply 12"), reply(None, "12"));
        assert_eq!(parse("/reply 99999999999 x"), reply(None, "99999999999 x"));
        assert_eq!(
            parse("/react 3 👍"),
            mine(Act::React {
                to: Some(3),
                emoji: "👍".to_owned()
            })
        );
        assert_eq!(parse("/delete"), mine(Act::Delete(None)));
        assert_eq!(parse("/delete 3"), mine(Act::Delete(Some(3))));
        let wrong = |slash, typed: &str| {
            Err(Mistake::NotANumber {
                slash,
                typed: typed.to_owned(),
            })
        };
        assert_eq!(parse("/delete it"), wrong(Slash::Delete, "it"));
        assert_eq!(parse("/history 0"), wrong(Slash::History, "0"));
        assert_eq!(parse("/log -1"), wrong(Slash::Log, "-1"));
        assert_eq!(parse("/rpc 3"), Ok(Input::Rpc(3)));
    }

    #[test]
    fn mistakes_have_names() {
        let unknown = |typed: &str, near| {
            Err(Mistake::Unknown {
                typed: typed.to_owned(),
                near,
            })
        };
        assert_eq!(parse("/hlep"), unknown("/hlep", Some(Slash::Help)));
        assert_eq!(parse("/start"), unknown("/start", None));
        assert_eq!(parse("/quit now"), Err(Mistake::TooMuch(Slash::Quit)));
        for line in ["/chat", "/press ", "/reply", "/edit", "/react", "/forward"] {
            let slash = Slash::named(line.trim()).unwrap();
            assert_eq!(parse(line), Err(Mistake::Missing(slash)), "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(line in any::<String>(), slash in 0..Slash::ALL.len()) {
            let _ = parse(&line);
            let _ = parse(&format!("{}{line}", Slash::ALL[slash].name()));
            let _ = parse(&format!("/as Ann {} {line}", Slash::ALL[slash].name()));
        }

        #[test]
        fn a_doubled_slash_says_the_rest(text in "[a-z]{1,8}") {
            prop_assert_eq!(parse(&format!("//{text}")), mine(says(&format!("/{text}"))));
        }
    }
}
