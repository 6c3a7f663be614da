//! A data centre of Telegram on the loopback interface, for clients that do not know that it is not the real one.
//!
//! A [`Server`] speaks `MTProto` 2.0 with any number of clients: it finds out their transport, decrypts their
//! packets with a key that both sides were given, keeps their sessions (salts, acknowledgements, containers,
//! compression, repeated messages) and hands each call to its [`Backend`]. What the backend pushes goes to the
//! sessions that want updates.
//!
//! On the way of a call stand [`Faults`], which break things on purpose, and the responders of
//! [`Rpc`](crate::rpc::Rpc), which answer in place of the backend.
//!
//! There is no key exchange, but in the delivery network: a client cannot be told to trust a key that is not Telegram's,
//! so both sides get the same authorization key beforehand.
//!
//! The folder from the wire up: [`transport`] delimits packets, `crypto` encrypts them, `message` takes them
//! apart, `session` and `service` know the protocol's rules, `wrappers` finds the call inside of
//! `invokeWithLayer`, `edge` converts between the client's layer and the newest, `calls` gets it answered, `hub` holds what is shared, `connection` does the input and output.

mod backend;
mod calls;
mod clock;
mod connection;
mod crypto;
mod edge;
mod exchange;
mod faults;
mod handle;
mod hub;
mod message;
mod random;
mod salts;
mod service;
mod session;
pub mod transport;
mod wrappers;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use backend::{Backend, Call, Reply};
pub use crypto::AuthKey;
pub(crate) use exchange::PUBLIC_KEY;
pub use faults::Faults;
pub use handle::{Server, ServerConfig, WeakServer};

/// Locks a mutex. A panic elsewhere does not spoil what it guards: each change is complete in itself.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
