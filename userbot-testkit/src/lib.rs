//! A simulated Telegram: the real client talks to it over real `MTProto`, with no account and no network.

pub(crate) mod layers;
pub mod methods;
pub mod rpc;
pub mod server;
pub mod transcript;
pub mod world;
