//! What the store promises, on every backend.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is what a test is for"
)]

mod backends;
mod backup;
mod contract;
mod expiry;
mod hikka;
mod kill;
mod model;
#[cfg(feature = "redis")]
mod redis;
mod typed;
