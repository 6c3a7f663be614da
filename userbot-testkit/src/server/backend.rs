//! What answers the calls that arrive at a server.

use grammers_tl_types::{self as tl, Deserializable, Identifiable, Serializable};
use std::time::Duration;

/// Answers the calls that arrive at a server.
pub trait Backend: Send + Sync + 'static {
    /// Answers one call.
    fn call(&self, call: &Call<'_>) -> Reply;
}

/// Describes one call of a client.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Holds the id of the authorization key.
    pub key_id: i64,
    /// Holds the id of the session.
    pub session_id: i64,
    /// Holds the id of the message that carried the call.
    pub msg_id: i64,
    /// Holds the layer that the client speaks.
    pub layer: i32,
    /// Holds the data centre that received the call.
    pub dc_id: i32,
    /// Holds the constructor id of the method.
    pub id: u32,
    /// Holds the arguments, without the constructor id.
    pub args: &'a [u8],
}

impl Call<'_> {
    /// Returns the method's name in the schema.
    pub fn name(&self) -> &'static str {
        tl::name_for_id(self.id)
    }

    /// Decodes the arguments, if this is a call of `T`.
    pub fn parse<T: Deserializable + Identifiable>(&self) -> Option<T> {
        (self.id == T::CONSTRUCTOR_ID)
            .then(|| T::from_bytes(self.args).ok())
            .flatten()
    }
}

/// Says what a call is answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The serialized result.
    Ok(Vec<u8>),
    /// An RPC error.
    Err {
        /// The code, such as 400.
        code: i32,
        /// The name, such as `PEER_ID_INVALID`.
        name: String,
    },
    /// No answer at all.
    Silence,
    /// The connection is closed.
    Hangup,
    /// The same, later.
    After(Duration, Box<Reply>),
}

impl Reply {
    /// Makes a successful reply.
    pub fn ok<T: Serializable>(value: &T) -> Self {
        Self::Ok(value.to_bytes())
    }

    /// Makes an error.
    pub fn err(code: i32, name: impl Into<String>) -> Self {
        Self::Err {
            code,
            name: name.into(),
        }
    }
}
