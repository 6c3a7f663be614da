//! The reasons for which something does not fit.

use super::{Description, Invalid};
use crate::duration::DurationError;
pub(super) use crate::text::{is_invisible, quoted};

/// Is the reason for which a text or a value does not fit.
///
/// `text` is what was typed, shortened and without invisible characters; it is `None` when it may
/// be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Something is needed, and nothing was typed.
    Empty,
    /// It is neither a yes nor a no.
    NotBoolean {
        /// What was typed.
        text: Option<String>,
    },
    /// It is not a whole number.
    NotInteger {
        /// What was typed.
        text: Option<String>,
    },
    /// It is not a number.
    NotFloat {
        /// What was typed.
        text: Option<String>,
    },
    /// It is `1,000`, which is a thousand for some and one for others.
    AmbiguousComma {
        /// What was typed.
        text: Option<String>,
    },
    /// It is infinite or not a number.
    NotFinite,
    /// It is out of its range; a side without a limit is `None`.
    OutOfRange {
        /// The least, as it is typed.
        low: Option<String>,
        /// The most, as it is typed.
        high: Option<String>,
    },
    /// The number has the wrong number of digits.
    DigitCount {
        /// How many are needed.
        expected: usize,
        /// How many there are; `None` for a secret.
        found: Option<usize>,
    },
    /// It has too much or too little of something; a side without a limit is `None`.
    Length {
        /// What is counted.
        unit: Unit,
        /// How many at least.
        low: Option<usize>,
        /// How many at most.
        high: Option<usize>,
        /// How many there are; `None` for a secret.
        found: Option<usize>,
    },
    /// There is a line break, and only one line may be typed.
    LineBreak,
    /// It is not a link.
    NotLink {
        /// What was typed.
        text: Option<String>,
        /// What was meant, such as the same with `https://` before it.
        suggestion: Option<String>,
    },
    /// There is white space inside of a link.
    SpaceInLink,
    /// The link starts with something else than what is needed.
    LinkScheme {
        /// The schemes that are accepted, without the colon.
        accepted: Vec<String>,
    },
    /// It is none of the things to choose from.
    NotAChoice {
        /// What was typed.
        text: Option<String>,
        /// What there is to choose from.
        choices: Vec<String>,
        /// The one that was meant.
        nearest: Option<String>,
    },
    /// The same thing was chosen twice.
    Repeated {
        /// What was typed.
        text: Option<String>,
    },
    /// It does not have the form that is asked for.
    Pattern {
        /// The regular expression.
        pattern: String,
    },
    /// It does not have the form that the author describes.
    WrongForm {
        /// The form.
        form: Description,
    },
    /// It is not a duration.
    NotDuration {
        /// What is wrong.
        error: Option<DurationError>,
    },
    /// It is not a size.
    NotSize {
        /// What was typed.
        text: Option<String>,
    },
    /// It is not a time zone.
    NotTimeZone {
        /// What was typed.
        text: Option<String>,
        /// The name that was meant.
        nearest: Option<String>,
    },
    /// It is not the id of a person or a chat.
    NotId {
        /// What was typed.
        text: Option<String>,
    },
    /// It is the id of something else than what is needed.
    WrongKindOfId {
        /// What is needed.
        accepted: AcceptedPeers,
    },
    /// It names nobody.
    NotEntity {
        /// What was typed.
        text: Option<String>,
    },
    /// It holds something else than emoji.
    NotEmoji {
        /// The first character that is none.
        text: Option<String>,
    },
    /// A quotation mark is opened and not closed.
    OpenQuote {
        /// Which item it is, counted from 1.
        position: usize,
    },
    /// Something follows a closing quotation mark.
    AfterQuote {
        /// Which item it is, counted from 1.
        position: usize,
    },
    /// One item of a list does not fit.
    Item {
        /// Which one, counted from 1.
        position: usize,
        /// Why.
        reason: Invalid,
    },
    /// None of several alternatives fits.
    NoneOf {
        /// Why each does not.
        reasons: Vec<Invalid>,
    },
    /// The value cannot be written as a text.
    Unwritable,
    /// The validator itself is wrong, which only the author of the module can mend.
    BrokenValidator,
    /// What the author of a validator says.
    Own(Description),
    /// Something that is not said, because it may quote a secret.
    Hidden,
}

/// Is what [`Reason::Length`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Characters as people see them.
    Characters,
    /// Items of a list.
    Items,
    /// Emoji.
    Emoji,
}

/// Says which ids a setting accepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AcceptedPeers {
    /// People, groups and channels.
    #[default]
    All,
    /// People and bots.
    People,
    /// Groups, supergroups and channels.
    Chats,
}

impl AcceptedPeers {
    /// Describes them.
    pub(super) fn description(self) -> Description {
        Description::builtin(match self {
            Self::All => "value-id",
            Self::People => "value-id-person",
            Self::Chats => "value-id-chat",
        })
    }
}

/// Takes away white space and invisible marks at both ends, which come along when something is
/// copied out of a chat.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Says between which numbers something must be; `None` without a limit.
pub(super) fn range(low: Option<&str>, high: Option<&str>) -> Option<Description> {
    let (key, low, high) = match (low, high) {
        (None, None) => return None,
        (Some(low), None) => ("value-range-min", low, ""),
        (None, Some(high)) => ("value-range-max", "", high),
        (Some(low), Some(high)) => ("value-range", low, high),
    };
    let mut description = Description::builtin(key);
    if !low.is_empty() {
        description = description.plain("low", low);
    }
    if !high.is_empty() {
        description = description.plain("high", high);
    }
    Some(description)
}

/// Says how many there must be of something; `None` without a limit.
pub(super) fn size(unit: Unit, low: Option<usize>, high: Option<usize>) -> Option<Description> {
    let keys = match unit {
        Unit::Characters => [
            "value-characters",
            "value-characters-min",
            "value-characters-max",
            "value-characters-exact",
        ],
        Unit::Items => [
            "value-items",
            "value-items-min",
            "value-items-max",
            "value-items-exact",
        ],
        Unit::Emoji => [
            "value-emoji",
            "value-emoji-min",
            "value-emoji-max",
            "value-emoji-exact",
        ],
    };
    let [between, least, most, exact] = keys.map(Description::builtin);
    Some(match (low, high) {
        (None, None) => return None,
        (Some(low), None) => least.count("count", low),
        (None, Some(high)) => most.count("count", high),
        (Some(low), Some(high)) if low == high => exact.count("count", low),
        (Some(low), Some(high)) => between.count("low", low).count("high", high),
    })
}

/// Counts against limits.
pub(super) fn check_size(
    unit: Unit,
    low: Option<usize>,
    high: Option<usize>,
    found: usize,
) -> Result<(), Reason> {
    if low.is_some_and(|low| found < low) || high.is_some_and(|high| found > high) {
        return Err(Reason::Length {
            unit,
            low,
            high,
            found: Some(found),
        });
    }
    Ok(())
}

impl Reason {
    /// Says it as a part of a sentence.
    pub(super) fn phrase(&self) -> Description {
        let say = Description::builtin;
        match self {
            Self::Empty => say("invalid-empty"),
            Self::NotBoolean { text } => say("invalid-boolean").part("what", what(text.as_deref())),
            Self::NotInteger { text } => say("invalid-integer").part("what", what(text.as_deref())),
            Self::NotFloat { text } => say("invalid-float").part("what", what(text.as_deref())),
            Self::AmbiguousComma { text } => {
                say("invalid-comma").part("what", what(text.as_deref()))
            }
            Self::NotFinite => say("invalid-finite"),
            Self::OutOfRange { low, high } => match (low, high) {
                (Some(low), None) => say("argument-reason-at-least").plain("low", low),
                (None, Some(high)) => say("argument-reason-at-most").plain("high", high),
                (Some(low), Some(high)) => say("argument-reason-range")
                    .plain("low", low)
                    .plain("high", high),
                (None, None) => say("argument-reason-too-large"),
            },
            Self::DigitCount { expected, found } => {
                let digits = say("invalid-digits").count("expected", *expected);
                and_has(digits, *found)
            }
            Self::Length {
                unit,
                low,
                high,
                found,
            } => match size(*unit, *low, *high) {
                Some(size) => and_has(say("invalid-length").part("size", size), *found),
                None => say("invalid-broken"),
            },
            Self::LineBreak => say("invalid-line-break"),
            Self::NotLink { text, suggestion } => match suggestion {
                Some(link) => say("invalid-link-suggestion")
                    .part("what", what(text.as_deref()))
                    .code("link", link),
                None => say("invalid-link").part("what", what(text.as_deref())),
            },
            Self::SpaceInLink => say("invalid-link-space"),
            Self::LinkScheme { accepted } => say("invalid-link-scheme").codes(
                "schemes",
                accepted.iter().map(|scheme| format!("{scheme}:")).collect(),
            ),
            Self::NotAChoice {
                text,
                choices,
                nearest,
            } => match nearest {
                Some(nearest) => say("invalid-choice-nearest")
                    .part("what", what(text.as_deref()))
                    .codes("choices", choices.clone())
                    .code("nearest", nearest),
                None => say("invalid-choice")
                    .part("what", what(text.as_deref()))
                    .codes("choices", choices.clone()),
            },
            Self::Repeated { text } => say("invalid-repeated").part("what", what(text.as_deref())),
            Self::Pattern { pattern } => say("invalid-pattern").code("pattern", pattern),
            Self::WrongForm { form } => say("invalid-form").part("form", form.clone()),
            Self::NotDuration { error } => match error {
                Some(error) => Description::duration(error),
                None => say("invalid-duration"),
            },
            Self::NotSize { text } => say("invalid-size").part("what", what(text.as_deref())),
            Self::NotTimeZone { text, nearest } => match nearest {
                Some(nearest) => say("invalid-time-zone-nearest")
                    .part("what", what(text.as_deref()))
                    .code("nearest", nearest),
                None => say("invalid-time-zone").part("what", what(text.as_deref())),
            },
            Self::NotId { text } => say("invalid-id").part("what", what(text.as_deref())),
            Self::WrongKindOfId { accepted } => {
                say("invalid-id-kind").part("kind", accepted.description())
            }
            Self::NotEntity { text } => say("invalid-entity").part("what", what(text.as_deref())),
            Self::NotEmoji { text } => say("invalid-emoji").part("what", what(text.as_deref())),
            Self::OpenQuote { position } => {
                say("invalid-open-quote").plain("position", position.to_string())
            }
            Self::AfterQuote { position } => {
                say("invalid-after-quote").plain("position", position.to_string())
            }
            Self::Item { position, reason } => say("invalid-item")
                .plain("position", position.to_string())
                .part("reason", reason.phrase()),
            Self::NoneOf { reasons } => match reasons.split_first() {
                None => say("invalid-broken"),
                Some((first, rest)) => rest.iter().fold(first.phrase(), |all, next| {
                    say("invalid-none-of")
                        .part("first", all)
                        .part("second", next.phrase())
                }),
            },
            Self::Unwritable => say("invalid-unwritable"),
            Self::BrokenValidator => say("invalid-broken"),
            Self::Own(description) => description.clone(),
            Self::Hidden => say("invalid-hidden"),
        }
    }

    /// Takes everything away that was typed.
    pub(super) fn redacted(self) -> Self {
        let text = None;
        match self {
            Self::NotBoolean { .. } => Self::NotBoolean { text },
            Self::DigitCount { expected, .. } => Self::DigitCount {
                expected,
                found: None,
            },
            Self::Length {
                unit, low, high, ..
            } => Self::Length {
                unit,
                low,
                high,
                found: None,
            },
            Self::NotInteger { .. } => Self::NotInteger { text },
            Self::NotFloat { .. } => Self::NotFloat { text },
            Self::AmbiguousComma { .. } => Self::AmbiguousComma { text },
            Self::NotLink { .. } => Self::NotLink {
                text,
                suggestion: None,
            },
            Self::NotAChoice { choices, .. } => Self::NotAChoice {
                text,
                choices,
                nearest: None,
            },
            Self::Repeated { .. } => Self::Repeated { text },
            Self::NotDuration { .. } => Self::NotDuration { error: None },
            Self::NotSize { .. } => Self::NotSize { text },
            Self::NotTimeZone { .. } => Self::NotTimeZone {
                text,
                nearest: None,
            },
            Self::NotId { .. } => Self::NotId { text },
            Self::NotEntity { .. } => Self::NotEntity { text },
            Self::NotEmoji { .. } => Self::NotEmoji { text },
            Self::Item { position, reason } => Self::Item {
                position,
                reason: reason.redacted(),
            },
            Self::NoneOf { reasons } => Self::NoneOf {
                reasons: reasons.into_iter().map(Invalid::redacted).collect(),
            },
            Self::Own(description) if !description.is_constant() => Self::Hidden,
            other => other,
        }
    }
}

/// Says what was typed, or «this value».
fn what(text: Option<&str>) -> Description {
    match text {
        Some(text) => Description::builtin("invalid-text").code("text", text),
        None => Description::builtin("invalid-this"),
    }
}

/// Adds how many there are.
fn and_has(needed: Description, found: Option<usize>) -> Description {
    match found {
        None => needed,
        Some(found) => Description::builtin("invalid-and-has")
            .part("needed", needed)
            .count("found", found),
    }
}
