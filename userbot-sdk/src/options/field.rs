//! One option: its validator, its default, and where it stands in the config.

use std::any::Any;

use super::{Description, Editor, Invalid, Optional, Validator};

/// Is a value of any type.
pub type AnyValue = Box<dyn Any + Send + Sync>;

/// Is an option of the config `C`, without the type of its value.
pub trait ErasedOption<C>: Send + Sync {
    /// Makes the default and checks it.
    ///
    /// # Errors
    ///
    /// The validator refuses it.
    fn default_value(&self) -> Result<AnyValue, Invalid>;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The validator refuses it.
    fn parse(&self, text: &str) -> Result<AnyValue, Invalid>;

    /// Writes a value of [`default_value`](Self::default_value) or [`parse`](Self::parse).
    fn render(&self, value: &AnyValue) -> String;

    /// Checks the value in a config and writes it.
    ///
    /// # Errors
    ///
    /// The validator refuses it.
    fn render_in(&self, config: &C) -> Result<String, Invalid>;

    /// Says what is accepted.
    fn description(&self) -> Description;

    /// Says how it is edited.
    fn editor(&self) -> Editor;

    /// Returns true when its values must not be shown.
    fn is_secret(&self) -> bool;

    /// Finds a mistake in the validator.
    fn problem(&self) -> Option<String>;
}

/// Makes the default of an option.
pub struct DefaultOf<T>(Box<dyn Fn() -> Default<T> + Send + Sync>);

impl<T> std::fmt::Debug for DefaultOf<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DefaultOf")
    }
}

/// Is a default as its author wrote it.
#[derive(Debug)]
pub enum Default<T> {
    /// A value of the type.
    Value(T),
    /// A text, which the validator reads.
    Text(&'static str),
}

struct TypedOption<C, T> {
    validator: Box<dyn Validator<Value = T>>,
    default: DefaultOf<T>,
    get: fn(&C) -> &T,
}

impl<C: 'static, T: Send + Sync + 'static> ErasedOption<C> for TypedOption<C, T> {
    fn default_value(&self) -> Result<AnyValue, Invalid> {
        let value = match (self.default.0)() {
            Default::Value(value) => {
                self.validator.check(&value)?;
                value
            }
            Default::Text(text) => self.validator.parse(text)?,
        };
        Ok(Box::new(value))
    }

    fn parse(&self, text: &str) -> Result<AnyValue, Invalid> {
        Ok(Box::new(self.validator.parse(text)?))
    }

    fn render(&self, value: &AnyValue) -> String {
        value
            .downcast_ref::<T>()
            .map_or_else(String::new, |value| self.validator.render(value))
    }

    fn render_in(&self, config: &C) -> Result<String, Invalid> {
        let value = (self.get)(config);
        self.validator.check(value)?;
        Ok(self.validator.render(value))
    }

    fn description(&self) -> Description {
        self.validator.description()
    }

    fn editor(&self) -> Editor {
        self.validator.editor()
    }

    fn is_secret(&self) -> bool {
        self.validator.is_secret()
    }

    fn problem(&self) -> Option<String> {
        self.validator.problem()
    }
}

/// Puts an option together.
pub fn option<C: 'static, T: Send + Sync + 'static>(
    validator: Box<dyn Validator<Value = T>>,
    default: DefaultOf<T>,
    get: fn(&C) -> &T,
) -> Box<dyn ErasedOption<C>> {
    Box::new(TypedOption {
        validator,
        default,
        get,
    })
}

// Each bound that an author's mistake can break stands on a function of its own. The macros write
// each call at the place of what it is about, so that one mistake is one error, in place.

/// Is a validator for options of the type `T`: of that type, or of what an `Option` holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no validator of `{T}`",
    label = "not for an option of the type `{T}`",
    note = "the validator gives the type of the field, or what its `Option` holds"
)]
pub trait Validates<T, Marker> {
    /// Takes the validator's own type away.
    fn boxed(self) -> Box<dyn Validator<Value = T>>;
}

#[doc(hidden)]
#[derive(Debug)]
pub struct Exact;
#[doc(hidden)]
#[derive(Debug)]
pub struct Inside;
#[doc(hidden)]
#[derive(Debug)]
pub struct AsText;
#[doc(hidden)]
#[derive(Debug)]
pub struct AsItems;
#[doc(hidden)]
#[derive(Debug)]
pub struct AsTexts;

#[diagnostic::do_not_recommend]
impl<V: Validator> Validates<V::Value, Exact> for V {
    fn boxed(self) -> Box<dyn Validator<Value = V::Value>> {
        Box::new(self)
    }
}

#[diagnostic::do_not_recommend]
impl<V: Validator> Validates<Option<V::Value>, Inside> for V {
    fn boxed(self) -> Box<dyn Validator<Value = Option<V::Value>>> {
        Box::new(Optional(self))
    }
}

/// Takes the validator that an option names.
pub fn validator<T, V: Validates<T, Marker>, Marker>(
    validator: V,
) -> Box<dyn Validator<Value = T>> {
    validator.boxed()
}

/// Makes the validator of the option's type.
pub fn own_validator<T: super::DefaultValidator>() -> Box<dyn Validator<Value = T>> {
    Box::new(T::validator())
}

/// Is what can be the default of an option of the type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the default of an option of the type `{T}`",
    label = "not a value of the type `{T}`",
    note = "write a value of the field's type, or a text in quotes that its validator reads"
)]
pub trait IsDefault<T, Marker> {
    /// Makes a default of it.
    fn into_default(self) -> Default<T>;
}

#[diagnostic::do_not_recommend]
impl<T> IsDefault<T, Exact> for T {
    fn into_default(self) -> Default<T> {
        Default::Value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T> IsDefault<Option<T>, Inside> for T {
    fn into_default(self) -> Default<Option<T>> {
        Default::Value(Some(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T> IsDefault<T, AsText> for &'static str {
    fn into_default(self) -> Default<T> {
        Default::Text(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, const N: usize> IsDefault<Vec<T>, AsItems> for [T; N] {
    fn into_default(self) -> Default<Vec<T>> {
        Default::Value(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> IsDefault<Vec<String>, AsTexts> for [&'static str; N] {
    fn into_default(self) -> Default<Vec<String>> {
        Default::Value(self.into_iter().map(str::to_owned).collect())
    }
}

/// Takes the default that an option names.
pub fn default_value<T: 'static, D: IsDefault<T, Marker> + 'static, Marker: 'static>(
    make: fn() -> D,
) -> DefaultOf<T> {
    DefaultOf(Box::new(move || make().into_default()))
}

/// Is a type that has a default of its own.
#[diagnostic::on_unimplemented(
    message = "an option of the type `{Self}` needs `default = …`",
    label = "this type has no default of its own",
    note = "write `#[config(default = …)]`, or make the type an `Option`"
)]
pub trait HasDefault {
    /// Makes it.
    fn make() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: std::default::Default> HasDefault for T {
    fn make() -> Self {
        T::default()
    }
}

/// Takes the default of the option's type.
pub fn no_default<T: HasDefault + 'static>() -> DefaultOf<T> {
    DefaultOf(Box::new(|| Default::Value(T::make())))
}
