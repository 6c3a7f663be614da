//! The options of a module, as constant data that the macros write.

use std::any::Any;
use std::fmt;

use super::field::ErasedOption;
use crate::module::{Docs, SourceLocation};

/// Is the options of a module: a struct whose fields the owner can set.
///
/// `#[derive(Config)]` implements it. [`Context::config`](crate::context::Context::config) gives
/// the present values.
///
/// # Examples
///
/// ```
/// use userbot_sdk::config::Integer;
/// use userbot_sdk::prelude::*;
///
/// #[derive(Config)]
/// struct ReminderConfig {
///     /// Delay when none is given.
///     #[config(default = "1h", doc(ru = "Задержка, если она не указана."))]
///     delay: Duration,
///     /// Reminders kept per chat.
///     #[config(default = 10, validator = Integer::between(1, 100))]
///     limit: i64,
/// }
///
/// /// Reminds you of things.
/// #[derive(Module, Default)]
/// #[module(config = ReminderConfig)]
/// struct Reminder;
///
/// #[handlers]
/// impl Reminder {
///     /// Says when it would remind you.
///     #[command]
///     async fn when(&self, ctx: &Context) -> Result<()> {
///         ctx.answer(ctx.config::<ReminderConfig>().delay.to_string()).await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a config",
    label = "no options are known for this type",
    note = "add `#[derive(Config)]` to the struct"
)]
pub trait Config: Send + Sync + Sized + 'static {
    /// The options, and how a value is put together.
    const TABLE: ConfigTable<Self>;
}

/// Is a [`Config`] that a module has; `#[module(config = …)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is the config of no module",
    label = "no module has these options",
    note = "write `#[module(config = {Self})]` on the module that they belong to"
)]
pub trait ModuleConfig: Config {}

/// Is the options of a module without any.
impl Config for () {
    const TABLE: ConfigTable<Self> = ConfigTable {
        name: "",
        options: &[],
        assemble: |_| Some(()),
        location: SourceLocation { file: "", line: 0 },
    };
}

/// Is the table of a config; `#[derive(Config)]` writes it.
pub struct ConfigTable<C: 'static> {
    /// The name of the type.
    pub name: &'static str,
    /// The options, in the order of the source.
    pub options: &'static [OptionRow<C>],
    /// Puts a value together; `None` when an option is missing.
    pub assemble: fn(&mut OptionValues) -> Option<C>,
    /// Where the struct stands.
    pub location: SourceLocation,
}

impl<C> fmt::Debug for ConfigTable<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigTable")
            .field("name", &self.name)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Is one option of a [`ConfigTable`].
pub struct OptionRow<C: 'static> {
    /// What is constant about it.
    pub spec: OptionRowSpec,
    /// Makes its validator and its default.
    pub make: fn() -> Box<dyn ErasedOption<C>>,
}

impl<C> fmt::Debug for OptionRow<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}

/// Is what is constant about an option.
#[derive(Debug, Clone, Copy)]
pub struct OptionRowSpec {
    /// The name that people type.
    pub name: &'static str,
    /// What it is for.
    pub docs: Docs,
    /// False when the default is that of the type.
    pub has_default: bool,
    /// Where the field stands.
    pub location: SourceLocation,
}

/// Is the values of options on their way into a config.
#[derive(Default)]
pub struct OptionValues(Vec<(&'static str, Option<Box<dyn Any + Send + Sync>>)>);

impl OptionValues {
    pub(super) fn put(&mut self, name: &'static str, value: Box<dyn Any + Send + Sync>) {
        self.0.push((name, Some(value)));
    }

    /// Takes the value of an option out, when it is of this type.
    pub fn take<T: 'static>(&mut self, name: &str) -> Option<T> {
        let (_, value) = self.0.iter_mut().find(|(known, _)| *known == name)?;
        Some(*value.take()?.downcast::<T>().ok()?)
    }
}

impl fmt::Debug for OptionValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
