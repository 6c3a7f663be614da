//! Logins from elsewhere and to elsewhere, encrypted sessions, proxies, and several accounts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

#[path = "../telegram_support/mod.rs"]
mod telegram_support;

mod encrypted;
mod mtproxy_server;
mod proxies;
mod proxy_links;
mod socks_server;
mod strings;
mod vectors;
