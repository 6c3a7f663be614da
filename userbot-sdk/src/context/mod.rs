//! What a handler is given.

use futures_util::future::BoxFuture;

use crate::error::Result;
use crate::telegram::{Client, Message};

/// Is the future of one run of a handler.
pub type HandlerFuture<'a> = BoxFuture<'a, Result<()>>;

/// Gives a handler everything that it needs.
#[derive(Debug, Clone)]
pub struct Context {
    client: Client,
    message: Option<Message>,
}

impl Context {
    /// Returns the client of the account.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the message that started the handler.
    ///
    /// # Errors
    ///
    /// A schedule or a hook has none.
    pub fn message(&self) -> Result<&Message> {
        self.message.as_ref().ok_or_else(|| crate::Error::msg("no message here"))
    }
}
