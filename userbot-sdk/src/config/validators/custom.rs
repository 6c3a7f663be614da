//! Validators of authors.

use std::fmt;
use std::sync::Arc;

use crate::config::{Description, Editor, Invalid, Validator};

/// Accepts what two functions of yours say: one reads a text, the other writes the value again.
///
/// What is written must read back as the same value. For limits and texts that look the same when
/// written, `check` is not needed: a value fits when its text does.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Custom, Invalid, Validator};
/// use userbot_sdk::strings::Language;
///
/// let even = Custom::new(
///     |text| match text.trim().parse::<u32>() {
///         Ok(number) if number % 2 == 0 => Ok(number),
///         _ => Err(Invalid::new("an even number is needed").in_language("ru", "нужно чётное число")),
///     },
///     |number: &u32| number.to_string(),
/// )
/// .described(&[("en", "an even number"), ("ru", "чётное число")]);
///
/// assert_eq!(even.parse("4"), Ok(4));
/// assert!(even.check(&5).is_err());
/// assert_eq!(even.description().to_text(&[Language::russian()]), "чётное число");
/// ```
pub struct Custom<T> {
    read: Arc<Read<T>>,
    write: Arc<Write<T>>,
    description: Description,
    editor: Editor,
}

type Read<T> = dyn Fn(&str) -> Result<T, Invalid> + Send + Sync;
type Write<T> = dyn Fn(&T) -> String + Send + Sync;

impl<T: Send + Sync + 'static> Custom<T> {
    /// Makes a validator of a function that reads and one that writes.
    pub fn new(
        read: impl Fn(&str) -> Result<T, Invalid> + Send + Sync + 'static,
        write: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Self {
        Self {
            read: Arc::new(read),
            write: Arc::new(write),
            description: Description::builtin("value-custom"),
            editor: Editor::text(),
        }
    }

    /// Describes what is accepted, in several languages: code and text.
    pub fn described(mut self, texts: &[(&'static str, &'static str)]) -> Self {
        self.description = Description::of_author(texts);
        self
    }

    /// Names the control that fits; without it, a field of one line.
    pub fn edited_by(mut self, editor: Editor) -> Self {
        self.editor = editor;
        self
    }
}

impl<T: fmt::Display + std::str::FromStr + Send + Sync + 'static> Custom<T>
where
    T::Err: fmt::Display,
{
    /// Makes a validator of a type that reads itself from a text and writes itself.
    ///
    /// What the type says about a mistake is shown to people as it is, in the type's language; not
    /// under [`Hidden`](super::Hidden), since it may quote what was typed.
    ///
    /// ```
    /// use std::net::IpAddr;
    /// use userbot_sdk::config::{Custom, Validator};
    ///
    /// let address = Custom::<IpAddr>::of_text().described(&[("en", "an IP address")]);
    /// assert!(address.parse("127.0.0.1").is_ok());
    /// assert_eq!(address.parse("home").unwrap_err().to_string(), "Invalid IP address syntax.");
    /// ```
    pub fn of_text() -> Self {
        Self::new(
            |text| {
                text.trim()
                    .parse()
                    .map_err(|error: T::Err| Invalid::new(error.to_string()))
            },
            T::to_string,
        )
    }
}

impl<T: Send + Sync + 'static> Validator for Custom<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, Invalid> {
        (self.read)(text)
    }

    fn render(&self, value: &T) -> String {
        (self.write)(value)
    }

    fn check(&self, value: &T) -> Result<(), Invalid> {
        (self.read)(&(self.write)(value)).map(drop)
    }

    fn description(&self) -> Description {
        self.description.clone()
    }

    fn editor(&self) -> Editor {
        self.editor.clone()
    }
}

impl<T> Clone for Custom<T> {
    fn clone(&self) -> Self {
        Self {
            read: Arc::clone(&self.read),
            write: Arc::clone(&self.write),
            description: self.description.clone(),
            editor: self.editor.clone(),
        }
    }
}

impl<T> fmt::Debug for Custom<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Custom")
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}
