//! What a setting accepts.

use std::sync::Arc;

use super::{Description, Editor, Invalid};

/// Says what a setting accepts: the text that people type for it, and the values.
///
/// A validator reads the text of one setting with a syntax of its own, so that nothing is guessed:
/// for a [`Text`](super::Text), `1_000`, `None` and `[1]` are texts like all others.
///
/// Two laws hold for every validator, and yours must keep them too:
///
/// - `parse(&render(&value))` gives the same value back, for every value that
///   [`check`](Self::check) accepts; the rendered text is what is stored;
/// - `parse` never panics, whatever the text is.
///
/// # Examples
///
/// Most own validators are a [`Custom`](super::Custom). A type of its own can do more:
///
/// ```
/// use userbot_sdk::config::{Description, Editor, Invalid, Validator};
///
/// /// A day of the month.
/// #[derive(Debug)]
/// struct Day;
///
/// impl Validator for Day {
///     type Value = u8;
///
///     fn parse(&self, text: &str) -> Result<u8, Invalid> {
///         let day = text.trim().parse().map_err(|_| Invalid::new("a day is a number"))?;
///         self.check(&day)?;
///         Ok(day)
///     }
///
///     fn render(&self, day: &u8) -> String {
///         day.to_string()
///     }
///
///     fn check(&self, day: &u8) -> Result<(), Invalid> {
///         match day {
///             1..=31 => Ok(()),
///             _ => Err(Invalid::new("a month has days 1 to 31")
///                 .in_language("ru", "в месяце дни с 1 по 31")),
///         }
///     }
///
///     fn description(&self) -> Description {
///         Description::new("a day of the month").in_language("ru", "день месяца")
///     }
///
///     fn editor(&self) -> Editor {
///         Editor::text()
///     }
/// }
///
/// assert_eq!(Day.parse(" 24 "), Ok(24));
/// assert_eq!(Day.parse("32").unwrap_err().to_string(), "A month has days 1 to 31.");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no validator",
    label = "not a validator",
    note = "validators are `Integer::between(1, 100)`, `Text::new()`, `Series::of(Text::new())` and the other types of `userbot_sdk::config`"
)]
pub trait Validator: Send + Sync + 'static {
    /// What the setting holds.
    type Value: Send + Sync + 'static;

    /// Reads what a person typed, or what was stored.
    ///
    /// # Errors
    ///
    /// Says to a person why the text does not fit.
    fn parse(&self, text: &str) -> Result<Self::Value, Invalid>;

    /// Writes a value as the text that reads back as the same value.
    ///
    /// The text of a secret is the secret itself: what people see is [`show`](Self::show).
    fn render(&self, value: &Self::Value) -> String;

    /// Checks a value that does not come from a text, such as a default in code.
    ///
    /// # Errors
    ///
    /// Says why the value does not fit.
    fn check(&self, value: &Self::Value) -> Result<(), Invalid>;

    /// Says what is accepted: "a whole number from 1 to 100".
    fn description(&self) -> Description;

    /// Says which control fits, as plain data.
    fn editor(&self) -> Editor;

    /// Returns true when values must not be shown.
    fn is_secret(&self) -> bool {
        false
    }

    /// Writes a value for people: as [`render`](Self::render) does, and a secret as `***`.
    ///
    /// The stars are always three, so that they do not tell how long the secret is.
    fn show(&self, value: &Self::Value) -> String {
        if self.is_secret() {
            String::from("***")
        } else {
            self.render(value)
        }
    }

    /// Finds a mistake in the validator itself, such as a minimum above the maximum, and says it
    /// to the author of the module.
    fn problem(&self) -> Option<String> {
        None
    }

    /// Overwrites what a value holds, before a [`Secret`](super::Secret) with it is dropped.
    ///
    /// The validators of texts, links, numbers and lists of them do; the default does nothing.
    fn wipe(value: &mut Self::Value)
    where
        Self: Sized,
    {
        let _ = value;
    }
}

/// Passes every call on to what a pointer points at.
macro_rules! pointer {
    ($pointer:ident) => {
        impl<V: Validator + ?Sized> Validator for $pointer<V> {
            type Value = V::Value;

            fn parse(&self, text: &str) -> Result<Self::Value, Invalid> {
                (**self).parse(text)
            }

            fn render(&self, value: &Self::Value) -> String {
                (**self).render(value)
            }

            fn check(&self, value: &Self::Value) -> Result<(), Invalid> {
                (**self).check(value)
            }

            fn description(&self) -> Description {
                (**self).description()
            }

            fn editor(&self) -> Editor {
                (**self).editor()
            }

            fn is_secret(&self) -> bool {
                (**self).is_secret()
            }

            fn show(&self, value: &Self::Value) -> String {
                (**self).show(value)
            }

            fn problem(&self) -> Option<String> {
                (**self).problem()
            }
        }
    };
}
pointer!(Box);
pointer!(Arc);

/// Chooses the validator of a type, for settings that name none.
///
/// | Type | Validator |
/// |---|---|
/// | `bool` | [`Boolean`](super::Boolean) |
/// | `i64` and the other whole numbers | [`Integer`](super::Integer) |
/// | `f64` | [`Float`](super::Float) |
/// | `String` | [`Text`](super::Text) |
/// | [`Url`](super::Url) | [`Link`](super::Link) |
/// | [`Duration`](crate::duration::Duration) | [`DurationRange`](super::DurationRange) |
/// | `Option<T>` | [`Optional`](super::Optional) |
/// | `Vec<T>` | [`Series`](super::Series) |
/// | [`Secret<T>`](super::Secret) | [`Hidden`](super::Hidden) |
/// | an enum with `#[derive(Choice)]` | [`Choice`](struct@super::Choice) |
/// | [`jiff::tz::TimeZone`] | [`TimeZone`](super::TimeZone) |
/// | [`PeerId`](crate::telegram::PeerId) | [`TelegramId`](super::TelegramId) |
/// | [`Entity`](super::Entity) | [`EntityLike`](super::EntityLike) |
/// | [`Links`](super::Links) | [`RandomLink`](super::RandomLink) |
/// | [`Either<A, B>`](super::Either) | [`Union`](super::Union) |
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{DefaultValidator, Validator};
///
/// let validator = <Vec<Option<i64>>>::validator();
/// assert_eq!(validator.parse("1, , 0"), Ok(vec![Some(1), None, Some(0)]));
/// ```
#[diagnostic::on_unimplemented(
    message = "a setting of the type `{Self}` needs `validator = …`",
    label = "no validator is known for this type",
    note = "write `#[derive(Choice)]` for an enum, or give a validator such as `Custom::new(…)`"
)]
pub trait DefaultValidator: Send + Sync + Sized + 'static {
    /// The validator.
    type Validator: Validator<Value = Self>;

    /// Makes the validator.
    fn validator() -> Self::Validator;
}
