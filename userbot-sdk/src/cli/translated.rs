//! The help and the mistakes of the command line, in the language of the system.

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::strings::{Language, Strings, TextFile, Texts, Value};

/// The texts. English stands in the definitions of the commands.
const SOURCE: Texts = Texts {
    default_language: "ru",
    files: &[TextFile {
        language: "ru",
        path: "locales/line.ru.ftl",
        source: include_str!("../../locales/line.ru.ftl"),
    }],
    used: None,
};

/// Speaks about the command line to somebody who does not read English first.
pub(super) struct Translation {
    language: Language,
    texts: Strings,
}

impl Translation {
    /// Makes it for a person with these languages; `None` when English is to be used.
    pub(super) fn new(languages: &[Language]) -> Option<Self> {
        let language = languages.first()?.clone();
        // Embedded and tested; were it broken, English would do.
        let texts = SOURCE.read().ok()?;
        let known = texts.has(&language, "line-usage");
        known.then_some(Self { language, texts })
    }

    /// Puts translated texts in the place of English ones.
    pub(super) fn of(&self, command: Command) -> Command {
        let version = Arg::new("version").short('V').long("version");
        let command = command
            .disable_version_flag(true)
            .arg(version.action(ArgAction::Version));
        self.command(command, "line")
    }

    fn command(&self, command: Command, path: &str) -> Command {
        let template = format!(
            "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
            self.say("line-usage", &[])
        );
        let help = Arg::new("help").short('h').long("help");
        let mut command = command
            .help_template(template)
            .subcommand_help_heading(self.say("line-commands", &[]))
            .subcommand_value_name(self.say("line-command", &[]))
            .disable_help_subcommand(true)
            .disable_help_flag(true)
            .arg(help.action(ArgAction::Help));
        if let Some(about) = self.text(path) {
            command = command.about(about);
        }
        if let Some(after) = self.text(&format!("{path}-after")) {
            command = command.after_help(after);
        }
        command
            .mut_args(|arg| self.arg(arg, path))
            .mut_subcommands(|sub| {
                let path = format!("{path}-{}", sub.get_name());
                self.command(sub, &path)
            })
    }

    /// Options that every command takes stand once, under the name of the whole.
    fn arg(&self, arg: Arg, path: &str) -> Arg {
        let heading = if arg.is_positional() {
            "line-arguments"
        } else {
            "line-options"
        };
        let id = arg.get_id().as_str().replace('_', "-");
        let own = self.text(&format!("{path}-arg-{id}"));
        let arg = match own.or_else(|| self.text(&format!("line-arg-{id}"))) {
            Some(help) => arg.help(help),
            None => arg,
        };
        arg.help_heading(self.say(heading, &[]))
    }

    /// Says what is wrong with a command line; `None` when it is what the parser alone can say.
    pub(super) fn mistake(&self, error: &clap::Error) -> Option<String> {
        let context = |kind| error.get(kind).map(ToString::to_string);
        let argument = context(ContextKind::InvalidArg).unwrap_or_default();
        let value = context(ContextKind::InvalidValue).filter(|value| !value.is_empty());
        let said = match (error.kind(), value) {
            (ErrorKind::InvalidSubcommand, _) => {
                let name = context(ContextKind::InvalidSubcommand).unwrap_or_default();
                self.say("line-wrong-command", &[("name", &name)])
            }
            (ErrorKind::UnknownArgument, _) => {
                self.say("line-wrong-argument", &[("name", &argument)])
            }
            (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(value)) => {
                let arguments = [("name", &*argument), ("value", &*value)];
                self.say("line-wrong-value", &arguments)
            }
            (ErrorKind::InvalidValue | ErrorKind::ValueValidation, None) => {
                self.say("line-no-value", &[("name", &argument)])
            }
            (ErrorKind::MissingRequiredArgument, _) => {
                self.say("line-missing", &[("name", &argument)])
            }
            (ErrorKind::ArgumentConflict, _) => {
                let other = context(ContextKind::PriorArg).unwrap_or_default();
                let arguments = [("name", &*argument), ("other", &*other)];
                self.say("line-conflict", &arguments)
            }
            _ => return None,
        };
        Some(format!("{said}\n{}", self.say("line-try-help", &[])))
    }

    fn text(&self, key: &str) -> Option<String> {
        let known = self.texts.has(&self.language, key);
        known.then(|| self.say(key, &[]))
    }

    fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(name, text)| (*name, Value::html(*text)))
            .collect();
        self.texts
            .get(std::slice::from_ref(&self.language), key, &arguments)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::arguments::Arguments;

    fn russian() -> Translation {
        Translation::new(&[Language::new("ru").unwrap()]).unwrap()
    }

    fn has_latin_words(text: &str) -> bool {
        let mut words = text.split(|letter: char| !letter.is_alphabetic());
        !words.any(|word| word.chars().any(|letter| ('а'..='я').contains(&letter)))
    }

    fn check(command: &Command) {
        let about = command.get_about().map(ToString::to_string);
        let about = about.unwrap_or_default();
        assert!(!has_latin_words(&about), "{}: {about}", command.get_name());
        for arg in command.get_arguments() {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!has_latin_words(&help), "{}: {help}", arg.get_id());
        }
        command.get_subcommands().for_each(check);
    }

    #[test]
    fn everything_has_a_russian_description() {
        let command = russian().of(Arguments::command());
        command.clone().debug_assert();
        check(&command);
        assert!(Translation::new(&[Language::english()]).is_none());
        assert!(Translation::new(&[Language::new("xx").unwrap()]).is_none());
    }

    #[test]
    fn mistakes_are_said_in_russian() {
        for (line, said) in [
            ("bot nosuch", "нет команды nosuch"),
            ("bot --nope", "аргумент --nope лишний: такого нет"),
            ("bot backup", "не хватает: <FILE>"),
            (
                "bot --all --account a",
                "--all нельзя вместе с --account <ACCOUNT>",
            ),
            (
                "bot --account ../x",
                "--account <ACCOUNT>: значение «../x» не подходит",
            ),
            ("bot --proxy", "--proxy <LINK>: нужно значение"),
        ] {
            let mut command = russian().of(Arguments::command());
            let error = command
                .try_get_matches_from_mut(line.split(' '))
                .unwrap_err();
            let expected = format!("{said}\nСправка: --help");
            assert_eq!(russian().mistake(&error), Some(expected), "{line}");
        }
    }
}
