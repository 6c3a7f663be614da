//! x

pub mod rpc;
pub mod server;
