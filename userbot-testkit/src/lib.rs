//! x

pub(crate) mod layers;
pub mod rpc;
pub mod server;
