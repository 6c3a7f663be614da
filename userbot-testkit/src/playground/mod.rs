//! A terminal chat with a simulated Telegram, and a bot in it.

mod input;
mod ledger;
mod names;
mod render;
mod scene;
mod slash;
mod texts;

pub use texts::Language;
