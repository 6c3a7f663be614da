//! Texts: HTML, splitting and offsets, by example and by property.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod html;
mod markdown;
mod properties;

type TestResult = Result<(), Box<dyn std::error::Error>>;
