//! What a text has places for.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

use super::language::Language;
use crate::text::escape;

/// Holds an argument of a translated text.
///
/// Texts are HTML, so plain text is escaped when it is put in; [`Value::html`] is not. A number
/// also chooses the plural form.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Plain text, which is escaped.
    Text(Cow<'a, str>),
    /// HTML, which is put in as it is.
    Html(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// Something that has words of its own in each language; they are escaped.
    Localised(&'a dyn Localised),
}

/// Says a value in a language, such as a duration: "1 hour", «1 час».
///
/// Implement it to pass your own type to a translated text as [`Value::Localised`]; the language
/// is that of the text which was found.
pub trait Localised: std::fmt::Debug + Sync {
    /// Says the value as plain text.
    fn localised(&self, language: &Language) -> String;
}

/// Is what can fill a place in a text: the type of the arguments of
/// [`Context::t`](crate::context::Context::t).
///
/// Texts, numbers, durations, people and points in time have it. For a type of your own, give one
/// of the variants of [`Value`].
///
/// # Examples
///
/// ```
/// use userbot_sdk::strings::{ToValue, Value};
///
/// struct Degrees(i32);
///
/// impl ToValue for Degrees {
///     fn to_value(&self) -> Value<'_> {
///         format!("{} °C", self.0).into()
///     }
/// }
/// # let _ = Degrees(3).to_value();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot fill a place in a text",
    label = "not a text, a number, a duration or another type that implements `ToValue`",
    note = "pass a text, as in `&value.to_string()`, or implement `userbot_sdk::strings::ToValue`"
)]
pub trait ToValue: Sync {
    /// Gives the value.
    fn to_value(&self) -> Value<'_>;
}

/// Marks a text as HTML that is put in as it is.
///
/// # Examples
///
/// ```
/// use userbot_sdk::strings::{Html, Strings, Language, ToValue};
///
/// let mut strings = Strings::new();
/// strings.add(&Language::english(), "done = Done: { $what }")?;
/// let what = Html("<b>1</b>");
/// assert_eq!(strings.get(&[], "done", &[("what", what.to_value())]), "Done: <b>1</b>");
/// # Ok::<(), userbot_sdk::strings::StringsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Html<T>(
    /// The HTML.
    pub T,
);

impl<T: AsRef<str> + Sync> ToValue for Html<T> {
    fn to_value(&self) -> Value<'_> {
        Value::html(self.0.as_ref())
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        self.clone()
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        self.into()
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        self.into()
    }
}

impl ToValue for Cow<'_, str> {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl ToValue for std::sync::Arc<str> {
    fn to_value(&self) -> Value<'_> {
        (**self).into()
    }
}

impl ToValue for char {
    fn to_value(&self) -> Value<'_> {
        self.to_string().into()
    }
}

/// A text can choose by `true` and `false`.
impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        if *self { "true" } else { "false" }.into()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl ToValue for $number {
            fn to_value(&self) -> Value<'_> {
                (*self).into()
            }
        }
    )*};
}
numbers!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64
);

impl<'a> Value<'a> {
    /// Marks a text as HTML.
    pub fn html(html: impl Into<Cow<'a, str>>) -> Self {
        Self::Html(html.into())
    }

    /// Gives what Fluent puts in.
    pub(super) fn to_fluent(&self, language: &Language) -> FluentValue<'a> {
        match self {
            Self::Localised(value) => FluentValue::String(escape(value.localised(language)).into()),
            Self::Text(text) => FluentValue::String(escape(text).into()),
            Self::Html(html) => FluentValue::String(html.clone()),
            Self::Number(number) => FluentValue::from(*number),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Numbers that a float holds exactly.
macro_rules! exact {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        }
    )*};
}
exact!(u8, u16, u32, i8, i16, i32, f32);

/// Numbers of which a float holds only those up to 2⁵³ exactly; larger ones, such as the ids of
/// channels could be, are put in digit by digit.
macro_rules! wide {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                match i32::try_from(number) {
                    Ok(number) => Self::Number(number.into()),
                    Err(_) => Self::Text(number.to_string().into()),
                }
            }
        }
    )*};
}
wide!(u64, u128, usize, i64, i128, isize);
