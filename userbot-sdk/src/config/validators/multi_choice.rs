//! Several of several things.

use crate::config::reason::{Unit, quoted, size};
use crate::config::{Choice, Choices, Description, Editor, Invalid, Reason, Series, Validator};

/// Accepts several of several words, or several variants of an enum with `#[derive(Choice)]`.
///
/// They stand between commas, and their order is kept. One that stands there twice is refused.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{MultiChoice, Validator};
///
/// const KINDS: MultiChoice = MultiChoice::new(&["photo", "video", "voice"]).min_items(1);
/// assert_eq!(KINDS.parse("voice, photo"), Ok(vec!["voice".to_owned(), "photo".to_owned()]));
/// assert_eq!(KINDS.parse("photo, photo").unwrap_err().to_string(), "photo stands there twice.");
/// ```
#[derive(Debug)]
pub struct MultiChoice<T = String>(Series<Choice<T>>);

impl MultiChoice {
    /// Accepts these words.
    pub const fn new(words: &'static [&'static str]) -> Self {
        Self(Series::of(Choice::new(words)))
    }
}

impl<T: Choices> MultiChoice<T> {
    /// Accepts the variants of an enum with `#[derive(Choice)]`.
    pub const fn variants() -> Self {
        Self(Series::of(Choice::variants()))
    }
}

impl<T> MultiChoice<T> {
    /// Sets how many must be chosen at least.
    pub const fn min_items(self, items: usize) -> Self {
        Self(self.0.min_items(items))
    }

    /// Sets how many may be chosen at most.
    pub const fn max_items(self, items: usize) -> Self {
        Self(self.0.max_items(items))
    }
}

impl<T: Send + Sync + 'static> MultiChoice<T> {
    fn no_repetition(&self, values: &[T]) -> Result<(), Invalid> {
        let mut seen = std::collections::HashSet::new();
        for value in values {
            let name = self.0.item().render(value);
            if seen.contains(&name) {
                return Err(Reason::Repeated {
                    text: Some(quoted(&name)),
                }
                .into());
            }
            seen.insert(name);
        }
        Ok(())
    }
}

impl<T: Send + Sync + 'static> Validator for MultiChoice<T> {
    type Value = Vec<T>;

    fn parse(&self, text: &str) -> Result<Vec<T>, Invalid> {
        let values = self.0.parse(text)?;
        self.no_repetition(&values)?;
        Ok(values)
    }

    fn render(&self, value: &Vec<T>) -> String {
        self.0.render(value)
    }

    fn check(&self, value: &Vec<T>) -> Result<(), Invalid> {
        self.0.check(value)?;
        self.no_repetition(value)
    }

    fn description(&self) -> Description {
        let (low, high) = self.0.limits();
        let choices = self.0.item().codes();
        match size(Unit::Items, low, high) {
            Some(size) => Description::builtin("value-choices-size")
                .part("size", size)
                .codes("choices", choices),
            None => Description::builtin("value-choices").codes("choices", choices),
        }
    }

    fn editor(&self) -> Editor {
        let (low, high) = self.0.limits();
        Editor::MultiChoice {
            options: self.0.item().options(),
            minimum: low.unwrap_or(0),
            maximum: high,
        }
    }

    fn problem(&self) -> Option<String> {
        let (low, _) = self.0.limits();
        let options = self.0.item().codes().len();
        if low.is_some_and(|low| low > options) {
            return Some(format!(
                "more must be chosen than the {options} that there are"
            ));
        }
        self.0.problem()
    }
}

impl<T> Clone for MultiChoice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for MultiChoice<T> {}
