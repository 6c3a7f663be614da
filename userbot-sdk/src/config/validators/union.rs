//! One of two kinds of value.

use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator};

/// Accepts what one of two validators accepts; the first is asked first.
///
/// The value says which of them it was. For more than two write [`or`](Self::or).
///
/// A value of the second kind whose text the first validator would accept is written with `2|`
/// before it, so that every value reads back as itself: `2|5`. People may write `1|` and `2|` too.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Choice, Either, Integer, Union, Validator};
///
/// let limit = Union(Integer::between(1, 100), Choice::new(&["unlimited"]));
/// assert_eq!(limit.parse("5"), Ok(Either::First(5)));
/// assert_eq!(limit.parse("unlimited"), Ok(Either::Second("unlimited".to_owned())));
/// assert_eq!(
///     limit.description().to_text(&[]),
///     "a whole number from 1 to 100; or one of unlimited",
/// );
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Union<A, B>(
    /// The validator that is asked first.
    pub A,
    /// The validator that is asked when the first refuses.
    pub B,
);

/// Holds a value of one of two types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Either<A, B> {
    /// A value of the first type.
    First(A),
    /// A value of the second type.
    Second(B),
}

impl<A, B> Union<A, B> {
    /// Adds another alternative.
    pub const fn or<C>(self, third: C) -> Union<Self, C> {
        Union(self, third)
    }
}

/// Reads the mark of an alternative.
fn marked(text: &str) -> Option<(bool, &str)> {
    let first = text.strip_prefix("1|").map(|rest| (true, rest));
    first.or_else(|| text.strip_prefix("2|").map(|rest| (false, rest)))
}

impl<A: Validator, B: Validator> Validator for Union<A, B> {
    type Value = Either<A::Value, B::Value>;

    fn parse(&self, text: &str) -> Result<Self::Value, Invalid> {
        let secret = self.is_secret();
        match marked(text) {
            Some((true, rest)) => self.0.parse(rest).map(Either::First),
            Some((false, rest)) => self.1.parse(rest).map(Either::Second),
            None => match self.0.parse(text) {
                Ok(value) => Ok(Either::First(value)),
                Err(first) => self.1.parse(text).map(Either::Second).map_err(|second| {
                    Reason::NoneOf {
                        reasons: vec![first, second],
                    }
                    .into()
                }),
            },
        }
        .map_err(|error| error.redacted_if(secret))
    }

    fn render(&self, value: &Self::Value) -> String {
        match value {
            Either::First(value) => {
                let text = self.0.render(value);
                match marked(&text) {
                    Some(_) => format!("1|{text}"),
                    None => text,
                }
            }
            Either::Second(value) => {
                let text = self.1.render(value);
                if marked(&text).is_some() || self.0.parse(&text).is_ok() {
                    format!("2|{text}")
                } else {
                    text
                }
            }
        }
    }

    fn check(&self, value: &Self::Value) -> Result<(), Invalid> {
        match value {
            Either::First(value) => self.0.check(value),
            Either::Second(value) => self.1.check(value),
        }
        .map_err(|error| error.redacted_if(self.is_secret()))
    }

    fn description(&self) -> Description {
        Description::builtin("value-union")
            .part("first", self.0.description())
            .part("second", self.1.description())
    }

    fn editor(&self) -> Editor {
        let mut editors = Vec::new();
        for editor in [self.0.editor(), self.1.editor()] {
            match editor {
                Editor::Alternatives { editors: inner } => editors.extend(inner),
                other => editors.push(other),
            }
        }
        Editor::Alternatives { editors }
    }

    fn is_secret(&self) -> bool {
        self.0.is_secret() || self.1.is_secret()
    }

    fn problem(&self) -> Option<String> {
        self.0.problem().or_else(|| self.1.problem())
    }

    fn wipe(value: &mut Self::Value) {
        match value {
            Either::First(value) => A::wipe(value),
            Either::Second(value) => B::wipe(value),
        }
    }
}

impl<A: DefaultValidator, B: DefaultValidator> DefaultValidator for Either<A, B> {
    type Validator = Union<A::Validator, B::Validator>;

    fn validator() -> Self::Validator {
        Union(A::validator(), B::validator())
    }
}
