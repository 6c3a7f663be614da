//! x

pub mod rpc;
pub mod server;

pub use userbot_macros::test;
