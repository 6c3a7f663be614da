//! How a setting is edited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Says which control fits a setting, as plain data for a chat, a web page or anything else.
///
/// Whatever the control is, what comes out of it is a text for
/// [`Validator::parse`](super::Validator::parse): no way of editing goes past the validator.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::{Editor, Integer, Series, Validator};
///
/// let editor = Series::of(Integer::<i64>::new()).max_items(3).editor();
/// let Editor::List { item, maximum, separator, .. } = editor else { unreachable!() };
/// assert!(matches!(*item, Editor::Text { numeric: true, .. }));
/// assert_eq!((maximum, separator), (Some(3), ','));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Editor {
    /// On or off: the texts are `true` and `false`.
    Toggle,
    /// One of these.
    Choice {
        /// What there is to choose from.
        options: Vec<EditorOption>,
    },
    /// Several of these, in the order in which they were chosen.
    MultiChoice {
        /// What there is to choose from.
        options: Vec<EditorOption>,
        /// How many at least.
        minimum: usize,
        /// How many at most.
        maximum: Option<usize>,
    },
    /// A list that can be added to and taken from. [`list`](super::list) makes its text.
    List {
        /// How one item is edited.
        item: Box<Editor>,
        /// What stands between two items.
        separator: char,
        /// How many items at least.
        minimum: usize,
        /// How many items at most.
        maximum: Option<usize>,
    },
    /// Something that is not shown; what is typed is hidden too.
    Secret {
        /// How it is edited.
        inner: Box<Editor>,
    },
    /// Something that may be left empty.
    Optional {
        /// How it is edited when it is there.
        inner: Box<Editor>,
    },
    /// One of several kinds of value.
    Alternatives {
        /// How each kind is edited.
        editors: Vec<Editor>,
    },
    /// A field for text.
    Text {
        /// True when a keyboard of digits is enough.
        numeric: bool,
        /// True when line breaks may be typed.
        multiline: bool,
        /// How many characters at most.
        maximum: Option<usize>,
    },
}

/// Is one of the things to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorOption {
    /// The text for the validator.
    pub value: String,
    /// What people see, by the code of the language; without one, the value itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl Editor {
    /// Makes a field of one line.
    pub const fn text() -> Self {
        Self::Text {
            numeric: false,
            multiline: false,
            maximum: None,
        }
    }

    /// Makes a field for a number.
    pub const fn number() -> Self {
        Self::Text {
            numeric: true,
            multiline: false,
            maximum: None,
        }
    }
}
