//! The error of handlers and hooks.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::panic::Location;

/// Is what a handler or a hook returns: nothing, or an [`Error`].
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// Is the error of a handler or a hook.
///
/// It is made by `?` from any [`std::error::Error`], or by [`Error::user`] and [`Error::msg`].
/// The place of the `?` is kept for the log. Like `anyhow::Error` it does not implement
/// [`std::error::Error`] itself, which is what makes the conversion possible.
///
/// # Examples
///
/// ```
/// use userbot_sdk::prelude::*;
///
/// fn parse(text: &str) -> Result<i64> {
///     if text.is_empty() {
///         return Err(Error::user("Say a number."));
///     }
///     Ok(text.parse::<i64>()?)
/// }
///
/// assert!(parse("").unwrap_err().user_text().is_some());
/// assert!(parse("ten").unwrap_err().user_text().is_none());
/// ```
pub struct Error(
    // A result that is all right, as nearly all are, is one word that way.
    Box<Inside>,
);

struct Inside {
    cause: Cause,
    location: &'static Location<'static>,
}

enum Cause {
    User(Cow<'static, str>),
    Message(Cow<'static, str>),
    Other(Box<dyn StdError + Send + Sync>),
    Suspend(Cow<'static, str>),
    Remove(Cow<'static, str>),
}

/// Is what an error asks for besides being reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Request<'a> {
    /// The module is to be off until somebody switches it on.
    Suspend(&'a str),
    /// The module is to be gone.
    Remove(&'a str),
}

impl Error {
    fn new(cause: Cause, location: &'static Location<'static>) -> Self {
        Self(Box::new(Inside { cause, location }))
    }

    /// Makes an error whose text is shown to the person who used the command, word for word.
    ///
    /// Say what happened and what to do. The text is plain: it is escaped before it is sent.
    #[track_caller]
    pub fn user(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Cause::User(text.into()), Location::caller())
    }

    /// Makes an error for the log; the person who used the command sees only its id.
    #[track_caller]
    pub fn msg(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Cause::Message(text.into()), Location::caller())
    }

    /// Makes an error of one that `?` does not take: a text, a boxed error, an `anyhow::Error`.
    ///
    /// Like an error that `?` takes it is for the log; the person who used the command sees its id.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// fn library() -> std::result::Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    ///     Ok("7".parse()?)
    /// }
    ///
    /// fn ask() -> Result<u8> {
    ///     library().map_err(Error::other)
    /// }
    ///
    /// assert_eq!(ask().unwrap(), 7);
    /// assert_eq!(Error::other("no luck").to_string(), "no luck");
    /// ```
    #[track_caller]
    pub fn other(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Cause::Other(error.into()), Location::caller())
    }

    /// Makes an error that suspends its module: it ends, and stays off until somebody enables or
    /// restarts it, or the bot starts again. The owner is told the reason.
    ///
    /// For a module that cannot work now and cannot help itself: a key was revoked, a service is
    /// gone. It works from `load`, `on_ready`, every handler and schedule. In a command the reason
    /// is the answer, too.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// /// Tells the weather.
    /// #[derive(Module, Default)]
    /// #[module(hooks, no_handlers)]
    /// struct Weather;
    ///
    /// #[async_trait]
    /// impl Module for Weather {
    ///     async fn on_ready(&self, _ctx: &Context) -> Result<()> {
    ///         Err(Error::suspend("The weather service wants a key."))
    ///     }
    /// }
    /// ```
    #[track_caller]
    pub fn suspend(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Cause::Suspend(reason.into()), Location::caller())
    }

    /// Makes an error that takes its module out: it ends without a message to the owner, `help`
    /// does not show it, and `.modules` tells the reason. The next start of the bot, or
    /// `.restart`, tries it again.
    ///
    /// For a module that finds that it has nothing to do here: another system, an account without
    /// Premium. It works from `load`, `on_ready`, every handler and schedule.
    #[track_caller]
    pub fn remove(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Cause::Remove(reason.into()), Location::caller())
    }

    /// Returns what the error asks for besides being reported.
    pub(crate) fn request(&self) -> Option<Request<'_>> {
        match &self.0.cause {
            Cause::Suspend(reason) => Some(Request::Suspend(reason)),
            Cause::Remove(reason) => Some(Request::Remove(reason)),
            _ => None,
        }
    }

    /// Returns the text that the person who used the command may see, if there is one.
    pub fn user_text(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::User(text) | Cause::Suspend(text) | Cause::Remove(text) => Some(text),
            _ => None,
        }
    }

    /// Returns where the error was made or met its `?`.
    pub fn location(&self) -> &'static Location<'static> {
        self.0.location
    }

    /// Sets where the error was made: for functions that make it on behalf of their caller.
    pub(crate) fn at(mut self, location: &'static Location<'static>) -> Self {
        self.0.location = location;
        self
    }

    /// Returns the error inside as `T`, if it is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use userbot_sdk::prelude::*;
    ///
    /// let error: Error = "x".parse::<u8>().unwrap_err().into();
    /// assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
    /// ```
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        match &self.0.cause {
            Cause::Other(error) => error.downcast_ref(),
            _ => None,
        }
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    #[track_caller]
    fn from(error: E) -> Self {
        Self::new(Cause::Other(Box::new(error)), Location::caller())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Cause::User(text)
            | Cause::Message(text)
            | Cause::Suspend(text)
            | Cause::Remove(text) => f.write_str(text),
            Cause::Other(error) => {
                write!(f, "{error}")?;
                let mut source = error.source();
                while let Some(cause) = source {
                    write!(f, ": {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} (at {})", self.0.location)
    }
}
