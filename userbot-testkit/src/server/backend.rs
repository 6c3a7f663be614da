//! What answers the calls that arrive at a [`Server`](super::Server).

use std::time::Duration;

use grammers_tl_types::{Deserializable, Identifiable, Serializable, name_for_id};

/// Answers the calls that arrive at a server.
///
/// Implemented by whatever plays Telegram: the simulated world, or a closure-like struct in a test of the wire.
/// The server has already decrypted, unpacked and unwrapped the call and has found no responder for it.
///
/// The methods are synchronous: keep state behind a `std::sync::Mutex` and never wait. No lock of the server is
/// held during a call, so a backend may push updates from within.
pub trait Backend: Send + Sync + 'static {
    /// Answers one call.
    fn call(&self, call: &Call<'_>) -> Reply;

    /// Learns that a session made its first call without `invokeWithoutUpdates`: from now on it gets what is
    /// pushed to its key.
    fn subscribed(&self, key_id: i64, session_id: i64) {
        let _ = (key_id, session_id);
    }

    /// Learns that the last connection of a session closed.
    fn disconnected(&self, key_id: i64, session_id: i64) {
        let _ = (key_id, session_id);
    }
}

/// A call of one of Telegram's methods.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The key that the caller's packets are encrypted with: it tells whose account this is.
    pub key_id: i64,
    /// The session within the key.
    pub session_id: i64,
    /// The message that carries the call.
    pub msg_id: i64,
    /// The layer of the schema that the client announced.
    pub layer: i32,
    /// The data centre that was called.
    pub dc_id: i32,
    /// The export that the call is part of: what `invokeWithTakeout` around it names.
    pub takeout: Option<i64>,
    /// The constructor of the method.
    pub id: u32,
    /// The arguments, without the constructor.
    pub args: &'a [u8],
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.name())
            .field("key_id", &self.key_id)
            .field("session_id", &self.session_id)
            .field("msg_id", &self.msg_id)
            .field("layer", &self.layer)
            .field("dc_id", &self.dc_id)
            .field("takeout", &self.takeout)
            .field("args", &format_args!("{} bytes", self.args.len()))
            .finish_non_exhaustive()
    }
}

impl Call<'_> {
    /// Gives the method's name as the schema spells it, such as `messages.sendMessage`.
    ///
    /// A method that the schema does not know is `(unknown)`.
    pub fn name(&self) -> &'static str {
        name_for_id(self.id)
    }

    /// Reads the call as the method `T`; `None` if it is another method or its arguments are malformed.
    pub fn parse<T: Deserializable + Identifiable>(&self) -> Option<T> {
        if self.id == T::CONSTRUCTOR_ID {
            T::from_bytes(self.args).ok()
        } else {
            None
        }
    }
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The serialised result, with its constructor.
    Ok(Vec<u8>),
    /// An error of Telegram.
    Err {
        /// The number, such as 400 or 420.
        code: i32,
        /// The name, such as `PEER_ID_INVALID` or `FLOOD_WAIT_30`.
        name: String,
    },
    /// No answer, ever. The client is told that its message arrived.
    Silence,
    /// The connection is closed instead of an answer.
    Hangup,
    /// The inner reply after a time on tokio's clock.
    After(Duration, Box<Reply>),
}

impl Reply {
    /// Answers with a value.
    pub fn ok<T: Serializable>(value: &T) -> Reply {
        Reply::Ok(value.to_bytes())
    }

    /// Answers with an error.
    pub fn err(code: i32, name: impl Into<String>) -> Reply {
        Reply::Err {
            code,
            name: name.into(),
        }
    }

    /// Answers later.
    pub fn after(self, delay: Duration) -> Reply {
        Reply::After(delay, Box::new(self))
    }
}
