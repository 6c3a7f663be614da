//! Translated texts.
//!
//! A [`Strings`] holds the texts of one module, or of the SDK itself, in several languages. The
//! texts are written in [Fluent](https://projectfluent.org), which knows the plural forms of each
//! language. A lookup tries the languages that the user wants, each first as it is and then
//! without its region, then the default one, and at last gives the key itself: a missing translation is
//! never an error in the middle of an answer. [`Strings::problems`] finds them in a test instead.

mod book;
mod builtin;
mod catalogue;
mod language;
mod outline;
mod plural;
mod problem;
mod texts;
mod translation;
mod value;

pub(crate) use book::{Layer, Page, SDK, TextBook};
pub use builtin::builtin;
pub(crate) use builtin::{builtin_source, speaking, speaking_now};
pub use catalogue::{Strings, StringsError};
pub use language::{Language, LanguageError};
pub use problem::StringsProblem;
pub use texts::{TextFile, Texts};
pub use translation::TranslationMistake;
pub use value::{Html, Localised, ToValue, Value};
