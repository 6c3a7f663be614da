//! What was asked of `.config`.

use crate::command::Raw;
use crate::context::Context;

/// Is what was asked; names are as they were typed.
pub(super) enum Request<'a> {
    Modules,
    Module(&'a str),
    Option(&'a str, &'a str),
    /// With an empty value, that of the replied message.
    Set(&'a str, &'a str, &'a str),
    Add(&'a str, &'a str, &'a str),
    Remove(&'a str, &'a str, &'a str),
    /// Sets an option to nothing.
    Empty(&'a str, &'a str),
    Reset(&'a str, &'a str),
    Clear(&'a str, Option<&'a str>),
    Export {
        module: Option<&'a str>,
        secrets: bool,
    },
    /// The text that was typed, which may be empty.
    Import(&'a str),
    /// Something is missing; an example of the whole.
    Incomplete(&'static str),
}

impl<'a> Request<'a> {
    /// Reads what stands after the command.
    ///
    /// A word such as `set` is a verb, unless a module is called exactly so.
    pub(super) fn read(ctx: &Context, typed: &'a str) -> Self {
        let (first, rest) = word(typed);
        if first.is_empty() {
            return Self::Modules;
        }
        let known = |name: &str| ctx.configs().modules().any(|module| module == name);
        if known(first) {
            return Self::of_module(first, rest);
        }
        let (module, after) = word(rest);
        let (option, value) = word(after);
        match first {
            "set" if option.is_empty() => Self::Incomplete("set MODULE OPTION VALUE"),
            "set" => Self::Set(module, option, value_of(value)),
            "add" if option.is_empty() => Self::Incomplete("add MODULE OPTION ITEM"),
            "add" => Self::Add(module, option, value_of(value)),
            "remove" if option.is_empty() => Self::Incomplete("remove MODULE OPTION ITEM"),
            "remove" => Self::Remove(module, option, value_of(value)),
            "empty" if option.is_empty() => Self::Incomplete("empty MODULE OPTION"),
            "empty" => Self::Empty(module, option),
            "reset" if option.is_empty() => Self::Incomplete("reset MODULE OPTION"),
            "reset" => Self::Reset(module, option),
            "clear" if module.is_empty() => Self::Incomplete("clear MODULE"),
            "clear" => Self::Clear(module, Some(option).filter(|option| !option.is_empty())),
            "export" => {
                let mut words = rest.split_whitespace();
                let secrets = words.clone().any(is_secrets);
                Self::Export {
                    module: words.find(|word| !is_secrets(word)),
                    secrets,
                }
            }
            "import" => Self::Import(value_of(rest)),
            _ => Self::of_module(first, rest),
        }
    }

    fn of_module(module: &'a str, rest: &'a str) -> Self {
        let (option, value) = word(rest);
        match (option, value_of(value)) {
            ("", _) => Self::Module(module),
            (option, "") => Self::Option(module, option),
            (option, value) => Self::Set(module, option, value),
        }
    }
}

/// Parts the first word from what follows.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Returns a value without the blanks before it.
fn value_of(rest: &str) -> &str {
    let skipped = rest.len() - Raw::after_name(rest).len();
    rest.get(skipped..).unwrap_or("").trim_end()
}

/// Recognises the flag, also after a chat client has made a dash of its two hyphens.
fn is_secrets(word: &str) -> bool {
    matches!(word, "--secrets" | "—secrets" | "–secrets" | "-secrets")
}
