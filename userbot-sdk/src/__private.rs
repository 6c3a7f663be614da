//! The only names that generated code uses. Not part of the public API: no promise holds here.

pub mod bench;

pub use std::any::TypeId;
pub use std::time::Duration;

pub use inventory;

use std::future::Future;

use futures_util::FutureExt as _;

pub use crate::command::{
    ArgumentError, ArgumentInput, ArgumentsShape, ChatScope, CommandRow, CommandSpec,
    FromArguments, Role,
};
pub use crate::config::{
    Choice, ChoiceOption, Choices, Config, ConfigTable, DefaultValidator, ModuleConfig, OptionRow,
    OptionRowSpec, OptionValues,
};
pub use crate::context::{Context, HandlerFuture};
pub use crate::error::Result;
pub use crate::module::{
    Describe, Doc, Docs, FreeHandler, FreeHandlerKind, FreeTexts, Handlers, Module, ModuleEntry,
    ModuleInfo, ModuleTable, Need, Offered, PartMark, Service, SourceLocation,
};
pub use crate::options::field::{
    AnyValue, Default, DefaultOf, ErasedOption, HasDefault, IsDefault, Validates, default_value,
    no_default, option, own_validator, validator,
};
pub use crate::schedule::{Overlap, ScheduleRow, ScheduleSpec, Timing};
pub use crate::strings::{TextFile, Texts};
pub use crate::telegram::{Event, EventKind, Message, WatcherEvent};
pub use crate::watcher::{
    FilterSpec, PeerSpec, Predicate, Runner, Turn, Verdict, WatcherRow, WatcherSpec,
};

/// The SDK's version, for the check that a module was compiled against this SDK.
pub const SDK_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the name of the crate in which a Rust module stands, as code writes it.
pub const fn crate_name(module_path: &'static str) -> &'static str {
    let bytes = module_path.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b':' {
        end += 1;
    }
    module_path.split_at(end).0
}

/// Is what a handler may return.
#[diagnostic::on_unimplemented(
    message = "a handler must return `Result<()>`, not `{Self}`",
    label = "expected `Result<()>` from the prelude",
    note = "write `-> Result<()>` and end the function with `Ok(())`"
)]
pub trait Outcome: Send {
    /// Turns it into the result that the runtime sees.
    ///
    /// # Errors
    ///
    /// Those of the handler.
    fn into_result(self) -> Result<()>;
}

impl Outcome for Result<()> {
    #[inline]
    fn into_result(self) -> Result<()> {
        self
    }
}

/// Gives the shape of an argument type.
pub const fn shape<A: FromArguments>() -> ArgumentsShape {
    A::SHAPE
}

// Each bound that a user's mistake can break stands on a function of its own. The macros write
// each call at the place of the type it is about, so that one mistake is one error, in place.

/// Reads the arguments of a command.
///
/// # Errors
///
/// Gives what is wrong with the arguments.
pub fn read<A: FromArguments>(input: &ArgumentInput) -> Result<A, ArgumentError> {
    A::from_arguments(input)
}

/// Gives what takes the event that a watcher wants out of any event.
#[inline]
pub fn event<E: WatcherEvent>() -> fn(&Event) -> Option<&E> {
    E::from_event
}

/// Gives what turns the answer of a handler into the result that the runtime sees.
pub fn returns<R: Outcome>() -> fn(R) -> Result<()> {
    R::into_result
}

/// Turns the answer of a handler into what the runtime wants.
#[inline]
pub fn result<R>(into_result: fn(R) -> Result<()>, answer: R) -> Result<()> {
    into_result(answer)
}

/// Makes the future of a handler give what the runtime wants.
#[inline]
pub fn outcome<R>(
    into_result: fn(R) -> Result<()>,
    future: impl Future<Output = R>,
) -> impl Future<Output = Result<()>> {
    future.map(into_result)
}

/// Makes a command's future when its arguments are right.
///
/// # Errors
///
/// Gives what is wrong with the arguments.
pub fn command<'a, A, F>(
    arguments: Result<A, ArgumentError>,
    call: impl FnOnce(A) -> F,
) -> Result<HandlerFuture<'a>, ArgumentError>
where
    F: Future<Output = Result<()>> + Send + 'a,
{
    arguments.map(|arguments| run(call(arguments)))
}

/// Makes the future of a handler.
pub fn run<'a, F>(future: F) -> HandlerFuture<'a>
where
    F: Future<Output = Result<()>> + Send + 'a,
{
    Box::pin(future)
}

/// Makes what runs a watcher: a loop that takes a turn, runs the watcher and ends the turn.
pub fn runner(turns: impl Future<Output = ()> + Send + 'static) -> Runner {
    Runner::new(turns)
}

/// Takes the value of an option.
pub fn take<T: 'static>(values: &mut OptionValues, name: &str) -> Option<T> {
    values.take(name)
}

/// Gives the kind of an event type.
pub const fn kind<E: WatcherEvent>() -> EventKind {
    E::KIND
}

/// Is what a predicate of `filter = path` may return: a bool, or a future of one.
#[diagnostic::on_unimplemented(
    message = "a filter must return `bool`, or be an `async fn` that returns `bool` or `Result<bool>`, not `{Self}`",
    label = "not an answer of a filter"
)]
pub trait IntoVerdict<'a, Marker> {
    /// Turns it into a [`Verdict`].
    fn into_verdict(self) -> Verdict<'a>;
}

#[doc(hidden)]
#[derive(Debug)]
pub struct Now;
#[doc(hidden)]
#[derive(Debug)]
pub struct Later;
#[doc(hidden)]
#[derive(Debug)]
pub struct LaterResult;

impl<'a> IntoVerdict<'a, Now> for bool {
    fn into_verdict(self) -> Verdict<'a> {
        Verdict::Ready(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, F: Future<Output = bool> + Send + 'a> IntoVerdict<'a, Later> for F {
    fn into_verdict(self) -> Verdict<'a> {
        Verdict::Later(Box::pin(async move { Ok(self.await) }))
    }
}

#[diagnostic::do_not_recommend]
impl<'a, F: Future<Output = Result<bool>> + Send + 'a> IntoVerdict<'a, LaterResult> for F {
    fn into_verdict(self) -> Verdict<'a> {
        Verdict::Later(Box::pin(self))
    }
}

/// Turns the answer of a predicate into a [`Verdict`].
pub fn verdict<'a, Marker, V: IntoVerdict<'a, Marker>>(answer: V) -> Verdict<'a> {
    answer.into_verdict()
}
