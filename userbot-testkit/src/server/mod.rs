//! The wire of the simulated Telegram.

mod backend;

pub use backend::{Backend, Call, Reply};
