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
