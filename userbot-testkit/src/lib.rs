//! x

pub mod rpc;
pub mod server;
#[cfg(feature = "playground")]
pub mod playground;
