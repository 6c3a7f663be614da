//! Options that the owner of a bot sets: what they accept, how people type them, what they hold.
//!
//! A module's options are a struct that derives [`Config`]; the chapter
//! [`guide::config`](crate::guide::config) tells about them. [`Configs`] shows and changes those of
//! every module by name.
//!
//! A [`Validator`] says what one setting accepts. It reads the text that a person types, with a
//! syntax of its own; writes a value back as text, which is also how values are stored; describes
//! itself in the language of the reader; and names the [`Editor`] that fits. A text that does not
//! fit gives an [`Invalid`], which says why and what to do, and the old value stays.
//!
//! | Validator | Accepts | Value |
//! |---|---|---|
//! | [`Boolean`] | yes or no | `bool` |
//! | [`Integer`] | whole numbers, with limits or a number of digits | `i64` and the others |
//! | [`Float`] | numbers | `f64` |
//! | [`Text`] | texts, of some length | `String` |
//! | [`RegExp`] | texts of a form | `String` |
//! | [`Emoji`] | emoji | `String` |
//! | [`Link`] | links | [`Url`] |
//! | [`RandomLink`] | links, of which one is taken at random | [`Links`] |
//! | [`Choice`](struct@Choice) | one of several words or variants | `String`, an enum |
//! | [`MultiChoice`] | several of several words or variants | `Vec<T>` |
//! | [`DurationRange`] | lengths of time | [`Duration`](crate::duration::Duration) |
//! | [`TimeZone`] | time zones | [`jiff::tz::TimeZone`] |
//! | [`ByteSize`] | sizes of files | `u64` |
//! | [`TelegramId`] | ids of people and chats | [`PeerId`](crate::telegram::PeerId) |
//! | [`EntityLike`] | people and chats by name, link or id | [`Entity`] |
//! | [`Series`] | lists of what another validator accepts | `Vec<T>` |
//! | [`Optional`] | what another one accepts, or nothing | `Option<T>` |
//! | [`Hidden`] | what another one accepts, never shown | [`Secret<T>`](Secret) |
//! | [`Union`] | what one of two accepts | [`Either<A, B>`](Either) |
//! | [`Custom`] | what two functions of yours say | yours |
//!
//! Each works alone, and they nest: `Hidden(Series::of(Text::new().min_length(8)))`.
//!
//! ```
//! use userbot_sdk::config::{Integer, Validator};
//! use userbot_sdk::strings::Language;
//!
//! let limit = Integer::<i64>::between(1, 100);
//! let value = limit.parse("42")?;
//! assert_eq!(limit.render(&value), "42");
//!
//! let error = limit.parse("x").unwrap_err();
//! assert_eq!(error.to_html(&[Language::russian()]), "<code>x</code> — не целое число.");
//! # Ok::<(), userbot_sdk::config::Invalid>(())
//! ```

mod choices;
mod description;
mod editor;
mod invalid;
pub mod list;
mod reason;
mod secret;
mod validator;
mod validators;

pub use crate::macros::Choice;
pub use crate::options::{
    Aside, AsideReason, Change, Config, ConfigError, ConfigSpec, ConfigTable, ConfigView, Configs,
    Environment, ExportOptions, ImportProblem, ImportReason, ImportReport, ModuleConfig, OptionRow,
    OptionRowSpec, OptionSpec, OptionValues, OptionView, Shown, ValueSource,
};
pub use choices::Choices;
pub use description::Description;
pub use editor::{Editor, EditorOption};
pub use invalid::Invalid;
pub use reason::{AcceptedPeers, Reason, Unit};
pub use secret::Secret;
pub use url::Url;
pub use validator::{DefaultValidator, Validator};
pub use validators::*;
