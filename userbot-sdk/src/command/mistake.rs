//! What a user did wrong in the arguments of a command.

use std::error::Error as _;
use std::num::{IntErrorKind, ParseFloatError, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::duration::DurationError;
use crate::strings::{Language, Value, builtin};
use crate::text::{cut, escape, shorten};

/// Says why a value is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A whole number is needed.
    NotAWholeNumber,
    /// A number is needed.
    NotANumber,
    /// The number is too large for its type.
    TooLarge,
    /// The number is too small for its type.
    TooSmall,
    /// The number is out of its range; a side without a limit is `None`.
    OutOfRange {
        /// The smallest that is allowed.
        low: Option<i128>,
        /// The largest that is allowed.
        high: Option<i128>,
    },
    /// `true` or `false` is needed.
    NotABoolean,
    /// One single character is needed.
    NotACharacter,
    /// It is not a duration.
    Duration(DurationError),
    /// What the type of the argument says about it.
    Other(String),
}

/// Says what a user did wrong in the arguments of a command, with all that is known about it.
///
/// Names of arguments are as the usage line has them: `--after`, `TEXT`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArgumentMistake {
    /// An option that the command does not have.
    UnknownOption {
        /// The option.
        option: String,
        /// The options that may have been meant.
        suggestions: Vec<String>,
    },
    /// More values than the command takes.
    UnexpectedValue {
        /// The first one too many.
        value: String,
    },
    /// Arguments that must be given are not.
    Missing {
        /// The arguments.
        arguments: Vec<String>,
    },
    /// An option stands without its value.
    MissingValue {
        /// The option.
        argument: String,
        /// The possible values, when they are a fixed list.
        possible: Vec<String>,
    },
    /// A value that is not in the fixed list.
    NotPossible {
        /// The argument.
        argument: String,
        /// The value.
        value: String,
        /// The possible values.
        possible: Vec<String>,
        /// The one that may have been meant.
        suggestion: Option<String>,
    },
    /// A value that the type of the argument refuses.
    Invalid {
        /// The argument.
        argument: String,
        /// The value.
        value: String,
        /// Why.
        reason: Reason,
    },
    /// A value too many for one argument.
    TooManyValues {
        /// The argument.
        argument: String,
        /// The first value too many.
        value: String,
    },
    /// Fewer values than an argument needs at least.
    TooFewValues {
        /// The argument.
        argument: String,
        /// How many were given.
        actual: usize,
        /// How many are needed.
        minimum: usize,
    },
    /// Not the number of values that an argument needs.
    WrongNumberOfValues {
        /// The argument.
        argument: String,
        /// How many were given.
        actual: usize,
        /// How many are needed.
        expected: usize,
    },
    /// Arguments that exclude each other.
    Conflict {
        /// The argument.
        argument: String,
        /// Those that it excludes; empty when that is not known.
        others: Vec<String>,
    },
    /// An argument that was given more than once.
    Repeated {
        /// The argument.
        argument: String,
    },
    /// A value that must follow an equals sign.
    NeedsEquals {
        /// The option.
        argument: String,
    },
    /// The name of a subcommand is missing.
    MissingSubcommand {
        /// The subcommands.
        choices: Vec<String>,
    },
    /// A subcommand that does not exist.
    UnknownSubcommand {
        /// Its name.
        name: String,
        /// The subcommands.
        choices: Vec<String>,
        /// Those that may have been meant.
        suggestions: Vec<String>,
    },
    /// Text that is not Unicode.
    InvalidText,
    /// Something for which this version has no words.
    Other,
}

impl ArgumentMistake {
    /// Reads clap's error. `choices` are the subcommands of the command that was called.
    pub(super) fn from_clap(error: &clap::Error, choices: Vec<String>) -> Self {
        let argument = || {
            names(error, ContextKind::InvalidArg)
                .into_iter()
                .next()
                .unwrap_or_default()
        };
        let value = || text(error, ContextKind::InvalidValue);
        let possible = || list(error, ContextKind::ValidValue);
        match error.kind() {
            ErrorKind::UnknownArgument => {
                let option = text(error, ContextKind::InvalidArg);
                if option.starts_with('-') && option.len() > 1 {
                    let suggestions = names(error, ContextKind::SuggestedArg);
                    Self::UnknownOption {
                        option,
                        suggestions,
                    }
                } else {
                    Self::UnexpectedValue { value: option }
                }
            }
            ErrorKind::MissingRequiredArgument => Self::Missing {
                arguments: names(error, ContextKind::InvalidArg),
            },
            ErrorKind::InvalidValue if value().is_empty() => Self::MissingValue {
                argument: argument(),
                possible: possible(),
            },
            ErrorKind::InvalidValue => Self::NotPossible {
                argument: argument(),
                value: value(),
                possible: possible(),
                suggestion: list(error, ContextKind::SuggestedValue).into_iter().next(),
            },
            ErrorKind::ValueValidation => Self::Invalid {
                argument: argument(),
                value: value(),
                reason: reason(error),
            },
            ErrorKind::TooManyValues => Self::TooManyValues {
                argument: argument(),
                value: value(),
            },
            ErrorKind::TooFewValues => Self::TooFewValues {
                argument: argument(),
                actual: number(error, ContextKind::ActualNumValues),
                minimum: number(error, ContextKind::MinValues),
            },
            ErrorKind::WrongNumberOfValues => Self::WrongNumberOfValues {
                argument: argument(),
                actual: number(error, ContextKind::ActualNumValues),
                expected: number(error, ContextKind::ExpectedNumValues),
            },
            ErrorKind::ArgumentConflict => conflict(error, argument()),
            ErrorKind::NoEquals => Self::NeedsEquals {
                argument: argument(),
            },
            ErrorKind::MissingSubcommand => {
                let listed = list(error, ContextKind::ValidSubcommand);
                Self::MissingSubcommand {
                    choices: if listed.is_empty() { choices } else { listed },
                }
            }
            ErrorKind::InvalidSubcommand => Self::UnknownSubcommand {
                name: text(error, ContextKind::InvalidSubcommand),
                choices,
                suggestions: list(error, ContextKind::SuggestedSubcommand),
            },
            ErrorKind::InvalidUtf8 => Self::InvalidText,
            _ => Self::Other,
        }
    }

    /// Says it to a user, as HTML.
    pub fn to_html(&self, languages: &[Language]) -> String {
        let speaker = Speaker { languages };
        let say = |key: &str, args: &[(&str, Value<'_>)]| speaker.say(key, args);
        match self {
            Self::UnknownOption {
                option,
                suggestions,
            } => {
                let mistake = say(
                    "argument-unknown-option",
                    &[("option", Value::from(shorten(option)))],
                );
                if suggestions.is_empty() {
                    format!("{mistake} {}", say("argument-unknown-option-hint", &[]))
                } else {
                    mistake + &speaker.hint(suggestions)
                }
            }
            Self::Missing { arguments } => say(
                "argument-missing",
                &[
                    ("count", Value::from(arguments.len())),
                    ("arguments", codes(arguments)),
                ],
            ),
            Self::Conflict { argument, others } if others.is_empty() => {
                say("argument-conflict-unnamed", &[named(argument)])
            }
            Self::Conflict { argument, others } => say(
                "argument-conflict",
                &[named(argument), ("others", codes(others))],
            ),
            Self::Repeated { argument } => say("argument-repeated", &[named(argument)]),
            Self::MissingSubcommand { choices } => say(
                "argument-missing-subcommand",
                &[("choices", codes(choices))],
            ),
            Self::UnknownSubcommand {
                name,
                choices,
                suggestions,
            } => {
                say(
                    "argument-unknown-subcommand",
                    &[("name", Value::from(shorten(name)))],
                ) + &speaker.hint(suggestions)
                    + &speaker.possible(choices)
            }
            Self::InvalidText => say("argument-invalid-text", &[]),
            Self::Other => say("argument-other", &[]),
            about_values => speaker.about_values(about_values),
        }
    }
}

/// Speaks the user's language.
struct Speaker<'a> {
    languages: &'a [Language],
}

impl Speaker<'_> {
    fn say(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        builtin().get(self.languages, key, args)
    }

    /// Names what may have been meant.
    fn hint(&self, names: &[String]) -> String {
        let few = names.get(..3).unwrap_or(names);
        if few.is_empty() {
            return String::new();
        }
        format!(
            " {}",
            self.say("argument-did-you-mean", &[("names", codes(few))])
        )
    }

    /// Lists what is possible.
    fn possible(&self, values: &[String]) -> String {
        if values.is_empty() {
            return String::new();
        }
        format!(
            " {}",
            self.say("argument-possible-values", &[("values", codes(values))])
        )
    }

    /// Says a mistake that is about values and their number.
    fn about_values(&self, mistake: &ArgumentMistake) -> String {
        use ArgumentMistake as Mistake;
        let given = |value: &str| ("value", Value::from(shorten(value)));
        match mistake {
            Mistake::UnexpectedValue { value } => {
                self.say("argument-unexpected-value", &[given(value)])
            }
            Mistake::MissingValue { argument, possible } => {
                self.say("argument-missing-value", &[named(argument)]) + &self.possible(possible)
            }
            Mistake::NotPossible {
                argument,
                value,
                possible,
                suggestion,
            } => {
                self.say("argument-not-possible", &[named(argument), given(value)])
                    + &self.hint(suggestion.as_slice())
                    + &self.possible(possible)
            }
            Mistake::Invalid {
                argument,
                value,
                reason,
            } => {
                let reason = ("reason", Value::html(reason.to_html(self.languages)));
                self.say("argument-invalid", &[named(argument), given(value), reason])
            }
            Mistake::TooManyValues { argument, value } => {
                self.say("argument-too-many-values", &[named(argument), given(value)])
            }
            Mistake::TooFewValues {
                argument,
                actual,
                minimum,
            } => self.say(
                "argument-too-few-values",
                &[
                    named(argument),
                    ("actual", (*actual).into()),
                    ("minimum", (*minimum).into()),
                ],
            ),
            Mistake::WrongNumberOfValues {
                argument,
                actual,
                expected,
            } => self.say(
                "argument-wrong-number-of-values",
                &[
                    named(argument),
                    ("actual", (*actual).into()),
                    ("expected", (*expected).into()),
                ],
            ),
            Mistake::NeedsEquals { argument } => {
                self.say("argument-needs-equals", &[named(argument)])
            }
            _ => self.say("argument-other", &[]),
        }
    }
}

/// Passes the name of an argument to a text.
fn named(argument: &str) -> (&'static str, Value<'static>) {
    ("argument", Value::from(shorten(argument)))
}

impl Reason {
    /// Says it to a user, as HTML.
    pub fn to_html(&self, languages: &[Language]) -> String {
        let low = |low: &i128| ("low", Value::from(*low));
        let high = |high: &i128| ("high", Value::from(*high));
        let (key, args) = match self {
            Self::NotAWholeNumber => ("argument-reason-whole-number", vec![]),
            Self::NotANumber => ("argument-reason-number", vec![]),
            Self::TooLarge
            | Self::OutOfRange {
                low: None,
                high: None,
            } => ("argument-reason-too-large", vec![]),
            Self::TooSmall => ("argument-reason-too-small", vec![]),
            Self::OutOfRange {
                low: Some(from),
                high: Some(to),
            } => ("argument-reason-range", vec![low(from), high(to)]),
            Self::OutOfRange {
                low: Some(from),
                high: None,
            } => ("argument-reason-at-least", vec![low(from)]),
            Self::OutOfRange {
                low: None,
                high: Some(to),
            } => ("argument-reason-at-most", vec![high(to)]),
            Self::NotABoolean => ("argument-reason-boolean", vec![]),
            Self::NotACharacter => ("argument-reason-character", vec![]),
            Self::Duration(error) => return error.to_html(languages),
            Self::Other(text) => return escape(cut(text, 256)),
        };
        builtin().get(languages, key, &args)
    }
}

/// Reads why a value is refused.
fn reason(error: &clap::Error) -> Reason {
    let Some(source) = error.source() else {
        return Reason::Other(String::new());
    };
    if let Some(error) = source.downcast_ref::<ParseIntError>() {
        return match error.kind() {
            IntErrorKind::PosOverflow => Reason::TooLarge,
            IntErrorKind::NegOverflow => Reason::TooSmall,
            _ => Reason::NotAWholeNumber,
        };
    }
    if source.is::<ParseFloatError>() {
        return Reason::NotANumber;
    }
    if source.is::<std::str::ParseBoolError>() {
        return Reason::NotABoolean;
    }
    if source.is::<std::char::ParseCharError>() {
        return Reason::NotACharacter;
    }
    if let Some(error) = source.downcast_ref::<DurationError>() {
        return Reason::Duration(error.clone());
    }
    let text = source.to_string();
    out_of_range(&text).unwrap_or(Reason::Other(text))
}

/// Reads clap's "7 is not in 1..=5"; the limits of the integer types are no limits of the author.
fn out_of_range(text: &str) -> Option<Reason> {
    let (value, range) = text.rsplit_once(" is not in ")?;
    let value: i128 = value.parse().ok()?;
    let (low, high) = range.split_once("..")?;
    let low: i128 = low.parse().ok()?;
    let high: i128 = match high.strip_prefix('=') {
        Some(high) => high.parse().ok()?,
        None => high.parse::<i128>().ok()?.checked_sub(1)?,
    };
    let low = Some(low).filter(|low| *low > i32::MIN.into());
    // An excluded limit was lowered by one above.
    let types = [
        i32::MAX.into(),
        u32::MAX.into(),
        i64::MAX.into(),
        u64::MAX.into(),
    ];
    let high = Some(high).filter(|high| {
        !types
            .iter()
            .any(|max: &i128| high == max || *high == max - 1)
    });
    Some(match (low, high) {
        (Some(_), Some(_)) => Reason::OutOfRange { low, high },
        (Some(least), None) if value < least => Reason::OutOfRange { low, high },
        (None, Some(most)) if value > most => Reason::OutOfRange { low, high },
        _ if value < 0 => Reason::TooSmall,
        _ => Reason::TooLarge,
    })
}

fn conflict(error: &clap::Error, argument: String) -> ArgumentMistake {
    let others = names(error, ContextKind::PriorArg);
    let argument = if argument.is_empty() {
        text(error, ContextKind::InvalidSubcommand)
    } else {
        argument
    };
    if others.len() == 1 && others.first() == Some(&argument) {
        return ArgumentMistake::Repeated { argument };
    }
    ArgumentMistake::Conflict { argument, others }
}

/// Reads a context value as a list.
fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(many)) => many.clone(),
        Some(ContextValue::StyledStr(one)) => vec![one.to_string()],
        Some(ContextValue::StyledStrs(many)) => many.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Reads a context value as one text.
fn text(error: &clap::Error, kind: ContextKind) -> String {
    list(error, kind).into_iter().next().unwrap_or_default()
}

/// Reads a context value as names of arguments.
fn names(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    list(error, kind)
        .iter()
        .map(|name| argument_name(name))
        .collect()
}

/// Makes `--after` of clap's `--after <AFTER>`, and `TEXT` of `[TEXT]...`.
fn argument_name(name: &str) -> String {
    if name.starts_with('-') {
        let end = name.find([' ', '=', '[']).unwrap_or(name.len());
        return name.get(..end).unwrap_or(name).to_owned();
    }
    name.trim_end_matches('.')
        .trim_matches(['<', '>', '[', ']'])
        .replace("> <", " ")
}

fn number(error: &clap::Error, kind: ContextKind) -> usize {
    match error.get(kind) {
        Some(ContextValue::Number(number)) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

/// Joins names as code.
fn codes<'a, T: AsRef<str>>(names: &[T]) -> Value<'a> {
    let codes: Vec<String> = names
        .iter()
        .map(|name| format!("<code>{}</code>", escape(shorten(name.as_ref()))))
        .collect();
    Value::html(codes.join(", "))
}
