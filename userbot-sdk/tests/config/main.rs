//! Validators of settings: what they accept, write and say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod defects;
mod defects_special;
mod hostile;
mod problems;
mod round_trip;
mod secrets;
mod subjects;
mod words;
