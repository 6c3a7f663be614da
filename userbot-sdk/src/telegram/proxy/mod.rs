//! Ways to Telegram through a proxy, and through the relay for a wrong clock.
//!
//! [`ProxySettings`] says which: a SOCKS5 server, or an MTProxy. The client library connects
//! straight to the address that the session gives it, so a bridge stands between: it listens on
//! 127.0.0.1, the session gives that address, and what arrives goes on through the proxy. Nothing of
//! the client library is changed, and nothing goes around the proxy: when the bridge fails, so does
//! the connection. When this machine's clock is wrong, the relay of [`clock`](super::clock) stands in the bridge too, before
//! the proxy, or without one.
//!
//! `settings.rs` and `secret.rs` read links and secrets, `dial.rs` opens a connection through SOCKS5,
//! `full.rs` is the transport of the client library, `tls.rs` and `obfuscation.rs` are the two disguises of an MTProxy, `relay.rs` translates packets,
//! `bridge.rs` listens, and `route.rs` hands the addresses out.

mod bridge;
mod dial;
mod error;
pub(super) mod full;
mod hello;
mod obfuscation;
mod relay;
mod route;
mod secret;
mod settings;
mod tls;

pub use error::{ProxyError, ProxyLinkError};
pub use secret::MtProxySecret;
pub use settings::{MtProxy, ProxySettings, Socks5Proxy};

pub(super) use bridge::Bridge;
pub(super) use route::Routed;
