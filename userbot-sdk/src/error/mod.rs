//! What goes wrong, as values.
//!
//! Handlers return [`Result`], whose [`Error`] takes any error by `?` and remembers the line of
//! that `?`. An [`Error::user`] is shown to the person who typed the command, word for word;
//! everything else is shown as a short id and stands in the log in full. Calls to Telegram give
//! [`CallError`](crate::telegram::CallError), which a handler can match on before it uses `?`.

mod handler;

pub(crate) use handler::Request;
pub use handler::{Error, Result};
