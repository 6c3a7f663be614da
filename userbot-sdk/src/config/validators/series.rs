//! Lists.

use crate::config::reason::{Unit, check_size, size};
use crate::config::{DefaultValidator, Description, Editor, Invalid, Reason, Validator, list};

/// Accepts a list whose items another validator accepts.
///
/// The items stand between commas or another separator; [`list`] tells how items are written that
/// hold one. Every item is kept, a zero and an empty text too.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Integer, Series, Text, Validator};
///
/// const LEVELS: Series<Integer<i64>> = Series::of(Integer::at_least(0)).max_items(3);
/// assert_eq!(LEVELS.parse("0, 1, 2"), Ok(vec![0, 1, 2]));
/// assert_eq!(LEVELS.parse("1, -1").unwrap_err().to_string(), "Item 2: it must be at least 0.");
///
/// // Pairs in a list, each level with its own separator.
/// let pairs = Series::of(Series::of(Text::new()).exact_items(2)).separator(';');
/// assert_eq!(pairs.parse("a, b; c, d").map(|pairs| pairs.len()), Ok(2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series<V> {
    item: V,
    separator: char,
    low: Option<usize>,
    high: Option<usize>,
}

impl<V> Series<V> {
    /// Accepts a list of any length, with commas between the items.
    pub const fn of(item: V) -> Self {
        Self {
            item,
            separator: ',',
            low: None,
            high: None,
        }
    }

    /// Sets what stands between the items: any character but a quotation mark and a backslash.
    pub const fn separator(mut self, separator: char) -> Self {
        self.separator = separator;
        self
    }

    /// Sets the least number of items.
    pub const fn min_items(mut self, items: usize) -> Self {
        self.low = Some(items);
        self
    }

    /// Sets the greatest number of items.
    pub const fn max_items(mut self, items: usize) -> Self {
        self.high = Some(items);
        self
    }

    /// Sets the number of items.
    pub const fn exact_items(self, items: usize) -> Self {
        self.min_items(items).max_items(items)
    }

    /// Returns the limits.
    pub(super) fn limits(&self) -> (Option<usize>, Option<usize>) {
        (self.low, self.high)
    }

    /// Returns the validator of the items.
    pub(super) fn item(&self) -> &V {
        &self.item
    }

    /// Describes the separator.
    pub(super) fn separator_description(&self) -> Description {
        Description::builtin(match self.separator {
            ',' => "value-separator-comma",
            ';' => "value-separator-semicolon",
            ' ' => "value-separator-space",
            '\n' => "value-separator-line",
            other => {
                return Description::builtin("value-separator-other")
                    .code("character", other.to_string());
            }
        })
    }
}

impl<V: Validator> Series<V> {
    /// Describes an item, in brackets when that is more than a phrase.
    fn item_description(&self) -> Description {
        let description = self.item.description();
        match self.item.editor() {
            Editor::Toggle
            | Editor::Choice { .. }
            | Editor::Text { .. }
            | Editor::Secret { .. } => description,
            _ => Description::builtin("value-group").part("what", description),
        }
    }
}

impl<V: Validator> Validator for Series<V> {
    type Value = Vec<V::Value>;

    fn parse(&self, text: &str) -> Result<Self::Value, Invalid> {
        let items = list::split(text, self.separator)?;
        check_size(Unit::Items, self.low, self.high, items.len())?;
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let value = self.item.parse(item).map_err(|reason| Reason::Item {
                position: index + 1,
                reason,
            })?;
            values.push(value);
        }
        Ok(values)
    }

    fn render(&self, value: &Self::Value) -> String {
        let items = value.iter().map(|item| self.item.render(item));
        list::join(items, self.separator)
    }

    fn check(&self, value: &Self::Value) -> Result<(), Invalid> {
        check_size(Unit::Items, self.low, self.high, value.len())?;
        for (index, item) in value.iter().enumerate() {
            self.item.check(item).map_err(|reason| Reason::Item {
                position: index + 1,
                reason,
            })?;
        }
        Ok(())
    }

    fn description(&self) -> Description {
        let list = size(Unit::Items, self.low, self.high).map_or_else(
            || Description::builtin("value-list"),
            |size| Description::builtin("value-list-size").part("size", size),
        );
        Description::builtin("value-series")
            .part("list", list)
            .part("separator", self.separator_description())
            .part("item", self.item_description())
    }

    fn editor(&self) -> Editor {
        Editor::List {
            item: Box::new(self.item.editor()),
            separator: self.separator,
            minimum: self.low.unwrap_or(0),
            maximum: self.high,
        }
    }

    fn is_secret(&self) -> bool {
        self.item.is_secret()
    }

    fn problem(&self) -> Option<String> {
        if matches!(self.separator, '"' | '\\') {
            return Some(format!("`{}` cannot separate items", self.separator));
        }
        match (self.low, self.high) {
            (Some(low), Some(high)) if low > high => Some(format!(
                "no list has at least {low} and at most {high} items"
            )),
            _ => self.item.problem(),
        }
    }

    fn wipe(value: &mut Self::Value) {
        value.iter_mut().for_each(V::wipe);
    }
}

impl<T: DefaultValidator> DefaultValidator for Vec<T> {
    type Validator = Series<T::Validator>;

    fn validator() -> Self::Validator {
        Series::of(T::validator())
    }
}
