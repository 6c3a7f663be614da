//! Secrets.

use crate::config::{DefaultValidator, Description, Editor, Invalid, Secret, Validator};

/// Accepts what another validator accepts, and never shows it.
///
/// The value is a [`Secret`]. Errors do not quote what was typed, [`show`](Validator::show) gives
/// three stars whatever the length is, and the editor is that of the other validator in a frame
/// that says "secret": a hidden list is still edited as a list.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Editor, Hidden, Integer, Text, Validator};
///
/// const TOKEN: Hidden<Text> = Hidden(Text::new().min_length(8));
/// let token = TOKEN.parse("correct horse")?;
/// assert_eq!(TOKEN.show(&token), "***");
/// assert_eq!(TOKEN.render(&token), "correct horse");
///
/// let pin = Hidden(Integer::between(0, 9999));
/// assert_eq!(pin.parse("12a4").unwrap_err().to_string(), "This value is not a whole number.");
/// assert!(matches!(pin.editor(), Editor::Secret { .. }));
/// # Ok::<(), userbot_sdk::config::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden<V>(
    /// What is hidden.
    pub V,
);

impl<V: Validator> Validator for Hidden<V> {
    type Value = Secret<V::Value>;

    fn parse(&self, text: &str) -> Result<Self::Value, Invalid> {
        match self.0.parse(text) {
            Ok(value) => Ok(Secret::with_wipe(value, V::wipe)),
            Err(error) => Err(error.redacted()),
        }
    }

    fn render(&self, value: &Self::Value) -> String {
        self.0.render(value.expose())
    }

    fn check(&self, value: &Self::Value) -> Result<(), Invalid> {
        self.0.check(value.expose()).map_err(Invalid::redacted)
    }

    fn description(&self) -> Description {
        Description::builtin("value-hidden").part("what", self.0.description())
    }

    fn editor(&self) -> Editor {
        Editor::Secret {
            inner: Box::new(self.0.editor()),
        }
    }

    fn is_secret(&self) -> bool {
        true
    }

    fn problem(&self) -> Option<String> {
        self.0.problem()
    }
}

impl<T: DefaultValidator> DefaultValidator for Secret<T> {
    type Validator = Hidden<T::Validator>;

    fn validator() -> Self::Validator {
        Hidden(T::validator())
    }
}
